"""Any records, written as each kind of table, come back equal."""

from __future__ import annotations

import csv
import io
import textwrap
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sphinx_error_index.reading.plaintext import tidy
from sphinx_error_index.reading.vocabulary import load
from tests.support.reading import reader

HEADERS = ("Error Code", "Status Code", "Error Message", "Possible Cause", "Solution", "Region")
VOCABULARY = load()


@dataclass(frozen=True)
class Written:
    """What a vendor wants to say in one row."""

    code: str
    status: tuple[int, ...]
    message: str
    causes: tuple[str, ...]
    actions: tuple[str, ...]
    region: str


def _says_something(text: str) -> bool:
    return not VOCABULARY.is_nothing(text)


CODES = st.one_of(
    st.from_regex(r"[A-Z]{2,6}\.[0-9]{4}", fullmatch=True),
    st.from_regex(r"[A-Z][a-z]{2,7}[A-Z][a-z]{2,7}", fullmatch=True),
    st.from_regex(r"[A-Z]{2,4}_[A-Z]{2,5}_[0-9]{3}", fullmatch=True),
    st.from_regex(r"0x[0-9A-F]{4}", fullmatch=True),
    st.from_regex(r"-?[1-9][0-9]?", fullmatch=True),
)
# Every character that can be printed: no control characters, surrogates or line separators.
TEXTS = (
    st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn", "Zl", "Zp")), min_size=1)
    .map(tidy)
    .filter(_says_something)
)
LISTS = st.lists(TEXTS, max_size=3).map(tuple)
RECORDS = st.lists(
    st.builds(
        Written,
        code=CODES,
        status=st.lists(st.integers(100, 599), max_size=2, unique=True).map(tuple),
        message=TEXTS,
        causes=LISTS,
        actions=LISTS,
        region=st.one_of(st.just(""), TEXTS),
    ),
    min_size=1,
    max_size=4,
)


def escaped(text: str, harmless: Callable[[str], bool]) -> str:
    """Return a text in which every character that could be markup is escaped."""
    return "".join(char if char == " " or harmless(char) else f"\\{char}" for char in text)


def rst(text: str) -> str:
    return escaped(text, str.isalnum)


def markdown(text: str) -> str:
    return escaped(text, lambda char: char.isalnum() or not char.isascii())


def lines(text: str) -> list[str]:
    """Return an escaped text on several lines, as a vendor's editor would break it."""
    return textwrap.wrap(text, 30, break_long_words=False, break_on_hyphens=False) or [""]


def listed(texts: tuple[str, ...]) -> list[str]:
    """Return a list, or the one text as a paragraph."""
    if len(texts) < 2:
        return lines(rst(texts[0])) if texts else [""]
    result = []
    for text in texts:
        first, *more = lines(rst(text))
        result += [f"- {first}", *(f"  {line}" for line in more)]
    return result


def cells(record: Written) -> list[list[str]]:
    """Return the cells of a row as lines of reStructuredText."""
    return [
        [rst(record.code)],
        ["/".join(map(str, record.status))],
        lines(rst(record.message)),
        listed(record.causes),
        listed(record.actions),
        lines(rst(record.region)),
    ]


def width(text: str) -> int:
    """Return the columns a text takes in a table, as docutils counts them."""
    return sum(
        (not unicodedata.combining(char)) + (unicodedata.east_asian_width(char) in "WF")
        for char in text
    )


def padded(text: str, columns: int) -> str:
    return text + " " * (columns - width(text))


def _widths(rows: list[list[list[str]]]) -> list[int]:
    return [max(width(line) for row in rows for line in row[i]) for i in range(len(HEADERS))]


def _physical(row: list[list[str]], widths: list[int]) -> list[list[str]]:
    """Return the lines of a row, every cell padded."""
    height = max(map(len, row))
    filled = [cell + [""] * (height - len(cell)) for cell in row]
    return [
        [padded(cell[i], columns) for cell, columns in zip(filled, widths, strict=True)]
        for i in range(height)
    ]


def grid_table(records: list[Written]) -> str:
    rows = [[[header] for header in HEADERS], *map(cells, records)]
    widths = _widths(rows)
    result = [_rule("-", widths)]
    for number, row in enumerate(rows):
        result += [f"| {' | '.join(line)} |" for line in _physical(row, widths)]
        result.append(_rule("-" if number else "=", widths))
    return "\n".join(result)


def _rule(char: str, widths: list[int]) -> str:
    return "+" + "+".join(char * (columns + 2) for columns in widths) + "+"


def simple_table(records: list[Written]) -> str:
    rows = [[[header] for header in HEADERS], *map(cells, records)]
    widths = _widths(rows)
    rule = "  ".join("=" * columns for columns in widths)
    result = [rule]
    for number, row in enumerate(rows):
        result += ["  ".join(line).rstrip() for line in _physical(row, widths)]
        if number == 0:
            result.append(rule)
    return "\n".join([*result, rule])


def list_table(records: list[Written]) -> str:
    result = [".. list-table::", "   :header-rows: 1", ""]
    for row in [[[header] for header in HEADERS], *map(cells, records)]:
        for number, cell in enumerate(row):
            mark = "   * - " if number == 0 else "     - "
            result += [(mark if i == 0 else " " * 7) + line for i, line in enumerate(cell)]
    return "\n".join(result)


def csv_table(records: list[Written]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(HEADERS)
    writer.writerows([["\n".join(cell) for cell in cells(record)] for record in records])
    return ".. csv-table::\n   :header-rows: 1\n\n" + textwrap.indent(text.getvalue(), "   ")


def markdown_table(records: list[Written]) -> str:
    rows = [HEADERS, ["---"] * len(HEADERS)]
    for record in records:
        texts = (record.message, *record.causes, *record.actions, record.region)
        rows.append(
            [
                markdown(record.code),
                "/".join(map(str, record.status)),
                *(markdown(text) for text in texts),
            ]
        )
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def check(text: str, records: list[Written], name: str = "codes.rst") -> None:
    """Read a text and compare what it says with what was written."""
    reading = reader().read(f"Title\n=====\n\n{text}\n", name)
    assert [said for said in reading.said if said.kind == "warning"] == []
    (table,) = reading.readings
    assert table.read, table.reason
    assert len(table.rows) == len(records)
    read = [
        Written(
            code=record.code,
            status=record.status,
            message="\n".join(text.plain for text in record.message),
            causes=tuple(text.plain for text in record.causes),
            actions=tuple(text.plain for text in record.actions),
            region="\n".join(text.plain for _, text in record.extra),
        )
        for record in table.records
    ]
    assert read == records


ENOUGH = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)  # fmt: skip


@pytest.mark.parametrize("write", [grid_table, simple_table, list_table, csv_table])
@ENOUGH
@given(records=RECORDS)
def test_rst(write: Callable[[list[Written]], str], records: list[Written]) -> None:
    check(write(records), records)


@ENOUGH
@given(records=RECORDS)
def test_markdown(records: list[Written]) -> None:
    # A Markdown cell holds no list: one cause and one action.
    single = [
        Written(r.code, r.status, r.message, r.causes[:1] or ("x",), r.actions[:1] or ("y",),
                r.region)
        for r in records
    ]  # fmt: skip
    check(markdown_table(single), single, "codes.md")
