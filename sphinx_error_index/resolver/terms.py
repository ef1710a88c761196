"""The words of a query as units, by which texts are ranked. The twin of ``static/units.js``.

A unit is a word with all that it may stand for: itself, its concepts, near spellings. Words that
are written together or apart otherwise than the vendor does are put right first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from sphinx_error_index.resolver import weights as w
from sphinx_error_index.resolver.spelling import distance, slipped
from sphinx_error_index.resolver.types import Unit
from sphinx_error_index.resolver.words import CANNOT, NUMBER, Word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sphinx_error_index.resolver.textrank import TextRank
    from sphinx_error_index.resolver.types import Reading
    from sphinx_error_index.resolver.words import Words

FILLER: Final = "~filler"  # the concept of words that people say around the matter
REFUSAL: Final = "~refusal"  # that of words that people say of any failure ("it refuses")
_FAINT: Final = (FILLER, REFUSAL)
_NAME_MARKS: Final = "-_/@#$0123456789"
_QUOTES: Final = "'\"`"
_NUMBER_MOST: Final = 12  # characters before a number that can tell what it is a part of
_PART_BEFORE: Final = re.compile(r"[0-9](?:[:/-]|\.[0-9]+\.)$")
_PART_AFTER: Final = re.compile(r"[:/-][0-9]|\.[0-9]+\.[0-9]")


@dataclass
class _Said:
    """What concepts say of the words of a query, by the places of the words.

    ``concepts`` are those of each word with their factors; ``filler`` words say nothing, ``faint``
    ones little; ``spoken`` ones belong to a phrase; ``most`` and ``least`` bound their weights.
    """

    concepts: list[dict[str, float]]
    filler: set[int] = field(default_factory=set)
    faint: set[int] = field(default_factory=set)
    spoken: set[int] = field(default_factory=set)
    most: dict[int, float] = field(default_factory=dict)
    least: dict[int, float] = field(default_factory=dict)


class QueryTerms:
    """Reads the words of queries as units.

    Args:
        rank: the texts, which know what a word may be found as.
        words: the cutter of words.
        faults: names of the concepts that say what went wrong.
    """

    def __init__(self, rank: TextRank, words: Words, faults: Iterable[str]) -> None:
        self._rank, self._words = rank, words
        self._faults = frozenset("~" + name for name in faults)
        self._by_letter: dict[str, list[str]] = {}
        for raw in sorted(words.known):
            if len(raw) > 2 and rank.alone(words.stem(raw)):
                self._by_letter.setdefault(raw[0], []).append(raw)
        self._spelled = {raw for known in self._by_letter.values() for raw in known}

    def of(
        self, reading: Reading, without: Sequence[tuple[int, int]], named: Callable[[str], bool]
    ) -> list[Unit]:
        """The words of a text as units, the heaviest ones if there are many.

        Args:
            reading: the text.
            without: ranges of it that are left out.
            named: whether a word is the name of a service, hence none that a text must have.
        """
        words = [
            word
            for word in self._words.cut(reading.masked)
            if not any(start <= word.start < end for start, end in without)
        ]
        words = self._rejoined([part for word in words for part in self._parted(word)])
        said = self._said(words)
        units: dict[str, Unit] = {}
        typos = w.MAX_TYPOS
        for at, word in enumerate(words):
            if (
                not word.speaks
                or at in said.filler
                or (word.raw == CANNOT and at not in said.spoken)
            ):
                continue
            if word.number and word.stem not in self._rank.terms:
                continue
            share = reading.weight(word.start)
            old = units.get(word.stem)
            if old:
                old.share = max(old.share, share)
                known = {term for term, _ in old.terms}
                old.terms += [item for item in said.concepts[at].items() if item[0] not in known]
                continue
            unit = self._known(word, at, said, share)
            if not unit.terms:
                common = word.stem in self._rank.everyday
                if typos and not common and not is_name(word, reading.masked):
                    typos -= 1
                    unit.terms = self._near(word.raw, reading.short)
                    unit.weight = max(
                        (self._rank.info(term) for term, _ in unit.terms), default=0.0
                    )
                if not unit.terms:
                    unit.strange = not (named(word.raw) or is_name(word, reading.masked))
                    part = w.WORD_UNKNOWN if unit.strange else w.NAME_UNKNOWN
                    unit.weight = part * self._rank.typical
            units[word.stem] = unit
        self._add_numbers(units, reading, without)
        heavy = sorted(units.values(), key=lambda unit: -unit.weight * unit.share)
        return heavy[: w.MAX_UNITS]

    def _said(self, words: Sequence[Word]) -> _Said:
        """What the concepts among *words* say of each of them."""
        said = _Said([{} for _ in words])
        for places, name, loose in self._words.concepts(words, near=True):
            spoken = max(1, sum(words[at].speaks for at in places))
            part = w.PHRASE / spoken if len(places) > 1 else 1.0
            for at in places:
                if name == FILLER:
                    said.filler.add(at)
                    continue
                if name in self._faults and not loose:
                    said.least[at] = max(said.least.get(at, 0.0), w.FAULT_LEAST * part)
                if name == REFUSAL:
                    said.faint.add(at)
                factor = w.NEAR if loose else w.SYNONYM
                said.concepts[at][name] = max(factor, said.concepts[at].get(name, 0.0))
            if name not in _FAINT and len(places) > 1:
                said.spoken.update(places)
                for at in places:
                    said.most[at] = max(said.most.get(at, 0.0), part * self._rank.info(name))
        said.filler -= said.spoken
        return said

    def _known(self, word: Word, at: int, said: _Said, share: float) -> Unit:
        """The unit of a word that texts have, it or what it stands for; without terms if none."""
        # "not allowed" has nothing to do with "not found".
        phrased = word.denies and at in said.spoken
        terms = [(word.stem, 1.0)] if word.stem in self._rank.terms and not phrased else []
        terms += [item for item in said.concepts[at].items() if item[0] in self._rank.terms]
        sure = [item for item in terms if item[1] > w.NEAR] or terms
        weight = min((self._rank.info(term) for term, _ in sure), default=0.0)
        weight = min(weight, said.most.get(at, weight))
        if terms:
            weight = max(weight, said.least.get(at, 0.0))
        if at in said.faint and at not in said.spoken:
            weight = min(weight, w.REFUSAL_MOST)
        return Unit(word.raw, terms, weight, share, word.start, guessed=not terms)

    def _parted(self, word: Word) -> list[Word]:
        """A word that nobody uses as the two words that it is made of, if there are such."""
        raw = word.raw
        known = self._rank.alone(word.stem) or word.stem in self._rank.everyday
        if len(raw) < w.JOINED_LEAST or not raw.isalpha() or known:
            return [word]
        for at in range(len(raw) - w.PART_LEAST, w.PART_LEAST - 1, -1):
            parts = (
                Word(raw[:at], self._words.stem(raw[:at]), word.start),
                Word(raw[at:], self._words.stem(raw[at:]), word.start + at),
            )
            if all(part.raw in self._spelled for part in parts):
                return list(parts)
        return [word]

    def _rejoined(self, words: Sequence[Word]) -> list[Word]:
        """The words of a text, two that are neighbours as one where only that is a word."""
        joined: list[Word] = []
        for word in words:
            last = joined[-1] if joined else None
            if last and last.speaks and word.speaks:
                raw = last.raw + word.raw
                apart = self._rank.alone(last.stem) and self._rank.alone(word.stem)
                if not apart and len(raw) >= w.JOINED_LEAST and raw in self._spelled:
                    joined[-1] = Word(raw, self._words.stem(raw), last.start)
                    continue
            joined.append(word)
        return joined

    def _add_numbers(
        self, units: dict[str, Unit], reading: Reading, without: Sequence[tuple[int, int]]
    ) -> None:
        """Numbers of a sentence, but for statuses: as units, where some text has them."""
        weight = max((unit.weight for unit in units.values() if unit.terms), default=0.0)
        if not reading.sentence or not weight:
            return
        statuses = {number.start for number in reading.numbers if number.certainty > w.NUMBER_BARE}
        for word in self._words.cut(reading.text):
            term = NUMBER + word.number
            if not word.number or term not in self._rank.terms or word.start in statuses:
                continue
            if any(start <= word.start < end for start, end in without):
                continue
            if is_part(word, reading.text):
                continue
            units[term] = Unit(word.raw, [(term, 1.0)], w.NUMBER_SAID * weight, 1.0, word.start)

    def _near(self, raw: str, short: bool) -> list[tuple[str, float]]:
        """What *raw* may have been meant to be, or begins."""
        near: dict[str, float] = {}
        best = 0 if len(raw) < w.SLIP_LEAST else 1 if len(raw) < 8 else 2
        for other in self._by_letter.get(raw[0], ()):
            if len(raw) > 3 - short and other.startswith(raw):
                factor = w.PREFIX
            elif best and len(other) > 3:
                cost = distance(raw, other, best)
                if cost > best or (len(raw) < w.TYPO_LEAST and not slipped(raw, other)):
                    continue
                best = min(best, max(cost, 1))
                factor = w.TYPO_ONE if cost < 2 else w.TYPO_TWO
            else:
                continue
            for term, share in self._rank.alone(self._words.stem(other)):
                near[term] = max(near.get(term, 0.0), factor * share)
        if not near and len(raw) >= w.TYPO_LEAST:
            for other in self._begun_otherwise(raw):
                for term, share in self._rank.alone(self._words.stem(other)):
                    near[term] = max(near.get(term, 0.0), w.TYPO_ONE * share)
        return list(near.items())

    def _begun_otherwise(self, raw: str) -> list[str]:
        """Known words that *raw* is but for its first letter: swapped, forgotten or too many."""
        slips = [raw[1] + raw[0] + raw[2:], raw[1:], *(letter + raw for letter in self._by_letter)]
        return [slip for slip in slips if slip in self._spelled]


def is_name(word: Word, text: str) -> bool:
    """Whether a word looks like somebody's name for a thing (``my-bucket-01``)."""
    end = word.start + len(word.raw)
    before, after = text[max(0, word.start - 1) : word.start], text[end : end + 1]
    if any(char.isdigit() for char in word.raw) or (
        before in _QUOTES and after in _QUOTES and before and after
    ):
        return True
    return (before != "" and before in _NAME_MARKS) or (after != "" and after in _NAME_MARKS)


def is_part(number: Word, text: str) -> bool:
    """Whether a number is a part of a time, a date or an address; of ``2.5`` it is none."""
    end = number.start + len(number.raw)
    before = text[max(0, number.start - _NUMBER_MOST) : number.start]
    return bool(_PART_BEFORE.search(before) or _PART_AFTER.match(text, end))
