"""The history of a site's catalogue: one record for each accepted revision, in ``data/history/``.

A record (``0002-2025-03-24.json``) says what changed since the one before it. ``latest.json`` has
the texts of the newest revision, one code a line: the next one is compared with it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sphinx_error_index.files import json_of, write_if_changed
from sphinx_error_index.knowledge.changes import Change, Kind, changes
from sphinx_error_index.knowledge.showing import SCHEMA, change_json
from sphinx_error_index.knowledge.states import State, StateError, meaning_of, to_json
from sphinx_error_index.links import slug

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOLDER = "history"
"""The folder of the records, below the data root."""

LATEST = "latest.json"

_NAME = re.compile(r"([0-9]{4,})-.+\.json")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Revision:
    """One accepted revision.

    Attributes:
        number: its place in the history, from 1.
        label: its name, such as ``2025-03-24``.
        date: the day on which it was accepted, ``2025-03-24``.
        codes: how many codes were documented.
        changes: what changed since the revision before; nothing in the first one.
    """

    number: int
    label: str
    date: str
    codes: int
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a file of the history; the file is left out."""

    path: Path
    text: str


@dataclass(frozen=True, slots=True)
class History:
    """All revisions, the oldest first, and the newest state, which is None without any."""

    revisions: tuple[Revision, ...] = ()
    latest: State | None = None
    faults: tuple[Fault, ...] = field(default=())


class HistoryError(Exception):
    """A revision cannot be taken in; the text says why."""


def history_files(data: Path) -> list[Path]:
    """Return the files of the history below a data root, the oldest revision first."""
    folder = data / FOLDER
    return sorted(path for path in folder.glob("*.json") if _NAME.fullmatch(path.name))


def read_history(data: Path, *, latest: bool = True) -> History:
    """Return the history below a data root; a file that cannot be read is a fault.

    Without ``latest`` the newest state is not read, which only the next revision needs.
    """
    faults: list[Fault] = []
    revisions = []
    for path in history_files(data):
        try:
            revisions.append(_revision(_content(path)))
        except (OSError, ValueError, RecursionError) as error:
            faults.append(Fault(path, f"{error}: this revision is left out"))
    state = None
    path = data / FOLDER / LATEST
    if latest and path.exists():
        try:
            state = _state(_content(path))
        except (OSError, ValueError, RecursionError) as error:
            faults.append(Fault(path, f"{error}: it is left out"))
    return History(tuple(revisions), state, tuple(faults))


def _content(path: Path) -> dict[str, Any]:
    """Return the JSON of a file; raise ValueError where it is not one that is read here."""
    try:
        content = json_of(path.read_text("utf-8"))
    except ValueError as error:
        raise ValueError(f"this is no JSON ({error})") from None
    if not isinstance(content, dict) or not isinstance(content.get("schema"), int):
        raise ValueError("this is no record of a history")
    if content["schema"] > SCHEMA:
        raise ValueError("this is of a newer version of sphinx-error-index")
    return content


def _revision(said: dict[str, Any]) -> Revision:
    numbers, texts = [said.get(key) for key in ("number", "codes")], (said.get("label"),)
    date = said.get("date")
    if not all(isinstance(number, int) for number in numbers) or not all(
        isinstance(text, str) and text for text in texts
    ):
        raise ValueError("this is no record of a history")
    if not isinstance(date, str) or not _DATE.fullmatch(date):
        raise ValueError("its date is no date such as 2025-03-24")
    found = said.get("changes")
    if not isinstance(found, list):
        raise ValueError("it has no list of changes")
    made = tuple(map(_change, found))
    return Revision(said["number"], said["label"], date, said["codes"], made)


def _change(said: Any) -> Change:
    kinds = {str(kind) for kind in Kind}
    if (
        not isinstance(said, dict)
        or not all(isinstance(value, str) for value in said.values())
        or not said.keys() <= {"code", "kind", "what", "before", "after", "meaning"}
        or not {"code", "kind", "what"} <= said.keys()
        or said["kind"] not in kinds
        or "/" not in said["code"]
    ):
        raise ValueError("one of its changes is none")
    return Change(**{**said, "kind": Kind(said["kind"])})


def _state(said: dict[str, Any]) -> State:
    codes = said.get("codes")
    if not isinstance(codes, list):
        raise ValueError("it has no list of codes")
    state: State = {}
    for code in codes:
        if not isinstance(code, dict) or not isinstance(code.get("id"), str):
            raise ValueError("one of its codes is none")
        meanings = code.get("meanings")
        if not isinstance(meanings, list):
            raise StateError(f"{code['id']} has no list of meanings")
        state[code["id"]] = tuple(map(meaning_of, meanings))
    return state


def take(data: Path, state: State, label: str, date: str) -> tuple[Revision, list[Path]]:
    """Take a state into the history; return the revision and the files that were written.

    Raises:
        HistoryError: the label is taken, nothing has changed, or the history cannot be read.
    """
    history = read_history(data)
    if history.faults:
        raise HistoryError("\n".join(f"{fault.path}:1: {fault.text}" for fault in history.faults))
    if any(revision.label == label for revision in history.revisions):
        raise HistoryError(f"there is a revision {label!r} already: give it another --label")
    if history.revisions and history.latest is None:
        raise HistoryError(f"{data / FOLDER / LATEST} is missing: nothing to compare with")
    first = history.latest is None
    found = [] if history.latest is None else changes(history.latest, state)
    if not first and not found:
        raise HistoryError("nothing has changed since the last revision: none is added")
    number = 1 + max((revision.number for revision in history.revisions), default=0)
    revision = Revision(number, label, date, len(state), tuple(found))
    folder = data / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    record = folder / f"{number:04}-{slug(label)}.json"
    write_if_changed(record, "".join(_record_lines(revision)))
    write_if_changed(folder / LATEST, "".join(_state_lines(label, state)))
    return revision, [record, folder / LATEST]


def _record_lines(revision: Revision) -> Iterator[str]:
    """Return the text of a record, one change a line."""
    head = {
        "schema": SCHEMA,
        "number": revision.number,
        "label": revision.label,
        "date": revision.date,
        "codes": revision.codes,
    }
    yield from _lines(head, "changes", map(change_json, revision.changes))


def _state_lines(label: str, state: State) -> Iterator[str]:
    codes = ({"id": name, "meanings": [to_json(m) for m in state[name]]} for name in sorted(state))
    yield from _lines({"schema": SCHEMA, "label": label}, "codes", codes)


def _lines(head: dict[str, Any], name: str, items: Iterator[dict[str, Any]]) -> Iterator[str]:
    yield f"{json.dumps(head, ensure_ascii=False)[:-1]}, {json.dumps(name)}: ["
    separator = "\n"
    for item in items:
        yield f"{separator}{json.dumps(item, ensure_ascii=False)}"
        separator = ",\n"
    yield "\n]}\n"
