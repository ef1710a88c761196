"""docutils table node → plain rows of cells: spans resolved, texts without markup, lines kept.

The shape of a table's doctree is known here and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from docutils import nodes

from sphinx_error_index.model import CellAddress, Text

_BLANKS = re.compile(r"\s+")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the grid: what it says, and whether its row is the first that it spans.

    ``items`` are the items of a cell that is exactly one list, else empty; ``entry`` is the
    cell's place among the entries of its row node.
    """

    text: Text
    items: tuple[Text, ...] = ()
    own: bool = True
    entry: int = 0

    @property
    def plain(self) -> str:
        """The text without markup."""
        return self.text.plain

    @property
    def parts(self) -> tuple[Text, ...]:
        """The entries of the cell: its list items, or the cell as a whole, or none."""
        return self.items or ((self.text,) if self.text else ())


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the grid, all columns filled; ``number`` counts the table's rows from 0."""

    cells: tuple[Cell, ...]
    line: int
    number: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table as plain rows; ``sections`` are the titles above it, outermost first."""

    title: str
    sections: tuple[str, ...]
    line: int
    head: tuple[Row, ...]
    body: tuple[Row, ...]

    @property
    def width(self) -> int:
        """The number of columns."""
        return max((len(row.cells) for row in (*self.head, *self.body)), default=0)


def read_table(node: nodes.table, docname: str) -> Table:
    """Return a table node as plain rows; ``docname`` is the page it will be shown on.

    The node must have an id: the addresses of cells with markup lead through it.
    """
    number = 0
    parts: dict[type[nodes.Element], list[Row]] = {nodes.thead: [], nodes.tbody: []}
    for group in node.findall(nodes.tgroup):
        if group.parent is not node:
            continue
        for part in group.children:
            if type(part) in parts:
                rows = _grid(part, docname, node["ids"][0], number)
                parts[type(part)] += rows
                number += len(part.children)
    head, body = parts[nodes.thead], parts[nodes.tbody]
    line = min((row.line for row in (*head, *body) if row.line), default=node.line or 0)
    return Table(table_title(node), section_titles(node), line, tuple(head), tuple(body))


def row_nodes(node: nodes.table) -> list[nodes.row]:
    """Return the rows of a table in the order of :attr:`Row.number`, nested tables left out."""
    return [
        row
        for group in node.children
        if isinstance(group, nodes.tgroup)
        for part in group.children
        if isinstance(part, nodes.thead | nodes.tbody)
        for row in part.children
    ]


def cell_content(table: nodes.table, address: CellAddress) -> list[nodes.Node]:
    """Return the nodes that a cell address means, still in their place in the doctree."""
    entry = row_nodes(table)[address.row].children[address.entry]
    if address.item < 0:
        return list(entry.children)
    return list(entry.children[0].children[address.item].children)


def table_title(node: nodes.table) -> str:
    """Return a table's caption, else the text over it in the list item it stands in."""
    for child in node.children:
        if isinstance(child, nodes.title):
            return plain_text(child)
    parent = node.parent
    if isinstance(parent, nodes.list_item):
        before = parent.children[: parent.index(node)]
        if before and isinstance(before[-1], nodes.paragraph):
            return plain_text(before[-1])
    return ""


def section_titles(node: nodes.Node) -> tuple[str, ...]:
    """Return the titles of the sections around a node, outermost first."""
    titles = []
    parent = node.parent
    while parent is not None:
        if isinstance(parent, nodes.section) and isinstance(parent.children[0], nodes.title):
            titles.append(plain_text(parent.children[0]))
        parent = parent.parent
    return tuple(reversed(titles))


def plain_text(node: nodes.Node) -> str:
    """Return the text of a node without markup: paragraphs and items on lines of their own."""
    return "\n".join(line for line in _lines(node) if line)


def _lines(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.literal_block):
        yield node.astext().strip("\n")
    elif isinstance(node, nodes.image):
        yield node.get("alt", "")
    elif isinstance(node, nodes.TextElement | nodes.Text):
        text = _inline_text(node).translate(_INVISIBLE)
        yield _BLANKS.sub(" ", text).strip()
    else:
        for child in node.children:
            yield from _lines(child)


def _inline_text(node: nodes.Node) -> str:
    if isinstance(node, nodes.Text):
        return node.astext()
    if isinstance(node, nodes.image):
        return str(node.get("alt", ""))
    return "".join(_inline_text(child) for child in node.children)


def _grid(part: nodes.Element, docname: str, table_id: str, number: int) -> list[Row]:
    """Return the rows of a table head or body with every cell repeated where it spans."""
    rows: list[Row] = []
    hanging: dict[int, tuple[Cell, int]] = {}
    for offset, row in enumerate(part.children):
        cells: list[Cell] = []
        entries = iter(enumerate(row.children))
        lines = [line for node in row.findall(nodes.Element) if (line := node.line)]
        while True:
            column = len(cells)
            if column in hanging:
                cell, left = hanging.pop(column)
                if left > 1:
                    hanging[column] = (cell, left - 1)
                cells.append(cell)
                continue
            index, entry = next(entries, (-1, None))
            if entry is None:
                break
            cell = _cell(entry, CellAddress(docname, table_id, number + offset, index))
            below = Cell(cell.text, cell.items, own=False, entry=index)
            for spanned in range(entry.get("morecols", 0) + 1):
                if entry.get("morerows", 0):
                    hanging[column + spanned] = (below, entry["morerows"])
                cells.append(cell if spanned == 0 else below)
        rows.append(Row(tuple(cells), min(lines, default=0), number + offset))
    return _with_lines(rows)


def _with_lines(rows: list[Row]) -> list[Row]:
    """Give a row that has no text of its own the line of the row above."""
    line = 0
    result = []
    for row in rows:
        line = row.line or line
        result.append(Row(row.cells, line, row.number))
    return result


def _cell(entry: nodes.Element, address: CellAddress) -> Cell:
    only = entry.children[0] if len(entry.children) == 1 else None
    items: tuple[Text, ...] = ()
    if isinstance(only, nodes.bullet_list | nodes.enumerated_list):
        items = tuple(
            _text(list(item.children), _item(address, number))
            for number, item in enumerate(only.children)
        )
        items = tuple(item for item in items if item)
    return Cell(_text(list(entry.children), address), items, entry=address.entry)


def _item(address: CellAddress, number: int) -> CellAddress:
    return CellAddress(address.docname, address.table, address.row, address.entry, number)


def _text(content: list[nodes.Node], address: CellAddress) -> Text:
    """Return the text of some nodes, with their address unless one plain paragraph is all."""
    plain = "\n".join(filter(None, map(plain_text, content)))
    is_plain = not content or (
        len(content) == 1
        and isinstance(content[0], nodes.paragraph)
        and all(isinstance(child, nodes.Text) for child in content[0].children)
    )
    return Text(plain, None if is_plain else address)
