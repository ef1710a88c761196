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
    UNACCEPTED,
    Kind,
    Ledger,
    Published,
    kind_of,
    lost_anchors,
    pages_of,
)
from sphinx_error_index.model import Catalog, Code, Forward, GoneAnchor, Past, Service

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

    from sphinx_error_index.ledger.entries import Entry
    from sphinx_error_index.model import Category, Variant

NO_HOME = "categories"
"""Where links to a gone service lead of whose page nothing is known."""


def as_published(catalog: Catalog, ledger: Ledger, elsewhere: Container[str]) -> Catalog:
    """Return the catalogue with each page as it was published, but for documents' addresses.

    A vendor may change a code's case, and a server tell ``obs/nosuchkey`` from ``obs/NoSuchKey``.
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
    return replace(catalog, codes=codes, categories=groups, listings=lists)


def with_past(
    catalog: Catalog,
    ledger: Ledger,
    forwards: Mapping[str, Forward] | None = None,
    elsewhere: Container[str] = (),
) -> Catalog:
    """Return the catalogue with its past.

    ``forwards`` are pages that forward, ``elsewhere`` further pages that answer (the site's
    documents), both by name in lower case. A lost anchor whose text the page still has, at
    another anchor, becomes an alias there.
    """
    anchors = {page.lower(): own for page, own in ledger.pages.items()}
    known = ledger.known()
    past = Past()

    def settled(code: Code, entry: Entry) -> Code:
        """Return a code with aliases for what moved; note what its page has lost."""
        lost = anchors.get(code.pagename.lower(), frozenset()) - anchors_of(code).keys()
        if lost:
            code, gone = _settle(code, entry, sorted(lost))
            if gone:
                past.anchors[code.pagename] = gone
        return code

    codes = {
        key: settled(code, known.get(code.pagename.lower(), _UNKNOWN)[2])
        for key, code in catalog.codes.items()
    }
    catalog = replace(catalog, codes=codes)
    living = {page.lower() for page in pages_of(catalog)}
    gone = [p for p in ledger.pages if p.lower() not in living and p.lower() not in elsewhere]
    past.documents.extend(
        p for p in ledger.pages if p.lower() not in living and p.lower() in elsewhere
    )
    services = _Services(catalog, ledger, gone, elsewhere)
    families = {page.lower(): target for page, target in catalog.families.items()}
    for page in gone:
        own, kind, entry = known.get(page.lower()) or (page.partition("/")[0], kind_of(page), {})
        if page.lower() in families:
            past.forwards[page.lower()] = Forward(page, families[page.lower()])
            continue
        if kind is Kind.STATUS and page.count("/") == 1:  # it was that of all services
            past.forwards[page.lower()] = Forward(page, NO_HOME)
            continue
        service = services.of(own)
        entry = {**entry, "page": page}
        revision = str(entry.get("gone") or UNACCEPTED)
        if kind in (Kind.SERVICE, Kind.FORMER, Kind.LISTING, Kind.STATUS):
            if service.docname.lower() != page.lower():
                past.forwards[page.lower()] = Forward(page, service.docname)
        elif kind is Kind.CATEGORY:
            published = ledger.published.get(own.lower(), Published())
            names = members(service.id, entry, published.codes.values())
            category = category_of(service.id, {**entry, "codes": names}, revision)
            past.categories[category.id] = category
            lost = sorted(anchors[page.lower()])
            if lost:
                past.anchors[page] = tuple(GoneAnchor(anchor, "", revision) for anchor in lost)
        else:
            code = settled(code_of(service.id, entry, revision), entry)
            past.codes[code.id] = code
    past.services.update(services.gone)
    past.forwards.update(forwards or {})
    return replace(catalog, past=past)


_UNKNOWN: tuple[str, Kind, Entry] = ("", Kind.CODE, {})


class _Services:
    """The services by id in any case: the documented ones, and those that gone pages need."""

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
        """Return a service; a gone one has ``docnames`` only if its page is to be written."""
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
    """Return a code with an alias for each lost anchor whose text it still has; and the others."""
    before = code_of(code.service, entry)
    named, texts, past = anchors_of(before), anchor_texts(before), lost_anchors(entry)
    places = {what: anchor for anchor, what in reversed(anchors_of(code).items())}
    aliases: dict[str, list[str]] = {}
    gone = []
    for anchor in lost:
        said = past.get(anchor, {})
        text = str(said.get("text", "")) or texts.get(anchor, "")
        place = places.get(named.get(anchor) or cause_named(text))
        if place:
            aliases.setdefault(place, []).append(anchor)
        else:
            revision = str(said.get("gone") or entry.get("gone") or UNACCEPTED)
            gone.append(GoneAnchor(anchor, text, revision))
    variants = tuple(_with_aliases(variant, aliases) for variant in code.variants)
    return replace(code, variants=variants), tuple(gone)


def _with_aliases(variant: Variant, aliases: Mapping[str, list[str]]) -> Variant:
    causes = tuple(
        replace(cause, aliases=(*cause.aliases, *aliases.get(cause.anchor, ())))
        for cause in variant.causes
    )
    own = (*variant.aliases, *aliases.get(variant.anchor, ()))
    return replace(variant, causes=causes, aliases=own)
