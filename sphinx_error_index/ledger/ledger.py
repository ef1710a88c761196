"""The ledger: every address that was ever published, and what was known of it.

A line of the ledger is a page name (``obs/403``, ``obs/category/4XX``) or one with an anchor
(``obs/403#403-Forbidden``), the same for every builder. Pages compare without case, as codes
do, anchors as they are. Lines are never taken out: what is no longer documented becomes the
catalogue's past (``merge.py``). Nothing here knows Sphinx or files.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from sphinx_error_index.catalog.listings import FOLDERS
from sphinx_error_index.catalog.statuses import FOLDER as STATUS_FOLDER
from sphinx_error_index.ledger.entries import anchors_of
from sphinx_error_index.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sphinx_error_index.ledger.entries import Entry
    from sphinx_error_index.model import Catalog

MOST_NAMED = 20
"""The most pages that the end of a build names; where there are more, it counts them."""


class Kind(StrEnum):
    """What a published page is; ``former`` is one that was the page of its service before."""

    SERVICE = "service"
    FORMER = "former"
    CATEGORY = "category"
    LISTING = "list"
    STATUS = "status"
    CODE = "code"


_NOUNS = {
    Kind.CODE: "code",
    Kind.CATEGORY: "category",
    Kind.LISTING: "list",
    Kind.STATUS: "status page",
    Kind.SERVICE: "page",
}

LATER = (Kind.STATUS,)
"""Kinds of pages that came with a later version of this extension.

A ledger of before has none of them. That the new version makes them is not a change of the site.
"""

_STATUS_PAGE = re.compile(rf"(?:[^/]+/)?{STATUS_FOLDER}/[1-9][0-9]{{2}}")


@dataclass(frozen=True, slots=True)
class Published:
    """What was last known of a service, its categories and codes, by page name in lower case.

    The entries are described in ``entries.py``. An entry has ``gone`` (a revision) once it was
    accepted as gone. A code's entry has ``past`` (anchor → its ``text`` and ``gone``) if its
    page has lost anchors, a service's has ``former`` if other pages were its page before.
    """

    service: Entry = field(default_factory=dict)
    categories: Mapping[str, Entry] = field(default_factory=dict)
    codes: Mapping[str, Entry] = field(default_factory=dict)

    def entries(self) -> Iterator[tuple[str, Kind, Entry]]:
        """Return each page, in lower case, with its kind and its entry."""
        if page := self.service.get("page"):
            yield str(page).lower(), Kind.SERVICE, self.service
        for page in self.service.get("former", ()):
            yield str(page).lower(), Kind.FORMER, {}
        for page, entry in self.categories.items():
            yield page, Kind.CATEGORY, entry
        for page, entry in self.codes.items():
            yield page, Kind.CODE, entry


@dataclass(frozen=True, slots=True)
class Ledger:
    """All published pages, each with its anchors, and what was last known of them.

    The keys of ``published`` are the ids of services in lower case.
    """

    pages: Mapping[str, frozenset[str]] = field(default_factory=dict)
    published: Mapping[str, Published] = field(default_factory=dict)

    @property
    def lines(self) -> list[str]:
        """Every address, sorted."""
        anchors = (f"{page}#{anchor}" for page, own in self.pages.items() for anchor in own)
        return sorted([*self.pages, *anchors])

    def known(self) -> dict[str, tuple[str, Kind, Entry]]:
        """Return the pages, in lower case, of which something is known: service, kind, entry."""
        return {
            page: (service, kind, entry)
            for service, published in self.published.items()
            for page, kind, entry in published.entries()
        }


@dataclass(frozen=True, slots=True)
class Changes:
    """What the ledger does not know yet, as lines of it: new, gone, and documented again."""

    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    back: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Say whether there is anything to accept."""
        return bool(self.new or self.gone or self.back)

    def listing(self) -> list[str]:
        """Return a line for each change; the anchors of a new page have none of their own."""
        new = [line for line in self.new if "#" not in line or _page(line) not in self.new]
        return [
            *(f"new   {line}" for line in new),
            *(f"gone  {line}" for line in self.gone),
            *(f"back  {line}" for line in self.back),
        ]

    def summary(self) -> Iterator[str]:
        """Return the changes in three lines at most, with pages by name or, if many, by number."""
        for word, lines in (("new", self.new), ("gone", self.gone), ("back", self.back)):
            said = []
            for kind, noun in _NOUNS.items():
                pages = [line for line in lines if "#" not in line and kind_of(line) is kind]
                if pages:
                    names = f" ({', '.join(pages)})" if len(pages) <= MOST_NAMED else ""
                    said.append(counted(len(pages), noun) + names)
            anchors = [line for line in lines if "#" in line and _page(line) not in lines]
            if anchors:
                said.append(counted(len(anchors), "anchor"))
            if said:
                yield f"{word}: {', '.join(said)}"


def merged(*sources: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return the pages of lines, each with its anchors.

    Of spellings of a page that differ in case, the first one found stays.
    """
    pages: dict[str, set[str]] = {}
    spelled: dict[str, str] = {}
    for lines in sources:
        for line in sorted(lines):
            page, _, anchor = line.partition("#")
            own = pages.setdefault(spelled.setdefault(page.lower(), page), set())
            if anchor:
                own.add(anchor)
    return {page: frozenset(own) for page, own in sorted(pages.items())}


def pages_of(catalog: Catalog) -> Iterator[str]:
    """Return the page of everything that is documented."""
    for service in catalog.services.values():
        yield service.docname
    for category in catalog.categories.values():
        yield category.pagename
    for code in catalog.codes.values():
        yield code.pagename
    yield from catalog.listings
    yield from catalog.statuses


def addresses(catalog: Catalog) -> Iterator[str]:
    """Return every line that the ledger must have for what is documented."""
    yield from pages_of(catalog)
    for code in catalog.codes.values():
        for anchor in anchors_of(code):
            yield f"{code.pagename}#{anchor}"


def compare(
    ledger: Ledger, catalog: Catalog, forwards: Iterable[str] = (), elsewhere: Iterable[str] = ()
) -> Changes:
    """Return what would change if the catalogue were accepted.

    ``forwards`` are the pages that forward to others, ``elsewhere`` the site's documents: both
    still answer.
    """
    living = {_key(line): line for line in addresses(catalog)}
    known = {_key(line): line for line in ledger.lines}
    answering = {page.lower() for page in (*forwards, *elsewhere)}
    accepted = set(_accepted(ledger))
    new = [line for key, line in living.items() if key not in known]
    new += [page for page in forwards if page.lower() not in known]
    kinds = {kind_of(page) for page in ledger.pages}
    unknown = {kind for kind in LATER if kinds and kind not in kinds}
    new = [line for line in new if kind_of(_page(line)) not in unknown]
    gone = [
        line
        for key, line in known.items()
        if key not in living
        and key not in accepted
        and _page(key) not in answering
        and ("#" not in key or _page(key) in living)
    ]
    back = [line for key, line in living.items() if key in accepted and "#" not in key]
    return Changes(tuple(sorted(new)), tuple(sorted(gone)), tuple(sorted(back)))


def _key(line: str) -> str:
    """Return a line in the form in which lines are compared: the page in lower case."""
    page, separator, anchor = line.partition("#")
    return page.lower() + separator + anchor


def _page(key: str) -> str:
    return key.partition("#")[0]


def _accepted(ledger: Ledger) -> Iterator[str]:
    """Return the pages and anchors that were accepted as gone, in the form of :func:`_key`."""
    for page, (_, _, entry) in ledger.known().items():
        if entry.get("gone"):
            yield page
        for anchor in lost_anchors(entry):
            yield f"{page}#{anchor}"


def lost_anchors(entry: Entry) -> dict[str, Entry]:
    """Return the anchors that an entry's page lost, each with its ``text`` and ``gone``."""
    past = entry.get("past")
    items = past.items() if isinstance(past, dict) else ()
    return {anchor: said for anchor, said in items if isinstance(said, dict)}


def kind_of(page: str) -> Kind:
    """Return what a page was, as far as its name tells.

    A code of a service that is called ``status`` may look like the page of a status: what is
    known of a page goes before its name.
    """
    if _STATUS_PAGE.fullmatch(page):
        return Kind.STATUS
    _, _, name = page.partition("/")
    if name in ("", "index"):
        return Kind.SERVICE
    folder = name.partition("/")[0] if "/" in name else ""
    if folder in FOLDERS:
        return Kind.LISTING
    return Kind.CATEGORY if folder == "category" else Kind.CODE
