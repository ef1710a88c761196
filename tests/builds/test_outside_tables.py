"""Codes outside tables in a whole build: their place on the page, their pages, the account."""

from __future__ import annotations

import pytest

from tests.conftest import Build, Project
from tests.support.site import Site, visible

SECTIONS = """\
Grinder errors
==============

E1001: Wheel stopped
--------------------

The *wheel* does not turn, see `docs <https://example.org/>`_ and :ref:`motor`.

**Cause:** The belt is ``torn``.

.. code-block:: none

   grind --stop

**Solution:**

- Replace the *belt*.
- Wait.

.. _motor:

E1002: Motor hot
----------------

:Cause: Nobody **oils** it.
"""

LISTS = """\
# Exit codes

* `101`: Cannot *parse* the file.
* `102`: No such file.

| Code | Cause |
|---|---|
| 103 | A table, *too* |
"""


def site(project: Project, options: str = "", builder: str = "html") -> Build:
    project.conf["extensions"].append("myst_parser")
    project.write("data/svc/sections.rst", SECTIONS)
    project.write("data/svc/lists.md", LISTS)
    project.page("svc/index", "svc/*.*", options=options)
    return project.build(builder, strict=False)


def test_every_code_has_a_page_with_its_markup(project: Project) -> None:
    build = site(project)
    assert build.status == 0
    assert set(build.codes) == {"svc/E1001", "svc/E1002", "svc/101", "svc/102", "svc/103"}
    page = build.read("svc/E1001.html")
    for markup in (
        "<em>wheel</em>",
        'href="https://example.org/"',
        'href="index.html#svc-sections-motor"',
        "grind --stop",
        "Replace the <em>belt</em>.",
    ):
        assert markup in page, markup
    assert "Cannot <em>parse</em> the file." in build.read("svc/101.html")
    assert "<strong>oils</strong>" in build.read("svc/E1002.html")
    (variant,) = build.codes["svc/E1001"]["variants"]
    assert variant["title"] == "Wheel stopped"
    assert variant["causes"] == ["The belt is torn.\ngrind --stop"]
    assert variant["actions"] == ["Replace the belt.", "Wait."]
    assert variant["origins"][0]["line"] == 4
    assert variant["origins"][0]["cell"] == "E1001: Wheel stopped"


def test_each_has_an_anchor_and_a_link_on_the_page_of_the_service(project: Project) -> None:
    build = site(project)
    page = build.read("svc/index.html")
    for code in build.codes.values():
        url = code["variants"][0]["origins"][0]["url"]
        name, _, anchor = url.partition("#")
        assert name == "svc/index.html"
        assert page.count(f'id="{anchor}"') == 1, anchor
        assert f'href="{code["code"]}.html"' in page
    assert "Cannot parse the file." in visible(page)
    assert Site(build.outdir).repeated_ids() == []


def test_the_account_says_where_codes_stand(project: Project) -> None:
    build = site(project)
    (service,) = build.json("report.json")["services"]
    kinds = {(table["file"], table["kind"]): len(table["rows"]) for table in service["tables"]}
    assert kinds == {
        ("svc/sections.rst", "sections"): 2,
        ("svc/lists.md", "items"): 2,
        ("svc/lists.md", "tables"): 1,
    }
    assert "svc: 1 table, 2 lists, 5 rows → 5 codes, 1 category, 0 tables unread" in build.stdout


def test_hidden_files_have_pages_and_no_place(project: Project) -> None:
    build = site(project, options=":hidden:")
    assert "grind --stop" in build.read("svc/E1001.html")
    assert "<em>wheel</em>" in build.read("svc/E1001.html")
    assert "grind --stop" not in build.read("svc/index.html")


def test_the_option_decides(project: Project) -> None:
    build = site(project, options=":codes: items")
    assert set(build.codes) == {"svc/101", "svc/102"}
    (service,) = build.json("report.json")["services"]
    unread = [table["reason"] for table in service["tables"] if not table["read"]]
    assert unread == ["the option :codes: asks for codes outside tables"]


def test_an_option_that_says_nothing_is_named(project: Project) -> None:
    build = site(project, options=":codes: headings")
    (said,) = [m for m in build.warnings if m.type == "error_index.option"]
    assert said.text.startswith("codes: 'headings' is none of auto, tables, sections")
    assert len(build.codes) == 5


def test_what_looks_like_codes_is_told(project: Project) -> None:
    parts = "".join(f"MX-{n}\n-----\n\nA bowl.\n\n" for n in (10, 11, 12))
    project.write("data/svc/parts.rst", f"Mixer parts\n===========\n\n{parts}")
    project.page("svc/index", "svc/*.rst")
    build = project.build(strict=False)
    (said,) = [m for m in build.warnings if m.file == "parts.rst"]
    assert said.type == "error_index.no_tables"
    assert said.text == "no table; 3 headings of level 2 look like codes: `:codes: sections`"


def test_an_unread_table_comes_with_the_line_that_reads_it(project: Project) -> None:
    table = "======= =====\nVorfall Folge\n======= =====\nV-100   Aus\nV-200   An\n======= =====\n"
    project.write("data/svc/codes.rst", table)
    project.page("svc/index", "svc/*.rst")
    build = project.build(strict=False)
    (said,) = [m for m in build.warnings if m.type == "error_index.unread_table"]
    line = 'error_index_vocabulary = {"code": ["Vorfall"]}'
    assert said.text.endswith(f"in conf.py, {line} would read it")
    project.conf["error_index_vocabulary"] = {"code": ["Vorfall"]}
    assert set(project.build().codes) == {"svc/V-100", "svc/V-200"}


@pytest.mark.parametrize(
    "builder", ["latex", "text", "man", "texinfo", "xml", "singlehtml", "epub"]
)
def test_other_builders_write_them(project: Project, builder: str) -> None:
    assert site(project, builder=builder).status == 0
