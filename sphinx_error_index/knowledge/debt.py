"""What the documentation of codes still lacks: documentation debt, of a kind and by code."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sphinx_error_index.knowledge.states import Meaning, State


class Debt(StrEnum):
    """The kinds of debt, in the order in which they are shown."""

    NO_CAUSE = "no-cause"
    """No meaning of the code has a cause or a description that differs from its message."""
    NO_ACTION = "no-action"
    """No meaning of the code says what to do, and no note does."""
    CONTACT_ONLY = "contact-only"
    """All that the code says to do is to ask somebody."""
    REPEATED = "repeated"
    """A description or cause only repeats the message."""
    CONTRADICTORY = "contradictory"
    """Two meanings have the same words but different statuses or actions."""
    PLACEHOLDER = "placeholder"
    """A message has a placeholder, and nothing else says what it stands for."""
    REVIEW = "review"
    """A note has not been reviewed for too long."""


@dataclass(frozen=True, slots=True)
class NoteAge:
    """When a note on a code was last reviewed (``2025-03-24``), and whether it says something."""

    reviewed: str
    says: bool


Debts = dict[Debt, list[str]]
"""The ids of the codes with each kind of debt, in order."""

REVIEW_DAYS = 365
"""Days after which a note that names its day of review is due again."""

LONGEST_REQUEST = 200
"""Most characters of an action that only says whom to ask."""

_CONTACT = re.compile(
    r"(?!.*\bquota)"
    r"(?:(?:an? )?(?:(?:internal|system|server|service|unknown) )+error[.,:]? )?"
    r"(?:(?:please|for details|if the (?:fault|problem|error|issue) persists)[,:]? )*"
    r"(?:(?:contact|call|ask|consult|notify|submit|open|create|raise)\b[^.;]*"
    r"(?:support|service desk|customer|personnel|engineer\w*|administrator|o&m|service ticket|"
    r"ticket|helpdesk|technical \w+)[^.;]*)[.;]?",
    re.IGNORECASE,
)
"""A sentence that only says whom to ask."""

_PLACEHOLDER = re.compile(
    r"%(?:\d+\$)?[sd](?![a-z])|\{[\w .-]{0,40}\}|<[a-z][\w -]{0,40}>|\$\{?\w{1,40}\}?|#\w{1,40}#|"
    r"\[(?:input|the|your|param)[\w .-]{0,40}\]|\b[Xx]{3,}\b"
)


def debts(state: State, notes: Mapping[str, Sequence[NoteAge]], due: date) -> Debts:
    """Return what the codes of a state lack.

    Args:
        state: the documented codes.
        notes: the notes on each code, by its id.
        due: the day before which a note must have been reviewed not to be due again.
    """
    found: Debts = {kind: [] for kind in Debt}
    for name, meanings in state.items():
        for kind in _of_code(meanings, notes.get(name, ()), due):
            found[kind].append(name)
    return found


def due_day(today: date, days: int = REVIEW_DAYS) -> date:
    """Return the day before which a note is due again, that many days before today."""
    return today - timedelta(days=days)


def _of_code(meanings: Sequence[Meaning], notes: Sequence[NoteAge], due: date) -> Iterator[Debt]:
    if not any(map(_has_cause, meanings)):
        yield Debt.NO_CAUSE
    actions = [action for meaning in meanings for action in meaning.actions]
    noted = any(note.says for note in notes)
    if not actions and not noted:
        yield Debt.NO_ACTION
    if actions and not noted and all(map(_only_asks, actions)):
        yield Debt.CONTACT_ONLY
    if any(map(_repeats, meanings)):
        yield Debt.REPEATED
    if _contradict(meanings):
        yield Debt.CONTRADICTORY
    if any(map(_leaves_open, meanings)):
        yield Debt.PLACEHOLDER
    if any(note.reviewed and note.reviewed < due.isoformat() for note in notes):
        yield Debt.REVIEW


def _only_asks(action: str) -> bool:
    return (
        len(action) <= LONGEST_REQUEST and _CONTACT.fullmatch(" ".join(action.split())) is not None
    )


def _folded(text: str) -> str:
    return " ".join(text.split()).rstrip(".").casefold()


def _has_cause(meaning: Meaning) -> bool:
    said = {_folded(meaning.message), _folded(meaning.title), ""}
    return any(_folded(text) not in said for text in (meaning.description, *meaning.causes))


def _repeats(meaning: Meaning) -> bool:
    message = _folded(meaning.message)
    return bool(message) and any(
        _folded(text) == message for text in (meaning.description, *meaning.causes)
    )


def _contradict(meanings: Sequence[Meaning]) -> bool:
    """Say whether meanings have equal words but different statuses or actions."""
    alike: dict[tuple[str, ...], set[tuple[object, ...]]] = defaultdict(set)
    for meaning in meanings:
        words = (meaning.title, meaning.message, meaning.description, *meaning.causes)
        alike[tuple(map(_folded, words))].add((meaning.status, meaning.actions))
    return any(len(said) > 1 for said in alike.values())


def _leaves_open(meaning: Meaning) -> bool:
    """Say whether a message has a placeholder that no other text speaks of without one."""
    if not _PLACEHOLDER.search(meaning.message):
        return False
    others: Iterable[str] = (meaning.description, *meaning.causes)
    return all(not text or _PLACEHOLDER.search(text) for text in others)
