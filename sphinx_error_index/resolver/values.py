"""Codes as numbers: one value in several forms, and the ranges that a number is in.

The twin of ``static/resolver/values.js``. A form is a decimal number (``257``, ``-8``), a
hexadecimal one (``0x101``), or eight or sixteen hexadecimal digits with a letter among them
(``C0000005``). What has its highest bit set in 32 or 64 bits is a negative number, too (two's
complement), so ``0xfffffff8`` and ``-8`` have a value in common.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_error_index.resolver.rules import pattern, w

if TYPE_CHECKING:
    from collections.abc import Iterator


def numbers(text: str) -> tuple[int, ...]:
    """Return the values that a spelling may mean: none if it is no number."""
    match = pattern("hexadecimal").search(text)
    if pattern("decimal").search(text):
        value = int(text.replace("\u2212", "-"))
    elif match or pattern("bare_hexadecimal").search(text):
        value = int(match[1] if match else text, 16)
    else:
        return ()
    signed = (bits for bits in w.SIGNED_BITS if 1 << (bits - 1) <= value < 1 << bits)
    return (value, *(value - (1 << bits) for bits in signed))


def is_telling(text: str) -> bool:
    """Say whether a number in running text is likely a code: hexadecimal, or long."""
    if match := pattern("hexadecimal").search(text):
        return bool(len(match[1]) >= w.TELLING_HEXADECIMAL)
    bare = pattern("bare_hexadecimal").search(text)
    return bool(bare or len(pattern("sign").sub("", text)) >= w.TELLING_DIGITS)


def place(text: str) -> tuple[str, int] | None:
    """Return what a code begins with, in small letters, and the number it ends in.

    Of a number the beginning is empty; nothing is returned if there is no number at the end.
    """
    values = numbers(text)
    if values and not pattern("bare_hexadecimal").search(text):
        return "", values[0]
    match = pattern("numbered").search(text)
    return (match[1].lower(), int(match[2])) if match else None


def in_range(text: str, first: str, last: str) -> bool:
    """Say whether a code is in a range: it begins as the two ends do, its number is between."""
    own, low, high = place(text), place(first), place(last)
    if own is None or low is None or high is None:
        return False
    return own[0] == low[0] and low[1] <= own[1] <= high[1]


def telling_numbers(text: str) -> Iterator[tuple[str, int]]:
    """Return each number of a text that is likely a code, and where it starts."""
    for match in pattern("telling_number").finditer(text):
        if is_telling(match[0]):
            yield match[0], match.start()
