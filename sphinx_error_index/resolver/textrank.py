"""Ranking sentences by the words of a query. The twin of ``static/textrank.js``.

BM25 (Robertson and Zaragoza, *The Probabilistic Relevance Framework*, 2009) with two changes. What
is ranked is the sentence - one message, one cause -, as a page with twenty causes is no worse an
answer to the one that matches. And a word of the query is a *unit* of alternatives (``terms.py``),
of which the best one counts.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

from sphinx_error_index.resolver import weights as w
from sphinx_error_index.resolver.types import TextMatch
from sphinx_error_index.resolver.words import NUMBER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sphinx_error_index.resolver.topics import Topics
    from sphinx_error_index.resolver.types import Unit
    from sphinx_error_index.resolver.words import Words

#: What vendors write where a name or value will stand.
_PLACEHOLDER: Final = re.compile(
    r"%\([^()]*\)[sd]|%[sdvq]\b|\$?\{[^{}]*\}|<[^<>]*>|(?<![A-Za-z0-9_])\[[a-z_ ]+\]"
    r"|#[A-Za-z]+#|\b[xX]{2,}\b|\*{2,}"
)

_SENTENCE_END: Final = re.compile(r"[.!?] ")


class TextRank:
    """All sentences of a site, ready to be ranked.

    Args:
        words: the cutter of words.
        sentences: of each the variant it belongs to (ascending), its field and its text.
        topics: what the texts of each service are about.
        everyday: words of everyday English, of which no text is about.
    """

    def __init__(
        self,
        words: Words,
        sentences: Sequence[tuple[int, str, str]],
        topics: Topics,
        everyday: Iterable[str],
    ) -> None:
        self._words = words
        self.everyday = frozenset(words.stem(word) for word in everyday)
        self._topics = topics
        self._owner: list[int] = []
        self._factor: list[float] = []
        self._length: list[int] = []
        self.source: list[int] = []
        self.terms: dict[str, list[int]] = {}
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
            if field != "code":  # which would fit itself
                self._note_template(here, text)
            numbers = [NUMBER + word.raw for word in cut if word.counts]
            said = [concept.name for concept in words.concepts(cut)]
            for term in dict.fromkeys(stems + said + numbers):
                self.terms.setdefault(term, []).append(here)
        self._variants = max(w.INFO_LEAST, len(set(self._owner)))
        self._mean = sum(self._length) / len(self._length) if self._length else 1.0
        self._info: dict[str, float] = {}
        self._mass = [sum(self.info(stem) for stem in stems) for stems in stems_of]
        self.typical = sum(self._mass) / max(1, sum(len(stems) for stems in stems_of))

    def alone(self, stem: str) -> list[tuple[str, float]]:
        """What a word is looked for as when it stands alone: itself, its concepts."""
        terms = [(stem, 1.0)] if stem in self.terms else []
        return terms + [(name, w.SYNONYM) for name in self._words.alone(stem) if name in self.terms]

    def _note_template(self, sentence: int, text: str) -> None:
        """Keep a message, or what stands between its placeholders."""
        said = _PLACEHOLDER.split(text)
        said[-1] = _SENTENCE_END.split(said[-1])[0]  # what follows may not be printed
        parts = [self._words.cut(part) for part in said]
        spoken = sum(word.speaks for part in parts for word in part)
        if spoken >= (w.TEMPLATE_LEAST if len(said) > 1 else w.VERBATIM_LEAST):
            pieces = [[word.stem for word in part] for part in parts if part]
            self._templates[sentence] = pieces

    def info(self, stem: str) -> float:
        """How much a word tells: the inverse document frequency, its own or its concept's."""
        value = self._info.get(stem)
        if value is None:
            terms = [stem, *self._words.alone(stem)]
            value = min(self._idf(term) for term in terms)
            most = w.EVERYDAY_MOST if stem in self.everyday else w.INFO_MOST
            value = self._info[stem] = min(value, most)
        return value

    def _idf(self, term: str) -> float:
        count = 0
        last = -1
        for sentence in self.terms.get(term, ()):
            if self._owner[sentence] != last:
                count += 1
                last = self._owner[sentence]
        return math.log(1 + (self._variants - count + 0.5) / (count + 0.5))

    # -- The ranking -------------------------------------------------------------------------------

    def rank(
        self, units: Sequence[Unit], text: str, allowed: Callable[[int], bool], topic: float
    ) -> list[TextMatch]:
        """Return the variants that fit the units of a text, best first.

        A word that is on the topic of a variant's service, but not in the variant, counts with the
        share *topic*.
        """
        stems = [word.stem for word in self._words.cut(text)]
        places: dict[str, list[int]] = {}
        for at, stem in enumerate(stems):
            places.setdefault(stem, []).append(at)
        asked = sum(unit.weight * unit.share for unit in units)
        enough = max(w.SENTENCE_MASS, w.SENTENCE_PART * asked / self.typical)
        score: dict[int, float] = {}
        mass: dict[int, float] = {}
        whole: dict[int, float] = {}
        spared: dict[int, float] = {}
        about: dict[int, float] = {}  # of a service: what the words on its topic are worth
        counts: dict[int, int] = {}
        for unit in units:
            gains: dict[int, tuple[float, float]] = {}
            for term, factor in unit.terms:
                for sentence in self.terms.get(term, ()):
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
            on_topic = self._on_topic(unit)
            worth = topic * unit.weight * unit.share
            for service in on_topic:
                about[service] = about.get(service, 0.0) + worth
            for owner, gain in best.items():
                # A word that the variant has is not counted for the topic, too.
                lost = worth if self._topics.service(owner) in on_topic else 0.0
                whole[owner] = whole.get(owner, 0.0) + gain
                spared[owner] = spared.get(owner, 0.0) + lost
                counts[owner] = counts.get(owner, 0) + 1
        tops: dict[int, TextMatch] = {}
        for sentence in sorted(score):
            points = score[sentence]
            owner = self._owner[sentence]
            total = points + w.ELSEWHERE * (whole[owner] - points)
            total += about.get(self._topics.service(owner), 0.0) - spared[owner]
            told = mass[sentence] / self.typical
            covered = min(1.0, mass[sentence] / self._mass[sentence]) * min(1.0, told / enough)
            fit = (1 - w.SENTENCE_SHARE) * min(1.0, total / asked) + w.SENTENCE_SHARE * covered
            template = self._templates.get(sentence)
            if template and fills(template, stems, places.get(template[0][0], ())):
                fit = max(fit, w.TEMPLATE) + w.TEMPLATE_BONUS * min(1.0, total / asked)
            top = tops.get(owner)
            if top is None or fit > top.fit:
                tops[owner] = TextMatch(owner, fit, told, counts[owner], sentence)
        return sorted(tops.values(), key=lambda match: (-rounded(match.fit), match.variant))

    def _on_topic(self, unit: Unit) -> set[int]:
        """Return the services that a word of a query is on the topic of."""
        return {
            service
            for term, factor in unit.terms
            if factor > w.NEAR
            for service in self._topics.of(
                term, (self._owner[sentence] for sentence in self.terms.get(term, ()))
            )
        }

    def matched(self, units: Sequence[Unit], text: str) -> list[str]:
        """Return the words of the query that *text* has or has another word for, in order."""
        terms = self.terms_of(text)
        matched = [unit for unit in units if any(term in terms for term, _ in unit.terms)]
        return [unit.raw for unit in sorted(matched, key=lambda unit: unit.start)[: w.MAX_WHY]]

    def terms_of(self, text: str) -> set[str]:
        """The stems and concepts of a text."""
        cut = self._words.cut(text)
        stems = {word.stem for word in cut if word.speaks}
        return stems | {concept.name for concept in self._words.concepts(cut)}

    def _gain(self, sentence: int, factor: float) -> float:
        frequency = self._factor[sentence]
        norm = 1 - w.BM25_B + w.BM25_B * self._length[sentence] / self._mean
        full = frequency * (w.BM25_K1 + 1) / (frequency + w.BM25_K1 * norm)
        return factor * min(w.GAIN_MOST, full)


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
