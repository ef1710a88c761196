"""What follows from the words and the status of a meaning: may one try again, whose fault is it.

The rules are data (``triage.toml``), each with the section of the standard that it follows. An
answer of a rule is an inference and is shown as such; a note of the house takes its place.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from sphinx_error_index.notes import ANSWERS, Triage, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sphinx_error_index.model import Catalog, Code, Variant
    from sphinx_error_index.notes import Note

LONGEST = 4_000
"""Most characters of a meaning that rules read: what it is about is said at its beginning."""

UNKNOWN = "unknown"
"""The answer of a rule that ends the search without one."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of ``triage.toml``; a part that is not given fits everything."""

    name: str
    why: str
    source: str
    answers: Mapping[str, str]
    status: frozenset[str]
    own: bool
    code: re.Pattern[str] | None
    says: re.Pattern[str] | None
    advises: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    words: tuple[str, ...]

    def fits(self, said: _Said) -> bool:
        """Say whether all parts of the rule fit a meaning."""
        return (
            (not self.status or bool(self.status & said.statuses))
            and (not self.own or said.is_status)
            and (self.code is None or self.code.fullmatch(said.code) is not None)
            and (self.says is None or self._is_said(said))
            and (self.advises is None or any(map(self.advises.search, said.actions)))
            and (self.unless is None or self.unless.search(said.whole) is None)
        )

    def _is_said(self, said: _Said) -> bool:
        """Say whether ``says`` fits; most rules need not be tried, as no word of theirs is there.

        Outside ASCII a letter may equal another without case that is not its small one.
        """
        if (
            self.words
            and said.text.isascii()
            and not any(word in said.lower for word in self.words)
        ):
            return False
        return self.says is not None and self.says.search(said.text) is not None


@dataclass(frozen=True, slots=True)
class _Said:
    """What a meaning says, as rules read it; texts on one line each."""

    code: str
    statuses: frozenset[str]
    is_status: bool
    text: str
    lower: str
    actions: tuple[str, ...]

    @property
    def whole(self) -> str:
        return "\n".join((self.text, *self.actions))


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules, in the order in which they are tried."""
    file = resources.files("sphinx_error_index.catalog").joinpath("triage.toml")
    return tuple(map(_rule, tomllib.loads(file.read_text("utf-8"))["rules"]))


def _rule(said: Mapping[str, object]) -> Rule:
    def pattern(name: str) -> re.Pattern[str] | None:
        return re.compile(str(said[name]), re.IGNORECASE) if name in said else None

    statuses, words = said.get("status", ()), said.get("words", ())
    return Rule(
        name=str(said["name"]),
        why=str(said["why"]),
        source=str(said["source"]),
        answers={name: str(said[name]) for name in ANSWERS if name in said},
        status=frozenset(map(str, statuses if isinstance(statuses, list) else ())),
        own=bool(said.get("own")),
        code=pattern("code"),
        says=pattern("says"),
        advises=pattern("advises"),
        unless=pattern("unless"),
        words=tuple(map(str, words if isinstance(words, list) else ())),
    )


def judged(catalog: Catalog) -> Catalog:
    """Return the catalogue with the triage of every documented meaning."""
    return replace(catalog, codes={name: _of_code(code) for name, code in catalog.codes.items()})


def _of_code(code: Code) -> Code:
    variants = tuple(
        replace(variant, triage=of_notes(triage_of(variant), (*variant.notes, *code.notes)))
        for variant in code.variants
    )
    return replace(code, variants=variants)


def triage_of(variant: Variant) -> Triage:
    """Return what the rules say of a meaning."""
    texts = [variant.title, *(t.plain for t in (*variant.message, *variant.description))]
    texts += [cause.text.plain for cause in variant.causes]
    return _judged(
        variant.code,
        variant.status,
        "\n".join(" ".join(text.split()) for text in texts if text)[:LONGEST],
        tuple(" ".join(action.plain.split()) for action in variant.actions),
    )


@lru_cache(4096)
def _judged(code: str, statuses: tuple[int, ...], text: str, actions: tuple[str, ...]) -> Triage:
    named = {str(status) for status in statuses}
    classes = {f"{status // 100}xx" for status in statuses}
    said = _Said(code, frozenset(named | classes), code in named, text, text.lower(), actions)
    found: dict[str, Verdict] = {}
    for rule in rules():
        if rule.answers.keys() - found.keys() and rule.fits(said):
            for question, answer in rule.answers.items():
                known = "" if answer == UNKNOWN else answer
                verdict = Verdict(known, rule.name, rule.why, rule.source) if known else Verdict()
                found.setdefault(question, verdict)
    return Triage(**found)


def of_notes(triage: Triage, notes: Sequence[Note]) -> Triage:
    """Return a triage in which the answers of notes have the place of inferred ones.

    The first note that has an answer counts: notes on a meaning stand before those on the code.
    """
    return replace(triage, **dict(_answers(notes)))


def _answers(notes: Iterable[Note]) -> list[tuple[str, Verdict]]:
    found: dict[str, Verdict] = {}
    for note in notes:
        if note.stale:
            continue
        for question in ANSWERS:
            if answer := getattr(note, question):
                found.setdefault(question, Verdict(answer, "note", "", note.docname))
    return list(found.items())
