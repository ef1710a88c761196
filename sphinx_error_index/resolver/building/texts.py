"""The texts of a catalogue: which terms each sentence has, and how much each term tells.

How much a term tells needs all texts, and the rows need it: so texts are gone through twice, the
second time as what was made of them the first time.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from sphinx_error_index.resolver.building.dictionaries import language_of_sample
from sphinx_error_index.resolver.building.shards import encoded
from sphinx_error_index.resolver.building.spellings import WORDED, word_keys
from sphinx_error_index.resolver.rules import data, pattern, rules, w
from sphinx_error_index.resolver.spelling import kind_of
from sphinx_error_index.resolver.words import (
    GAP,
    NUMBER,
    Phrase,
    alone,
    concepts_in,
    cut,
    stem,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sphinx_error_index.resolver.building.catalogs import CodeEntry
    from sphinx_error_index.resolver.building.shards import Shards
    from sphinx_error_index.resolver.building.sinks import Sink

FREQUENT: Final = 600
"""Characters of postings from which a term has a file of its own."""

_REMEMBERED: Final = 50_000
"""Different texts whose terms are kept, as vendors repeat themselves."""


@dataclass(frozen=True)
class Cut:
    """What a text is made of: ranked stems, terms of concepts and of numbers, and its words."""

    stems: tuple[str, ...]
    concepts: tuple[str, ...]
    numbers: tuple[str, ...]
    words: frozenset[str]


@dataclass(frozen=True)
class Said:
    """A sentence of a code: field, text, what it is made of; and whether it is ranked."""

    field: str
    text: str
    cut: Cut
    ranked: bool


@dataclass(frozen=True)
class Told:
    """What a code says: the sentences that all its meanings share, and those of each."""

    shared: tuple[Said, ...]
    meanings: tuple[tuple[Said, ...], ...]


class Synonyms:
    """The phrases of all concepts, by the stem with which each begins."""

    def __init__(self, own: Mapping[str, Iterable[str]]) -> None:
        table = data("synonyms.toml")
        concepts = {name: list(said) for name, said in table["concepts"].items()}
        for name, said in own.items():
            concepts[name] = [*concepts.get(name, ()), *said]
        self.words: set[str] = set()
        self._phrases: dict[str, list[Phrase]] = defaultdict(list)
        self._alone: dict[str, list[str]] = {}
        for loose, named in ((False, concepts), (True, table["near"])):
            for name, said in named.items():
                for text in said:
                    self._add(text, name, loose)
        self.everyday = frozenset(stem(word) for word in table["everyday"])

    def _add(self, text: str, name: str, loose: bool) -> None:
        stems: list[str] = []
        for part in text.split(GAP):
            words = cut(part)
            stems += [GAP] * bool(stems) + [word.stem for word in words]
            self.words.update(word.raw for word in words)
        if stems:
            self._phrases[stems[0]].append(Phrase(tuple(stems), f"~{name}", loose))

    def of(self, first: str) -> Sequence[Phrase]:
        """Return the phrases that begin with a stem."""
        return self._phrases.get(first, ())

    def meant_by(self, stem: str) -> Sequence[str]:
        """Return the concepts that a stem belongs to without any other word."""
        known = self._alone.get(stem)
        if known is None:
            known = self._alone[stem] = alone(self.of(stem))
        return known

    def items(self) -> Iterable[tuple[str, list[Phrase]]]:
        """Return all stems with their phrases."""
        return self._phrases.items()


def _noted(entry: CodeEntry, place: int) -> list[str]:
    """Return what notes of the house say of the meaning at a place of a code.

    A note on the code as a whole is read with its first meaning.
    """
    anchor = entry["variants"][place]["anchor"]
    return [
        text
        for note in entry.get("notes", ())
        if (anchor in note["variants"] if note["variants"] else place == 0)
        for text in (*note["sentences"], *note["keywords"])
    ]


class Texts:
    """Reads the texts of codes, and counts what they have."""

    def __init__(self, synonyms: Synonyms) -> None:
        self._synonyms = synonyms
        self._filler = f"~{rules('words')['filler']}"
        self._cut = lru_cache(_REMEMBERED)(self._read)
        self._counts: Counter[str] = Counter()
        self._owners = self._lengths = self._sentences = 0
        self._mass, self._stems = 0.0, 0
        self._sizes: Counter[int] = Counter()
        self._own: Counter[str] = Counter()
        self._often: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self._postings: dict[str, array[int]] = {}
        self._strong: dict[str, bytearray] = {}
        self._info: dict[str, float] = {}
        self._known: set[str] = set()
        self._sample = ""
        #: The language of each service's texts.
        self.languages: dict[int, str] = {}

    def _read(self, text: str) -> Cut:
        words = cut(pattern("placeholder").sub(" ", text))
        concepts = (item.name for item in concepts_in(words, self._synonyms.of))
        return Cut(
            tuple(word.stem for word in words if word.speaks),
            tuple(sorted(set(concepts))),
            tuple(dict.fromkeys(NUMBER + word.raw for word in words if word.counts)),
            frozenset(word.raw for word in words if len(word.raw) > 2),
        )

    # -- First: what is there ---------------------------------------------------------------------

    def told(self, entry: CodeEntry) -> Told:
        """Return what a code says, and count it."""
        code, title = str(entry["code"]), str(entry["title"])
        shared = [Said("t", title, self._cut(title), ranked=True)] if title else []
        if kind_of(code) in WORDED:
            shared.append(Said("k", code, self._cut(code), ranked=True))
        meanings = tuple(
            self._meaning(variant, title, shared, _noted(entry, place))
            for place, variant in enumerate(entry["variants"])
        )
        for sentences in meanings:
            self._count([*shared, *sentences])
        return Told(tuple(shared), meanings)

    def _meaning(
        self,
        variant: Mapping[str, Any],
        title: str,
        shared: Sequence[Said],
        noted: Sequence[str],
    ) -> tuple[Said, ...]:
        """The texts of a meaning, each once; of those with equal words only the first is ranked.

        Actions are left out: other errors have the same.
        """
        own = variant.get("original", {})  # a translated site is searched by both
        columns = (
            ("t", [variant["title"], own.get("title", "")]),
            ("m", [variant["message"], own.get("message", "")]),
            ("d", [variant["description"], own.get("description", "")]),
            ("c", [*variant["causes"], *own.get("causes", ())]),
            ("x", variant["extra"].values()),
            ("x", noted),
        )
        seen = {title, ""}
        ranked = {said.cut.stems for said in shared if said.field == "t"}
        sentences = []
        for field, texts in columns:
            for text in texts:
                plain = " ".join(text.split())
                if plain in seen:
                    continue
                seen.add(plain)
                read = self._cut(plain)
                fresh = bool(read.stems) and read.stems not in ranked
                ranked.add(read.stems)
                sentences.append(Said(field, plain, read, fresh))
        return tuple(sentences)

    def _count(self, sentences: Sequence[Said]) -> None:
        """Count the terms of a meaning."""
        terms: set[str] = set()
        for said in sentences:
            if len(self._sample) < w.SAMPLE and said.field != "k":
                self._sample += f"{said.text}\n"
            if said.ranked and said.cut.stems:
                terms.update(said.cut.stems, said.cut.concepts, said.cut.numbers)
                self._lengths += len(said.cut.stems)
                self._sentences += 1
                self._known |= said.cut.words
        self._own.update(terms)
        self._own[""] += 1
        self._owners += bool(terms)

    def end_service(self, service: int, language: str = "") -> None:
        """Note what the texts of a service are about; all since the one before were its own.

        Their language is what the site says, else what a sample of them tells.
        """
        self.languages[service] = language or language_of_sample(self._sample)
        self._sample = ""
        size = self._own.pop("", 0)
        self._sizes[service] = size
        for term, count in self._own.items():
            if count >= w.TOPIC_LEAST and count >= w.TOPIC_SHARE * size:
                self._often[term].append((service, count))
        self._counts.update(self._own)
        self._own.clear()

    # -- Second: what it tells --------------------------------------------------------------------

    def info(self, term: str) -> float:
        """How much a term tells: the inverse document frequency, its own or its concept's."""
        value = self._info.get(term)
        if value is None:
            owners = max(w.INFO_LEAST, self._owners)
            terms = [term, *self._synonyms.meant_by(term)]
            counts = max(self._counts[name] for name in terms)
            most = w.EVERYDAY_MOST if term in self._synonyms.everyday else w.INFO_MOST
            full = math.log(1 + (owners - counts + 0.5) / (counts + 0.5))
            value = self._info[term] = round(min(full, most), 3)
        return value

    def weigh(self, number: int, told: Told) -> Iterator[tuple[Said, list[Any]]]:
        """Yield each sentence of a code with its mass and concepts; note where its terms are."""
        strong: dict[str, bool] = {}
        for said in (*told.shared, *(said for meaning in told.meanings for said in meaning)):
            parts = dict.fromkeys(said.cut.stems)
            mass = sum(self.info(part) for part in parts) if said.ranked else 0.0
            if said.ranked and mass:
                times = len(told.meanings) if said in told.shared else 1
                self._mass += mass * times
                self._stems += len(parts) * times
                for term in (*parts, *self._told(said.cut), *said.cut.numbers):
                    much = self.info(term) / mass >= w.STRONG_PART
                    strong[term] = strong.get(term, False) or much
            names = " ".join(name[1:] for name in self._told(said.cut))
            yield said, [round(mass * 100), names if said.ranked else ""]
        for term, much in strong.items():
            if term not in self._postings:
                self._postings[term], self._strong[term] = array("I"), bytearray()
            self._postings[term].append(number)
            self._strong[term].append(much)

    def _told(self, cut: Cut) -> list[str]:
        """The concepts of a text that queries are ranked by: all but what says nothing."""
        return [name for name in cut.concepts if name != self._filler]

    def finish(
        self, terms: Shards, words: Shards, sink: Sink, titles: Sequence[str], begins: set[str]
    ) -> dict[str, float]:
        """Write what is known of terms and words; return ``typical`` and ``mean`` of the root.

        Args:
            terms: shards of the family ``t``.
            words: shards of the family ``w``.
            sink: takes the frequent terms' files.
            titles: of each service its id and title.
            begins: stems with which codes of several words begin.
        """
        topics = self._topics(titles)
        for term, services in sorted(topics.items()):
            terms.add(term, "s", services)
        file = 0
        for term in sorted(self._postings):
            numbers, strong = self._postings.pop(term), self._strong.pop(term)
            terms.add(term, "i", round(self.info(term) * 1000))
            terms.add(term, "n", len(numbers))
            text = encoded(zip(numbers, map(bool, strong), strict=True))
            if len(text) > FREQUENT:
                terms.add(term, "f", file)
                sink.write("f", file, text)
                file += 1
            else:
                terms.add(term, "p", text)
        for first, phrases in sorted(self._synonyms.items()):
            said = [[" ".join(p.stems), p.concept[1:], int(p.loose)] for p in phrases]
            terms.add(first, "w", said)
        for name in sorted(self._synonyms.everyday):
            terms.add(name, "e", 1)
        for name in sorted(begins):
            terms.add(name, "b", 1)
        for word in sorted(self._known | {x for x in self._synonyms.words if len(x) > 2}):
            stands_for = [stem(word), *self._synonyms.meant_by(stem(word))]
            found = [t for t in stands_for if self._counts[t] and t != self._filler]
            for key in word_keys(word) if found else ():
                words.add(key, word, " ".join(found))
        mean = self._lengths / self._sentences if self._sentences else 1.0
        typical = self._mass / max(1, self._stems) or 1.0  # of texts that tell nothing
        return {"typical": round(typical, 4), "mean": round(mean, 4)}

    def _topics(self, titles: Sequence[str]) -> dict[str, list[int]]:
        """The services on whose topic each term is."""
        titled: dict[str, set[int]] = defaultdict(set)
        for service, title in enumerate(titles):
            for word in cut(title):
                if word.speaks:
                    for term in (word.stem, *self._synonyms.meant_by(word.stem)):
                        titled[term].add(service)
        topics = {
            term: set(services)
            for term, services in titled.items()
            if len(services) <= w.TOPIC_TITLES  # not "service", which most titles have
        }
        total = self._sizes.total()
        for term, counts in self._often.items():
            for service, count in counts:
                size = self._sizes[service]
                others = total - size
                elsewhere = (self._counts[term] - count) / max(1, others)
                if others and count / size >= w.TOPIC_LIFT * elsewhere:
                    topics.setdefault(term, set()).add(service)
        return {term: sorted(services) for term, services in topics.items()}
