"""Catalog → what a code has to do with others: all computed, nothing linked by hand."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_error_index.catalog import is_status_class

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx_error_index.model import Catalog, Category, Code

LIMIT = 10
"""Most codes of one kind that a page lists; the page named by ``more`` has them all."""

_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._\-]*[A-Za-z0-9]")
_DISTINCT = re.compile(r"[A-Za-z].*[0-9]|[0-9].*[A-Za-z]|[a-z][A-Z]|[A-Za-z][._][A-Za-z]")
"""What a code must look like to be recognised in running text: not a word, not a number."""


@dataclass(frozen=True, slots=True)
class Related:
    """Codes that have something in common with one: ``codes`` are ``LIMIT`` at most.

    ``total`` counts them all, ``more`` is the category that has the others, if any has.
    """

    heading: str
    codes: tuple[Code, ...]
    total: int
    more: Category | None = None


class CrossLinks:
    """Finds what is related to the codes of a catalogue."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._by_message: dict[tuple[str, str], list[Code]] = defaultdict(list)
        self._by_status: dict[tuple[str, int], list[Code]] = defaultdict(list)
        self._by_code: dict[str, list[Code]] = defaultdict(list)
        self._distinct: dict[str, list[Code]] = defaultdict(list)
        for code in catalog.codes.values():
            self._by_code[code.code.lower()].append(code)
            if _DISTINCT.search(code.code) and _TOKEN.fullmatch(code.code):
                self._distinct[code.code].append(code)
            for status in code.status:
                self._by_status[code.service, status].append(code)
            for message in _messages(code):
                self._by_message[code.service, message].append(code)

    def status_page(self, service: str, status: int) -> Code | None:
        """Return the page of an HTTP status in a service, if it has one."""
        return self._catalog.codes.get(f"{service}/{status}")

    def related(self, code: Code) -> list[Related]:
        """Return what is related to a code, each kind once, empty kinds left out."""
        found = []
        if code.code.isdigit():
            others = self._by_status[code.service, int(code.code)]
            found.append(self._with_status(code, [o for o in others if o is not code]))
        same = [
            other
            for message in _messages(code)
            for other in self._by_message[code.service, message]
            if other is not code
        ]
        family = self._catalog.categories.get(f"{code.service}/{next(iter(code.categories), '')}")
        found.append(_related("Same message under other codes", same, family))
        elsewhere = [o for o in self._by_code[code.code.lower()] if o.service != code.service]
        found.append(_related(f"{code.code} in other services", elsewhere))
        return [related for related in found if related.codes]

    def _with_status(self, code: Code, others: Sequence[Code]) -> Related:
        klass = next((name for name in code.categories if is_status_class(name)), None)
        more = self._catalog.categories.get(f"{code.service}/{klass}")
        return _related(f"Error codes that come with HTTP {code.code}", others, more)

    def named_in(self, text: str, service: str) -> Iterator[tuple[int, int, Code]]:
        """Return start, end and code of each code that a text names: its service's first."""
        for token in _TOKEN.finditer(text):
            codes = self._distinct.get(token[0])
            if codes:
                own = next((code for code in codes if code.service == service), None)
                if own or len(codes) == 1:
                    yield token.start(), token.end(), own or codes[0]


def _messages(code: Code) -> list[str]:
    """Return the messages of a code in the form in which they are compared."""
    messages = (text.plain for variant in code.variants for text in variant.message)
    return list(dict.fromkeys(" ".join(m.split()).casefold().rstrip(".") for m in messages if m))


def _related(heading: str, codes: Sequence[Code], more: Category | None = None) -> Related:
    distinct = tuple({code.id: code for code in codes}.values())
    return Related(heading, distinct[:LIMIT], len(distinct), more)
