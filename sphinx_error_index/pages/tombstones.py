"""Which pages there are of what was once published and is no longer documented."""

from __future__ import annotations

import re
from bisect import bisect
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from sphinx_error_index.language import gettext as _
from sphinx_error_index.ledger.entries import anchors_of
from sphinx_error_index.model import Forward
from sphinx_error_index.pages.choices import choices, title_of
from sphinx_error_index.pages.contents import CATEGORIES, GENERATED, LIST_LIMIT, Link, Page

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx_error_index.catalog.crosslinks import CrossLinks
    from sphinx_error_index.model import Catalog, Category, Code, Service

_Item = TypeVar("_Item")
_PART = re.compile(r"[0-9]+|[^0-9]+")


def past_pages(catalog: Catalog, links: CrossLinks) -> Iterator[Page]:
    """Return a page for each code, category and service that is gone, and all that forward."""
    past = catalog.past
    headings = _headings(catalog)
    for code in past.codes.values():
        forward = past.forwards.get(code.pagename.lower())
        if forward is None or forward.others:
            yield _code_page(catalog, links, code, forward)
    for category in past.categories.values():
        if category.pagename.lower() not in past.forwards:
            yield _category_page(catalog, category)
    for service in past.services.values():
        if service.docnames and service.docname.lower() not in past.forwards:
            yield _service_page(catalog, service)
    anchors = {page.lower(): [lost.anchor for lost in own] for page, own in past.anchors.items()}
    for code in past.codes.values():
        anchors.setdefault(code.pagename.lower(), []).extend(anchors_of(code))
    forwards = {page.lower(): Forward(page, to) for page, to in catalog.families.items()}
    shown = {code.pagename.lower() for code in past.codes.values()}
    for key, forward in (forwards | catalog.forwards).items():
        if forward.others and key in shown:
            continue  # its own page names them
        yield _forward_page(forward, headings, anchors.get(key, []))


def _headings(catalog: Catalog) -> dict[str, str]:
    """Return the headings of the pages of codes and categories, by page name in lower case."""
    past = catalog.past
    groups = (catalog.codes, catalog.categories, past.codes, past.categories)
    items: list[Code | Category] = [item for group in groups for item in group.values()]
    return {item.pagename.lower(): item.heading for item in items}


def _code_page(catalog: Catalog, links: CrossLinks, code: Code, forward: Forward | None) -> Page:
    categories = [
        category
        for name in code.categories
        if (
            category := _either(
                f"{code.service}/{name}", catalog.categories, catalog.past.categories
            )
        )
    ]
    category = categories[0] if categories else None
    meanings = choices(code)
    toc = [(choice.variant.anchor, choice.label) for choice in meanings]
    return Page(
        code.pagename,
        "tombstone",
        title=title_of(code),
        description=" ".join([_gone(code.heading), code.summary]).strip(),
        context={
            "code": code,
            "choices": meanings,
            "categories": categories,
            "related": links.related(code),
            "near": _near(catalog, code),
            "successors": _successors(forward, _headings(catalog)) if forward else [],
            "gone_anchors": catalog.past.anchors.get(code.pagename, ()),
        },
        parents=(Link(category.pagename, category.heading),) if category else (),
        toc=tuple(toc) if len(toc) > 1 else (),
        service=code.service,
    )


def _category_page(catalog: Catalog, category: Category) -> Page:
    members = [_either(name, catalog.codes, catalog.past.codes) for name in category.codes]
    page = _group_page(
        category.pagename,
        category.heading,
        {
            "group": category,
            "noun": "category",
            "description": category.description,
            "codes": [code for code in members if code],
            "gone_anchors": catalog.past.anchors.get(category.pagename, ()),
        },
    )
    parents = (Link(CATEGORIES, str(GENERATED[CATEGORIES])),)
    return replace(page, parents=parents, service=category.service)


def _service_page(catalog: Catalog, service: Service) -> Page:
    codes = [code for code in catalog.past.codes.values() if code.service == service.id]
    own = {"group": service, "noun": "service", "description": (), "codes": codes}
    return _group_page(service.docname, service.title, {**own, "gone_anchors": ()})


def _group_page(name: str, title: str, context: dict[str, Any]) -> Page:
    """Return the page of a category or a service that is gone."""
    return Page(name, "tombstone_group", title=title, description=_gone(title), context=context)


def _forward_page(forward: Forward, headings: Mapping[str, str], anchors: list[str]) -> Page:
    old = headings.get(forward.pagename.lower()) or forward.pagename
    if forward.others:
        return Page(
            forward.pagename,
            "successors",
            title=old,
            description=_("%(name)s has several successors.") % {"name": old},
            context={
                "successors": _successors(forward, headings),
                "anchors": sorted(set(anchors)),
            },
        )
    return Page(
        forward.pagename,
        "redirect",
        title=old,
        description=_("%(name)s has moved.") % {"name": old},
        context={
            "forward": forward,
            "heading": headings.get(forward.target.lower(), ""),
            "anchors": sorted(set(anchors)),
        },
        forward=forward,
    )


def _successors(forward: Forward, headings: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Return the page, the anchor and the heading of each successor; documents have no heading."""
    return [(page, anchor, headings.get(page.lower(), "")) for page, anchor in forward.successors]


def _gone(name: str) -> str:
    return _("%(name)s is no longer documented.") % {"name": name}


def _either(name: str, living: Mapping[str, _Item], past: Mapping[str, _Item]) -> _Item | None:
    return living.get(name) or past.get(name)


def _near(catalog: Catalog, code: Code) -> list[Code]:
    """Return the codes of the same service whose names are nearest.

    They are of the same category where that has any. Where the whole service is gone, they are
    among the codes that are gone with it.
    """
    own = [other for other in catalog.codes.values() if other.service == code.service]
    if not own:
        own = [
            o for o in catalog.past.codes.values() if o.service == code.service and o is not code
        ]
    alike = [other for other in own if {*code.categories[:1]} & {*other.categories}]
    ordered = sorted(alike or own, key=lambda other: _natural(other.code))
    at = bisect([_natural(other.code) for other in ordered], _natural(code.code))
    first = max(0, min(at - LIST_LIMIT // 2, len(ordered) - LIST_LIMIT))
    return ordered[first : first + LIST_LIMIT]


def _natural(name: str) -> list[tuple[bool, int, str]]:
    """Return a name as people sort it: numbers by their value."""
    numbers = [(part, part.isascii() and part.isdigit()) for part in _PART.findall(name)]
    return [(not number, int(part) if number else 0, part.casefold()) for part, number in numbers]
