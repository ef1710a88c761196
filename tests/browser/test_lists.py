"""Lists of codes: filtered by text, class and category; shared; plain without a script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import Project
from tests.support import gallery

if TYPE_CHECKING:
    from tests.conftest import Build


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Build:
    project = Project(tmp_path_factory.mktemp("gallery"))
    project.conf |= {"html_theme": "furo", "html_title": "Error index"}
    gallery.write(project)
    return project.build()


@pytest.fixture(scope="module")
def url(site: Build, serve: Any) -> str:
    return str(serve(site.outdir))


def shown(page: Any) -> list[str]:
    """The codes of the rows that are shown."""
    rows: list[str] = page.locator(".err-codes tbody tr:not([hidden]) th").all_inner_texts()
    return rows


def test_a_list_is_narrowed_and_its_address_says_so(page: Any, url: str) -> None:
    page.goto(f"{url}/gateway/index.html")
    assert len(shown(page)) == 41
    page.locator("select[name=class]").select_option("5XX")
    page.locator("input[name=filter]").fill("in time route")
    assert shown(page) == ["GW.0007"]
    assert page.locator(".err-list-filter [role=status]").inner_text() == "1 code"
    assert page.evaluate("location.search") == "?class=5XX&filter=in+time+route"
    page.reload()
    assert shown(page) == ["GW.0007"]
    page.locator("input[name=filter]").press("Escape")
    assert len(shown(page)) == 11
    assert page.evaluate("location.search") == "?class=5XX"


def test_without_a_script_it_is_a_plain_table(browser: Any, url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{url}/gateway/index.html?class=5XX")
    assert len(shown(page)) == 41
    assert page.locator(".err-list-filter").is_hidden()
    context.close()


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("name", ["gateway/GW.0006.html", "gateway/index.html", "categories.html"])
def test_nothing_moves_while_a_page_opens(browser: Any, url: str, name: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 700})
    page = context.new_page()
    page.goto(f"{url}/{name}")
    page.wait_for_timeout(500)
    shift = page.evaluate(
        """() => new Promise((resolve) => {
          let sum = 0;
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) {
              const ours = (source) => source.node?.parentElement?.closest(
                ".err-page, .err-search, .err-vendor");
              if (entry.sources.some(ours)) sum += entry.value;
            }
          }).observe({ type: "layout-shift", buffered: true });
          setTimeout(() => resolve(sum), 200);
        })"""
    )
    assert shift == 0
    context.close()


def test_a_service_page_is_short_on_a_phone(browser: Any, url: str) -> None:
    context = browser.new_context(viewport={"width": 375, "height": 667})
    page = context.new_page()
    page.goto(f"{url}/gateway/index.html")
    assert page.evaluate("document.documentElement.scrollHeight") < 4_500
    context.close()


def test_the_first_action_and_cause_are_on_the_first_screen(browser: Any, url: str) -> None:
    for width, height in ((375, 667), (1280, 800), (640, 400)):
        context = browser.new_context(viewport={"width": width, "height": height})
        page = context.new_page()
        page.goto(f"{url}/gateway/GW.0006.html")
        for part in (".err-actions > li", ".err-causes > li"):
            box = page.locator(part).first.bounding_box()
            assert box["y"] + box["height"] <= height, (part, width)
        context.close()


def test_codes_with_the_same_message_lead_to_it(page: Any, url: str) -> None:
    page.goto(f"{url}/gateway/GW.0006.html")
    item = page.locator(".err-related li").first
    assert item.inner_text() == "GW.0042 The backend owner gave no valid answer."
    item.locator("a").click()
    page.wait_for_url("**/gateway/GW.0042.html#502-*")


def test_the_matrix_links_to_what_it_counts(page: Any, url: str) -> None:
    page.goto(f"{url}/categories.html")
    field = page.locator(".err-matrix tbody tr", has_text="Gateway").locator("td a").first
    assert field.inner_text() == "31"
    field.click()
    page.wait_for_url("**/gateway/category/4XX.html")
    assert len(shown(page)) == 31


def test_a_page_on_paper_says_its_address(page: Any, url: str) -> None:
    page.goto(f"{url}/gateway/GW.0006.html")
    address = page.locator(".err-address")
    assert address.is_hidden()
    page.emulate_media(media="print")
    assert address.is_visible()
    assert address.inner_text() == "gateway/GW.0006.html"
    assert page.locator(".err-search").first.is_hidden()
