"""What rows say: one case per file in ``cases/records`` (see ``cases/README.md``)."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sphinx_error_index.model import Origin, Outcome, Record, Text
from sphinx_error_index.reading.records import read_records
from sphinx_error_index.reading.tables import Cell, Row, Table
from sphinx_error_index.reading.vocabulary import load as load_vocabulary
from tests.support.casefile import actual_lines, cases, expected_lines, load, rendered


@pytest.mark.parametrize("path", cases("records"), ids=lambda path: path.stem)
def test_case(path: Path) -> None:
    case = load(path)
    assert case.intent, "a case says what it shows"
    assert rendered(actual_lines(case.read())) == rendered(expected_lines(case))


HEADERS_AGAIN = {"column headers", "repeats the column headers"}
VOCABULARY = load_vocabulary()


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.replace("\\n", " ").casefold()))


HEADERS = st.sampled_from(
    "Error Code|Code|Status Code|Status|Message|Description|Cause|Solution|Module|Type|Level|Name|"
    .split("|")
)  # fmt: skip
CELLS = st.sampled_from(
    ["", "", "", "-", "N/A", "404", "403 Forbidden", "Not Found", "A.1", "A. 2", "A.3, A.4", "4XX",
     "4xx Client", "NoSuch Key", "one word", "Locks", "A sentence. It ends.", "400/500", "-1",
     "E1: disk full", "a\nb", "1", "Error Code", "400-404", "Busy (503)"]
)  # fmt: skip
REPEATS = st.sampled_from(["", "", "", "left", "above"])


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Any table: headers, cells and spans of all kinds."""
    width = draw(st.integers(1, 5))
    names = draw(st.lists(HEADERS, min_size=width, max_size=width))
    rows = [Row(tuple(Cell(Text(name), name=name) for name in names), 1, 0)]
    for number in range(1, draw(st.integers(1, 7))):
        cells: list[Cell] = []
        for column in range(width):
            text, repeats = draw(CELLS), draw(REPEATS)
            if repeats == "left" and column:
                cells.append(replace(cells[-1], repeats="left"))
            elif repeats == "above" and number > 1:
                cells.append(replace(rows[-1].cells[column], repeats="above"))
            else:
                cells.append(Cell(Text(text), name=text))
        rows.append(Row(tuple(cells), number + 1, number))
    head = draw(st.booleans())
    return Table("", (), 1, tuple(rows[:head]), tuple(rows[head:]))


@settings(max_examples=400, deadline=None)
@given(tables())
def test_nothing_in_any_table_is_lost(table: Table) -> None:
    """Every row is accounted for, and its words stand with what has it as origin."""
    reading = read_records(table, VOCABULARY, Origin("x.rst", 0), lambda _, name: name)
    if not reading.read:
        assert reading.reason
        return
    assert [row.line for row in reading.rows] == [row.line for row in table.body]
    said: dict[int, set[str]] = {}
    for record in reading.records:
        for origin in record.origins:
            said.setdefault(origin.line, set()).update(words(repr(record)))
    for category in reading.categories:
        said.setdefault(category.origin.line, set()).update(words(repr(category)))
    for row, outcome in zip(table.body, reading.rows, strict=True):
        assert outcome.outcome is not Outcome.UNREAD or outcome.reason
        if outcome.outcome is Outcome.UNREAD or outcome.reason in HEADERS_AGAIN:
            continue
        its_words = words(" ".join(cell.plain for cell in row.cells if not cell.repeats))
        assert its_words <= said.get(row.line, set()), (row, outcome)


def table(*rows: str, spans: dict[tuple[int, int], str] | None = None) -> Table:
    """Return a table whose cells are divided by bars; ``spans`` says which repeat another one."""
    read: list[Row] = []
    for number, row in enumerate(rows):
        cells = [Cell(Text(text.strip()), name=text.strip()) for text in row.split("|")]
        for column in range(len(cells)):
            if side := (spans or {}).get((number, column)):
                like = cells[column - 1] if side == "left" else read[-1].cells[column]
                cells[column] = replace(like, repeats=side)
        read.append(Row(tuple(cells), number + 1, number))
    return Table("", (), 1, tuple(read[:1]), tuple(read[1:]))


def read(*rows: str, spans: dict[tuple[int, int], str] | None = None) -> list[Record]:
    """Return the records of a table written as :func:`table` takes it."""
    origin = Origin("x.rst", 0)
    return list(
        read_records(table(*rows, spans=spans), VOCABULARY, origin, lambda _, name: name).records
    )


@pytest.mark.parametrize(
    ("head", "first", "second", "expected"),
    [
        # Two empty cells left of the code stand for cells that span both rows.
        ("Status Code|Module|Error Code", "404|m|A.1", "||A.2", (404,)),
        # One empty cell is just empty,
        ("Status Code|Error Code|Module", "404|A.1|m", "|A.2|", ()),
        # so is one beside another that says something,
        ("Status Code|Module|Error Code", "404|m|A.1", "|n|A.2", ()),
        # and cells right of the code say nothing about those left of it.
        ("Status Code|Level|Error Code|Message", "404|m|A.1|x", "||A.2|y", (404,)),
        ("Module|Level|Error Code|Status Code", "m|1|A.1|404", "||A.2|", ()),
    ],
)
def test_a_status_comes_from_the_row_above_where_cells_left_of_the_code_are_empty(
    head: str, first: str, second: str, expected: tuple[int, ...]
) -> None:
    records = read(head, first, second)
    assert [record.code for record in records] == ["A.1", "A.2"]
    assert records[1].status == expected


def test_a_code_that_is_a_status_itself_takes_none_from_above() -> None:
    records = read("Status Code|Module|Error Code", "404|m|A.1", "500||")
    assert [(record.code, record.status) for record in records] == [
        ("A.1", (404,)), ("500", (500,))
    ]  # fmt: skip


def test_a_row_that_goes_on_may_add_a_category_of_its_own() -> None:
    rows = ("Error Code|Message|Module", "A.1|full|Disks", "|of files|Quota")
    (record,) = read(*rows)
    assert record.categories == ("Disks", "Quota")


def test_a_text_that_spans_the_column_of_categories_is_none() -> None:
    rows = ("Error Code|Message|Module", "A.1|full|Disks", "|of files|")
    (record,) = read(*rows, spans={(2, 2): "left"})
    assert record.categories == ("Disks",)
    assert [text.plain for text in record.message] == ["full", "of files"]
