"""In any theme, light and dark: our text is readable, and nothing of ours is shown twice."""

from __future__ import annotations

import functools
import importlib.util
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.support import gallery

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

THEMES = {
    "furo": "furo",
    "alabaster": "alabaster",
    "pydata_sphinx_theme": "pydata_sphinx_theme",
    "sphinx_book_theme": "sphinx_book_theme",
    "sphinx_rtd_theme": "sphinx_rtd_theme",
    "shibuya": "shibuya",
    "sphinxawesome_theme": "sphinxawesome_theme",
    "piccolo_theme": "piccolo_theme",
    "sphinx_immaterial": "sphinx_immaterial",
    "breeze": "sphinx_breeze_theme",
}
"""Names of themes, and the packages that they are in."""

PAGES = (
    "gateway/GW.0006.html",
    "gateway/GW.0042.html",
    "gateway/GW.0099.html",
    "gateway/index.html",
    "gateway/status/502.html",
    "gateway/category/4XX.html",
    "categories.html",
    "index.html",
    "guide.html?error=the+backend+did+not+answer",
)

PATIENCE = 120_000
"""Milliseconds: some themes have much to load, and other tests run beside this one."""

DARK = """() => {
  for (const node of [document.documentElement, document.body]) {
    node.dataset.theme = node.dataset.mode = node.dataset.colorMode = "dark";
    if (node.dataset.mdColorScheme) node.dataset.mdColorScheme = "slate";
    node.classList.add("dark");
    node.classList.remove("light");
  }
}"""
"""What themes do when their reader wants it dark."""


@pytest.fixture(scope="session")
def gallery_site(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A function that builds the gallery in a theme, once; it skips themes that are not here."""

    @functools.cache
    def build(theme: str) -> Path:
        if importlib.util.find_spec(THEMES[theme]) is None:
            pytest.skip(f"the theme {theme} is not installed: make themes")
        return gallery.build(tmp_path_factory.mktemp(theme), theme)

    return build


SETTLED = """() => Promise.all(
  document.getAnimations()
    .filter((animation) => animation.effect.getComputedTiming().endTime !== Infinity)
    .map((animation) => animation.finished.catch(() => {})),
)"""
"""Waits until no colour changes any more."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("theme", THEMES)
def test_our_text_has_contrast(
    browser: Any, gallery_site: Callable[[str], Path], serve: Any, theme: str, scheme: str
) -> None:
    address = serve(gallery_site(theme))
    context = browser.new_context(color_scheme=scheme, reduced_motion="reduce")
    # Fonts and scripts that a theme has from elsewhere: without a network they keep a page waiting.
    context.route(lambda url: not url.startswith(address), lambda route: route.abort())
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    faint: dict[str, list[str]] = {}
    for name in PAGES:
        page.goto(f"{address}/{name}")
        if scheme == "dark":
            page.evaluate(DARK)
        if "?" in name:
            page.locator("#err-results a[href]").first.wait_for()
        page.evaluate(SETTLED)
        results = Axe().run(page, options={"runOnly": ["color-contrast"]})
        found = [
            f"{node['html'][:120]} {node['any'][0]['message']}"
            for violation in results.response["violations"]
            for node in violation["nodes"]
            if is_ours(page, node["target"][0])
        ]
        if found:
            faint[name] = found
    context.close()
    assert faint == {}


LAYOUT = """() => {
  const seen = (node) => node.getClientRects().length > 0;
  const kinds = ["nav[aria-label*=breadcrumb i]", ".bd-breadcrumbs", ".wy-breadcrumbs",
                 ".sy-breadcrumbs", ".bz-breadcrumbs"];
  const trails = [...document.querySelectorAll(kinds.join())].filter(seen);
  const inside = (node) => trails.some((other) => other !== node && other.contains(node));
  const outer = trails.filter((node) => !inside(node));
  return {
    trails: outer.map((node) => node.className),
    bullets: [...document.querySelectorAll("ul.err-cards > li")]
      .filter((item) => seen(item) && getComputedStyle(item).listStyleType !== "none").length,
    wide: document.documentElement.scrollWidth - innerWidth,
  };
}"""


@pytest.mark.parametrize("theme", THEMES)
def test_nothing_is_shown_twice_and_all_fits(
    browser: Any, gallery_site: Callable[[str], Path], serve: Any, theme: str
) -> None:
    address = serve(gallery_site(theme))
    for width in (1280, 375):
        context = browser.new_context(viewport={"width": width, "height": 800})
        context.set_default_timeout(PATIENCE)
        context.route(lambda url: not url.startswith(address), lambda route: route.abort())
        page = context.new_page()
        for name in ("gateway/GW.0006.html", "gateway/index.html", "index.html"):
            page.goto(f"{address}/{name}")
            found = page.evaluate(LAYOUT)
            assert len(found["trails"]) <= 1, (name, width, found)
            assert found["bullets"] == 0, (name, width)
            assert found["wide"] <= 1, (name, width, found)
        context.close()


def is_ours(page: Any, selector: str) -> bool:
    """Say whether an element is ours: a link in the theme's colour on its own page is not."""
    return bool(
        page.evaluate(
            """selector => {
              const node = document.querySelector(selector);
              const ours = node?.closest(".err-page, .err-search, .err-cards, .err-vendor");
              return Boolean(ours) && !node.closest("a:not([class*=err-])");
            }""",
            selector,
        )
    )
