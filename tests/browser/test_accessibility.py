"""axe-core on our pages: nothing inside our markup, and nothing the theme's own pages lack."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import THEMES

PAGES = ("obs/403.html", "obs/category/4XX.html", "categories.html", "guide.html", "404.html")
GUIDE_WITH_RESULTS = "guide.html?error=bucket"


def violations(page: Any) -> dict[str, list[str]]:
    """Rule → the HTML of the elements that break it."""
    results = Axe().run(page, options={"resultTypes": ["violations"]})
    return {
        violation["id"]: [node["html"] for node in violation["nodes"]]
        for violation in results.response["violations"]
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("theme", THEMES)
def test_axe(browser: Any, themed_site: Any, serve: Any, theme: str, scheme: str) -> None:
    address = serve(themed_site(theme).outdir)
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{address}/genindex.html")
    theirs = set(violations(page))
    problems = {}
    for name in (*PAGES, GUIDE_WITH_RESULTS):
        page.goto(f"{address}/{name}")
        if "?" in name:
            page.locator("#err-results a[href]").first.wait_for()
        ours = violations(page)
        inside = {
            rule: [html for html in elements if "err-" in html] for rule, elements in ours.items()
        }
        new = {rule: elements for rule, elements in ours.items() if rule not in theirs}
        new |= {rule: elements for rule, elements in inside.items() if elements}
        if new:
            problems[name] = new
    context.close()
    assert problems == {}
