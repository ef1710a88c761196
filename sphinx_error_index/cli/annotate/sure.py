"""Codes that a line has as they are spelled, found by a glance at it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from sphinx_error_index.resolver.codebook import Codebook, Finder
from sphinx_error_index.resolver.misspelt import add_numbers
from sphinx_error_index.resolver.rules import pattern
from sphinx_error_index.resolver.spelling import Piece
from sphinx_error_index.resolver.words import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sphinx_error_index.resolver.index import Index
    from sphinx_error_index.resolver.pastes.reading import Found, Reading
    from sphinx_error_index.resolver.types import Code


class SureFinder(Finder):
    """Finds codes in one line, without those that it may but need not mean.

    Args:
        index: the index.
        reading: the glance at the line.
        may_have: whether a token of the line may have a code; others are not looked at.
    """

    def __init__(self, index: Index, reading: Reading, may_have: Callable[[str], bool]) -> None:
        self._codebook = Codebook(index)
        super().__init__(index, self._codebook, reading, None)
        self._may_have = may_have

    def find(self) -> Found:
        """Return the codes: no misspelt ones, no beginnings of codes, no words."""
        self._whole()
        for field in self._reading.fields:
            self._field(field)
        for match in pattern("token").finditer(self._reading.text):
            token, start = match[0], match.start()
            if self._may_have(token):
                self._written(token, start, list(self._parts(token, start)))
        self._spelled()
        add_numbers(self._index, self._found, self._reading)
        return self._codebook.weighed(self._found, self._reading)

    def services(self) -> set[int]:
        """Return the services that the line names."""
        matches = pattern("piece").finditer(self._reading.text)
        super()._name_services([Piece(fold(m[0]), m[0], m.start()) for m in matches])
        return self._found.services

    def _name_services(self, pieces: Sequence[Piece]) -> None:
        """Leave services alone: they matter only where several codes are to be ordered."""

    def _is(self, codes: Sequence[Code], tried: Sequence[str], text: str) -> None:
        """Note that the line is these codes, if their words stand together in it."""
        pieces = [match[0] for match in pattern("piece").finditer(text)]
        wide = range(len(pieces) - len(tried) + 1)
        if any(pieces[at : at + len(tried)] == [*tried] for at in wide):
            super()._is(codes, tried, text)

    def _almost(self, *_: object) -> None:
        """Guess nothing."""

    def _misspelt(self, folded: str, start: int) -> None:
        """Guess nothing."""

    def _beginnings(self, pieces: Sequence[Piece]) -> list[int]:
        """Return where numbered codes in several pieces may begin: "APIG 0301"."""
        families, short = self._index.root.families, self._reading.short
        return [
            at
            for at, (first, second) in enumerate(pairwise(pieces))
            if (short or first.folded in families)
            and not first.folded.isdigit()
            and pattern("digits").search(second.folded)
        ]
