"""How codes and words are spelled, and how near two spellings are.

The twin of ``static/resolver/spelling.js``.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from sphinx_error_index.resolver.rules import pattern, rules, w
from sphinx_error_index.resolver.words import fold, split_humps

if TYPE_CHECKING:
    from collections.abc import Iterator


class Piece(NamedTuple):
    """A run of letters and digits of a text, folded, and where it starts."""

    folded: str
    text: str
    start: int


@cache
def kind_of(code: str) -> str:
    """Return what a code is made of.

    That is ``number`` (403), ``mixed`` (APIG.0301), ``compound`` (NoSuchBucket), ``caps`` (ENOENT)
    or ``word`` (Gone): the plainer, the more must speak for it in a text.
    """
    folded = fold(code)
    if folded.isascii() and folded.isdigit():
        return "number"
    if pattern("digits").search(folded):
        return "mixed"
    if len(pieces_of(split_humps(code))) > 1:
        return "compound"
    return "caps" if code.isupper() and len(code) >= w.SHORT_CODE else "word"


def pieces_of(text: str) -> list[str]:
    """The runs of letters and digits of a text."""
    return [match[0] for match in pattern("piece").finditer(text)]


def folded_pieces(text: str) -> list[Piece]:
    """The runs of letters and digits of a text, with their places."""
    return [Piece(fold(m[0]), m[0], m.start()) for m in pattern("piece").finditer(text)]


def cut_tokens(text: str) -> Iterator[tuple[str, str, int]]:
    """Yield what a line break may have cut in two: its first part, all of it, where it starts."""
    for match in pattern("cut_token").finditer(text):
        yield match[1], match[1] + match[2], match.start()


def as_meant(folded: str) -> str:
    """A code as it was before a scanner took ``5`` for ``S``: letters among digits are digits."""
    digits: dict[str, str] = rules("words")["scanned"]
    letters = {digit: letter for letter, digit in digits.items()}
    text = pattern("letter_in_number").sub(lambda m: "".join(map(digits.__getitem__, m[0])), folded)
    return pattern("digit_in_word").sub(lambda m: letters[m[0]], text)


def alike(folded: str) -> str:
    """Return a key that forgives ``O`` for ``0``, ``l`` for ``1`` and missing leading zeros."""
    digits = folded.replace("o", "0").replace("i", "1").replace("l", "1")
    return pattern("digits").sub(lambda match: match[0].lstrip("0"), digits)


def distance(a: str, b: str, most: int) -> int:
    """Return the edits (insert, delete, replace, swap of neighbours) between *a* and *b*.

    It is ``most + 1`` if there are more than *most*.
    """
    if abs(len(a) - len(b)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return last[-1]


def prefix_of(folded: str) -> str:
    """The letters that a code begins with: ``apig`` of ``apig0301``."""
    match = pattern("digits").search(folded)
    return folded[: match.start()] if match else folded


def last_number(text: str) -> str:
    """The last run of digits of a text; empty if there is none."""
    found = pattern("digits").findall(text)
    return str(found[-1]) if found else ""


def slipped(a: str, b: str) -> bool:
    """Whether one of two words one edit apart has a letter more, or two neighbours swapped."""
    return len(a) != len(b) or sorted(a) == sorted(b)


def keys_like(raw: str) -> list[str]:
    """The keys under which words stand that *raw* may be meant to be, or begins or ends with."""
    return [f"1:{raw[0]}", f"2:{raw[:3]}", f"3:{raw[-3:]}"]


def letter_keys(folded: str) -> list[str]:
    """The keys under which a code of letters stands in the index of spellings."""
    return [f"4:{folded[:3]}", f"5:{folded[-3:]}"]
