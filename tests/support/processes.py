"""Builds in processes of their own, which wait, break off or are killed where a test says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.support.project import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Project

LIMIT = 300
"""Seconds after which a test takes a build for hung."""

HELPER = '''
"""Waits or ends the process at an event of the build, as the environment says."""

import os
import signal
import time
from pathlib import Path

count = 0


def reached(app, *args):
    global count
    count += 1
    nothing = [] if os.environ["TEST_EVENT"] == "html-collect-pages" else None
    if count < int(os.environ.get("TEST_AT", "1")):
        return nothing
    if os.environ["TEST_DO"] == "wait":
        Path(os.environ["TEST_READY"]).touch()
        while not Path(os.environ["TEST_GO"]).exists():
            time.sleep(0.05)
    else:
        os.kill(os.getpid(), signal.SIGKILL)
    return nothing


def setup(app):
    if os.environ.get("TEST_DO"):
        app.connect(os.environ["TEST_EVENT"], reached, priority=int(os.environ["TEST_PRIORITY"]))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
'''
"""An extension of the projects that are built."""


@dataclass(frozen=True)
class Ended:
    """A build that has ended: its exit status, and what it said on both streams."""

    status: int
    said: str


def prepare(project: Project) -> None:
    """Let a project know the extension that waits and kills; it does neither by itself."""
    project.write("helper_of_tests.py", HELPER)
    project.conf["extensions"] = ["sphinx_error_index", "helper_of_tests"]


def start(
    project: Project, *, doctrees: str = "html", jobs: int = 1, **environment: str
) -> subprocess.Popen[str]:
    """Start a build of a project that was built once before; ``environment`` is the helper's."""
    path = os.pathsep.join([str(project.folder), str(ROOT)])
    return subprocess.Popen(
        [sys.executable, "-m", "sphinx", "-b", "html", "-c", str(project.folder), "--no-color",
         "-j", str(jobs), "-d", str(project.folder / f"build/doctrees-{doctrees}"),
         str(project.folder / "source"), str(project.folder / "build/html")],
        env={**os.environ, "PYTHONPATH": path, "PYTHONUNBUFFERED": "1", "TEST_PRIORITY": "500",
             **environment},
        cwd=project.folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def ended(process: subprocess.Popen[str]) -> Ended:
    """Wait for a build; one that hangs is ended, and fails the test."""
    try:
        said, _ = process.communicate(timeout=LIMIT)
    except subprocess.TimeoutExpired:
        process.kill()
        said, _ = process.communicate()
        raise AssertionError(f"a build hung:\n{said}") from None
    return Ended(process.returncode, said)


def wait_until(holds: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    """Wait until something holds while a build is at work."""
    started = time.monotonic()
    while not holds():
        assert process.poll() is None, process.communicate()[0]
        assert time.monotonic() - started < LIMIT, "the build does not get there"
        time.sleep(0.05)


def site(outdir: Path) -> dict[str, bytes]:
    """Return every file of a site by its name, but those that tell of the build itself.

    The words of Sphinx's search index stand in the order in which it met them first, and it keeps
    words that no document has any more, with an empty list: both depend on the builds before
    whatever extensions there are. Here the words are sorted, and those without documents left out.
    """
    files = {
        path.relative_to(outdir).as_posix(): path.read_bytes()
        for path in sorted(outdir.rglob("*"))
        if path.is_file() and path.name not in (".buildinfo", ".buildinfo.bak")
    }
    if index := files.get("searchindex.js"):
        content = json.loads(index.removeprefix(b"Search.setIndex(").removesuffix(b")"))
        for words in (content["terms"], content["titleterms"]):
            for word in [word for word, documents in words.items() if documents == []]:
                del words[word]
        files["searchindex.js"] = json.dumps(content, sort_keys=True).encode()
    return files
