"""The catalogue as the command line reads it: the ``codes.json`` of a built site."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sphinx_error_index.links import slug
from sphinx_error_index.resolver.values import in_range, same_number

if TYPE_CHECKING:
    from pathlib import Path

DEFAULT_CATALOG = "build/html/codes.json"

FIELDS = frozenset({"base_url", "services", "categories", "codes"})
CODE_FIELDS = frozenset({"id", "service", "code", "title", "categories", "url", "variants"})
"""What a catalogue, and each code in it, must have."""

CodesJson = Mapping[str, Any]
"""The content of ``codes.json``, as its schema describes it."""


class BadUseError(Exception):
    """The command cannot be carried out as it was given; the text says why."""


def load_catalog(path: Path) -> CodesJson:
    """Return a site's ``codes.json``; raise :class:`BadUseError` where it is none."""
    try:
        catalog = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise BadUseError(
            f"no catalogue at {path} ({error.strerror}): build the site, or name its codes.json "
            "with --catalog"
        ) from None
    except ValueError as error:
        raise BadUseError(f"{path} is not a catalogue: {error}") from None
    if not isinstance(catalog, dict) or not catalog.keys() >= FIELDS:
        raise BadUseError(f"{path} is not a catalogue: it has no {', '.join(sorted(FIELDS))}")
    for code in catalog["codes"]:
        if not isinstance(code, dict) or not code.keys() >= CODE_FIELDS or not code["variants"]:
            raise BadUseError(f"{path} is not a catalogue: one of its codes is not complete")
    return catalog


def find_codes(
    catalog: CodesJson, name: str, service: str | None = None
) -> Iterator[dict[str, Any]]:
    """Return the codes that a name means: ``obs/403``, or ``403`` in every service, in any case.

    In a service where no code is called so, those count that have it as another name; where
    there are none at all, those with that number in another base or in their range.
    """
    wanted = name.strip()
    pages = [page for page in catalog["codes"] if service in (None, page["service"])]
    called = {page["id"] for page in pages if _is_called(page, _without_service(wanted, page))}
    own = {page["service"] for page in pages if page["id"] in called}
    called |= {
        page["id"]
        for page in pages
        if page["service"] not in own and _is_also_called(page, _without_service(wanted, page))
    }
    for page in pages:
        if page["id"] in called or (
            not called and _is_numbered(page, _without_service(wanted, page))
        ):
            yield page


def _without_service(name: str, page: Mapping[str, Any]) -> str:
    own = f"{page['service']}/"
    return name[len(own) :] if name.lower().startswith(own.lower()) else name


def _is_called(page: Mapping[str, Any], name: str) -> bool:
    spellings = {page["code"], *(variant["code"] for variant in page["variants"])}
    return slug(name).lower() in {slug(spelling).lower() for spelling in spellings}


def _is_also_called(page: Mapping[str, Any], name: str) -> bool:
    return slug(name).lower() in {slug(alias).lower() for alias in page.get("aliases", ())}


def _is_numbered(page: Mapping[str, Any], name: str) -> bool:
    ends = page.get("range", ())
    if len(ends) == 2 and in_range(name, *ends):
        return True
    return any(same_number(name, other) for other in (page["code"], *page.get("aliases", ())))


def find_service(catalog: CodesJson, name: str | None) -> str | None:
    """Return the id of the service called *name*, in any case; None for None.

    Raises:
        BadUseError: there is no such service.
    """
    if name is None:
        return None
    known = [str(entry["id"]) for entry in catalog["services"]]
    if name in known:
        return name
    for service in known:
        if service.lower() == name.lower():
            return service
    raise BadUseError(f"no service {name!r}; there are {', '.join(known)}")


def address(base: str, url: str) -> str:
    """Return the address of a page, below ``base`` where that is known."""
    return f"{base.rstrip('/')}/{url}" if base else url
