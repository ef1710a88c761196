"""Grid tables in which the bar of a row stands in another column than in the rows around.

docutils takes the cells on both sides of such a bar for one that spans both columns, with the bar
in its text. Where the text has just the bars that are missing, the cells are told apart again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_error_index.messages import Subtype
from sphinx_error_index.reading.markup.places import line_near

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx_error_index.messages import Messages

Column = list[nodes.Node]


def mend_grids(tables: Iterable[nodes.table], messages: Messages) -> None:
    """Divide the cells of tables that have a bar in their text instead of beside it."""
    for table in tables:
        for entry in list(table.findall(nodes.entry)):
            bars = entry.get("morecols", 0)
            if not bars or "|" not in entry.astext() + _line_block(entry):
                continue
            line = line_near(entry)
            columns = _columns(entry, bars)
            if columns is None:
                text = (
                    "a bar of this row does not stand where the columns of the table divide: "
                    "cells may be read as one"
                )
                messages.warn(Subtype.MARKUP, line, text)
                continue
            messages.note(
                Subtype.UNTIDY,
                line,
                "a bar of this row does not stand where the columns of the table divide: it is "
                "read as if it did",
            )
            _divide(entry, columns)


def _line_block(entry: nodes.entry) -> str:
    """Return a bar if docutils took one at the beginning of a line for markup."""
    return "|" if next(iter(entry.findall(nodes.line_block)), None) is not None else ""


def _columns(entry: nodes.entry, bars: int) -> list[Column] | None:
    """Return what stands between the bars in an entry, ``None`` if it is not so many."""
    only = entry.children[0] if len(entry.children) == 1 else None
    if isinstance(only, nodes.paragraph) and "\n" not in only.astext():
        pieces: list[Column] = [[]]
        for child in only.children:
            if not isinstance(child, nodes.Text):
                pieces[-1].append(child)
                continue
            first, *others = child.astext().split("|")
            pieces[-1].append(nodes.Text(first))
            pieces += [[nodes.Text(other)] for other in others]
        return pieces if len(pieces) == bars + 1 else None
    lines = _lines(entry.children)
    if lines is None:
        return None
    cut = [line.split("|") for line in lines]
    if any(len(parts) != bars + 1 for parts in cut):
        return None
    columns = zip(*cut, strict=True)
    texts = ["\n".join(filter(None, map(str.strip, column))) for column in columns]
    return [[nodes.Text(text)] for text in texts]


def _lines(children: Iterable[nodes.Node]) -> list[str] | None:
    """Return the lines of an entry as they were written, ``None`` if its markup is not simple."""
    lines: list[str] = []
    for node in children:
        if isinstance(node, nodes.definition_list) and len(node.children) == 1:
            inner = _lines(node.children[0].children)
        elif isinstance(node, nodes.definition):
            inner = _lines(node.children)
        elif isinstance(node, nodes.line_block):
            inner = [f"| {line.astext()}" for line in node.children]
        elif isinstance(node, nodes.paragraph | nodes.term) and all(
            isinstance(child, nodes.Text) for child in node.children
        ):
            inner = node.astext().splitlines()
        else:
            return None
        if inner is None:
            return None
        lines += inner
    return lines


def _divide(entry: nodes.entry, columns: list[Column]) -> None:
    """Put an entry for each column in the place of one."""
    old = next(iter(entry.findall(nodes.paragraph)), None)
    line = line_near(entry)
    del entry["morecols"]
    entries = []
    for column in columns:
        words = [word for word in column if word.astext().strip()]
        if words and isinstance(words[0], nodes.Text):
            words[0] = nodes.Text(words[0].astext().lstrip())
        if words and isinstance(words[-1], nodes.Text):
            words[-1] = nodes.Text(words[-1].astext().rstrip())
        new = nodes.entry("", **entry.attributes)
        if words:
            paragraph = nodes.paragraph("", "", *words)
            paragraph.source, paragraph.line = (old.source if old else None), line
            new += paragraph
        entries.append(new)
    entry.replace_self(entries)
