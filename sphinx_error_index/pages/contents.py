"""Which pages the documented part of the catalogue has, and what each template is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx_error_index.catalog.crosslinks import CrossLinks
    from sphinx_error_index.model import (
        Catalog,
        Category,
        Code,
        Forward,
        Listing,
        Service,
        Variant,
    )

GUIDE = "guide"
CATEGORIES = "categories"
NOT_FOUND = "404"

GENERATED = {GUIDE: "Troubleshooting guide", CATEGORIES: "Categories"}
"""Generated pages that a toctree may name, as it may name ``genindex``, and their titles."""

GUIDE_LIMIT = 200
"""Most codes of a site for which the guide lists every cause; above that each category does."""

LIST_LIMIT = 10
"""Most neighbours that a code's page lists; the category's page lists them all."""


@dataclass(frozen=True, slots=True)
class Link:
    """A page of the site: its name and its title."""

    pagename: str
    title: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page to be written: ``template`` renders ``context`` into its body.

    ``forward`` says where the page leads, if forwarding is all that it is for.
    """

    pagename: str
    template: str
    title: str
    description: str
    context: dict[str, Any]
    parents: tuple[Link, ...] = ()
    previous: Link | None = None
    next: Link | None = None
    toc: tuple[tuple[str, str], ...] = ()
    service: str = ""
    outfile: str = ""
    forward: Forward | None = None


def living_pages(catalog: Catalog, links: CrossLinks) -> Iterator[Page]:
    """Return every page of what is documented, in the order in which it is written."""
    places = {
        category.id: {name: place for place, name in enumerate(category.codes)}
        for category in catalog.categories.values()
    }
    codes_of: dict[str, list[Code]] = {service: [] for service in catalog.services}
    for code in catalog.codes.values():
        codes_of[code.service].append(code)
    for service in catalog.services.values():
        codes = codes_of[service.id]
        for previous, code, following in zip(
            [None, *codes], codes, [*codes[1:], None], strict=False
        ):
            yield _code_page(catalog, links, places, code, previous, following)
    for category in catalog.categories.values():
        yield _category_page(catalog, category)
    for listing in catalog.listings.values():
        yield _listing_page(catalog, listing)
    yield _categories_page(catalog)
    yield _guide_page(catalog)
    yield _not_found_page()


def _code_page(
    catalog: Catalog,
    links: CrossLinks,
    places: Mapping[str, Mapping[str, int]],
    code: Code,
    previous: Code | None,
    following: Code | None,
) -> Page:
    categories = [catalog.categories[f"{code.service}/{name}"] for name in code.categories]
    category = categories[0] if categories else None
    neighbours: list[Code] = []
    if category:
        neighbours = _neighbours(catalog, category, places[category.id][code.id])
    toc = [
        (variant.anchor, _spelt(code, variant, variant.title or variant.summary))
        for variant in code.variants
    ]
    return Page(
        code.pagename,
        "code",
        title=code.heading,
        description=code.summary,
        context={
            "code": code,
            "categories": categories,
            "neighbours": neighbours,
            "choices": choices(code),
            "status_pages": {status: links.status_page(code, status) for status in code.status},
            "related": links.related(code),
            "neighbours_left": len(category.codes) - len(neighbours) if category else 0,
            "previous": previous,
            "next": following,
            "gone_anchors": catalog.past.anchors.get(code.pagename, ()),
        },
        parents=(Link(category.pagename, category.heading),) if category else (),
        previous=Link(previous.pagename, previous.heading) if previous else None,
        next=Link(following.pagename, following.heading) if following else None,
        toc=tuple(toc) if len(toc) > 1 else (),
        service=code.service,
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """How the reader is offered a meaning: by ``label``, and ``detail`` where labels are equal.

    ``causes_id`` is "causes" for the first meaning that has causes, else empty: the page has
    that anchor once. ``actions_id`` likewise.
    """

    variant: Variant
    status: str
    label: str
    detail: str
    causes_id: str = ""
    actions_id: str = ""


def choices(code: Code) -> list[Choice]:
    """Return the meanings of a code, each with what tells it from the others."""
    named = []
    for variant in code.variants:
        status = "/".join(map(str, variant.status))
        message = variant.message[0].plain if variant.message else ""
        label = _spelt(code, variant, variant.title or message or variant.summary)
        named.append((variant, "" if status == variant.code else status, label))
    causes = next((variant for variant in code.variants if variant.causes), None)
    actions = next((variant for variant in code.variants if variant.actions), None)
    result = []
    for variant, status, label in named:
        alike = [v for v, other_status, other in named if (other_status, other) == (status, label)]
        differing = [set(values) for values in zip(*map(_details, alike), strict=True)]
        own = _details(variant)
        detail = next((o for o, all_ in zip(own, differing, strict=True) if len(all_) > 1), "")
        causes_id = "causes" if variant is causes else ""
        actions_id = "actions" if variant is actions else ""
        result.append(Choice(variant, status, label, detail, causes_id, actions_id))
    return result


def _spelt(code: Code, variant: Variant, label: str) -> str:
    """Return a label, led by this meaning's spelling of the code where spellings differ."""
    if len({other.code for other in code.variants}) > 1:
        return f"{variant.code} {label}".strip()
    return label or variant.code


def _details(variant: Variant) -> tuple[str, ...]:
    """Return what may tell a meaning from its equals. A meaning that is gone may have no origin."""
    origin = variant.origins[0] if variant.origins else None
    extra = ", ".join(f"{header}: {text.plain}" for header, text in variant.extra)
    place = (origin.document, origin.file, f"line {origin.line}") if origin else ("", "", "")
    return (variant.summary, extra, *place)


def _neighbours(catalog: Catalog, category: Category, place: int) -> list[Code]:
    """Return at most ``LIST_LIMIT`` codes around a place in a category, including the one there."""
    first = max(0, min(place - LIST_LIMIT // 2, len(category.codes) - LIST_LIMIT))
    return [catalog.codes[name] for name in category.codes[first : first + LIST_LIMIT]]


def _category_page(catalog: Catalog, category: Category) -> Page:
    codes = [catalog.codes[name] for name in category.codes]
    description = " ".join(text.plain for text in category.description)
    return Page(
        category.pagename,
        "category",
        title=category.heading,
        description=description or f"The codes of {category.heading}.",
        context={
            "category": category,
            "codes": codes,
            "list_causes": len(catalog.codes) > GUIDE_LIMIT,
            "gone_anchors": catalog.past.anchors.get(category.pagename, ()),
        },
        parents=(Link(CATEGORIES, "Categories"),),
        service=category.service,
    )


def _listing_page(catalog: Catalog, listing: Listing) -> Page:
    codes = [catalog.codes[name] for name in listing.codes]
    return Page(
        listing.pagename,
        "listing",
        title=listing.heading,
        description=f"All {len(codes)} codes: {listing.heading}",
        context={"listing": listing, "codes": codes},
        service=listing.service,
    )


def _by_service(catalog: Catalog) -> list[tuple[Service, list[Category]]]:
    return [
        (service, [c for c in catalog.categories.values() if c.service == service.id])
        for service in catalog.services.values()
    ]


def _categories_page(catalog: Catalog) -> Page:
    return Page(
        CATEGORIES,
        "categories",
        title="Categories",
        description="All categories of error codes, by service.",
        context={
            "services": _by_service(catalog),
            "gone_services": list(catalog.past.services.values()),
        },
    )


def _guide_page(catalog: Catalog) -> Page:
    return Page(
        GUIDE,
        "guide",
        title="Troubleshooting guide",
        description="Paste a code, a log line or an error message and land on the right page.",
        context={
            "services": _by_service(catalog),
            "gone_services": list(catalog.past.services.values()),
            "codes": catalog.codes,
            "in_full": len(catalog.codes) <= GUIDE_LIMIT,
        },
    )


def _not_found_page() -> Page:
    return Page(
        NOT_FOUND,
        "404",
        title="Page not found",
        description="There is no page at this address.",
        context={},
        outfile="404.html",
    )
