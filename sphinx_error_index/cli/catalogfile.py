"""The catalogue as the command line reads it: the ``codes.json`` of a built site."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sphinx_error_index.links import slug

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
    """Return the codes that a name means: ``obs/403``, or ``403`` in every service, in any case."""
    wanted = name.strip().lower()
    for page in catalog["codes"]:
        if service not in (None, page["service"]):
            continue
        spellings = {page["code"], *(variant["code"] for variant in page["variants"])}
        names = {slug(spelling).lower() for spelling in spellings}
        own = f"{page['service'].lower()}/"
        if slug(wanted.removeprefix(own)).lower() in names:
            yield page


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
