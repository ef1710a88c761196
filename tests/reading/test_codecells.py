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
    return [f"{found.code} {found.title}".strip() for found in named.codes]


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
        ("E1 through E5000", [("E1 through E5000", "")]),
        ("0x18 to 0x20", [("0x18 to 0x20", "")]),
        ("E1-E3", [("E1-E3", "")]),
    ],
)
def test_codes(text: str, expected: list[tuple[str, str]]) -> None:
    others = ["AccessDenied", "NoSuchKey"]
    named = read_code_cell(cell(text), VOCABULARY, column(text, *others))
    assert [(found.code, found.title) for found in named.codes] == expected


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


def test_a_column_is_what_more_than_half_of_its_cells_are() -> None:
    assert column("A.1", "two words").pattern == ""
    assert column("A.1", "A.2", "two words").pattern == "A.9"
    assert column("A.1", "A.2", "B1").pattern == "A.9"
    assert column("A.1", "B1").pattern == ""
    assert column("one two", "three").phrases is False
    assert column("one two", "three four", "five").phrases is True
    assert column("E1 full", "gone").titled is False
    assert column("E1 full", "E2 gone", "off").titled is True
    assert column("one", "two three").tokens == {"one"}
    assert column("E1*", "E2 (*)", "E3").tokens == {"E1", "E2", "E3"}
    assert column().pattern == ""


def test_columns_of_codes_with_digits() -> None:
    assert column("A.1", "A.2").numbered
    assert column("E1 full", "X2Y gone", "7 off").numbered  # all begin so, none looks alike
    assert column("A.1", "two words", "x").numbered is False
    assert column("A.1", "A.2").matches("B.7")
    assert not column("A.1", "A.2").matches("B7")


def test_codes_are_short() -> None:
    assert codecells.looks_like_code("x" * 100)
    assert not codecells.looks_like_code("x" * 101)
    assert codecells.looks_like_code("one two three four five six seven eight")
    assert codecells.looks_like_code("a" * 60 + " " + "b" * 39)
    assert not codecells.looks_like_code("a" * 60 + " " + "b" * 40)
    assert codecells.look_like_codes(" A.1 \n A.2 ")
    assert not codecells.look_like_codes("A.1\nThat was the first.")


def test_headings_are_short_and_no_sentences() -> None:
    assert codecells.looks_like_heading("x" * 100)
    assert not codecells.looks_like_heading("x" * 101)
    assert not codecells.looks_like_heading("two\nlines")
    assert not codecells.looks_like_heading("It ends.")


def test_names_of_classes() -> None:
    assert codecells.class_name(" 4xx ") == "4XX"
    assert codecells.class_name("4xx Client") == ""
    assert codecells.statuses("500-500") == (500,)
    assert not codecells.says_more_than_statuses(" 400 ")


def test_a_list_of_one_item_is_no_list() -> None:
    one = Cell(Text("E1, E2"), (Text("E1, E2"),), "E1, E2")
    named = read_code_cell(one, VOCABULARY, column("E1", "E2", "E3"))
    assert [found.code for found in named.codes] == ["E1", "E2"]
    two = Cell(Text("E1\nE2"), (Text("E1"), Text("E2, or so")), "E1\nE2, or so")
    named = read_code_cell(two, VOCABULARY, column("E1", "E3", "E4"))
    assert [found.code for found in named.codes] == ["E1", "E2, or so"]


def test_the_name_of_the_protocol_is_no_part_of_a_code() -> None:
    named = read_code_cell(cell("HTTP 404"), VOCABULARY, column("HTTP 404"))
    assert named.codes[0].code == "404"
    assert named.normalised == (Normalisation("HTTP 404", "404", "name of the protocol"),)
    named = read_code_cell(cell("Not Found (404)"), VOCABULARY, column("Not Found (404)"))
    assert (named.codes[0].code, named.normalised) == ("404", ())
    named = read_code_cell(cell("404 Not Found."), VOCABULARY, column("404"))
    assert (named.codes[0].title, named.normalised) == ("Not Found.", ())


def heads(text: str, *others: str, across: bool = False) -> bool:
    own = column(text, *others)
    named = read_code_cell(cell(text), VOCABULARY, own)
    return codecells.is_heading(cell(text), named, own, across=across)


def test_what_heads_the_rows_below() -> None:
    coded, words = ("A.1", "A.2", "A.3"), ("NoSuchKey", "AccessDenied", "Gone")
    assert heads("4XX", *coded)
    assert not heads("", *coded)
    assert heads("Disks", *coded)
    assert not heads("A.4", *coded)
    assert not heads("Disks", *words)  # it may be a code as well as they
    assert heads("Of the disks", *words)
    assert not heads("of the disks", "one two", "three four")
    assert not heads("404 Not Found", *coded)
    assert heads("A.4", *words, across=False) is False
    assert heads("Disks", *words, across=True)
    assert not heads("A.4", *coded, across=True)
    assert heads("B4", *coded, across=True)  # nothing like the codes of the column
    assert not heads("B4", *words, across=True)
    assert heads("Part 4", *words, across=True)


@pytest.mark.parametrize(
    ("text", "code", "title"),
    [
        ("E1 disk full", "E1", "disk full"),
        ("E1: disk full", "E1", "disk full"),
        ("E1 (disk full)", "E1", "disk full"),
        ("E1 disk (full)", "E1", "disk (full)"),
        ("A-1: disk", "A-1", "disk"),
        ("7 disk full", "7", "disk full"),
        ("7. Disk full", "7", "Disk full"),
        ("Disk7 is full", "Disk7 is full", ""),  # a word, not a code
        ("Disk is full", "Disk is full", ""),
        ("AB CD1", "AB CD1", ""),
    ],
)
def test_titles_behind_codes(text: str, code: str, title: str) -> None:
    assert codecells.with_title(text, column("E1 a", "E2 b", "E3 c")) == (code, title)


def test_a_broken_code_has_no_title() -> None:
    assert codecells.with_title("E1 full", column("E1full", "E2 b", "E3 c")) == ("E1 full", "")


@pytest.mark.parametrize(
    ("text", "others", "expected"),
    [
        ("'NoSuchKey'", ["AccessDenied"], "NoSuchKey"),
        ("' '", ["AccessDenied"], "' '"),
        ("E17.", ["E18"], "E17"),
        ("Stop.", ["Go"], "Stop."),
        ("one two.", ["E18"], "one two."),
    ],
)
def test_what_is_no_part_of_a_code(text: str, others: list[str], expected: str) -> None:
    assert codes(text, *others) == [expected]


@pytest.mark.parametrize(
    ("text", "code", "status", "aliases"),
    [
        ("0x7190 (400)", "0x7190", (400,), ()),
        ("0x190 (400)", "0x190", (), ("400",)),  # the same number once more
        ("E17 (404)", "E17", (404,), ()),
        ("NoSuchKey (404)", "404", (), ()),
        ("Not Found (404)", "404", (), ()),
        ("NO_KEY (404)", "NO_KEY", (404,), ()),
        ("NO_KEY (27)", "NO_KEY", (), ("27",)),
        ("NO_KEY (-404)", "NO_KEY", (), ("-404",)),
        ("NO_KEY(0x101)", "NO_KEY", (), ("0x101",)),
        ("257 (0x101)", "257", (), ("0x101",)),
        ("27 (NO_KEY)", "27", (), ("NO_KEY",)),
        ("403 (NO_KEY)", "403", (), ()),  # a status is no number of its own
        ("Gone (27)", "Gone (27)", (), ()),
    ],
)
def test_statuses_behind_codes(
    text: str, code: str, status: tuple[int, ...], aliases: tuple[str, ...]
) -> None:
    named = read_code_cell(cell(text), VOCABULARY, column(text)).codes[0]
    assert (named.code, named.status, named.aliases) == (code, status, aliases)


def test_labels_below_codes() -> None:
    named = read_code_cell(cell("3\n[JobRule]"), VOCABULARY, column("3\n[JobRule]", "4\n[X y]"))
    assert named.codes[0].title == "JobRule"
    assert named.codes[0].aliases == ("JobRule",)
    named = read_code_cell(cell("4\n[X y]"), VOCABULARY, column("3\n[JobRule]", "4\n[X y]"))
    assert (named.codes[0].title, named.codes[0].aliases) == ("X y", ())


def test_ranges_among_codes() -> None:
    named = read_code_cell(cell("3..5, 7, E8 to E9"), VOCABULARY, column("1", "2"))
    assert [(found.code, found.ends) for found in named.codes] == [
        ("3..5", ("3", "5")), ("7", ()), ("E8", ()), ("E9", ())
    ]  # fmt: skip
