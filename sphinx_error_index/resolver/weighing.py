"""Weighing codes, statuses and words against each other.

The twin of ``static/resolver/weighing.js``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from sphinx_error_index.resolver.codebook import Codebook
from sphinx_error_index.resolver.rules import pattern, w
from sphinx_error_index.resolver.statuses import statuses_of
from sphinx_error_index.resolver.terms import QueryTerms
from sphinx_error_index.resolver.textrank import TextRank

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sphinx_error_index.resolver.index import Index
    from sphinx_error_index.resolver.pastes.reading import Found, Number, Reading, Unit
    from sphinx_error_index.resolver.types import Code, TextMatch

CONFIDENCE: Final = {"exact": 2, "likely": 1, "weak": 0}


@dataclass
class Candidate:
    """What speaks for one code; *text* is its meaning that the words of the text fit best.

    *name* is the place of the meaning that has the other name by which the text calls it, *values*
    are what stands in the text for the placeholders of its message.
    """

    points: float = 0.0
    confidence: str = "weak"
    why: list[str] = field(default_factory=list)
    text: TextMatch | None = None
    name: int | None = None
    values: tuple[tuple[str, str], ...] = ()

    def add(self, points: float, confidence: str, why: str) -> None:
        """Note one more reason."""
        self.points += points
        if CONFIDENCE[confidence] > CONFIDENCE[self.confidence]:
            self.confidence = confidence
        if why not in self.why:
            self.why.append(why)


class Candidates(dict[int, Candidate]):
    """The codes that a text may be about, within a *scope*: a service, or None for all."""

    def __init__(self, index: Index, scope: int | None) -> None:
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


@dataclass(frozen=True)
class _Bounds:
    """What a text match needs at least.

    ``usual`` and ``least`` are fits, the latter where a sign says that the text is of another
    system; ``mass`` is what must match, ``words`` how many words of the query; from ``sure`` on a
    match is likely.
    """

    usual: float
    least: float
    mass: float
    words: int
    sure: float


@dataclass
class _Message:
    """What the text's own message says against the pages of the statuses beside it.

    ``told`` is whether it fits a page that is not of its status, ``verbatim`` whether it is that
    page's message, ``better`` how well it fits if it says enough.
    """

    told: bool = False
    verbatim: bool = False
    better: float = 0.0


class Weigher:
    """Weighs what was read in a text: which codes speak for themselves, and how much."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self.book = Codebook(index)
        self._terms = QueryTerms(index, self.book.names_service)

    def weigh(
        self, reading: Reading, found: Found, scope: int | None, most: int
    ) -> tuple[Candidates, Candidates]:
        """Return the codes that a text may be about, and those that it names of other services.

        The latter are none where codes of the scope are found as surely.

        Args:
            reading: the text.
            found: the codes in it.
            scope: the only service, or None.
            most: of how many codes the texts are read at most.
        """
        candidates, sisters = self.weigh_codes(reading, found, scope)
        if not found.bare:
            self._add_texts(reading, found, candidates, most)
        # A numbered code tells its service, whatever status or words stand beside it.
        written = any(
            found.hits[code].code.kind == "mixed" and found.hits[code].points >= w.CODE_WRITTEN
            for code in sisters
        )
        own = found.hits.keys() & candidates.keys()
        sure = any(CONFIDENCE[item.confidence] for item in candidates.values())
        offered = not sure or (written and not own)
        for code, item in list(sisters.items()):
            telling = item.confidence != "weak" and self.book.telling(found.hits[code].code)
            if not (offered and telling):
                del sisters[code]
        self._add_codes_of_statuses(reading, candidates)
        return candidates, sisters

    def settle(
        self, ranked: Sequence[tuple[int, Candidate]], scope: int | None, found: Found
    ) -> None:
        """Let none of the ranked candidates be surer than those before it; at most a few likely.

        Over all services a status or a plain word is exact in a service that the text names.
        """
        wide = scope is None and len(self._index.services) > 1
        surest = "exact"
        near = [
            item
            for _, item in ranked
            if item.confidence == "likely" and item.points >= w.LIKELY_NEAR * ranked[0][1].points
        ]
        sole = sum(code in found.hits and item.confidence == "exact" for code, item in ranked) == 1
        for code, item in ranked:
            hit = found.hits.get(code)
            own = hit is not None and self._own(hit.code, sole=sole)
            named = not wide or self._index.service(code) in found.services
            if item.confidence == "exact" and not named and not own:
                item.confidence = "likely"
            if item.confidence == "likely" and len(near) > w.LIKELY_MOST:
                item.confidence = "weak"
            if CONFIDENCE[item.confidence] > CONFIDENCE[surest]:
                item.confidence = surest
            surest = item.confidence

    def _own(self, code: Code, *, sole: bool) -> bool:
        """Whether a code tells by itself, or as the *sole* one, which service is meant."""
        return self.book.telling(code) or (sole and not self.book.generic(code))

    def weigh_codes(
        self, reading: Reading, found: Found, scope: int | None
    ) -> tuple[Candidates, Candidates]:
        """Return what codes and statuses alone say, and the codes found of other services."""
        candidates = Candidates(self._index, scope)
        sisters = Candidates(self._index, None)
        for number, hit in found.hits.items():
            into = candidates if candidates.holds(number) else sisters
            into.of(number).add(hit.points, hit.confidence, hit.why)
            into.of(number).name = hit.code.meaning
        statuses = statuses_of(reading)
        keys = [f"s:{value}" for value in statuses]
        self._index.want_codes([*keys, *(f"c:{number.text}" for number in reading.numbers)])
        self._add_statuses(reading, candidates, statuses)
        self._add_numbers(reading, candidates, statuses)
        return candidates, sisters

    # -- Statuses and numbers ---------------------------------------------------------------------

    def _add_statuses(
        self, reading: Reading, candidates: Candidates, statuses: Mapping[int, Number]
    ) -> None:
        if reading.calm and not reading.short:  # "GET / HTTP/1.1" 200: nothing to explain
            statuses = {v: n for v, n in statuses.items() if v >= w.FIRST_ERROR}
        failed = any(value >= w.FIRST_ERROR for value in statuses)
        for order, (value, number) in enumerate(statuses.items()):
            beside = failed and value < w.FIRST_ERROR
            certainty = number.certainty * (w.SUCCESS_SHARE if beside else 1.0)
            points = w.STATUS_PAGE * certainty - order
            for code in self._index.status(value):
                if candidates.holds(code.number):
                    item = candidates.of(code.number)
                    gained = w.STATUS_ROW if item.points else points
                    item.add(gained, _sure(certainty), f"status {value}")

    def _add_codes_of_statuses(self, reading: Reading, candidates: Candidates) -> None:
        """Add the codes that are answered with a status, where the text says nothing else."""
        statuses = statuses_of(reading)
        said = [item for item in candidates.values() if item.text or item.confidence != "weak"]
        pages = {code.number for value in statuses for code in self._index.status(value)}
        if not statuses or reading.foreign or len(said) > len(pages):
            return
        value, number = next(iter(statuses.items()))
        if value < w.FIRST_ERROR or number.certainty < w.NUMBER_MEDIUM:
            return
        scope = candidates.scope
        services = list(self._index.know_status(value)) if scope is None else [scope]
        services = services[: w.STATUS_SERVICES]
        self._index.want_codes(f"s:{value}@{service}" for service in services)
        for service in services:
            for order, code in enumerate(self._index.with_status(value, service)):
                if code not in candidates:
                    points = w.STATUS_CODE * number.certainty / (1 + order / w.STATUS_MOST)
                    candidates.of(code).add(points, "weak", f"status {value}")

    def _add_numbers(
        self, reading: Reading, candidates: Candidates, statuses: Mapping[int, Number]
    ) -> None:
        """Codes that are short numbers but no statuses, such as exit codes."""
        beside = any(value >= w.FIRST_ERROR for value in statuses) or any(
            item.points >= w.CODE_SPELLED for item in candidates.values()
        )
        for number in reading.numbers:
            if len(number.text) == 3 and int(number.text) in statuses:
                continue
            if len(number.text) < 3 and reading.foreign:
                continue
            for code in self.book.exact(number.text):
                if candidates.holds(code.number) and not candidates.of(code.number).points:
                    sure = self._sure_number(number, code.number, candidates.scope)
                    points = w.CODE_NUMBER * number.certainty * (w.NUMBER_BESIDE if beside else 1)
                    why = f"number in “{number.where}”"
                    candidates.of(code.number).add(points, "weak" if beside else sure, why)

    def _sure_number(self, number: Number, code: int, scope: int | None) -> str:
        """How sure it is that a short number is a code: one of two digits may count anything."""
        if number.certainty < w.NUMBER_STRONG:
            return "weak"
        exits = self._index.service(code) in self._index.root.exits
        return "exact" if len(number.text) > 2 or (exits and scope is not None) else "likely"

    # -- Texts ------------------------------------------------------------------------------------

    def _add_texts(self, reading: Reading, found: Found, candidates: Candidates, most: int) -> None:
        if not candidates and (reading.calm or _is_bare_code(reading.text)):
            return
        units = self._terms.of(reading, [*found.spans(), *self._elsewhere_named(found, candidates)])
        if not _tell_enough(units, reading.tokens):
            return
        statuses = statuses_of(reading)
        wide = candidates.scope is None and len(self._index.services) > 1
        topic = w.TOPIC if wide else w.TOPIC_SCOPED
        rank = TextRank(self._index, units, reading.text, topic)
        matches = rank.rank(candidates.scope, candidates.keys(), most)
        bounds = self._bounds(reading, found, candidates, units, wide)
        best = matches[0].fit if matches else 0.0
        certain = candidates.certain
        pages = {code.number for value in statuses for code in self._index.status(value)}
        message = _Message()
        quoted = len({match.code for match in matches if match.quoted})
        for match in matches:
            says = reading.says_message or (not reading.short and match.mass >= w.SAID_MASS)
            if match.code not in candidates:
                doubted = certain and match.fit < (w.FIT_WEAK if says else w.FIT_LIKELY)
                if doubted or not _fits(match, bounds, best, reading):
                    continue
            item = candidates.of(match.code)
            if item.text is None:
                self._add_match(item, match, statuses, bounds)
                if match.quoted:
                    item.why.append(_said_word_for_word(quoted))
                    if quoted > w.QUOTED_MOST and item.confidence == "likely":
                        item.confidence = "weak"
                elif match.fit >= w.TEMPLATE:
                    item.values = rank.values(match.sentence)
                    item.why += ["the message, filled in"] if item.values else []
                if says and match.fit >= w.FIT_WEAK and match.code not in pages:
                    message.told = True
                    message.verbatim = message.verbatim or match.fit >= w.TEMPLATE
                    if match.mass >= w.TOLD_MASS:
                        message.better = max(message.better, match.fit)
                if match.fit >= w.FIT_SCOPED:
                    item.why.append(f"words: {', '.join(rank.matched(match.sentence))}")
        if message.told:
            self._give_way(candidates, found, statuses, message.better)
        if message.verbatim:
            _open_envelopes(reading, candidates, found)

    def _elsewhere_named(self, found: Found, candidates: Candidates) -> list[tuple[int, int]]:
        """Where codes stand that only other services document: their words mean nothing here."""
        own = {hit.start for code, hit in found.hits.items() if candidates.holds(code)}
        return [
            (hit.start, hit.start + len(hit.code.spelling))
            for code, hit in found.hits.items()
            if hit.confidence == "exact" and hit.start not in own and hit.code.kind == "mixed"
        ]

    def _bounds(
        self,
        reading: Reading,
        found: Found,
        candidates: Candidates,
        units: Sequence[Unit],
        wide: bool,
    ) -> _Bounds:
        """What a text match needs at least, by what else the text says."""
        usual, mass, words = (
            (w.FIT_WEAK, w.FIT_MASS, min(w.FIT_WORDS, len(units)))
            if wide
            else (w.FIT_SCOPED, w.FIT_MASS_SCOPED, 1)
        )
        least = usual
        if not candidates and any(hit.code.kind == "compound" for hit in found.hits.values()):
            least = w.FIT_WEAK  # what a code of other services says in words
        if not candidates and (found.foreign or self._elsewhere(reading, candidates.scope)):
            least = w.FIT_LIKELY
        if not candidates and reading.foreign:
            least, mass = w.FIT_FOREIGN, w.FOREIGN_MASS
        sure = w.FIT_DOUBTED if any(unit.strange for unit in units) else w.FIT_LIKELY
        if found.unknown and not found.hits:
            sure = w.FIT_NEVER  # "texts like it", no more
        return _Bounds(usual, least, mass, words, sure)

    def _add_match(
        self, item: Candidate, match: TextMatch, statuses: Mapping[int, Number], bounds: _Bounds
    ) -> None:
        """Give a code the points of its meaning that fits."""
        item.text = match
        item.points += w.TEXT_FULL * match.fit
        page = self._index.page(match.code)
        said = page.meanings[match.meaning].statuses if page else ()
        agrees = [value for value in said if value in statuses]
        if agrees:
            item.points += w.STATUS_ROW * statuses[agrees[0]].certainty
        if match.fit >= bounds.sure and item.confidence == "weak":
            item.confidence = "likely"

    def _give_way(
        self,
        candidates: Candidates,
        found: Found,
        statuses: Mapping[int, Number],
        better: float,
    ) -> None:
        """Take from the pages of statuses, and of reason phrases, what speaks for another page.

        *better* is how well the text's own message fits a page that is not of its status, if it
        says enough.
        """
        numbers: dict[int, Number] = {}
        for value, number in statuses.items():
            for code in self._index.status(value):
                numbers.setdefault(code.number, number)
        for code_number, item in candidates.items():
            if code_number in numbers:
                certainty = numbers[code_number].certainty
                item.points -= w.STATUS_PAGE * certainty * (1 - w.STATUS_BESIDE)
                if item.text is not None and item.text.fit < better:
                    item.points -= w.TEXT_FULL * item.text.fit  # every page says what others say
            hit = found.hits.get(code_number)
            if hit and hit.points < w.CODE_FIELD and self.book.generic(hit.code):
                item.points *= w.STATUS_BESIDE

    def _elsewhere(self, reading: Reading, scope: int | None) -> bool:
        """Whether the text surely names statuses that nobody here knows."""
        statuses = statuses_of(reading)
        return bool(statuses) and not any(
            number.certainty < w.NUMBER_STRONG or self._knows(value, scope)
            for value, number in statuses.items()
        )

    def _knows(self, status: int, scope: int | None) -> bool:
        """Whether a service, or any, has a status."""
        services = self._index.know_status(status)
        if scope is None:
            return bool(services or self._index.status(status))
        return scope in services


def _is_bare_code(text: str) -> bool:
    """Whether a text looks like a code and nothing else; its parts are no words then."""
    return pattern("bare_code").search(text.strip()) is not None


def _tell_enough(units: Sequence[Unit], tokens: int) -> bool:
    """Whether the words of a query are more than guesses."""
    known = [unit for unit in units if unit.terms]
    if not all(unit.guessed for unit in known):
        return True
    few = len(known) < 2 and tokens > w.GUESS_TOKENS
    return bool(known) and not (len(known) < len(units) or few)


def _fits(match: TextMatch, bounds: _Bounds, best: float, reading: Reading) -> bool:
    """Whether a match is good enough for a code for which nothing else speaks."""
    if match.quoted and not reading.foreign:
        return True
    known = match.mass >= w.FOREIGN_MASS and not reading.foreign
    needed = max(bounds.usual if known else bounds.least, best * w.NEAR_BEST)
    return match.fit >= needed and match.mass >= bounds.mass and match.words >= bounds.words


def _open_envelopes(reading: Reading, candidates: Candidates, found: Found) -> None:
    """Let codes that are but the name around an error say less than its message.

    ``{"itemNotFound": {"message": …}}`` names a class of errors.
    """
    for code, item in candidates.items():
        hit = found.hits.get(code)
        own = item.text is not None and item.text.fit >= w.TEMPLATE
        if not hit or own:
            continue
        rest = reading.text[hit.start : hit.start + len(hit.code.spelling) + w.CONTEXT]
        if pattern("envelope").search(rest):
            item.points = min(item.points, w.ENVELOPE)


def _said_word_for_word(codes: int) -> str:
    """The reason of a match in which the whole text stands, as in so many codes."""
    return "word for word" if codes < 2 else f"word for word, as in {codes} codes"


def _sure(certainty: float) -> str:
    if certainty == w.NUMBER_STRONG:
        return "exact"
    return "likely" if certainty >= w.NUMBER_MEDIUM else "weak"
