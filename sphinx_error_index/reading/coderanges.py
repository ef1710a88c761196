"""Large numbers and ranges of codes, as vendors write them: ``10,054``, ``E17 to E20``."""

from __future__ import annotations

import re

MOST = 100
"""The most codes that a range names one by one. Of a longer range only the ends are codes."""

_THOUSANDS = re.compile(r"(?<![\w.,])[0-9]{1,3}(?:,[0-9]{3})+(?![\w,])")
_STATUS = re.compile(r"[1-5][0-9]{2}")
_RANGE = re.compile(
    r"(?P<prefix>\S*[^\W\d]\S*?)(?P<first>[0-9]+)"
    r"(?:\s+(?:to|through|thru|[-\u2010-\u2015~])\s+|[\u2010-\u2015])"
    r"(?P=prefix)(?P<last>[0-9]+)"
)


def without_commas(text: str) -> str:
    """Return a text with its numbers free of the commas of their thousands.

    ``400,403`` is not one of them: it is two statuses.
    """
    return _THOUSANDS.sub(_number, text)


def _number(match: re.Match[str]) -> str:
    parts = match[0].split(",")
    return match[0] if all(map(_STATUS.fullmatch, parts)) else "".join(parts)


def codes_of_range(text: str) -> list[str]:
    """Return the codes of a range (``ORA-00018 to ORA-00020``), its ends included.

    The list is empty if the text is no range. In a range both ends are written in full, begin
    alike and end in a number. Hexadecimal and long ranges give their two ends only.
    """
    match = _RANGE.fullmatch(" ".join(text.split()))
    if not match:
        return []
    prefix, ends = match["prefix"], (match["first"], match["last"])
    first, last = map(int, ends)
    counted = first < last < first + MOST and len(ends[0]) == len(ends[1])
    if not counted or prefix.lower().endswith("0x"):
        return list(dict.fromkeys(prefix + end for end in ends))
    return [f"{prefix}{number:0{len(ends[0])}}" for number in range(first, last + 1)]
