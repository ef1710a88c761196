"""Pieces of a text by their offsets. The twin of ``static/resolver/ranges.js``."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Ranges:
    """Pieces of a text, by the offsets where they start and end."""

    def __init__(self, ranges: Iterable[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(ranges):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(end, self._ends[-1])
            else:
                self._starts.append(start)
                self._ends.append(end)

    def __bool__(self) -> bool:
        return bool(self._starts)

    def __contains__(self, at: object) -> bool:
        """Whether an offset is in one of them."""
        if not isinstance(at, int):
            return False
        place = bisect_right(self._starts, at) - 1
        return place >= 0 and at < self._ends[place]

    def blanked(self, text: str) -> str:
        """Return *text* with blanks in their places."""
        parts = []
        last = 0
        for start, end in zip(self._starts, self._ends, strict=True):
            parts += [text[last:start], " " * (min(end, len(text)) - start)]
            last = end
        return "".join([*parts, text[last:]])
