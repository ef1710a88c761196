"""Pages written by several processes: the same site, the same messages; no half of one."""

from __future__ import annotations

import base64
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from sphinx_error_index.pages import writer
from sphinx_error_index.sphinxext import events
from tests.conftest import Build, Project

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)
ROWS = "".join(
    f"   * - {{0}}.{n:02}\n     - {'.. image:: {0}.png' if n == 7 else f'*No* {n}, see {{0}}.01'}\n"
    for n in range(12)
)
FILE = f".. list-table::\n   :header-rows: 1\n\n   * - Error Code\n     - Cause\n{ROWS}"


# Sphinx numbers pictures of one name in the order in which its reading processes end, so here no
# two have the same.


@pytest.fixture
def asked(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project of two services, whose few pages are worth several processes."""
    monkeypatch.setattr(writer, "LEAST_PARALLEL", 2)
    project.conf["templates_path"] = ["templates"]
    project.conf["suppress_warnings"] = ["config.cache"]
    project.write("templates/error_index/status.html", "{{ nothing_of_this_name }}")
    project.write("templates/error_index/code.html", "{{ nothing_of_this_name }}")
    for service in ("one", "two"):
        project.write(f"data/{service}/a.rst", FILE.format(service.upper()))
        project.write(f"data/{service}/{service.upper()}.png", PIXEL)
        project.page(service, f"{service}/a.rst", options=":hidden:")
    return project


def files(build: Build) -> dict[str, bytes]:
    """The content of all files, without what Sphinx writes anew in each build."""
    paths = sorted(path for path in build.outdir.rglob("*") if path.is_file())
    named = {path.relative_to(build.outdir).as_posix(): path.read_bytes() for path in paths}
    return {name: data for name, data in named.items() if name != ".buildinfo"}


@pytest.mark.parametrize("large", [False, True])
def test_the_site_and_the_messages_are_those_of_one_process(
    asked: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, large: bool
) -> None:
    """Of large tables one process writes the documents, and no doctree is kept for that."""
    alone = asked.build(strict=False, fresh=True)
    alone.outdir.rename(tmp_path / "alone")
    if large:
        monkeypatch.setattr(events, "LARGE", 0)
        monkeypatch.setattr(events, "KEPT", 0)
    together = asked.build(strict=False, fresh=True, jobs=2)
    assert files(together) == files(Build(0, tmp_path / "alone", "", ""))
    assert together.stderr == alone.stderr
    assert alone.stderr.count("nothing_of_this_name") == 1
    assert len(list((together.outdir / "_images").iterdir())) == 2


def test_a_process_that_dies_fails_the_build(
    asked: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    parent = os.getpid()
    write = writer.PageWriter._write

    def dying(self: Any, file: str, *rest: Any) -> None:
        if os.getpid() != parent and file == "two/TWO.05.html":
            os.kill(os.getpid(), signal.SIGKILL)
        write(self, file, *rest)

    monkeypatch.setattr(writer.PageWriter, "_write", dying)
    build = asked.build(strict=False, jobs=2)
    assert build.status != 0
    assert "a process that wrote error pages died" in build.stderr
    monkeypatch.undo()
    assert (asked.build(strict=False).outdir / "two/TWO.05.html").is_file()


def test_a_handler_that_sees_each_page_keeps_what_it_saw(asked: Project) -> None:
    asked.write("keeping.py", HANDLER)
    asked.conf["extensions"] = ["sphinx_error_index", "keeping"]
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(asked.folder))
        build = asked.build(strict=False, jobs=2)
    assert "one process writes them all, since keeping sees each of them" in build.stdout
    assert "one/ONE.03 two/TWO.03" in build.stdout


HANDLER = """\\
from sphinx.util.logging import getLogger

SEEN = []

def note(app, pagename, template, context, doctree):
    if pagename.endswith("03"):
        SEEN.append(pagename)

def tell(app, exception):
    getLogger(__name__).info(" ".join(sorted(set(SEEN))))

def setup(app):
    app.connect("html-page-context", note)
    app.connect("build-finished", tell)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
"""
