"""Weighing codes, statuses and words against each other; its twin is in ``static/resolver.js``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from sphinx_error_index.resolver import weights as w
from sphinx_error_index.resolver.codebook import Codebook
from sphinx_error_index.resolver.query import Reader
from sphinx_error_index.resolver.statuses import statuses_of
from sphinx_error_index.resolver.terms import QueryTerms
from sphinx_error_index.resolver.textrank import TextRank
from sphinx_error_index.resolver.topics import Topics
from sphinx_error_index.resolver.words import Words, fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Set

    from sphinx_error_index.resolver.building import SearchIndex
    from sphinx_error_index.resolver.mentions import Found
    from sphinx_error_index.resolver.types import Number, Reading, TextMatch

CONFIDENCE: Final = {"exact": 2, "likely": 1, "weak": 0}
_WORDED: Final = ("compound", "word")  # codes whose name is words
_FIRST_ERROR: Final = 400
_ENVELOPE: Final = re.compile(r"[A-Za-z]+[\"']?[ \t]*:[ \t]*\{", re.ASCII)
_BARE_CODE: Final = re.compile("[A-Za-z]{2,}[._-][0-9]{2,}", re.ASCII)
"""A query that is a code and nothing else: if it is none of ours, its parts are no words."""


@dataclass
class Candidate:
    """What speaks for one code; *variant* is the meaning whose sentence *text* matched best."""

    points: float = 0.0
    confidence: str = "weak"
    why: list[str] = field(default_factory=list)
    variant: int = -1
    text: TextMatch | None = None

    def add(self, points: float, confidence: str, why: str) -> None:
        """Note one more reason."""
        self.points += points
        if CONFIDENCE[confidence] > CONFIDENCE[self.confidence]:
            self.confidence = confidence
        if why not in self.why:
            self.why.append(why)


class Candidates(dict[int, Candidate]):
    """The codes that a text may be about, within a *scope*: a service, or None for all."""

    def __init__(self, index: SearchIndex, scope: int | None) -> None:
        super().__init__()
        self._index = index
        self.scope = scope

    def holds(self, code: int) -> bool:
        """Whether a code is within the scope."""
        return self.scope is None or self._index.service(code) == self.scope

    def of(self, code: int) -> Candidate:
        """Return the candidate of a code, made if need be."""
        return self.setdefault(code, Candidate())

    @property
    def certain(self) -> bool:
        """Whether one of them is exact."""
        return any(item.confidence == "exact" for item in self.values())


class Weigher:
    """Weighs what was read in a text: which codes speak for themselves, and how much."""

    def __init__(self, index: SearchIndex) -> None:
        self._index = index
        self.reader = Reader(index.reading)
        names = [[name, title, _initials(title)] for name, title, _ in index.services]
        self.book = Codebook(
            [code.code for code in index.codes],
            [code.service for code in index.codes],
            names,
            self.reader.statuses.reasons.values(),
        )
        self._words = Words(index.concepts, index.near)
        self._pages = self._status_pages()

    @cached_property
    def sentences(self) -> list[tuple[int, str, str]]:
        """All texts of the site, as :meth:`SearchIndex.sentences` gives them."""
        worded = [code for code, kind in enumerate(self.book.kinds) if kind in _WORDED]
        return self._index.sentences(worded)

    @cached_property
    def rank(self) -> TextRank:
        """The ranking of the texts, built when it is first needed."""
        services = [self._index.service(code) for code, _ in self._index.variants]
        titles = [self._titled(f"{name} {title}") for name, title, _ in self._index.services]
        return TextRank(self._words, self.sentences, Topics(services, titles), self._index.everyday)

    def _titled(self, title: str) -> list[str]:
        """The terms of a service's title."""
        stems = [word.stem for word in self._words.cut(title) if word.speaks]
        return stems + [name for stem in stems for name in self._words.alone(stem)]

    @cached_property
    def units(self) -> QueryTerms:
        """The reader of queries for that ranking."""
        return QueryTerms(self.rank, self._words, self._index.faults)

    def weigh(self, reading: Reading, found: Found, scope: int | None) -> Candidates:
        """Return the codes that a text may be about, with their points."""
        candidates, sisters = self.weigh_codes(reading, found, scope)
        self._add_texts(reading, found, candidates)
        # A numbered code tells its service, whatever status or words stand beside it.
        written = any(
            self.book.kinds[code] == "mixed" and found.hits[code].points >= w.CODE_WRITTEN
            for code in sisters
        )
        own = found.hits.keys() & candidates.keys()
        sure = any(CONFIDENCE[item.confidence] for item in candidates.values())
        if not sure or (written and not own):
            for code, item in sisters.items():
                if item.confidence != "weak" and self.book.telling(code):
                    item.points *= w.SISTER
                    service = self._index.services[self._index.service(code)]
                    item.why.append(f"a code of {service.title}")
                    candidates[code] = item
        return candidates

    def weigh_codes(
        self, reading: Reading, found: Found, scope: int | None
    ) -> tuple[Candidates, Candidates]:
        """Return what codes and statuses alone say, and the codes found of other services."""
        candidates = Candidates(self._index, scope)
        sisters = Candidates(self._index, None)
        for code, hit in found.hits.items():
            into = candidates if candidates.holds(code) else sisters
            into.of(code).add(hit.points, hit.confidence, hit.why)
        self._add_statuses(reading, candidates)
        self._add_numbers(reading, candidates)
        return candidates, sisters

    # -- Statuses and numbers ---------------------------------------------------------------------

    def _add_statuses(self, reading: Reading, candidates: Candidates) -> None:
        statuses = statuses_of(reading)
        if reading.calm and not reading.short:  # "GET / HTTP/1.1" 200: nothing to explain
            statuses = {v: n for v, n in statuses.items() if v >= _FIRST_ERROR}
        failed = any(value >= _FIRST_ERROR for value in statuses)
        for order, (value, number) in enumerate(statuses.items()):
            beside = failed and value < _FIRST_ERROR
            certainty = number.certainty * (w.SUCCESS_SHARE if beside else 1.0)
            points = w.STATUS_PAGE * certainty - order
            for code in self._pages.get(value, ()):
                if candidates.holds(code):
                    item = candidates.of(code)
                    gained = w.STATUS_ROW if item.points else points
                    item.add(gained, _sure(certainty), f"status {value}")

    def _add_numbers(self, reading: Reading, candidates: Candidates) -> None:
        """Codes that are short numbers but no statuses, such as exit codes."""
        statuses = statuses_of(reading)
        for number in reading.numbers:
            if len(number.text) == 3 and int(number.text) in statuses:
                continue
            if len(number.text) < 3 and reading.foreign:  # the exit code of another program
                continue
            for code in self.book.exact(number.text):
                if candidates.holds(code) and not candidates.of(code).points:
                    sure = "exact" if number.certainty == w.NUMBER_STRONG else "weak"
                    points = w.CODE_NUMBER * number.certainty
                    candidates.of(code).add(points, sure, f"number in “{number.where}”")

    def _status_pages(self) -> dict[int, list[int]]:
        """The codes that are a status: ``403``; ``Forbidden``; a service's only worded one."""
        pages: dict[int, list[int]] = {}
        worded: dict[tuple[int, int], list[int]] = {}
        for number, code in enumerate(self._index.codes):
            kind = self.book.kinds[number]
            if kind == "number" and len(code.code) == 3:
                pages.setdefault(int(code.code), []).append(number)
            elif kind in _WORDED:
                values = {value for variant in code.variants for value in variant.statuses}
                if len(values) == 1:
                    worded.setdefault((code.service, values.pop()), []).append(number)
        for (service, value), codes in worded.items():
            reason = self.reader.statuses.reasons.get(str(value))
            same = [code for code in codes if fold(self._index.codes[code].code) == reason]
            chosen = same or (codes if len(codes) == 1 else [])
            if all(self._index.service(code) != service for code in pages.get(value, ())):
                pages.setdefault(value, []).extend(chosen)
        return {value: sorted(codes) for value, codes in pages.items()}

    @cached_property
    def _known_statuses(self) -> dict[int | None, set[int]]:
        """The statuses of each service, and under None of all."""
        known: dict[int | None, set[int]] = {None: set(self._pages)}
        for code in self._index.codes:
            for variant in code.variants:
                for service in (None, code.service):
                    known.setdefault(service, set()).update(variant.statuses)
        return known

    # -- Texts ------------------------------------------------------------------------------------

    def _add_texts(self, reading: Reading, found: Found, candidates: Candidates) -> None:
        if not candidates and (reading.calm or _BARE_CODE.fullmatch(reading.text.strip())):
            return
        units = self.units.of(reading, self.book.spans(found), self.book.names_service)
        known = [unit for unit in units if unit.terms]
        if all(unit.guessed for unit in known) and (
            len(known) < len(units) or (len(known) < 2 and reading.tokens > w.GUESS_TOKENS)
        ):
            return
        statuses = statuses_of(reading)
        pages = {code for value in statuses for code in self._pages.get(value, ())}
        told = verbatim = False
        better = 0.0  # how well the text's own message fits a page that is not of its status
        certain = candidates.certain
        wide = candidates.scope is None and len(self._index.services) > 1
        least, mass, enough = (
            (w.FIT_WEAK, w.FIT_MASS, min(w.FIT_WORDS, len(units)))
            if wide
            else (w.FIT_SCOPED, w.FIT_MASS_SCOPED, 1)
        )
        usual = least
        if not candidates and (found.foreign or self._elsewhere(statuses, candidates.scope)):
            least = w.FIT_LIKELY
        if not candidates and reading.foreign:
            least, mass = w.FIT_FOREIGN, w.FOREIGN_MASS
        sure = w.FIT_DOUBTED if any(unit.strange for unit in units) else w.FIT_LIKELY
        texts = self.rank.rank(
            units,
            reading.text,
            lambda variant: candidates.holds(self._index.variants[variant][0]),
            w.TOPIC if wide else w.TOPIC_SCOPED,
        )
        for text in texts:
            code, variant = self._index.variants[text.variant]
            says = reading.says_message or (not reading.short and text.mass >= w.SAID_MASS)
            if code not in candidates:
                needed = usual if text.mass >= w.FOREIGN_MASS and not reading.foreign else least
                if text.fit < max(needed, texts[0].fit * w.NEAR_BEST) or text.mass < mass:
                    continue
                if text.words < enough:
                    continue
                if certain and text.fit < (w.FIT_WEAK if says else w.FIT_LIKELY):
                    continue
            item = candidates.of(code)
            if item.text is not None:
                continue
            item.text, item.variant = text, text.variant
            item.points += w.TEXT_FULL * text.fit
            agrees = [value for value in variant.statuses if value in statuses]
            if agrees:
                item.points += w.STATUS_ROW * statuses[agrees[0]].certainty
            if text.fit >= sure and item.confidence == "weak":
                item.confidence = "likely"
            if says and text.fit >= w.FIT_WEAK and code not in pages:
                told = True
                verbatim = verbatim or text.fit >= w.TEMPLATE
                better = max(better, text.fit if text.mass >= w.TOLD_MASS else 0.0)
            if text.fit >= w.FIT_SCOPED:
                said = self.sentences[self.rank.source[text.sentence]][2]
                item.why.append(f"words: {', '.join(self.rank.matched(units, said))}")
        if told:
            self._give_way(candidates, found, pages, statuses, better)
        if verbatim:
            _open_envelopes(reading, candidates, found)

    def _give_way(
        self,
        candidates: Candidates,
        found: Found,
        pages: Set[int],
        statuses: Mapping[int, Number],
        better: float,
    ) -> None:
        """Take from the pages of statuses, and of reason phrases, what speaks for another page.

        *better* is how well the text's own message fits a page that is not of its status, if it
        says enough.
        """
        for code, item in candidates.items():
            if code in pages:
                number = statuses[next(v for v in statuses if code in self._pages.get(v, ()))]
                item.points -= w.STATUS_PAGE * number.certainty * (1 - w.STATUS_BESIDE)
                if item.text is not None and item.text.fit < better:
                    item.points -= w.TEXT_FULL * item.text.fit  # every page says what others say
            if code in found.hits and self.book.generic(code):
                item.points *= w.STATUS_BESIDE

    def _elsewhere(self, statuses: Mapping[int, Number], scope: int | None) -> bool:
        """Whether the text surely names statuses that nobody here knows."""
        known = self._known_statuses.get(scope, set())
        return bool(statuses) and not any(
            value in known or number.certainty < w.NUMBER_STRONG
            for value, number in statuses.items()
        )


def _open_envelopes(reading: Reading, candidates: Candidates, found: Found) -> None:
    """Let codes that are but the name around an error say less than its message.

    ``{"itemNotFound": {"message": …}}`` names a class of errors.
    """
    for code, item in candidates.items():
        hit = found.hits.get(code)
        own = item.text is not None and item.text.fit >= w.TEMPLATE
        if hit and not own and _ENVELOPE.match(reading.text, hit.start):
            item.points = min(item.points, w.ENVELOPE)


def _sure(certainty: float) -> str:
    if certainty == w.NUMBER_STRONG:
        return "exact"
    return "likely" if certainty >= w.NUMBER_MEDIUM else "weak"


def _initials(title: str) -> str:
    """``Elastic Cloud Server`` → ``ecs``; nothing for a title of fewer than three words."""
    words = re.findall("[A-Za-z]+", title)
    return "".join(word[0] for word in words).lower() if len(words) > 2 else ""
