"""What is found in a text: the codes that it mentions, and what else it says about them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_error_index.resolver.rules import w

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx_error_index.resolver.types import Code


@dataclass(frozen=True)
class Hit:
    """A code found in a text."""

    code: Code
    points: float
    confidence: str
    why: str
    start: int


@dataclass
class Found:
    """All codes of a text, by their numbers.

    *unknown* are tokens that look like a code but are none of ours, and where they start;
    *foreign* says that the text names an error of another system (``ModuleNotFoundError``);
    *services* are those that the text names; *bare* says that the text is a code, nothing else;
    *numbered* are codes that stand in the text as the same number in another form, one that is
    likely a code.
    """

    hits: dict[int, Hit] = field(default_factory=dict)
    unknown: list[tuple[str, int]] = field(default_factory=list)
    foreign: bool = False
    services: set[int] = field(default_factory=set)
    bare: bool = False
    starts: set[int] = field(default_factory=set)
    numbered: set[int] = field(default_factory=set)

    def add(
        self, codes: Iterable[Code], points: float, confidence: str, why: str, start: int
    ) -> None:
        """Note a mention of *codes*; the best mention of each stays, further ones add to it."""
        for code in codes:
            self.starts.add(start)
            old = self.hits.get(code.number)
            if old is None:
                self.hits[code.number] = Hit(code, points, confidence, why, start)
            elif points > old.points:
                first = min(start, old.start)
                self.hits[code.number] = Hit(code, points, confidence, why, first)
            elif start != old.start:
                again = old.points + w.CODE_AGAIN
                self.hits[code.number] = Hit(code, again, old.confidence, old.why, old.start)

    def spans(self) -> list[tuple[int, int]]:
        """Where codes stand that are no words (``APIG.0301``), known or not."""
        known = [
            (hit.start, hit.start + len(hit.code.spelling))
            for hit in self.hits.values()
            if hit.code.kind == "mixed"
        ]
        return known + [(start, start + len(token)) for token, start in self.unknown]
