"""The records of the index by name.

They are tuples with names: every command makes all these classes, and of data classes that was a
fifth of its time. ``docs/index-format.md`` describes them; each ``read`` method takes the JSON of
one and raises ``TypeError``, ``KeyError`` or ``ValueError`` where it is none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sphinx_error_index.resolver.spelling import kind_of
from sphinx_error_index.resolver.words import Phrase, fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

SCHEMA: Final = 1
"""Number of the index's format; a reader refuses a larger one."""

DETAILS_A_FILE: Final = 16
"""Codes whose details stand in one file."""

FIELDS: Final = {"t": "title", "m": "message", "d": "description", "c": "cause", "x": "extra"}
"""Where a text comes from, by the letter that rows have for it."""


class Service(NamedTuple):
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


class Root(NamedTuple):
    """The root of an index: what is needed to read any query.

    ``families`` maps the letters that numbered codes begin with to how many codes of which service
    do; ``rows`` is how many codes' rows stand in one file; ``typical`` is the information of a word
    in the mean, ``mean`` the words of a sentence. ``remotes`` are the addresses of other sites that
    this one answers for, by their names.
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
    remotes: Mapping[str, str]

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
            {str(family): max(1, int(count)) for family, count in record["shards"].items()},
            float(record["typical"]) or 1.0,  # a divisor, as are the numbers above
            float(record["mean"]) or 1.0,
            tuple(Service.read(service) for service in record["services"]),
            {
                str(letters): dict(zip(counts[::2], counts[1::2], strict=True))
                for letters, counts in record["families"].items()
            },
            tuple(map(int, record["statuses"])),
            tuple(map(int, record.get("exits", ()))),
            tuple(map(str, record.get("languages", ()))),
            {str(name): str(base) for name, base in record.get("remotes", {}).items()},
        )


class Code(NamedTuple):
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


class Sentence(NamedTuple):
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


class Meaning(NamedTuple):
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


class Page(NamedTuple):
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


class Term(NamedTuple):
    """What the index tells of a stem, a concept or a number.

    ``info`` is how much it tells, None where the index has no figure; ``owners`` how many codes
    have it; ``postings`` which, or None where they stand in file ``file`` of the frequent terms;
    ``services`` are those on whose topic it is; ``begins`` says that codes of several words begin
    with it.
    """

    info: float | None = None
    owners: int = 0
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


class TextMatch(NamedTuple):
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
