"""What a later build spares: it renders what changed, and the result is that of a fresh build."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest

from sphinx_error_index import cells, domain, manifest, pages

if TYPE_CHECKING:
    from tests.conftest import Build, Project

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
        if path.suffix in {".html", ".json", ".inv"} or path.name == "error-index-data.js"
    }


def rebuilt(site: Project, monkeypatch: pytest.MonkeyPatch) -> tuple[Build, set[str]]:
    """Build again; return the names of the pages whose bodies were rendered too."""
    rendered: set[str] = set()
    body = pages.PageWriter._body

    def note(self: pages.PageWriter, page: Any) -> Any:
        rendered.add(page.pagename)
        return body(self, page)

    with monkeypatch.context() as patch:
        patch.setattr(pages.PageWriter, "_body", note)
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
        patch.setattr(pages.PageWriter, "__init__", refuse)
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
    names = {name.removesuffix(".html") for name in changed if name.startswith("gw/")}
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


@pytest.mark.parametrize(
    "name", ["gw/GW.010.html", "codes.json", "guide.html", "_static/error-index.css"]
)
def test_what_was_removed_comes_back(site: Project, name: str) -> None:
    build = site.build()
    before = build.read(name)
    (build.outdir / name).unlink()
    assert site.build().read(name) == before


def test_a_theme_option_changes_all_pages(site: Project) -> None:
    site.conf |= {"html_theme": "alabaster"}
    before = html(site.build())
    site.conf["html_theme_options"] = {"description": "A word on every page"}
    after = html(site.build())
    ours = {name for name in before if name.startswith("gw/") or name == "guide.html"}
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
