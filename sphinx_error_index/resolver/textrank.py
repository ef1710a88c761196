"""Ranking sentences by the words of a query. The twin of ``static/resolver/textrank.js``.

BM25 (Robertson and Zaragoza, *The Probabilistic Relevance Framework*, 2009) with two changes. What
is ranked is the sentence - one message, one cause -, as a page with twenty causes is no worse an
answer to the one that matches. And a word of the query is a *unit* of alternatives (``terms.py``),
of which the best one counts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from sphinx_error_index.resolver.candidates import Candidates
from sphinx_error_index.resolver.rules import pattern, w
from sphinx_error_index.resolver.rules import words as listed
from sphinx_error_index.resolver.types import TextMatch
from sphinx_error_index.resolver.words import NUMBER, cut, rounded

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from sphinx_error_index.resolver.index import Index
    from sphinx_error_index.resolver.pastes.reading import Unit
    from sphinx_error_index.resolver.types import Sentence
    from sphinx_error_index.resolver.words import Word

_RANKED: Final = w.FIELD
_KEPT: Final = 8_192


class _Said(NamedTuple):
    """What a query is compared with of a sentence's text.

    ``stems`` are those of all words, with blanks between and around them; ``terms`` those of ranked
    words, and numbers; ``length`` is how many words are ranked. ``parts`` are the stems between
    placeholders: where there are placeholders (``placed``) without those of small words; ``told``
    is how many of their words are ranked.
    """

    stems: str
    terms: frozenset[str]
    length: int
    parts: tuple[tuple[str, ...], ...]
    placed: bool
    told: int


@dataclass
class _Ranked:
    """A sentence of a code against a query: what it gained, and how much of it that is.

    ``gains`` are those of the units of which it has something, by their places, in order.
    """

    sentence: Sentence
    points: float = 0.0
    mass: float = 0.0
    gains: dict[int, float] = field(default_factory=dict)


class TextRank:
    """Ranks the meanings of codes by the words of one query.

    Args:
        index: the index.
        units: the words of the query.
        text: the query, as it was read.
        topic: share with which a word on the topic of a code's service counts.
    """

    def __init__(self, index: Index, units: Sequence[Unit], text: str, topic: float) -> None:
        self._index, self._units = index, units
        self._candidates = Candidates(index, units, topic)
        self._text, self._words = text, cut(text)
        self._stems = [word.stem for word in self._words]
        self._telling = _telling(self._words)
        self._by_term: dict[str, list[tuple[int, float]]] = {}
        for at, unit in enumerate(units):
            for term, factor in unit.terms:
                self._by_term.setdefault(term, []).append((at, factor))
        self._asked = sum(unit.weight * unit.share for unit in units)
        part = w.SENTENCE_PART * self._asked / index.root.typical if index.root.typical else 0.0
        self._enough = max(w.SENTENCE_MASS, part)

    def rank(self, scope: int | None, known: Collection[int], most: int) -> list[TextMatch]:
        """Return the meanings that fit, best first.

        Args:
            scope: the only service, or None.
            known: codes that speak for themselves.
            most: of how many codes the texts are read at most.
        """
        told = sum(bool(unit.terms) for unit in self._units)
        if told <= w.QUOTED_UNITS and len(self._stems) >= w.QUOTED_LEAST:
            most = max(most, w.CANDIDATES_QUOTED)  # half a sentence of common words
        codes = self._candidates.choose(scope, known, most)
        self._index.want_pages(codes)
        matches = [match for code in codes for match in self._of_code(code)]
        return sorted(matches, key=lambda match: (-rounded(match.fit), match.code, match.meaning))

    def _of_code(self, code: int) -> Iterable[TextMatch]:
        """The meanings of a code that have a word of the query."""
        page = self._index.page(code)
        if page is None:
            return
        service = self._index.service(code)
        shared = [self._measured(sentence) for sentence in page.shared]
        for number, meaning in enumerate(page.meanings):
            own = [self._measured(sentence) for sentence in meaning.sentences]
            ranked = [*shared[:1], *own, *shared[1:]]
            match = self._match(code, number, service, ranked)
            if match is not None:
                yield match

    def _match(
        self, code: int, meaning: int, service: int, ranked: Sequence[_Ranked]
    ) -> TextMatch | None:
        """How a meaning fits, by its best sentence; None if no word of the query is in it."""
        fitting = [item for item in ranked if item.mass]
        most: dict[int, float] = {}
        for item in fitting:
            for at, gain in item.gains.items():
                if gain > most.get(at, 0.0):
                    most[at] = gain
        if not most:
            return None
        places = sorted(most)
        whole = sum(most[at] for at in places)
        # A word that the meaning has is not counted for the topic, too.
        topics = self._candidates.topics
        lost = sum(topics[at].worth for at in places if service in topics[at].services)
        about = self._candidates.about.get(service, 0.0) - lost
        best: TextMatch | None = None
        for item in fitting:
            fit, told = self._fit(item, whole, about)
            quoted = self._quoted(item.sentence)
            if quoted:
                fit = max(fit, w.TEMPLATE)
            if best is None or fit > best.fit:
                best = TextMatch(code, meaning, fit, told, len(most), item.sentence, quoted)
        return best

    def _fit(self, item: _Ranked, whole: float, about: float) -> tuple[float, float]:
        """How well a sentence fits, 0–1, and what matched in words of average rarity."""
        total = item.points + w.ELSEWHERE * (whole - item.points) + about
        told = item.mass / self._index.root.typical
        covered = min(1.0, item.mass / item.sentence.mass) * min(1.0, told / self._enough)
        part = min(1.0, total / self._asked)
        fit = (1 - w.SENTENCE_SHARE) * part + w.SENTENCE_SHARE * covered
        if self._filled(item.sentence):
            fit = max(fit, w.TEMPLATE) + w.TEMPLATE_BONUS * part
        return fit, told

    def _measured(self, sentence: Sentence) -> _Ranked:
        """What the units gain in a sentence."""
        ranked = _Ranked(sentence)
        if not sentence.mass:
            return ranked
        said = _said(sentence.text)
        # In the order of the units, as the sum of floats depends on it.
        for at, factor in sorted(self._factors(said.terms, sentence.concepts).items()):
            unit = self._units[at]
            gain = self._gain(sentence, said.length, factor) * unit.weight * unit.share
            ranked.gains[at] = gain
            ranked.points += gain
            ranked.mass += factor * unit.weight
        return ranked

    def _factors(self, *held: Collection[str]) -> dict[int, float]:
        """With which factors units stand for terms that a sentence has, by their places."""
        best: dict[int, float] = {}
        for terms in held:
            for term in self._by_term.keys() & terms:
                for at, factor in self._by_term[term]:
                    best[at] = max(factor, best.get(at, 0.0))
        return best

    def _gain(self, sentence: Sentence, length: int, factor: float) -> float:
        frequency = _RANKED[sentence.field]
        norm = 1 - w.BM25_B + w.BM25_B * length / self._index.root.mean
        full = frequency * (w.BM25_K1 + 1) / (frequency + w.BM25_K1 * norm)
        return float(factor * min(w.GAIN_MOST, full))

    # -- Messages with placeholders, and parts of messages --------------------------------------

    def _quoted(self, sentence: Sentence) -> bool:
        """Whether the whole query, if it is part of a sentence, stands in this one."""
        if not w.QUOTED_LEAST <= len(self._stems) <= w.SENTENCE_TOKENS or sentence.field == "code":
            return False
        return f" {' '.join(self._stems)} " in _said(sentence.text).stems

    def _filled(self, sentence: Sentence) -> bool:
        """Whether the query is this very message, its placeholders filled in."""
        if sentence.field == "code":  # which would fit itself
            return False
        said = _said(sentence.text)
        if said.told < (w.TEMPLATE_LEAST if said.placed else w.VERBATIM_LEAST):
            return False
        # Without placeholders every word counts: "the API group exists" is not "the API exists".
        words = self._telling if said.placed else self._words
        return bool(fills(said.parts, [word.stem for word in words]))

    def values(self, sentence: Sentence) -> tuple[tuple[str, str], ...]:
        """Return what stands in the query for each placeholder of a message, after its name."""
        names = [match[0] for match in pattern("placeholder").finditer(sentence.text)]
        parts = _said(sentence.text).parts
        places = fills(parts, [word.stem for word in self._telling]) if names else []
        if not places:
            return ()
        # Where the telling words of the message stand among all words of the query.
        at = {word.start: place for place, word in enumerate(self._words)}
        ends = [
            at[self._telling[place + len(part) - 1].start] + 1
            for place, part in zip(places, parts, strict=True)
        ]
        starts = [at[self._telling[place].start] for place in places]
        said = _split(sentence.text)
        small = {word.stem for part in said for word in cut(part)}
        gaps = list(zip([0, *ends], [*starts, len(self._words)], strict=True))
        gap, rest = -1, ""
        found = []
        for place, name in enumerate(names):
            known = sum(bool(_telling(cut(part))) for part in said[: place + 1])
            if known != gap:
                gap, rest = known, self._between(*gaps[known], small)
            sign = said[place + 1].strip()
            signed = bool(sign) and not _telling(cut(sign)) and sign in rest  # {host}:{port}
            value, _, rest = rest.partition(sign) if signed else (rest, "", "")
            if value:
                found.append((pattern("around_name").sub("", name), value))
        return tuple(found)

    def _between(self, first: int, last: int, small: set[str]) -> str:
        """The text of some words of the query, without those at its ends that the message has."""
        words = self._words
        while first < last and words[first].stem in small:
            first += 1
        while first < last and words[last - 1].stem in small:
            last -= 1
        if first == last:
            return ""
        begin = words[first - 1].start + len(words[first - 1].raw) if first else 0
        end = words[last].start if last < len(words) else len(self._text)
        text = self._text[begin : min(end, begin + w.VALUE_MOST)].partition("\n")[0]
        return pattern("around_value").sub("", text)

    # -- Reasons ----------------------------------------------------------------------------------

    def matched(self, sentence: Sentence) -> list[str]:
        """Return the words of the query that a sentence has or has another word for, in order."""
        found = self._factors(_said(sentence.text).terms, sentence.concepts)
        matched = [self._units[at] for at in sorted(found)]
        return [unit.raw for unit in sorted(matched, key=lambda unit: unit.start)[: w.MAX_WHY]]


@lru_cache(_KEPT)
def _said(text: str) -> _Said:
    """Return what queries are compared with of a text; queries read the same sentences again."""
    words = cut(text)
    plain = pattern("placeholder").sub(" ", text)
    ranked = words if plain == text else cut(plain)
    stems = [word.stem for word in ranked if word.speaks]
    numbers = (NUMBER + word.raw for word in ranked if word.counts)
    pieces = _split(text)
    placed = len(pieces) > 1
    parts = [cut(piece) for piece in pieces] if pieces != [text] else [words]
    parts = [_telling(part) for part in parts] if placed else parts
    return _Said(
        f" {' '.join(word.stem for word in words)} ",
        frozenset([*stems, *numbers]),
        len(stems),
        tuple(tuple(word.stem for word in part) for part in parts if part),
        placed,
        sum(word.speaks for part in parts for word in part),
    )


def _split(text: str) -> list[str]:
    """What stands between the placeholders of a message."""
    said = pattern("placeholder").split(text)
    said[-1] = pattern("sentence_end").split(said[-1])[0]  # what follows may not be printed
    return [str(part) for part in said]


def _telling(words: Sequence[Word]) -> list[Word]:
    """Words without those that carry no meaning of their own."""
    return [word for word in words if word.raw not in listed("stop")]


def fills(pieces: Sequence[tuple[str, ...]], stems: Sequence[str]) -> list[int]:
    """Return where the pieces of a message stand in a text, in order and near each other.

    Both are stems. Empty if they do not stand there.
    """
    for start, stem in enumerate(stems):
        if not pieces or stem != pieces[0][0]:
            continue
        at = start
        places = []
        for number, piece in enumerate(pieces):
            last = at + w.TEMPLATE_GAP if number else at
            size = len(piece)
            found = (x for x in range(at, last + 1) if tuple(stems[x : x + size]) == piece)
            at = next(found, -size) + size
            if not at:
                break
            places.append(at - size)
        else:
            return places
    return []
