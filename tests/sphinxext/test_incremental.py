"""What a later build spares: it renders what changed, and the result is that of a fresh build."""

from __future__ import annotations

import importlib
import os
import shutil
import sys
from typing import TYPE_CHECKING, Any

import pytest

from sphinx_error_index.pages import bodies, cells, manifest, writer
from sphinx_error_index.sphinxext import domain, outdated
from tests.conftest import Project

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build

HEAD = """\
Codes
=====

.. list-table::
   :header-rows: 1

   * - Error Code
     - Status Code
     - Error Message
     - Solution
"""


def document(rows: dict[str, tuple[str, str, str]]) -> str:
    """A vendor file: code → status, message, solution."""
    entries = (
        f"   * - {code}\n     - {status}\n     - {message}\n     - {solution}\n"
        for code, (status, message, solution) in rows.items()
    )
    return HEAD + "".join(entries)


@pytest.fixture
def rows() -> dict[str, tuple[str, str, str]]:
    found = {
        f"GW.{n:03}": (str(400 + n % 4), f"Message {n}", f"See GW.{(n * 7) % 30:03}.")
        for n in range(30)
    }
    found["GW.005"] = ("401", "*Odd* message", "- one\n       - ``two``")
    found["400"] = ("400", "Bad", "Look `here <https://example.org>`__.")
    return found


@pytest.fixture
def site(project: Project, rows: dict[str, tuple[str, str, str]]) -> Project:
    project.page("gw/index", "gw/*.rst")
    project.page("other", "other/*.rst")
    project.write("data/gw/codes.rst", document(rows))
    project.write("data/other/codes.rst", document({"XY.1": ("500", "Message 3", "Wait.")}))
    return project


def html(build: Build) -> dict[str, bytes]:
    return {
        path.relative_to(build.outdir).as_posix(): path.read_bytes()
        for path in build.outdir.rglob("*")
        if path.is_file()
        and (path.suffix in {".html", ".json", ".inv"} or "error-index" in path.parts)
    }


def rebuilt(site: Project, monkeypatch: pytest.MonkeyPatch) -> tuple[Build, set[str]]:
    """Build again; return the names of the pages whose bodies were rendered too."""
    rendered: set[str] = set()
    body = bodies.Bodies.body

    def note(self: bodies.Bodies, page: Any) -> Any:
        rendered.add(page.pagename)
        return body(self, page)

    with monkeypatch.context() as patch:
        patch.setattr(bodies.Bodies, "body", note)
        build = site.build()
    return build, rendered


def test_a_build_that_changes_nothing_does_nothing(
    site: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = site.build()
    before = html(first)

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("nothing has changed")

    with monkeypatch.context() as patch:
        patch.setattr(domain, "build_catalog", refuse)
        patch.setattr(domain.PackedFile, "unpacked", refuse)
        patch.setattr(writer.PageWriter, "__init__", refuse)
        again = site.build()
    assert html(again) == before
    lines = [line for line in first.stdout.splitlines() if line.startswith(("gw: ", "ledger: "))]
    assert lines
    assert [line for line in lines if line not in again.stdout] == []


def test_an_edited_row_renders_the_pages_that_show_it(
    site: Project, rows: dict[str, tuple[str, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = html(site.build())
    site.write("data/gw/codes.rst", document(rows | {"GW.020": ("400", "Other", "Wait.")}))
    build, rendered = rebuilt(site, monkeypatch)
    changed = {name for name, content in html(build).items() if content != before.get(name)}
    assert "gw/GW.020.html" in changed
    pages = {name for name in changed if name.endswith(".html")}
    names = {name.removesuffix(".html") for name in pages if name.startswith("gw/")}
    assert names - {"gw/index"} <= rendered
    # Neighbours show the row, the far ones do not; frames are tried on some pages all the same.
    assert {f"gw/GW.{n:03}" for n in (3, 6, 9)}.isdisjoint(rendered)


def test_pages_with_few_like_them_are_spared_too(
    site: Project, monkeypatch: pytest.MonkeyPatch, rows: dict[str, tuple[str, str, str]]
) -> None:
    """The first and the last one of a service; nor is a doctree read for cells with markup."""
    site.write("data/gw/codes.rst", document(rows | {"400": ("400", "*Bad*", "Wait.")}))
    site.build()
    site.write("data/other/codes.rst", document({"XY.1": ("500", "Message 3", "Hurry.")}))
    loaded: list[str] = []
    monkeypatch.setattr(cells.CellStore, "_load", lambda _, docname: loaded.append(docname))
    _, rendered = rebuilt(site, monkeypatch)
    assert "other/XY.1" in rendered
    assert {"gw/GW.000", "gw/GW.005", "gw/400"}.isdisjoint(rendered)
    assert loaded == []


FILES = [
    "gw/GW.010.html", "codes.json", "guide.html", "_static/error-index.css", "sitemap.xml"
]  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_what_was_removed_or_cut_off_comes_back(site: Project, name: str) -> None:
    site.conf["html_baseurl"] = "https://docs.example.com/"
    build = site.build()
    before = build.read(name)
    (build.outdir / name).unlink()
    assert site.build().read(name) == before
    (build.outdir / name).write_bytes(b"")
    assert site.build().read(name) == before


EXTENSION = """
def note(app, pagename, templatename, context, doctree):
    if doctree is None and pagename in {"other/XY.1", "gw/GW.010"}:
        context["body"] += f"<p>The {app.config.word}</p>"

def setup(app):
    app.add_config_value("word", "first", "REBUILD")
    app.connect("html-page-context", note)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
"""


@pytest.mark.parametrize("rebuild", ["html", "env"])
def test_an_extension_and_its_configuration_change_all_pages(
    site: Project, monkeypatch: pytest.MonkeyPatch, rebuild: str
) -> None:
    def told(word: str) -> bool:
        monkeypatch.delitem(sys.modules, "extension_of_rebuild", raising=False)
        build = site.build()
        return all(f"<p>The {word}</p>" in build.read(f"{n}.html") for n in PAGES)

    monkeypatch.syspath_prepend(str(site.folder))
    path = site.write("extension_of_rebuild.py", EXTENSION.replace("REBUILD", rebuild))
    assert not told("first")
    site.conf["extensions"] = ["sphinx_error_index", "extension_of_rebuild"]
    assert told("first")
    site.conf["word"] = "second"
    assert told("second")
    path.write_text(path.read_text("utf-8").replace("{app.config.word}", "third"), "utf-8")
    importlib.invalidate_caches()
    assert told("third")


PAGES = ("other/XY.1", "gw/GW.010")


def test_what_is_configured_is_the_same_in_every_build() -> None:
    assert outdated._stable({"b", "a"}) == "{'a', 'b'}"
    assert outdated._stable([object()]) == outdated._stable([object()])
    assert outdated._stable(["a", "b"]) != outdated._stable(["b", "a"])


def test_a_build_that_warned_of_what_it_read_does_nothing_again(
    site: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = "==== ====\nUp   Down\n==== ====\na    b\n==== ====\n"
    site.write("data/other/more.rst", f"More\n====\n\n{table}")
    assert [m.type for m in site.build(strict=False).warnings] == ["error_index.unread_table"]
    monkeypatch.setattr(domain, "build_catalog", pytest.fail)
    assert site.build(strict=False).warnings == []


def test_a_warning_of_the_whole_is_given_again(site: Project) -> None:
    site.write("source/gw/GW.010.rst", "Mine\n====\n")
    for _ in range(2):
        warnings = site.build(strict=False).warnings
        assert [m.type for m in warnings] == ["error_index.address_taken"]


def test_clones_have_the_same_manifest(
    tmp_path: Path, rows: dict[str, tuple[str, str, str]]
) -> None:
    manifests: list[str] = []
    for name in ("one", "another"):
        clone = Project(tmp_path / name)
        clone.page("gw/index", "gw/*.rst")
        clone.write("data/gw/codes.rst", document(rows))
        template = clone.write("_templates/error_index/code.html", "<h1>{{ code.heading }}</h1>")
        os.utime(template, (len(manifests), len(manifests)))
        clone.conf["templates_path"] = [str(tmp_path / name / "_templates")]
        manifests.append(clone.build().read(".error_index.json"))
    assert manifests[0] == manifests[1]


@pytest.mark.parametrize("include", ["'parts/note.html'", "'parts/' ~ 'note.html'"])
def test_what_a_template_of_the_site_includes_changes_all_pages(
    site: Project, include: str
) -> None:
    site.write("_templates/error_index/code.html", f"{{% include {include} %}}")
    site.write("_templates/parts/note.html", "{% extends 'parts/base.html' %}")
    site.write("_templates/parts/base.html", "<p>One</p>")
    site.conf["templates_path"] = ["_templates"]
    assert "<p>One</p>" in site.build().read("gw/GW.003.html")
    path = site.write("_templates/parts/base.html", "<p>Two</p>")
    os.utime(path, (1, 1))  # Sphinx itself looks at the time of the newest one
    assert "<p>Two</p>" in site.build().read("gw/GW.003.html")


def test_a_theme_option_changes_all_pages(site: Project) -> None:
    site.conf |= {"html_theme": "alabaster"}
    before = html(site.build())
    site.conf["html_theme_options"] = {"description": "A word on every page"}
    after = html(site.build())
    pages = {name for name in before if name.endswith(".html")}
    ours = {name for name in pages if name.startswith("gw/") or name == "guide.html"}
    assert len(ours) > 30
    assert {name for name in ours if b"A word on every page" not in after[name]} == set()


def test_markup_alone_changes_a_page(site: Project, rows: dict[str, tuple[str, str, str]]) -> None:
    assert "<em>Odd</em>" in site.build().read("gw/GW.005.html")
    rows["GW.005"] = (rows["GW.005"][0], "**Odd** message", rows["GW.005"][2])
    site.write("data/gw/codes.rst", document(rows))
    assert "<strong>Odd</strong>" in site.build().read("gw/GW.005.html")


def test_a_template_of_the_site_may_show_anything(
    site: Project, rows: dict[str, tuple[str, str, str]]
) -> None:
    site.write(
        "_templates/error_index/code.html",
        "<p>{{ catalog.codes['gw/GW.020'].summary }}</p><h1>{{ code.heading }}</h1>",
    )
    site.conf["templates_path"] = ["_templates"]
    assert "<p>Message 20</p>" in site.build().read("gw/GW.003.html")
    rows["GW.020"] = ("400", "Quite another", "Wait.")
    site.write("data/gw/codes.rst", document(rows))
    assert "<p>Quite another</p>" in site.build().read("gw/GW.003.html")


def edits(rows: dict[str, tuple[str, str, str]]) -> list[dict[str, tuple[str, str, str]]]:
    """States of a vendor's file, one after the other."""
    less = {code: row for code, row in rows.items() if code != "GW.011"}
    moved = dict(reversed(less.items()))
    return [
        rows | {"GW.004": ("404", "Message 3", "See GW.005 and XY.1.")},
        less,
        moved,
        moved | {"GW.099": ("403", "New", "See 400."), "gw.004": ("500", "In small", "No.")},
        {code: (status, "Message 3", todo) for code, (status, _, todo) in rows.items()},
        rows,
    ]


@pytest.mark.parametrize("theme", ["basic", "furo"])
def test_many_builds_give_what_a_fresh_one_gives(
    site: Project, rows: dict[str, tuple[str, str, str]], theme: str
) -> None:
    site.conf |= {"html_theme": theme, "suppress_warnings": ["error_index"]}
    site.build()
    for state in edits(rows):
        site.write("data/gw/codes.rst", document(state))
        step = html(site.build())
        shutil.rmtree(site.folder / "build-fresh", ignore_errors=True)
        (site.folder / "build").rename(site.folder / "build-kept")
        fresh = html(site.build())
        assert {n for n in fresh.keys() | step.keys() if fresh.get(n) != step.get(n)} == set()
        shutil.rmtree(site.folder / "build")
        (site.folder / "build-kept").rename(site.folder / "build")


def test_a_killed_build_leaves_no_scratch_in_the_site(
    site: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    here: set[str] = set()
    body = bodies.Bodies.body

    def note(self: bodies.Bodies, page: Any) -> Any:
        here.update(path.name for path in self._builder.outdir.rglob("*"))
        return body(self, page)

    monkeypatch.setattr(bodies.Bodies, "body", note)
    outdir = site.build().outdir
    assert here - {path.name for path in outdir.rglob("*")} == set()


def test_a_killed_build_is_not_trusted(
    site: Project, rows: dict[str, tuple[str, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its pages are of a state that the next build does not have."""
    before = html(site.build())
    site.write("data/gw/codes.rst", document(rows | {"GW.020": ("400", "Other", "Wait.")}))

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(manifest.Manifest, "finish", killed)
        assert site.build(strict=False).status != 0
    site.write("data/gw/codes.rst", document(rows))
    assert html(site.build()) == before
