"""Nodes → text without markup, which is searched, compared and exported."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Iterator

_BLANKS = re.compile(r"\s+")
# Joiners (U+200C, U+200D) are left alone: the spelling of some languages needs them.
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad"))
_ROMAN = tuple(
    zip(
        "m cm d cd c xc l xl x ix v iv i".split(),
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        strict=True,
    )
)


def plain_text(node: nodes.Node) -> str:
    """Return the text of a node without markup, with a line for each paragraph and list item."""
    return "\n".join(line for line in _lines(node) if line)


def _lines(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.literal_block):
        yield node.astext().strip("\n")
    elif isinstance(node, nodes.image):
        yield node.get("alt", "")
    elif isinstance(node, nodes.TextElement | nodes.Text):
        yield tidy(_inline_text(node))
    else:
        lines = (line for child in node.children for line in _lines(child))
        if isinstance(node, nodes.enumerated_list) and len(node.children) == 1:
            # A list of one item was not meant as a list: "V. 2 is needed", or the code "L. 0001".
            yield f"{_enumerator(node)} {next(lines, '')}"
        yield from lines


def _enumerator(node: nodes.enumerated_list) -> str:
    """Return the number or letter before the first item of a list, as the vendor wrote it."""
    number, kind = node.get("start", 1), node.get("enumtype", "arabic")
    shown = str(number)
    if kind.endswith("alpha"):
        shown = chr(ord("a") + number - 1)
    elif kind.endswith("roman"):
        shown = ""
        for letters, value in _ROMAN:
            shown += letters * (number // value)
            number %= value
    shown = shown.upper() if kind.startswith("upper") else shown
    return f"{node.get('prefix', '')}{shown}{node.get('suffix', '.')}"


def tidy(text: str) -> str:
    """Return a text on one line, with single blanks and without invisible characters."""
    return _BLANKS.sub(" ", text.translate(_INVISIBLE)).strip()


def _inline_text(node: nodes.Node) -> str:
    if isinstance(node, nodes.Text):
        return node.astext()
    if isinstance(node, nodes.image):
        return str(node.get("alt", ""))
    if isinstance(node, nodes.footnote_reference):
        return f"[{node.astext()}]"
    return "".join(_inline_text(child) for child in node.children)
