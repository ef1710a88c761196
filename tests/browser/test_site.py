"""The site in a real browser: the guide, the keyboard, no JavaScript, from disk, 404.html."""

from __future__ import annotations

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
        ("non-empty bucket", "obs/BucketNotEmpty.html"),
        ("signature does not match", "obs/SignatureDoesNotMatch.html"),
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
    assert "obs/BucketNotEmpty.html" in first_result(page)
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
    page.wait_for_url("**/obs/SignatureDoesNotMatch.html*")
    assert page.locator("h1").inner_text() == "SignatureDoesNotMatch"


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
    page.wait_for_url("**/obs/BucketNotEmpty.html*")
    assert page.locator("h1").inner_text() == "BucketNotEmpty"


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
        assert f"{code['code']} {code['title']}".strip() in text
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
    table = f".. csv-table::\n   :header: Error Code,Status Code,Description\n\n{rows}"
    project.write("data/Object-Store/codes.rst", f"Codes\n=====\n\n{table}")
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
    assert page.locator("h1").inner_text().startswith("0x101")
