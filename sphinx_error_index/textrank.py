"""Ranking sentences by the words of a query. The twin of ``static/textrank.js``.

BM25 (Robertson and Zaragoza, *The Probabilistic Relevance Framework*, 2009) with two changes. The unit is the
sentence - one message, one cause - as a page with twenty causes is not a worse answer to the one that matches. And a
word of the query is a *unit* of alternatives (itself, its concepts, near spellings), of which the best one counts.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from sphinx_error_index import weights as w
from sphinx_error_index.codebook import distance
from sphinx_error_index.query import Reading
from sphinx_error_index.words import Word, Words

_NAME_MARKS: Final = "-_/@#$0123456789"
_QUOTES: Final = "'\"`"


@dataclass
class Unit:
    """One word of a query: the terms that satisfy it, with their factors; its information; where it stands."""

    raw: str
    terms: list[tuple[str, float]]
    weight: float
    share: float


@dataclass(frozen=True)
class TextMatch:
    """A variant that fits a query: *fit* 0–1, its best sentence, the words that matched."""

    variant: int
    fit: float
    mass: float
    sentence: int


class TextRank:
    """All sentences of a site, ready to be ranked.

    :param words: the cutter of words.
    :param sentences: of each sentence the variant it belongs to (ascending), its field and its text.
    """

    def __init__(self, words: Words, sentences: Sequence[tuple[int, str, str]]) -> None:
        self._words = words
        self._owner: list[int] = []
        self._factor: list[float] = []
        self._length: list[int] = []
        self.source: list[int] = []
        self._postings: dict[str, list[int]] = {}
        stems_of: list[list[str]] = []
        seen: set[tuple[int, tuple[str, ...]]] = set()
        for number, (variant, field, text) in enumerate(sentences):
            cut = words.cut(text)
            stems = [word.stem for word in cut if word.speaks]
            if not stems or (variant, tuple(stems)) in seen:
                continue
            seen.add((variant, tuple(stems)))
            here = len(self._owner)
            self._owner.append(variant)
            self._factor.append(w.FIELD[field])
            self._length.append(len(stems))
            self.source.append(number)
            stems_of.append(list(dict.fromkeys(stems)))
            for term in dict.fromkeys(stems + [name for _, _, name in words.concepts(cut)]):
                self._postings.setdefault(term, []).append(here)
        self._variants = max(1, len(set(self._owner)))
        self._mean = sum(self._length) / len(self._length) if self._length else 1.0
        self._info: dict[str, float] = {}
        self._mass = [sum(self.info(stem) for stem in stems) for stems in stems_of]
        self.typical = sum(self._mass) / max(1, sum(len(stems) for stems in stems_of))
        self._by_letter: dict[str, list[str]] = {}
        for raw in sorted(words.known):
            if words.stem(raw) in self._postings and len(raw) > 2:
                self._by_letter.setdefault(raw[0], []).append(raw)

    def info(self, stem: str) -> float:
        """How much a word tells: its inverse document frequency, or that of the widest concept it belongs to alone."""
        value = self._info.get(stem)
        if value is None:
            value = self._info[stem] = min(
                self._idf(term) for term in [stem, *self._words.alone(stem)]
            )
        return value

    def _idf(self, term: str) -> float:
        count = 0
        last = -1
        for sentence in self._postings.get(term, ()):
            if self._owner[sentence] != last:
                count += 1
                last = self._owner[sentence]
        return math.log(1 + (self._variants - count + 0.5) / (count + 0.5))

    # -- The query ----------------------------------------------------------------------------------------------------

    def units(self, reading: Reading, without: Sequence[tuple[int, int]] = ()) -> list[Unit]:
        """The words of a text as units, but for those within *without*; the heaviest ones if there are many."""
        words = [
            word
            for word in self._words.cut(reading.masked)
            if not any(start <= word.start < end for start, end in without)
        ]
        concepts: list[list[str]] = [[] for _ in words]
        for at, end, name in self._words.concepts(words):
            for position in range(at, end):
                concepts[position].append(name)
        units: dict[str, Unit] = {}
        typos = w.MAX_TYPOS
        for at, word in enumerate(words):
            if not word.speaks:
                continue
            share = reading.weight(word.start)
            old = units.get(word.stem)
            if old:
                old.share = max(old.share, share)
                old.terms += [
                    (name, w.SYNONYM) for name in concepts[at] if (name, w.SYNONYM) not in old.terms
                ]
                continue
            terms = [(word.stem, 1.0)] if word.stem in self._postings else []
            terms += [(name, w.SYNONYM) for name in concepts[at] if name in self._postings]
            weight = min((self.info(term) for term, _ in terms), default=0.0)
            if not terms and typos and not is_name(word, reading.masked):
                typos -= 1
                terms = self._near(word.raw, reading.short)
                weight = max((self.info(term) for term, _ in terms), default=0.0)
            if not terms:
                named = is_name(word, reading.masked)
                weight = (w.NAME_UNKNOWN if named else w.WORD_UNKNOWN) * self.typical
            units[word.stem] = Unit(word.raw, terms, weight, share)
        heavy = sorted(units.values(), key=lambda unit: -unit.weight * unit.share)
        return heavy[: w.MAX_UNITS]

    def _near(self, raw: str, short: bool) -> list[tuple[str, float]]:
        """Words of the index that *raw* may have been meant to be, or that it begins."""
        near: dict[str, float] = {}
        most = 0 if len(raw) < 4 else 1 if len(raw) < 8 else 2
        best = most
        for other in self._by_letter.get(raw[0], ()):
            if len(raw) > 3 - short and other.startswith(raw):
                near[self._words.stem(other)] = w.PREFIX
            elif best and len(other) > 3:
                cost = distance(raw, other, best)
                if cost <= best:
                    best = min(best, max(cost, 1))
                    stem = self._words.stem(other)
                    near[stem] = max(near.get(stem, 0.0), w.TYPO_ONE if cost < 2 else w.TYPO_TWO)
        return list(near.items())

    # -- The ranking --------------------------------------------------------------------------------------------------

    def rank(self, units: Sequence[Unit], allowed: Callable[[int], bool]) -> list[TextMatch]:
        """The variants that fit the units, best first."""
        asked = sum(unit.weight * unit.share for unit in units)
        score: dict[int, float] = {}
        mass: dict[int, float] = {}
        whole: dict[int, float] = {}
        for unit in units:
            gains: dict[int, tuple[float, float]] = {}
            for term, factor in unit.terms:
                for sentence in self._postings.get(term, ()):
                    if (
                        sentence in gains
                        and gains[sentence][1] >= factor
                        or not allowed(self._owner[sentence])
                    ):
                        continue
                    gains[sentence] = (
                        self._gain(sentence, factor) * unit.weight * unit.share,
                        factor,
                    )
            best: dict[int, float] = {}
            for sentence, (gain, factor) in gains.items():
                score[sentence] = score.get(sentence, 0.0) + gain
                mass[sentence] = mass.get(sentence, 0.0) + factor * unit.weight
                owner = self._owner[sentence]
                best[owner] = max(best.get(owner, 0.0), gain)
            for owner, gain in best.items():
                whole[owner] = whole.get(owner, 0.0) + gain
        tops: dict[int, TextMatch] = {}
        for sentence in sorted(score):
            points = score[sentence]
            owner = self._owner[sentence]
            total = points + w.ELSEWHERE * (whole[owner] - points)
            covered = min(1.0, mass[sentence] / self._mass[sentence])
            fit = (1 - w.SENTENCE_SHARE) * min(1.0, total / asked) + w.SENTENCE_SHARE * covered
            top = tops.get(owner)
            if top is None or fit > top.fit:
                tops[owner] = TextMatch(owner, fit, mass[sentence] / self.typical, sentence)
        return sorted(tops.values(), key=lambda match: (-rounded(match.fit), match.variant))

    def _gain(self, sentence: int, factor: float) -> float:
        frequency = factor * self._factor[sentence]
        norm = 1 - w.BM25_B + w.BM25_B * self._length[sentence] / self._mean
        return frequency * (w.BM25_K1 + 1) / (frequency + w.BM25_K1 * norm)


def rounded(value: float) -> float:
    """*value* to six places, the same in both implementations."""
    return math.floor(value * 1e6 + 0.5) / 1e6


def is_name(word: Word, text: str) -> bool:
    """Whether a word looks like somebody's name for a thing (``my-bucket-01``) rather than a word of the language."""
    end = word.start + len(word.raw)
    before, after = text[max(0, word.start - 1) : word.start], text[end : end + 1]
    if (
        any(char.isdigit() for char in word.raw)
        or before in _QUOTES
        and after in _QUOTES
        and before
        and after
    ):
        return True
    return before != "" and before in _NAME_MARKS or after != "" and after in _NAME_MARKS
