"""Take pictures of every kind of page, in some themes: gallery.py FOLDER [THEME …].

Each page is taken at 1280 and 375 pixels, dark, printed, and magnified to 200 per cent. They are
for looking at: nothing compares them.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.conftest import CHROMIUM_ARGUMENTS, Project, chromium
from tests.support import gallery

THEMES = ("furo", "pydata_sphinx_theme", "alabaster")
PAGES = {
    "landing": "index.html",
    "service": "gateway/index.html",
    "code": "gateway/GW.0006.html",
    "meanings": "gateway/GW.0042.html",
    "status": "gateway/status/502.html",
    "category": "gateway/category/4XX.html",
    "categories": "categories.html",
    "guide": "guide.html",
    "guide-one": "guide.html?error=GW.0006",
    "guide-many": "guide.html?error=the+backend+did+not+answer",
    "guide-none": "guide.html?error=xyzzy",
    "lost": "404.html",
    "tombstone": "gateway/GW.0099.html",
}
VIEWS: dict[str, dict[str, Any]] = {
    "1280": {"viewport": {"width": 1280, "height": 800}},
    "375": {"viewport": {"width": 375, "height": 667}, "has_touch": True},
    "dark": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
    "zoom": {"viewport": {"width": 640, "height": 400}, "device_scale_factor": 2},
}


def main(folder: Path, themes: tuple[str, ...], pages: dict[str, str]) -> None:
    """Build the gallery's site in each theme, and write ``<theme>-<page>-<view>.png``."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as scratch:
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_ARGUMENTS)
        for theme in themes:
            project = Project(Path(scratch, theme))
            project.conf |= {"html_theme": theme, "html_title": "Error index"}
            gallery.write(project)
            site = project.build(strict=False).outdir
            for view, options in VIEWS.items():
                context = browser.new_context(**options)
                for name, address in pages.items():
                    page = context.new_page()
                    page.goto(f"{site.as_uri()}/{address}")
                    page.wait_for_timeout(600)
                    page.screenshot(path=folder / f"{theme}-{name}-{view}.png")
                    if view == "1280":
                        page.pdf(path=folder / f"{theme}-{name}-print.pdf", format="A4")
                    page.close()
                context.close()
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), tuple(sys.argv[2:]) or THEMES, PAGES)
