"""A built site as its reader and its links see it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from html import unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LINKS = {"a": "href", "link": "href", "area": "href", "script": "src", "img": "src",
          "form": "action", "iframe": "src", "source": "src"}  # fmt: skip


@dataclass
class Page(HTMLParser):
    """What matters of a page: its ids, the addresses it leads to, its ``<base>``."""

    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    base: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note ids and links."""
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            elif tag == "base" and name == "href":
                self.base = value or ""
            elif name == _LINKS.get(tag) and value is not None:
                self.links.append(value)

    handle_startendtag = handle_starttag


def read_page(path: Path) -> Page:
    """Return what a file says of itself."""
    page = Page()
    page.feed(path.read_text("utf-8"))
    page.close()
    return page


class Site:
    """A built site in a folder; addresses start at its root."""

    def __init__(self, outdir: Path) -> None:
        self._outdir = outdir
        self._read = cache(read_page)
        self.pages = sorted(
            path.relative_to(outdir).as_posix()
            for path in outdir.rglob("*.html")
            if "_static" not in path.parts
        )

    def broken(self) -> list[str]:
        """Return the links that lead nowhere, as ``page -> address``."""
        return [
            f"{name} -> {link}"
            for name in self.pages
            for link in dict.fromkeys(self._links(name))
            if not self.leads_somewhere(link, name)
        ]

    def _links(self, name: str) -> Iterator[str]:
        yield from self._read(self._outdir / name).links

    def leads_somewhere(self, link: str, name: str = "") -> bool:
        """Say whether a link on a page leads out of the site, or to something in it."""
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            return True
        base = (self._read(self._outdir / name).base if name else "") or f"/{name}"
        target = urlsplit(urljoin(base, link))
        path = self._outdir / unquote(target.path).lstrip("/")
        if path.is_dir():
            path /= "index.html"
        if not path.is_file():
            return False
        if not target.fragment or path.suffix != ".html":
            return True
        return unquote(target.fragment) in self._read(path).ids

    def repeated_ids(self) -> list[str]:
        """Return the ids that stand twice on a page, as ``page#id``."""
        return [
            f"{name}#{repeated}"
            for name in self.pages
            for repeated, count in Counter(self._read(self._outdir / name).ids).items()
            if count > 1
        ]


def visible(html: str) -> str:
    """Return the text of a page as its reader sees it, tags left out."""
    return unescape(re.sub(r"<[^>]*>", "", html))
