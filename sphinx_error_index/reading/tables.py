"""docutils table node → plain rows of cells: spans resolved, texts without markup, lines kept.

The shape of a table's doctree is known here and nowhere else.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from sphinx_error_index.doctrees import NodesByClass
from sphinx_error_index.model import CellAddress, Text
from sphinx_error_index.reading.cells.signs import lone_sign, numeral_and_words
from sphinx_error_index.reading.markup.plain_rows import rows_of
from sphinx_error_index.reading.plaintext import plain_text, tidy

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARKS = (nodes.footnote_reference, nodes.superscript)
_OUTWARD = (
    nodes.reference,
    nodes.footnote_reference,
    nodes.image,
    addnodes.pending_xref,
    addnodes.download_reference,
)
"""Nodes whose HTML depends on something outside them."""

_NOTHING = Text("")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the grid.

    ``items`` are the items of a cell that is exactly one list, else empty; ``name`` is the
    plain text without footnote marks. Where a vendor's cell spans several, ``repeats`` says
    in the others whether they repeat the one to the ``"left"`` or ``"above"``. ``entry`` is
    the cell's place among the entries of its row node. ``look`` is ``"emphasis"`` or
    ``"literal"`` where all of the cell is marked up so.
    """

    text: Text
    items: tuple[Text, ...] = ()
    name: str = ""
    repeats: str = ""
    entry: int = 0
    look: str = ""

    @property
    def own(self) -> bool:
        """Whether the cell is no repetition of another one."""
        return not self.repeats

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

    @property
    def alone(self) -> bool:
        """Whether only the first of several cells is filled; it may span the others."""
        others = [cell for cell in self.cells[1:] if cell.text and cell.repeats != "left"]
        return len(self.cells) > 1 and self.cells[0].own and bool(self.cells[0].text) and not others

    @property
    def emphasised(self) -> bool:
        """Whether it has several cells, and each filled one is emphasised as a whole."""
        filled = [cell for cell in self.cells if cell.text and cell.own]
        several = len(self.cells) > 1 and bool(filled)
        return several and all(cell.look == "emphasis" for cell in filled)

    @property
    def across(self) -> bool:
        """Whether the first of several cells spans all the others."""
        return self.alone and all(cell.repeats == "left" for cell in self.cells[1:])


@dataclass(frozen=True, slots=True)
class Table:
    """A table as plain rows.

    ``sections`` are the titles above it, outermost first, without the document's own. ``file``
    is where the rows stand if not in the vendor's file itself, relative to its folder.
    """

    title: str
    sections: tuple[str, ...]
    line: int
    head: tuple[Row, ...]
    body: tuple[Row, ...]
    file: str = ""

    @property
    def width(self) -> int:
        """The number of columns."""
        return max((len(row.cells) for row in (*self.head, *self.body)), default=0)


def read_table(node: nodes.table, docname: str) -> Table:
    """Return a table node as plain rows; ``docname`` is the page it will be shown on.

    The node must have an id: the addresses of cells with markup lead through it.
    """
    number = 0
    head: list[Row] = []
    body: list[Row] = []
    file = _other_file(node)
    for part in _parts(node):
        rows = _grid(part, docname, node["ids"][0], number)
        number += len(rows)
        above = [row.line for row in head] if body == [] and not file else []
        rows = _with_lines(rows, max(above, default=0))
        (head if isinstance(part, nodes.thead) else body).extend(rows)
    lines = [row.line for row in (*([] if file else head), *body) if row.line]
    return Table(
        table_title(node),
        section_titles(node),
        min(lines, default=node.line or 0),
        tuple(head),
        tuple(body),
        file,
    )


def _parts(node: nodes.table) -> Iterator[nodes.thead | nodes.tbody]:
    """Return the head and the body of a table, nested tables left out."""
    for group in node.children:
        if isinstance(group, nodes.tgroup):
            for part in group.children:
                if isinstance(part, nodes.thead | nodes.tbody):
                    yield part


def _other_file(node: nodes.table) -> str:
    """Return the file of a table's rows if it is not the document's own (``csv-table``)."""
    document = node.document
    own = document.get("source", "") if document is not None else ""
    rows = row_nodes(node)
    cells = (cell for row in rows[-1:] for cell in row.findall(nodes.Element) if cell.line)
    source = next((cell.source for cell in cells if cell.source), own)
    if not own or source == own or not Path(source).is_file():
        return ""
    return os.path.relpath(source, Path(own).parent).replace(os.sep, "/")


def row_nodes(node: nodes.table) -> list[nodes.row]:
    """Return the rows of a table in the order of :attr:`Row.number`, nested tables left out."""
    return [row for part in _parts(node) for row in rows_of(part) if isinstance(row, nodes.row)]


def entry_content(entry: nodes.Element, item: int = -1) -> list[nodes.Node]:
    """Return the nodes of an entry, or of one item of the list that it is, in their place."""
    if item < 0:
        return list(entry.children)
    return list(entry.children[0].children[item].children)


def table_title(node: nodes.Element) -> str:
    """Return a table's caption, else the text over it in the item of a list it stands in."""
    for child in node.children:
        if isinstance(child, nodes.title):
            return plain_text(child)
    parent = node.parent
    if isinstance(parent, nodes.definition):
        return plain_text(parent.parent.children[0])
    if isinstance(parent, nodes.list_item):
        before = parent.children[: parent.index(node)]
        if before and isinstance(before[-1], nodes.paragraph):
            return plain_text(before[-1])
    return ""


def section_titles(node: nodes.Node) -> tuple[str, ...]:
    """Return the titles of the sections around a node, outermost first.

    The only section on the highest level is the document itself: its title is left out, and
    so is that of a section which repeats it.
    """
    around = []
    parent = node.parent
    while parent is not None:
        if isinstance(parent, nodes.section) and isinstance(parent.children[0], nodes.title):
            around.append(parent)
        parent = parent.parent
    around.reverse()
    titles = [plain_text(section.children[0]) for section in around]
    if around:
        peers = [child for child in around[0].parent.children if isinstance(child, nodes.section)]
        if len(peers) == 1:
            titles = [title for title in titles if title.casefold() != titles[0].casefold()]
    return tuple(titles)


def _grid(part: nodes.Element, docname: str, table_id: str, number: int) -> list[Row]:
    """Return the rows of a table head or body with every cell repeated where it spans."""
    rows: list[Row] = []
    hanging: dict[int, tuple[Cell, int]] = {}
    for offset, row in enumerate(row for row in part.children if isinstance(row, nodes.row)):
        cells: list[Cell] = []
        entries = enumerate(child for child in row.children if isinstance(child, nodes.entry))
        while True:
            column = len(cells)
            if column in hanging:
                cell, left = hanging.pop(column)
                if left > 1:
                    hanging[column] = (cell, left - 1)
                cells.append(cell)
                continue
            following = next(entries, None)
            if following is None:
                break
            index, entry = following
            cell = _cell(entry, CellAddress(docname, table_id, number + offset, index))
            aside = replace(cell, repeats="left")
            for spanned in range(entry.get("morecols", 0) + 1):
                if rows_below := entry.get("morerows", 0):
                    below = aside if spanned else replace(cell, repeats="above")
                    hanging[column + spanned] = (below, rows_below)
                cells.append(aside if spanned else cell)
        rows.append(Row(tuple(cells), _line(row), number + offset))
    return rows


def _line(row: nodes.Element) -> int:
    """Return the line of a row, 0 if none of its texts has one."""
    lines = [row.line or 0]
    for entry in row.children:
        # The first text of a cell stands above its others.
        first = entry.children[0] if entry.children else entry
        line = first.line or next((n.line for n in entry.findall(nodes.Element) if n.line), 0)
        lines.append(line)
    return min(filter(None, lines), default=0)


def _with_lines(rows: list[Row], above: int) -> list[Row]:
    """Give a row whose line is not known that of the row above, the first one that of another.

    docutils knows no line of a cell whose text is punctuation alone. ``above`` is the line of
    the header row, or 0.
    """
    line = above or next((row.line for row in rows if row.line), 1)
    result = []
    for row in rows:
        line = row.line or line
        result.append(Row(row.cells, line, row.number))
    return result


def _cell(entry: nodes.Element, address: CellAddress) -> Cell:
    only = entry.children[0] if len(entry.children) == 1 else None
    if only is None and not entry.children:
        return Cell(_NOTHING, entry=address.entry)
    if isinstance(only, nodes.paragraph) and _is_text(only):
        text = Text(tidy(only.astext()))
        return Cell(text, name=text.plain, entry=address.entry)
    if sign := lone_sign(only):
        return Cell(Text(sign), name=sign, entry=address.entry)
    if words := numeral_and_words(only):
        return Cell(Text(words), name=words, entry=address.entry)
    items: tuple[Text, ...] = ()
    if isinstance(only, nodes.bullet_list | nodes.enumerated_list):
        items = tuple(
            text_of(list(item.children), _item(address, number))
            for number, item in enumerate(only.children)
        )
        items = tuple(item for item in items if item)
        if isinstance(only, nodes.enumerated_list):
            items = tuple(replace(item, number=n) for n, item in enumerate(items, start=1))
    text = text_of(list(entry.children), address)
    name = _name(entry, text.plain)
    return Cell(text, items, name, entry=address.entry, look=_look(only))


def _look(only: nodes.Node | None) -> str:
    """Return how all of a cell is marked up: ``"emphasis"``, ``"literal"`` or in no such way."""
    if not isinstance(only, nodes.paragraph) or not only.children:
        return ""
    marked = [n for n in only.children if not isinstance(n, nodes.Text) or n.astext().strip()]
    if all(isinstance(node, nodes.strong | nodes.emphasis) for node in marked):
        return "emphasis"
    return "literal" if all(isinstance(node, nodes.literal) for node in marked) else ""


def _name(entry: nodes.Element, plain: str) -> str:
    """Return the text of an entry without the marks of footnotes, which are no part of a name."""
    if not any(entry.findall(lambda node: isinstance(node, _MARKS))):
        return plain
    bare = entry.deepcopy()
    for mark in list(bare.findall(lambda node: isinstance(node, _MARKS))):
        mark.parent.remove(mark)
    return plain_text(bare)


def _item(address: CellAddress, number: int) -> CellAddress:
    return CellAddress(address.docname, address.table, address.row, address.entry, number)


def text_of(content: list[nodes.Node], address: CellAddress) -> Text:
    """Return the text of some nodes, with their address unless one plain paragraph is all."""
    plain = "\n".join(filter(None, map(plain_text, content)))
    is_plain = not content or (
        len(content) == 1 and isinstance(content[0], nodes.paragraph) and _is_text(content[0])
    )
    if is_plain:
        return Text(plain)
    return Text(plain, replace(address, content=content_digest(content)))


def _is_text(node: nodes.Element) -> bool:
    return all(isinstance(child, nodes.Text) for child in node.children)


def content_digest(content: list[nodes.Node]) -> str:
    """Return a digest of some nodes; nothing where they show more than they say themselves."""
    found = [NodesByClass(node) for node in content]
    if any(nodes_.of(*_OUTWARD) for nodes_ in found):
        return ""
    text = "".join(node.pformat() for node in content)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
