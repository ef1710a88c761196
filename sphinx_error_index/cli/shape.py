"""What a whole ``codes.json`` must be for verbs that use all of it.

The file may come from anywhere, and its page names end up in the ledger: so every field that
these verbs use is looked at once, and what does not fit is said in one line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sphinx_error_index.cli.catalogfile import BadUseError
from sphinx_error_index.ledger.redirects import is_page

_SURROGATE = re.compile("[\ud800-\udfff]")

Check = Callable[[Any], bool]


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and not _SURROGATE.search(value)


def _is_page_name(value: Any) -> bool:
    return _is_text(value) and is_page(value)


def _is_url(value: Any) -> bool:
    """Say whether a value is an address below the site's root."""
    return _is_text(value) and ".." not in value.partition("#")[0].split("/")


def _is_number(value: Any) -> bool:
    return type(value) is int


def _list_of(check: Check) -> Check:
    return lambda value: isinstance(value, list) and all(map(check, value))


def _is_by_text(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_is_text, (*value, *value.values())))


def _object_of(needed: Mapping[str, Check], further: Mapping[str, Check]) -> Check:
    """Return a check for objects that have some fields and may have others."""

    def holds(value: Any) -> bool:
        return (
            isinstance(value, dict)
            and all(name in value and check(value[name]) for name, check in needed.items())
            and all(name not in value or check(value[name]) for name, check in further.items())
        )

    return holds


_TEXTS = _list_of(_is_text)
_ORIGIN = _object_of(
    {"url": _is_url},
    {
        **dict.fromkeys(("file", "table", "document", "original_name", "cell"), _is_text),
        "line": _is_number,
    },
)
_NOTE = _object_of(
    {}, {"text": _is_text, "runbook": _is_text, "keywords": _TEXTS, "variants": _TEXTS}
)
_VERDICT = _object_of({}, {"answer": _is_text})
_VARIANT = _object_of(
    {
        **dict.fromkeys(("anchor", "code"), _is_text),
        "status": _list_of(_is_number),
        "origins": _list_of(_ORIGIN),
    },
    {
        **dict.fromkeys(("title", "message", "description"), _is_text),
        **dict.fromkeys(("causes", "actions", "categories"), _TEXTS),
        **dict.fromkeys(("aliases", "known_as", "range", "cause_anchors"), _TEXTS),
        "cause_aliases": _list_of(_TEXTS),
        "extra": _is_by_text,
        "triage": _object_of({}, dict.fromkeys(("retry", "side", "who"), _VERDICT)),
        "original": _object_of(
            {},
            {
                **dict.fromkeys(("title", "message", "description"), _is_text),
                **dict.fromkeys(("causes", "actions"), _TEXTS),
            },
        ),
    },
)
_PLACE: dict[str, Check] = {"page": _is_page_name, "gone": _is_text}
_CHECKS: dict[str, Check] = {
    "services": _object_of(
        {"id": _is_text, "title": _is_text, "url": _is_url},
        {**_PLACE, "known_as": _TEXTS, "language": _is_text},
    ),
    "categories": _object_of(
        {"id": _is_text, "url": _is_url},
        {
            **_PLACE,
            **dict.fromkeys(("service", "name", "title", "description"), _is_text),
            "codes": _TEXTS,
            "extra": _is_by_text,
            "origins": _list_of(_ORIGIN),
        },
    ),
    "codes": _object_of(
        {
            **dict.fromkeys(("id", "service", "code", "title"), _is_text),
            "url": _is_url,
            "categories": _TEXTS,
            "variants": lambda value: bool(value) and _list_of(_VARIANT)(value),
        },
        {
            **_PLACE,
            **dict.fromkeys(("aliases", "former", "range"), _TEXTS),
            "notes": _list_of(_NOTE),
        },
    ),
    "lists": _object_of(
        {"url": _is_url},
        {
            **dict.fromkeys(("service", "kind", "title"), _is_text),
            "page": _is_page_name,
            "codes": _TEXTS,
        },
    ),
    "statuses": _object_of(
        {"url": _is_url},
        {
            **dict.fromkeys(("service", "title"), _is_text),
            "status": _is_number,
            "page": _is_page_name,
            "codes": _TEXTS,
        },
    ),
    "redirects": _object_of({"url": _is_url}, {"page": _is_page_name, "to": _is_url}),
    "documents": _is_page_name,
}
"""What each entry of the lists of ``codes.json`` must be; the last four may be missing."""

_MAY_BE_MISSING = frozenset({"lists", "statuses", "redirects", "documents"})


def faults(catalog: Any) -> Iterator[str]:
    """Return what is wrong with the content of a ``codes.json``, one text for each list."""
    if not isinstance(catalog, dict):
        yield "it is no object"
        return
    if not _is_text(catalog.get("base_url", "")):
        yield "its base_url is no text"
    for name, check in _CHECKS.items():
        entries = catalog.get(name)
        if entries is None and name not in catalog and name in _MAY_BE_MISSING:
            continue
        if not isinstance(entries, list):
            yield f"its {name} are no list"
            continue
        for number, entry in enumerate(entries, start=1):
            if not check(entry):
                named = entry.get("id", "") if isinstance(entry, dict) else ""
                yield f"number {number} of its {name} ({named!s:.60}) is not complete"
                break


def require_shape(catalog: Any, name: object) -> None:
    """Raise BadUseError where a catalogue called ``name`` is not what ``codes.json`` is."""
    for fault in faults(catalog):
        raise BadUseError(f"{name} is not a catalogue: {fault}")
