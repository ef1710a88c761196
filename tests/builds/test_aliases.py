"""Other names of codes in a whole site: their addresses, and all that finds them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sphinx_error_index import links
from sphinx_error_index.cli.main import main
from tests.catalog.test_schemas import schema
from tests.conftest import Build, Project

CODES = """\
Chip errors
===========

===== =================== ==================
Code  Name                Description
===== =================== ==================
0x101 CHIP_ERR_NO_MEM     Memory is used up
0x102 CHIP_ERR_INVALID    Argument is wrong
0x103 CHIP_ERR_SHARED     Argument is odd
0x104 CHIP_ERR_SHARED     Argument is even
===== =================== ==================

================ ================
Code             Description
================ ================
0xA700 to 0xA7FF Out of resources
128 to 131       ended by signal
================ ================

+-----------+---------------+
| Code      | Description   |
+===========+===============+
| **L1**    | *Layout*      |
+-----------+---------------+
| L101      | mixed blanks  |
+-----------+---------------+
| L102      | odd depth     |
+-----------+---------------+
"""


@pytest.fixture
def chips(project: Project) -> Project:
    """A project with symbols, ranges and an emphasised heading row."""
    project.write("data/chip/codes.rst", CODES)
    project.page(
        "chip",
        "chip/*.rst",
        text="See :err:code:`CHIP_ERR_NO_MEM` and :err:code:`chip/0xA7FF`.",
    )
    return project


def refresh(build: Build, name: str) -> str:
    """Return where a page that forwards leads."""
    found = re.search(r'http-equiv="refresh" content="0; ?url=([^"]+)"', build.read(name))
    assert found, f"{name} does not forward"
    return found[1]


def test_addresses(chips: Project) -> None:
    build = chips.build()
    for name, target in {
        "CHIP_ERR_NO_MEM": "0x101.html",
        "257": "0x101.html",
        "0xA700": "0xA700-to-0xA7FF.html",
        "0xA7FF": "0xA700-to-0xA7FF.html",
        "128": "128-to-131.html",
        "131": "128-to-131.html",
        "L1": "category/L1.html",
    }.items():
        assert refresh(build, f"chip/{name}.html") == target
    assert "Several codes have this name" in build.read("chip/CHIP_ERR_SHARED.html")
    assert 'href="0x103.html"' in build.read("chip/CHIP_ERR_SHARED.html")
    assert "<code>CHIP_ERR_NO_MEM</code>" not in build.read("chip/0x101.html")  # it is the title
    assert "From and to <code>0xA700</code>" in build.read("chip/0xA700-to-0xA7FF.html")
    assert links.url_for("chip", 0x101) == "chip/257.html"
    page = build.read("chip.html")
    assert 'href="chip/0x101.html"' in page
    assert 'href="chip/0xA700-to-0xA7FF.html"' in page


def test_codes_json(chips: Project) -> None:
    build = chips.build()
    content = build.json("codes.json")
    schema("codes").validate(content)
    assert build.codes["chip/0x101"]["aliases"] == ["CHIP_ERR_NO_MEM"]
    assert build.codes["chip/0x101"]["variants"][0]["known_as"] == ["CHIP_ERR_NO_MEM"]
    assert build.codes["chip/0x101"]["title"] == "CHIP_ERR_NO_MEM"
    assert build.codes["chip/128 to 131"]["range"] == ["128", "131"]
    assert build.codes["chip/L101"]["range"] == []
    forwards = {entry["page"]: entry["to"] for entry in content["redirects"]}
    assert forwards["chip/CHIP_ERR_INVALID"] == "chip/0x102.html"
    assert {c["name"]: c["codes"] for c in content["categories"]}["L1"] == [
        "chip/L101", "chip/L102"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("CHIP_ERR_NO_MEM", "0x101 CHIP_ERR_NO_MEM"),
        ("chip/chip_err_no_mem", "0x101 CHIP_ERR_NO_MEM"),
        ("257", "0x101 CHIP_ERR_NO_MEM"),
        ("0X0101", "0x101 CHIP_ERR_NO_MEM"),
        ("0xA712", "0xA700 to 0xA7FF"),
        ("42777", "0xA700 to 0xA7FF"),
        ("130", "128 to 131"),
    ],
)
def test_explain_finds_them(
    chips: Project, capsys: pytest.CaptureFixture[str], name: str, heading: str
) -> None:
    catalog = str(chips.build().outdir / "codes.json")
    assert main(["explain", "--catalog", catalog, name]) == 0
    assert capsys.readouterr().out.splitlines()[0] == heading
    assert main(["explain", "--catalog", catalog, "132"]) == 1


def test_names_count_for_coverage_and_links(
    chips: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    build = chips.build()
    source = tmp_path / "main.c"
    source.write_text('fail(CHIP_ERR_NO_MEM); // "see /chip/CHIP_ERR_INVALID"\n')
    main(["coverage", "--catalog", str(build.outdir / "codes.json"), str(source)])
    said = capsys.readouterr().out
    assert "chip/0x101" not in said
    assert "chip/0x102" not in said
    assert "chip/0x103" in said
    catalog = links.Catalog(build.outdir / "codes.json")
    page = catalog.find("CHIP_ERR_NO_MEM")
    assert page
    assert page.url == "chip/0x101.html"
    assert catalog.find("CHIP_ERR_SHARED") is None  # it may be either of two
    assert catalog.mentioned("died of CHIP_ERR_NO_MEM") == ["CHIP_ERR_NO_MEM"]


def test_the_ledger_has_them(chips: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """A name is published as any page; a code that becomes a name of another forwards."""
    data, catalog = str(chips.folder / "data"), ["--catalog", ""]
    chips.write(
        "data/chip/codes.rst",
        "Chip errors\n===========\n\n=============== =========\nCode            Meaning\n"
        "=============== =========\nCHIP_ERR_NO_MEM used up\n=============== =========\n",
    )
    chips.page("chip", "chip/*.rst")
    catalog[1] = str(chips.build().outdir / "codes.json")
    assert main(["ledger", "--accept", *catalog, "--data", data]) == 0
    chips.write("data/chip/codes.rst", CODES)
    build = chips.build()
    assert "gone: " not in build.stdout
    assert refresh(build, "chip/CHIP_ERR_NO_MEM.html") == "0x101.html"
    assert not any(code["gone"] for code in build.json("codes.json")["codes"])
    assert main(["ledger", "--accept", *catalog, "--data", data]) == 0
    chips.conf["error_index_ledger"] = "locked"
    chips.build()
    published = (chips.folder / "data/links.txt").read_text("utf-8").splitlines()
    assert {"chip/257", "chip/CHIP_ERR_NO_MEM", "chip/CHIP_ERR_SHARED"} <= set(published)
    capsys.readouterr()


MARKDOWN = """\
# {title}

## Faults {{#faults}}

| Code | Meaning |
|---|---|
| <a name="e1"></a>{prefix}1 | <b>full</b> |
| {prefix}2<a id="e2"></a> | gone |
"""


def test_anchors_of_markdown_stay(project: Project) -> None:
    """Each file's anchors are ids of the page; of two files with the same one, the first's."""
    project.conf["extensions"] = ["sphinx_error_index", "myst_parser"]
    project.write("data/svc/a.md", MARKDOWN.format(title="One", prefix="A"))
    project.write("data/svc/b.md", MARKDOWN.format(title="Two", prefix="B"))
    project.page("svc", "svc/*.md")
    build = project.build()
    page = build.read("svc.html")
    for anchor in ("e1", "e2", "faults"):
        assert page.count(f'id="{anchor}"') == 1
    assert "{#faults}" not in page
    assert "<strong>full</strong>" in page
    assert sorted(build.codes) == ["svc/A1", "svc/A2", "svc/B1", "svc/B2"]
    assert "<strong>full</strong>" in build.read("svc/A1.html")
