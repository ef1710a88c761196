"""What code and status cells say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_error_index.model import Normalisation, Text
from sphinx_error_index.reading import codecells
from sphinx_error_index.reading.codecells import CodeColumn, read_code_cell
from sphinx_error_index.reading.tables import Cell
from sphinx_error_index.reading.vocabulary import load

VOCABULARY = load()


def cell(text: str) -> Cell:
    return Cell(Text(text), name=text)


def column(*texts: str) -> CodeColumn:
    return CodeColumn.of([cell(text) for text in texts], VOCABULARY)


def codes(text: str, *others: str) -> list[str]:
    named = read_code_cell(cell(text), VOCABULARY, column(text, *others))
    return [f"{code} {title}".strip() for code, title in named.codes]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("403 Forbidden", [("403", "Forbidden")]),
        ("403 - Forbidden", [("403", "Forbidden")]),
        ("403: Forbidden", [("403", "Forbidden")]),
        ("403 (Forbidden)", [("403", "Forbidden")]),
        ("403 Forbidden (again)", [("403", "Forbidden (again)")]),
        ("Forbidden (403)", [("403", "Forbidden")]),
        ("401Unauthorized", [("401", "Unauthorized")]),
        ("HTTP/1.1 404 Not Found", [("404", "Not Found")]),
        ("404/500", [("404", ""), ("500", "")]),
        ("400, 403", [("400", ""), ("403", "")]),
        ("400 Bad Request, 403 Forbidden", [("400", "Bad Request"), ("403", "Forbidden")]),
        ("400\n403", [("400", ""), ("403", "")]),
        ("400、403", [("400", ""), ("403", "")]),
        ("403\nForbidden", [("403", "Forbidden")]),
        ("E1; E2", [("E1", ""), ("E2", "")]),
        ("APIG.0301 or APIG.0302", [("APIG.0301", ""), ("APIG.0302", "")]),
        ("800F081F", [("800F081F", "")]),
        ("404-NotFound", [("404-NotFound", "")]),
        ("-1", [("-1", "")]),
        ("I/O error", [("I/O error", "")]),
        ("auth/v2/E1", [("auth/v2/E1", "")]),
        ("E1/E22", [("E1", ""), ("E22", "")]),
        ("E1/A-2", [("E1/A-2", "")]),
        ("E1, A-2", [("E1", ""), ("A-2", "")]),
        ("user and group differ", [("user and group differ", "")]),
        ("MD5 Mismatch", [("MD5 Mismatch", "")]),
        ("10,054", [("10054", "")]),
        ("1,000,001", [("1000001", "")]),
        ("400,403", [("400", ""), ("403", "")]),
        ("E17 to E19", [("E17", ""), ("E18", ""), ("E19", "")]),
        ("ORA-00098 - ORA-00100", [("ORA-00098", ""), ("ORA-00099", ""), ("ORA-00100", "")]),
        ("E.1001–E.1002", [("E.1001", ""), ("E.1002", "")]),
        ("E1 through E5000", [("E1", ""), ("E5000", "")]),
        ("0x18 to 0x20", [("0x18", ""), ("0x20", "")]),
        ("E1-E3", [("E1-E3", "")]),
    ],
)
def test_codes(text: str, expected: list[tuple[str, str]]) -> None:
    others = ["AccessDenied", "NoSuchKey"]
    named = read_code_cell(cell(text), VOCABULARY, column(text, *others))
    assert list(named.codes) == expected


@pytest.mark.parametrize(
    ("text", "name", "title"),
    [("4XX", "4XX", ""), ("4xx", "4XX", ""), ("5**", "5XX", ""), ("400-499", "4XX", ""),
     ("4xx Client Error", "4XX", "Client Error"), ("4xx (Client Error)", "4XX", "Client Error")],
)  # fmt: skip
def test_classes(text: str, name: str, title: str) -> None:
    named = read_code_cell(cell(text), VOCABULARY, column(text))
    assert named.categories == ((name, title),)
    assert named.codes == ()


@pytest.mark.parametrize("text", ["400-500", "XX", "4XXX", "500-504"])
def test_no_classes(text: str) -> None:
    assert not codecells.is_class(text)


def test_changes_are_told() -> None:
    named = read_code_cell(cell("DCS. 4855"), VOCABULARY, column("DCS.4854", "DCS. 4855"))
    assert named.normalised == (Normalisation("DCS. 4855", "DCS.4855", "blank in a code"),)
    named = read_code_cell(cell("N/A"), VOCABULARY, column("DCS.4854"))
    assert named.names == ()
    assert named.normalised == (Normalisation("N/A", "", "no code"),)


@pytest.mark.parametrize(
    ("text", "others", "expected"),
    [
        ("FilesInPost Request", ["NoSuchKey", "AccessDenied"], ["FilesInPostRequest"]),
        ("Capacity Not enough", ["NoSuchKey", "AccessDenied"], ["Capacity Not enough"]),
        ("Bad Request", ["Not Found", "NoSuchKey"], ["Bad Request"]),
        ("APIG. 0301", ["APIG.0302"], ["APIG.0301"]),
        ("AP IG.0301", ["APIG.0302", "APIG.0303"], ["APIG.0301"]),
        ("Wait. Then retry", ["NoSuchKey", "AccessDenied"], ["Wait. Then retry"]),
        ("foo - bar", ["NoSuchKey", "AccessDenied"], ["foo - bar"]),
        ("1001 1002", ["1003", "1004"], ["1001", "1002"]),
        ("1001 1002", ["10031003", "10041004"], ["10011002"]),
    ],
)
def test_blanks_in_codes(text: str, others: list[str], expected: list[str]) -> None:
    assert codes(text, *others) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("403", (403,)),
        ("400/403/400", (400, 403)),
        ("403 Forbidden", (403,)),
        ("401Unauthorized", (401,)),
        ("500-503", (500, 501, 502, 503)),
        ("503-500", (503, 500)),
        ("400 to 401", (400, 401)),
        ("1404", ()),
        ("404.3", (404,)),
        ("0.404", ()),
        ("57P01", ()),
        ("4XX", ()),
        ("", ()),
        ("N/A", ()),
    ],
)
def test_statuses(text: str, expected: tuple[int, ...]) -> None:
    assert codecells.statuses(text) == expected


@pytest.mark.parametrize(
    ("text", "more"),
    [("403", False), ("400/403", False), ("400, 403", False), ("400 or 403", False),
     ("403 Forbidden", True), ("500-503", True), ("N/A", True), ("4XX", True)],
)  # fmt: skip
def test_what_says_more_than_statuses(text: str, more: bool) -> None:
    assert codecells.says_more_than_statuses(text) is more


@pytest.mark.parametrize(
    "text",
    ["A sentence that ends.", "What now?", "One of these:", "x" * 101,
     "one two three four five six seven eight nine"],
)  # fmt: skip
def test_sentences_are_no_codes(text: str) -> None:
    assert not codecells.looks_like_code(text)


@given(st.text(max_size=60), st.lists(st.text(max_size=12), max_size=5))
def test_any_cell_is_read(text: str, others: list[str]) -> None:
    """Whatever a cell says, it is read; no code is empty or has blanks around it."""
    named = read_code_cell(cell(text), VOCABULARY, column(text, *others))
    for name in named.names:
        assert name
        assert name == name.strip()
