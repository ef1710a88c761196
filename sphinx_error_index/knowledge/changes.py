"""What changed between two states of the catalogue, code by code."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sphinx_error_index.knowledge.states import Meaning, State

ALIKE = 0.55
"""How alike two texts must be, from 0 to 1, for one to be the other one reworded."""

_WORD = re.compile(r"\s+|\w+|[^\w\s]")


class Kind(StrEnum):
    """What can happen to a code, a meaning or a text."""

    ADDED = "added"
    REMOVED = "removed"
    REWORDED = "reworded"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one code.

    Attributes:
        code: the id, such as ``obs/403``.
        kind: what happened.
        what: to what: ``code``, ``meaning``, ``status``, ``title``, ``message``,
            ``description``, ``cause``, ``action``, or the header of a further column.
        before, after: the texts; empty where there was, or is, none.
        meaning: the label of the meaning, where the code has several.
    """

    code: str
    kind: Kind
    what: str
    before: str = ""
    after: str = ""
    meaning: str = ""


def changes(old: State, new: State) -> list[Change]:
    """Return what differs between two states, in the order of the codes' ids.

    A code that is there in both has its meanings paired: equal ones, then the most alike.
    """
    found: list[Change] = []
    for name in sorted(old.keys() | new.keys()):
        if name not in new:
            found.append(Change(name, Kind.REMOVED, "code", before=_label(old[name])))
        elif name not in old:
            found.append(Change(name, Kind.ADDED, "code", after=_label(new[name])))
        elif old[name] != new[name]:
            found += _of_code(name, old[name], new[name])
    return found


def _label(meanings: Sequence[Meaning]) -> str:
    return " / ".join(dict.fromkeys(filter(None, (meaning.label for meaning in meanings))))


def _of_code(name: str, old: Sequence[Meaning], new: Sequence[Meaning]) -> Iterator[Change]:
    several = len(old) > 1 or len(new) > 1
    for before, after in _paired(old, new):
        if before is None and after is not None:
            yield Change(name, Kind.ADDED, "meaning", after=after.label)
        elif after is None and before is not None:
            yield Change(name, Kind.REMOVED, "meaning", before=before.label)
        elif before is not None and after is not None and before != after:
            yield from _of_meaning(name, before, after, after.label if several else "")


def _paired(
    old: Sequence[Meaning], new: Sequence[Meaning]
) -> Iterator[tuple[Meaning | None, Meaning | None]]:
    """Return each meaning with the one that it became; None stands for none."""
    left = [meaning for meaning in old if meaning not in new]
    right = [meaning for meaning in new if meaning not in old]
    if len(left) == len(right) == 1:
        yield left[0], right[0]
        return
    texts = [[meaning.text for meaning in side] for side in (left, right)]
    for at, to in _matched(*texts):
        yield (None if at is None else left[at]), (None if to is None else right[to])


def _matched(left: Sequence[str], right: Sequence[str]) -> Iterator[tuple[int | None, int | None]]:
    """Return pairs of places of texts that are alike, the most alike first, then the others."""
    scored = []
    for to, text in enumerate(right):
        matcher = difflib.SequenceMatcher(None, b=text, autojunk=False)
        for at, other in enumerate(left):
            matcher.set_seq1(other)
            if matcher.quick_ratio() >= ALIKE and (ratio := matcher.ratio()) >= ALIKE:
                scored.append((-ratio, at, to))
    pairs: dict[int, int] = {}
    for _, at, to in sorted(scored):
        if at not in pairs and to not in pairs.values():
            pairs[at] = to
    for at in range(len(left)):
        yield at, pairs.get(at)
    for to in range(len(right)):
        if to not in pairs.values():
            yield None, to


def _of_meaning(name: str, old: Meaning, new: Meaning, meaning: str) -> Iterator[Change]:
    if old.status != new.status:
        before, after = (" ".join(map(str, side.status)) for side in (old, new))
        yield Change(name, Kind.STATUS, "status", before, after, meaning)
    for what in ("title", "message", "description"):
        yield from _of_texts(
            name, what, _one(getattr(old, what)), _one(getattr(new, what)), meaning
        )
    yield from _of_texts(name, "cause", old.causes, new.causes, meaning)
    yield from _of_texts(name, "action", old.actions, new.actions, meaning)
    for header in dict.fromkeys((*old.extra, *new.extra)):
        before_texts, after_texts = (_one(side.extra.get(header, "")) for side in (old, new))
        yield from _of_texts(name, header, before_texts, after_texts, meaning)


def _one(text: str) -> tuple[str, ...]:
    return (text,) if text else ()


def _of_texts(
    name: str, what: str, old: Sequence[str], new: Sequence[str], meaning: str
) -> Iterator[Change]:
    """Return what became of some texts of a kind; those that are alike were reworded."""
    kept = Counter(old) & Counter(new)
    left, right = _without(old, kept), _without(new, kept)
    if len(left) == len(right) == len(old) == len(new) == 1:
        yield Change(name, Kind.REWORDED, what, left[0], right[0], meaning)
        return
    for at, to in _matched(left, right):
        if at is not None and to is not None:
            yield Change(name, Kind.REWORDED, what, left[at], right[to], meaning)
        elif at is not None:
            yield Change(name, Kind.REMOVED, what, before=left[at], meaning=meaning)
        elif to is not None:
            yield Change(name, Kind.ADDED, what, after=right[to], meaning=meaning)


def _without(texts: Iterable[str], kept: Counter[str]) -> list[str]:
    rest, left = Counter(kept), []
    for text in texts:
        if rest[text]:
            rest[text] -= 1
        else:
            left.append(text)
    return left


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words: ``sign`` is ``-`` for gone, ``+`` for new, empty for kept."""

    sign: str
    text: str


def word_diff(before: str, after: str) -> list[Piece]:
    """Return how one text became another, in whole words."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    pieces: list[Piece] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("", "".join(old[a:b])))
            continue
        if b > a:
            pieces.append(Piece("-", "".join(old[a:b])))
        if d > c:
            pieces.append(Piece("+", "".join(new[c:d])))
    return pieces


def counts(found: Iterable[Change]) -> dict[str, int]:
    """Return how many codes were added, removed and changed."""
    added: set[str] = set()
    removed: set[str] = set()
    changed: set[str] = set()
    for change in found:
        if change.what == "code":
            (added if change.kind is Kind.ADDED else removed).add(change.code)
        else:
            changed.add(change.code)
    return {"added": len(added), "removed": len(removed), "changed": len(changed)}
