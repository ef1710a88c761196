"""Codes as numbers: one value in several forms, and the ranges that a number is in.

The twin of ``static/resolver/values.js``. A form is a decimal number (``257``, ``-8``), a
hexadecimal one (``0x101``), or eight or sixteen hexadecimal digits with a letter among them
(``C0000005``). What has its highest bit set in 32 or 64 bits is a negative number, too (two's
complement), so ``0xfffffff8`` and ``-8`` have a value in common.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_DECIMAL: Final = re.compile(r"[-+\u2212]?[0-9]{1,20}")
_HEXADECIMAL: Final = re.compile(r"0[xX]([0-9A-Fa-f]{1,16})")
_BARE: Final = re.compile(r"(?=[0-9A-Fa-f]*[0-9])(?=[0-9A-Fa-f]*[A-Fa-f])(?:[0-9A-Fa-f]{8}){1,2}")
_ENDING: Final = re.compile(r"([^\s0-9](?:\S*[^\s0-9])?)([0-9]{1,20})")
_TELLING_TOKEN: Final = re.compile(
    r"(?<![\w.:-])(?:0[xX][0-9A-Fa-f]{3,16}|[-\u2212]?[0-9]{5,20}|[0-9A-Fa-f]{8}|[0-9A-Fa-f]{16})"
    r"(?![\w.:-])|(?<![\w.:-])(?:0[xX][0-9A-Fa-f]{3,16}|[-\u2212]?[0-9]{5,20})(?=[.:](?!\w))"
)
_BITS: Final = (32, 64)
_TELLING: Final = 5  # a decimal number of so many digits is written for its value's sake
_TELLING_HEXADECIMAL: Final = 3


def numbers(text: str) -> tuple[int, ...]:
    """Return the values that a spelling may mean: none if it is no number."""
    match = _HEXADECIMAL.fullmatch(text)
    if _DECIMAL.fullmatch(text):
        value = int(text.replace("\u2212", "-"))
    elif match or _BARE.fullmatch(text):
        value = int(match[1] if match else text, 16)
    else:
        return ()
    return (value, *(value - (1 << bits) for bits in _BITS if 1 << (bits - 1) <= value < 1 << bits))


def same_number(a: str, b: str) -> bool:
    """Say whether two spellings may mean one number: ``257`` and ``0x101``."""
    return not set(numbers(a)).isdisjoint(numbers(b))


def is_telling(text: str) -> bool:
    """Say whether a number in running text is likely a code: hexadecimal, or long."""
    match = _HEXADECIMAL.fullmatch(text)
    if match:
        return len(match[1]) >= _TELLING_HEXADECIMAL
    return _BARE.fullmatch(text) is not None or len(text.lstrip("-+\u2212")) >= _TELLING


def telling_forms(code: str) -> list[str]:
    """Return the other forms in which a code is known by its value in running text.

    None for a code that is no number, or too short a one to tell anything.
    """
    if not is_telling(code):
        return []
    values = set(numbers(code))
    values |= {value + (1 << bits) for value in values for bits in _BITS if value < 0}
    forms = {str(value) for value in values}
    for value in filter(lambda value: value >= 0, values):
        forms |= {f"0x{value:0{digits}x}" for digits in (1, 4, 8, 16)}
        forms |= {f"{value:0{digits}x}" for digits in (8, 16)}
    return sorted(form for form in forms if is_telling(form) and form != code)


def place(text: str) -> tuple[str, int] | None:
    """Return what a code begins with, in small letters, and the number it ends in.

    Of a number the beginning is empty; nothing is returned if there is no number at the end.
    """
    values = numbers(text)
    if values and not _BARE.fullmatch(text):
        return "", values[0]
    match = _ENDING.fullmatch(text)
    return (match[1].lower(), int(match[2])) if match else None


def in_range(text: str, first: str, last: str) -> bool:
    """Say whether a code is in a range: it begins as the two ends do, its number is between."""
    own, low, high = place(text), place(first), place(last)
    if own is None or low is None or high is None:
        return False
    return own[0] == low[0] and low[1] <= own[1] <= high[1]


def telling_numbers(text: str) -> Iterator[tuple[str, int]]:
    """Return each number of a text that is likely a code, and where it starts."""
    for match in _TELLING_TOKEN.finditer(text):
        if is_telling(match[0]):
            yield match[0], match.start()
