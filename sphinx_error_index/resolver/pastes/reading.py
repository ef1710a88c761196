"""What is read in a text, and which codes are found in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from sphinx_error_index.resolver.pastes.ranges import Ranges
from sphinx_error_index.resolver.rules import w

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx_error_index.resolver.types import Code


class Number(NamedTuple):
    """A number that may be a status or a short code; *certainty* 0–1, *where* says why."""

    text: str
    certainty: float
    where: str
    start: int


class Field(NamedTuple):
    """A ``key: value`` of a paste.

    *kind* is its row in ``query.toml``; *at* is where the key starts; *start* and *end* enclose
    the value.
    """

    key: str
    kind: str
    value: str
    at: int
    start: int
    end: int


@dataclass
class Reading:
    """What was read in a paste.

    *masked* is the text with all noise blanked, offsets unchanged; *calm* says that nothing failed,
    *foreign* that the text is an error of some other, well-known program, *translated* that it was
    put into English. *spans* are where the
    message stands; none where all of the text is equally likely to be it.
    """

    text: str
    masked: str
    truncated: bool = False
    tokens: int = 1
    calm: bool = False
    foreign: bool = False
    translated: bool = False
    fields: list[Field] = field(default_factory=list)
    numbers: list[Number] = field(default_factory=list)
    spans: Ranges = field(default_factory=lambda: Ranges(()))

    @property
    def says_message(self) -> bool:
        """Whether a field holds the message, in words."""
        return any(item.kind == "message" and " " in item.value.strip() for item in self.fields)

    @property
    def short(self) -> bool:
        """Whether this is a query rather than a paste."""
        return bool(self.tokens <= w.SHORT_TOKENS)

    @property
    def sentence(self) -> bool:
        """Whether this is a sentence at most."""
        return bool(self.tokens <= w.SENTENCE_TOKENS)

    def weight(self, at: int) -> float:
        """How much a word at offset *at* counts: 1 in the message, less beside it."""
        return 1.0 if not self.spans or at in self.spans else float(w.REST)


@dataclass
class Unit:
    """One word of a query.

    *terms* satisfy it, each with a factor; *weight* is how much it tells, *share* how much it
    counts where it stands; *guessed* says that it is written otherwise than any known
    word, *strange* that it is a plain word that no text has.
    """

    raw: str
    terms: list[tuple[str, float]]
    weight: float
    share: float
    start: int
    guessed: bool = False
    strange: bool = False


class Hit(NamedTuple):
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
    *services* are those that the text names, *meant* those that hosts, resources and modules name;
    *bare* says that the text is a code, nothing else; *numbered* are codes that stand in the text
    as the same number in another form, one that is likely a code.
    """

    hits: dict[int, Hit] = field(default_factory=dict)
    unknown: list[tuple[str, int]] = field(default_factory=list)
    foreign: bool = False
    services: set[int] = field(default_factory=set)
    meant: set[int] = field(default_factory=set)
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
