"""The theme's own search box finds codes as well."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import THEMES


@pytest.mark.parametrize("theme", THEMES)
def test_codes_stand_above_the_results(page: Any, themed_site: Any, serve: Any, theme: str) -> None:
    address = serve(themed_site(theme).outdir)
    page.goto(f"{address}/search.html?q=409")
    link = page.locator(".err-search-codes a").first
    link.wait_for()
    assert link.inner_text() == "409 Conflict"
    link.click()
    page.wait_for_url("**/obs/409.html")


def test_words_of_no_code_leave_the_search_alone(page: Any, site_url: str) -> None:
    page.goto(f"{site_url}/search.html?q=xylophone")
    page.locator("#search-results h2").first.wait_for()
    page.wait_for_timeout(1500)
    assert page.locator(".err-search-codes").count() == 0
