"""Which codes may fit the words of a query, by postings alone: their texts are read.

The twin of ``static/resolver/candidates.js``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_error_index.resolver.rules import w
from sphinx_error_index.resolver.words import rounded

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sphinx_error_index.resolver.index import Index
    from sphinx_error_index.resolver.pastes.reading import Unit


class Candidates:
    """Chooses codes for the units of one query.

    Args:
        index: the index.
        units: the words of the query.
        topic: share with which a word on the topic of a code's service counts.
    """

    def __init__(self, index: Index, units: Sequence[Unit], topic: float) -> None:
        self._index, self._units, self._topic = index, units, topic
        self._asked = sum(unit.weight * unit.share for unit in units)
        #: What the words on the topic of each service are worth.
        self.about: dict[int, float] = {}
        self._told: dict[int, float] = {}
        self._covered: dict[int, float] = {}

    def on_topic(self, unit: Unit) -> set[int]:
        """Return the services that a word of the query is on the topic of."""
        return {
            service
            for term, factor in unit.terms
            if factor > w.NEAR
            for service in self._index.term(term).services
        }

    def choose(self, scope: int | None, known: Collection[int], most: int) -> list[int]:
        """Return the best codes within a scope, and the best of those *known*, ascending."""
        for unit in self._units:
            for service in self.on_topic(unit):
                worth = self._topic * unit.weight * unit.share
                self.about[service] = self.about.get(service, 0.0) + worth
        first, last = (0, self._index.root.codes) if scope is None else self._index.codes_of(scope)
        for unit in self._read():
            self._add(unit, first, last)
        points = {code: self._points(code) for code in self._told}
        order = sorted(points, key=lambda code: (-points[code], code))
        own = [code for code in order if code in known]
        # A message of few words that the query has among many others.
        covered = sorted(order[most:], key=lambda code: -rounded(min(1.0, self._covered[code])))
        return sorted({*order[:most], *own[:most], *covered[: w.COVERED]})

    def _read(self) -> list[Unit]:
        """The units whose postings are read: rare ones, frequent ones while there is room."""
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
        return [self._units[at] for at in sorted(read)]

    def _size(self, unit: Unit) -> int:
        return sum(self._index.term(term).owners for term, _ in unit.terms)

    def _add(self, unit: Unit, first: int, last: int) -> None:
        """Add what a unit tells of the codes from *first* to before *last*."""
        best: dict[int, tuple[float, bool]] = {}
        for term, factor in unit.terms:
            for code, strong in self._index.postings(self._index.term(term)):
                if first <= code < last and (code not in best or best[code][0] < factor):
                    best[code] = (factor, strong)
        topics = self.on_topic(unit)
        told = unit.weight * unit.share
        for code, (factor, strong) in best.items():
            # A word that the code has is not counted for the topic, too.
            lost = self._topic * told if topics and self._index.service(code) in topics else 0.0
            self._told[code] = self._told.get(code, 0.0) + factor * told - lost
            part = factor * (w.STRONG if strong else w.FAINT)
            self._covered[code] = self._covered.get(code, 0.0) + part

    def _points(self, code: int) -> float:
        told = self._told[code] + self.about.get(self._index.service(code), 0.0)
        said = min(1.0, told / self._asked) if self._asked else 0.0
        covered = min(1.0, self._covered[code])
        return rounded((1 - w.SENTENCE_SHARE) * said + w.SENTENCE_SHARE * covered)
