"""One build at a time, and what a killed one leaves behind."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import shutil
import tempfile
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from sphinx_error_index import files
from sphinx_error_index.sphinxext import buildlock
from sphinx_error_index.sphinxext.buildlock import NAME, BuildLock, FolderLock
from tests.support.processes import ended, prepare, site, start, wait_until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Project

TABLE = "========== =====\nError Code Cause\n========== =====\n{}========== =====\n"
BOTH_WAYS = pytest.mark.parametrize("doctrees", ["html", "other"])
"""The second build has the same folder of doctrees, or only the same output folder."""


@pytest.fixture
def small(project: Project) -> Project:
    """A project with two services, built once."""
    for service in ("one", "two"):
        rows = "".join(f"{service[0].upper()}.{number:<8} Cause {number}.\n" for number in range(4))
        project.write(f"data/{service}/codes.rst", TABLE.format(rows))
        project.page(service, f"{service}/*.rst", text=f"Words of {service}.")
    prepare(project)
    project.write("conf.py", "")
    return project


def _without_helper(project: Project, **more: Any) -> Any:
    """Build in this process, where the helper need not be found."""
    import sys

    sys.path.insert(0, str(project.folder))
    try:
        return project.build(**more)
    finally:
        sys.path.remove(str(project.folder))
        sys.modules.pop("helper_of_tests", None)


@BOTH_WAYS
def test_the_second_build_waits(small: Project, doctrees: str) -> None:
    _without_helper(small)
    small.write("data/one/codes.rst", TABLE.format("O.7        Other.\n"))
    ready, go = small.folder / "ready", small.folder / "go"
    first = start(small, TEST_DO="wait", TEST_EVENT="html-collect-pages",
                  TEST_READY=str(ready), TEST_GO=str(go))  # fmt: skip
    wait_until(ready.exists, first)
    small.write("data/one/codes.rst", TABLE.format("O.8        Another.\n"))
    second = start(small, doctrees=doctrees)
    assert second.stdout is not None
    said = ""
    for line in second.stdout:
        said += line
        if "waiting for another build" in line:
            break
    else:
        pytest.fail(f"the second build did not wait:\n{said}")
    if doctrees == "html" or str(small.folder / "build/doctrees") in line:
        assert f"process {first.pid} on " in line
    time.sleep(0.5)
    assert second.poll() is None
    go.touch()
    assert ended(first).status == 0
    assert ended(second).status == 0
    after = site(small.folder / "build/html")
    shutil.rmtree(small.folder / "build")
    assert site(_without_helper(small).outdir) == after


def test_a_build_that_does_not_end_is_not_waited_for_for_ever(
    small: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(buildlock, "PATIENCE", 0.1)
    _without_helper(small)
    before = site(small.folder / "build/html")
    doctrees = small.folder / "build/doctrees-html"
    other = FolderLock(str(doctrees), NAME)
    assert other.take()
    build = _without_helper(small, strict=False)
    other.release()
    assert build.status == 2
    (line,) = [line for line in build.stderr.splitlines() if "another build" in line]
    assert f"process {os.getpid()} on " in line
    assert str(doctrees) in line
    assert site(build.outdir) == before


def test_a_lock_ends_with_its_process(tmp_path: Path) -> None:
    child = os.fork()
    if child == 0:
        os._exit(not FolderLock(str(tmp_path), NAME).take())
    assert os.waitpid(child, 0)[1] == 0
    assert json.loads((tmp_path / NAME).read_text("utf-8"))["process"] == child
    lock = FolderLock(str(tmp_path), NAME)
    assert lock.take()  # the file is there, the lock is not
    assert lock.owner().startswith(f"process {os.getpid()} on ")
    assert not FolderLock(str(tmp_path), NAME).take()
    lock.release()
    assert (tmp_path / NAME).read_bytes() == b""
    lock.release()  # once more does no harm


def test_a_lock_that_is_given_back_is_free_although_a_child_lives_on(tmp_path: Path) -> None:
    """An extension may fork a process, such as a manager of queues, that has our file open, too."""
    lock = FolderLock(str(tmp_path), NAME)
    assert lock.take()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(writing)
        os.read(reading, 1)  # until the parent is through
        os._exit(0)
    os.close(reading)
    try:
        lock.release()
        assert FolderLock(str(tmp_path), NAME).take()
    finally:
        os.close(writing)
        os.waitpid(child, 0)


@pytest.mark.parametrize("text", ["", "[]", '"x"', "{", '{"process": "x"}', '{"process": []}',
                                  '{"process": 1, "host": "h"}', '{"process": 1e999}',
                                  "[" * 100_000])  # fmt: skip
def test_an_owner_that_cannot_be_read_is_not_known(tmp_path: Path, text: str) -> None:
    (tmp_path / NAME).write_text(text, "utf-8")
    assert FolderLock(str(tmp_path), NAME).owner() == "another process"


def test_builds_of_one_process_do_not_wait_for_each_other(
    small: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One breaks off without a word to its extensions; the next one begins at once."""
    monkeypatch.setattr(buildlock, "PATIENCE", 0.1)
    with monkeypatch.context() as patch:
        patch.setattr("sphinx.builders.html.StandaloneHTMLBuilder.prepare_writing", _interrupt)
        assert _without_helper(small, strict=False).status != 0
    build = _without_helper(small)
    assert "did not come to its end" in build.stdout
    assert "did not come to its end" not in _without_helper(small).stdout


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def test_two_that_want_both_folders_do_not_lock_each_other_out(tmp_path: Path) -> None:
    one, two = str(tmp_path / "a"), str(tmp_path / "b")
    ended_well = []

    def often(outdir: str, doctreedir: str) -> None:
        for _ in range(50):
            lock = BuildLock(outdir, doctreedir)
            lock.acquire()
            lock.release()
        ended_well.append(outdir)

    threads = [threading.Thread(target=often, args=pair, daemon=True)
               for pair in ((one, two), (two, one))]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(ended_well) == [one, two]


def test_where_there_are_no_locks_builds_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refused)
    assert FolderLock(str(tmp_path)).take()
    assert FolderLock(str(tmp_path)).take()


KILLS = [
    ("builder-inited", "1", "900"),
    ("env-updated", "1", "900"),
    ("doctree-resolved", "2", "900"),
    ("html-page-context", "2", "500"),
    ("html-page-context", "5", "500"),
    ("html-collect-pages", "1", "1"),
    ("html-collect-pages", "1", "900"),
    ("build-finished", "1", "1"),
    ("build-finished", "1", "900"),
]


@pytest.mark.parametrize(("event", "at", "priority"), KILLS)
def test_after_a_kill_the_next_build_is_as_a_clean_one(
    small: Project, event: str, at: str, priority: str
) -> None:
    """All of it, Sphinx's own search index included."""
    _without_helper(small)
    small.write("data/one/codes.rst", TABLE.format("O.7        Unheard words.\nO.9        More.\n"))
    small.page("two", "two/*.rst", text="Other words of two.")
    killed = ended(start(small, TEST_DO="kill", TEST_EVENT=event, TEST_AT=at,
                         TEST_PRIORITY=priority))  # fmt: skip
    assert killed.status == -9, killed.said
    after = site(_without_helper(small).outdir)
    shutil.rmtree(small.folder / "build")
    clean = site(_without_helper(small).outdir)
    assert [
        name for name in clean.keys() | after.keys() if clean.get(name) != after.get(name)
    ] == []


# -- Where nothing can be written ------------------------------------------------------------------


def test_a_full_disk_at_the_start(small: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    build = _without_helper(small)
    before = site(build.outdir)
    small.write("data/one/codes.rst", TABLE.format("O.7        Other.\n"))

    def full(**_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(tempfile, "TemporaryFile", full)
        build = _without_helper(small, strict=False)
    assert build.status == 2
    assert _one_line(build.stderr) == (
        f"cannot read or write {build.outdir}: No space left on device"
    )
    assert site(build.outdir) == before
    assert _without_helper(small).status == 0


@pytest.mark.parametrize("number", [1, 3, 6])
def test_a_disk_that_fills_up(small: Project, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """Every page is that of before or that of now, and the next build puts all right."""
    old = site(_without_helper(small).outdir)
    small.write("data/one/codes.rst", TABLE.format("O.1        Other.\nO.7        New.\n"))
    written = 0
    fill = files._fill

    def until_full(descriptor: int, name: str, path: str, data: bytes) -> None:
        nonlocal written
        written += 1
        if written >= number:
            os.write(descriptor, data[: len(data) // 2])
            os.close(descriptor)
            files._remove(name)
            raise OSError(errno.ENOSPC, "No space left on device", path)
        fill(descriptor, name, path, data)

    with monkeypatch.context() as patch:
        patch.setattr(files, "_fill", until_full)
        build = _without_helper(small, strict=False)
    assert build.status == 2
    line = _one_line(build.stderr)
    assert line.startswith("cannot read or write ")
    assert line.endswith(": No space left on device")
    left = site(build.outdir)
    new = site(_without_helper(small).outdir)
    ours = {name for name in left if name.startswith(("one/", "two/"))} | {"codes.json"}
    assert [name for name in ours if left[name] not in (old.get(name), new.get(name))] == []
    shutil.rmtree(small.folder / "build")
    assert site(_without_helper(small).outdir) == new


def test_a_file_in_place_of_the_output_folder(small: Project) -> None:
    """Sphinx itself says it, in its report of what happened, before any extension is asked."""
    _without_helper(small)
    shutil.rmtree(small.folder / "build")
    small.write("build/html", "a file")
    done = ended(start(small))
    assert done.status == 2
    assert f"Output directory ({small.folder / 'build/html'}) is not a directory" in done.said
    assert (small.folder / "build/html").read_text("utf-8") == "a file"


@pytest.mark.parametrize("name", ["codes.json", "one", "_static/error-index.js"])
def test_a_folder_or_file_in_place_of_a_file_of_ours(small: Project, name: str) -> None:
    build = _without_helper(small)
    path = build.outdir / name
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    if name == "one":
        path.write_text("a file", "utf-8")
    else:
        path.mkdir()
    build = _without_helper(small, strict=False)
    assert build.status == 2
    assert str(path) in _one_line(build.stderr)
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert _without_helper(small).status == 0


def test_a_folder_of_doctrees_that_is_a_file(small: Project) -> None:
    small.write("build/doctrees-html", "a file")
    build = _without_helper(small, strict=False)
    assert build.status == 2
    assert "doctrees-html" in _one_line(build.stderr)


def _one_line(stderr: str) -> str:
    """Return the one line that a build said before it ended."""
    (line,) = [line for line in stderr.splitlines() if line.strip()]
    assert line.startswith("ERROR: ")
    return line.removeprefix("ERROR: ")
