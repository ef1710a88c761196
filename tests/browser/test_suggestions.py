"""The list of suggestions: it opens in sight, keeps the input there, and goes when it is left."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import THEMES
from tests.browser.test_guide import box

IN_SIGHT = """(selector) => {
  const shown = document.querySelector(selector).getBoundingClientRect();
  const top = document.elementFromPoint(shown.left + 5, shown.top + 2);
  const bottom = document.elementFromPoint(shown.left + 5, shown.bottom - 2);
  const ours = (element) => Boolean(element && element.closest(selector));
  return ours(top) && ours(bottom);
}"""


@pytest.fixture
def small_page(browser: Any) -> Any:
    """A page in a small window, in which nothing may move."""
    context = browser.new_context(viewport={"width": 320, "height": 640}, reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("height", [640, 300])
@pytest.mark.parametrize("theme", THEMES)
def test_suggestions_open_in_sight_and_leave_the_input_there(
    small_page: Any, themed_site: Any, serve: Any, theme: str, height: int
) -> None:
    page = small_page
    page.set_viewport_size({"width": 320, "height": height})
    page.goto(f"{serve(themed_site(theme).outdir)}/obs/403.html")
    box(page).fill("bucket")  # one query, so that the list stays as it is
    page.locator("[role=option]").first.wait_for()
    assert page.evaluate(IN_SIGHT, ".err-search-input")
    assert page.evaluate(IN_SIGHT, ".err-search .err-options")
    for _ in range(page.locator("[role=option]").count() + 1):
        box(page).press("ArrowDown")
        assert page.evaluate(IN_SIGHT, ".err-search-input")
        assert page.evaluate(IN_SIGHT, "[role=option][aria-selected=true] .err-option-code")


@pytest.mark.parametrize("theme", THEMES)
def test_no_match_is_in_sight_until_the_box_is_left(
    small_page: Any, themed_site: Any, serve: Any, theme: str
) -> None:
    page = small_page
    page.goto(f"{serve(themed_site(theme).outdir)}/obs/403.html")
    box(page).fill("xylophone")
    said = page.locator(".err-search .err-said:not(.err-hidden)")
    said.wait_for()
    assert page.evaluate(IN_SIGHT, ".err-search-input")
    assert page.evaluate(IN_SIGHT, ".err-search .err-said")
    box(page).press_sequentially("s")
    page.wait_for_timeout(300)
    assert said.is_visible()
    links = said.locator("a").all_inner_texts()
    for text in ("Find", *links, "Copy for a ticket"):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == text
        assert said.is_visible()
    page.keyboard.press("Tab")
    said.wait_for(state="detached")
    box(page).fill("xylophone")
    said.wait_for()
    box(page).fill("409")
    page.locator("[role=option]").first.wait_for()
    assert said.count() == 0


@pytest.mark.parametrize("name", ["guide", "obs/403"])
def test_choosing_an_option_does_not_animate(small_page: Any, site_url: str, name: str) -> None:
    page = small_page
    page.set_viewport_size({"width": 320, "height": 300})
    page.goto(f"{site_url}/{name}.html")
    page.add_style_tag(content="html, .err-options { scroll-behavior: smooth !important; }")
    box(page).fill("bucket")
    page.locator("[role=option]").first.wait_for()
    moved = page.evaluate(
        """async () => {
          const input = document.querySelector("form.err-search input.err-search-input");
          input.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowUp", bubbles: true }));
          const place = () => document.querySelector("[role=option]").getBoundingClientRect().top;
          const before = place();
          await new Promise((resolve) => setTimeout(resolve, 700));
          return place() - before;
        }"""
    )
    assert moved == 0
