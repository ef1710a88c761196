"""Take pictures of every kind of page, in some themes: gallery.py FOLDER [THEME …].

Each page is taken at 1280 and 375 pixels, dark, printed, and magnified to 200 per cent. They are
for looking at: nothing compares them. What axe finds in a page, and how far anything of it moves
while it loads (cumulative layout shift), is printed; axe looks at what is ours alone.
"""

from __future__ import annotations

import contextlib
import functools
import http.server
import sys
import tempfile
import threading
import urllib.parse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.browser.conftest import StaticHost
from tests.conftest import CHROMIUM_ARGUMENTS, chromium
from tests.support import gallery

if TYPE_CHECKING:
    from collections.abc import Iterator

THEMES = ("furo", "pydata_sphinx_theme", "alabaster")
LOG = """\
2031-05-04T09:12:01Z INFO  [worker-1] call of storage began
2031-05-04T09:12:02Z ERROR [worker-1] call failed: {"error_code": "GW.0005", "request": 118273}
2031-05-04T09:12:03Z ERROR [worker-1] call failed: {"error_code": "GW.0005", "request": 118274}
2031-05-04T09:12:04Z ERROR [worker-3] the volume is full, giving up
2031-05-04T09:12:07Z WARN  E2001 while the snapshot was read
2031-05-04T09:12:12Z ERROR queue says Q-2
"""
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
    "guide-log": f"guide.html?error={urllib.parse.quote(LOG)}",
    "lost": "gateway/GW.00061.html",
    "tombstone": "gateway/GW.0099.html",
}
VIEWS: dict[str, dict[str, Any]] = {
    "1280": {"viewport": {"width": 1280, "height": 800}},
    "375": {"viewport": {"width": 375, "height": 667}, "has_touch": True},
    "dark": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
    "zoom": {"viewport": {"width": 640, "height": 400}, "device_scale_factor": 2},
}


SHIFT = """() => new Promise((resolve) => {
  let sum = 0;
  const moved = new Set();
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (entry.hadRecentInput) continue;
      sum += entry.value;
      for (const { node } of entry.sources) moved.add(node?.className || node?.nodeName);
    }
  }).observe({ type: "layout-shift", buffered: true });
  const told = () => (sum ? `${sum.toFixed(4)} of ${[...moved].join(", ")}` : "");
  setTimeout(() => resolve(told()), 100);
})"""


def faults(page: Any) -> list[str]:
    """Return what axe finds in what is ours on a page, and how far the page moved, if it did."""
    moved = page.evaluate(SHIFT)
    found = Axe().run(page, context={"include": [[".err-page, .err-search, .err-list"]]})
    said = [
        f"axe: {violation['id']}: {node['html'][:150]}"
        for violation in found.response["violations"]
        for node in violation["nodes"]
    ]
    return [*said, *([f"layout shift {moved}"] if moved else [])]


@contextlib.contextmanager
def served(site: Path) -> Iterator[str]:
    """Serve a site as a static host does, with its page for addresses that lead nowhere."""
    handler = functools.partial(StaticHost, directory=str(site))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def main(folder: Path, themes: tuple[str, ...], pages: dict[str, str]) -> None:
    """Build the gallery's site in each theme, and write ``<theme>-<page>-<view>.png``."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as scratch:
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_ARGUMENTS)
        for theme in themes:
            site = gallery.build(Path(scratch, theme), theme)
            with served(site) as root:
                for view, options in VIEWS.items():
                    context = browser.new_context(**options)
                    context.route(lambda url: not url.startswith(root), lambda route: route.abort())
                    for name, address in pages.items():
                        page = context.new_page()
                        page.goto(f"{root}/{address}")
                        if "error=" in address or name == "lost":
                            page.locator(".err-option, .err-steps, .err-lost").first.wait_for()
                        page.wait_for_timeout(600)
                        for fault in faults(page):
                            print(f"{theme} {name} {view}: {fault}")
                        page.screenshot(path=folder / f"{theme}-{name}-{view}.png")
                        if view == "1280":
                            page.pdf(path=folder / f"{theme}-{name}-print.pdf", format="A4")
                        page.close()
                    context.close()
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), tuple(sys.argv[2:]) or THEMES, PAGES)
