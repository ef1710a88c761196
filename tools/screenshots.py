"""Take the README's pictures: screenshots.py SITE FOLDER."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.conftest import CHROMIUM_ARGUMENTS, chromium

LOG_LINE = "2031-05-04T09:12:33.408Z WARN put_object 500ms bytes=40960 status:403 retry=1"
PICTURES = {"code.png": "obs/403.html", "guide.png": f"guide.html?error={LOG_LINE}"}


def main(site: Path, folder: Path) -> None:
    """Write one picture of 1000 × 640 pixels for each page."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_ARGUMENTS)
        page = browser.new_page(viewport={"width": 1000, "height": 640})
        for name, address in PICTURES.items():
            page.goto(f"{site.resolve().as_uri()}/{address}")
            page.wait_for_timeout(1000)
            page.screenshot(path=folder / name)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
