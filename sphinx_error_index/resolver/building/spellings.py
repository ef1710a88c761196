"""The codes of a catalogue, by every way in which a text may have them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from heapq import nsmallest
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from sphinx_error_index.resolver.rules import rules, w
from sphinx_error_index.resolver.spelling import (
    alike,
    kind_of,
    last_number,
    letter_keys,
    pieces_of,
    prefix_of,
)
from sphinx_error_index.resolver.values import numbers, place
from sphinx_error_index.resolver.words import cut, fold, split_humps

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sphinx_error_index.resolver.building.catalogs import CodeEntry
    from sphinx_error_index.resolver.building.shards import Shards

MOST_FAMILIES: Final = 400
"""Beginnings of codes that the root names."""

EXITS_LEAST, EXIT_DIGITS = 3, 3
"""So many numbers of at most so many digits, without a status, are a list of exit codes."""

_CLASS: Final = re.compile("([1-5])xx", re.IGNORECASE)
WORDED: Final = ("compound", "word")
"""Kinds of codes whose name is words."""


class Spellings:
    """Gathers the records of codes.

    Args:
        codes: the shards of family ``c``.
        words: the shards of family ``w``.
    """

    def __init__(self, codes: Shards, words: Shards) -> None:
        self._codes, self._words = codes, words
        self._all: list[tuple[str, int, str]] = []
        self._families: dict[str, Counter[int]] = defaultdict(Counter)
        self._longer: set[str] = set()
        #: The stems with which codes of several words begin.
        self.beginnings: set[str] = set()
        #: All statuses.
        self.statuses: set[int] = set()
        #: The services that document what programs end with.
        self.exits: list[int] = []
        self._reasons = {status: fold(said) for status, said in rules("query")["reasons"].items()}

    def add_service(self, service: int, first: int, entries: Sequence[CodeEntry]) -> None:
        """Add the codes of a service; *first* is the number of the first one."""
        own = []
        known: set[int] = set()
        numbered: dict[int, list[tuple[int, str]]] = defaultdict(list)
        worded: dict[int, list[tuple[int, str]]] = defaultdict(list)
        for number, entry in enumerate(entries, first):
            code = str(entry["code"])
            own.append((fold(code), number, code))
            self._add(number, code, service)
            self._add_ends(number, code, entry.get("range") or ())
            said = {status for variant in entry["variants"] for status in variant["status"]}
            known |= said
            kind = kind_of(code)
            if len(code) == 3 and code.isascii() and code.isdigit():  # no "1.2"
                numbered[int(code)].append((number, code))
            elif kind in WORDED and len(said) == 1:
                worded[said.pop()].append((number, code))
        for status, codes in worded.items():
            same = [item for item in codes if fold(item[1]) == self._reasons.get(str(status))]
            chosen = same or (codes if len(codes) == 1 else [])
            numbered[status] = numbered.get(status) or chosen
        for status in sorted(known | numbered.keys()):
            if status in known:
                self._codes.add(f"s:{status}", "s", [service])
            if numbered.get(status):
                self._codes.add(f"s:{status}", "c", _flat(sorted(numbered[status])))
        self.statuses |= known
        if sum(_ends_programs(entry) for entry in entries) >= EXITS_LEAST:
            self.exits.append(service)
        self._add_codes_of_statuses(service, first, entries)
        spelled = {folded for folded, _, _ in own}
        for number, entry in enumerate(entries, first):
            for name, meaning in _names(entry):
                if fold(name) not in spelled:
                    self._add_name(number, name, meaning, service)
                    own.append((fold(name), number, name))
        self._add_numbers_beside(enumerate(entries, first))
        self._add_beginnings(own, f"@{service}")
        self._all += own

    def _add_codes_of_statuses(
        self, service: int, first: int, entries: Sequence[CodeEntry]
    ) -> None:
        """Add which codes of a service have each status, those that say most of it first."""
        having: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for number, entry in enumerate(entries, first):
            if entry.get("gone"):
                continue
            said: Counter[int] = Counter()
            for variant in entry["variants"]:
                worth = 2 * bool(variant["actions"]) + bool(variant["causes"])
                worth += bool(variant["message"]) + bool(variant["description"])
                for status in variant["status"]:
                    said[status] = max(said[status], 1 + worth)
            for status, worth in said.items():
                having[status].append((-worth, number))
        for status, found in having.items():
            listed = [number for _, number in sorted(found)[: w.STATUS_MOST]]
            self._codes.add(f"s:{status}@{service}", "k", listed)

    def _add(self, number: int, code: str, service: int) -> None:
        """Add a code under its own spelling."""
        folded = fold(code)
        self._codes.add(f"c:{folded}", "c", [number, code])
        if kind_of(code) == "mixed":
            self._codes.add(f"a:{alike(folded)}", "c", [number, code])
            for tail in tails_of(code):
                self._codes.add(f"c:{tail}", "t", [number, code])
        self._add_spelling(number, code, service)

    def _add_name(self, number: int, name: str, meaning: int, service: int) -> None:
        """Add another name of a code, which the meaning at a place has."""
        folded = fold(name)
        self._codes.add(f"c:{folded}", "a", [number, name, meaning])
        if kind_of(name) == "mixed":
            self._codes.add(f"a:{alike(folded)}", "a", [number, name, meaning])
        self._add_spelling(number, name, service)

    def _add_ends(self, number: int, code: str, ends: Sequence[str]) -> None:
        """Add the ends of a code that is a range."""
        at = place(ends[0]) if len(ends) == 2 else None
        if at is not None:
            self._codes.add(f"r:{at[0]}", "r", [[number, code, *ends]])

    def _add_numbers_beside(self, entries: Iterable[tuple[int, CodeEntry]]) -> None:
        """Add numbers in columns without a role; one that many codes have tells none of them."""
        said: dict[str, list[list[Any]]] = defaultdict(list)
        for number, entry in entries:
            extras = {
                (text, header)
                for variant in entry["variants"]
                for header, text in variant["extra"].items()
                if numbers(text)
            }
            for text, header in sorted(extras):
                said[text].append([number, entry["code"], header])
        for text, found in sorted(said.items()):
            if len({number for number, _, _ in found}) <= w.MOST_WITH_NUMBER:
                self._codes.add(f"x:{text}", "x", found)

    def _add_spelling(self, number: int, code: str, service: int) -> None:
        """Add what a code and another name of a code have in common."""
        folded, kind = fold(code), kind_of(code)
        for value in numbers(code):
            self._codes.add(f"v:{value}", "c", [number, code])
        if kind == "mixed":
            self._families[prefix_of(folded)][service] += 1
        elif kind != "number":
            for key in dict.fromkeys(letter_keys(folded)):
                self._words.add(key, folded, [number, code])
        parts = [fold(piece) for piece in pieces_of(split_humps(code))]
        for length in range(2, len(parts)):
            beginning = "".join(parts[:length])
            if beginning not in self._longer:
                self._longer.add(beginning)
                self._codes.add(f"c:{beginning}", "m", 1)
        if len(parts) > 1:
            self.beginnings.add(cut(code)[0].stem)

    def _add_beginnings(self, codes: list[tuple[str, int, str]], within: str) -> None:
        """Add the codes that begin alike, as far as that tells them apart."""
        ordered = sorted(item for item in codes if len(item[0]) >= w.BEGUN_LEAST)
        least = int(w.BEGUN_LEAST)
        for beginning, group in groupby(ordered, lambda item: item[0][:least]):
            self._add_beginning(beginning, list(group), within)

    def _add_beginning(
        self, beginning: str, codes: list[tuple[str, int, str]], within: str
    ) -> None:
        if not beginning.isdigit():
            listed = nsmallest(int(w.BEGUN_MOST), ((number, code) for _, number, code in codes))
            self._codes.add(f"b:{beginning}{within}", "c", _flat(listed))
        if len(codes) <= w.BEGUN_MOST:
            return
        if not beginning.isdigit():
            self._codes.add(f"b:{beginning}{within}", "o", 1)
        length = len(beginning) + 1
        longer = (item for item in codes if len(item[0]) >= length)
        for next_beginning, group in groupby(longer, lambda item: item[0][:length]):
            self._add_beginning(next_beginning, list(group), within)

    def add_classes(
        self, categories: Iterable[Mapping[str, Any]], numbers: Mapping[str, int]
    ) -> None:
        """Add the categories that are a class of statuses (``4xx``); *numbers* are of services."""
        for category in categories:
            match = _CLASS.fullmatch(category["name"])
            if match:
                name, title = category["name"], category["title"]
                label = f"{name} – {title}" if title and title != name else name
                place = [numbers[category["service"]], label, category["url"]]
                self._codes.add(f"g:{match[1]}", "g", [place])

    def finish(self) -> dict[str, list[int]]:
        """Add what only all codes tell; return the families of the root."""
        self._add_beginnings(self._all, "")
        self._all.clear()
        largest = sorted(self._families.items(), key=lambda item: (-item[1].total(), item[0]))
        return {
            letters: [part for pair in sorted(counts.items()) for part in pair]
            for letters, counts in sorted(largest[:MOST_FAMILIES])
        }


def _ends_programs(entry: CodeEntry) -> bool:
    """Whether a code is a short number without an HTTP status, as exit codes are."""
    short = kind_of(entry["code"]) == "number" and len(entry["code"]) <= EXIT_DIGITS
    return short and not any(variant["status"] for variant in entry["variants"])


def _names(entry: CodeEntry) -> Iterator[tuple[str, int]]:
    """Yield the other names of a code, with the place of the meaning that alone has it, or -1."""
    for name in entry.get("aliases", ()):
        own = [
            place
            for place, variant in enumerate(entry["variants"])
            if name in variant.get("known_as", ())
        ]
        yield name, own[0] if len(own) == 1 else -1
    for name in entry.get("former", ()):
        yield name, -1


def _flat(codes: Iterable[tuple[int, str]]) -> list[Any]:
    """Codes as the index lists them: numbers and spellings in turn."""
    return [part for pair in codes for part in pair]


def tails_of(code: str) -> list[str]:
    """What a numbered code ends with that finds it alone: its number, with the letters about it.

    Empty where the code does not end with a number of at least three digits.
    """
    tail = pieces_of(code)[-1]
    digits = last_number(tail)
    if len(digits) <= 2 or not tail.endswith(digits):
        return []
    return list(dict.fromkeys((digits, fold(tail))))


def word_keys(raw: str) -> list[str]:
    """The keys under which a word stands in the index of spellings."""
    keys = [f"1:{raw[0]}"] if len(raw) <= w.SHORT_WORD else [f"2:{raw[:3]}"]
    return [*keys, f"3:{raw[-3:]}"]
