"""Cells of a Markdown row that a bar within code has torn apart: ``the filter `a|b` is empty``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def is_torn(cells: Sequence[str]) -> bool:
    """Say whether code begins in a cell of a row and does not end there."""
    return any(cell.count("`") % 2 for cell in cells)


def rejoined(cells: Sequence[str], columns: int) -> list[str]:
    """Return the cells of a row with those joined again that code spans.

    A cell with an odd number of backticks goes on in the next one. The cells are returned as
    they are if that does not leave one for each of the ``columns``.
    """
    joined: list[str] = []
    open_code = False
    for cell in cells:
        if open_code:
            joined[-1] = f"{joined[-1]}|{cell}"
        else:
            joined.append(cell)
        open_code ^= cell.count("`") % 2 == 1
    return joined if len(joined) == columns and not open_code else list(cells)
