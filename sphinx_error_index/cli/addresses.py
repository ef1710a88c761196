"""Looks up, in a site's ``codes.json``, whether an address of the site leads somewhere.

An address may be spelled in any way in which a reader arrives: without its suffix, in another
case, with a slash at its end (the server's configuration and ``404.html`` see to that).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

from sphinx_error_index.language import deferred
from sphinx_error_index.language import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SITE_FILES = frozenset(
    """
    index categories guide 404 search genindex codes.json report.json objects.inv sitemap.xml
    links-vectors.json error-index/root.js searchindex.js robots.txt favicon.ico
    """.split()
)
"""What every site has beside the pages of codes, in the form of :func:`normal`."""

SECTIONS = frozenset({"causes", "actions"})
"""Anchors that the template gives to every page of a code."""

GONE = deferred("it is no longer documented")

_HEX = re.compile(r"-[0-9a-f]{6,}")


@dataclass(frozen=True, slots=True)
class Page:
    """The page of a code: its anchors, those that are gone, and its HTTP statuses."""

    url: str
    anchors: frozenset[str]
    past: frozenset[str]
    statuses: frozenset[str]


@dataclass(frozen=True, slots=True)
class DeadEnd:
    """Why an address leads nowhere; ``kind`` is address, anchor, status or gone."""

    kind: str
    reason: str


def normal(path: str) -> str:
    """Return a path below the site's root in lower case, without suffix and outer slashes."""
    path = unquote(path).lower().strip("/")
    return re.sub(r"(?:^|/)index$", "", re.sub(r"\.html?$", "", path))


class Site:
    """The addresses of a site, from its ``codes.json`` and, where it is known, its folder."""

    def __init__(self, catalog: Mapping[str, Any], folder: Path | None = None) -> None:
        self._folder = folder
        self._codes = {normal(code["url"]): _page(code) for code in catalog["codes"]}
        self.forwards = frozenset(normal(entry["url"]) for entry in catalog.get("redirects", ()))
        """The pages that forward to another one, in the form of :func:`normal`."""
        self.services = frozenset(str(entry["id"]) for entry in catalog.get("services", ()))
        """The ids of the services."""
        self._gone = {
            normal(entry["url"])
            for kind in ("services", "categories", "codes")
            for entry in catalog.get(kind, ())
            if entry.get("gone")
        } - self.forwards
        self._pages = set(SITE_FILES | self._codes.keys())
        self._pages |= {normal(re.split("[?#]", url)[0]) for url in _other_urls(catalog)}
        self._folders = {
            str(parent) for page in self._pages for parent in PurePosixPath(page).parents
        } - {"."} | {""}

    def fault(self, address: str) -> DeadEnd | None:
        """Return what is wrong with an address below the base (``/obs/403.html#x``), or None.

        Nothing is wrong with a folder: programs build addresses from it.
        """
        path, query, fragment = urlsplit(address.lstrip("/"))[2:]
        key = normal(path)
        if key in self._gone:
            return DeadEnd("gone", str(GONE))
        page = self._codes.get(key)
        if page is None:
            known = key in self._pages or key in self._folders or self._is_file(path)
            return None if known else DeadEnd("address", _("there is no such page"))
        status = parse_qs(query.replace("&amp;", "&")).get("status", [""])[0]
        if status.isdigit() and status not in page.statuses:
            text = _("%(page)s has no meaning with status %(status)s")
            return DeadEnd("status", text % {"page": page.url, "status": status})
        if unquote(fragment) in page.past:
            return DeadEnd("gone", str(GONE))
        if fragment and not self._has_anchor(page, unquote(fragment)):
            text = _("%(page)s has no anchor of this name")
            return DeadEnd("anchor", text % {"page": page.url})
        return None

    def _is_file(self, path: str) -> bool:
        """Say whether the site has a file there, or may have one if its folder is not known."""
        path = unquote(path)
        if self._folder is None:
            return path.startswith("_") or "/" not in path.strip("/")
        if ".." in PurePosixPath(path).parts or "\0" in path:
            return False
        file = self._folder / path
        return file.is_file() or Path(f"{file}.html").is_file() or (file / "index.html").is_file()

    def _has_anchor(self, page: Page, anchor: str) -> bool:
        if anchor in page.anchors or anchor in SECTIONS:
            return True
        if self._folder:
            return anchor in _ids(self._folder / page.url)
        # Where several variants or causes want an anchor, codes.json has it with digits added.
        return any(
            known.startswith(anchor) and _HEX.fullmatch(known[len(anchor) :])
            for known in page.anchors
        )


def _page(code: Mapping[str, Any]) -> Page:
    anchors: set[str] = set()
    for variant in code["variants"]:
        anchors |= {variant["anchor"], *variant.get("aliases", ())}
        anchors.update(variant.get("cause_anchors", ()))
        anchors.update(*variant.get("cause_aliases", ()))
    statuses = {str(status) for variant in code["variants"] for status in variant["status"]}
    past = frozenset(code.get("past", ())) - anchors
    return Page(code["url"], frozenset(anchors), past, frozenset(statuses))


def _other_urls(catalog: Mapping[str, Any]) -> Iterator[str]:
    """Return the addresses of all but codes: services, their pages, categories and lists."""
    for kind in ("services", "categories", "lists", "redirects"):
        for entry in catalog.get(kind, ()):
            yield entry["url"]
    for code in catalog["codes"]:
        for variant in code["variants"]:
            for origin in variant["origins"]:
                yield origin["url"]


@cache
def _ids(page: Path) -> frozenset[str]:
    """Return the ids of an HTML page, which is ``index.html`` for a folder."""
    file = page / "index.html" if page.is_dir() else page
    try:
        return frozenset(re.findall(r'\bid="([^"]+)"', file.read_text("utf-8", "replace")))
    except OSError:
        return frozenset()
