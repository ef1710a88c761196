"""What stands in and beside a code's cell: names, marks, ranges, torn cells."""

from __future__ import annotations

import pytest

from sphinx_error_index.coderanges import CodeRange, code_range
from sphinx_error_index.reading.cells.barcells import rejoined
from sphinx_error_index.reading.cells.marks import (
    code_and_label,
    code_and_status,
    without_mark,
    without_star,
)
from sphinx_error_index.reading.cells.names import (
    are_choices,
    are_names,
    count_rows,
    is_identifier,
    is_number,
    other_names,
)


@pytest.mark.parametrize(
    "text",
    ["NO_SPACE", "NoSpace", "noSpace", "no-space", "EPERM", "OK", "io.error", "E101", "_private_1"],
)
def test_identifiers(text: str) -> None:
    assert is_identifier(text)


@pytest.mark.parametrize(
    "text", ["Dispatch", "gone", "No space", "12", "-1", "", "a.", "Mr. Smith", "Done!", "A"]
)
def test_words_are_no_identifiers(text: str) -> None:
    assert not is_identifier(text)


@pytest.mark.parametrize("text", ["0", "-8", "+8", "0x1F", "0X1f", "C0000005", "\u22125"])
def test_numbers(text: str) -> None:
    assert is_number(text)


@pytest.mark.parametrize("text", ["", "-", "1.5", "0x", "1F", "FACEFEED", "1 2"])
def test_no_numbers(text: str) -> None:
    assert not is_number(text)


def test_names_are_four_fifths_of_a_column() -> None:
    assert are_names(["A_1", "B_1", "C_1", "D_1", "Gone"])
    assert not are_names(["A_1", "B_1", "C_1", "Gone"])
    assert not are_names([])


def test_counted_rows() -> None:
    assert count_rows(["1", "2", "3"])
    assert not count_rows(["1"])
    assert not count_rows(["0", "1"])
    assert not count_rows(["1", "3"])


@pytest.mark.parametrize(
    ("texts", "choices"),
    [
        (["Receive", "Send"], True),
        (["Send/Receive", "Send"], True),
        (["Retry", "Abort", "Retry", "Abort", "Abort"], True),
        (["Retry", "Abort", "Retry", "Abort"], False),
        (["Retry", "Retry", "Retry", "Retry", "Retry"], False),
        (["Retry", "Abort", "Wait", "Run"], False),
        (["Send a letter", "Receive"], False),
        (["请重试", "请等待", "请重试", "请重试", "请重试"], False),
        ([], False),
    ],
)
def test_choices(texts: list[str], choices: bool) -> None:
    assert are_choices(texts, {"send", "receive"}) is choices


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("MEM_FAIL", ("MEM_FAIL",)),
        ("MEM_FAIL, -125, MEM_FULL", ("MEM_FAIL", "MEM_FULL")),
        ("'MEM_FAIL'", ("MEM_FAIL",)),
        ("Memory", ()),
        ("MEM_FAIL and more", ()),
        ("-125", ()),
        ("", ()),
    ],
)
def test_other_names(text: str, names: tuple[str, ...]) -> None:
    assert other_names(text, "-125") == names


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("E121 (*^)", "E121"), ("E122 (^)", "E122"), ("E5†", "E5"), ("E6 ¹", "E6"),
        ("E7 [*]", "E7"), ("E124*", "E124*"), ("f(x)", "f(x)"), ("*", "*"), ("E1 (2)", "E1 (2)"),
    ],
)  # fmt: skip
def test_marks(text: str, bare: str) -> None:
    assert without_mark(text) == bare


def test_stars() -> None:
    assert without_star("E124*") == "E124"
    assert without_star("E124 **") == "E124"
    assert without_star("*") == "*"
    assert without_star("all of it *") == "all of it *"


def test_status_and_label() -> None:
    assert code_and_status("0x7190 (400)") == ("0x7190", 400)
    assert code_and_status("E1 (HTTP 404)") == ("E1", 404)
    assert code_and_status("E1 (600)") is None
    assert code_and_label("3\n[JobRule]") == ("3", "JobRule")
    assert code_and_label("3\n(Job rule)") == ("3", "Job rule")
    assert code_and_label("3 [JobRule]") is None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("0xA700 to 0xA7FF", "0xA700", "0xA7FF"),
        ("0x0100 - 01ff", "0x0100", "0x01ff"),
        ("3..99", "3", "99"),
        ("3 ... 99", "3", "99"),
        ("100-127", "100", "127"),
        ("128 – 131", "128", "131"),
        ("E1000 to E5000", "E1000", "E5000"),
    ],
)
def test_ranges(text: str, first: str, last: str) -> None:
    assert code_range(text) == CodeRange(first, last)


@pytest.mark.parametrize(
    "text", ["3", "9-3", "5-5", "E1-E3", "2024-01-02", "1.5", "a to b", "3 to", "1-2" * 50, ""]
)
def test_no_ranges(text: str) -> None:
    assert code_range(text) is None


def test_short_ranges_with_a_prefix_name_each_code() -> None:
    assert code_range("E8 to E10") == CodeRange("E8", "E10", ("E8", "E9", "E10"))
    assert code_range("E08 to E100") == CodeRange("E08", "E100")  # who knows how they are written
    found = code_range("E08 to E10")
    assert found
    assert found.codes == ("E08", "E09", "E10")
    found = code_range("E100 to E199")
    assert found
    assert len(found.codes) == 100
    found = code_range("E100 to E200")
    assert found
    assert found.codes == ()


def test_what_a_range_holds() -> None:
    numbers = CodeRange("0x10", "0x1F")
    assert [n for n in ("15", "16", "0x1f", "0x20", "E17", "x", "0xZZ") if numbers.holds(n)] == [
        "16", "0x1f"
    ]  # fmt: skip
    assert CodeRange("E10", "E20").holds("E15")
    assert not CodeRange("E10", "E20").holds("15")
    assert not CodeRange("a", "b").holds("15")


@pytest.mark.parametrize(
    ("cells", "joined"),
    [
        (["E1", "the `a", "b` is", "do"], ["E1", "the `a|b` is", "do"]),
        (["E1", "`a", "b", "c`", "do"], ["E1", "`a|b|c`", "do"]),
        (["E1", "one", "two", "three"], ["E1", "one", "two", "three"]),
        (["E1", "the `a", "b", "three"], ["E1", "the `a", "b", "three"]),
    ],
)
def test_torn_cells(cells: list[str], joined: list[str]) -> None:
    assert rejoined(cells, 3) == joined
