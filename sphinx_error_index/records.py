"""Rows and vocabulary → records: what each row of a vendor's table says, nothing dropped."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from sphinx_error_index import codecells
from sphinx_error_index.codecells import CodeCell, CodeColumn
from sphinx_error_index.columns import (
    Columns,
    UnknownColumns,
    find_columns,
    header_rows,
    headers,
)
from sphinx_error_index.model import (
    CategoryRecord,
    Normalisation,
    Origin,
    Outcome,
    Record,
    RowReading,
    TableReading,
    Text,
)
from sphinx_error_index.tables import Cell, Row, Table
from sphinx_error_index.vocabulary import Vocabulary

TEXT_ROLES = ("message", "description", "causes", "actions")
"""Fields of a record that hold texts, each a list."""

EMPTY_ROW = "empty row"
"""The reason why a row without any text is not read."""

_ROLE_OF_FIELD = {"causes": "cause", "actions": "action"}

Place = Callable[[Row, str], str]
"""Gives the anchor of a row on the service page, from the row and what it names."""


@dataclass(slots=True)
class _Draft:
    """A record under construction: rows below may still continue it."""

    code: str
    status: tuple[int, ...]
    title: str
    categories: tuple[str, ...]
    section: str
    origins: list[Origin] = field(default_factory=list)
    texts: dict[str, list[Text]] = field(default_factory=dict)
    extra: dict[str, Text] = field(default_factory=dict)

    def frozen(self) -> Record:
        texts = {name: tuple(self.texts.get(name, ())) for name in TEXT_ROLES}
        return Record(
            code=self.code,
            origins=tuple(self.origins),
            status=self.status,
            title=self.title,
            categories=self.categories,
            section=self.section,
            extra=tuple(self.extra.items()),
            **texts,
        )


def read_records(
    table: Table,
    vocabulary: Vocabulary,
    origin: Origin,
    place: Place,
    chosen: Mapping[str, str] | None = None,
) -> TableReading:
    """Return what a table says, row by row.

    ``origin`` is that of the file (line and cell are filled in), ``place`` gives each row's
    anchor, ``chosen`` are the column roles that the page's author gave.
    """
    head, body = header_rows(table, vocabulary)
    names = headers(table, head)
    try:
        columns = find_columns(table, body, names, vocabulary, chosen or {})
    except UnknownColumns as unknown:
        return TableReading(table.line, table.title, read=False, reason=str(unknown))
    reader = _Reader(table, columns, names, vocabulary, origin, place)
    if not table.head:
        reader.rows += [
            RowReading(row.line, Outcome.HEADING, reason="column headers") for row in head
        ]
    for row in body:
        reader.read(row)
    return TableReading(
        table.line,
        table.title,
        read=True,
        rows=tuple(reader.rows),
        records=tuple(draft.frozen() for draft in reader.drafts),
        categories=tuple(reader.categories),
        naming=columns.naming,
    )


class _Reader:
    """Reads the rows of one table in order; what it knows of the rows above is its state."""

    def __init__(
        self,
        table: Table,
        columns: Columns,
        names: list[str],
        vocabulary: Vocabulary,
        origin: Origin,
        place: Place,
    ) -> None:
        self.rows: list[RowReading] = []
        self.drafts: list[_Draft] = []
        self.categories: list[CategoryRecord] = []
        self._columns = columns
        self._names = names
        self._vocabulary = vocabulary
        self._origin = replace(origin, table=table.title)
        self._place = place
        self._section = table.sections[-1] if len(table.sections) > 1 else ""
        key = "category" if columns.kind == "categories" else "code"
        cells = [cell for row in table.body if (cell := columns.cell(row, key))]
        self._code_column = CodeColumn.of(cells, vocabulary)
        self._current: list[_Draft] = []
        self._category = ""
        self._heading = ""

    def read(self, row: Row) -> None:
        """Read one row; its outcome is added to ``rows``."""
        texts = [cell.plain for cell in row.cells]
        if not any(texts):
            self._note(row, Outcome.UNREAD, reason=EMPTY_ROW)
        elif texts == self._names:
            self._note(row, Outcome.HEADING, reason="repeats the column headers")
        elif self._columns.kind == "categories":
            self._read_category(row)
        elif self._heads_others(row):
            self._heading, self._category = texts[0].replace("\n", " "), ""
            self._current = []
            self._add_category(row, self._heading)
            self._note(row, Outcome.HEADING, (self._heading,))
        else:
            self._read_code(row)

    def _heads_others(self, row: Row) -> bool:
        """Say whether only the first cell is filled, with something that is no code."""
        filled = [i for i, cell in enumerate(row.cells) if cell.own and cell.plain]
        if len(row.cells) < 2 or filled != [0]:
            return False
        if self._columns.roles["code"] != 0:
            return True
        text = row.cells[0].plain
        return (
            not codecells.is_token(text)
            and not self._code_column.phrases
            and not (self._named(row.cells[0]).codes[0][1])
        )

    def _named(self, cell: Cell | None) -> CodeCell:
        if cell is None:
            return CodeCell()
        return codecells.read_code_cell(cell, self._vocabulary, self._code_column)

    def _read_code(self, row: Row) -> None:
        code_cell = self._columns.cell(row, "code")
        status_cell = self._columns.cell(row, "status")
        self._inherit_category(row)
        if self._spans_from_above(code_cell, status_cell):
            self._continue(row)
            return
        if code_cell and self._is_note(row, code_cell):
            self._add_category(row, self._category, (code_cell.text,))
            self._note(row, Outcome.CATEGORY, (self._category,), reason="a note on the category")
            return
        named = self._named(code_cell)
        fell_back = not named.names
        if fell_back:
            by_status = self._named(status_cell)
            named = replace(by_status, normalised=named.normalised + by_status.normalised)
        if not named.names:
            self._continue(row, named.normalised)
            return
        for name, title in named.categories:
            self._add_category(row, name, title=title)
        if named.codes:
            self._current = [
                self._draft(row, code, title, fell_back) for code, title in named.codes
            ]
            self.drafts += self._current
        outcome = Outcome.CODE if named.codes else Outcome.CATEGORY
        self._note(row, outcome, named.names, normalised=named.normalised)

    def _spans_from_above(self, code_cell: Cell | None, status_cell: Cell | None) -> bool:
        """Say whether code and status are the ones of the row above, spanning this one."""
        spanning = [cell for cell in (code_cell, status_cell) if cell and cell.plain]
        return bool(self._current and spanning) and not any(cell.own for cell in spanning)

    def _is_note(self, row: Row, cell: Cell) -> bool:
        """Say whether a sentence stands where the code should, beside the name of a category."""
        category = self._columns.cell(row, "category")
        return bool(category and category.plain) and not all(
            map(codecells.looks_like_code, cell.plain.splitlines())
        )

    def _continue(self, row: Row, normalised: tuple[Normalisation, ...] = ()) -> None:
        if not self._current:
            reason = "names no code, and there is no row above that it could continue"
            self._note(row, Outcome.UNREAD, reason=reason)
            return
        for draft in self._current:
            self._fill(draft, row)
        codes = tuple(draft.code for draft in self._current)
        self._note(row, Outcome.CONTINUED, codes, normalised=normalised)

    def _draft(self, row: Row, code: str, title: str, fell_back: bool) -> _Draft:
        status_role = "code" if self._columns.code_is_status else "status"
        if fell_back or status_role == "code":
            numbers = codecells.statuses(code)
        else:
            cell = self._columns.cell(row, status_role)
            numbers = codecells.statuses(cell.plain) if cell else ()
        category = self._category or self._heading
        draft = _Draft(code, numbers, title, (category,) if category else (), self._section)
        self._fill(draft, row)
        return draft

    def _fill(self, draft: _Draft, row: Row) -> None:
        """Add a row's cells to a record: the row that starts it, or one that continues it."""
        draft.origins.append(self._row_origin(row, draft.code))
        for name in TEXT_ROLES:
            cell = self._columns.cell(row, _ROLE_OF_FIELD.get(name, name))
            if cell and cell.own and not self._vocabulary.is_nothing(cell.plain):
                parts = cell.parts if name in _ROLE_OF_FIELD else (cell.text,)
                draft.texts.setdefault(name, []).extend(parts)
        for header, cell in self._extra_cells(row, draft):
            known = draft.extra.get(header)
            plain = f"{known.plain}\n{cell.plain}" if known else cell.plain
            draft.extra[header] = Text(plain, None if known else cell.text.markup)

    def _extra_cells(self, row: Row, draft: _Draft) -> list[tuple[str, Cell]]:
        """Return the cells that no field of the record holds in full, with their headers."""
        cells = [(header, row.cells[at]) for header, at in self._columns.extra.items()]
        title = self._columns.cell(row, "title")
        if title and title.own and not self._vocabulary.is_nothing(title.plain):
            if not draft.title:
                draft.title = title.plain.replace("\n", " ")
            if title.text.markup or title.plain != draft.title:
                cells.append((self._names[self._columns.roles["title"]], title))
        status = self._columns.cell(row, "status")
        if status and codecells.says_more_than_statuses(status.plain):
            cells.append((self._names[self._columns.roles["status"]], status))
        return [(h, c) for h, c in cells if c.own and not self._vocabulary.is_nothing(c.plain)]

    def _inherit_category(self, row: Row) -> None:
        cell = self._columns.cell(row, "category")
        if cell and not self._vocabulary.is_no_code(cell.plain):
            self._category = cell.plain.replace("\n", " ")

    def _read_category(self, row: Row) -> None:
        named = self._named(self._columns.cell(row, "category"))
        if not named.names:
            if self.categories:
                last = self.categories.pop()
                more = self._texts(row, "description")
                self.categories.append(replace(last, description=last.description + more))
                self._note(row, Outcome.CONTINUED, (last.name,))
            else:
                self._note(row, Outcome.UNREAD, reason="names no category")
            return
        for name, title in (*named.categories, *named.codes):
            self._add_category(row, name, self._texts(row, "description"), title)
        self._note(row, Outcome.CATEGORY, named.names, normalised=named.normalised)

    def _texts(self, row: Row, role: str) -> tuple[Text, ...]:
        cell = self._columns.cell(row, role)
        return (cell.text,) if cell and not self._vocabulary.is_nothing(cell.plain) else ()

    def _add_category(
        self, row: Row, name: str, description: tuple[Text, ...] = (), title: str = ""
    ) -> None:
        """Note a category and every cell of its row that is not its name."""
        leading = {"category", "code", "description", "title"}
        title_cell = self._columns.cell(row, "title")
        extra = dict(self._columns.extra)
        for role, at in self._columns.roles.items():
            if role not in leading:
                extra[self._names[at]] = at
        if self._columns.kind == "codes" and not description:
            description = self._texts(row, "description")
        self.categories.append(
            CategoryRecord(
                name,
                self._row_origin(row, name),
                title or (title_cell.plain.replace("\n", " ") if title_cell else ""),
                description,
                tuple(
                    (header, row.cells[at].text)
                    for header, at in extra.items()
                    if at < len(row.cells) and not self._vocabulary.is_nothing(row.cells[at].plain)
                ),
            )
        )

    def _row_origin(self, row: Row, name: str) -> Origin:
        key = "category" if self._columns.kind == "categories" else "code"
        cell = self._columns.cell(row, key)
        anchor = self._place(row, name)
        return replace(self._origin, line=row.line, cell=cell.plain if cell else "", anchor=anchor)

    def _note(
        self,
        row: Row,
        outcome: Outcome,
        codes: tuple[str, ...] = (),
        *,
        reason: str = "",
        normalised: tuple[Normalisation, ...] = (),
    ) -> None:
        self.rows.append(RowReading(row.line, outcome, codes, reason, normalised))
