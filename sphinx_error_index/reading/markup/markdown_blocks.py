"""Blocks of Markdown that markdown-it reads otherwise than their writers meant, or not at all.

HTML tables go on after a blank line, headings in HTML are headings, and a row under the header of
a table may have another number of cells than the header.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEADING = re.compile(
    r"\s*<h(?P<level>[1-6])(?P<attributes>(?:\s[^<>]*)?)>(?P<text>.*?)</h(?P=level)\s*>\s*",
    re.IGNORECASE | re.DOTALL,
)
_ANCHOR = re.compile(r"""\s(?:id|name)\s*=\s*["']?(?P<name>[A-Za-z][\w.:-]*)""")
_TABLE = re.compile(r"<!--.*?-->|<(?P<end>/?)table(?=[\s/>])", re.IGNORECASE | re.DOTALL)
_DELIMITERS = re.compile(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?")

SURPLUS, TORN = "error_index_surplus", "error_index_torn"
"""Keys in the ``meta`` of a row: its cells without a header; whether code is torn apart in it."""

MENDED = "error_index_mended"
"""Key in the ``meta`` of a row of headers: how many cells stood under how many."""


def html_heading(state: Any, start: int, end: int, silent: bool) -> bool:
    """Read ``<h2>…</h2>`` on lines of its own as a heading; its text is read as any other."""
    if not _begins_html(state, start):
        return False
    last = start
    while last + 1 < end and not state.isEmpty(last + 1) and last < start + 5:
        if _HEADING.fullmatch(_lines(state, start, last)):
            break
        last += 1
    match = _HEADING.fullmatch(_lines(state, start, last))
    if match is None or not match["text"].strip():
        return False
    if silent:
        return True
    level = int(match["level"])
    anchor = _ANCHOR.search(match["attributes"])
    before = f'<a id="{anchor["name"]}"></a>' if anchor else ""
    opening = state.push("heading_open", f"h{level}", 1)
    opening.markup, opening.map = "#" * level, [start, last + 1]
    inline = state.push("inline", "", 0)
    inline.content, inline.map = before + " ".join(match["text"].split()), [start, last + 1]
    inline.children = []
    state.push("heading_close", f"h{level}", -1).markup = "#" * level
    state.line = last + 1
    return True


def html_table(state: Any, start: int, end: int, silent: bool) -> bool:
    """Read HTML with a table in it to the end of the table, across blank lines."""
    if not _begins_html(state, start):
        return False
    last = _end_of_block(state, start, end)
    depth = _depth(_lines(state, start, last), 0)
    if depth == 0:
        return False
    while depth and last + 1 < end:
        last += 1
        depth = _depth(_lines(state, last, last), depth)
    if depth:
        return False  # the table has no end: only its first block is HTML
    if not silent:
        last = _end_of_block(state, last, end)
        token = state.push("html_block", "", 0)
        token.map = [start, last + 1]
        token.content = state.getLines(start, last + 1, state.blkIndent, True)
        state.line = last + 1
    return True


def mended_delimiters(state: Any, start: int) -> tuple[int, int] | None:
    """Give the row under a header as many cells as the header has; say how many there were.

    The state is changed only where the row below is one of
    dashes with another number of cells; its length changes, and so do the places behind it.
    """
    from markdown_it.rules_block.table import escapedSplit, getLine

    line = start + 1
    if line >= state.lineMax or state.isEmpty(line):
        return None
    old = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
    if "|" not in old or not _DELIMITERS.fullmatch(old.strip()):
        return None
    header = [cell for cell in escapedSplit(getLine(state, start)) if cell.strip()]
    found = [part for part in old.strip().strip("|").split("|") if part.strip()]
    if len(header) < 2 or len(found) == len(header):
        return None
    new = "|" + "|".join((found + ["---"] * len(header))[: len(header)]) + "|"
    begin = state.bMarks[line] + state.tShift[line]
    state.src = state.src[:begin] + new + state.src[state.eMarks[line] :]
    longer = len(new) - len(old)
    for at in range(line, len(state.eMarks)):
        state.eMarks[at] += longer
        if at > line:
            state.bMarks[at] += longer
    return len(found), len(header)


def _begins_html(state: Any, line: int) -> bool:
    if state.is_code_block(line):
        return False
    begin = state.bMarks[line] + state.tShift[line]
    return bool(re.match("<[A-Za-z]", state.src[begin : begin + 2]))


def _lines(state: Any, first: int, last: int) -> str:
    return str(state.src[state.bMarks[first] : state.eMarks[last]])


def _end_of_block(state: Any, line: int, end: int) -> int:
    """Return the last line before the next blank one."""
    while line + 1 < end and not state.isEmpty(line + 1):
        line += 1
    return line


def _depth(html: str, depth: int) -> int:
    """Return how many tables are open at the end of some HTML that begins in so many."""
    for tag in _TABLE.finditer(html):
        if tag["end"] is not None:
            depth = max(0, depth - 1) if tag["end"] else depth + 1
    return depth


def html_tables(html: str) -> Iterator[int]:
    """Yield the lines of some HTML, from 0, in which a table begins that is not nested."""
    depth = 0
    for tag in _TABLE.finditer(html):
        if tag["end"] is None:
            continue  # a comment
        if tag["end"]:
            depth = max(0, depth - 1)
            continue
        if not depth:
            yield html.count("\n", 0, tag.start())
        depth += 1


def arranges_texts(html: str) -> bool:
    """Say whether some HTML has only tags that arrange texts, and a text beside them."""
    tags = {tag.lower() for tag in _TAG.findall(html)}
    return bool(tags & _BLOCKS) and tags <= _BLOCKS | _INLINE and bool(_TAGS.sub("", html).strip())


_TAG = re.compile(r"</?([A-Za-z][\w-]*)")
_TAGS = re.compile(r"<[^<>]*>")
_BLOCKS = frozenset({"p", "ul", "ol", "li", "dl", "dt", "dd", "pre", "blockquote", "div"})
_INLINE = frozenset(
    {"b", "strong", "i", "em", "code", "tt", "kbd", "sub", "sup", "br", "span", "a"}
)
