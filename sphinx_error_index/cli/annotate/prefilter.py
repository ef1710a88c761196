"""Says which lines of a log may name a code, by their bytes, so that only those need be read.

It never passes over a line in which the annotator would find a code: it asks for less. A code is
looked for as its letters and digits in this order, whatever stands between them, beginning where a
word of the line begins. Lines that are read otherwise than they are written - entities, escapes,
colours, characters beyond ASCII - are put into plain text first, as the resolver does it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from sphinx_error_index.cli.annotate.automata import HEAD, best_finder
from sphinx_error_index.cli.annotate.shortnumbers import is_short_number
from sphinx_error_index.resolver.pastes.decoding import normalise
from sphinx_error_index.resolver.rules import pattern
from sphinx_error_index.resolver.words import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from sphinx_error_index.cli.annotate.automata import Finder
    from sphinx_error_index.cli.annotate.shortnumbers import ShortNumbers

SHORT: Final = 7
"""A line of at most so many words may be nothing but a code with such words as "error" in it."""

_ESCAPE: Final = re.compile(
    rb"""\\[nrtux"'/]|&(?:[lg]t|amp|quot|apos|nbsp|#[0-9xX])|%[0-9A-Fa-f]{2}|=3D"""
    rb"""|(?:eyJ|eyA|ewo|ewk|ew0K|W3s|PD94|PE|PG|PH)[A-Za-z0-9+/_-]{17}"""
)
_JOINERS: Final = b"._-"
_WORDS: Final = bytes(
    byte if bytes([byte]).isalnum() or byte == ord("\n") else ord(" ") for byte in range(256)
)
_PLAIN: Final = re.compile("[0-9a-z]+")
_APART: Final = re.compile(r"[\W_]+")


class Prefilter:
    """Says which lines may name one of some codes.

    Args:
        codes: the codes as they are documented.
        numbers: the short numbers that mean something in running text, too.
        said_beside: whether a word, in lower case, may stand between the parts of a code.
        finder: makes what finds words in bytes.
    """

    def __init__(
        self,
        codes: Collection[str],
        numbers: ShortNumbers,
        said_beside: Callable[[str], bool],
        finder: Callable[[Collection[bytes]], Finder] = best_finder,
    ) -> None:
        folded = {fold(code) for code in codes}
        self._codes = frozenset(code for code in folded if _PLAIN.fullmatch(code))
        self._signs = {_APART.sub("", code) for code in folded if not code.isascii()} - {""}
        self._heads = frozenset(code[:HEAD] for code in self._codes)
        short = {fold(code) for code in codes if is_short_number(code)}
        self._numbers = numbers
        self._said_beside = said_beside
        self._finder = finder([code.encode() for code in self._codes - short])

    def worth_reading(self, lines: Sequence[bytes]) -> list[int]:
        """Return which of *lines* (without their ends) may name a code, in ascending order."""
        if not lines:
            return []
        block = b"\n".join(lines)
        found = set(self._finder.find(block))
        found.update(self._numbers.find(block, lines))
        for number in _short_lines(block):
            if self._only_a_code(lines[number].decode("ascii", "ignore")):
                found.add(number)
        if _is_special(block):
            for number, line in enumerate(lines):
                if number not in found and _is_special(line) and self._says_code(line):
                    found.add(number)
        return sorted(found)

    def _says_code(self, line: bytes) -> bool:
        """Say whether a line has a code once it is put into plain text."""
        try:
            text = normalise(line.decode("utf-8"))
        except UnicodeDecodeError:
            return False
        plain = " ".join(_PLAIN.findall(text.lower())).encode()
        if self._finder.find(plain) or self._only_a_code(text):
            return True
        if self._signs:
            written = _APART.sub("", text.lower())
            if any(code in written for code in self._signs):
                return True
        return self._numbers.may_count(text)

    def _only_a_code(self, text: str) -> bool:
        """Say whether a text is one code when the words that may stand beside it are left out."""
        joined = ""
        for match in pattern("piece").finditer(text):
            piece = fold(match[0])
            if not self._said_beside(piece):
                joined += piece
                if len(joined) >= HEAD and joined[:HEAD] not in self._heads and joined.isascii():
                    return False  # most lines end here, at their first word
        return fold(joined) in self._codes


def _is_special(text: bytes) -> bool:
    """Say whether a text has what the resolver reads otherwise than it is written."""
    return not text.isascii() or b"\x1b" in text or _ESCAPE.search(text) is not None


def _short_lines(block: bytes) -> list[int]:
    """Return the numbers of the lines that have ``SHORT`` words at most, ``a.b-c`` being one."""
    words = block.translate(_WORDS, _JOINERS).split(b"\n")
    return [number for number, line in enumerate(words) if len(line.split(None, SHORT)) <= SHORT]
