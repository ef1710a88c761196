"""What is found in a text: the codes that it mentions, and what else it says about them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_error_index.resolver import weights as w

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Hit:
    """A code found in a text."""

    code: int
    points: float
    confidence: str
    why: str
    start: int


@dataclass
class Found:
    """All codes of a text.

    *unknown* are tokens that look like a code but are none of ours, and where they start;
    *foreign* says that the text names an error of another system (``ModuleNotFoundError``);
    *services* are those that the text names; *spelled* says of codes found by another name which
    one that was, as its number in the codebook; *numbered* are codes that stand in the text as the
    same number in another form, one that is likely a code.
    """

    hits: dict[int, Hit] = field(default_factory=dict)
    unknown: list[tuple[str, int]] = field(default_factory=list)
    foreign: bool = False
    services: set[int] = field(default_factory=set)
    spelled: dict[int, int] = field(default_factory=dict)
    numbered: set[int] = field(default_factory=set)

    def add(
        self, codes: Sequence[int], points: float, confidence: str, why: str, start: int
    ) -> None:
        """Note a mention of *codes*; the best mention of each stays, further ones add to it."""
        for code in codes:
            old = self.hits.get(code)
            if old is None:
                self.hits[code] = Hit(code, points, confidence, why, start)
            elif points > old.points:
                self.hits[code] = Hit(code, points, confidence, why, min(start, old.start))
            elif start != old.start:
                self.hits[code] = Hit(
                    code, old.points + w.CODE_AGAIN, old.confidence, old.why, old.start
                )
