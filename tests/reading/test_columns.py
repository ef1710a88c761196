"""Which column holds what."""

from __future__ import annotations

import pytest

from sphinx_error_index.model import Text
from sphinx_error_index.reading.columns import (
    Columns,
    UnknownColumnsError,
    find_columns,
    header_rows,
    headers,
)
from sphinx_error_index.reading.tables import Cell, Row, Table
from sphinx_error_index.reading.vocabulary import load

VOCABULARY = load()


def row(number: int, texts: tuple[str, ...]) -> Row:
    return Row(tuple(Cell(Text(text), name=text) for text in texts), number + 1, number)


def columns(names: str, *body: str, chosen: dict[str, str] | None = None) -> Columns:
    """Find the columns of a table given as lines with bars."""
    rows = [row(i, tuple(line.split("|"))) for i, line in enumerate(body)]
    return find_columns(rows, names.split("|"), VOCABULARY, chosen or {})


@pytest.mark.parametrize(
    ("names", "code", "status"),
    [
        ("Status Code|Error Code|Error Message", 1, 0),
        ("Error Code|Status Code|Error Message", 0, 1),
        ("Module|HTTP Status Code|Error Code|Error Message", 2, 1),
        ("Error Message|Solution|Error Code", 2, None),
        ("Code|Error Code|Message", 1, None),
        ("Code|Error Message", 0, None),
        ("Error|Message", 0, None),
        ("Error Type|Status Code|Description", 0, 1),
        ("Error Code|Error Code|Message", 0, None),
    ],
)
def test_which_column_is_the_code(names: str, code: int, status: int | None) -> None:
    width = names.count("|") + 1
    found = columns(names, "|".join(["A.1"] * width), "|".join(["A.2"] * width))
    assert found.roles["code"] == code
    assert found.roles.get("status") == status
    assert not found.code_is_status


def test_status_alone_is_the_code() -> None:
    found = columns("Description|HTTP Status Code", "one|404", "two|500")
    assert (found.roles["code"], found.code_is_status) == (1, True)


def test_leftmost_column_has_the_role() -> None:
    found = columns("Error Code|Message|Description|Information|Meaning", "1|a|b|c|d")
    assert found.roles == {"code": 0, "message": 1, "description": 2}
    assert found.extra == {"Information": 3, "Meaning": 4}


def test_equal_headers_are_counted() -> None:
    found = columns("Error Code|Level|Level||Level", "1|a|b|c|d")
    assert found.extra == {"Level": 1, "Level (2)": 2, "Column 4": 3, "Level (3)": 4}


def test_reason_phrases_are_titles() -> None:
    found = columns("Status Code|Error Code|Description", "404|Not Found|x", "400|Bad Request|y")
    assert found.roles == {"code": 0, "title": 1, "description": 2}
    assert found.code_is_status


def test_half_the_cells_are_no_majority() -> None:
    found = columns("Status Code|Error Code|Description", "404|Not Found|x", "400|NoName|y")
    assert found.roles["code"] == 1


def test_numbers_are_statuses_only_where_something_says_so() -> None:
    assert not columns("Code|Message", "125|Engine is cold").code_is_status
    assert columns("Code|Message", "404|Not found", "500|Internal server error").code_is_status
    assert columns("Code|Meaning", "404 Not Found|x", "500 Internal Server Error|y").code_is_status


@pytest.mark.parametrize(
    ("chosen", "roles"),
    [
        ({"1": "description", "2": "code"}, {"code": 1, "description": 0}),
        ({"error  CODE": "title", "Level": "code"}, {"code": 1, "title": 0}),
        ({"Level": "status"}, {"code": 0, "status": 1}),
        ({"Error Code": "-", "Level": "code"}, {"code": 1}),
    ],
)
def test_chosen_roles(chosen: dict[str, str], roles: dict[str, int]) -> None:
    assert columns("Error Code|Level", "A.1|403", "A.2|404", chosen=chosen).roles == roles


def test_a_choice_for_one_column_leaves_the_look_of_the_others() -> None:
    found = columns("Status Code|Type|Hint", "404|Not Found|x", chosen={"Hint": "action"})
    assert found.roles == {"code": 0, "title": 1, "action": 2}


@pytest.mark.parametrize(
    ("names", "line", "reason"),
    [
        ("Element|Description", "Code|x", r"no header is known .*'Element', 'Description'"),
        ("Signal|Value|Action", "SIGX|9|Term", "no header is known"),
        ("Type|Description", "string|x", "'Type' alone does not make"),
        ("|", "1|x", "no column headers"),
        ("Error Code|Message", "This is not a code at all.|x", "'Error Code' do not look like"),
        ("Error Category|Description", "A sentence. It ends.|x", "do not look like categories"),
        ("Description|Error Category", "x|Locks", "'Error Category' alone"),
    ],
)
def test_unknown_columns(names: str, line: str, reason: str) -> None:
    with pytest.raises(UnknownColumnsError, match=reason):
        columns(names, line)


def test_categories() -> None:
    found = columns("Error Category|Description|Level", "Locks|x|high")
    assert (found.kind, found.roles) == ("categories", {"category": 0, "description": 1})
    assert columns("Status Code|Description", "4xx|x", "5XX Server|y").kind == "categories"
    assert columns("Type|Description", "4xx|x", "5xx|y").kind == "categories"
    assert columns("Status Code|Description", "4xx|x", "404|y").kind == "codes"
    assert columns("Type|Meaning", "Locks|x", chosen={"Type": "category"}).kind == "categories"


def table(head: list[str], body: list[str]) -> Table:
    rows = [row(i, tuple(line.split("|"))) for i, line in enumerate(head + body)]
    return Table("", (), 1, tuple(rows[: len(head)]), tuple(rows[len(head) :]))


def test_several_header_rows_are_joined() -> None:
    found = table(["Error|Error|", "Code|Message|Solution"], ["1|a|b"])
    head, body = header_rows(found, VOCABULARY)
    assert headers(found, head) == ["Error Code", "Error Message", "Solution"]
    assert len(body) == 1


def test_header_in_the_body() -> None:
    head, body = header_rows(table([], ["Error Code|Message", "1|a"]), VOCABULARY)
    assert (len(head), len(body)) == (1, 1)


@pytest.mark.parametrize("line", ["Message|Description", "Error Code|x|y|z", "404|Not Found", ""])
def test_no_header_in_the_body(line: str) -> None:
    head, body = header_rows(table([], [line, "1|a"]), VOCABULARY)
    assert (len(head), len(body)) == (0, 2)


def test_a_table_without_rows() -> None:
    empty = table([], [])
    assert header_rows(empty, VOCABULARY) == ([], [])
    assert headers(empty, []) == []
    with pytest.raises(UnknownColumnsError):
        find_columns([], [], VOCABULARY, {})
