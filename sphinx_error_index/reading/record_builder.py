"""Records under construction: the cells of a row, and of those that continue it, by field."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sphinx_error_index.model import CategoryRecord, Origin, Record, Text
from sphinx_error_index.reading import codecells
from sphinx_error_index.reading.cells.names import other_names

if TYPE_CHECKING:
    from sphinx_error_index.reading.columns import Columns
    from sphinx_error_index.reading.tables import Cell, Row
    from sphinx_error_index.reading.vocabulary import Vocabulary

FIELDS = {
    "message": "message",
    "description": "description",
    "causes": "cause",
    "actions": "action",
}
"""Fields of a record that hold texts, each a list, and the roles of their columns."""

LISTS = ("causes", "actions")
"""The fields in which a cell that is exactly one list gives one text per item."""


@dataclass(slots=True)
class Draft:
    """A record that rows below may still continue."""

    code: str
    status: tuple[int, ...]
    title: str
    categories: tuple[str, ...]
    section: str
    origins: list[Origin] = field(default_factory=list)
    texts: dict[str, list[Text]] = field(default_factory=dict)
    extra: dict[str, Text] = field(default_factory=dict)
    aliases: list[str] = field(default_factory=list)
    ends: tuple[str, ...] = ()

    def frozen(self) -> Record:
        """Return the finished record."""
        texts = {name: tuple(self.texts.get(name, ())) for name in FIELDS}
        return Record(
            code=self.code,
            origins=tuple(self.origins),
            status=self.status,
            title=self.title,
            categories=self.categories,
            section=self.section,
            extra=tuple(self.extra.items()),
            aliases=tuple(dict.fromkeys(self.aliases)),
            ends=self.ends,
            **texts,
        )

    def fill(self, row: Row, columns: Columns, vocabulary: Vocabulary, *, starts: bool) -> None:
        """Add a row's cells: of the row that ``starts`` the record, or one that continues it.

        A cell that spans this row from above belongs to a record that starts here, too. A record
        that goes on has its text already.
        """

        def says(cell: Cell | None) -> bool:
            if cell is None or vocabulary.is_nothing(cell.plain):
                return cell is not None and cell.own and bool(cell.text) and not cell.plain
            return cell.own or (starts and cell.repeats == "above")

        for name, role in FIELDS.items():
            cell = columns.cell(row, role)
            if cell and says(cell):
                parts = cell.parts if name in LISTS else (cell.text,)
                self.texts.setdefault(name, []).extend(parts)
        title = columns.cell(row, "title")
        if title and says(title) and not self.title and not _names_none(title, columns, vocabulary):
            self.title = title.plain.replace("\n", " ")
        for header, cell in _beside(row, columns, vocabulary, self):
            if says(cell):
                self.add_extra(header, cell.text)

    def add_names(self, row: Row, columns: Columns, vocabulary: Vocabulary) -> None:
        """Add the further names that a row gives its only code."""
        for cell in (row.cells[at] for at in columns.aliases if at < len(row.cells)):
            if not vocabulary.is_no_code(cell.name):
                self.aliases += other_names(cell.name, self.code)

    def add_extra(self, header: str, text: Text) -> None:
        """Add a text under its header; a second one there goes below the first."""
        known = self.extra.get(header)
        if known:
            text = Text(f"{known.plain}\n{text.plain}")
        self.extra[header] = text


def _beside(
    row: Row, columns: Columns, vocabulary: Vocabulary, draft: Draft
) -> list[tuple[str, Cell]]:
    """Return the cells that no field of a record holds in full, with their headers."""
    cells = [
        (header, row.cells[at])
        for header, at in columns.extra.items()
        if at < len(row.cells) and not _is_alias(row.cells[at], at, columns, draft)
    ]
    title = columns.cell(row, "title")
    if title and _is_alias(title, columns.roles["title"], columns, draft):
        title = None
    if title and (title.text.markup or title.plain != draft.title):
        cells.append((columns.header("title"), title))
    status = columns.cell(row, "status")
    if status and codecells.says_more_than_statuses(status.plain):
        cells.append((columns.header("status"), status))
    category = columns.cell(row, "category")
    if category and (category.text.markup or vocabulary.is_no_code(category.plain)):
        cells.append((columns.header("category"), category))
    return cells


def _names_none(title: Cell, columns: Columns, vocabulary: Vocabulary) -> bool:
    """Say whether a title says, in a column of names, that the code has no name."""
    return columns.roles["title"] in columns.aliases and vocabulary.is_no_code(title.name)


def _is_alias(cell: Cell, at: int, columns: Columns, draft: Draft) -> bool:
    """Say whether a cell holds further names of a code, and nothing else."""
    names = other_names(cell.name, draft.code) if at in columns.aliases else ()
    plain = not cell.text.markup or cell.look == "literal"
    return plain and bool(names) and {*names} <= {*draft.aliases}


def with_row(
    category: CategoryRecord, row: Row, columns: Columns, vocabulary: Vocabulary
) -> CategoryRecord:
    """Return a category with every cell of ``row`` that is not its name or description."""
    cells = [
        (columns.header(role), columns.cell(row, role))
        for role in columns.roles
        if role not in {"description", "title"}
    ]
    cells += [
        (header, row.cells[at]) for header, at in columns.extra.items() if at < len(row.cells)
    ]
    title = columns.cell(row, "title")
    if title and category.title:
        cells.append((columns.header("title"), title))
    elif title and title.own:
        category = replace(category, title=title.plain.replace("\n", " "))
    extra = tuple(
        (header, cell.text)
        for header, cell in cells
        if cell
        and cell.own
        and cell.plain != category.name
        and not vocabulary.is_nothing(cell.plain)
    )
    return replace(category, extra=extra)
