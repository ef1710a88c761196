"""Runs commands and measures them together with their children."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parent.parent

# The peak memory of a process begins with that of the one that started it: so a small one does.
_START = """
import json, os, sys
pid = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
_, status, usage = os.wait4(pid, 0)
said = [usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, os.waitstatus_to_exitcode(status)]
with open(sys.argv[1], "w") as file:
    json.dump(said, file)
"""


@dataclass
class Run:
    """What a command took: wall and CPU seconds, peak memory in MB, and seconds a phase."""

    wall: float
    cpu: float
    peak: float
    phases: dict[str, float] = field(default_factory=dict)


def measured(
    command: Sequence[str],
    folder: Path = ROOT,
    stdin: Path | None = None,
    allowed: Sequence[int] = (0,),
) -> tuple[Run, str]:
    """Run a command in a folder whose package it finds first; return what it took and said.

    Args:
        command: the program and its arguments.
        folder: where to run it.
        stdin: a file for its standard input.
        allowed: exit statuses that are no failure.

    Raises:
        RuntimeError: it failed; the text has the end of what it said.
    """
    env = {**os.environ, "PYTHONPATH": str(folder)}
    with (
        tempfile.TemporaryFile() as said,
        tempfile.NamedTemporaryFile() as usage,
        Path(stdin or os.devnull).open("rb") as given,
    ):
        start = [sys.executable, "-I", "-S", "-c", _START, usage.name]
        started = time.perf_counter()
        subprocess.run(
            [*start, *command], cwd=folder, stdin=given, stdout=said, stderr=subprocess.STDOUT,
            env=env, check=True,
        )  # fmt: skip
        wall = time.perf_counter() - started
        cpu, peak, status = json.load(usage)
        said.seek(0)
        text = said.read().decode("utf-8", "replace")
    if status not in allowed:
        raise RuntimeError(f"{' '.join(command)} failed:\n{text[-3000:]}")
    return Run(wall, cpu, peak), text
