"""Header words → column roles, from ``vocabulary.toml`` and conf.py."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ROLES = ("code", "status", "title", "message", "description", "cause", "action", "category")
"""The roles a column can have; a column without one keeps its own header."""

_PARENTHESES = re.compile(r"\s*[(\uff08\[][^)\uff09\]]*[)\uff09\]]")
_WORD = re.compile(r"[^\W_]+")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})")
_JOINED = re.compile(r"\s*[&/+,;|]\s*|\s+(?:and|or)\s+", re.IGNORECASE)

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Phrases of normalised words and the roles they give.

    ``ambiguous`` phrases name the code only where no other column does, else the role they
    map to; ``beside_codes`` are headers that mean a category only in tables that have codes;
    ``generic`` words alone make no category; ``nothing`` are cells without content,
    ``no_code`` those without a code.
    """

    roles: Mapping[Words, str]
    ambiguous: Mapping[Words, str]
    filler: frozenset[str]
    qualifiers: frozenset[str]
    beside_codes: frozenset[Words]
    generic: frozenset[str]
    nothing: frozenset[str]
    no_code: frozenset[str]
    reasons: Mapping[int, frozenset[Words]]

    def words(self, text: str) -> Words:
        """Return a text as normalised words: case, plural and filler do not count."""
        words = [_singular(word) for word in _WORD.findall(text.casefold())]
        return tuple(word for word in words if word not in self.filler)

    def role(self, header: str) -> tuple[str, str]:
        """Return a header's role, and the one it has where another column is the code.

        Both are the same but for ambiguous headers; both empty for unknown ones.
        """
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


def load(additions: Mapping[str, Iterable[str]] | None = None) -> Vocabulary:
    """Return the vocabulary with the site's ``additions``: role → headers, in any language.

    Raises ``ValueError`` for a role that does not exist.
    """
    facts = _facts()
    lists = facts["words"]
    none: frozenset[str] = frozenset()
    bare = Vocabulary({}, {}, frozenset(lists["filler"]), none, frozenset(), none, none, none, {})
    roles = {
        bare.words(phrase): role for role, phrases in facts["roles"].items() for phrase in phrases
    }
    ambiguous = {bare.words(phrase): str(role) for phrase, role in facts["ambiguous"].items()}
    for role, phrases in (additions or {}).items():
        if role not in ROLES:
            raise ValueError(f"{role!r} is not a column role; those are {', '.join(ROLES)}")
        for phrase in phrases:
            roles[bare.words(phrase)] = role
            ambiguous.pop(bare.words(phrase), None)
    reasons = {status.value: {bare.words(status.phrase)} for status in HTTPStatus}
    for number, phrases in facts["reasons"].items():
        reasons.setdefault(int(number), set()).update(map(bare.words, phrases))
    return Vocabulary(
        roles,
        ambiguous,
        bare.filler,
        frozenset(map(_singular, lists["qualifiers"])),
        frozenset(map(bare.words, lists["beside_codes"])),
        frozenset(map(_singular, lists["generic"])),
        frozenset(lists["nothing"]),
        frozenset(lists["no_code"]),
        {status: frozenset(phrases) for status, phrases in reasons.items()},
    )
