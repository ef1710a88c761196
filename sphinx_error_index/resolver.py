"""From whatever someone pastes to the codes that it is about, best first. The twin of ``static/resolver.js``.

The steps, each in a file of its own with a twin of the same name: ``query.py`` reads the structure of the paste,
``codebook.py`` finds codes in it, ``textrank.py`` ranks the sentences of the tables by its words, and this file weighs
the three against each other. All that both implementations share - weights, synonyms, patterns - travels in the index.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from importlib.resources import files
from typing import Any, Final

from sphinx_error_index import weights as w
from sphinx_error_index.codebook import Codebook, Found, Hit, prefix_of
from sphinx_error_index.query import Number, Reader, Reading, normalise
from sphinx_error_index.textrank import TextMatch, TextRank, rounded
from sphinx_error_index.words import Words, fold

INDEX_VERSION: Final = 1
_FIELDS: Final = ("title", "message", "description", "cause", "action", "extra")
_CONFIDENCE: Final = {"exact": 2, "likely": 1, "weak": 0}


# -- The index ---------------------------------------------------------------------------------------------------------


def build_index(
    catalog: Mapping[str, Any], synonyms: Mapping[str, Iterable[str]] | None = None
) -> dict[str, Any]:
    """The search index of a catalogue: everything that a query needs, as small as that goes.

    :param catalog: the structure of ``codes.json`` (contract 5 of the design).
    :param synonyms: further concepts of this site, name → words and phrases; equal names are merged.
    :returns: a structure for JSON. ``services`` are ``[id, title, url]``; ``categories`` are
        ``[service number, name, title, url]``; ``codes`` are ``[service number, code, title, url, category numbers,
        variants]``, where url is 0 if it is the usual one (:func:`usual_url`); variants are ``[anchor, statuses, [field
        number, text, …], has action]`` with the fields of ``fields``.
    """
    concepts = {name: list(said) for name, said in _data("synonyms.toml")["concepts"].items()}
    for name, said in (synonyms or {}).items():
        concepts[name] = [*concepts.get(name, ()), *said]
    services = {service["id"]: number for number, service in enumerate(catalog["services"])}
    categories = {category["id"]: number for number, category in enumerate(catalog["categories"])}
    suffix = "/" if any(code["url"].endswith("/") for code in catalog["codes"]) else ".html"
    codes = []
    for code in catalog["codes"]:
        usual = usual_url(code["service"], code["code"], suffix)
        codes.append(
            [
                services[code["service"]],
                code["code"],
                code["title"],
                0 if code["url"] == usual else code["url"],
                [categories[name] for name in code["categories"] if name in categories],
                [_pack(variant, code["title"]) for variant in code["variants"]],
            ]
        )
    return {
        "version": INDEX_VERSION,
        "weights": w.as_table(),
        "reading": _data("reading.toml"),
        "concepts": concepts,
        "fields": list(_FIELDS),
        "suffix": suffix,
        "services": [[item["id"], item["title"], item["url"]] for item in catalog["services"]],
        "categories": [
            [services[item["service"]], item["name"], item["title"], item["url"]]
            for item in catalog["categories"]
        ],
        "codes": codes,
    }


def index_script(index: Mapping[str, Any]) -> str:
    """*index* as a script, which a page opened from disk can load too."""
    text = json.dumps(index, ensure_ascii=False, separators=(",", ":"))
    return f"ErrorIndex.load({text});\n".replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def usual_url(service: str, code: str, suffix: str) -> str:
    """The address that most codes have; the index spells out only the others."""
    return f"{service}/{code}{suffix}"


def _pack(variant: Mapping[str, Any], title: str) -> list[Any]:
    texts: list[Any] = []
    seen = set()
    for field_name, said in (
        (0, [variant["title"] if variant["title"] != title else ""]),
        (1, [variant["message"]]),
        (2, [variant["description"]]),
        (3, variant["causes"]),
        (4, variant["actions"]),
        (5, variant["extra"].values()),
    ):
        for text in said:
            plain = " ".join(text.split())
            if plain and (field_name, plain) not in seen:
                seen.add((field_name, plain))
                texts += [field_name, plain]
    return [variant["anchor"], variant["status"], texts, int(bool(variant["actions"]))]


def _data(name: str) -> dict[str, Any]:
    return tomllib.loads(files("sphinx_error_index").joinpath(name).read_text(encoding="utf-8"))


# -- The answer --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Match:
    """One code that a query may be about.

    ``url`` is relative to the site's root, ``anchor`` that of the meaning that matched best or ""; ``score`` has no
    unit; ``confidence`` is ``exact``, ``likely`` or ``weak``; ``why`` says what matched, in words; ``text`` is the
    vendor's best matching sentence or, without one, the first cause, description or message.
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

    def as_dict(self) -> dict[str, Any]:
        """The match for JSON."""
        return asdict(self)


@dataclass(frozen=True)
class Family:
    """Where to look when nothing matched: a category or a service, and the codes nearest to the query."""

    label: str
    url: str
    codes: tuple[str, ...] = ()


@dataclass
class Answer:
    """The matches of a query, the nearest family if there are none, and whether the query was cut."""

    matches: list[Match]
    family: Family | None = None
    truncated: bool = False
    words: list[str] = field(default_factory=list)


@dataclass
class _Candidate:
    """What speaks for one code while it is weighed."""

    points: float = 0.0
    confidence: str = "weak"
    why: list[str] = field(default_factory=list)
    variant: int = -1
    text: TextMatch | None = None

    def add(self, points: float, confidence: str, why: str) -> None:
        self.points += points
        if _CONFIDENCE[confidence] > _CONFIDENCE[self.confidence]:
            self.confidence = confidence
        if why not in self.why:
            self.why.append(why)


class Resolver:
    """Answers queries from an index.

    :param index: what :func:`build_index` gave.
    """

    def __init__(self, index: Mapping[str, Any]) -> None:
        self._index = index
        self._services: list[list[str]] = index["services"]
        self._codes: list[list[Any]] = index["codes"]
        self._reader = Reader(index["reading"])
        names = [[service[0], service[1], _initials(service[1])] for service in self._services]
        self._book = Codebook(
            [c[1] for c in self._codes],
            [c[0] for c in self._codes],
            names,
            self._reader.reasons.values(),
        )
        self._variants: list[tuple[int, list[Any]]] = [
            (number, variant) for number, code in enumerate(self._codes) for variant in code[5]
        ]
        self._first: list[int] = []
        total = 0
        for code in self._codes:
            self._first.append(total)
            total += len(code[5])
        self._pages = self._status_pages()

    @cached_property
    def _sentences(self) -> list[tuple[int, str, str]]:
        sentences = []
        names = self._index["fields"]
        for number, (code, (_, _, texts, _)) in enumerate(self._variants):
            if self._codes[code][2]:
                sentences.append((number, "title", self._codes[code][2]))
            sentences += [
                (number, names[texts[at]], texts[at + 1]) for at in range(0, len(texts), 2)
            ]
            if self._book.kinds[code] in ("compound", "word"):
                sentences.append((number, "code", self._codes[code][1]))
        return sentences

    @cached_property
    def _rank(self) -> TextRank:
        return TextRank(Words(self._index["concepts"]), self._sentences)

    # -- What callers ask ----------------------------------------------------------------------------------------------

    def resolve(
        self,
        text: str,
        service: str | None = None,
        category: str | None = None,
        status: int | None = None,
        has_action: bool | None = None,
        limit: int = 10,
    ) -> list[Match]:
        """The codes that *text* is about, best first; an empty list if none is.

        :param service: id of the only service to answer from; a code of another one that *text* clearly names is
            still found if there is nothing else.
        :param category: id of the only category, such as ``obs/4XX``.
        :param status: the only HTTP status.
        :param has_action: only codes with (or without) an action.
        :param limit: how many matches at most.
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
        """Like :meth:`resolve`, with the nearest family for no match and whether *text* was cut."""
        reading = self._reader.read(text)
        if not reading.text.strip():
            return Answer([], None, reading.truncated)
        scope = next(
            (number for number, item in enumerate(self._services) if item[0] == service), None
        )
        if service and scope is None:
            return Answer([], None, reading.truncated)
        found = self._book.find(reading)
        candidates = self._weigh(reading, found, scope)
        matches = self._matches(candidates, found, scope)
        kept = [match for match in matches if self._passes(match[0], category, status, has_action)]
        answer = [
            self._match(code, candidate) for code, candidate in kept[: min(limit, w.MAX_RESULTS)]
        ]
        family = None if answer else self._family(reading, found, scope)
        return Answer(answer, family, reading.truncated)

    def exact_codes(self, line: str) -> list[Match]:
        """The codes that stand in *line* beyond doubt, best first: for ``error-index annotate``."""
        found = self._book.find(self._reader.read(line))
        hits = [(code, hit) for code, hit in found.hits.items() if hit.confidence == "exact"]
        candidates = {code: _Candidate(hit.points, "exact", [hit.why]) for code, hit in hits}
        return [self._match(code, item) for code, item in self._matches(candidates, found, None)]

    # -- Weighing ------------------------------------------------------------------------------------------------------

    def _weigh(self, reading: Reading, found: Found, scope: int | None) -> dict[int, _Candidate]:
        candidates: dict[int, _Candidate] = {}
        sisters: dict[int, _Candidate] = {}
        for code, hit in found.hits.items():
            inside = scope is None or self._codes[code][0] == scope
            into = candidates if inside else sisters
            into.setdefault(code, _Candidate()).add(hit.points, hit.confidence, hit.why)
        sure = any(item.confidence == "exact" for item in candidates.values())
        statuses = self._statuses(reading)
        self._add_statuses(statuses, candidates, scope, reading)
        certain = sure or any(item.confidence == "exact" for item in candidates.values())
        self._add_texts(reading, found, statuses, candidates, scope, certain)
        if not any(_CONFIDENCE[item.confidence] for item in candidates.values()):
            for code, item in sisters.items():
                if item.confidence != "weak" and item.points >= w.CODE_SPELLED:
                    item.points *= w.SISTER
                    item.why.append(f"a code of {self._services[self._codes[code][0]][1]}")
                    candidates[code] = item
        return candidates

    def _statuses(self, reading: Reading) -> dict[int, Number]:
        """The statuses that the text names, each with its most certain mention; errors before successes."""
        statuses: dict[int, Number] = {}
        strongest = max((number.certainty for number in reading.numbers), default=0.0)
        for number in reading.numbers:
            value = int(number.text)
            if number.certainty < strongest or len(number.text) != 3 or not 100 <= value < 600:
                continue
            statuses.setdefault(value, number)
        return statuses

    def _add_statuses(
        self,
        statuses: Mapping[int, Number],
        candidates: dict[int, _Candidate],
        scope: int | None,
        reading: Reading,
    ) -> None:
        failed = any(value >= 400 for value in statuses)
        for order, (value, number) in enumerate(statuses.items()):
            certainty = number.certainty * (w.SUCCESS_SHARE if failed and value < 400 else 1.0)
            sure = (
                "exact"
                if certainty == w.NUMBER_STRONG
                else "likely"
                if certainty >= w.NUMBER_MEDIUM
                else "weak"
            )
            points = w.STATUS_PAGE * certainty - order
            for code in self._pages.get(value, ()):
                if scope is None or self._codes[code][0] == scope:
                    item = candidates.setdefault(code, _Candidate())
                    item.add(points if not item.points else w.STATUS_ROW, sure, f"status {value}")
        for number in reading.numbers:
            if len(number.text) == 3 and int(number.text) in statuses:
                continue
            for code in self._book.exact(number.text):
                if scope is None or self._codes[code][0] == scope:
                    sure = "exact" if number.certainty == w.NUMBER_STRONG else "weak"
                    item = candidates.setdefault(code, _Candidate())
                    if not item.points:
                        item.add(
                            w.CODE_NUMBER * number.certainty, sure, f"number in “{number.where}”"
                        )

    def _add_texts(
        self,
        reading: Reading,
        found: Found,
        statuses: Mapping[int, Number],
        candidates: dict[int, _Candidate],
        scope: int | None,
        certain: bool,
    ) -> None:
        units = self._rank.units(
            reading, [(start, start + len(token)) for token, start in found.unknown]
        )
        if not any(unit.terms for unit in units):
            return
        least = w.FIT_WEAK
        if found.unknown and not found.hits:
            least = w.FIT_LIKELY
        texts = self._rank.rank(
            units, lambda variant: scope is None or self._code_of(variant)[0] == scope
        )
        best = texts[0].fit if texts else 0.0
        for text in texts:
            code = self._variants[text.variant][0]
            item = candidates.get(code)
            if item is None:
                if text.fit < least or text.mass < w.FIT_MASS or text.fit < best * w.NEAR_BEST:
                    continue
                if certain and text.fit < w.FIT_LIKELY:
                    continue
                item = candidates[code] = _Candidate()
            if item.text is not None:
                continue
            item.text, item.variant = text, text.variant
            agrees = [value for value in self._variants[text.variant][1][1] if value in statuses]
            item.points += w.TEXT_FULL * text.fit
            if agrees:
                item.points += w.STATUS_ROW * statuses[agrees[0]].certainty
            if text.fit >= w.FIT_LIKELY and item.confidence == "weak":
                item.confidence = "likely"
            if text.fit >= w.FIT_WEAK:
                item.why.append("words of the text")

    def _status_pages(self) -> dict[int, list[int]]:
        """The codes that are a status: ``403``, ``Forbidden``, or the only worded code of a service with that status."""
        pages: dict[int, list[int]] = {}
        worded: dict[tuple[int, int], list[int]] = {}
        for number, code in enumerate(self._codes):
            kind = self._book.kinds[number]
            if kind == "number" and len(code[1]) == 3:
                pages.setdefault(int(code[1]), []).append(number)
            elif kind in ("compound", "word"):
                values = {value for variant in code[5] for value in variant[1]}
                if len(values) == 1:
                    worded.setdefault((code[0], values.pop()), []).append(number)
        for (service, value), codes in worded.items():
            reason = self._reader.reasons.get(str(value))
            same = [code for code in codes if fold(self._codes[code][1]) == reason]
            chosen = same or (codes if len(codes) == 1 else [])
            if not any(self._codes[code][0] == service for code in pages.get(value, ())):
                pages.setdefault(value, []).extend(chosen)
        return {value: sorted(codes) for value, codes in pages.items()}

    # -- The result ----------------------------------------------------------------------------------------------------

    def _matches(
        self, candidates: Mapping[int, _Candidate], found: Found, scope: int | None
    ) -> list[tuple[int, _Candidate]]:
        for code, item in candidates.items():
            if scope is None and self._codes[code][0] in found.services:
                item.points *= w.SERVICE_NAMED
            item.points = rounded(item.points)
        starts = {code: hit.start for code, hit in found.hits.items()}
        return sorted(
            candidates.items(), key=lambda pair: (-pair[1].points, starts.get(pair[0], 0), pair[0])
        )

    def _passes(
        self, code: int, category: str | None, status: int | None, has_action: bool | None
    ) -> bool:
        entry = self._codes[code]
        if category and not any(self._category_id(number) == category for number in entry[4]):
            return False
        if status and not any(status in variant[1] for variant in entry[5]):
            return False
        return has_action is None or any(bool(variant[3]) for variant in entry[5]) == has_action

    def _category_id(self, number: int) -> str:
        category = self._index["categories"][number]
        return f"{self._services[category[0]][0]}/{category[1]}"

    def _code_of(self, variant: int) -> list[Any]:
        return self._codes[self._variants[variant][0]]

    def _match(self, number: int, item: _Candidate) -> Match:
        service, code, title, url, _, variants = self._codes[number]
        name = self._services[service][0]
        variant = self._variants[item.variant if item.variant >= 0 else self._first[number]][1]
        anchor = variant[0] if len(variants) > 1 and item.variant >= 0 else ""
        return Match(
            id=f"{name}/{code}",
            code=code,
            service=name,
            title=title,
            score=item.points,
            url=url or usual_url(name, code, self._index["suffix"]),
            anchor=anchor,
            confidence=item.confidence,
            why=tuple(item.why),
            text=self._best_text(variant, item.text),
        )

    def _best_text(self, variant: list[Any], text: TextMatch | None) -> str:
        if text is not None and text.fit >= w.FIT_WEAK:
            _, name, sentence = self._sentences[self._rank.source[text.sentence]]
            if name in ("message", "description", "cause"):
                return sentence
        said = dict(zip(reversed(variant[2][::2]), reversed(variant[2][1::2]), strict=True))
        return str(said.get(3) or said.get(2) or said.get(1) or "")

    def _family(self, reading: Reading, found: Found, scope: int | None) -> Family | None:
        """The nearest thing to a query without an answer."""
        for token, _ in found.unknown:
            counts = self._book.prefixes.get(prefix_of(fold(token)))
            if counts:
                service = max(counts, key=lambda number: (counts[number], -number))
                near = self._nearest(token, service)
                return Family(self._services[service][1], self._services[service][2], near)
        for number in reading.numbers:
            if len(number.text) == 3:
                for category in self._index["categories"]:
                    if (scope is None or category[0] == scope) and category[
                        1
                    ].lower() == number.text[0] + "xx":
                        return Family(category[2] or category[1], category[3])
        service = scope if scope is not None else min(found.services, default=-1)
        return (
            Family(self._services[service][1], self._services[service][2]) if service >= 0 else None
        )

    def _nearest(self, token: str, service: int) -> tuple[str, ...]:
        """Ids of the three codes of a service whose numbers are nearest to that of *token*."""
        digits = re.findall("[0-9]+", token)
        value = int(digits[-1]) if digits else 0
        near = []
        for number, code in enumerate(self._codes):
            if code[0] == service and prefix_of(fold(code[1])) == prefix_of(fold(token)):
                own = re.findall("[0-9]+", code[1])
                near.append((abs(int(own[-1]) - value) if own else 0, number))
        return tuple(
            f"{self._services[service][0]}/{self._codes[number][1]}"
            for _, number in sorted(near)[:3]
        )


def _initials(title: str) -> str:
    """``Elastic Cloud Server`` → ``ecs``; "" for a title of fewer than three words."""
    words = re.findall("[A-Za-z]+", title)
    return "".join(word[0] for word in words).lower() if len(words) > 2 else ""


__all__ = ["Answer", "Family", "Match", "Resolver", "build_index", "index_script", "normalise"]
