"""What vendors write behind a code in its cell: marks of footnotes, a status, a label."""

from __future__ import annotations

import re

_SIGNS = r"*^\u2020\u2021\u00a7\u00b6\u00b9\u00b2\u00b3\u2070-\u2079"
_SURE_MARK = re.compile(
    rf"(?P<code>.*[\w])\s*(?:\((?:\s*[{_SIGNS}])+\s*\)|\[(?:\s*[{_SIGNS}])+\s*\]"
    r"|[\u2020\u2021\u00a7\u00b6\u00b9\u00b2\u00b3\u2070-\u2079^]+)"
)
_STAR = re.compile(r"(?P<code>\S*\w)\s?\*{1,3}")
_CODE_AND_STATUS = re.compile(r"(?P<code>[^\s()]+)\s*\((?:HTTP\s*)?(?P<status>[1-5][0-9]{2})\)")
_CODE_AND_NUMBER = re.compile(
    r"(?P<code>[^\s()]+)\s*\(\s*(?P<number>[-+\u2212]?[0-9]+|0[xX][0-9A-Fa-f]+)\s*\)"
)
_LABEL = re.compile(r"(?P<code>\S+)\s*\n\s*(?:\[(?P<square>[^\[\]\n]+)\]|\((?P<round>[^()\n]+)\))")


def without_mark(text: str) -> str:
    """Return a code cell without a mark that can only be one: ``E121 (*)``, ``E122 (^)``, ``E5†``.

    A star right behind a code may also stand for anything, see :func:`without_star`.
    """
    match = _SURE_MARK.fullmatch(text)
    return match["code"] if match else text


def without_star(text: str) -> str:
    """Return a code of one word without stars at its end, which may mark a footnote."""
    match = _STAR.fullmatch(text)
    return match["code"] if match else text


def code_and_status(text: str) -> tuple[str, int] | None:
    """Return a code and the HTTP status in parentheses behind it: ``0x7190 (400)``."""
    match = _CODE_AND_STATUS.fullmatch(text)
    return (match["code"], int(match["status"])) if match else None


def code_and_number(text: str) -> tuple[str, str] | None:
    """Return a code and the number in parentheses behind it: ``NO_MEM (0x101)``."""
    match = _CODE_AND_NUMBER.fullmatch(text)
    return (match["code"], match["number"]) if match else None


def code_and_label(text: str) -> tuple[str, str] | None:
    """Return a code and the label in brackets on the line below it."""
    match = _LABEL.fullmatch(text.strip())
    return (match["code"], (match["square"] or match["round"]).strip()) if match else None
