"""``make matrix``: its columns, its table, and a small part of it with this very Python."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT
from tools import matrix

if TYPE_CHECKING:
    from pathlib import Path


def test_oldest_are_the_lower_bounds() -> None:
    wanted = ["sphinx>=8.2,<9.1; python_version < '3.12'", "docutils>=0.21", "a.b-c >= 1.0, <2"]
    assert matrix.lowest(wanted) == (
        "sphinx==8.2; python_version < '3.12'",
        "docutils==0.21",
        "a.b-c==1.0",
    )


def test_columns_are_of_the_pythons_that_are_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matrix, "pythons", lambda: {"3.11": "p11", "3.13": "p13"})
    columns = matrix.columns(ROOT)
    assert [column.name for column in columns] == [
        "3.11 oldest", "3.11 Sphinx 8.2", "3.11 Sphinx 9.0",
        "3.13 oldest", "3.13 Sphinx 8.2", "3.13 Sphinx 9.0", "3.13 newest",
    ]  # fmt: skip
    assert columns[0].python == "p11"
    assert any(wanted.startswith("docutils==") for wanted in columns[0].requires)


def test_unknown_columns_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert matrix.main(["nonsense"]) == 2
    assert "no column is called nonsense" in capsys.readouterr().err


def test_the_table_has_a_column_for_each_environment() -> None:
    rows = [matrix.Row("one"), matrix.Row("two")]
    assert matrix.table(["A", "B"], rows, [["✓", "–"], ["fails", "✓"]]) == (
        "| | A | B |\n|---|---|---|\n| one | ✓ | fails |\n| two | – | ✓ |\n"
    )


CHOSEN = (
    "builder dirhtml",
    "builder linkcheck",
    "theme classic",
    "extension sphinx.ext.viewcode",
)


@pytest.mark.parametrize(
    "row", [row for row in matrix.ROWS if row.name in CHOSEN], ids=lambda row: row.name
)
def test_a_cell_builds(tmp_path: Path, row: matrix.Row) -> None:
    assert matrix.build(sys.executable, row, tmp_path) == ""


def test_a_cell_that_fails_says_whose_fault_it_is(tmp_path: Path) -> None:
    row = matrix.Row("x", conf={"extensions": ["no_such_extension"]})
    assert matrix.build(sys.executable, row, tmp_path) == matrix.THEIRS
    assert "no_such_extension" in (tmp_path / "log.txt").read_text("utf-8")


def test_a_cell_that_fails_by_us_says_so(tmp_path: Path) -> None:
    row = matrix.Row("x", conf={"error_index_vocabulary": {"no such role": []}})
    assert matrix.build(sys.executable, row, tmp_path) == matrix.FAILS
