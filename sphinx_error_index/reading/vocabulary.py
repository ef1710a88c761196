"""Header words → column roles, from ``vocabulary.toml`` and conf.py."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from importlib import resources
from typing import TYPE_CHECKING

from sphinx_error_index.reading.cells.names import count_rows
from sphinx_error_index.reading.languages import Sense, folded, senses

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

ROLES = ("code", "status", "title", "message", "description", "cause", "action", "category")
"""The roles a column can have; a column without one keeps its own header."""

_PARENTHESES = re.compile(r"\s*[(\uff08\[][^)\uff09\]]*[)\uff09\]]")
_WORD = re.compile(r"[^\W_]+")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})")
_JOINED = re.compile(r"\s*[&/+,;|]\s*|\s+(?:and|or)\s+", re.IGNORECASE)

_FOREIGN_JOINED = re.compile(
    r"\s*[&/+,;|\u3001\u30fb\uff0c\uff0f]\s*|\s+(?:und|oder|et|ou|y|e|o|и|или|및)\s+|[和及与與]",
    re.IGNORECASE,
)

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Phrases of normalised words and the roles they give.

    ``ambiguous`` phrases name the code only where no other column does, else the role they
    map to; ``beside_codes`` are headers that mean a category only in tables that have codes;
    ``coded`` are headers of codes where the cells look like codes, else they have the role they
    map to; ``weak`` ones give a role that no other column has. ``numbers`` and ``counting`` may
    stand over numbers that are codes, if the heading has a word of ``about_codes``;
    ``only_statuses`` name a status only where the cells do. ``doubtful`` ones name codes only
    where numbers stand below, or names and the heading speaks of codes; ``ids`` stand over
    numbered names if it does, or has a word of ``about_rules``. ``names`` are over other names of
    the codes, ``choices`` are words that are no advice. ``ranges`` are words of headers over
    ranges of codes. ``generic`` words alone make no category; ``nothing`` are cells without
    content, ``no_code`` those without a code.
    """

    roles: Mapping[Words, str]
    ambiguous: Mapping[Words, str]
    coded: Mapping[Words, str]
    weak: Mapping[Words, str]
    filler: frozenset[str]
    qualifiers: frozenset[str]
    beside_codes: frozenset[Words]
    numbers: frozenset[Words]
    counting: frozenset[Words]
    only_statuses: frozenset[Words]
    doubtful: frozenset[Words]
    ids: frozenset[Words]
    about_rules: frozenset[str]
    names: frozenset[Words]
    choices: frozenset[str]
    about_codes: frozenset[str]
    ranges: frozenset[str]
    generic: frozenset[str]
    nothing: frozenset[str]
    no_code: frozenset[str]
    reasons: Mapping[int, frozenset[Words]]
    foreign: Mapping[str, Sense]

    def words(self, text: str) -> Words:
        """Return a text as normalised words: case, plural and filler do not count."""
        return _words(text, self.filler)

    def role(self, header: str) -> tuple[str, str]:
        """Return a header's role, and the one it has where another column is the code.

        Both are the same but for ambiguous headers; both empty for unknown ones.
        """
        if sense := self._foreign_role(header):
            return sense
        header = _HUMP.sub(" ", header)
        for text in (_PARENTHESES.sub("", header), header):
            words = self.words(text)
            parts = [self.words(part) for part in _JOINED.split(text)]
            heads = [_before(words, self.qualifiers) for words in parts if words]
            phrases = [words, *heads, *(p for head in heads for p in _endings(head))]
            for phrase in (*phrases, *_parts(words)):
                if phrase in self.roles:
                    return self.roles[phrase], self.roles[phrase]
                if phrase in self.ambiguous:
                    return "code", self.ambiguous[phrase]
        return self._run_together.get("".join(self.words(header)), ("", ""))

    def knows(self, label: str) -> bool:
        """Say whether a label is one of the known phrases, without any further word."""
        words = self.words(label)
        known = (self.roles, self.ambiguous, self.coded, self.weak)
        return any(words in phrases for phrases in known) or folded(label) in self.foreign

    def coded_role(self, header: str) -> str | None:
        """Return the role of a header that names codes only if its cells look like codes.

        It is None for any other header.
        """
        return self.coded.get(self._exact(header))

    def weak_role(self, header: str) -> str:
        """Return the role that a header has where no other column has it, or nothing."""
        return self.weak.get(self._exact(header), "")

    def may_number_codes(self, header: str, numbers: Sequence[str]) -> bool:
        """Say whether the numbers below a header may be codes, not a count of the rows."""
        words = self._exact(header)
        return words in self.numbers or (words in self.counting and not count_rows(numbers))

    def speaks_of_codes(self, heading: str) -> bool:
        """Say whether a heading has a word that says there are codes below it."""
        return not self.about_codes.isdisjoint(self.words(heading))

    def is_only_for_statuses(self, header: str) -> bool:
        """Say whether a header names statuses only where the cells below it do."""
        return self._exact(header) in self.only_statuses

    def is_doubtful(self, header: str) -> bool:
        """Say whether a header stands over codes only where its cells or the heading say so."""
        return self._exact(header) in self.doubtful

    def identifies_rules(self, header: str, heading: str) -> bool:
        """Say whether numbered names below a header are codes, as the heading speaks of such."""
        about = self.about_codes | self.about_rules
        return self._exact(header) in self.ids and not about.isdisjoint(self.words(heading))

    def may_name_codes(self, header: str) -> bool:
        """Say whether names or numbers below a header may mean the same as the codes beside."""
        words = self._exact(header)
        return words in self.names or words in self.numbers or words in self.coded

    def speaks_of_ranges(self, header: str) -> bool:
        """Say whether a header says that ranges of codes stand below it."""
        return not self.ranges.isdisjoint(self.words(header))

    def is_exact_code(self, header: str) -> bool:
        """Say whether a header names the code and says nothing beside that."""
        return self.roles.get(self._exact(header)) == "code"

    def _exact(self, header: str) -> Words:
        """Return all words of a header but those in parentheses."""
        return self.words(_HUMP.sub(" ", _PARENTHESES.sub("", header)))

    def _foreign_role(self, header: str) -> Sense | None:
        """Return what a header in another language than English says, ``None`` for any other."""
        if self.words(header) in self.roles:
            return None
        for text in (header, _PARENTHESES.sub("", header)):
            for part in (text, _FOREIGN_JOINED.split(text)[0]):
                if sense := self.foreign.get(folded(part)):
                    return sense
        return None

    @property
    def _run_together(self) -> dict[str, tuple[str, str]]:
        """The phrases written as one word (``Errorcode``), with what :meth:`role` says of them."""
        senses = {"".join(phrase): ("code", role) for phrase, role in self.ambiguous.items()}
        return senses | {"".join(phrase): (role, role) for phrase, role in self.roles.items()}

    def names_categories(self, header: str) -> bool:
        """Say whether a header means categories by itself, without codes beside it."""
        return self.role(header)[1] == "category" and self.words(header) not in self.beside_codes

    def is_generic(self, title: str) -> bool:
        """Say whether a section's title says no more than that there are codes in it."""
        return self.generic.issuperset(self.words(title))

    def is_nothing(self, text: str) -> bool:
        """Say whether a cell says nothing at all."""
        return text.strip() in self.nothing

    def is_no_code(self, text: str) -> bool:
        """Say whether a code or status cell names none."""
        word = text.strip()
        # NONE and NULL in capitals are names of codes, as vendors of constants have them.
        is_constant = word.isupper() and word.isalpha() and len(word) > 3
        return self.is_nothing(text) or (word.casefold() in self.no_code and not is_constant)

    def is_reason(self, text: str, status: int) -> bool:
        """Say whether a text is the reason phrase of an HTTP status."""
        return self.words(text) in self.reasons.get(status, ())


def _words(text: str, filler: frozenset[str]) -> Words:
    words = [_singular(word) for word in _WORD.findall(text.casefold())]
    return tuple(word for word in words if word not in filler)


def _before(words: Words, qualifiers: frozenset[str]) -> Words:
    """Return the words before the first qualifier, a word such as ``of``."""
    return next((words[:i] for i, word in enumerate(words) if i and word in qualifiers), words)


def _endings(words: Words) -> Iterable[Words]:
    """Return the endings of a phrase, the longest first: an English phrase ends in its noun."""
    return (words[start:] for start in range(1, len(words)))


def _parts(words: Words) -> Iterable[Words]:
    """Return the phrases inside a header, the longest first; single words only where they lead.

    A single word in the middle of a long header says too little about the column.
    """
    for length in range(len(words), 0, -1):
        starts = len(words) - length + 1
        for start in range(starts if length > 1 or len(words) < 3 else 1):
            yield words[start : start + length]


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 2 and word.endswith("s") and not word.endswith(("ss", "us")):
        return word[:-1]
    return word


@cache
def _facts() -> dict[str, dict[str, list[str] | str]]:
    text = resources.files(__package__).joinpath("vocabulary.toml").read_text("utf-8")
    return tomllib.loads(text)


def load(additions: Mapping[str, Iterable[str]] | None = None, language: str = "") -> Vocabulary:
    """Return the vocabulary with the site's ``additions``: role → headers, in any language.

    ``language`` is that of the documents, as conf.py names it. Raises ``ValueError`` for a role
    that does not exist.
    """
    facts = _facts()
    lists = facts["words"]
    filler = frozenset(lists["filler"])

    def worded(phrases: Iterable[str]) -> frozenset[Words]:
        return frozenset(_words(phrase, filler) for phrase in phrases)

    roles = {
        _words(phrase, filler): role
        for role, phrases in facts["roles"].items()
        for phrase in phrases
    }
    ambiguous = {_words(phrase, filler): str(role) for phrase, role in facts["ambiguous"].items()}
    coded = {_words(phrase, filler): str(role) for phrase, role in facts["coded"].items()}
    weak = {_words(phrase, filler): str(role) for phrase, role in facts["weak"].items()}
    for role, phrases in (additions or {}).items():
        if role not in ROLES:
            raise ValueError(f"{role!r} is not a column role; those are {', '.join(ROLES)}")
        for phrase in phrases:
            roles[_words(phrase, filler)] = role
            for others in (ambiguous, coded, weak):
                others.pop(_words(phrase, filler), None)
    reasons = {status.value: {_words(status.phrase, filler)} for status in HTTPStatus}
    for number, phrases in facts["reasons"].items():
        reasons.setdefault(int(number), set()).update(worded(phrases))
    return Vocabulary(
        roles=roles,
        ambiguous=ambiguous,
        coded=coded,
        weak=weak,
        filler=filler,
        qualifiers=frozenset(map(_singular, lists["qualifiers"])),
        beside_codes=worded(lists["beside_codes"]),
        numbers=worded(lists["numbers"]),
        counting=worded(lists["counting"]),
        only_statuses=worded(lists["only_statuses"]),
        doubtful=worded(lists["doubtful"]),
        ids=worded(lists["ids"]),
        about_rules=frozenset(lists["about_rules"]),
        names=worded(lists["names"]),
        choices=frozenset(lists["choices"]),
        about_codes=frozenset(lists["about_codes"]),
        ranges=frozenset(lists["ranges"]),
        generic=frozenset(map(_singular, lists["generic"])),
        nothing=frozenset(lists["nothing"]),
        no_code=frozenset(lists["no_code"]),
        reasons={status: frozenset(phrases) for status, phrases in reasons.items()},
        foreign=senses(language),
    )
