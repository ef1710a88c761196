"""What becomes of single rows: headings, notes, rows that go on, statuses in place of codes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sphinx_error_index.model import Origin, Record, TableReading
from sphinx_error_index.reading.records import read_records
from sphinx_error_index.reading.tables import Row
from sphinx_error_index.reading.vocabulary import load as load_vocabulary
from tests.reading.test_records import table

VOCABULARY = load_vocabulary()


def reading(*rows: str, spans: dict[tuple[int, int], str] | None = None) -> TableReading:
    """Read a table whose cells are divided by bars (see :func:`table`)."""
    origin = Origin("x.rst", 0)
    return read_records(table(*rows, spans=spans), VOCABULARY, origin, lambda _, name: name)


def outcomes(*rows: str, spans: dict[tuple[int, int], str] | None = None) -> list[str]:
    """Return the outcomes of a table's rows."""
    return [str(row.outcome) for row in reading(*rows, spans=spans).rows]


def named(record: Record) -> tuple[str, tuple[str, ...]]:
    return record.code, record.categories


@pytest.mark.parametrize(
    ("head", "row", "outcome"),
    [
        ("Module|Error Code|Message", "Disks||", "heading"),
        ("Status Code|Error Code|Message", "Of the disk||", "heading"),
        ("Status Code|Error Code|Message", "404||", "code"),
        ("Status Code|Error Code|Message", "4XX||", "category"),
        ("Level|Error Code|Message", "High||", "heading"),
        ("Level|Error Code|Message", "5||", "continued"),
        ("Message|Error Code", "and more|", "continued"),
    ],
)
def test_rows_with_one_cell(head: str, row: str, outcome: str) -> None:
    first = "|".join("A.1" if name == "Error Code" else "404" for name in head.split("|"))
    assert outcomes(head, first, row) == ["code", outcome]


def test_a_text_across_all_columns_is_a_heading_whatever_the_first_holds() -> None:
    rows = ("Message|Error Code", "one|A.1", "Of the disk|Of the disk", "two|A.2")
    assert outcomes(*rows, spans={(2, 1): "left"}) == ["code", "heading", "code"]


def test_a_class_of_statuses_across_all_columns_is_a_category() -> None:
    found = reading("Error Code|Message", "4xx Client errors|", "A.1|one")
    assert [(c.name, c.title, c.extra) for c in found.categories] == [("4XX", "Client errors", ())]
    assert [named(record) for record in found.records] == [("A.1", ("4XX",))]


def test_a_sentence_below_a_heading_is_a_note_on_it() -> None:
    found = reading(
        "Error Code|Message|Level", "A.1|x|1", "Disks||", "They all turn.||", "A.2|y|2", "A.3|z|3"
    )
    assert [str(row.outcome) for row in found.rows][:4] == ["code", "heading", "category", "code"]
    assert [(c.name, [t.plain for t in c.description]) for c in found.categories] == [
        ("Disks", []), ("Disks", ["They all turn."])
    ]  # fmt: skip
    assert named(found.records[1]) == ("A.2", ("Disks",))


def test_a_sentence_without_a_heading_goes_to_the_code_above() -> None:
    found = reading("Error Code|Message", "A.1|x", "This one is old.|")
    assert [str(row.outcome) for row in found.rows] == ["code", "continued"]
    assert [(header, text.plain) for header, text in found.records[0].extra] == [
        ("Error Code", "This one is old.")
    ]


def test_a_sentence_in_the_place_of_a_code_is_one_where_nothing_else_names_the_row() -> None:
    found = reading("Error Code|Message", "A.1|x", "A.2|y", "It is all over now.|z")
    assert [record.code for record in found.records] == ["A.1", "A.2", "It is all over now."]
    assert found.records[2].extra == ()


def test_a_sentence_beside_a_status_is_kept_with_the_code_of_the_status() -> None:
    found = reading(
        "Status Code|Error Code|Message", "400|A.1|x", "400|A.2|y", "404|It is all over now.|z"
    )
    record = found.records[2]
    assert (record.code, record.status) == ("404", (404,))
    assert [text.plain for _, text in record.extra] == ["It is all over now."]


def test_statuses_in_place_of_codes_are_each_their_own() -> None:
    found = reading("Status Code|Error Code|Message", "400|A.1|x", "404/500||z")
    assert [(record.code, record.status) for record in found.records[1:]] == [
        ("404", (404,)), ("500", (500,))
    ]  # fmt: skip


def test_a_first_row_has_no_row_above() -> None:
    found = reading("Status Code|Module|Error Code", "||A.1", "404|m|A.2")
    assert [record.status for record in found.records] == [(), (404,)]


def test_code_and_status_that_span_rows_are_one_record() -> None:
    rows = ("Status Code|Error Code|Message", "404|A.1|one", "404|A.1|two")
    spans = {(2, 0): "above", (2, 1): "above"}
    found = reading(*rows, spans=spans)
    assert [str(row.outcome) for row in found.rows] == ["code", "continued"]
    assert [text.plain for text in found.records[0].message] == ["one", "two"]
    assert outcomes(*rows, spans={(2, 0): "above"}) == ["code", "code"]


def test_a_text_that_spans_rows_is_said_once() -> None:
    rows = ("Error Code|Message|Cause", "A.1|full|one", "|full|two")
    (record,) = reading(*rows, spans={(2, 1): "above"}).records
    assert [text.plain for text in record.message] == ["full"]
    assert [text.plain for text in record.causes] == ["one", "two"]


def test_a_text_that_spans_two_codes_is_said_of_both() -> None:
    rows = ("Error Code|Message", "A.1|full", "A.2|full")
    found = reading(*rows, spans={(2, 1): "above"})
    assert [[text.plain for text in record.message] for record in found.records] == [
        ["full"], ["full"]
    ]  # fmt: skip


def test_a_row_that_goes_on_without_a_category_adds_none() -> None:
    (record,) = reading("Error Code|Message|Module", "A.1|x|Disks", "|y|-").records
    assert record.categories == ("Disks",)


def test_rows_of_a_table_of_categories() -> None:
    rows = ("Category|Description", "4XX|one", "4XX|two", "-|three", "5XX|four")
    found = reading(*rows, spans={(2, 0): "above"})
    assert [str(row.outcome) for row in found.rows] == [
        "category", "continued", "continued", "category"
    ]  # fmt: skip
    assert [c.name for c in found.categories] == ["4XX", "4XX", "4XX", "5XX"]


def test_a_category_column_is_named_before_a_heading() -> None:
    rows = ("Error Code|Message|Module", "Disks||", "A.1|x|", "A.2|y|Quota", "A.3|z|")
    found = reading(*rows)
    assert [named(record) for record in found.records] == [
        ("A.1", ("Disks",)), ("A.2", ("Quota",)), ("A.3", ("Quota",))
    ]  # fmt: skip
    assert [row.codes for row in found.rows] == [("Disks",), ("A.1",), ("A.2",), ("A.3",)]
    assert not found.categories[0].coded


def test_emphasis_makes_headings_only_where_it_is_rare() -> None:
    def emphasised(*numbers: int) -> list[str]:
        found = table("Error Code|Message", "A.1|x", "A.2|y", "A.3|z")
        body = tuple(row if row.number not in numbers else _emphasised(row) for row in found.body)
        origin = Origin("x.rst", 0)
        said = read_records(replace(found, body=body), VOCABULARY, origin, lambda _, name: name)
        return [str(row.outcome) for row in said.rows]

    assert emphasised(1) == ["heading", "code", "code"]
    assert emphasised(1, 2) == ["code", "code", "code"]
    assert emphasised() == ["code", "code", "code"]


def test_emphasised_codes_make_no_headings() -> None:
    found = table("Error Code|Message", "A.1|x", "A.2|", "A.3|z")
    body = tuple(
        replace(row, cells=(replace(row.cells[0], look="emphasis"), row.cells[1]))
        for row in found.body
    )
    origin = Origin("x.rst", 0)
    said = read_records(replace(found, body=body), VOCABULARY, origin, lambda _, name: name)
    assert [str(row.outcome) for row in said.rows] == ["code", "code", "code"]
    alone = (found.body[0], body[1], found.body[2])
    said = read_records(replace(found, body=alone), VOCABULARY, origin, lambda _, name: name)
    assert [str(row.outcome) for row in said.rows] == ["code", "heading", "code"]
    assert [row.codes for row in said.rows] == [("A.1",), ("A.2",), ("A.3",)]
    assert [(group.name, group.coded) for group in said.categories] == [("A.2", True)]


def _emphasised(row: Row) -> Row:
    return replace(row, cells=tuple(replace(cell, look="emphasis") for cell in row.cells))
