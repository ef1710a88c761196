"""Which codes belong behind a line of a log, for ``error-index annotate``.

Nobody asked about the line, so this is stricter than the resolver. A code whose name is a word
must be written like a code, and a number that several services document leads nowhere.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Final

from sphinx_error_index.cli.annotate.automata import WORDS, Lookup, best_finder
from sphinx_error_index.cli.annotate.prefilter import Prefilter
from sphinx_error_index.cli.annotate.shortnumbers import (
    ShortNumbers,
    is_short_number,
    numbers_of,
)
from sphinx_error_index.cli.annotate.sure import SureFinder
from sphinx_error_index.resolver.query import glance, read_numbers
from sphinx_error_index.resolver.rules import rules, w
from sphinx_error_index.resolver.rules import words as listed
from sphinx_error_index.resolver.values import is_telling, numbers
from sphinx_error_index.resolver.weighing import Weigher
from sphinx_error_index.resolver.words import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from sphinx_error_index.cli.annotate.automata import Finder
    from sphinx_error_index.resolver.index import Index
    from sphinx_error_index.resolver.pastes.reading import Found, Reading
    from sphinx_error_index.resolver.types import Code
    from sphinx_error_index.resolver.weighing import Candidates

KEPT: Final = 20_000
"""So many records that were looked up are kept, as a log need not end."""
SAME_CODE: Final = 3
"""A code that many services document is linked to the first so many of them."""

_INNER_CAPITAL: Final = re.compile(r"[^\W_][A-Z]")


class Annotator:
    """Finds the codes that a line names beyond doubt.

    Args:
        index: the index of the site.
        service: id of the only service to link to; None for all of them.
    """

    def __init__(self, index: Index, service: str | None = None) -> None:
        self._index = index
        self._weigher = Weigher(self._index)
        self._book = self._weigher.book
        ids = [entry.id for entry in index.services]
        self._scope = None if service is None else ids.index(service)

    def prefilter(self, finder: Callable[[Collection[bytes]], Finder] = best_finder) -> Prefilter:
        """Return what says which lines are worth reading: all others name no code.

        Args:
            finder: makes what finds words in bytes.
        """
        held = [
            code
            for code in self._index.all_codes()
            if self._scope in (None, self._index.service(code.number))
        ]
        spellings = [code.spelling for code in held]
        return Prefilter(
            [*spellings, *(form for code in spellings for form in telling_forms(code))],
            ShortNumbers(self._telling_numbers(held), rules("query")),
            lambda word: word in listed("fillers") or self._book.names_service(word),
            finder,
        )

    @cached_property
    def _numbers(self) -> frozenset[str]:
        """The statuses and short numbers that are codes; no other number of a line is one."""
        short = {code.folded for code in self._index.all_codes() if is_short_number(code.spelling)}
        return frozenset(short.union(map(str, self._index.root.statuses)))

    @cached_property
    def _spellings(self) -> Lookup:
        """The spellings of all codes that have letters and digits of ASCII only."""
        folded = {code.folded for code in self._index.all_codes()}
        return Lookup([spelling.encode() for spelling in folded if spelling.isascii()])

    def _may_have_code(self, token: str) -> bool:
        """Say whether a token may have a code in it."""
        if not token.isascii():
            return True
        return self._spellings.has_word(token.encode().translate(WORDS).split())

    def _telling_numbers(self, held: Iterable[Code]) -> set[str]:
        """Return the statuses and short numbers that a single service of those asked for has."""
        meant: dict[str, list[int]] = defaultdict(list)
        numbers = {
            str(status): [code.number for code in self._index.status(status)]
            for status in self._index.root.statuses
        }
        for code in held:
            if is_short_number(code.spelling):
                meant[code.folded].append(code.number)
        return {
            number
            for group in (meant, numbers)
            for number, codes in group.items()
            if len(self._services(codes)) == 1
        }

    def _services(self, codes: Iterable[int]) -> set[int]:
        """Return the services of codes, of those that are asked for."""
        services = {self._index.service(code) for code in codes}
        return services if self._scope is None else services & {self._scope}

    def urls(self, line: str) -> list[str]:
        """Return the addresses of a line's codes, relative to the site's root, surest first."""
        self._index.forget(KEPT)
        reading = glance(line)
        if not self._numbers.isdisjoint(numbers_of(reading.text)):
            read_numbers(reading)
        finder = SureFinder(self._index, reading, self._may_have_code)
        found = finder.find()
        candidates, _ = self._weigher.weigh_codes(reading, found, self._scope)
        sure = found.numbered | self._strong_numbers(reading)
        for code in [code for code, item in candidates.items() if item.confidence != "exact"]:
            if code not in sure:
                del candidates[code]
        named = [code for code in candidates if self._named(code, reading, found)]
        bare = fold(reading.text).isdigit()  # a number alone on its line may be a count of anything
        numbered = [] if bare else self._numbered(candidates.keys() - named, candidates, found)
        ranked = [*named, *numbered]
        if len(ranked) > 1:
            services = finder.services()
            ranked.sort(
                key=lambda code: (
                    self._index.service(code) not in services,
                    -candidates[code].points,
                    code,
                )
            )
        pages = ((code, self._index.page(code)) for code in self._few(ranked))
        return [self._index.url(code, page) for code, page in pages if page is not None]

    def _strong_numbers(self, reading: Reading) -> set[int]:
        """Return the codes of one service that are numbers of the line, and said to be codes."""
        return {
            code.number
            for number in reading.numbers
            if number.certainty == w.NUMBER_STRONG and number.text in self._numbers
            for code in self._book.exact(number.text)
        }

    def _named(self, code: int, reading: Reading, found: Found) -> bool:
        """Say whether the line has the code itself, not a number or words that may mean more."""
        hit = found.hits.get(code)
        if code in found.numbered:
            return True
        if hit is None or hit.confidence != "exact":
            return False
        if hit.code.kind == "number":
            return self._book.telling(hit.code)
        if hit.code.kind == "mixed":
            return True
        return self._as_documented(hit.code.spelling, reading.text) or any(
            item.kind == "code"
            and (item.start <= hit.start < item.end or hit.code in self._book.exact(item.value))
            for item in reading.fields
        )

    def _as_documented(self, name: str, text: str) -> bool:
        """Say whether *text* spells a name such as ``NoSuchBucket`` exactly as documented.

        A name that begins with a small letter is no code where it is called: ``badRequest()``.
        """
        if not _INNER_CAPITAL.search(name):
            return False
        called = r"(?!\()" if name[0].islower() else ""
        return re.search(re.escape(name) + called, text) is not None

    def _numbered(self, codes: Iterable[int], candidates: Candidates, found: Found) -> list[int]:
        """Return those of *codes* that a number of the line means in one service only."""
        meanings: dict[str, list[int]] = defaultdict(list)
        for code in codes:
            hit = found.hits.get(code)
            worded = hit.why if hit and hit.code.kind != "number" else ""
            for why in candidates[code].why:
                if why != worded:
                    meanings[why].append(code)
        single = (
            codes
            for codes in meanings.values()
            if len({self._index.service(code) for code in codes}) == 1
        )
        return sorted({code for codes in single for code in codes})

    def _few(self, codes: Iterable[int]) -> list[int]:
        """Return *codes*, each of them for the first ``SAME_CODE`` services that have it."""
        count: dict[str, int] = defaultdict(int)
        kept = []
        for code in codes:
            page = self._index.page(code)
            name = fold(page.code) if page else ""
            count[name] += 1
            if count[name] <= SAME_CODE:
                kept.append(code)
        return kept


def telling_forms(code: str) -> list[str]:
    """Return the other forms in which a code is known by its value in running text.

    None for a code that is no number, or too short a one to tell anything.
    """
    if not is_telling(code):
        return []
    values = set(numbers(code))
    values |= {value + (1 << bits) for value in values for bits in w.SIGNED_BITS if value < 0}
    forms = {str(value) for value in values}
    for value in filter(lambda value: value >= 0, values):
        forms |= {f"0x{value:0{digits}x}" for digits in (1, 4, 8, 16)}
        forms |= {f"{value:0{digits}x}" for digits in (8, 16)}
    return sorted(form for form in forms if is_telling(form) and form != code)
