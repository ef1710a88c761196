"""Catalogue and ledger → the catalogue with all that was published and is no longer documented."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx_error_index.ledger.entries import (
    anchor_texts,
    anchors_of,
    category_of,
    cause_named,
    code_of,
    members,
    service_of,
)
from sphinx_error_index.ledger.ledger import (
    Kind,
    Ledger,
    Published,
    kind_of,
    lost_anchors,
    pages_of,
)
from sphinx_error_index.model import Catalog, Code, Forward, GoneAnchor, Past, Service
from sphinx_error_index.wording import UNACCEPTED

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

    from sphinx_error_index.ledger.entries import Entry
    from sphinx_error_index.model import Category, Variant

NO_HOME = "categories"
"""The page to which links to a gone service lead if nothing is known of the service's page."""


def as_published(catalog: Catalog, ledger: Ledger, elsewhere: Container[str]) -> Catalog:
    """Return the catalogue with each page name in the spelling in which it was published.

    A vendor may change the case of a code, and to many servers ``obs/nosuchkey`` and
    ``obs/NoSuchKey`` are two addresses. The pages in ``elsewhere`` (names in lower case) are
    documents of the site and are left alone.
    """
    spelled = {page.lower(): page for page in ledger.pages if page.lower() not in elsewhere}

    def name(item: Code | Category) -> str:
        return spelled.get(item.pagename.lower(), item.pagename)

    codes = {key: replace(code, pagename=name(code)) for key, code in catalog.codes.items()}
    groups = {key: replace(item, pagename=name(item)) for key, item in catalog.categories.items()}
    lists = {
        key: replace(item, pagename=spelled.get(key.lower(), key))
        for key, item in catalog.listings.items()
    }
    names = {
        key: replace(alias, pagename=spelled.get(key, alias.pagename))
        for key, alias in catalog.aliases.items()
    }
    return replace(catalog, codes=codes, categories=groups, listings=lists, aliases=names)


def with_past(
    catalog: Catalog,
    ledger: Ledger,
    forwards: Mapping[str, Forward] | None = None,
    elsewhere: Container[str] = (),
) -> Catalog:
    """Return the catalogue with its past.

    ``forwards`` are pages that forward, ``elsewhere`` further pages that answer (the site's
    documents), both by name in lower case. A lost anchor whose text the page still has at
    another anchor becomes a former anchor there.
    """
    past = _PastBuilder(ledger)
    codes = {key: past.settled_code(code) for key, code in catalog.codes.items()}
    catalog = replace(catalog, codes=codes)
    living = {*(page.lower() for page in pages_of(catalog)), *catalog.aliases}
    missing = [page for page in ledger.pages if page.lower() not in living]
    gone = [page for page in missing if page.lower() not in elsewhere]
    past.keep_anchors(catalog.aliases)
    services = _Services(catalog, ledger, gone, elsewhere)
    families = {page.lower(): target for page, target in catalog.families.items()}
    for page in gone:
        if page.lower() in families:
            past.result.forwards[page.lower()] = Forward(page, families[page.lower()])
        else:
            past.add(page, services)
    result = past.result
    result.documents.extend(page for page in missing if page.lower() in elsewhere)
    result.services.update(services.gone)
    result.forwards.update(forwards or {})
    return replace(catalog, past=result)


_UNKNOWN: tuple[str, Kind, Entry] = ("", Kind.CODE, {})


class _PastBuilder:
    """Puts together what is no longer documented, page by page of the ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self.result = Past()
        self._ledger = ledger
        self._known = ledger.known()
        self._anchors = {page.lower(): own for page, own in ledger.pages.items()}

    def settled_code(self, code: Code, entry: Entry | None = None) -> Code:
        """Return a code with the former anchors of what moved; note those that its page has lost.

        ``entry`` is what was published of it; by default it is the ledger's.
        """
        page = code.pagename.lower()
        lost = self._anchors.get(page, frozenset()) - anchors_of(code).keys()
        if lost:
            published = self._known.get(page, _UNKNOWN)[2] if entry is None else entry
            code, gone = _settle(code, published, sorted(lost))
            if gone:
                self.result.anchors[code.pagename] = gone
        return code

    def keep_anchors(self, pages: Iterable[str]) -> None:
        """Note the anchors of pages that forward, by name in lower case: they stay there."""
        for page in pages:
            if own := self._anchors.get(page):
                self.result.anchors[page] = tuple(GoneAnchor(name, "", "") for name in sorted(own))

    def add(self, page: str, services: _Services) -> None:
        """Add a page that is gone, as what the ledger, or else its name, says that it was."""
        unknown: tuple[str, Kind, Entry] = (page.partition("/")[0], kind_of(page), {})
        own, kind, entry = self._known.get(page.lower(), unknown)
        if kind is Kind.STATUS and page.count("/") == 1:  # it was over all services
            self.result.forwards[page.lower()] = Forward(page, NO_HOME)
            return
        service = services.of(own)
        entry = {**entry, "page": page}
        revision = str(entry.get("gone") or UNACCEPTED)
        if kind in (Kind.SERVICE, Kind.FORMER, Kind.LISTING, Kind.STATUS):
            if service.docname.lower() != page.lower():
                self.result.forwards[page.lower()] = Forward(page, service.docname)
        elif kind is Kind.CATEGORY:
            self._add_category(own, service, entry, revision)
        else:
            code = self.settled_code(code_of(service.id, entry, revision), entry)
            self.result.codes[code.id] = code

    def _add_category(self, own: str, service: Service, entry: Entry, revision: str) -> None:
        published = self._ledger.published.get(own.lower(), Published())
        names = members(service.id, entry, published.codes.values())
        category = category_of(service.id, {**entry, "codes": names}, revision)
        self.result.categories[category.id] = category
        lost = sorted(self._anchors[category.pagename.lower()])
        if lost:
            self.result.anchors[category.pagename] = tuple(
                GoneAnchor(anchor, "", revision) for anchor in lost
            )


class _Services:
    """Finds services by id in any case: the documented ones, and those of pages that are gone."""

    def __init__(
        self, catalog: Catalog, ledger: Ledger, gone: Iterable[str], elsewhere: Container[str]
    ) -> None:
        self.gone: dict[str, Service] = {}
        self._known = {service.id.lower(): service for service in catalog.services.values()}
        self._ledger = ledger
        self._free = {page.lower() for page in gone}
        self._homes = {
            page.partition("/")[0].lower(): page for page in gone if kind_of(page) is Kind.SERVICE
        }
        self._taken = elsewhere

    def of(self, name: str) -> Service:
        """Return a service; one that is gone has ``docnames`` only if we write its page."""
        if name.lower() not in self._known:
            published = self._ledger.published.get(name.lower())
            entry = published.service if published else {}
            revision = str(entry.get("gone") or UNACCEPTED)
            home = self._homes.get(name.lower(), NO_HOME)
            service = service_of({"id": name, "page": home, **entry}, revision)
            page = service.docname.lower()
            if page in self._free:
                service = replace(service, docnames=(service.docname,))
            else:
                home = service.docname if page in self._taken else NO_HOME
                service = replace(service, docname=home, docnames=())
            self._known[name.lower()] = self.gone[service.id] = service
        return self._known[name.lower()]


def _settle(code: Code, entry: Entry, lost: Iterable[str]) -> tuple[Code, tuple[GoneAnchor, ...]]:
    """Return a code with the lost anchors whose texts it still has, and the other lost ones.

    ``entry`` is what was published of the code, ``lost`` are anchors that its page had.
    """
    before = code_of(code.service, entry)
    named, texts, past = anchors_of(before), anchor_texts(before), lost_anchors(entry)
    places = {what: anchor for anchor, what in reversed(anchors_of(code).items())}
    former: dict[str, list[str]] = {}
    gone = []
    for anchor in lost:
        said = past.get(anchor, {})
        text = str(said.get("text", "")) or texts.get(anchor, "")
        place = places.get(named.get(anchor) or (cause_named(text) if text else ()))
        if place:
            former.setdefault(place, []).append(anchor)
        else:
            revision = str(said.get("gone") or entry.get("gone") or UNACCEPTED)
            gone.append(GoneAnchor(anchor, text, revision))
    variants = tuple(_with_former(variant, former) for variant in code.variants)
    return replace(code, variants=variants), tuple(gone)


def _with_former(variant: Variant, former: Mapping[str, list[str]]) -> Variant:
    causes = tuple(
        replace(cause, former_anchors=(*cause.former_anchors, *former.get(cause.anchor, ())))
        for cause in variant.causes
    )
    own = (*variant.former_anchors, *former.get(variant.anchor, ()))
    return replace(variant, causes=causes, former_anchors=own)
