"""Texts that make patterns and loops slow which are worse than linear."""

from __future__ import annotations

from typing import Final

#: One unit of each; a text is as many of them as fit.
UNITS: Final = (
    "1", ".", "a", "A", " ", "\t", "\n", "-", "_", "/", ":", "=", '"', "'", "(", "[", "{", "<", ">",
    "a.", "a.a:", "1.", "1:", "1-", "a1", "a_", "a-", "a/", "/a", "a b ", "A ", "Aa", "aA", "no ",
    "not ", "a=", 'a="', "a='", "a:", "a: b", "message: ", "message: a, ", "code: 1 ", '{"a":',
    '[{"code":', "<a>", "<a ", "</a>", "<a>b", "<style>", "<!--", "[a ", "[1", "(a", "%(", "${",
    "#a", "\\n", '\\"', "&lt;", "\x1b[1", "12:", "0x", "0f", "a@", "a@a.", "http://", "at a(",
    "a.py:1", "a.c:", "error: ", "is not ", "GET /", "GET / HTTP/1.1 ", 'File "', "line 1 ",
    "x" * 40 + " ",
    "status ", "status 4", "404 ", "404, ", "4xx ", "APIG.0301 ", "NoSuch", "no such ", "a\u00e9",
    "\u4e2d", "xx", "**", "goroutine 1 [", "2031-01-01T", "Mon, 1 Jan ", "1.1.1.1:", "    ",
)  # fmt: skip

SIZES: Final = (6_000, 12_000, 24_000)


def hostile(unit: str, size: int) -> str:
    """A text of *size* characters that is nothing but *unit*."""
    return (unit * (size // len(unit) + 1))[:size]
