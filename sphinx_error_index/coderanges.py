"""Large numbers and ranges of codes, as vendors write them: ``10,054``, ``E17 to E20``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST = 100
"""The most codes that a range with a prefix names one by one; a longer one is one page."""

LONGEST = 120
"""The most characters of a text that may be a range: longer ones are not looked at."""

_THOUSANDS = re.compile(r"(?<![\w.,])[0-9]{1,3}(?:,[0-9]{3})+(?![\w,])")
_STATUS = re.compile(r"[1-5][0-9]{2}")
_DASH = r"[-\u2010-\u2015\u2212~\uff5e]"
_BETWEEN = rf"(?:\s+(?:to|through|thru|until)\s+|\s*(?:\.{{2,3}}|\u2026|{_DASH})\s*)"
_PREFIXED = re.compile(
    r"(?P<prefix>\S*[^\W\d]\S*?)(?P<first>[0-9]+)"
    r"(?:\s+(?:to|through|thru|until|[-\u2010-\u2015\u2212~])\s+|\s*(?:\.{2,3}|\u2026)\s*|[\u2010-\u2015])"
    r"(?P=prefix)(?P<last>[0-9]+)"
)
_BARE = re.compile(
    rf"(?P<first>0[xX][0-9A-Fa-f]+){_BETWEEN}(?P<last>(?:0[xX])?[0-9A-Fa-f]+)"
    rf"|(?P<low>[0-9]+){_BETWEEN}(?P<high>[0-9]+)"
)
_DIVIDED = re.compile(rf"\s|\.\.|\u2026|{_DASH}")
"""Stands somewhere in every range; most codes have none of it, and need not be looked at."""

_ENDING = re.compile(r"(?P<prefix>.*?)(?P<number>[0-9]+)")


def without_commas(text: str) -> str:
    """Return a text with its numbers free of the commas of their thousands.

    ``400,403`` is not one of them: it is two statuses.
    """
    return _THOUSANDS.sub(_number, text)


def _number(match: re.Match[str]) -> str:
    parts = match[0].split(",")
    return match[0] if all(map(_STATUS.fullmatch, parts)) else "".join(parts)


@dataclass(frozen=True, slots=True)
class CodeRange:
    """The codes from ``first`` to ``last``, both as written and both included.

    ``codes`` are all of them if they are to have a page each, else nothing.
    """

    first: str
    last: str
    codes: tuple[str, ...] = ()

    def holds(self, code: str) -> bool:
        """Say whether a code is one of them: it begins as they do and its number is between."""
        place, first, last = (_place(name) for name in (code, self.first, self.last))
        return (
            place is not None
            and first is not None
            and last is not None
            and place[0] == first[0]
            and first[1] <= place[1] <= last[1]
        )


def _place(code: str) -> tuple[str, int] | None:
    """Return what a code begins with, and its number; nothing if it does not end in one."""
    if code[:2].lower() == "0x":
        try:
            return "", int(code, 16)
        except ValueError:
            return None
    match = _ENDING.fullmatch(code) if code.isascii() else None
    return (match["prefix"], int(match["number"])) if match else None


def code_range(text: str) -> CodeRange | None:
    """Return the range of codes that a text is, if it is one.

    Decimal and hexadecimal numbers (``3..99``, ``0xA700 to 0xA7FF``) and codes that begin alike
    (``ORA-00018 to ORA-00020``) make ranges. Of the latter, those with at most :data:`MOST`
    codes name each of them, and those that run backwards name their two ends.
    """
    if len(text) > LONGEST or not text[-1:].isalnum() or not _DIVIDED.search(text):
        return None
    text = " ".join(text.split())
    if match := _BARE.fullmatch(text):
        first, last = match["first"] or match["low"], match["last"] or match["high"]
        if match["first"] and last[:2].lower() != "0x":
            last = first[:2] + last
        base = 16 if match["first"] else 10
        return CodeRange(first, last) if int(first, base) < int(last, base) else None
    match = _PREFIXED.fullmatch(text)
    if not match:
        return None
    prefix, ends = match["prefix"], (match["first"], match["last"])
    first, last = (prefix + end for end in ends)
    low, high = map(int, ends)
    if low >= high:
        return CodeRange(first, last, tuple(dict.fromkeys((first, last))))
    if prefix.lower().endswith("0x"):
        return CodeRange(first, last)
    padded = len(ends[0]) == len(ends[1]) or not ends[0].startswith("0")
    if high < low + MOST and padded:
        codes = (f"{prefix}{number:0{len(ends[0])}}" for number in range(low, high + 1))
        return CodeRange(first, last, tuple(codes))
    return CodeRange(first, last)


def ranges_of(texts: Iterable[str]) -> tuple[CodeRange, ...]:
    """Return the ranges among some texts."""
    return tuple(found for text in texts if (found := code_range(text)))
