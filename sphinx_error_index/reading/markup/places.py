"""Where a node stands in its file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Iterator


def line_of(node: nodes.Node | None) -> int:
    """Return the line of a node, else that of the nearest node around it; 0 if none has one."""
    while node is not None:
        if node.line:
            return node.line
        node = node.parent
    return 0


def line_near(node: nodes.Node) -> int:
    """Return the line of a node, else the first one inside it, else one around it."""
    waiting = [node]
    while waiting:
        inner = waiting.pop()
        if inner.line:
            return inner.line
        waiting += inner.children[::-1]
    return line_of(node)


def move_titles_to_their_lines(doctree: nodes.document) -> None:
    """Give the titles of sections the line of their text: docutils notes that of the underline."""
    waiting: list[nodes.Node] = [doctree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, nodes.section) and node.children:
            title = node.children[0]
            if isinstance(title, nodes.title) and title.line:
                title.line -= 1
        if isinstance(node, nodes.document | nodes.section):
            waiting += node.children


def shortened(address: str) -> str:
    """Return an address for a message, which a very long one would fill."""
    return address if len(address) <= _LONGEST else f"{address[:_LONGEST]}…"


_LONGEST = 100


def is_nested(node: nodes.Element) -> bool:
    """Say whether a table, or the message about one, stands in a cell of another table."""
    return any(isinstance(parent, nodes.table) for parent in parents_of(node))


def is_in_document(node: nodes.Element) -> bool:
    """Say whether a node is part of a document, not just quoted by a message."""
    return any(isinstance(parent, nodes.document) for parent in parents_of(node))


def parents_of(node: nodes.Element) -> Iterator[nodes.Element]:
    """Return the nodes around a node, the nearest first."""
    parent = node.parent
    while parent is not None:
        yield parent
        parent = parent.parent
