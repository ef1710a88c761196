"""What is remembered of a build that came to its end, and the file that it is kept in.

The file is JSON, and its content is checked: it is input like any other.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any

from sphinx_error_index.files import json_of, write_if_changed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

InventoryObject = tuple[str, str, str, str, str, int]
"""An object of ``objects.inv``: name, display name, type, docname, anchor and priority."""


@dataclass(slots=True)
class BuildState:
    """What is remembered of a build that came to its end.

    Attributes:
        outdir: the output folder of the build.
        common: a digest of what goes into every page beside the catalogue.
        inputs: a digest of all that pages and exports are made of.
        shown: the documents that show something of the catalogue, each with a digest of that.
        objects: the objects of ``objects.inv``.
        exports: the files beside the pages.
        said: the lines that the build printed at its end.
        warned: whether there is a warning that only a build that does everything can give again.
        not_found: what our 404 page puts into its frame, where another extension writes it.
        frames: a digest of what all frames of pages were made of, and by their shapes their own.
    """

    outdir: str = ""
    common: str = ""
    inputs: str = ""
    shown: dict[str, str] = field(default_factory=dict)
    objects: list[InventoryObject] = field(default_factory=list)
    exports: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    warned: bool = False
    not_found: dict[str, str] = field(default_factory=dict)
    frames: dict[str, str] = field(default_factory=dict)


def read(path: Path) -> BuildState:
    """Return the state that a file holds; an empty one where it is missing or damaged."""
    try:
        content = json_of(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return BuildState()
    if not isinstance(content, dict) or content.keys() != _CHECKS.keys():
        return BuildState()
    if not all(check(content[name]) for name, check in _CHECKS.items()):
        return BuildState()
    return BuildState(**{**content, "objects": [tuple(entry) for entry in content["objects"]]})


def write(path: Path, state: BuildState) -> None:
    """Keep a state in a file. Raises OSError."""
    write_if_changed(path, json.dumps(asdict(state), ensure_ascii=False, separators=(",", ":")))


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_by_text(value: Any) -> bool:
    return isinstance(value, dict) and _are_texts(list(value.values()))


def _are_objects(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(entry, list)
        and len(entry) == 6
        and _are_texts(entry[:5])
        and type(entry[5]) is int
        for entry in value
    )


def _are_files(value: Any) -> bool:
    """Say whether a value is a list of files that can be beside index.html or below it."""
    return _are_texts(value) and not any(
        "\\" in name or {"", ".", ".."} & set(name.split("/")) for name in value
    )


_CHECKS: dict[str, Callable[[Any], bool]] = {
    "outdir": lambda value: isinstance(value, str),
    "common": lambda value: isinstance(value, str),
    "inputs": lambda value: isinstance(value, str),
    "shown": _is_by_text,
    "objects": _are_objects,
    "exports": _are_files,
    "said": _are_texts,
    "warned": lambda value: isinstance(value, bool),
    "not_found": _is_by_text,
    "frames": _is_by_text,
}
"""Says of each field whether a value can be its."""

assert _CHECKS.keys() == {each.name for each in fields(BuildState)}
