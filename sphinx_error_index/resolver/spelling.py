"""How codes and words are spelled, and how near two spellings are.

The twin of ``static/spelling.js``.
"""

from __future__ import annotations

import re
from typing import Final

from sphinx_error_index.resolver.words import fold, split_humps

PIECE: Final = re.compile(r"[A-Za-z0-9]+|[^\W_]+")
DIGITS: Final = re.compile(r"[0-9]+")
#: A mixed code shorter than this ("S3") is believed in a field only.
SHORT_CODE: Final = 4


def kind_of(code: str) -> str:
    """Return what a code is made of.

    That is ``number`` (403), ``mixed`` (APIG.0301), ``compound`` (NoSuchBucket), ``caps`` (ENOENT)
    or ``word`` (Gone): the plainer, the more must speak for it in a text.
    """
    folded = fold(code)
    if folded.isdigit():
        return "number"
    if DIGITS.search(folded):
        return "mixed"
    if len(PIECE.findall(split_humps(code))) > 1:
        return "compound"
    return "caps" if code.isupper() and len(code) >= SHORT_CODE else "word"


def alike(folded: str) -> str:
    """Return a key that forgives ``O`` for ``0``, ``l`` for ``1`` and missing leading zeros."""
    digits = folded.replace("o", "0").replace("i", "1").replace("l", "1")
    return DIGITS.sub(lambda match: match[0].lstrip("0"), digits)


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
    match = DIGITS.search(folded)
    return folded[: match.start()] if match else folded


def slipped(a: str, b: str) -> bool:
    """Whether one of two words one edit apart has a letter more, or two neighbours swapped."""
    return len(a) != len(b) or sorted(a) == sorted(b)
