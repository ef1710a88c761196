"""The site in a real browser: the guide, the keyboard, no JavaScript, from disk, 404.html."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.builds.test_aliases import CODES as CHIPS
from tests.conftest import Build, Project

LOG_LINE = (
    "2031-05-04T09:12:33.404Z WARN [pool-500] put bytes=409600 took=400ms port=5000 "
    "status:403 attempt 1 of 408"
)


def first_result(page: Any) -> str:
    """The address of the first result on the guide."""
    link = page.locator("#err-results a[href]").first
    link.wait_for()
    return str(link.get_attribute("href"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (LOG_LINE, "obs/403.html"),
        ("non-empty bucket", "obs/409.html"),
        ("signature does not match", "obs/403.html"),
        ("404", "obs/404.html"),
        ('{"error": {"code": 503}}', "obs/503.html"),
    ],
)
def test_guide_finds_what_is_typed(page: Any, site_url: str, text: str, expected: str) -> None:
    page.goto(f"{site_url}/guide.html")
    page.locator(".err-search input[type=search], .err-search textarea").first.fill(text)
    assert expected in first_result(page)


def test_guide_says_plainly_that_nothing_matches(page: Any, site_url: str) -> None:
    page.goto(f"{site_url}/guide.html?error=418")
    page.get_by_text("No match").first.wait_for()
    assert page.locator("#err-results a[href*='categories.html']").count() >= 1


def test_query_in_the_address_prefills_and_shares(page: Any, site_url: str) -> None:
    page.goto(f"{site_url}/guide.html?error=non-empty+bucket")
    assert "obs/409.html" in first_result(page)
    box = page.locator(".err-search input[type=search], .err-search textarea").first
    assert box.input_value() == "non-empty bucket"
    box.fill("arrears")
    page.wait_for_function("location.search.includes('arrears')")


def test_result_shows_cause_and_marked_words(page: Any, site_url: str) -> None:
    page.goto(f"{site_url}/guide.html?error=deletion+of+a+non-empty+bucket")
    first_result(page)
    results = page.locator("#err-results")
    assert "Deletion of a non-empty bucket is attempted." in results.inner_text()
    marked = {text.lower() for text in results.locator("mark").all_inner_texts()}
    assert "deletion" in marked
    assert any("bucket" in text for text in marked)


def test_keyboard_alone(page: Any, site_url: str) -> None:
    page.goto(f"{site_url}/guide.html")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("/")
    page.keyboard.type("signature does not match")
    first_result(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/obs/403.html*")
    assert page.locator("h1").inner_text().startswith("403")


def test_markup_in_a_paste_stays_text(page: Any, site_url: str) -> None:
    page.goto(f"{site_url}/guide.html")
    text = "<img src=x onerror=\"document.title='owned'\"> 403 Forbidden"
    page.locator(".err-search input[type=search], .err-search textarea").first.fill(text)
    assert "obs/403.html" in first_result(page)
    assert page.title() != "owned"


def test_works_from_disk(page: Any, seed_site: Build) -> None:
    page.goto(f"{(seed_site.outdir / 'guide.html').as_uri()}?q=arrears")
    assert "obs/403.html" in first_result(page)


def test_code_page_search_box_leads_to_the_code(page: Any, site_url: str) -> None:
    page.goto(f"{site_url}/obs/403.html")
    box = page.locator(".err-search input[type=search], .err-search textarea").first
    box.fill("non-empty bucket")
    page.locator("[role=option]").first.wait_for()
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_url("**/obs/409.html*")
    assert page.locator("h1").inner_text().startswith("409")


def test_copy_link_copies_the_address(browser: Any, site_url: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{site_url}/obs/403.html")
    page.get_by_role("button", name="Copy link").click()
    page.locator(".err-copied").wait_for()
    assert page.locator(".err-copied + [role=status]").inner_text() == "Copied"
    assert page.evaluate("navigator.clipboard.readText()") == f"{site_url}/obs/403.html"
    context.close()


def test_cause_anchor_shows_on_hover(page: Any, site_url: str) -> None:
    page.goto(f"{site_url}/obs/403.html")
    anchor = page.locator(".err-causes .err-anchor").first
    assert anchor.evaluate("e => getComputedStyle(e).visibility") == "hidden"
    page.locator(".err-causes li").first.hover()
    assert anchor.evaluate("e => getComputedStyle(e).visibility") == "visible"


def test_readable_without_javascript(browser: Any, seed_site: Build) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((seed_site.outdir / "guide.html").as_uri())
    text = page.locator("#err-static").inner_text()
    for code in seed_site.codes.values():
        assert f"{code['code']} {code['title']}" in text
        for variant in code["variants"]:
            assert all(cause in text for cause in variant["causes"])
    assert page.locator("#err-results").is_hidden()
    page.goto((seed_site.outdir / "obs/403.html").as_uri())
    assert page.locator(".err-copy").first.is_hidden()
    assert page.locator("h1").inner_text() == "403 Forbidden"
    context.close()


def test_unknown_address_leads_to_the_code(page: Any, site_url: str) -> None:
    page.goto(f"{site_url}/obs/Forbidden/403")
    assert page.locator("h1").inner_text() == "Page not found"
    link = page.locator("#err-404 a[href*='obs/403.html']").first
    link.wait_for()
    link.click()
    page.wait_for_url(f"{site_url}/obs/403.html*")


@pytest.mark.parametrize("lost", ["OBS/403.htm", "obs/403)", "Obs/403/"])
@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_any_spelling_arrives_below_a_sub_path(
    page: Any, sub_path_site: Any, builder: str, lost: str
) -> None:
    address = sub_path_site(builder)
    page.goto(f"{address}/sub/path/{lost}")
    page.wait_for_url(f"{address}/sub/path/obs/403{'/' if builder == 'dirhtml' else '.html'}*")
    assert page.locator("h1").inner_text() == "403 Forbidden"


@pytest.mark.parametrize("lost", ["obs/forbiden/403", "obs/category/deep/er/403/"])
@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_unknown_address_below_a_sub_path(
    page: Any, sub_path_site: Any, builder: str, lost: str
) -> None:
    address = sub_path_site(builder)
    page.goto(f"{address}/sub/path/{lost}")
    link = page.locator("#err-404 a[href*='obs/403']").first
    link.wait_for()
    service = page.locator(".err-lost a").evaluate("link => link.href")
    home = "/sub/path/obs/" if builder == "dirhtml" else "/sub/path/obs/index.html"
    assert service == address + home
    link.click()
    page.wait_for_url(f"{address}/sub/path/obs/403{'/' if builder == 'dirhtml' else '.html'}*")
    assert page.locator("h1").inner_text() == "403 Forbidden"


@pytest.fixture(scope="session")
def two_services(tmp_path_factory: Any, serve: Any) -> str:
    """The address of a site with the seed's service and ``Object-Store``, whose codes are words."""
    project = Project(tmp_path_factory.mktemp("two"))
    project.seed()
    codes = ("NoSuchBucket", "OS.4033", "4034")
    rows = "".join(f"   {code},400,Text of {code}\n" for code in codes)
    project.write("data/Object-Store/codes.rst", TALL_TABLE.format(rows=rows))
    project.page("Object-Store/index", "Object-Store/*.rst")
    return str(serve(project.build().outdir))


def offered(page: Any, address: str) -> list[str]:
    """Where the links lead that 404.html offers for an address."""
    page.goto(address)
    page.locator(".err-lost").wait_for()
    links: list[str] = page.locator(".err-near a").evaluate_all(
        "links => links.map((link) => new URL(link.href).pathname)"
    )
    return links


@pytest.mark.parametrize("lost", ["OBJECT-store/", "object_store", "object-store/index.htm"])
def test_unknown_address_names_a_service(page: Any, two_services: str, lost: str) -> None:
    assert offered(page, f"{two_services}/{lost}") == ["/Object-Store/index.html"]
    assert page.locator(".err-near a").inner_text() == "Object-Store"


def test_unknown_address_is_spelled_like_a_code_elsewhere(page: Any, two_services: str) -> None:
    assert offered(page, f"{two_services}/obs/NoSuchBukcet.html")[0] == (
        "/Object-Store/NoSuchBucket.html"
    )


@pytest.mark.parametrize("lost", ["obs/4033.html", "OBS/4033"])
def test_unknown_address_is_near_a_number_of_its_service(
    page: Any, two_services: str, lost: str
) -> None:
    assert offered(page, f"{two_services}/{lost}")[0] == "/obs/403.html"


def test_unknown_address_that_cannot_be_read(page: Any, two_services: str) -> None:
    assert offered(page, f"{two_services}/obs/%E0%A4%A") == []
    assert page.locator("form.err-search input.err-search-input").first.input_value() == ""


@pytest.fixture(scope="session")
def chips_url(tmp_path_factory: Any, serve: Any) -> str:
    """The address of a site whose codes have other names, numbers and ranges."""
    project = Project(tmp_path_factory.mktemp("chips"))
    project.write("data/chip/codes.rst", CHIPS)
    project.page("chip", "chip/*.rst")
    return str(serve(project.build().outdir))


@pytest.mark.parametrize(
    ("lost", "code"),
    [
        ("chip/0X0101", "0x101"),
        ("chip/0xA712.html", "0xA700-to-0xA7FF"),
        ("chip/42777.html", "0xA700-to-0xA7FF"),
        ("chip/130", "128-to-131"),
        ("chip/chip_err_no_mem.html", "0x101"),
        ("errors/CHIP_ERR_NO_MEM", "0x101"),
    ],
)
def test_unknown_address_is_another_name_or_number(
    page: Any, chips_url: str, lost: str, code: str
) -> None:
    assert f"/chip/{code}.html" in offered(page, f"{chips_url}/{lost}")


def test_the_address_of_another_name_leads_to_the_code(page: Any, chips_url: str) -> None:
    page.goto(f"{chips_url}/chip/CHIP_ERR_NO_MEM.html")
    page.wait_for_url(f"{chips_url}/chip/0x101.html")
    page.goto(f"{chips_url}/chip/257.html")
    page.wait_for_url(f"{chips_url}/chip/0x101.html")


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
