"""Large tables and narrow screens in a real browser: what sticks, breaks, and stays readable."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Build, Project


def test_narrow_screens_do_not_scroll_sideways(browser: Any, seed_site: Build) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 700})
    page = context.new_page()
    for name in ("index", "guide", "categories", "obs/403", "obs/category/4XX", "obs/index"):
        page.goto((seed_site.outdir / f"{name}.html").as_uri())
        overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert overflow <= 0, name
    context.close()


TALL_TABLE = """\
Codes
=====

.. csv-table::
   :header: Error Code,Status Code,Description

{rows}
"""


@pytest.fixture(scope="session")
def tall_site(tmp_path_factory: Any) -> Any:
    """A furo site with a long table, in which one code has meanings under two statuses."""
    project = Project(tmp_path_factory.mktemp("tall"))
    project.conf["html_theme"] = "furo"
    rows = "".join(f"   GW.{n:04},400,Text of number {n}\n" for n in range(150))
    rows += "   GW.0001,504,No answer in time\n"
    project.write("data/gw/codes.rst", TALL_TABLE.format(rows=rows))
    project.page("gw", "gw/*.rst")
    return project.build().outdir


INTO_TABLE = """() => {
  const { top } = document.querySelector("table.err-table").getBoundingClientRect();
  window.scrollTo({ top: top + scrollY + 600, behavior: "instant" });
}"""


def unfold(page: Any, path: Path) -> None:
    """Open a page with the vendor's original unfolded."""
    page.goto(path.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach((e) => (e.open = true))")


ON_TOP = """head => {
  const { left, top, height } = head.getBoundingClientRect();
  return head.contains(document.elementFromPoint(left + 20, top + height / 2));
}"""


def test_head_of_a_large_table_sticks(page: Any, tall_site: Any) -> None:
    unfold(page, tall_site / "gw.html")
    page.evaluate(INTO_TABLE)
    top = "document.querySelector('table.err-table th').getBoundingClientRect().top"
    page.wait_for_function(f"Math.abs({top}) < 2")
    assert page.locator("table.err-table > thead").evaluate(ON_TOP)


def test_large_table_is_read_from_top_to_bottom_on_a_narrow_screen(
    browser: Any, tall_site: Any
) -> None:
    context = browser.new_context(viewport={"width": 375, "height": 700})
    page = context.new_page()
    unfold(page, tall_site / "gw.html")
    cell = page.locator("table.err-table td").first
    assert cell.get_attribute("data-err-label") == "Error Code"
    assert cell.evaluate("e => getComputedStyle(e).display") == "block"
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    context.close()


LONG_CODE = "com.example.platform.storage.exceptions.InsufficientStorageException"

HEADS = """\
Heads
=====

+--------------------+------------------+
| SIP                | Text             |
|                    +---------+--------+
| Code               | Cause   | Action |
+====================+=========+========+
{rows}
"""

SPLIT = """\
Split
=====

.. list-table:: Two rows of headers
   :header-rows: 2

   * - SIP
     - SIP
     - Text [1]_
     - Text
   * - Code
     - Status
     - Cause
     - Text
{rows}
.. [1] A footnote.
"""

SPANS = """\
Spans
=====

+------------+-------+--------+
| Error Code | Cause | Action |
+============+=======+========+
{rows}| SP.9999    | Bad, so wait   |
+------------+-------+--------+
"""

LONG = """\
Long codes
==========

.. list-table::
   :header-rows: 1

   * - Error Code
     - Status
     - Description
     - Solution
   * - {long}
     - 507
     - There is not enough of what was asked for, here or anywhere else.
     - Ask for less of it, or ask again when there may be more.
   * - AuthorizationHeaderMalformed
     - 400
     - The header is not what it should be, as far as can be said.
     - Write another header, as it is described elsewhere.
   * - {endless}
     - 500
     - Much.
     - Wait.
"""


@pytest.fixture(scope="session")
def odd_site(tmp_path_factory: Any) -> Any:
    """A furo site with tables of several header rows, with spans, and with long codes."""
    project = Project(tmp_path_factory.mktemp("odd"))
    project.conf["html_theme"] = "furo"
    line = "+--------------------+---------+--------+\n"
    rows = "".join(f"| HD.{n:04}            | Bad {n:03} | Wait.  |\n{line}" for n in range(3))
    project.write("data/heads.rst", HEADS.format(rows=rows))
    rows = "".join(f"   * - ST.{n}\n     - 400\n     - Bad {n}\n     - Ask.\n" for n in range(60))
    project.write("data/split.rst", SPLIT.format(rows=rows))
    line = "+------------+-------+--------+\n"
    rows = "".join(f"| SP.{n:04}    | Bad   | Wait.  |\n{line}" for n in range(9))
    project.write("data/spans.rst", SPANS.format(rows=rows))
    project.write("data/long.rst", LONG.format(long=LONG_CODE, endless="X1" * 150))
    for name in ("heads", "split", "spans", "long"):
        project.page(name, f"{name}.rst")
    return project.build().outdir


def test_rows_of_a_head_stick_below_each_other(page: Any, odd_site: Any) -> None:
    unfold(page, odd_site / "split.html")
    page.evaluate(INTO_TABLE)
    rows = page.locator("table.err-table > thead > tr")
    page.wait_for_function(
        "Math.abs(document.querySelector('table.err-table th').getBoundingClientRect().top) < 2"
    )
    first, second = rows.nth(0).bounding_box(), rows.nth(1).bounding_box()
    assert second["y"] >= first["y"] + first["height"] - 1
    covers = "([x, y]) => document.elementFromPoint(x, y).closest('thead') !== null"
    for box in (first, second):
        assert page.evaluate(covers, [box["x"] + 20, box["y"] + box["height"] / 2])


def test_head_sticks_below_the_header_of_the_theme(page: Any, odd_site: Any) -> None:
    page.set_viewport_size({"width": 900, "height": 700})
    unfold(page, odd_site / "split.html")
    page.evaluate(INTO_TABLE)
    page.wait_for_function(
        "(([head, bar]) => Math.abs(head.top - bar.bottom) < 2)"
        "(['table.err-table thead', '.mobile-header']"
        ".map((name) => document.querySelector(name).getBoundingClientRect()))"
    )
    assert page.locator("table.err-table > thead").evaluate(ON_TOP)


@pytest.mark.parametrize(("name", "script"), [("spans", True), ("spans", False), ("long", False)])
def test_head_covers_no_row_on_a_narrow_screen(
    browser: Any, odd_site: Any, name: str, *, script: bool
) -> None:
    context = browser.new_context(
        viewport={"width": 375, "height": 700}, java_script_enabled=script
    )
    page = context.new_page()
    unfold(page, odd_site / f"{name}.html")
    head = page.locator("table.err-table > thead > tr > th").last.bounding_box()
    row = page.locator("table.err-table > tbody > tr > td").first.bounding_box()
    assert head["y"] + head["height"] <= row["y"] + 1
    context.close()


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("heads", ["SIP Code", "Text Cause", "Text Action"]),
        ("split", ["SIP Code", "SIP Status", "Text Cause", "Text"]),
    ],
)
def test_labels_are_of_all_header_rows(
    page: Any, odd_site: Any, name: str, labels: list[str]
) -> None:
    unfold(page, odd_site / f"{name}.html")
    cells = page.locator("table.err-table.err-stacked > tbody > tr").first.locator("td")
    assert cells.evaluate_all("all => all.map((cell) => cell.dataset.errLabel)") == labels


@pytest.mark.parametrize("width", [1280, 900, 375])
def test_long_codes_break_and_others_do_not(page: Any, odd_site: Any, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    unfold(page, odd_site / "long.html")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    right = page.locator("table.err-table tr").evaluate_all(
        "all => Math.max(...all.map((row) => row.getBoundingClientRect().right))"
    )
    assert right <= width
    long, ordinary, endless = (box.bounding_box() for box in page.locator(".err-row-link").all())
    assert max(long["x"] + long["width"], endless["x"] + endless["width"]) <= right
    assert ordinary["height"] < long["height"] < endless["height"]
    assert ordinary["height"] < 30


def test_long_codes_in_literals_break_in_other_themes(page: Any, tmp_path: Any) -> None:
    project = Project(tmp_path)
    project.conf["html_theme"] = "alabaster"
    literal = f"``{LONG_CODE * 3}``"
    project.write("data/long.rst", LONG.format(long=literal, endless="X1"))
    project.page("long", "long.rst")
    unfold(page, project.build().outdir / "long.html")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_status_in_the_address_opens_the_meaning(page: Any, tall_site: Any) -> None:
    page.set_viewport_size({"width": 1000, "height": 300})
    page.goto((tall_site / "gw/GW.0001.html").as_uri() + "?status=504")
    section = page.locator("section.err-asked")
    section.wait_for()
    assert "504" in section.inner_text()
    page.wait_for_function(
        "(e => e.top >= 0 && e.top < innerHeight)"
        "(document.querySelector('section.err-asked').getBoundingClientRect())"
    )
