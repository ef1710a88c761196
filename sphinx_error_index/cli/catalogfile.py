"""The catalogue as the command line reads it: a built site, its ``codes.json``, or its address."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from sphinx_error_index.language import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from sphinx_error_index.resolver.index import Index
    from sphinx_error_index.resolver.store import Store

    CodesJson = Mapping[str, Any]
    """The content of ``codes.json``, as its schema describes it."""

DEFAULT_CATALOG = "build/html/codes.json"
ENVIRONMENT = "ERROR_INDEX_CATALOG"
"""The environment variable that names the catalogue where the option does not."""

SCHEMA = 1
"""The version of ``codes.json`` that is read here."""

LISTS = ("services", "categories", "codes")
TEXTS = {
    "services": ("id", "title", "url"),
    "categories": ("id", "service", "name", "title", "url"),
    "codes": ("id", "service", "code", "title", "url"),
}
"""What each entry of these lists must have as text."""

VARIANT_TEXTS = ("anchor", "code", "title", "message", "description")
NOTE_TEXTS = ("text", "stale", "owner", "reviewed", "runbook")
NOTE_LISTS = ("sentences", "keywords", "variants")
VARIANT_LISTS = ("status", "causes", "actions", "origins")


class BadUseError(Exception):
    """The command cannot be carried out as it was given; the text says why."""


def default_catalog() -> str:
    """Return the catalogue that is read where the option names none."""
    return os.environ.get(ENVIRONMENT) or DEFAULT_CATALOG


def is_address(catalog: str | Path) -> bool:
    """Whether a catalogue is named by its address."""
    return str(catalog).startswith(("http://", "https://"))


def folder_of(catalog: str | Path) -> str | None:
    """Return the folder that has a catalogue's files; None where it is named by its address."""
    if is_address(catalog):
        return None
    if os.path.isdir(catalog):  # noqa: PTH112 - pathlib takes its time to load
        return str(catalog)
    return os.path.dirname(catalog) or "."  # noqa: PTH120


# -- codes.json -----------------------------------------------------------------------------------


def load_catalog(catalog: str | Path) -> CodesJson:
    """Return the whole ``codes.json`` of a catalogue.

    Args:
        catalog: a ``codes.json``, the folder of a site, or the address of either.

    Raises:
        BadUseError: there is none, or it is not one that this version reads.
    """
    if is_address(catalog):
        from sphinx_error_index.sites.published import Site

        return _checked(Site(str(catalog)).content("codes.json"), str(catalog))
    path = f"{catalog}/codes.json" if os.path.isdir(catalog) else str(catalog)  # noqa: PTH112
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - pathlib takes its time to load
            return _checked(file.read(), path)
    except OSError as error:
        text = _(
            "no catalogue at %(path)s (%(reason)s): build the site, or name its codes.json with "
            "--catalog"
        )
        raise BadUseError(text % {"path": path, "reason": error.strerror}) from None


def _checked(content: bytes, name: str) -> CodesJson:
    """Return what a ``codes.json`` says; raise BadUseError where it is none."""
    try:
        catalog = json.loads(content)
    except ValueError as error:
        raise _no_catalogue(name, error) from None
    except RecursionError:
        raise _no_catalogue(name, _("it is nested too deep")) from None
    fault = _fault(catalog)
    if fault:
        raise _no_catalogue(name, fault)
    if not isinstance(catalog.get("schema", SCHEMA), int) or catalog.get("schema", SCHEMA) > SCHEMA:
        text = _("%(name)s is of a newer version of sphinx-error-index")
        raise BadUseError(text % {"name": name})
    found: CodesJson = catalog
    return found


def _no_catalogue(name: str, reason: object) -> BadUseError:
    text = _("%(name)s is not a catalogue: %(reason)s")
    return BadUseError(text % {"name": name, "reason": reason})


def _fault(catalog: Any) -> str:
    """What keeps a JSON value from being a catalogue; empty where nothing does."""
    if not isinstance(catalog, dict):
        return "it is no JSON object"
    for name in LISTS:
        entries = catalog.get(name)
        if not isinstance(entries, list):
            return f"it has no list of {name}"
        for entry in entries:
            if not isinstance(entry, dict):
                return f"one of its {name} is no object"
            missing = [key for key in TEXTS[name] if not isinstance(entry.get(key), str)]
            if missing:
                return f"one of its {name} has no {missing[0]}"
    if not isinstance(catalog.get("base_url", ""), str):
        return "its base_url is no text"
    known = {service["id"] for service in catalog["services"]}
    return next(filter(None, (_code_fault(code, known) for code in catalog["codes"])), "")


def _code_fault(code: Mapping[str, Any], services: set[str]) -> str:
    """What keeps an entry from being a code; empty where nothing does."""
    if code["service"] not in services:
        return f"the service of {code['id']} is not among its services"
    if not _is_list(code.get("categories"), str):
        return f"the categories of {code['id']} are no list of texts"
    if not _are_notes(code.get("notes", [])):
        return f"the notes of {code['id']} are not complete"
    variants = code.get("variants")
    if not variants or not _is_list(variants, dict):
        return f"{code['id']} has no variants"
    for variant in variants:
        if any(not isinstance(variant.get(key), str) for key in VARIANT_TEXTS):
            return f"a variant of {code['id']} is not complete"
        if not _is_list(variant.get("status"), int) or not _is_list(variant.get("origins"), dict):
            return f"a variant of {code['id']} is not complete"
        texts = (variant.get("causes"), variant.get("actions"))
        extra = variant.get("extra")
        if not all(_is_list(said, str) for said in texts) or not isinstance(extra, dict):
            return f"a variant of {code['id']} is not complete"
        if not all(isinstance(said, str) for said in extra.values()):
            return f"a variant of {code['id']} is not complete"
    return ""


def _are_notes(notes: object) -> bool:
    return isinstance(notes, list) and all(
        isinstance(note, dict)
        and all(isinstance(note.get(key), str) for key in NOTE_TEXTS)
        and all(_is_list(note.get(key), str) for key in NOTE_LISTS)
        for note in notes
    )


def _is_list(value: object, kind: type) -> bool:
    return isinstance(value, list) and all(isinstance(item, kind) for item in value)


# -- The index ------------------------------------------------------------------------------------


def open_index(catalog: str | Path) -> Index:
    """Return the index of a catalogue; of its files only what is asked for is read.

    A ``codes.json`` without an index beside it, or with that of another one, is read as a whole.

    Args:
        catalog: a ``codes.json``, the folder of a site, or the address of either.

    Raises:
        BadUseError: there is none, or it is not one that this version reads.
    """
    from sphinx_error_index.resolver.index import Index

    return Index(_open_store(catalog))


def _open_store(catalog: str | Path) -> Store:
    from sphinx_error_index.resolver.store import ROOT, NoIndexError, Store, folder_reader

    folder = folder_of(catalog)
    if folder is None:
        from sphinx_error_index.sites.published import Site

        site = Site(str(catalog))
        try:
            return Store(site.read)
        except NoIndexError as error:
            raise _no_catalogue(site.base, error) from None
    whole = os.path.isdir(catalog)  # noqa: PTH112 - pathlib takes its time to load
    path = f"{folder}/codes.json" if whole else str(catalog)
    try:
        size = os.stat(path).st_size  # noqa: PTH116
    except OSError:
        size = 0
    if size or whole:
        try:
            store = Store(folder_reader(folder))
        except NoIndexError as error:
            newer = str(error).endswith("newer version of sphinx-error-index")
            there = os.path.exists(f"{folder}/{ROOT}")  # noqa: PTH110
            if newer or (there and not size):
                raise _no_catalogue(path, error) from None
        else:
            if not size or store.root.bytes == size:
                return store
    return Store(_made(load_catalog(path)))


def _made(catalog: CodesJson) -> Any:
    """The index of a catalogue, made for this one command."""
    from sphinx_error_index.resolver.building.build import build_index

    return build_index(catalog)


def find_service(catalog: CodesJson, name: str | None) -> str | None:
    """Return the id of the service called *name*, in any case; None for None.

    Raises:
        BadUseError: there is no such service.
    """
    return service_named([str(entry["id"]) for entry in catalog["services"]], name)


def service_of(index: Index, name: str | None) -> str | None:
    """Return the same as :func:`find_service`, for an index."""
    return service_named([service.id for service in index.services], name)


def service_named(known: Iterable[str], name: str | None) -> str | None:
    """Return which of the services *known* is called *name*, in any case; None for None.

    Raises:
        BadUseError: there is no such service.
    """
    known = list(known)
    if name is None or name in known:
        return name
    for service in known:
        if service.lower() == name.lower():
            return service
    text = _("no service %(name)r; there are %(known)s")
    raise BadUseError(text % {"name": name, "known": ", ".join(known)})


def address(base: str, url: str) -> str:
    """Return the address of a page, below ``base`` where that is known.

    That of a page of another site is whole already.
    """
    if url.startswith(("https://", "http://")):
        return url
    return f"{base.rstrip('/')}/{url}" if base else url
