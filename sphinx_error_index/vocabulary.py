"""Header words → column roles, from ``vocabulary.toml`` and conf.py."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from importlib import resources

ROLES = ("code", "status", "title", "message", "description", "cause", "action", "category")
"""The roles a column can have; a column without one keeps its own header."""

_PARENTHESES = re.compile(r"\s*[(\uff08\[][^)\uff09\]]*[)\uff09\]]")
_WORD = re.compile(r"[^\W_]+")

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Phrases of normalised words and the roles they give.

    ``ambiguous`` phrases name the code only where no other column does, else the role they
    map to; ``nothing`` are cells without content, ``no_code`` those without a code.
    """

    roles: Mapping[Words, str]
    ambiguous: Mapping[Words, str]
    filler: frozenset[str]
    qualifiers: frozenset[str]
    nothing: frozenset[str]
    no_code: frozenset[str]
    reasons: Mapping[int, frozenset[Words]]

    def words(self, header: str) -> Words:
        """Return a header as normalised words: case, plural and filler do not count."""
        words = [_singular(word) for word in _WORD.findall(header.casefold())]
        return tuple(word for word in words if word not in self.filler)

    def role(self, header: str) -> tuple[str, str]:
        """Return a header's role, and the one it has where another column is the code.

        Both are the same but for ambiguous headers; both empty for unknown ones.
        """
        words = self.words(_PARENTHESES.sub("", header)) or self.words(header)
        for phrase in _phrases(words, self.qualifiers):
            if phrase in self.roles:
                return self.roles[phrase], self.roles[phrase]
            if phrase in self.ambiguous:
                return "code", self.ambiguous[phrase]
        return "", ""

    def is_nothing(self, text: str) -> bool:
        """Say whether a cell says nothing at all."""
        return text.strip() in self.nothing

    def is_no_code(self, text: str) -> bool:
        """Say whether a code or status cell names none."""
        return self.is_nothing(text) or text.strip().casefold() in self.no_code

    def is_reason(self, text: str, status: int) -> bool:
        """Say whether a text is the reason phrase of an HTTP status."""
        return self.words(text) in self.reasons.get(status, ())


def _phrases(words: Words, qualifiers: frozenset[str]) -> Iterable[Words]:
    """Return the phrases of a header, the most telling first.

    The whole header, then what ends the part before a qualifier (``of``), then any part.
    """
    head = next((words[:i] for i, word in enumerate(words) if i and word in qualifiers), words)
    yield words
    for part in (head, words):
        for start in range(len(part)):
            yield part[start:]
    for length in range(len(words), 0, -1):
        for start in range(len(words) - length + 1):
            yield words[start : start + length]


def _singular(word: str) -> str:
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us")):
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
    bare = Vocabulary({}, {}, frozenset(lists["filler"]), frozenset(), frozenset(), frozenset(), {})
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
        frozenset(lists["nothing"]),
        frozenset(lists["no_code"]),
        {status: frozenset(phrases) for status, phrases in reasons.items()},
    )
