"""What the modules of the resolver hand to each other, and the records of the index by name.

The records are described in ``docs/index-format.md``; each ``read`` method takes the JSON of one
of them and raises ``TypeError``, ``KeyError`` or ``ValueError`` where it is none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from sphinx_error_index.resolver.pastes.ranges import Ranges
from sphinx_error_index.resolver.rules import w
from sphinx_error_index.resolver.spelling import kind_of
from sphinx_error_index.resolver.words import Phrase, alone, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

SCHEMA: Final = 1
"""Number of the index's format; a reader refuses a larger one."""

DETAILS_A_FILE: Final = 16
"""Codes whose details stand in one file."""

FIELDS: Final = {"t": "title", "m": "message", "d": "description", "c": "cause", "x": "extra"}
"""Where a text comes from, by the letter that rows have for it."""


# -- What is read in a text ------------------------------------------------------------------------


@dataclass(frozen=True)
class Number:
    """A number that may be a status or a short code; *certainty* 0–1, *where* says why."""

    text: str
    certainty: float
    where: str
    start: int


@dataclass(frozen=True)
class Field:
    """A ``key: value`` of a paste.

    *kind* is its row in ``query.toml``; *at* is where the key starts; *start* and *end* enclose
    the value.
    """

    key: str
    kind: str
    value: str
    at: int
    start: int
    end: int


@dataclass
class Reading:
    """What was read in a paste.

    *masked* is the text with all noise blanked, offsets unchanged; *calm* says that nothing failed,
    *foreign* that the text is an error of some other, well-known program, *translated* that it was
    put into English. *spans* are where the
    message stands; none where all of the text is equally likely to be it.
    """

    text: str
    masked: str
    truncated: bool = False
    tokens: int = 1
    calm: bool = False
    foreign: bool = False
    translated: bool = False
    fields: list[Field] = field(default_factory=list)
    numbers: list[Number] = field(default_factory=list)
    spans: Ranges = field(default_factory=lambda: Ranges(()))

    @property
    def says_message(self) -> bool:
        """Whether a field holds the message, in words."""
        return any(item.kind == "message" and " " in item.value.strip() for item in self.fields)

    @property
    def short(self) -> bool:
        """Whether this is a query rather than a paste."""
        return bool(self.tokens <= w.SHORT_TOKENS)

    @property
    def sentence(self) -> bool:
        """Whether this is a sentence at most."""
        return bool(self.tokens <= w.SENTENCE_TOKENS)

    def weight(self, at: int) -> float:
        """How much a word at offset *at* counts: 1 in the message, less beside it."""
        return 1.0 if not self.spans or at in self.spans else float(w.REST)


@dataclass
class Unit:
    """One word of a query.

    *terms* satisfy it, each with a factor; *weight* is how much it tells, *share* how much it
    counts where it stands; *guessed* says that it is written otherwise than any known
    word, *strange* that it is a plain word that no text has.
    """

    raw: str
    terms: list[tuple[str, float]]
    weight: float
    share: float
    start: int
    guessed: bool = False
    strange: bool = False


@dataclass(frozen=True)
class TextMatch:
    """A meaning of a code that fits a query.

    *meaning* is its place on the code's page; *fit* is 0–1, *mass* what matched in words of average
    rarity, *words* how many words of the query the meaning has, *sentence* its best one, *quoted*
    says that the whole query stands in it, word for word.
    """

    code: int
    meaning: int
    fit: float
    mass: float
    words: int
    sentence: Sentence
    quoted: bool = False


# -- The index -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Service:
    """A service of the root.

    ``first`` is the number of its first code, ``gone`` of the first one that is no longer
    documented (that of the next service's first code if there is none); ``names`` are folded.
    """

    id: str
    title: str
    url: str
    first: int
    gone: int
    names: tuple[str, ...]

    @classmethod
    def read(cls, record: Mapping[str, Any]) -> Service:
        """Return the service that a record of the root describes."""
        return cls(
            str(record["id"]),
            str(record["title"]),
            str(record["url"]),
            int(record["first"]),
            int(record["gone"]),
            tuple(map(str, record["names"])),
        )


@dataclass(frozen=True)
class Root:
    """The root of an index: what is needed to read any query.

    ``families`` maps the letters that numbered codes begin with to how many codes of which service
    do; ``rows`` is how many codes' rows stand in one file; ``typical`` is the information of a word
    in the mean, ``mean`` the words of a sentence.
    """

    digest: str
    bytes: int
    base_url: str
    suffix: str
    codes: int
    rows: int
    shards: Mapping[str, int]
    typical: float
    mean: float
    services: tuple[Service, ...]
    families: Mapping[str, Mapping[int, int]]
    statuses: tuple[int, ...]
    exits: tuple[int, ...]
    languages: tuple[str, ...]

    @classmethod
    def read(cls, record: Mapping[str, Any]) -> Root:
        """Return the root that a JSON object describes."""
        return cls(
            str(record["digest"]),
            int(record["bytes"]),
            str(record["base_url"]),
            str(record["suffix"]),
            int(record["codes"]),
            max(1, int(record["rows"])),
            {str(family): int(count) for family, count in record["shards"].items()},
            float(record["typical"]),
            float(record["mean"]),
            tuple(Service.read(service) for service in record["services"]),
            {
                str(letters): dict(zip(counts[::2], counts[1::2], strict=True))
                for letters, counts in record["families"].items()
            },
            tuple(map(int, record["statuses"])),
            tuple(map(int, record.get("exits", ()))),
            tuple(map(str, record.get("languages", ()))),
        )


@dataclass(frozen=True)
class Code:
    """A code as the index names it: its number, and a spelling of it.

    ``meaning`` is None for the spelling under which it is documented; of another name it is the
    place of the meaning that has it, -1 where it may be any.
    """

    number: int
    spelling: str
    meaning: int | None = None

    @property
    def folded(self) -> str:
        """The spelling in the form in which codes compare."""
        return fold(self.spelling)

    @property
    def kind(self) -> str:
        """What the code is made of (:func:`.spelling.kind_of`)."""
        return kind_of(self.spelling)

    @staticmethod
    def read(flat: Sequence[Any]) -> Iterator[Code]:
        """Yield the codes of a list ``[number, spelling, number, spelling, …]``."""
        for number, spelling in zip(flat[::2], flat[1::2], strict=True):
            yield Code(int(number), str(spelling))

    @staticmethod
    def read_names(flat: Sequence[Any]) -> Iterator[Code]:
        """Yield the codes of a list of number, other name and place of the meaning in turn."""
        for number, name, meaning in zip(flat[::3], flat[1::3], flat[2::3], strict=True):
            yield Code(int(number), str(name), int(meaning))


@dataclass(frozen=True)
class Hit:
    """A code found in a text."""

    code: Code
    points: float
    confidence: str
    why: str
    start: int


@dataclass
class Found:
    """All codes of a text, by their numbers.

    *unknown* are tokens that look like a code but are none of ours, and where they start;
    *foreign* says that the text names an error of another system (``ModuleNotFoundError``);
    *services* are those that the text names, *meant* those that hosts, resources and modules name;
    *bare* says that the text is a code, nothing else; *numbered* are codes that stand in the text
    as the same number in another form, one that is likely a code.
    """

    hits: dict[int, Hit] = field(default_factory=dict)
    unknown: list[tuple[str, int]] = field(default_factory=list)
    foreign: bool = False
    services: set[int] = field(default_factory=set)
    meant: set[int] = field(default_factory=set)
    bare: bool = False
    starts: set[int] = field(default_factory=set)
    numbered: set[int] = field(default_factory=set)

    def add(
        self, codes: Iterable[Code], points: float, confidence: str, why: str, start: int
    ) -> None:
        """Note a mention of *codes*; the best mention of each stays, further ones add to it."""
        for code in codes:
            self.starts.add(start)
            old = self.hits.get(code.number)
            if old is None:
                self.hits[code.number] = Hit(code, points, confidence, why, start)
            elif points > old.points:
                first = min(start, old.start)
                self.hits[code.number] = Hit(code, points, confidence, why, first)
            elif start != old.start:
                again = old.points + w.CODE_AGAIN
                self.hits[code.number] = Hit(code, again, old.confidence, old.why, old.start)

    def spans(self) -> list[tuple[int, int]]:
        """Where codes stand that are no words (``APIG.0301``), known or not."""
        known = [
            (hit.start, hit.start + len(hit.code.spelling))
            for hit in self.hits.values()
            if hit.code.kind == "mixed"
        ]
        return known + [(start, start + len(token)) for token, start in self.unknown]


@dataclass(frozen=True)
class Sentence:
    """A text of a row: where it is from (``FIELDS``), its words, their information in all.

    ``concepts`` are the terms (``~name``) of the concepts in it. ``mass`` is 0 where the text is
    shown but not ranked.
    """

    field: str
    text: str
    mass: float
    concepts: frozenset[str]

    @classmethod
    def read(cls, field: str, text: str, told: Sequence[Any]) -> Sentence:
        """Return the sentence with what the index tells of it: mass in hundredths, concepts."""
        mass, concepts = told
        names = frozenset(f"~{name}" for name in str(concepts).split())
        return cls(field, str(text), int(mass) / 100, names)


@dataclass(frozen=True)
class Meaning:
    """One meaning of a code: its anchor, statuses, whether it has an action, its texts.

    ``retry`` and ``side`` are answers of its triage, empty where they are not known.
    """

    anchor: str
    statuses: tuple[int, ...]
    has_action: bool
    sentences: tuple[Sentence, ...]
    retry: str = ""
    side: str = ""

    @classmethod
    def read(cls, record: Mapping[str, Any]) -> Meaning:
        """Return the meaning that a record of a row describes."""
        return cls(
            str(record.get("a", "")),
            tuple(map(int, record.get("s", ()))),
            bool(record.get("d")),
            tuple(
                Sentence.read(FIELDS[field], text, told)
                for field, text, *told in record.get("m", ())
            ),
            *map(str, record.get("y", ())),
        )


@dataclass(frozen=True)
class Page:
    """A code's row: what a result shows, and what the last ranking reads.

    ``url`` is empty where it is the usual one. ``shared`` are the sentences of every meaning: the
    title, and the words of the code itself. ``successor`` is id and address of what a renamed code
    is now.
    """

    code: str
    title: str
    url: str
    categories: tuple[str, ...]
    gone: bool
    successor: tuple[str, str]
    shared: tuple[Sentence, ...]
    meanings: tuple[Meaning, ...]

    @classmethod
    def read(cls, record: Mapping[str, Any]) -> Page:
        """Return the page that an entry of a row's file describes."""
        code, title = str(record["c"]), str(record.get("t", ""))
        shared = [
            Sentence.read(field, text, record[key])
            for field, text, key in (("title", title, "h"), ("code", code, "k"))
            if key in record
        ]
        successor, address = record.get("to", ("", ""))
        return cls(
            code,
            title,
            str(record.get("u", "")),
            tuple(map(str, record.get("g", ()))),
            bool(record.get("x")),
            (str(successor), str(address)),
            tuple(shared),
            tuple(Meaning.read(meaning) for meaning in record["v"]),
        )


@dataclass(frozen=True)
class Term:
    """What the index tells of a stem, a concept or a number.

    ``info`` is how much it tells, None where the index has no figure; ``count`` how many codes
    have it; ``postings`` which, or None where they stand in file ``file`` of the frequent terms;
    ``services`` are those on whose topic it is; ``begins`` says that codes of several words begin
    with it.
    """

    info: float | None = None
    count: int = 0
    postings: str | None = None
    file: int | None = None
    services: tuple[int, ...] = ()
    everyday: bool = False
    phrases: tuple[Phrase, ...] = ()
    begins: bool = False

    @classmethod
    def read(cls, record: Mapping[str, Any]) -> Term:
        """Return the term that a record describes."""
        return cls(
            int(record["i"]) / 1000 if "i" in record else None,
            int(record.get("n", 0)),
            str(record["p"]) if "p" in record else None,
            int(record["f"]) if "f" in record else None,
            tuple(map(int, record.get("s", ()))),
            bool(record.get("e")),
            tuple(
                Phrase(tuple(str(stems).split(" ")), f"~{concept}", bool(loose))
                for stems, concept, loose in record.get("w", ())
            ),
            bool(record.get("b")),
        )

    @cached_property
    def concepts(self) -> tuple[str, ...]:
        """The concepts that it belongs to without any other word."""
        return tuple(alone(self.phrases))
