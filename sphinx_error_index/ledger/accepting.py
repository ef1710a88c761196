"""Ledger and ``codes.json`` → the ledger that knows what is documented now.

No line of the ledger is lost. What is no longer documented is marked with the revision since
which it is gone; what is documented again loses that mark.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sphinx_error_index.ledger.entries import (
    anchor_texts,
    anchors_of,
    catalog_of,
    category_entry,
    code_entry,
    code_of,
    members,
    service_entry,
)
from sphinx_error_index.ledger.ledger import (
    Kind,
    Ledger,
    Published,
    addresses,
    kind_of,
    lost_anchors,
    merged,
    pages_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Set

    from sphinx_error_index.ledger.entries import Entry


def accept(ledger: Ledger, content: Entry, revision: str, forwards: Iterable[str] = ()) -> Ledger:
    """Return the ledger with all that a ``codes.json`` documents.

    ``content`` is that of ``codes.json``. ``revision`` is the name under which everything else
    is marked as gone, unless it was already; ``forwards`` are the pages that forward to others.
    """
    catalog = catalog_of(content)
    forwarding = {page.lower(): page for page in forwards}
    pages = merged(ledger.lines, addresses(catalog), forwarding.values())
    living = {page.lower() for page in pages_of(catalog)}
    now = _documented(content, pages, ledger, revision)
    published = {}
    for service in sorted({*ledger.published, *now}):
        old, new = ledger.published.get(service, Published()), now.get(service, Published())
        name = str(old.service.get("id", service))
        categories = {
            page: {**entry, "codes": members(name, entry, old.codes.values())}
            for page, entry in old.categories.items()
            if page not in living
        }
        published[service] = Published(
            _moved(old.service, new.service) or _gone(old.service, revision),
            _updated(categories, new.categories, living, revision),
            _updated(old.codes, new.codes, living, revision),
        )
    result = Ledger(pages, published)
    known = result.known().keys() | forwarding.keys() | living
    for page in pages:
        if page.lower() not in known:
            _enter_unknown(published, page, revision)
    return result


def _documented(
    content: Entry, pages: Mapping[str, frozenset[str]], ledger: Ledger, revision: str
) -> dict[str, Published]:
    """Return the entries of what is documented, by service."""
    anchors = {page.lower(): own for page, own in pages.items()}
    old = ledger.known()
    now: dict[str, Published] = {}
    all_categories, all_codes = _by_service(content["categories"]), _by_service(content["codes"])
    for service in content["services"]:
        own = service["id"]
        if service.get("gone"):
            continue
        categories = {c["page"].lower(): category_entry(c) for c in all_categories.get(own, ())}
        codes = {code["page"].lower(): code_entry(code) for code in all_codes.get(own, ())}
        for page, entry in codes.items():
            before = old[page][2] if page in old else {}
            if past := _past(own, entry, before, anchors[page], revision):
                entry["past"] = past
        now[own.lower()] = Published(service_entry(service), categories, codes)
    return now


def _by_service(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    """Return the entries that are documented, by the ids of their services."""
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        if not entry.get("gone"):
            found.setdefault(entry["service"], []).append(entry)
    return found


def _past(
    service: str, entry: Entry, before: Entry, published: frozenset[str], revision: str
) -> dict[str, Any]:
    """Return the anchors that a documented page has lost, each with its text and revision."""
    lost = published - anchors_of(code_of(service, entry)).keys()
    if not lost:
        return {}
    past, texts = lost_anchors(before), anchor_texts(code_of(service, before))
    return {
        anchor: past.get(anchor) or {"text": texts.get(anchor, ""), "gone": revision}
        for anchor in sorted(lost)
    }


def _moved(old: Entry, new: Entry) -> dict[str, Any]:
    """Return the entry of a documented service, with the pages that were its page before."""
    pages = {*old.get("former", ()), *filter(None, [old.get("page")])} - {new.get("page")}
    return {**new, **({"former": sorted(pages)} if pages else {})} if new else {}


def _updated(
    old: Mapping[str, Entry], new: Mapping[str, Entry], living: Set[str], revision: str
) -> dict[str, Entry]:
    """Return the documented entries, and those of gone pages, marked.

    An old entry whose page another service or kind now documents is left to that one.
    """
    gone = {page: _gone(entry, revision) for page, entry in old.items() if page not in living}
    return dict(sorted({**gone, **new}.items()))


def _gone(entry: Entry, revision: str) -> Entry:
    return {**entry, "gone": entry.get("gone") or revision} if entry else {}


def _enter_unknown(published: dict[str, Published], page: str, revision: str) -> None:
    """Mark a page as gone whose address is all that is known of it."""
    service = page.partition("/")[0]
    entry = {"page": page, "gone": revision}
    own = published.get(service.lower(), Published())
    kind = kind_of(page)
    if kind is Kind.STATUS:  # its address alone says where it leads
        return
    if kind is Kind.SERVICE and not own.service.get("page"):
        own = replace(own, service={"id": service, **own.service, **entry})
    elif kind in (Kind.SERVICE, Kind.LISTING):
        former = sorted({*own.service.get("former", ()), page})
        own = replace(own, service={**own.service, "former": former})
    elif kind is Kind.CATEGORY:
        own = replace(own, categories={**own.categories, page.lower(): entry})
    else:
        own = replace(own, codes={**own.codes, page.lower(): entry})
    published[service.lower()] = own
