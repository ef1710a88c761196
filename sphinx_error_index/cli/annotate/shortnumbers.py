"""Short numbers that are codes, such as statuses and exit codes, and what must stand beside them.

A log is full of numbers. One counts as a code only in a context that the resolver's tables
describe (``resolver/query.toml``); here it is asked whether any word of such a context stands near.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from sphinx_error_index.cli.annotate.automata import NUMBERS, best_number_finder
from sphinx_error_index.resolver.words import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from sphinx_error_index.cli.annotate.automata import Finder

LONGEST: Final = 4
"""Digits of the longest number that is short."""
NEAR: Final = 48
"""Characters before and after a number that can tell what it is, and a few more."""

_CONTEXTS: Final = ("number_strong", "number_strong_after", "number_small", "number_glued")
_NAMING: Final = ("code", "status", "either")
_APART: Final = b" \t\r\v\f,;\"'{}[]<>()|"
_JOINING: Final = bytes(
    byte for byte in range(33, 127) if not bytes([byte]).isalnum() and byte not in _APART
)
"""Signs that may stand within the value of a field that has no quotes: ``code=4-0-4``."""
_DIGITS: Final = re.compile("[0-9]+")
_SPELLED: Final = re.compile(rf"[0-9]+(?:[{re.escape(_JOINING.decode())}]+[0-9]+)*")
_LETTERS: Final = re.compile("[a-z]+")
_SIGNS: Final = re.compile(r"(?<=\|)[^\w\s\\()\[\]?*+|]{2,}(?=[|)])")
_HEADED: Final = re.compile(" [A-Z][a-z]")


class ShortNumbers:
    """Says where a number may be one of those that are codes.

    Args:
        numbers: the numbers, each of which is a code of a single service.
        table: how a text is read, which is the content of ``query.toml``.
        finder: makes what finds numbers in bytes.
    """

    def __init__(
        self,
        numbers: Iterable[str],
        table: Mapping[str, Any],
        finder: Callable[[Collection[bytes]], Finder] = best_number_finder,
    ) -> None:
        self._numbers = frozenset(numbers)
        self._finder = finder([number.encode() for number in self._numbers])
        patterns = [table["noise"][name] for name in _CONTEXTS]
        keys = [key for kind in _NAMING for key in table["keys"].get(kind, ())]
        said = [word for pattern in patterns for word in _LETTERS.findall(pattern.lower())]
        said += [word for key in keys for word in _LETTERS.findall(key)]
        said += [words.split()[0].lower()[:3] for words in table["reasons"].values()]
        #: Beginnings of words of a context; single letters stand right before a number ("e404").
        self._words = frozenset(word for word in said if len(word) > 1)
        self._glue = frozenset(word for word in said if len(word) == 1)
        self._longest = max(map(len, self._words), default=0)
        self._signs = tuple(
            {sign for pattern in patterns for sign in _SIGNS.findall(pattern)}
            | {key for key in keys if not key.isalpha()}
        )
        #: A status may stand anywhere in the value of its field.
        self._statuses = re.compile("|".join(map(re.escape, table["keys"].get("status", ("$^",)))))

    def find(self, block: bytes, lines: Sequence[bytes]) -> list[int]:
        """Return the numbers of the lines of a block that may have a number which is a code."""
        if not self._numbers:
            return []
        apart, joined = block.translate(NUMBERS), block.translate(NUMBERS, _JOINING)
        found = {*self._finder.find(apart), *self._finder.find(joined)}
        return [number for number in found if self.may_count(lines[number].decode("latin-1"))]

    def may_count(self, text: str) -> bool:
        """Say whether a text has one of the numbers where it may be meant as a code."""
        if not self._numbers:
            return False
        return any(
            self._told(text, match)
            for pattern in (_DIGITS, _SPELLED)
            for match in pattern.finditer(text)
            if fold(match[0]) in self._numbers
        )

    def _told(self, text: str, number: re.Match[str]) -> bool:
        """Say whether a word of a context stands near a number."""
        start, end = number.span()
        before, after = text[max(0, start - NEAR) : start], text[end : end + NEAR]
        near = f"{before} {after}".lower()
        if before[-1:].lower() in self._glue or _HEADED.match(after):
            return True
        if any(sign in near for sign in self._signs):
            return True
        if self._statuses.search(fold(text[:start])):
            return True
        return any(
            word[:length] in self._words
            for word in _LETTERS.findall(near)
            for length in range(2, min(len(word), self._longest) + 1)
        )


def numbers_of(text: str) -> Iterator[str]:
    """Yield the numbers of a text, and those that signs join: ``4-0-4`` is 4, 0, 4 and 404."""
    for match in _DIGITS.finditer(text):
        yield match[0]
    for match in _SPELLED.finditer(text):
        yield fold(match[0])


def is_short_number(code: str) -> bool:
    """Say whether a code is a number that could as well count something."""
    return len(code) <= LONGEST and fold(code).isdigit()
