"""Finds thousands of words in bytes at once.

With the package ``ahocorasick-rs`` (the extra ``fast``) an Aho-Corasick automaton looks at each
byte once. Without it, Python looks up what stands where a word of the text begins.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, Protocol

try:
    import ahocorasick_rs
except ImportError:  # there is no wheel for every platform
    FAST = False
else:
    FAST = True

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

HEAD: Final = 4
"""So many first bytes of a word are looked up; the whole word only where they are known."""
DETERMINISTIC: Final = 50_000
"""Up to so many words the automaton has the form that is fastest and takes most memory."""

DIGITS: Final = b"0123456789"
LETTERS: Final = b"abcdefghijklmnopqrstuvwxyz"


def _table(kept: bytes) -> bytes:
    """Return a translation table: *kept* and newlines stay, capitals get small, others go blank."""
    table = bytearray(b" " * 256)
    for byte in kept + b"\n":
        table[byte] = byte
        if byte in LETTERS:
            table[byte - 32] = byte
    return bytes(table)


WORDS: Final = _table(LETTERS + DIGITS)
"""Leaves letters, in lower case, and digits; blanks for all else."""
NUMBERS: Final = _table(DIGITS)
"""Leaves digits; blanks for all else."""
_DROPPED: Final = bytes(byte for byte in range(256) if WORDS[byte] == ord(" "))


class Finder(Protocol):
    """Says which lines of a block have one of some words, whatever stands between its letters."""

    def find(self, block: bytes) -> Sequence[int]:
        """Return the numbers of the lines of *block* that may have a word, in ascending order."""


class Automaton:
    """Finds words by an Aho-Corasick automaton, and looks again at the lines that it names.

    The automaton also finds words that begin within a word of the text.

    Args:
        words: lower-case letters and digits.
    """

    def __init__(self, words: Collection[bytes]) -> None:
        self._automaton = _automaton(words)
        self._lookup = Lookup(words)

    def find(self, block: bytes) -> Sequence[int]:
        """Return the numbers of the lines of *block* that may have a word, in ascending order."""
        found = _lines_of_matches(self._automaton, block.translate(WORDS, _DROPPED))
        if not found:
            return []
        lines = block.split(b"\n")
        return [
            number
            for number in found
            if self._lookup.has_word(lines[number].translate(WORDS).split())
        ]


class Lookup:
    """Finds words by looking up the first bytes after each beginning of a word in the text.

    Args:
        words: lower-case letters and digits.
    """

    def __init__(self, words: Collection[bytes]) -> None:
        self._words = frozenset(words)
        lengths: dict[bytes, set[int]] = defaultdict(set)
        for word in words:
            lengths[word[:HEAD]].add(len(word))
        self._lengths = {head: sorted(found) for head, found in lengths.items()}
        self._short = sorted({len(head) for head in self._lengths if len(head) < HEAD})

    def find(self, block: bytes) -> Sequence[int]:
        """Return the numbers of the lines of *block* that may have a word, in ascending order."""
        lines = block.translate(WORDS).split(b"\n")
        return [number for number, line in enumerate(lines) if self.has_word(line.split())]

    def has_word(self, parts: Sequence[bytes]) -> bool:
        """Say whether a word begins where one of *parts* begins, and runs on through the next."""
        text = b"".join(parts)
        lengths = self._lengths
        at = 0
        for part in parts:
            head = text[at : at + HEAD]
            if head in lengths:
                for length in lengths[head]:
                    if text[at : at + length] in self._words:
                        return True
            for length in self._short:
                if text[at : at + length] in self._words:
                    return True
            at += len(part)
        return False


class NumberAutomaton:
    """Finds numbers that stand alone, with no digit before or after, by an automaton.

    Args:
        numbers: digits.
    """

    def __init__(self, numbers: Collection[bytes]) -> None:
        self._automaton = _automaton([b" " + number + b" " for number in numbers])

    def find(self, block: bytes) -> Sequence[int]:
        """Return the numbers of the lines of *block*, digits and blanks, that have a number."""
        # Matches do not overlap: each line has blanks of its own around it.
        return _lines_of_matches(self._automaton, b" " + block.replace(b"\n", b" \n ") + b" ")


class NumberLookup:
    """Finds numbers that stand alone, with no digit before or after, by looking up all of them.

    Args:
        numbers: digits.
    """

    def __init__(self, numbers: Collection[bytes]) -> None:
        self._numbers = frozenset(numbers)

    def find(self, block: bytes) -> Sequence[int]:
        """Return the numbers of the lines of *block*, digits and blanks, that have a number."""
        return [
            number
            for number, line in enumerate(block.split(b"\n"))
            if not self._numbers.isdisjoint(line.split())
        ]


def _automaton(words: Collection[bytes]) -> ahocorasick_rs.BytesAhoCorasick:
    forms = ahocorasick_rs.Implementation
    form = forms.DFA if len(words) <= DETERMINISTIC else forms.ContiguousNFA
    return ahocorasick_rs.BytesAhoCorasick(sorted(words), implementation=form)


def _lines_of_matches(automaton: ahocorasick_rs.BytesAhoCorasick, text: bytes) -> list[int]:
    """Return the numbers of the lines in which matches begin, each once."""
    found: list[int] = []
    at = line = 0
    for _, start, _ in automaton.find_matches_as_indexes(text):
        line += text.count(b"\n", at, start)
        at = start
        if not found or found[-1] != line:
            found.append(line)
    return found


def best_finder(words: Collection[bytes]) -> Finder:
    """Return the fastest finder of *words* that this installation has."""
    return Automaton(words) if FAST else Lookup(words)


def best_number_finder(numbers: Collection[bytes]) -> Finder:
    """Return the fastest finder of *numbers* that this installation has."""
    return NumberAutomaton(numbers) if FAST else NumberLookup(numbers)
