"""Rows and vocabulary → records: what each row of a vendor's table says, nothing dropped."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx_error_index.coderanges import ranges_of
from sphinx_error_index.model import (
    CategoryRecord,
    Normalisation,
    Origin,
    Outcome,
    RowReading,
    TableReading,
    Text,
)
from sphinx_error_index.reading import codecells
from sphinx_error_index.reading.codecells import CodeCell, CodeColumn, NamedCode
from sphinx_error_index.reading.columns import (
    MAJORITY,
    Columns,
    UnknownColumnsError,
    find_columns,
    header_rows,
    headers,
    range_texts,
)
from sphinx_error_index.reading.record_builder import Draft, with_row
from sphinx_error_index.reading.tables import Cell, Row, Table

if TYPE_CHECKING:
    from sphinx_error_index.reading.vocabulary import Vocabulary

_NOTHING = Cell(Text(""))

EMPTY_ROW = "empty row"
"""The reason why a row without any text is not read."""

Place = Callable[[Row, str], str]
"""Gives the anchor of a row on the service page, from the row and what it names."""


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
    file = ""
    if table.file:
        file = posixpath.normpath(posixpath.join(posixpath.dirname(origin.file), table.file))
        origin = replace(origin, file=file)
    reading = TableReading(table.line, table.title, read=False, file=file)
    try:
        heading = next(filter(None, (table.title, *table.sections[-1:], origin.document)), "")
        columns = find_columns(body, names, vocabulary, chosen or {}, heading)
    except UnknownColumnsError as unknown:
        return replace(reading, reason=str(unknown))
    reader = _Reader(table, head, columns, vocabulary, origin, place)
    if not table.head:
        for row in head:
            reader.note(row, Outcome.HEADING, reason="column headers")
    for row in body:
        reader.read(row)
    return replace(
        reading,
        read=True,
        rows=tuple(reader.rows),
        records=tuple(draft.frozen() for draft in reader.drafts),
        categories=tuple(reader.categories),
        naming=columns.naming,
    )


class _Reader:
    """Reads the rows of one table in order, and remembers what the rows above said."""

    def __init__(
        self,
        table: Table,
        head: list[Row],
        columns: Columns,
        vocabulary: Vocabulary,
        origin: Origin,
        place: Place,
    ) -> None:
        self.rows: list[RowReading] = []
        self.drafts: list[Draft] = []
        self.categories: list[CategoryRecord] = []
        self._columns = columns
        self._headers = {_folded(row) for row in head}
        self._vocabulary = vocabulary
        self._origin = replace(origin, table=table.title)
        self._place = place
        section = table.sections[-1] if table.sections else ""
        if codecells.is_class(section):
            section, _, _ = codecells.read_category(section)
        self._section = "" if vocabulary.is_generic(section) else section
        rows = [row for row in table.body if not row.across]
        cells = [cell for row in rows if (cell := columns.cell(row, "code")) and cell.own]
        self._code_column = CodeColumn.of(cells, vocabulary)
        self._has_emphasised_headings = self._are_headings([r.emphasised for r in table.body], rows)
        self._current: list[Draft] = []
        self._category = ""
        self._heading = ""

    def _are_headings(self, emphasised: list[bool], rows: list[Row]) -> bool:
        """Say whether emphasis makes headings: few rows have it, and no code of the others."""
        others = [self._columns.cell(row, "code") for row in rows if not row.emphasised]
        plain = not any(cell and cell.look == "emphasis" for cell in others)
        return plain and 0 < sum(emphasised) < len(emphasised) * MAJORITY

    def read(self, row: Row) -> None:
        """Read one row; its outcome is added to ``rows``."""
        if not any(cell.text for cell in row.cells):
            self.note(row, Outcome.UNREAD, reason=EMPTY_ROW)
        elif _folded(row) in self._headers:
            self.note(row, Outcome.HEADING, reason="repeats the column headers")
        elif self._columns.kind == "categories":
            self._read_category(row)
        elif self._columns.kind == "ranges":
            self._read_ranges(row)
        elif row.emphasised and self._has_emphasised_headings:
            self._read_emphasised(row)
        elif row.alone and self._is_heading(row):
            self._read_heading(row)
        else:
            self._read_code(row)

    def _is_heading(self, row: Row) -> bool:
        """Say whether the only filled cell of a row, its first, names no code."""
        first = row.cells[0]
        role = next((role for role, at in self._columns.roles.items() if at == 0), "")
        if role == "code":
            return codecells.is_heading(
                first, self._named(first), self._code_column, across=row.across
            )
        if row.across or role == "category":
            return True
        if role == "status":
            return not codecells.statuses(first.name) and not codecells.is_class(first.name)
        return not role and not first.name.isdigit()

    def _named(self, cell: Cell | None) -> CodeCell:
        if cell is None:
            return CodeCell()
        return codecells.read_code_cell(cell, self._vocabulary, self._code_column)

    def _read_heading(self, row: Row) -> None:
        first = row.cells[0]
        if not codecells.looks_like_heading(first.name):
            self._read_remark(row, first)
            return
        self._heading, title, changes = codecells.read_category(first.name)
        self._category = ""
        self._current = []
        self._add_category(row, self._heading, title=title, named_by=first)
        self.note(row, Outcome.HEADING, (self._heading,), normalised=changes)

    def _read_emphasised(self, row: Row) -> None:
        """Read a row whose cells are all emphasised: it heads the rows below it."""
        cell = self._columns.cell(row, "code")
        named = self._named(cell)
        if cell is None or not named.names:
            self._read_code(row)
            return
        name = named.names[0]
        titles = (self._columns.cell(row, role) for role in ("title", "message", "description"))
        telling = next((own for own in titles if own and own.plain), None)
        title = telling.plain.replace("\n", " ") if telling else ""
        self._heading, self._category, self._current = name, "", []
        rest = replace(row, cells=tuple(_NOTHING if own is telling else own for own in row.cells))
        self._add_category(rest, name, title=title, named_by=cell, coded=True)
        self.note(row, Outcome.HEADING, (name,), normalised=named.normalised)

    def _read_ranges(self, row: Row) -> None:
        """Read a row that says which codes a category has."""
        self._read_category(row)
        cell = self._columns.cell(row, "code")
        if cell and self.categories:
            ranges = tuple((r.first, r.last) for r in ranges_of(range_texts(cell.name)))
            last = self.categories[-1]
            self.categories[-1] = replace(last, ranges=last.ranges + ranges)

    def _read_remark(self, row: Row, cell: Cell) -> None:
        """Read a sentence that stands where a code or heading should, with nothing beside it."""
        name = self._category or self._heading
        if name:
            self._add_category(row, name, (cell.text,), named_by=cell)
            self.note(row, Outcome.CATEGORY, (name,), reason="a note on the category")
        elif self._current:
            header = self._columns.names[0] or "Column 1"
            self._continue(row)
            for draft in self._current:
                draft.add_extra(header, cell.text)
        else:
            self._continue(row)

    def _read_code(self, row: Row) -> None:
        code_cell = self._columns.cell(row, "code")
        status_cell = self._columns.cell(row, "status")
        self._inherit_category(row)
        if self._spans_from_above(code_cell, status_cell):
            self._continue(row)
            return
        by_status = self._named(status_cell)
        remark = code_cell if code_cell and self._is_remark(code_cell) else None
        if remark and self._category:
            texts = (remark.text, *self._texts(row))
            self._add_category(row, self._category, texts, named_by=remark)
            self.note(row, Outcome.CATEGORY, (self._category,), reason="a note on the category")
            return
        named = self._named(None if remark and by_status.codes else code_cell)
        fell_back = not named.names
        if fell_back:
            named = replace(by_status, normalised=named.normalised + by_status.normalised)
        if not named.names:
            self._continue(row, named.normalised)
            return
        for name, title in named.categories:
            naming = status_cell if fell_back else code_cell
            self._add_category(row, name, title=title, named_by=naming)
        changes = named.normalised
        if named.codes:
            changes += self._start(row, named, fell_back=fell_back)
        if remark and fell_back:
            for draft in self._current:
                draft.add_extra(self._columns.header("code"), remark.text)
        outcome = Outcome.CODE if named.codes else Outcome.CATEGORY
        self.note(row, outcome, named.names, normalised=changes)

    def _is_remark(self, cell: Cell) -> bool:
        """Say whether a sentence stands where the code should."""
        return not cell.items and not codecells.look_like_codes(cell.name)

    def _start(self, row: Row, named: CodeCell, *, fell_back: bool) -> tuple[Normalisation, ...]:
        """Start the records of a row; return what was taken from the row above."""
        above = self._statuses_above(row, fell_back=fell_back)
        alone = len(named.codes) == 1
        self._current = [
            self._draft(row, code, alone=alone, fell_back=fell_back) for code in named.codes
        ]
        self.drafts += self._current
        if not above:
            return ()
        for draft in self._current:
            draft.status = above
        return (Normalisation("", "/".join(map(str, above)), "status of the row above"),)

    def _spans_from_above(self, code_cell: Cell | None, status_cell: Cell | None) -> bool:
        """Say whether code and status are the ones of the row above, spanning this one."""
        spanning = [cell for cell in (code_cell, status_cell) if cell and cell.plain]
        return bool(self._current and spanning) and all(
            cell.repeats == "above" for cell in spanning
        )

    def _statuses_above(self, row: Row, *, fell_back: bool) -> tuple[int, ...]:
        """Return the statuses of the row above where several cells left of the code are empty.

        That is how some vendors write cells that are one for several rows.
        """
        status, code = self._columns.roles.get("status"), self._columns.roles["code"]
        if fell_back or status is None or status > code or code < 2 or not self._current:
            return ()
        return () if any(cell.text for cell in row.cells[:code]) else self._current[0].status

    def _continue(self, row: Row, normalised: tuple[Normalisation, ...] = ()) -> None:
        if not self._current:
            reason = "names no code, and there is no row above that it could continue"
            self.note(row, Outcome.UNREAD, reason=reason)
            return
        for draft in self._current:
            draft.origins.append(self._row_origin(row, draft.code))
            draft.fill(row, self._columns, self._vocabulary, starts=False)
            if self._category and self._says_category(row):
                draft.categories = tuple(dict.fromkeys((*draft.categories, self._category)))
        codes = tuple(draft.code for draft in self._current)
        self.note(row, Outcome.CONTINUED, codes, normalised=normalised)

    def _draft(self, row: Row, named: NamedCode, *, alone: bool, fell_back: bool) -> Draft:
        """Return the record that a row starts for one of its codes, or for its only one."""
        code = named.code
        cell = self._columns.cell(row, "status")
        numbers = codecells.statuses(cell.name) if cell and not fell_back else ()
        numbers = numbers or named.status
        if not numbers and (fell_back or self._columns.code_is_status):
            numbers = codecells.statuses(code)
        kind = codecells.class_name(cell.name) if cell and not fell_back else ""
        categories = tuple(filter(None, (self._category or self._heading, kind)))
        draft = Draft(code, numbers, named.title, categories, self._section)
        draft.ends, draft.aliases = named.ends, [*named.aliases, *named.ends]
        if alone:
            draft.add_names(row, self._columns, self._vocabulary)
        draft.origins.append(self._row_origin(row, code))
        draft.fill(row, self._columns, self._vocabulary, starts=True)
        return draft

    def _inherit_category(self, row: Row) -> None:
        """Note a row's category; an empty cell leaves that of the rows above."""
        cell = self._columns.cell(row, "category")
        if cell and cell.plain:
            none = self._vocabulary.is_no_code(cell.plain)
            self._category = "" if none else cell.plain.replace("\n", " ")

    def _says_category(self, row: Row) -> bool:
        cell = self._columns.cell(row, "category")
        return bool(cell and cell.own and cell.plain)

    def _read_category(self, row: Row) -> None:
        cell = self._columns.cell(row, "category")
        if cell and cell.own and not self._vocabulary.is_nothing(cell.plain):
            name, title, changes = codecells.read_category(cell.name)
            self._add_category(row, name, title=title, named_by=cell)
            self.note(row, Outcome.CATEGORY, (name,), normalised=changes)
        elif self.categories:
            name = self.categories[-1].name
            self._add_category(row, name)
            self.note(row, Outcome.CONTINUED, (name,))
        else:
            self.note(row, Outcome.UNREAD, reason="names no category")

    def _texts(self, row: Row) -> tuple[Text, ...]:
        """Return the text that a row has in the column of descriptions, if it has any."""
        cell = self._columns.cell(row, "description")
        if cell is None or cell.repeats == "left" or self._vocabulary.is_nothing(cell.plain):
            return ()
        return (cell.text,)

    def _add_category(
        self,
        row: Row,
        name: str,
        description: tuple[Text, ...] = (),
        *,
        title: str = "",
        named_by: Cell | None = None,
        coded: bool = False,
    ) -> None:
        """Note a category with what its row says beside the cell that names it."""
        origin = self._row_origin(row, name)
        record = CategoryRecord(name, origin, title, description or self._texts(row), coded=coded)
        rest = [_NOTHING if cell is named_by else cell for cell in row.cells]
        row = replace(row, cells=tuple(rest))
        self.categories.append(with_row(record, row, self._columns, self._vocabulary))

    def _row_origin(self, row: Row, name: str) -> Origin:
        """Return the row as an origin, with the cell that should name its code, as written."""
        cells = [row.cells[at] for at in self._columns.naming if at < len(row.cells)]
        written = next((cell.plain for cell in cells if cell.plain), "")
        anchor = self._place(row, name)
        return replace(self._origin, line=row.line, cell=written, anchor=anchor)

    def note(
        self,
        row: Row,
        outcome: Outcome,
        codes: tuple[str, ...] = (),
        *,
        reason: str = "",
        normalised: tuple[Normalisation, ...] = (),
    ) -> None:
        """Keep what became of a row."""
        self.rows.append(RowReading(row.line, outcome, codes, reason, normalised))


def _folded(row: Row) -> tuple[str, ...]:
    return tuple(cell.plain.casefold() for cell in row.cells)
