"""From whatever someone pastes to the codes that it is about, best first.

The steps, each in a file of its own: ``query.py`` reads the structure of the paste, ``codebook.py``
finds codes in it, ``terms.py`` reads its words, ``candidates.py`` chooses rows that may fit them,
``textrank.py`` ranks their sentences, ``weighing.py`` weighs all of it against each other with the
numbers of ``weights.toml``, and this file turns the outcome into an answer. What a step needs of
the index it reads through ``index.py``. The browser does the same with ``static/resolver/*.js``; a
test holds both to equal results.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from sphinx_error_index.resolver.index import Index
from sphinx_error_index.resolver.pastes.decoding import normalise
from sphinx_error_index.resolver.pastes.languages import language_of, translated
from sphinx_error_index.resolver.pastes.reading import Reading
from sphinx_error_index.resolver.query import read
from sphinx_error_index.resolver.rules import pattern, w
from sphinx_error_index.resolver.spelling import last_number, prefix_of
from sphinx_error_index.resolver.statuses import statuses_of
from sphinx_error_index.resolver.store import Store
from sphinx_error_index.resolver.weighing import Weigher
from sphinx_error_index.resolver.words import fold, rounded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx_error_index.resolver.pastes.reading import Found
    from sphinx_error_index.resolver.store import Read
    from sphinx_error_index.resolver.types import Meaning, Page
    from sphinx_error_index.resolver.weighing import Candidate, Candidates

_QUOTABLE: Final = ("message", "description", "cause")
_HALVES: Final = re.compile("[\ud800-\udfff]")
_SHOWN_FIELDS: Final = ("cause", "description", "message")  # without a sentence that matches


@dataclass(frozen=True)
class Match:
    """One code that a query may be about.

    ``url`` is relative to the site's root, ``anchor`` that of the meaning that matched best or "";
    ``score`` has no unit; ``confidence`` is ``exact``, ``likely`` or ``weak``; ``why`` says what
    matched, in words; ``text`` is the vendor's best matching sentence or, without one, the first
    cause, description or message; ``gone`` says that the code is no longer documented, and
    ``successor`` and ``successor_url`` what is documented in its place, if that is known;
    ``status`` are the statuses of the meaning, ``action`` is its first, of the first matches only;
    ``values`` are what the text has for the placeholders of the message, with their names;
    ``message`` is the message of the meaning, empty without one.
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
    status: tuple[int, ...] = ()
    action: str = ""
    values: tuple[tuple[str, str], ...] = ()
    message: str = ""

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
    """What a query is answered with.

    ``elsewhere`` are codes that the text names and that only other services than the one asked for
    document; ``unknown`` are tokens that look like codes of ours and are documented nowhere;
    ``services`` are ids of the services among which one can choose, as the text fits several
    alike. ``family`` is the nearest one if there are no matches; ``truncated`` says that only
    telling lines of the query were read; ``unread`` are the parts of the index that could not be
    searched (the values of :data:`.store.PARTS`), in order.
    """

    matches: list[Match]
    family: Family | None = None
    truncated: bool = False
    unread: tuple[str, ...] = ()
    elsewhere: tuple[Match, ...] = ()
    unknown: tuple[str, ...] = ()
    services: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the answer for JSON."""
        return asdict(self)


@dataclass(frozen=True)
class Facets:
    """What an answer is narrowed to: a category's id, a status, codes with or without an action.

    ``retry`` and ``side`` are answers that the triage of a meaning must have.
    """

    category: str | None = None
    status: int | None = None
    has_action: bool | None = None
    retry: str = ""
    side: str = ""

    def __bool__(self) -> bool:
        chosen = self.category or self.status or self.retry or self.side
        return bool(chosen) or self.has_action is not None


class Resolver:
    """Answers queries from an index.

    Args:
        source: what gives the index's files (:data:`.store.Read`), or a store of them.

    Raises:
        NoIndexError: there is no index that this version can read.
    """

    def __init__(self, source: Read | Store) -> None:
        self._store = source if isinstance(source, Store) else Store(source)
        self.index = Index(self._store)
        self._weigher = Weigher(self.index)

    def resolve(
        self,
        text: str,
        service: str | None = None,
        category: str | None = None,
        status: int | None = None,
        has_action: bool | None = None,
        limit: int = 10,
        retry: str = "",
        side: str = "",
    ) -> list[Match]:
        """Return the codes that *text* is about, best first; an empty list if none is.

        Args:
            text: anything, of any length.
            service: id of the only service to answer from.
            category: id of the only category, such as ``obs/4XX``.
            status: the only HTTP status.
            has_action: only codes with (or without) an action.
            limit: how many matches at most.
            retry: only codes with this answer of the triage, such as ``later``.
            side: only codes with this answer, such as ``provider``.
        """
        return self.answer(text, service, category, status, has_action, limit, retry, side).matches

    def answer(
        self,
        text: str,
        service: str | None = None,
        category: str | None = None,
        status: int | None = None,
        has_action: bool | None = None,
        limit: int = 10,
        retry: str = "",
        side: str = "",
    ) -> Answer:
        """Do as :meth:`resolve`; return the whole answer."""
        self._store.unread.clear()
        text = _well_formed(text)
        facets = Facets(category, status, has_action, retry, side)
        ids = [entry.id for entry in self.index.services]
        if not text.strip() or (service and service not in ids):
            return Answer([])
        scope = ids.index(service) if service else None
        book = self._weigher.book
        found = book.bare(text, scope)
        reading = Reading(text.strip(), text.strip()) if found else self._read(text)
        found = found or book.find(reading, scope)
        most = w.CANDIDATES_NARROWED if facets else w.CANDIDATES
        candidates, sisters = self._weigher.weigh(reading, found, scope, most)
        matches = list(self._matches(candidates, found, facets, min(limit, w.MAX_RESULTS)))
        elsewhere = tuple(self._matches(sisters, found, Facets(), w.ELSEWHERE_MOST))
        family = None if matches or elsewhere else self._family(reading, found, scope)
        return Answer(
            matches,
            family,
            reading.truncated,
            tuple(sorted(self._store.unread)),
            elsewhere,
            tuple(dict.fromkeys(token for token, _ in found.unknown)),
            self._choice(reading, found, matches, scope),
        )

    def _read(self, text: str) -> Reading:
        """What a text says; one in another language than the site's is read in English."""
        if len(text) > w.TRANSLATED_MOST:
            return read(text)
        text = normalise(text)
        names = self.index.names
        language = language_of(text, names)
        if not language or language in self.index.root.languages:
            return read(text)
        reading = read(translated(text, self.index.dictionary(language), names))
        reading.translated = True
        return reading

    # -- Matches ----------------------------------------------------------------------------------

    def _matches(
        self, candidates: Candidates, found: Found, facets: Facets, limit: int
    ) -> Iterator[Match]:
        """Yield the best candidates that pass the facets, as far as their rows can be read."""
        ranked = self._ranked(candidates, found)
        looked = ranked[: max(limit, w.CANDIDATES_NARROWED)] if facets else ranked[:limit]
        self.index.want_pages(code for code, _ in looked)
        passed: list[tuple[int, Page, Candidate]] = []
        for code, item in looked:
            page = self.index.page(code)
            if page is not None and len(passed) < limit and self._passes(code, page, facets):
                passed.append((code, page, item))
        shown = w.ACTIONS_SHOWN if limit >= w.ACTIONS_LEAST else 0
        self.index.want_actions(code for code, _, _ in passed[:shown])
        for place, (code, row, item) in enumerate(passed):
            yield self._match(code, row, item, acted=place < shown)

    def _ranked(self, candidates: Candidates, found: Found) -> list[tuple[int, Candidate]]:
        """Return the candidates, best first; of equals the one that the text names first."""
        for code, item in candidates.items():
            if candidates.scope is None and self.index.service(code) in found.services:
                meant = self.index.service(code) in found.meant
                item.points *= w.SERVICE_MEANT if meant else w.SERVICE_NAMED
            if self.index.gone(code) and item.confidence != "exact":
                item.points *= w.GONE
            item.points = rounded(item.points)
        starts = {code: hit.start for code, hit in found.hits.items()}

        ranked = sorted(
            candidates.items(), key=lambda pair: (-pair[1].points, starts.get(pair[0], 0), pair[0])
        )
        self._weigher.settle(ranked, candidates.scope, found)
        return ranked

    def _passes(self, code: int, page: Page, facets: Facets) -> bool:
        """Whether a code passes the facets."""
        if facets.category:
            service, _, name = facets.category.partition("/")
            own = self.index.services[self.index.service(code)].id
            if own != service or name not in page.categories:
                return False
        if facets.status and not any(facets.status in m.statuses for m in page.meanings):
            return False
        for name in ("retry", "side"):
            wanted = getattr(facets, name)
            if wanted and not any(getattr(m, name) == wanted for m in page.meanings):
                return False
        acted = any(meaning.has_action for meaning in page.meanings)
        return facets.has_action is None or acted == facets.has_action

    def _match(self, number: int, page: Page, item: Candidate, acted: bool) -> Match:
        told = self._meaning(page, item)
        meaning = page.meanings[told or 0]
        title = next((s.text for s in meaning.sentences if s.field == "title"), page.title)
        service = self.index.services[self.index.service(number)].id
        return Match(
            id=f"{service}/{page.code}",
            code=page.code,
            service=service,
            title=page.title if told is None else title,
            score=item.points,
            url=self.index.url(number, page),
            anchor="" if told is None or len(page.meanings) == 1 else meaning.anchor,
            confidence=item.confidence,
            why=tuple(item.why),
            text=_best_text(meaning, item),
            gone=page.gone,
            successor=page.successor[0],
            successor_url=page.successor[1],
            status=meaning.statuses,
            action=self.index.action(number, told or 0) if acted else "",
            values=item.values,
            message=next((s.text for s in meaning.sentences if s.field == "message"), ""),
        )

    def _meaning(self, page: Page, item: Candidate) -> int | None:
        """The place of the meaning that a text is about; None where it may be any."""
        if item.text is not None:
            return item.text.meaning
        if item.name is not None and 0 <= item.name < len(page.meanings):
            return item.name
        return None

    def _choice(
        self, reading: Reading, found: Found, matches: Sequence[Match], scope: int | None
    ) -> tuple[str, ...]:
        """Return ids of the services among which one can choose: none if one is meant."""
        if scope is not None or found.services or not matches:
            return ()
        plain = matches[0].code in map(str, statuses_of(reading))
        if matches[0].confidence == "exact" or (not plain and _leads(matches)):
            return ()
        known = [
            self.index.services[service].id
            for value in statuses_of(reading)
            for service in self.index.know_status(value)
        ]
        named = dict.fromkeys([*(match.service for match in matches), *known])
        return tuple(named) if len(named) > 1 else ()

    # -- No match ---------------------------------------------------------------------------------

    def _family(self, reading: Reading, found: Found, scope: int | None) -> Family | None:
        """Return the nearest thing to a query without an answer."""
        for token, _ in found.unknown:
            counts = self.index.root.families.get(prefix_of(fold(token)))
            if counts:
                service = max(counts, key=lambda number: (counts[number], -number))
                return self._service_family(service, self._nearest(token, service))
        classes = [match[1] for match in pattern("class").finditer(reading.text)]
        classes += [number.text[0] for number in reading.numbers if len(number.text) == 3]
        for digit in classes:
            for service, label, url in self.index.classes(digit):
                if scope in (None, service):
                    several = scope is None and len(self.index.services) > 1
                    of = f" ({self.index.services[service].title})" if several else ""
                    return Family(label + of, url)
        if scope is not None or found.services:
            return self._service_family(min(found.services) if scope is None else scope)
        return None

    def _service_family(self, service: int, codes: tuple[str, ...] = ()) -> Family:
        row = self.index.services[service]
        return Family(row.title, row.url, codes)

    def _nearest(self, token: str, service: int) -> tuple[str, ...]:
        """Return ids of the codes whose numbers are nearest to that of *token*."""
        folded, digits = fold(token), last_number(token)
        wanted = int(digits or 0)
        stem = folded.removesuffix(digits)
        beside = [
            stem + str(number).zfill(len(digits))
            for number in range(max(0, wanted - w.NEAREST), wanted + w.NEAREST + 1)
        ]
        self.index.want_codes(f"c:{spelling}" for spelling in beside)
        found = {
            code.number: code
            for spelling in beside
            for code in self.index.spelled(spelling).codes
            if self.index.service(code.number) == service
        }
        for length in range(len(folded) - 1, w.BEGUN_LEAST - 1, -1):
            if len(found) >= w.NEAREST:
                break
            for code in self.index.begun(folded[:length], service):
                if prefix_of(code.folded) == prefix_of(folded):
                    found[code.number] = code
        near = sorted(
            (abs(int(last_number(code.spelling) or 0) - wanted), number)
            for number, code in found.items()
        )
        name = self.index.services[service].id
        return tuple(f"{name}/{found[number].spelling}" for _, number in near[: w.NEAREST])


def _leads(matches: Sequence[Match]) -> bool:
    """Whether the first match is the only sure one."""
    second = matches[1].confidence if len(matches) > 1 else ""
    return matches[0].confidence != "weak" and second == "weak"


def _best_text(meaning: Meaning, item: Candidate) -> str:
    """The sentence that matched, or what says most of a meaning."""
    if item.text is not None and item.text.fit >= w.FIT_SCOPED:
        sentence = item.text.sentence
        if sentence.field in _QUOTABLE:
            return sentence.text
    texts = {said.field: said.text for said in reversed(meaning.sentences)}
    return next((texts[name] for name in _SHOWN_FIELDS if name in texts), "")


def _well_formed(text: str) -> str:
    """Return a text in which U+FFFD stands for each half of a surrogate pair without the other.

    A command line has such halves for bytes that are no UTF-8, and a paste may be cut in a pair.
    """
    if not _HALVES.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
