"""What the tools of the MCP server answer: small objects of JSON, with addresses.

They come from the functions that ``resolve`` and ``explain`` print, so people and agents read the
same. Nothing is longer than a model can take in at once. ``sites`` are a site and those that it
names, where it is a hub.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sphinx_error_index.cli.catalogfile import BadUseError, address
from sphinx_error_index.cli.explaining import codes_in, explanation
from sphinx_error_index.cli.joining.answers import asker
from sphinx_error_index.cli.joining.places import service_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sphinx_error_index.cli.joining.places import Place

MOST_MATCHES: Final = 10
MOST_EXPLAINED: Final = 5
MOST_LISTED: Final = 100
"""The most entries of an answer."""

MOST_TEXT: Final = 200_000
"""The most characters of a text that is resolved: its beginning and its end."""

MOST_SAID: Final = 6_000
"""The most characters that are said of one code; its page has the rest."""


def resolve_error(
    sites: Sequence[Place], text: str, service: str | None, limit: int
) -> dict[str, Any]:
    """Return which codes a text is about, best first.

    Raises:
        BadUseError: there is no text, or no such service.
    """
    if not text.strip():
        raise BadUseError("there is no text to resolve")
    if len(text) > MOST_TEXT:
        text = f"{text[: MOST_TEXT // 2]}\n{text[-MOST_TEXT // 2 :]}"
    answer = asker(sites)(text, service_in(sites, service or None))
    base = sites[0].base
    matches = [
        {
            "id": match.id,
            "title": match.title,
            "confidence": match.confidence,
            "why": list(match.why),
            "text": _cut(match.text, 500),
            "url": address(base, f"{match.url}#{match.anchor}" if match.anchor else match.url),
        }
        | ({"no_longer_documented": True} if match.gone else {})
        | (
            {"now": match.successor, "now_url": address(base, match.successor_url)}
            if match.successor
            else {}
        )
        for match in answer.matches[: max(1, min(limit, MOST_MATCHES))]
    ]
    said: dict[str, Any] = {"matches": matches}
    if not matches and answer.family:
        family = answer.family
        said["nearest"] = {"label": family.label, "url": address(base, family.url)}
    if answer.unread:
        said["incomplete"] = sorted(answer.unread)
    return said


def explain_code(sites: Sequence[Place], code: str, service: str | None) -> dict[str, Any]:
    """Return what the pages of a code say: ``403`` in every service, or ``obs/403``.

    Raises:
        BadUseError: there is no such service, or the index cannot be read.
    """
    own = service_in(sites, service or None)
    found = [(site, number) for site in sites for number in codes_in(site, code, own)]
    explained = []
    for site, number in found[:MOST_EXPLAINED]:
        entry = site.index.entry(number)
        if entry is None:
            raise BadUseError("the index is not complete: the details of the code cannot be read")
        text = "\n".join(explanation(site.index, number, entry, site.base))
        url = address(site.base, entry["url"])
        explained.append({"id": entry["id"], "url": url, "text": _cut(text, MOST_SAID)})
    said: dict[str, Any] = {"codes": explained}
    left = _ids(found[MOST_EXPLAINED : MOST_EXPLAINED + MOST_LISTED])
    if left:
        said["also_in"] = left
    return said


def list_codes(
    sites: Sequence[Place], service: str | None, category: str | None, start: int
) -> dict[str, Any]:
    """Return codes and titles of a service, or of a category of it; without one, all services.

    ``start`` is where to begin; the answer says where to go on as ``next``.

    Raises:
        BadUseError: there is no such service or category.
    """
    if not service:
        services = [
            {
                "id": each.id,
                "title": each.title,
                "url": address(site.base, each.url),
                "codes": each.gone - each.first,
            }
            for site in sites
            for each in site.index.services
            if each.gone > each.first
        ]
        return _part(services, "services", start)
    own = service_in(sites, service)
    site, at = next(
        (site, place)
        for site in sites
        for place, each in enumerate(site.index.services)
        if each.id == own
    )
    index = site.index
    names = {name.lower(): name for name, _, _ in index.categories(at)}
    wanted = (category or "").rpartition("/")[2].lower()
    if wanted and wanted not in names:
        known = ", ".join(sorted(names.values())[:50])
        raise BadUseError(f"no category {category!r} in {own}; there are {known or 'none'}")
    numbers = range(index.services[at].first, index.services[at].gone)
    if not wanted:  # only the rows of this part are read
        part = numbers[max(0, start) :][:MOST_LISTED]
        index.want_pages(part)
        said = {"codes": [_row(site, number) for number in part], "total": len(numbers)}
        return said | _next(start, len(numbers))
    index.want_pages(numbers)
    rows = [
        _row(site, number)
        for number in numbers
        if (page := index.page(number)) and names[wanted] in page.categories
    ]
    return _part(rows, "codes", start)


def _row(site: Place, number: int) -> Mapping[str, Any]:
    page = site.index.page(number)
    if page is None:
        raise BadUseError("the index is not complete: the rows of the service cannot be read")
    url = address(site.base, site.index.url(number, page))
    return {"code": page.code, "title": page.title, "url": url}


def _ids(found: Sequence[tuple[Place, int]]) -> list[str]:
    for site in dict.fromkeys(site for site, _number in found):
        site.index.want_pages([number for other, number in found if other is site])
    named = []
    for site, number in found:
        if page := site.index.page(number):
            named.append(f"{site.index.services[site.index.service(number)].id}/{page.code}")
    return named


def _part(items: list[Any], name: str, start: int) -> dict[str, Any]:
    part = items[max(0, start) :][:MOST_LISTED]
    return {name: part, "total": len(items)} | _next(start, len(items))


def _next(start: int, total: int) -> dict[str, int]:
    following = max(0, start) + MOST_LISTED
    return {"next": following} if following < total else {}


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most].rpartition(" ")[0] + " …"
