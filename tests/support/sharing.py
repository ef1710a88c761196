"""Built sites that all workers of a test run share: the first makes one, the others wait for it."""

from __future__ import annotations

import fcntl
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from tests.support.project import Build

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest


class SharedBuilds:
    """The sites that this run of the tests has built for everybody; nobody writes into them."""

    def __init__(self, factory: pytest.TempPathFactory) -> None:
        base = factory.getbasetemp()
        # Each worker of xdist has a folder of its own within that of the run.
        self._root = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base

    def get(self, name: str, make: Callable[[Path], Build]) -> Build:
        """Return the site *name*; where nobody has built it yet, *make* does, in a new folder."""
        folder = self._root / f"shared-{name}"
        note = self._root / f"shared-{name}.json"
        with (self._root / f"shared-{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not note.exists():
                # A worker that failed leaves its folder behind, and the next one says why, too.
                while folder.exists():
                    folder = folder.with_name(f"{folder.name}-again")
                folder.mkdir()
                build = make(folder)
                content = [build.status, str(build.outdir), build.stdout, build.stderr]
                note.write_text(json.dumps(content), "utf-8")
            status, outdir, stdout, stderr = json.loads(note.read_text("utf-8"))
        return Build(status, Path(outdir), stdout, stderr)
