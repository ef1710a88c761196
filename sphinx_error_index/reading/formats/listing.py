"""Entries that document codes, and how they become a table that is read like any other."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_error_index.model import CellAddress, Text
from sphinx_error_index.reading.formats.bodies import Body
from sphinx_error_index.reading.formats.parts import PART, Run
from sphinx_error_index.reading.plaintext import plain_text
from sphinx_error_index.reading.tables import Cell, Row, Table, text_of

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from sphinx_error_index.reading.formats.bodies import Piece
    from sphinx_error_index.reading.formats.names import Name
    from sphinx_error_index.reading.vocabulary import Vocabulary


class Kind(StrEnum):
    """Where codes stand, as the option ``:codes:`` and ``report.json`` name it."""

    TABLES = "tables"
    SECTIONS = "sections"
    DEFINITIONS = "definitions"
    FIELDS = "fields"
    ITEMS = "items"


@dataclass(frozen=True, slots=True)
class Entry:
    """One code with what is said of it.

    ``element`` is the node that gets the anchor, ``named`` the words that name the code and will
    link to its page. ``words`` stand behind those on the same line, ``content`` below.
    ``written`` is all of the line that names the code.
    """

    element: nodes.Element
    name: Name
    written: str
    line: int
    named: tuple[nodes.Node, ...] = ()
    words: tuple[nodes.Node, ...] = ()
    content: tuple[nodes.Node, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """Entries of one kind that stand together.

    ``others`` counts the entries beside them that name nothing like a code. ``title`` and
    ``sections`` are as of tables; ``lead`` is the paragraph right above. ``level`` is that of
    headings, from 1, else 0.
    """

    kind: Kind
    entries: tuple[Entry, ...]
    others: int
    sections: tuple[str, ...]
    title: str = ""
    lead: str = ""
    level: int = 0

    @property
    def line(self) -> int:
        """The line of the first entry."""
        return self.entries[0].line


@dataclass(frozen=True, slots=True)
class Listed:
    """A listing as a table; ``parts`` are the runs of nodes that its cells have the addresses of.

    ``roles`` are those of columns by position (``"3"``), as :func:`read_records` takes them.
    """

    table: Table
    roles: Mapping[str, str]
    parts: tuple[tuple[str, Run], ...]


CODE, TITLE, NUMBER, SYMBOL, TEXT = "Code", "Title", "Value", "Symbol", "Description"
"""Headers for what has no label: the name of an entry, and what stands before the first label."""

_NOTHING = Cell(Text(""))
_NONE = Cell(Text("-"), name="-")

_LABELS = {"reason": "cause", "reasons": "cause", "why": "cause", "summary": "description"}
"""Roles of labels that mean something else at the head of a column."""


def as_table(
    listing: Listing, vocabulary: Vocabulary, docname: str, prefix: str, first: int
) -> Listed:
    """Return a listing as a table: a row an entry, a column a label.

    ``docname`` is the page that shows it. Parts are named by ``prefix`` and numbers from
    ``first`` on.
    """
    names = [entry.name for entry in listing.entries]
    columns = _Columns(
        vocabulary,
        titled=any(name.title for name in names),
        other=[_other_header(name.number) for name in names if name.number],
    )
    parts: list[tuple[str, Run]] = []
    rows: list[dict[int, Cell]] = []
    for entry in listing.entries:
        cells = {0: Cell(Text(entry.written), name=entry.name.code)}
        if entry.name.title:
            cells[columns.title] = _plain(entry.name.title)
        if entry.name.number:
            cells[columns.number(entry.name.number)] = _plain(entry.name.number)
        for piece in _body(entry, vocabulary):
            name = f"{prefix}{first + len(parts)}"
            cell = _cell(piece, CellAddress(docname, name, -1, -1))
            cells[columns.place(piece.label, cells)] = cell
            if cell.text.markup or any(item.markup for item in cell.items):
                parts += [(name, run) for run in piece.runs]
        for label, text in entry.notes:
            cells[columns.place(label, cells)] = _plain(text)
        rows.append(cells)
    if (category := columns.category) is not None:
        for cells in rows:
            cells.setdefault(category, _NONE)  # an entry has nothing from the one above it
    width = len(columns.labels)
    body = tuple(
        Row(tuple(cells.get(at, _NOTHING) for at in range(width)), entry.line, number)
        for number, (entry, cells) in enumerate(zip(listing.entries, rows, strict=True), start=1)
    )
    head = Row(tuple(_plain(label) for label in columns.labels), 0, 0)
    table = Table(listing.title, listing.sections, listing.line, (head,), body)
    return Listed(table, columns.roles(), tuple(parts))


def role_of_label(label: str, vocabulary: Vocabulary) -> str:
    """Return the role of a label in what an entry says, or nothing."""
    return _LABELS.get(label.casefold(), vocabulary.role(label)[1])


class _Columns:
    """The columns of a listing: labels that have one role share one, unless an entry has both."""

    def __init__(self, vocabulary: Vocabulary, *, titled: bool, other: Sequence[str]) -> None:
        others = list(dict.fromkeys(other))
        self.labels = [CODE, *[TITLE] * titled, *others]
        self.title = 1
        self._vocabulary = vocabulary
        self._roles = ["code", *["title"] * titled, *[""] * len(others)]
        self._ours = len(self.labels)

    @property
    def category(self) -> int | None:
        """The column of categories, if there is one."""
        return self._roles.index("category") if "category" in self._roles else None

    def number(self, text: str) -> int:
        """Return the column for another name of a code."""
        return self.labels.index(_other_header(text))

    def place(self, label: str, taken: Container[int]) -> int:
        """Return the column for a label in an entry that has filled some columns."""
        label = label or TEXT
        key = label.casefold()
        role = role_of_label(label, self._vocabulary)
        role = "" if role == "code" else role
        for at, known in enumerate(self._roles):
            if at not in taken and at >= self._ours and role and known == role:
                return at
        if role in self._roles:
            role = ""
        for at, header in enumerate(self.labels):
            if at not in taken and at >= self._ours and header.casefold() == key:
                return at
        self.labels.append(label)
        self._roles.append(role)
        return len(self.labels) - 1

    def roles(self) -> dict[str, str]:
        """Return the roles of the labels by position; what the name says has none of them."""
        return {str(at + 1): role or "-" for at, role in enumerate(self._roles) if at >= self._ours}


def wrap_parts(parts: Sequence[tuple[str, Run]]) -> None:
    """Put the parts of cells into nodes by which they are found again."""
    for name, run in parts:
        run.wrap(PART, name)


def _other_header(text: str) -> str:
    """Return the header for another name of a code: a number, or a symbol."""
    return SYMBOL if text[:1].isalpha() else NUMBER


def _plain(text: str) -> Cell:
    return Cell(Text(text), name=text)


def _body(entry: Entry, vocabulary: Vocabulary) -> list[Piece]:
    body = Body(vocabulary)
    body.add_words(entry.words)
    body.add(entry.content)
    return body.pieces()


def _cell(piece: Piece, address: CellAddress) -> Cell:
    """Return what a piece says as a cell."""
    blocks = [block for run in piece.runs for block in run.blocks()]
    if any(isinstance(block, nodes.section) for block in blocks):
        return _plain("\n".join(filter(None, map(plain_text, blocks))))
    text = text_of(blocks, address)
    items: tuple[Text, ...] = ()
    only = blocks[0] if len(blocks) == 1 else None
    if isinstance(only, nodes.bullet_list | nodes.enumerated_list):
        items = tuple(
            text_of(list(item.children), CellAddress(address.docname, address.table, -1, -1, at))
            for at, item in enumerate(only.children)
        )
    return Cell(text, tuple(filter(None, items)), text.plain)
