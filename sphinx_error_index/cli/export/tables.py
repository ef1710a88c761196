"""The catalogue as one table: CSV, for log pipelines and spreadsheets."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Final

from sphinx_error_index.wording import printable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx_error_index.cli.export.rows import Row

COLUMNS: Final = ("service", "code", "url", "status", "title", "message", "runbook", "gone")
"""The header line. Pipelines look for the first three columns by these names."""

_SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20"
_FORMULA = re.compile(f"[{_SIGNS}\t]")
_INNER_FORMULA = re.compile(f'([;\t\n][ \t"]*)(?=[{_SIGNS}])')
"""What begins a formula where a spreadsheet takes semicolons or tabs for the ends of cells.

Spreadsheets do so in countries that write commas in numbers.
"""
_SIGNED = re.compile(r"[+-][A-Za-z0-9._]+")


def csv_table(rows: Iterable[Row]) -> str:
    """Return the rows as CSV (RFC 4180: lines end with CR LF; quoted fields may hold anything).

    Several statuses are separated by blanks, several messages by line feeds.
    """
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow(COLUMNS)
    for row in rows:
        status = " ".join(map(str, row.status))
        cells = (row.service, row.code, row.url, status, row.title, "\n".join(row.messages))
        lines.writerow([_cell(text) for text in (*cells, row.runbook, row.gone)])
    return written.getvalue()


def _cell(text: str) -> str:
    """Return a text that no spreadsheet calculates: an apostrophe stands before a formula.

    A signed number or word, such as the code ``-1``, stays as it is: it can call nothing, and
    pipelines look it up.
    """
    text = printable(text)
    if _SIGNED.fullmatch(text):
        return text
    text = _INNER_FORMULA.sub(r"\1'", text)
    return f"'{text}" if _FORMULA.match(text) else text
