"""Chooses by postings alone which codes may fit a query: only their texts are read then.

The twin of ``static/resolver/candidates.js``.
"""

from __future__ import annotations

from bisect import bisect_left
from heapq import nsmallest
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from sphinx_error_index.resolver.rules import w
from sphinx_error_index.resolver.words import rounded

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from sphinx_error_index.resolver.index import Index
    from sphinx_error_index.resolver.pastes.reading import Unit


class Topic(NamedTuple):
    """The services that a word of a query is on the topic of, and what it is worth for them."""

    services: frozenset[int]
    worth: float


class Candidates:
    """Chooses codes for the units of one query.

    Args:
        index: the index.
        units: the words of the query.
        topic: share with which a word on the topic of a code's service counts.
    """

    def __init__(self, index: Index, units: Sequence[Unit], topic: float) -> None:
        self._index, self._units = index, units
        self._asked = sum(unit.weight * unit.share for unit in units)
        #: What the words on the topic of each service are worth.
        self.about: dict[int, float] = {}
        #: The topic of each unit.
        self.topics = [
            Topic(self._on_topic(unit), topic * unit.weight * unit.share) for unit in units
        ]
        self._told: dict[int, float] = {}
        self._covered: dict[int, float] = {}

    def _on_topic(self, unit: Unit) -> frozenset[int]:
        """The services that a word of the query is on the topic of."""
        return frozenset(
            service
            for term, factor in unit.terms
            if factor > w.NEAR
            for service in self._index.term(term).services
        )

    def choose(self, scope: int | None, known: Collection[int], most: int) -> list[int]:
        """Return the best codes within a scope, and the best of those *known*, ascending."""
        for services, worth in self.topics:
            for service in services:
                self.about[service] = self.about.get(service, 0.0) + worth
        first, last = (0, self._index.root.codes) if scope is None else self._index.codes_of(scope)
        for at in self._read():
            self._add(self._units[at], self.topics[at], first, last)
        order = [code for _, code in sorted(self._points())]
        own = [code for code in order if code in known]
        # A message of few words that the query has among many others.
        rest = (
            (-rounded(min(1.0, self._covered[code])), place)
            for place, code in enumerate(order[most:], most)
        )
        covered = [order[place] for _, place in nsmallest(w.COVERED, rest)]
        return sorted({*order[:most], *own[:most], *covered})

    def _read(self) -> list[int]:
        """The places of units whose postings are read: of frequent ones as many as fit."""
        counted = sorted(
            ((self._size(unit), at) for at, unit in enumerate(self._units) if unit.terms)
        )
        read: list[int] = []
        total = 0
        for size, at in counted:
            total += size
            if len(read) < 2 or total <= w.MOST_POSTINGS:
                read.append(at)
        files = [
            known.file
            for at in read
            for term, _ in self._units[at].terms
            if (known := self._index.term(term)).file is not None
        ]
        self._index.store.want_files("f", (file for file in files if file is not None))
        return sorted(read)

    def _size(self, unit: Unit) -> int:
        return sum(self._index.term(term).owners for term, _ in unit.terms)

    def _add(self, unit: Unit, topic: Topic, first: int, last: int) -> None:
        """Add what a unit tells of the codes from *first* to before *last*."""
        best: dict[int, tuple[float, float]] = {}  # code → what it gains, and how much is covered
        worth = unit.weight * unit.share
        # A later term takes the place of an earlier one; of equal factors the first shall stay.
        last_to_first = list(reversed(unit.terms))
        for term, factor in sorted(last_to_first, key=itemgetter(1)):
            codes, strong = self._index.postings(self._index.term(term))
            start, end = bisect_left(codes, first), bisect_left(codes, last)
            told_by = [(factor * worth, factor * part) for part in (w.FAINT, w.STRONG)]
            found = map(told_by.__getitem__, strong[start:end])
            best.update(zip(codes[start:end], found, strict=True))
        told, covered = self._told, self._covered
        for code, (gain, part) in best.items():
            told[code] = told.get(code, 0.0) + gain
            covered[code] = covered.get(code, 0.0) + part
        # A word that the code has is not counted for the topic, too.
        for code in best if topic.services else ():
            if self._index.service(code) in topic.services:
                told[code] -= topic.worth

    def _points(self) -> Iterator[tuple[float, int]]:
        """Yield each code that has a word of the query, behind its points with a minus sign."""
        for code, told in self._told.items():
            if self.about:
                told += self.about.get(self._index.service(code), 0.0)
            said = min(1.0, told / self._asked) if self._asked else 0.0
            covered = min(1.0, self._covered[code])
            yield -rounded((1 - w.SENTENCE_SHARE) * said + w.SENTENCE_SHARE * covered), code
