"""Which pages the documented part of the catalogue has, and what each template is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from sphinx_error_index.catalog.statuses import status_of, status_page
from sphinx_error_index.language import deferred, ngettext
from sphinx_error_index.language import gettext as _
from sphinx_error_index.pages.choices import choices, description_of, title_of
from sphinx_error_index.pages.matrix import matrix_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sphinx_error_index.catalog.crosslinks import CrossLinks
    from sphinx_error_index.lists import Listing, StatusPage
    from sphinx_error_index.model import Catalog, Category, Code, Forward, Service

_Item = TypeVar("_Item")

GUIDE = "guide"
CATEGORIES = "categories"
NOT_FOUND = "404"
CHANGES = "changes"
DEBT = "debt"

GENERATED = {
    GUIDE: deferred("Troubleshooting guide"),
    CATEGORIES: deferred("Categories"),
    CHANGES: deferred("Changes"),
    DEBT: deferred("Documentation debt"),
}
"""Generated pages that a toctree may name, as it may name ``genindex``, and their titles.

The titles are looked up in the reader's language when they are used.
"""

GUIDE_LIMIT = 200
"""Most codes of a site for which the guide lists every cause; above that each category does."""

LIST_LIMIT = 10
"""Most neighbours that a code's page lists; the category's page lists them all."""


STATUS_LIMIT = 50
"""Most codes of a service on the page of a status over all services; its own page has them all."""


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


def living_pages(
    catalog: Catalog, links: CrossLinks, history: Mapping[str, tuple[Any, ...]] | None = None
) -> Iterator[Page]:
    """Return every page of what is documented, in the order in which it is written.

    ``history`` has what changed of each code, by its id, as its page shows it.
    """
    places = {
        category.id: {name: place for place, name in enumerate(category.codes)}
        for category in catalog.categories.values()
    }
    codes_of: dict[str, list[Code]] = {service: [] for service in catalog.services}
    for code in catalog.codes.values():
        codes_of[code.service].append(code)
    for service in catalog.services.values():
        codes = codes_of[service.id]
        for at in range(len(codes)):
            yield _code_page(
                catalog, links, places, codes, at, (history or {}).get(codes[at].id, ())
            )
    for category in catalog.categories.values():
        yield _category_page(catalog, category)
    for listing in catalog.listings.values():
        yield _listing_page(catalog, listing)
    for status in catalog.statuses.values():
        yield _status_page(catalog, status)
    yield _categories_page(catalog)
    yield _guide_page(catalog)
    yield _not_found_page()


def _code_page(
    catalog: Catalog,
    links: CrossLinks,
    places: Mapping[str, Mapping[str, int]],
    siblings: Sequence[Code],
    at: int,
    history: tuple[Any, ...],
) -> Page:
    """Return the page of the code at a place among all codes of its service."""
    code = siblings[at]
    previous = siblings[at - 1] if at else None
    following = siblings[at + 1] if at + 1 < len(siblings) else None
    categories = [catalog.categories[f"{code.service}/{name}"] for name in code.categories]
    category = categories[0] if categories else None
    if category:
        around = _around(category.codes, places[category.id][code.id])
        neighbours = [catalog.codes[name] for name in around]
    else:
        neighbours = list(_around(siblings, at))
    meanings = choices(code)
    toc = [(choice.variant.anchor, choice.label) for choice in meanings]
    return Page(
        code.pagename,
        "code",
        title=title_of(code),
        description=description_of(code),
        context={
            "code": code,
            "categories": categories,
            "neighbours": neighbours,
            "choices": meanings,
            "status_pages": {status: links.status_page(code, status) for status in code.status},
            "related": links.related(code),
            "neighbours_left": len(category.codes if category else siblings) - len(neighbours),
            "previous": previous,
            "next": following,
            "history": history,
            "gone_anchors": catalog.past.anchors.get(code.pagename, ()),
        },
        parents=(Link(category.pagename, category.heading),) if category else (),
        previous=Link(previous.pagename, previous.heading) if previous else None,
        next=Link(following.pagename, following.heading) if following else None,
        toc=tuple(toc) if len(toc) > 1 else (),
        service=code.service,
    )


def _around(items: Sequence[_Item], place: int) -> Sequence[_Item]:
    """Return at most ``LIST_LIMIT`` items around a place, including the one there."""
    first = max(0, min(place - LIST_LIMIT // 2, len(items) - LIST_LIMIT))
    return items[first : first + LIST_LIMIT]


def _category_page(catalog: Catalog, category: Category) -> Page:
    codes = [catalog.codes[name] for name in category.codes]
    description = " ".join(text.plain for text in category.description)
    return Page(
        category.pagename,
        "category",
        title=category.heading,
        description=description or _("The codes of %(category)s.") % {"category": category.heading},
        context={
            "category": category,
            "codes": codes,
            "list_causes": len(catalog.codes) > GUIDE_LIMIT,
            "gone_anchors": catalog.past.anchors.get(category.pagename, ()),
        },
        parents=(Link(CATEGORIES, str(GENERATED[CATEGORIES])),),
        service=category.service,
    )


def _listing_page(catalog: Catalog, listing: Listing) -> Page:
    codes = [catalog.codes[name] for name in listing.codes]
    return Page(
        listing.pagename,
        "listing",
        title=listing.heading,
        description=_("All %(number)d codes: %(heading)s")
        % {"number": len(codes), "heading": listing.heading},
        context={"listing": listing, "codes": codes},
        service=listing.service,
    )


@dataclass(frozen=True, slots=True)
class StatusGroup:
    """The codes of a service that come with a status: at most ``STATUS_LIMIT`` on another's page.

    ``total`` counts all of them; ``more`` is the page that has them all, where they are more.
    """

    service: str
    codes: tuple[Code, ...]
    total: int
    more: StatusPage | None = None


def _status_page(catalog: Catalog, page: StatusPage) -> Page:
    status = status_of(page.status)
    by_service: dict[str, list[Code]] = {}
    for name in page.codes:
        code = catalog.codes[name]
        by_service.setdefault(code.service, []).append(code)
    limit = None if page.service else STATUS_LIMIT
    groups = [
        StatusGroup(
            service,
            tuple(codes[:limit]),
            len(codes),
            catalog.statuses.get(status_page(service, page.status)),
        )
        for service, codes in by_service.items()
    ]
    others = [
        other
        for other in catalog.statuses.values()
        if other.service == page.service and other.status // 100 == page.status // 100
    ]
    number = len(page.codes)
    said = ngettext("%(num)d error code", "%(num)d error codes", number) % {"num": number}
    return Page(
        page.pagename,
        "status",
        title=f"HTTP {status.name}",
        description=" ".join(filter(None, [_(status.means or status.klass), f"{said}."])),
        context={
            "status": status,
            "scope": page.service,
            "groups": groups,
            "others": others,
            "everywhere": catalog.statuses.get(status_page("", page.status)),
        },
        service=page.service,
    )


def _by_service(catalog: Catalog) -> list[tuple[Service, list[Category]]]:
    return [
        (service, [c for c in catalog.categories.values() if c.service == service.id])
        for service in catalog.services.values()
    ]


def _categories_page(catalog: Catalog) -> Page:
    said = _("All categories of error codes, by service.")
    return _overview(CATEGORIES, said, catalog, {"matrix": matrix_of(catalog)})


def _guide_page(catalog: Catalog) -> Page:
    said = _("Paste a code, a log line or an error message and land on the right page.")
    own = {"codes": catalog.codes, "in_full": len(catalog.codes) <= GUIDE_LIMIT}
    return _overview(GUIDE, said, catalog, own)


def _overview(name: str, said: str, catalog: Catalog, own: Mapping[str, Any]) -> Page:
    """Return one of the pages of ``GENERATED``, which all know the services and categories."""
    context = {
        "services": _by_service(catalog),
        "gone_services": list(catalog.past.services.values()),
        **own,
    }
    return Page(name, name, title=str(GENERATED[name]), description=said, context=context)


def _not_found_page() -> Page:
    return Page(
        NOT_FOUND,
        "404",
        title=_("Page not found"),
        description=_("There is no page at this address."),
        context={},
        outfile="404.html",
    )
