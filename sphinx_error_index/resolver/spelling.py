"""How codes and words are spelled, and how near two spellings are.

The twin of ``static/resolver/spelling.js``.
"""

from __future__ import annotations

from functools import cache

from sphinx_error_index.resolver.rules import pattern, w
from sphinx_error_index.resolver.words import fold, split_humps


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
