"""Catalogue → the lists that are too long for a code's page, each on a page of its own.

Codes with the same message share one (``obs/message/access-denied``); a code that many
services have lists them under each (``obs/elsewhere/403``). Like all addresses these follow
from what they are about alone.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sphinx_error_index.language import gettext as _
from sphinx_error_index.links import slug
from sphinx_error_index.lists import Listing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sphinx_error_index.model import Code, Variant

LIMIT = 10
"""The most codes of one kind that a code's page lists; a listing page has all of them."""

MESSAGE, ELSEWHERE = "message", "elsewhere"
FOLDERS = frozenset({MESSAGE, ELSEWHERE})
"""The folders of the listing pages, within the folder of each service."""


def message_page(service: str, key: str) -> str:
    """Return the page of a message of a service, ``key`` as of :func:`message_keys`."""
    return f"{service}/{MESSAGE}/{key}"


def elsewhere_page(service: str, code: str) -> str:
    """Return the page that lists a code as other services have it."""
    return f"{service}/{ELSEWHERE}/{slug(code)}"


def message_keys(code: Code) -> dict[str, str]:
    """Return the messages of a code, each by the slug under which messages are compared.

    Messages that differ in case or punctuation only have the same slug.
    """
    messages = (text.plain for variant in code.variants for text in variant.message)
    keys: dict[str, str] = {}
    for message in messages:
        if key := _key(message):
            keys.setdefault(key, message)
    return keys


def _key(message: str) -> str:
    folded = " ".join(message.split()).casefold().rstrip(".")
    return slug(folded).lower() if folded else ""


def meaning_with(code: Code, message: str) -> Variant | None:
    """Return the meaning of a code that has a message as others do; none where none has it."""
    wanted = _key(message)
    for variant in code.variants:
        if any(_key(text.plain) == wanted for text in variant.message):
            return variant
    return None


def listings(codes: Iterable[Code]) -> dict[str, Listing]:
    """Return the lists of all codes by page name, services and codes in their order."""
    codes = list(codes)
    by_message: dict[tuple[str, str], list[Code]] = defaultdict(list)
    by_code: dict[str, list[Code]] = defaultdict(list)
    for code in codes:
        by_code[code.code.lower()].append(code)
        for key in message_keys(code):
            by_message[code.service, key].append(code)
    found = [*_of_messages(by_message), *_elsewhere(codes, by_code)]
    return {listing.pagename: listing for listing in found}


def _of_messages(groups: Mapping[tuple[str, str], list[Code]]) -> Iterator[Listing]:
    for (service, key), codes in groups.items():
        if len(codes) > LIMIT + 1:  # the page of each shows the others
            names = tuple(code.id for code in codes)
            heading = message_keys(codes[0])[key]
            yield Listing(service, message_page(service, key), MESSAGE, heading, names)


def _elsewhere(codes: Iterable[Code], groups: Mapping[str, list[Code]]) -> Iterator[Listing]:
    for code in codes:
        others = [o for o in groups[code.code.lower()] if o.service != code.service]
        if len(others) > LIMIT:
            page = elsewhere_page(code.service, code.code)
            names = tuple(other.id for other in others)
            heading = _("%(code)s in other services") % {"code": code.code}
            yield Listing(code.service, page, ELSEWHERE, heading, names)
