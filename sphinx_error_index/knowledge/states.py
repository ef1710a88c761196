"""A state of the catalogue, as far as it can change: the texts of each meaning of each code.

Everything here works on plain data (``codes.json``), so that states of different builds can be
compared without building anything.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

State = dict[str, "tuple[Meaning, ...]"]
"""The meanings of each code, by the code's id (``obs/403``)."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """One meaning of a code; texts are plain, absent ones empty."""

    title: str = ""
    status: tuple[int, ...] = ()
    message: str = ""
    description: str = ""
    causes: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """The first text that says which meaning this is."""
        first = (self.title, self.message, self.description, *self.causes)
        return next(filter(None, first), "")

    @property
    def text(self) -> str:
        """All texts, one a line."""
        return "\n".join((self.title, self.message, self.description, *self.causes, *self.actions))


class StateError(ValueError):
    """A value is no state of a catalogue; the text says why."""


def state_of(catalog: Mapping[str, Any]) -> State:
    """Return the documented codes of a ``codes.json`` that has passed its check."""
    return {
        code["id"]: tuple(meaning_of(variant) for variant in code["variants"])
        for code in catalog["codes"]
        if not code.get("gone")
    }


def meaning_of(said: Any) -> Meaning:
    """Return a meaning from its JSON.

    Raises:
        StateError: it is not of that form.
    """
    if not isinstance(said, dict):
        raise StateError("a meaning is no object")
    texts = {name: said.get(name, "") for name in ("title", "message", "description")}
    lists = {name: said.get(name, []) for name in ("causes", "actions")}
    status, extra = said.get("status", []), said.get("extra", {})
    fits = (
        all(isinstance(text, str) for text in texts.values())
        and all(_is_list(items, str) for items in lists.values())
        and _is_list(status, int)
        and isinstance(extra, dict)
        and _is_list(list(extra.values()), str)
    )
    if not fits:
        raise StateError("a meaning has a field of another kind than it should")
    causes, actions = (tuple(lists[name]) for name in ("causes", "actions"))
    return Meaning(status=tuple(status), extra=extra, causes=causes, actions=actions, **texts)


def _is_list(items: object, kind: type) -> bool:
    return isinstance(items, list) and all(isinstance(item, kind) for item in items)


def to_json(meaning: Meaning) -> dict[str, Any]:
    """Return a meaning as JSON without what is empty."""
    said = {
        "title": meaning.title,
        "status": list(meaning.status),
        "message": meaning.message,
        "description": meaning.description,
        "causes": list(meaning.causes),
        "actions": list(meaning.actions),
        "extra": dict(meaning.extra),
    }
    return {name: value for name, value in said.items() if value}
