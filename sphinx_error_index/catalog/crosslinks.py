"""Catalog → the codes that are related to a code; all of them are computed."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sphinx_error_index.catalog.listings import LIMIT, elsewhere_page, message_keys, message_page
from sphinx_error_index.language import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx_error_index.lists import Listing
    from sphinx_error_index.model import Catalog, Category, Code

_STATUS = re.compile("[1-9][0-9]{2}")
_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._\-]*[A-Za-z0-9]")
_DISTINCT = re.compile(r"[A-Za-z].*[0-9]|[0-9].*[A-Za-z]|[a-z][A-Z]|[A-Za-z][._][A-Za-z]")
"""What a code must look like to be recognised in running text: not a word, not a number."""


@dataclass(frozen=True, slots=True)
class Related:
    """Codes that have something in common with a code.

    ``codes`` are ``LIMIT`` at most, ``total`` counts all of them; where there are more than
    ``codes`` holds, ``more`` is the page that lists them all. ``message`` is what the codes say,
    where that is what they have in common.
    """

    heading: str
    codes: tuple[Code, ...]
    total: int
    more: Category | Listing | None = None
    message: str = ""


class CrossLinks:
    """Finds what is related to the codes of a catalogue."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._by_message: dict[tuple[str, str], list[Code]] = defaultdict(list)
        self._by_status: dict[tuple[str, int], list[Code]] = defaultdict(list)
        self._by_code: dict[str, list[Code]] = defaultdict(list)
        self._distinct: dict[str, list[Code]] = defaultdict(list)
        self._named: dict[tuple[str, str], tuple[tuple[int, int, Code], ...]] = {}
        for code in catalog.codes.values():
            self._by_code[code.code.lower()].append(code)
            if _DISTINCT.search(code.code) and _TOKEN.fullmatch(code.code):
                self._distinct[code.code].append(code)
            for status in code.status:
                self._by_status[code.service, status].append(code)
            for message in message_keys(code):
                self._by_message[code.service, message].append(code)

    def status_page(self, code: Code, status: int) -> Code | None:
        """Return the page of a code's HTTP status in its service, if it has one."""
        page = self._catalog.codes.get(f"{code.service}/{status}")
        return None if page is code else page

    def related(self, code: Code) -> list[Related]:
        """Return what is related to a code, each kind once, empty kinds left out."""
        found = []
        if _STATUS.fullmatch(code.code):
            others = self._by_status[code.service, int(code.code)]
            found.append(self._with_status(code, [o for o in others if o is not code]))
        found += self._same_messages(code)
        elsewhere = [o for o in self._by_code[code.code.lower()] if o.service != code.service]
        more = self._catalog.listings.get(elsewhere_page(code.service, code.code))
        found.append(
            _related(_("%(code)s in other services") % {"code": code.code}, elsewhere, more)
        )
        return [related for related in found if related.codes]

    def _same_messages(self, code: Code) -> Iterator[Related]:
        """Return, for each message of a code, the others that have it."""
        messages = message_keys(code)
        for key, message in messages.items():
            others = [o for o in self._by_message[code.service, key] if o is not code]
            more = self._catalog.listings.get(message_page(code.service, key))
            heading = _("Same message under other codes")
            heading = f"{heading}: {message}" if len(messages) > 1 else heading
            yield replace(_related(heading, others, more), message=message)

    def _with_status(self, code: Code, others: Sequence[Code]) -> Related:
        """Return the codes that come with a status; the category of its class lists them all."""
        klass = f"{int(code.code) // 100}XX"
        names = [name for other in others[:1] for name in other.categories]
        named = next((name for name in names if name.upper() == klass), klass)
        more = self._catalog.categories.get(f"{code.service}/{named}")
        heading = _("Error codes that come with HTTP %(status)s") % {"status": code.code}
        return _related(heading, others, more)

    def named_in(self, text: str, service: str) -> Sequence[tuple[int, int, Code]]:
        """Return start, end and code of each code that a text names.

        A code of the text's own ``service`` is preferred to one of the same name elsewhere.
        """
        key = (text, service)
        if key not in self._named:
            self._named[key] = tuple(self._find_named(text, service))
        return self._named[key]

    def _find_named(self, text: str, service: str) -> Iterator[tuple[int, int, Code]]:
        for token in _TOKEN.finditer(text):
            codes = self._distinct.get(token[0])
            if codes:
                own = next((code for code in codes if code.service == service), None)
                if own or len(codes) == 1:
                    yield token.start(), token.end(), own or codes[0]


def _related(
    heading: str, codes: Sequence[Code], more: Category | Listing | None = None
) -> Related:
    distinct = tuple({code.id: code for code in codes}.values())
    return Related(heading, distinct[:LIMIT], len(distinct), more)
