"""Builds that are killed at any time, in parallel or not: the next one is as a clean one."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.attack.sizes import sizes
from tests.support.processes import ended, site, start

if TYPE_CHECKING:
    from tests.support.project import Project

TABLE = "========== =========\nError Code Cause\n========== =========\n{}========== =========\n"


def _write(project: Project, turn: int) -> None:
    """Write a state of the vendor's files and of the site's pages."""
    for service in ("one", "two", "three"):
        rows = "".join(
            f"{service[0].upper()}.{number:<8} Cause {number * turn % 7}.\n" for number in range(30)
        )
        project.write(f"data/{service}/codes.rst", TABLE.format(rows))
        project.page(service, f"{service}/*.rst", text=f"Words {turn} of {service}.")
    for number in range(8):
        project.write(f"source/page{number}.rst", f"Page {number}\n======\n\nWords {turn}.\n")


@sizes(3, 50)
@pytest.mark.skipif(not hasattr(os, "killpg"), reason="there are no groups of processes here")
def test_kills_at_any_time(project: Project, size: int) -> None:
    _write(project, 0)
    project.build()
    began = time.monotonic()
    assert ended(start(project, jobs=2)).status == 0
    nothing = time.monotonic() - began
    chance = random.Random(size)
    killed = 0
    for turn in range(1, size + 1):
        _write(project, turn)
        process = start(project, jobs=2)
        # From before the extension is loaded until after a build of this size has ended.
        time.sleep(chance.uniform(0.2, 2.5) * nothing)
        killed += process.poll() is None
        process.send_signal(signal.SIGKILL)
        ended(process)
        if turn % 10 == 0 or turn == size:
            after = site(project.build().outdir)
            shutil.rmtree(project.folder / "build")
            clean = site(project.build().outdir)
            differing = [n for n in clean.keys() | after.keys() if clean.get(n) != after.get(n)]
            assert differing == [], f"after {turn} kills"
    sys.stdout.write(f"{killed} of {size} builds were killed while they were at work\n")
    assert killed >= size // 3
