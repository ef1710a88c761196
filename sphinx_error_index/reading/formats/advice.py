"""What to write into conf.py so that a table is read whose headers nobody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_error_index.reading.formats.names import Look, read_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_error_index.reading.tables import Row
    from sphinx_error_index.reading.vocabulary import Vocabulary


def vocabulary_line(names: Sequence[str], body: Sequence[Row], vocabulary: Vocabulary) -> str:
    """Return the line for conf.py that gives a header the role of the code, or nothing.

    ``names`` are the headers. The column is the one of which most cells look like codes; a table
    without such a column has no codes that a header could name.
    """
    best, most = "", 0.5
    for column, name in enumerate(names):
        cells = [row.cells[column].name for row in body if column < len(row.cells)]
        filled = [cell for cell in cells if not vocabulary.is_no_code(cell)]
        looks = [read_name(cell, vocabulary) for cell in filled]
        share = sum(look is not None and look.look >= Look.WEAK for look in looks)
        if name and filled and share / len(filled) > most:
            best, most = name, share / len(filled)
    return f'error_index_vocabulary = {{"code": [{_quoted(best)}]}}' if best else ""


def _quoted(text: str) -> str:
    """Return a text as a string of Python, in double quotation marks."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
