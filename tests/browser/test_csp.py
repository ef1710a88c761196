"""Our pages under a strict Content Security Policy: nothing inline is ours, and all of ours works.

A theme may have scripts and styles in its pages. What those are is read from the pages of a site
that does not use the extension; a keeper allows them by their hashes, as these tests do.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Build, Project
from tests.support.sharing import SharedBuilds

#: The themes of the default site and of a plain Sphinx project.
THEMES = ("furo", "alabaster")
_LOADED = {"script": "src", "link": "href", "img": "src", "iframe": "src", "source": "src"}


@dataclass
class Inline(HTMLParser):
    """What pages hold that a strict policy forbids, and where it says so."""

    scripts: set[str] = field(default_factory=set)
    styles: set[str] = field(default_factory=set)  # elements
    attributes: set[str] = field(default_factory=set)  # values of ``style``
    handlers: set[str] = field(default_factory=set)  # ``onclick`` and the like
    addresses: set[str] = field(default_factory=set)  # ``data:``, ``javascript:`` and the like
    _open: str = ""
    _text: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        is_data = said.get("type") == "application/ld+json"  # no browser runs it, no policy asks
        if tag == "style" or (tag == "script" and "src" not in said and not is_data):
            self._open, self._text = tag, ""
        if "style" in said:
            self.attributes.add(said["style"])
        self.handlers |= {f"{name}={said[name]}" for name in said if name.startswith("on")}
        address = said.get(_LOADED.get(tag, "href"), "")
        if address.lower().startswith(("data:", "javascript:", "blob:")):
            self.addresses.add(address)

    def handle_data(self, data: str) -> None:
        if self._open:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == self._open:
            (self.scripts if tag == "script" else self.styles).add(self._text)
            self._open = ""

    def beyond(self, other: Inline) -> dict[str, set[str]]:
        """Return what is here and not in *other*, by kind."""
        kinds = ("scripts", "styles", "attributes", "handlers", "addresses")
        new = {kind: getattr(self, kind) - getattr(other, kind) for kind in kinds}
        return {kind: found for kind, found in new.items() if found}


def inline(outdir: Path) -> Inline:
    """Return what all pages of a site hold inline."""
    found = Inline()
    for path in sorted(outdir.rglob("*.html")):
        found.feed(path.read_text("utf-8"))
    found.close()
    return found


def _plain(folder: Path, theme: str) -> Build:
    project = Project(folder)
    project.conf |= {"html_theme": theme, "extensions": []}
    project.write("source/other.rst", "Other\n=====\n\nText.\n")
    return project.build()


@pytest.fixture(scope="session")
def theirs(builds: SharedBuilds) -> Any:
    """A function that returns what a theme itself has inline."""
    return lambda theme: inline(
        builds.get(f"plain-{theme}", lambda folder: _plain(folder, theme)).outdir
    )


def _hashes(texts: set[str]) -> str:
    digests = (hashlib.sha256(text.encode("utf-8")).digest() for text in texts)
    return "".join(f" 'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)


def policy(allowed: Inline, images: bool) -> str:
    """Return a policy of nothing but the site's own files and what a theme has inline.

    ``images`` allows pictures in the theme's style sheets; a picture cannot run.
    """
    parts = ["default-src 'self'"]
    if allowed.scripts:
        parts.append(f"script-src 'self'{_hashes(allowed.scripts)}")
    if allowed.styles or allowed.attributes:
        hashes = _hashes(allowed.styles | allowed.attributes)
        parts.append(f"style-src 'self' 'unsafe-hashes'{hashes}")
    if images:
        parts.append("img-src 'self' data:")
    return "; ".join(parts)


def test_what_is_inline_is_seen() -> None:
    """The test below would find each kind."""
    page = Inline()
    page.feed(
        "<script src=a.js></script><script>run()</script><style>p {}</style>"
        "<p style='color: red' onclick='run()'><a href='javascript:run()'>x</a>"
        "<script src='data:text/javascript,run()'></script>"
    )
    assert page.beyond(Inline()) == {
        "scripts": {"run()"},
        "styles": {"p {}"},
        "attributes": {"color: red"},
        "handlers": {"onclick=run()"},
        "addresses": {"javascript:run()", "data:text/javascript,run()"},
    }


@pytest.mark.parametrize("theme", THEMES)
def test_nothing_inline_is_ours(themed_site: Any, theirs: Any, theme: str) -> None:
    assert inline(themed_site(theme).outdir).beyond(theirs(theme)) == {}


#: Says in the console which directive refused what: the browser's own message differs by kind.
_REPORT = """document.addEventListener("securitypolicyviolation", (event) => console.error(
  `refused: ${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}`))"""


@pytest.mark.parametrize("theme", THEMES)
def test_all_of_ours_works(
    page: Any, themed_site: Any, theirs: Any, serve: Any, theme: str
) -> None:
    """The fixture ``page`` reads the console: a refusal is an error there."""
    address = serve(themed_site(theme).outdir, policy=policy(theirs(theme), images=theme == "furo"))
    page.add_init_script(_REPORT)

    page.goto(f"{address}/index.html")
    page.locator(".err-search input[type=search], .err-search textarea").first.fill("non-empty")
    page.locator(".err-search a[href*='obs/409']").first.wait_for()

    page.goto(f"{address}/guide.html?error=signature+does+not+match")
    result = page.locator("#err-results a[href]").first
    result.wait_for()
    assert "obs/403" in result.get_attribute("href")
    result.click()
    page.wait_for_url("**/obs/403.html*")
    assert page.locator("h1").first.inner_text().startswith("403")

    for name in ("obs/index.html", "obs/category/4XX.html", "categories.html"):
        page.goto(f"{address}/{name}")
    # An address that does not exist: 404.html recognises the code and leads to it.
    page.goto(f"{address}/OBS/403")
    page.wait_for_url("**/obs/403.html")


def test_our_style_sheet_has_no_pictures_of_its_own(themed_site: Any) -> None:
    """So that the pictures which furo needs are the only reason to allow any."""
    sheets = list((themed_site("alabaster").outdir / "_static").glob("error-index*.css"))
    assert sheets
    assert all("data:" not in sheet.read_text("utf-8") for sheet in sheets)


def test_a_refusal_would_be_seen(browser: Any, themed_site: Any, serve: Any) -> None:
    address = serve(themed_site("furo").outdir, policy="default-src 'none'")
    said: list[str] = []
    page = browser.new_page()
    page.add_init_script(_REPORT)
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{address}/obs/403.html")
    page.close()
    assert any(text.startswith("refused: script-src") for text in said), said
    assert any(text.startswith("refused: style-src") for text in said), said
