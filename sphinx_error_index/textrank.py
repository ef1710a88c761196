"""Ranking sentences by the words of a query. The twin of ``static/textrank.js``.

BM25 (Robertson and Zaragoza, *The Probabilistic Relevance Framework*, 2009) with two changes. What
is ranked is the sentence - one message, one cause -, as a page with twenty causes is no worse an
answer to the one that matches. And a word of the query is a *unit* of alternatives (itself, its
concepts, near spellings), of which the best one counts.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sphinx_error_index import weights as w
from sphinx_error_index.codebook import distance
from sphinx_error_index.words import CANNOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sphinx_error_index.query import Reading
    from sphinx_error_index.words import Word, Words

#: What vendors write where a name or value will stand.
_PLACEHOLDER: Final = re.compile(
    r"%\([^()]*\)[sd]|%[sdvq]\b|\$?\{[^{}]*\}|<[^<>]*>|#[A-Za-z]+#|\b[xX]{2,}\b|\*{2,}"
)
FILLER: Final = "~filler"  # the concept of words that people say around the matter
_NAME_MARKS: Final = "-_/@#$0123456789"
_QUOTES: Final = "'\"`"


@dataclass
class Unit:
    """One word of a query.

    *terms* satisfy it, each with a factor; *weight* is how much it tells, *share* how much it
    counts where it stands.
    """

    raw: str
    terms: list[tuple[str, float]]
    weight: float
    share: float
    start: int


@dataclass(frozen=True)
class TextMatch:
    """A variant that fits a query: *fit* 0–1, its best sentence, the words that matched."""

    variant: int
    fit: float
    mass: float
    sentence: int


class TextRank:
    """All sentences of a site, ready to be ranked.

    Args:
        words: the cutter of words.
        sentences: of each the variant it belongs to (ascending), its field and its text.
    """

    def __init__(self, words: Words, sentences: Sequence[tuple[int, str, str]]) -> None:
        self._words = words
        self._owner: list[int] = []
        self._factor: list[float] = []
        self._length: list[int] = []
        self.source: list[int] = []
        self._postings: dict[str, list[int]] = {}
        self._templates: dict[int, list[list[str]]] = {}
        stems_of: list[list[str]] = []
        seen: set[tuple[int, tuple[str, ...]]] = set()
        for number, (variant, field, text) in enumerate(sentences):
            cut = words.cut(_PLACEHOLDER.sub(" ", text))
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
            self._note_template(here, text)
            for term in dict.fromkeys(stems + [name for _, _, name in words.concepts(cut)]):
                self._postings.setdefault(term, []).append(here)
        self._variants = max(w.INFO_LEAST, len(set(self._owner)))
        self._mean = sum(self._length) / len(self._length) if self._length else 1.0
        self._info: dict[str, float] = {}
        self._mass = [sum(self.info(stem) for stem in stems) for stems in stems_of]
        self.typical = sum(self._mass) / max(1, sum(len(stems) for stems in stems_of))
        self._by_letter: dict[str, list[str]] = {}
        for raw in sorted(words.known):
            if words.stem(raw) in self._postings and len(raw) > 2:
                self._by_letter.setdefault(raw[0], []).append(raw)

    def _note_template(self, sentence: int, text: str) -> None:
        """Keep what stands between the placeholders of a message."""
        parts = [self._words.cut(part) for part in _PLACEHOLDER.split(text)]
        spoken = sum(word.speaks for part in parts for word in part)
        if len(parts) > 1 and spoken >= w.TEMPLATE_LEAST:
            pieces = [[word.stem for word in part] for part in parts if part]
            self._templates[sentence] = pieces

    def info(self, stem: str) -> float:
        """How much a word tells: the inverse document frequency, its own or its concept's."""
        value = self._info.get(stem)
        if value is None:
            terms = [stem, *self._words.alone(stem)]
            value = min(self._idf(term) for term in terms)
            value = self._info[stem] = min(value, w.INFO_MOST)
        return value

    def _idf(self, term: str) -> float:
        count = 0
        last = -1
        for sentence in self._postings.get(term, ()):
            if self._owner[sentence] != last:
                count += 1
                last = self._owner[sentence]
        return math.log(1 + (self._variants - count + 0.5) / (count + 0.5))

    # -- The query ---------------------------------------------------------------------------------

    def units(
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
        concepts: list[list[str]] = [[] for _ in words]
        filler: set[int] = set()
        spoken: set[int] = set()
        most: dict[int, float] = {}
        for at, end, name in self._words.concepts(words):
            for position in range(at, end):
                if name == FILLER:
                    filler.add(position)
                else:
                    concepts[position].append(name)
            if name != FILLER and end - at > 1:
                spoken.update(range(at, end))
                said = sum(word.speaks for word in words[at:end])
                for position in range(at, end):
                    share = w.PHRASE * self.info(name) / max(1, said)
                    most[position] = max(most.get(position, 0.0), share)
        filler -= spoken
        units: dict[str, Unit] = {}
        typos = w.MAX_TYPOS
        for at, word in enumerate(words):
            if not word.speaks or at in filler or (word.raw == CANNOT and at not in spoken):
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
            weight = min(weight, most.get(at, weight))
            if not terms and typos and not is_name(word, reading.masked):
                typos -= 1
                terms = self._near(word.raw, reading.short)
                weight = max((self.info(term) for term, _ in terms), default=0.0)
            if not terms:
                a_name = named(word.raw) or is_name(word, reading.masked)
                weight = (w.NAME_UNKNOWN if a_name else w.WORD_UNKNOWN) * self.typical
            units[word.stem] = Unit(word.raw, terms, weight, share, word.start)
        heavy = sorted(units.values(), key=lambda unit: -unit.weight * unit.share)
        return heavy[: w.MAX_UNITS]

    def _near(self, raw: str, short: bool) -> list[tuple[str, float]]:
        """Words of the index that *raw* may have been meant to be, or that it begins."""
        near: dict[str, float] = {}
        most = 0 if len(raw) < w.TYPO_LEAST else 1 if len(raw) < 8 else 2
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

    # -- The ranking -------------------------------------------------------------------------------

    def rank(
        self, units: Sequence[Unit], text: str, allowed: Callable[[int], bool]
    ) -> list[TextMatch]:
        """Return the variants that fit the units of a text, best first."""
        stems = [word.stem for word in self._words.cut(text)]
        places: dict[str, list[int]] = {}
        for at, stem in enumerate(stems):
            places.setdefault(stem, []).append(at)
        asked = sum(unit.weight * unit.share for unit in units)
        score: dict[int, float] = {}
        mass: dict[int, float] = {}
        whole: dict[int, float] = {}
        for unit in units:
            gains: dict[int, tuple[float, float]] = {}
            for term, factor in unit.terms:
                for sentence in self._postings.get(term, ()):
                    if (sentence in gains and gains[sentence][1] >= factor) or not allowed(
                        self._owner[sentence]
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
            told = mass[sentence] / self.typical
            covered = min(1.0, mass[sentence] / self._mass[sentence]) * min(
                1.0, told / w.SENTENCE_MASS
            )
            fit = (1 - w.SENTENCE_SHARE) * min(1.0, total / asked) + w.SENTENCE_SHARE * covered
            template = self._templates.get(sentence)
            if template and fills(template, stems, places.get(template[0][0], ())):
                fit = max(fit, w.TEMPLATE) + w.TEMPLATE_BONUS * min(1.0, total / asked)
            top = tops.get(owner)
            if top is None or fit > top.fit:
                tops[owner] = TextMatch(owner, fit, told, sentence)
        return sorted(tops.values(), key=lambda match: (-rounded(match.fit), match.variant))

    def matched(self, units: Sequence[Unit], text: str) -> list[str]:
        """Return the words of the query that *text* has or has another word for, in order."""
        terms = self.terms(text)
        matched = [unit for unit in units if any(term in terms for term, _ in unit.terms)]
        return [unit.raw for unit in sorted(matched, key=lambda unit: unit.start)[: w.MAX_WHY]]

    def terms(self, text: str) -> set[str]:
        """The stems and concepts of a text."""
        cut = self._words.cut(text)
        stems = {word.stem for word in cut if word.speaks}
        return stems | {name for _, _, name in self._words.concepts(cut)}

    def _gain(self, sentence: int, factor: float) -> float:
        frequency = factor * self._factor[sentence]
        norm = 1 - w.BM25_B + w.BM25_B * self._length[sentence] / self._mean
        return min(w.GAIN_MOST, frequency * (w.BM25_K1 + 1) / (frequency + w.BM25_K1 * norm))


def rounded(value: float) -> float:
    """*value* to six places, the same in both implementations."""
    return math.floor(value * 1e6 + 0.5) / 1e6


def fills(template: Sequence[Sequence[str]], stems: Sequence[str], starts: Iterable[int]) -> bool:
    """Whether the pieces of a message stand in a text, in order and near each other.

    *starts* is where the first word of the message stands.
    """
    for start in starts:
        at = start
        for number, piece in enumerate(template):
            last = at + w.TEMPLATE_GAP if number else at
            size = len(piece)
            found = (x for x in range(at, last + 1) if list(stems[x : x + size]) == piece)
            at = next(found, -size) + size
            if not at:
                break
        else:
            return True
    return False


def is_name(word: Word, text: str) -> bool:
    """Whether a word looks like somebody's name for a thing (``my-bucket-01``)."""
    end = word.start + len(word.raw)
    before, after = text[max(0, word.start - 1) : word.start], text[end : end + 1]
    if any(char.isdigit() for char in word.raw) or (
        before in _QUOTES and after in _QUOTES and before and after
    ):
        return True
    return (before != "" and before in _NAME_MARKS) or (after != "" and after in _NAME_MARKS)
