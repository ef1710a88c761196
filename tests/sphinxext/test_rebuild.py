"""A build after the first one writes what changed, and nothing else."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from sphinx.cmd.build import build_main

from sphinx_error_index.pages.writer import PageWriter
from sphinx_error_index.sphinxext import events
from tests.support import rich
from tests.support.site import Site

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build, Project

BORDER = "========== ======== =====\n"
HEAD = f"{BORDER}Error Code Category Cause\n{BORDER}"


def table(*rows: str) -> str:
    """A table of codes: ``A.1 One.``, whose letter is the category."""
    lines = (f"{row.split()[0]:10} {row[0]:8} {row.split()[1]}\n" for row in rows)
    return f"{HEAD}{''.join(lines)}{BORDER}"


@pytest.fixture
def site(project: Project) -> Project:
    """Two services with a page each, and a page that links to codes."""
    project.write("data/one/codes.rst", table("A.1 One.", "A.2 Two.", "B.1 Three."))
    project.write("data/two/codes.rst", table("C.1 Four."))
    project.page("one", "one/*.rst")
    project.page("two", "two/*.rst")
    project.write(
        "source/links.rst",
        "Links\n=====\n\n:err:code:`one/A.2` :err:category:`one/B` :any:`one/B.1`\n",
    )
    project.write("source/lists.rst", "Lists\n=====\n\n.. err:services::\n\n.. err:categories::\n")
    project.write("source/plain.rst", "Plain\n=====\n\nWords.\n")
    return project


def test_doctrees_hold_no_more_than_their_own_page(site: Project) -> None:
    """A node that names the vendor's own document would drag the whole environment along."""
    site.write("data/one/more.rst", f"More\n====\n\n{table('D.1 *Five*.')}")
    site.build()
    doctrees = site.folder / "build/doctrees-html"
    for name in ("one", "two", "links"):
        assert b"BuildEnvironment" not in (doctrees / f"{name}.doctree").read_bytes()


def test_doctrees_that_are_not_kept_are_read_again(
    site: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = {name: data for name, (_, data) in state(site.build()).items()}
    monkeypatch.setattr(events, "KEPT", 0)
    dropped = {name: data for name, (_, data) in state(site.build(fresh=True)).items()}
    assert dropped == kept


def state(build: Build) -> dict[str, tuple[int, bytes]]:
    """Time of writing and content of every file of a site."""
    return {
        path.relative_to(build.outdir).as_posix(): (path.stat().st_mtime_ns, path.read_bytes())
        for path in build.outdir.rglob("*")
        if path.is_file()
    }


def touched(before: dict[str, tuple[int, bytes]], build: Build) -> set[str]:
    """The pages that were written since, or are gone."""
    after = state(build)
    names = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    return {name.removesuffix(".html") for name in names if name.endswith(".html")}


def untouched_data(before: dict[str, tuple[int, bytes]], build: Build) -> bool:
    after = state(build)
    names = ("codes.json", "report.json", "error-index/root.js", "_static/error-index.css",
             "_static/error-index.js")  # fmt: skip
    return all(before[name] == after[name] for name in names)


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_nothing_changed(project: Project, builder: str) -> None:
    rich.write(project)
    before = state(project.build(builder))
    again = project.build(builder)
    # search.html and genindex.html are written anew by Sphinx itself, every time.
    assert {name.split("/")[0] for name in touched(before, again)} <= {"genindex", "search"}
    assert untouched_data(before, again)
    assert again.stderr == ""
    assert "no targets are out of date" in again.stdout
    assert again.notes == []


def test_nothing_changed_but_another_process_builds_in_parallel(project: Project) -> None:
    rich.write(project)
    before = state(project.build())
    assert touched(before, project.build(jobs=2)) <= {"genindex", "search"}


def test_edited_row(site: Project) -> None:
    before = state(site.build())
    site.write("data/two/codes.rst", table("C.1 Five."))
    build = site.build()
    written = touched(before, build)
    assert written >= {"two", "two/C.1", "two/category/C", "guide"}
    # Sphinx writes its own; a page that links or lists is written when the catalogue changes.
    written -= {"genindex", "search", "index", "links", "lists"}
    assert written == {"two", "two/C.1", "two/category/C", "guide"}
    assert "Five." in build.read("two/C.1.html")
    assert build.codes["two/C.1"]["variants"][0]["causes"] == ["Five."]


def test_deleted_row(site: Project) -> None:
    site.build()
    site.write("data/one/codes.rst", table("A.1 One.", "B.1 Three."))
    build = site.build(strict=False)
    assert not (build.outdir / "one/A.2.html").exists()
    assert [(m.type, m.file, m.line) for m in build.warnings] == [
        ("error_index.reference", "links.rst", 4)
    ]
    assert "one/A.2" in build.read("links.html")
    assert Site(build.outdir).broken() == []


def test_renamed_code(site: Project) -> None:
    site.conf["suppress_warnings"] = ["error_index.reference", "ref.any"]
    site.build()
    site.write("data/one/codes.rst", table("A.1 One.", "A.2 Two.", "D.1 Three."))
    build = site.build()
    pages = {path.name for path in (build.outdir / "one").rglob("*.html")}
    assert pages == {"A.1.html", "A.2.html", "D.1.html", "A.html", "D.html"}
    assert 'href="one/category/D.html"' in build.read("lists.html")
    assert Site(build.outdir).broken() == []


def test_code_comes_back(site: Project) -> None:
    site.conf["suppress_warnings"] = ["error_index.reference"]
    site.write("data/one/codes.rst", table("A.1 One.", "B.1 Three."))
    assert "one/A.2.html" not in site.build().read("links.html")
    site.write("data/one/codes.rst", table("A.1 One.", "A.2 Two.", "B.1 Three."))
    assert 'href="one/A.2.html"' in site.build().read("links.html")


def test_file_enters_and_leaves_a_glob(site: Project) -> None:
    site.build()
    site.write("data/two/more.rst", table("C.2 Six."))
    build = site.build()
    assert "Six." in build.read("two.html")
    assert "two/C.2" in build.codes
    assert "2 codes" in build.read("lists.html")
    (site.folder / "data/two/more.rst").rename(site.folder / "data/two/other.rst")
    assert site.build().codes["two/C.2"]["variants"][0]["origins"][0]["file"] == "two/other.rst"
    (site.folder / "data/two/other.rst").unlink()
    build = site.build()
    assert not (build.outdir / "two/C.2.html").exists()
    assert "1 code" in build.read("lists.html")


def test_missing_file_appears(site: Project) -> None:
    site.page("three", "three/codes.rst")
    assert [m.type for m in site.build(strict=False).warnings] == ["error_index.no_file"]
    site.write("data/three/codes.rst", table("E.1 Six."))
    assert "three/E.1" in site.build().codes


def test_page_goes(site: Project) -> None:
    site.build()
    (site.folder / "source/two.rst").unlink()
    shutil.rmtree(site.folder / "data/two")
    build = site.build()
    assert not list((build.outdir / "two").rglob("*.html"))
    assert "Two" not in build.read("lists.html")
    assert set(build.codes) == {"one/A.1", "one/A.2", "one/B.1"}


def test_page_moves_to_another_service(site: Project) -> None:
    site.build()
    site.page("two", "two/*.rst", options=":service: moved")
    build = site.build()
    assert not list((build.outdir / "two").rglob("*.html"))
    assert "Four." in build.read("moved/C.1.html")
    assert 'href="moved/category/C.html"' in build.read("lists.html")
    assert Site(build.outdir).broken() == []


def test_title_of_a_service_changes(site: Project) -> None:
    site.build()
    path = site.folder / "source/two.rst"
    path.write_text(path.read_text("utf-8").replace("Two\n===", "Duo\n==="), "utf-8")
    assert ">Duo<" in site.build().read("lists.html")


def test_label_of_another_page_changes(project: Project) -> None:
    project.write("data/one/a.rst", f".. _spot:\n\nTitle A\n-------\n\n{table('A.1 One.')}")
    project.write("data/one/b.rst", f"Title B\n-------\n\nSee :ref:`spot`.\n\n{table('B.1 Two.')}")
    project.page("first", "one/a.rst", options=":service: one")
    project.page("second", "one/b.rst", options=":service: one")
    assert ">Title A<" in project.build().read("second.html")
    project.write("data/one/a.rst", f".. _spot:\n\nTitle C\n-------\n\n{table('A.1 One.')}")
    assert ">Title C<" in project.build().read("second.html")
    project.write("data/one/a.rst", f"Title C\n-------\n\n{table('A.1 One.')}")
    build = project.build()
    assert "spot" in build.read("second.html")
    assert Site(build.outdir).broken() == []


def test_vocabulary_changes(site: Project) -> None:
    site.write("data/two/codes.rst", table("C.1 Four.").replace("Error Code", "Fehlernum."))
    assert "two/C.1" not in site.build(strict=False).codes
    site.conf["error_index_vocabulary"] = {"code": ["Fehlernum"]}
    assert "two/C.1" in site.build().codes


def test_template_changes(site: Project) -> None:
    site.conf["templates_path"] = ["templates"]
    site.build()
    site.write("templates/error_index/category.html", "<p>my category</p>")
    build = site.build()
    assert "<p>my category</p>" in build.read("one/category/A.html")
    (site.folder / "templates/error_index/category.html").unlink()
    assert "<p>my category</p>" not in site.build().read("one/category/A.html")


def test_folder_of_doctrees_is_gone(site: Project) -> None:
    before = state(site.build())
    shutil.rmtree(site.folder / "build/doctrees-html")
    build = site.build()
    ours = {name for name in touched(before, build) if "/" in name or name in {"guide", "404"}}
    assert ours == set()
    site.write("data/one/codes.rst", table("A.2 Two.", "B.1 Three."))
    shutil.rmtree(site.folder / "build/doctrees-html")
    assert not (site.build().outdir / "one/A.1.html").exists()


def test_folder_of_the_site_is_gone(site: Project) -> None:
    build = site.build()
    before = {name: content for name, (_, content) in state(build).items()}
    shutil.rmtree(build.outdir)
    after = {name: content for name, (_, content) in state(site.build()).items()}
    assert before.keys() == after.keys()


@pytest.mark.parametrize("moment", [0, 2, 5])
def test_killed_build(site: Project, monkeypatch: pytest.MonkeyPatch, moment: int) -> None:
    site.conf["suppress_warnings"] = ["error_index.reference"]
    site.build()
    site.write("data/one/codes.rst", table("A.1 Other.", "B.1 Three.", "D.1 New."))
    write = PageWriter._write
    written: list[str] = []

    def killed(self: PageWriter, file: str, *args: Any) -> None:
        if len(written) == moment:
            raise KeyboardInterrupt
        written.append(file)
        write(self, file, *args)

    with monkeypatch.context() as patch:
        patch.setattr(PageWriter, "_write", killed)
        assert site.build(strict=False).status != 0
    site.write("data/one/codes.rst", table("A.1 Other.", "B.1 Three."))
    build = site.build()
    pages = {path.name for path in (build.outdir / "one").rglob("*.html")}
    assert pages == {"A.1.html", "B.1.html", "A.html", "B.html"}
    assert "Other." in build.read("one/A.1.html")
    assert {path.name for path in build.outdir.iterdir() if path.is_dir()} == {
        "_static", "_sources", "error-index", "one", "two"
    } & {path.name for path in build.outdir.iterdir()}  # fmt: skip


def test_killed_before_linking_pages_are_written(
    site: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.conf["suppress_warnings"] = ["error_index.reference"]
    assert 'href="one/A.2.html"' in site.build().read("links.html")
    site.write("data/one/codes.rst", table("A.1 One.", "B.1 Three."))
    with monkeypatch.context() as patch:
        patch.setattr(
            "sphinx.builders.html.StandaloneHTMLBuilder.prepare_writing", interrupt, raising=True
        )
        assert site.build(strict=False).status != 0
    assert "one/A.2.html" not in site.build().read("links.html")


def interrupt(*_args: object) -> None:
    raise KeyboardInterrupt


def test_another_builder_shares_the_doctrees(site: Project) -> None:
    def build(builder: str) -> Path:
        out = site.folder / "build" / f"shared-{builder}"
        arguments = ["-q", "-b", builder, "-c", str(site.folder)]
        arguments += ["-d", str(site.folder / "build/shared-doctrees")]
        with contextlib.redirect_stderr(io.StringIO()):
            assert build_main([*arguments, str(site.folder / "source"), str(out)]) == 0
        return out

    site.build()
    build("html")
    build("text")
    site.write("data/two/codes.rst", table("C.1 Four.", "C.2 Five."))
    text, html = build("text"), build("html")
    assert "2 codes" in (text / "lists.txt").read_text("utf-8")
    assert "2 codes" in (html / "lists.html").read_text("utf-8")
    site.write("data/one/codes.rst", table("A.1 One.", "B.1 Three."))
    html, text = build("html"), build("text")
    assert "one/A.2.html" not in (html / "links.html").read_text("utf-8")


def test_manifest_names_what_is_there(site: Project) -> None:
    build = site.build()
    names = json.loads(build.read(".error_index.json"))
    assert names
    assert [name for name in names if not os.path.lexists(build.outdir / name)] == []


def test_half_a_manifest_stops_no_build(seed_project: Project) -> None:
    build = seed_project.build()
    manifest = build.outdir / ".error_index.json"
    whole = manifest.read_text("utf-8")
    damaged = [whole[:40], f'{{"obs/{"x" * 300}.html": "", "obs": "", "obs/403.html": ""}}']
    for text in damaged:
        manifest.write_text(text, "utf-8")
        again = seed_project.build(strict=False)
        assert [warning.type for warning in again.warnings] == ["error_index.manifest"]
        assert again.codes.keys() == build.codes.keys()
        assert manifest.read_text("utf-8") == whole
