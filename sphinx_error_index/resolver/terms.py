"""The words of a query as units, by which texts are ranked.

The twin of ``static/resolver/terms.js``.

A unit is a word with all that it may stand for: itself, its concepts, near spellings. Words that
are written together or apart otherwise than the vendor does are put right first.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from sphinx_error_index.resolver.pastes.ranges import Ranges
from sphinx_error_index.resolver.pastes.reading import Unit
from sphinx_error_index.resolver.rules import pattern, rules, w
from sphinx_error_index.resolver.rules import words as listed
from sphinx_error_index.resolver.spelling import distance, keys_like, slipped
from sphinx_error_index.resolver.words import (
    CANNOT,
    NUMBER,
    Word,
    concepts_in,
    cut,
    stem,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sphinx_error_index.resolver.index import Index
    from sphinx_error_index.resolver.pastes.reading import Reading

_FACTOR: Final = {False: 1.0, True: float(w.SYNONYM)}
_LEAST_WORD: Final = 3


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
        index: the index, which knows what a word may be found as.
        named: whether a word is the name of a service, hence none that a text must have.
    """

    def __init__(self, index: Index, named: Callable[[str], bool]) -> None:
        self._index, self._named = index, named
        lists = rules("words")
        self._filler, self._refusal = f"~{lists['filler']}", f"~{lists['refusal']}"
        self._faults = frozenset(f"~{name}" for name in listed("faults"))

    def of(self, reading: Reading, without: Iterable[tuple[int, int]]) -> list[Unit]:
        """The words of a text as units, the heaviest ones if there are many.

        Args:
            reading: the text.
            without: ranges of it that are left out.
        """
        left_out = Ranges(without)
        words = self._few(
            [word for word in cut(reading.masked) if word.start not in left_out], reading
        )
        self._want_words(words, reading)
        words = self._rejoined([part for word in words for part in self._parted(word)])
        self._index.want_terms(word.stem for word in words)
        said = self._said(words)
        self._index.want_terms(name for concepts in said.concepts for name in concepts)
        units: dict[str, Unit] = {}
        typos = w.MAX_TYPOS
        for at, word in enumerate(words):
            lonely = word.raw == CANNOT and at not in said.spoken
            if not word.speaks or at in said.filler or lonely:
                continue
            if word.number and not self._has(word.stem):
                continue
            share = reading.weight(word.start)
            old = units.get(word.stem)
            if old:
                old.share = max(old.share, share)
                known = {term for term, _ in old.terms}
                old.terms += [item for item in said.concepts[at].items() if item[0] not in known]
                continue
            unit = self._unit(word, at, said, share)
            if not unit.terms:
                if typos and self._may_be_misspelt(word, reading):
                    typos -= 1
                    unit.terms = self._near(word.raw, reading.short)
                    unit.weight = self._heaviest(unit)
                if not unit.terms:
                    named = self._named(word.raw) or is_name(word, reading.masked)
                    unit.strange = not (named or reading.translated)
                    part = w.WORD_UNKNOWN if unit.strange else w.NAME_UNKNOWN
                    unit.weight = part * self._index.root.typical
            units[word.stem] = unit
        self._add_numbers(units, reading, left_out)
        heavy = sorted(units.values(), key=lambda unit: -unit.weight * unit.share)
        return heavy[: w.MAX_UNITS]

    # -- What is looked up ------------------------------------------------------------------------

    def _few(self, words: Sequence[Word], reading: Reading) -> list[Word]:
        """The words of a text that are looked up: of many, those of its message come first."""
        first = [word for word in words if reading.weight(word.start) == 1.0]
        stems: dict[str, None] = {}
        for word in (*first, *words):
            if len(stems) < w.MOST_WORDS:
                stems[word.stem] = None
        return [word for word in words if word.stem in stems]

    def _want_words(self, words: Sequence[Word], reading: Reading) -> None:
        """Load the terms of words, and what words may be that no text has."""
        self._index.want_terms(word.stem for word in words)
        self._index.want_terms(
            name
            for word in words
            if not self._has(word.stem)
            for name in self._index.concepts(word.stem)
        )
        unknown = [
            word
            for word in words
            if self._may_be_misspelt(word, reading) and not self._is_known(word)
        ]
        keys = [key for word in unknown[: w.MAX_TYPOS] for key in keys_like(word.raw)]
        joined = [a.raw + b.raw for a, b in pairwise(words) if self._may_be_one(a, b)]
        self._index.store.want("w", [*keys, *(f"3:{raw[-3:]}" for raw in joined)])

    def _may_be_misspelt(self, word: Word, reading: Reading) -> bool:
        common = self._index.term(word.stem).everyday or len(word.raw) > w.LONGEST_WORD
        return word.speaks and not common and not is_name(word, reading.masked)

    def _has(self, term: str) -> bool:
        """Whether some text has a term."""
        return self._index.term(term).owners > 0

    def _is_known(self, word: Word) -> bool:
        """Whether texts have a word, or one of its concepts."""
        concepts = self._index.concepts(word.stem)
        return self._has(word.stem) or any(self._has(name) for name in concepts)

    def _spelled(self, raw: str) -> bool:
        """Whether a text has a word, or means the same by another one."""
        return len(raw) >= _LEAST_WORD and raw in self._index.words(f"3:{raw[-3:]}")

    # -- Words and their concepts -----------------------------------------------------------------

    def _said(self, words: Sequence[Word]) -> _Said:
        """What the concepts among *words* say of each of them."""
        said = _Said([{} for _ in words])
        found = concepts_in(words, self._index.phrases, near=True)
        self._index.want_terms(item.name for item in found if item.name != self._filler)
        for places, name, loose in found:
            spoken = max(1, sum(words[at].speaks for at in places))
            part = w.PHRASE / spoken if len(places) > 1 else 1.0
            for at in places:
                if name == self._filler:
                    said.filler.add(at)
                    continue
                if name in self._faults and not loose:
                    said.least[at] = max(said.least.get(at, 0.0), w.FAULT_LEAST * part)
                if name == self._refusal:
                    said.faint.add(at)
                factor = w.NEAR if loose else w.SYNONYM
                said.concepts[at][name] = max(factor, said.concepts[at].get(name, 0.0))
            if name not in (self._filler, self._refusal) and len(places) > 1:
                said.spoken.update(places)
                for at in places:
                    said.most[at] = max(said.most.get(at, 0.0), part * self._index.info(name))
        said.filler -= said.spoken
        return said

    def _unit(self, word: Word, at: int, said: _Said, share: float) -> Unit:
        """The unit of a word that texts have, it or what it stands for; without terms if none."""
        # "not allowed" has nothing to do with "not found".
        phrased = word.denies and at in said.spoken
        terms = [(word.stem, 1.0)] if self._has(word.stem) and not phrased else []
        terms += [item for item in said.concepts[at].items() if self._has(item[0])]
        sure = [item for item in terms if item[1] > w.NEAR] or terms
        weight = min((self._index.info(term) for term, _ in sure), default=0.0)
        weight = min(weight, said.most.get(at, weight))
        if terms:
            weight = max(weight, said.least.get(at, 0.0))
        if at in said.faint and at not in said.spoken:
            weight = min(weight, w.REFUSAL_MOST)
        return Unit(word.raw, terms, weight, share, word.start, guessed=not terms)

    def _heaviest(self, unit: Unit) -> float:
        self._index.want_terms(term for term, _ in unit.terms)
        return max((self._index.info(term) for term, _ in unit.terms), default=0.0)

    # -- Spellings --------------------------------------------------------------------------------

    def _parted(self, word: Word) -> list[Word]:
        """A word that nobody uses as the two words that it is made of, if there are such."""
        raw = word.raw
        known = self._index.term(word.stem)
        fits = w.JOINED_LEAST <= len(raw) <= w.LONGEST_WORD
        if not fits or known.everyday or not pattern("letters").search(raw):
            return [word]
        if self._is_known(word):
            return [word]
        begun = {**self._index.words(f"1:{raw[0]}"), **self._index.words(f"2:{raw[:3]}")}
        for at in range(len(raw) - w.PART_LEAST, w.PART_LEAST - 1, -1):
            left, right = raw[:at], raw[at:]
            if left in begun and self._spelled(right):
                return [
                    Word(left, stem(left), word.start),
                    Word(right, stem(right), word.start + at),
                ]
        return [word]

    def _rejoined(self, words: Sequence[Word]) -> list[Word]:
        """The words of a text, two that are neighbours as one where only that is a word."""
        joined: list[Word] = []
        for word in words:
            last = joined[-1] if joined else None
            if last and self._may_be_one(last, word) and self._spelled(last.raw + word.raw):
                raw = last.raw + word.raw
                joined[-1] = Word(raw, stem(raw), last.start)
                continue
            joined.append(word)
        return joined

    def _may_be_one(self, first: Word, second: Word) -> bool:
        """Whether two neighbours may be one word, as a text lacks one of them."""
        fits = w.JOINED_LEAST <= len(first.raw) + len(second.raw) <= w.LONGEST_WORD
        both = fits and first.speaks and second.speaks
        return both and not (self._is_known(first) and self._is_known(second))

    def _near(self, raw: str, short: bool) -> list[tuple[str, float]]:
        """What *raw* may have been meant to be, or begins."""
        known: dict[str, list[str]] = {}
        for key in keys_like(raw):
            known.update(self._index.words(key))
        near: dict[str, float] = {}
        best = 0 if len(raw) < w.SLIP_LEAST else 1 if len(raw) < w.WORD_TWO else 2
        for other in sorted(word for word in known if word[0] == raw[0]):
            if len(raw) > 3 - short and other.startswith(raw):
                factor = w.PREFIX
            elif best and len(other) > _LEAST_WORD:
                cost = distance(raw, other, best)
                if cost > best or (len(raw) < w.TYPO_LEAST and not slipped(raw, other)):
                    continue
                best = min(best, max(cost, 1))
                factor = w.TYPO_ONE if cost <= 1 else w.TYPO_TWO
            else:
                continue
            _mean(near, known[other], factor)
        if not near and len(raw) >= w.TYPO_LEAST:
            for other in sorted(known):
                if _begun_otherwise(raw, other):
                    _mean(near, known[other], w.TYPO_ONE)
        return list(near.items())

    # -- Numbers ----------------------------------------------------------------------------------

    def _add_numbers(self, units: dict[str, Unit], reading: Reading, left_out: Ranges) -> None:
        """Numbers of a sentence, but for statuses: as units, where some text has them."""
        weight = max((unit.weight for unit in units.values() if unit.terms), default=0.0)
        if not reading.sentence or not weight:
            return
        statuses = {number.start for number in reading.numbers if number.certainty > w.NUMBER_BARE}
        words = [
            word
            for word in cut(reading.text)
            if word.number and word.start not in statuses and word.start not in left_out
        ]
        self._index.want_terms(NUMBER + word.number for word in words)
        for word in words:
            term = NUMBER + word.number
            if self._has(term) and not is_part(word, reading.text):
                said = w.NUMBER_SAID * weight
                units[term] = Unit(word.raw, [(term, 1.0)], said, 1.0, word.start)


def _mean(near: dict[str, float], terms: Sequence[str], factor: float) -> None:
    """Note that a word may be meant that is looked for as *terms*."""
    for term in terms:
        near[term] = max(near.get(term, 0.0), factor * _FACTOR[term[:1] == "~"])


def _begun_otherwise(raw: str, other: str) -> bool:
    """Whether *other* is *raw* but for its first letter: swapped, forgotten or too many."""
    swapped = other == raw[1] + raw[0] + raw[2:]
    return swapped or other == raw[1:] or other[1:] == raw


def is_name(word: Word, text: str) -> bool:
    """Whether a word looks like somebody's name for a thing (``my-bucket-01``)."""
    lists: Mapping[str, str] = rules("words")
    end = word.start + len(word.raw)
    before, after = text[max(0, word.start - 1) : word.start], text[end : end + 1]
    quoted = before and after and before in lists["quotes"] and after in lists["quotes"]
    if pattern("digits").search(word.raw) or quoted:
        return True
    marks = lists["name_marks"]
    return bool((before and before in marks) or (after and after in marks))


def is_part(number: Word, text: str) -> bool:
    """Whether a number is a part of a time, a date or an address; of ``2.5`` it is none."""
    end = number.start + len(number.raw)
    before = text[max(0, number.start - w.PART_CONTEXT) : number.start]
    after = text[end : end + w.PART_CONTEXT]
    return bool(pattern("part_before").search(before) or pattern("part_after").search(after))
