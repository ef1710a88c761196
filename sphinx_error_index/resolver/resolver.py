"""From whatever someone pastes to the codes that it is about, best first.

The steps, each in a file of its own: ``query.py`` reads the structure of the paste, ``codebook.py``
finds codes in it, ``textrank.py`` ranks the vendor's sentences by its words (``terms.py``),
``weighing.py`` weighs the three against each other with the numbers of ``weights.py``, and this
file turns the outcome into an answer. The browser does the same with ``static/*.js``; a test holds
both to equal results.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sphinx_error_index.resolver import weights as w
from sphinx_error_index.resolver.building import SearchIndex, build_index, index_script
from sphinx_error_index.resolver.spelling import prefix_of
from sphinx_error_index.resolver.textrank import rounded
from sphinx_error_index.resolver.weighing import Weigher
from sphinx_error_index.resolver.words import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_error_index.resolver.building import VariantRow
    from sphinx_error_index.resolver.mentions import Found
    from sphinx_error_index.resolver.types import Reading, TextMatch
    from sphinx_error_index.resolver.weighing import Candidate, Candidates

__all__ = ["Answer", "Family", "Match", "Resolver", "build_index", "index_script"]

_QUOTABLE = ("message", "description", "cause")
_SHOWN_FIELDS = (3, 2, 1)  # without a matching sentence: the first cause, description, message
_NEAREST = 3
_CLASS = re.compile(r"\b([1-5])xx\b", re.IGNORECASE | re.ASCII)  # "5xx": a class of statuses


@dataclass(frozen=True)
class Match:
    """One code that a query may be about.

    ``url`` is relative to the site's root, ``anchor`` that of the meaning that matched best or "";
    ``score`` has no unit; ``confidence`` is ``exact``, ``likely`` or ``weak``; ``why`` says what
    matched, in words; ``text`` is the vendor's best matching sentence or, without one, the first
    cause, description or message; ``gone`` says that the code is no longer documented, and
    ``successor`` and ``successor_url`` what is documented in its place, if that is known.
    """

    id: str
    code: str
    service: str
    title: str
    score: float
    url: str
    anchor: str
    confidence: str
    why: tuple[str, ...]
    text: str
    gone: bool = False
    successor: str = ""
    successor_url: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return the match for JSON."""
        return asdict(self)


@dataclass(frozen=True)
class Family:
    """Where to look when nothing matched: a category or service, and ids of the nearest codes."""

    label: str
    url: str
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """The matches of a query; the nearest family if there are none; whether the query was cut."""

    matches: list[Match]
    family: Family | None = None
    truncated: bool = False


class Resolver:
    """Answers queries from an index.

    Args:
        index: what :func:`build_index` gave.
    """

    def __init__(self, index: Mapping[str, Any]) -> None:
        self._index = SearchIndex(index)
        self._weigher = Weigher(self._index)

    def resolve(
        self,
        text: str,
        service: str | None = None,
        category: str | None = None,
        status: int | None = None,
        has_action: bool | None = None,
        limit: int = 10,
    ) -> list[Match]:
        """Return the codes that *text* is about, best first; an empty list if none is.

        Args:
            text: anything, of any length.
            service: id of the only service to answer from; a code of another one that *text*
                clearly names is still found if there is nothing else.
            category: id of the only category, such as ``obs/4XX``.
            status: the only HTTP status.
            has_action: only codes with (or without) an action.
            limit: how many matches at most.
        """
        return self.answer(text, service, category, status, has_action, limit).matches

    def answer(
        self,
        text: str,
        service: str | None = None,
        category: str | None = None,
        status: int | None = None,
        has_action: bool | None = None,
        limit: int = 10,
    ) -> Answer:
        """Do as :meth:`resolve`; return the whole answer."""
        reading = self._weigher.reader.read(text)
        ids = [entry.id for entry in self._index.services]
        if not reading.text.strip() or (service and service not in ids):
            return Answer([], None, reading.truncated)
        scope = ids.index(service) if service else None
        found = self._weigher.book.find(reading)
        candidates = self._weigher.weigh(reading, found, scope)
        matches = [
            self._match(code, item)
            for code, item in _ranked(candidates, found, self._index)
            if self._passes(code, category, status, has_action)
        ]
        matches = matches[: min(limit, w.MAX_RESULTS)]
        family = None if matches else self._family(reading, found, scope)
        return Answer(matches, family, reading.truncated)

    def _passes(
        self, code: int, category: str | None, status: int | None, has_action: bool | None
    ) -> bool:
        """Whether a code passes the facets."""
        row = self._index.codes[code]
        if category and category not in map(self._index.category, row.categories):
            return False
        if status and not any(status in variant.statuses for variant in row.variants):
            return False
        acted = any(variant.has_action for variant in row.variants)
        return has_action is None or acted == has_action

    def _match(self, number: int, item: Candidate) -> Match:
        row = self._index.codes[number]
        chosen = item.variant if item.variant >= 0 else self._index.first_variants[number]
        variant = self._index.variants[chosen][1]
        return Match(
            id=self._index.name(number),
            code=row.code,
            service=self._index.services[row.service].id,
            title=row.title,
            score=item.points,
            url=self._index.url(number),
            anchor=variant.anchor if len(row.variants) > 1 and item.variant >= 0 else "",
            confidence=item.confidence,
            why=tuple(item.why),
            text=self._best_text(variant, item.text),
            gone=number in self._index.gone,
            successor=self._index.successor(number)[0],
            successor_url=self._index.successor(number)[1],
        )

    def _best_text(self, variant: VariantRow, text: TextMatch | None) -> str:
        if text is not None and text.fit >= w.FIT_SCOPED:
            number = self._weigher.rank.source[text.sentence]
            _, name, sentence = self._weigher.sentences[number]
            if name in _QUOTABLE:
                return sentence
        fields, texts = variant.texts[::2], variant.texts[1::2]
        return next((texts[fields.index(name)] for name in _SHOWN_FIELDS if name in fields), "")

    # -- No match ---------------------------------------------------------------------------------

    def _family(self, reading: Reading, found: Found, scope: int | None) -> Family | None:
        """Return the nearest thing to a query without an answer."""
        for token, _ in found.unknown:
            counts = self._weigher.book.prefixes.get(prefix_of(fold(token)))
            if counts:
                service = max(counts, key=lambda number: (counts[number], -number))
                return self._service_family(service, self._nearest(token, service))
        classes = [match[1] for match in _CLASS.finditer(reading.text)]
        classes += [number.text[0] for number in reading.numbers if len(number.text) == 3]
        for digit in classes:
            for service, name, title, url in self._index.categories:
                if name.lower() == digit + "xx" and scope in (None, service):
                    label = f"{name} – {title}" if title and title != name else name
                    several = scope is None and len(self._index.services) > 1
                    label += f" ({self._index.services[service].title})" if several else ""
                    return Family(label, url)
        if scope is not None or found.services:
            return self._service_family(min(found.services) if scope is None else scope)
        return None

    def _service_family(self, service: int, codes: tuple[str, ...] = ()) -> Family:
        row = self._index.services[service]
        return Family(row.title, row.url, codes)

    def _nearest(self, token: str, service: int) -> tuple[str, ...]:
        """Return ids of the codes whose numbers are nearest to that of *token*."""
        wanted = _last_number(token)
        near = sorted(
            (abs(_last_number(row.code) - wanted), number)
            for number, row in enumerate(self._index.codes)
            if row.service == service and prefix_of(fold(row.code)) == prefix_of(fold(token))
        )
        return tuple(self._index.name(number) for _, number in near[:_NEAREST])


def _ranked(
    candidates: Candidates, found: Found, index: SearchIndex
) -> list[tuple[int, Candidate]]:
    """Return the candidates, best first; of equals the one that the text names first."""
    for code, item in candidates.items():
        if candidates.scope is None and index.service(code) in found.services:
            item.points *= w.SERVICE_NAMED
        if code in index.gone and item.confidence != "exact":
            item.points *= w.GONE
        item.points = rounded(item.points)
    starts = {code: hit.start for code, hit in found.hits.items()}
    return sorted(
        candidates.items(), key=lambda pair: (-pair[1].points, starts.get(pair[0], 0), pair[0])
    )


def _last_number(text: str) -> int:
    numbers = re.findall("[0-9]+", text)
    return int(numbers[-1]) if numbers else 0
