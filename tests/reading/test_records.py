"""What rows say: one case per file in ``cases/records`` (see ``cases/README.md``)."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sphinx_error_index.model import Origin, Outcome, Text
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
