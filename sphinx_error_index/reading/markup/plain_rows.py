"""Keeps rows of plain words out of passes that look for something else.

Sphinx and docutils walk a document some forty times, each time in search of one kind of node:
references, images, footnotes, pending nodes. A vendor's tables are most of a document, and almost
all of their rows hold plain words, in which no such search finds anything. Such rows are set aside
before the searches and put back after them.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_NOTHING = nodes.paragraph().attributes
"""The attributes of a paragraph that has none of its own."""


class plain_rows(nodes.Part, nodes.Element):  # noqa: N801 - nodes are named so
    """Stands for rows that are set aside, in ``rows``; a walk over the document meets no child."""

    rows: tuple[nodes.Node, ...] = ()

    def copy(self) -> Any:
        """Return a node that stands for copies of the rows."""
        copied: plain_rows = super().copy()
        copied.rows = tuple(row.deepcopy() for row in self.rows)
        return copied


def set_aside(
    document: nodes.document, wanted: Callable[[nodes.Element], bool] | None = None
) -> None:
    """Replace plain rows by nodes that stand for them, in all tables or in those wanted.

    The first of several plain rows stays where it is, since a target in front of it may give it
    its name (``docutils.transforms.references.PropagateTargets``).
    """
    for part in _parts(document, wanted):
        children: list[nodes.Node] = []
        for plain, group in groupby(part.children, _is_plain):
            rows = tuple(group)
            if plain and len(rows) > 1:
                standing = plain_rows()
                standing.parent, standing.rows = part, rows[1:]
                children += (rows[0], standing)
            else:
                children += rows
        part.children = children


def put_back(document: nodes.document) -> None:
    """Undo what :func:`set_aside` did."""
    for part in _parts(document):
        part.children = rows_of(part)
        for row in part.children:
            row.parent = part


def rows_of(part: nodes.Element) -> list[nodes.Node]:
    """Return what stands in the head or body of a table, with the rows that are set aside."""
    children: list[nodes.Node] = []
    for child in part.children:
        children += child.rows if isinstance(child, plain_rows) else (child,)
    return children


def _parts(
    document: nodes.document, wanted: Callable[[nodes.Element], bool] | None = None
) -> Iterator[nodes.Element]:
    """Yield heads and bodies of the tables of a document, but not of tables inside of cells."""
    waiting: list[nodes.Node] = [document]
    while waiting:
        node = waiting.pop()
        if isinstance(node, nodes.tbody | nodes.thead):
            yield node
        elif not isinstance(node, nodes.table) or wanted is None or wanted(node):
            waiting += node.children


def _is_plain(row: nodes.Node) -> bool:
    """Say whether a row holds nothing but paragraphs of words, without any attributes."""
    return row.__class__ is nodes.row and all(
        entry.__class__ is nodes.entry and all(map(_is_words, entry.children))
        for entry in row.children
    )


def _is_words(node: nodes.Node) -> bool:
    return (
        node.__class__ is nodes.paragraph
        and len(node.children) == 1
        and node.children[0].__class__ is nodes.Text
        # Escaped characters, which ``SmartQuotes`` replaces even where it makes no quotes.
        and "\0" not in node.children[0]
        # What has no source is given one by ``sphinx.util.nodes.apply_source_workaround``.
        and bool(node.rawsource and node.source)
        and node.attributes == _NOTHING
    )
