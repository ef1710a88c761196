"""What was read of vendor files, in a folder that outlives the build folder.

An entry is named by a digest of everything that reading a file depends on: its bytes, how a page
asks for it, the configuration, this package and those below it. So an entry is never out of date;
an old one is merely not asked for any more. Each holds a digest of itself: one that is damaged is
not used, but written again. Entries are JSON (see ``plaindata``), since what a continuous
integration hands from build to build must not be able to run anything.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from docutils import nodes

from sphinx_error_index.files import json_of, write_bytes_if_changed
from sphinx_error_index.messages import Messages, Subtype
from sphinx_error_index.model import VendorFile
from sphinx_error_index.reading.caching.plaindata import NotPlainError, from_plain, to_plain

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FORMAT: Final = 1
"""Raise it where the form of entries changes."""
LIFETIME: Final = 30 * 24 * 3600.0
"""For how many seconds an entry that no build asks for is kept."""
_NAME: Final = re.compile(r"[0-9a-f]{64}\.json")


@dataclass(frozen=True, slots=True)
class Said:
    """A message about a file: whether it is a warning, its subtype, line, text and arguments."""

    warning: bool
    subtype: str
    line: int
    text: str
    args: tuple[str | int, ...]


def _said(warning: Any, subtype: Any, line: Any, text: Any, args: Any) -> Said:
    """Return a message that an entry holds. Raises ValueError or TypeError where it is none."""
    if warning.__class__ is not bool or line.__class__ is not int or text.__class__ is not str:
        raise ValueError("this is no message")
    if not all(arg.__class__ in (int, str) for arg in args):
        raise ValueError("this is no message")
    if args:
        _ = text % tuple(args)  # it must have a place for each of them
    return Said(warning, Subtype(subtype), line, text, tuple(args))


def _is_reading(content: Any, file: Any, columns: Any) -> bool:
    """Say whether these are what reading a file gives."""
    return (
        content.__class__ is list
        and all(isinstance(node, nodes.Node) for node in content)
        and file.__class__ is VendorFile
        and columns.__class__ is frozenset
        and all(name.__class__ is str for name in columns)
    )


class NotedMessages(Messages):
    """Says messages about a file, and notes what it said, so that it can be said again."""

    def __init__(self, config: Any, path: str) -> None:
        super().__init__(config, path)
        self.said: list[Said] = []

    def warn(self, subtype: Subtype, line: int, text: str, *args: object) -> None:
        """Warn, and note it."""
        self._note(subtype, line, text, args, warning=True)
        super().warn(subtype, line, text, *args)

    def note(self, subtype: Subtype, line: int, text: str, *args: object) -> None:
        """Inform, and note it."""
        self._note(subtype, line, text, args, warning=False)
        super().note(subtype, line, text, *args)

    def repeat(self, said: Iterable[Said]) -> None:
        """Say again what was said."""
        for one in said:
            say = self.warn if one.warning else self.note
            say(Subtype(one.subtype), one.line, one.text, *one.args)

    def _note(
        self, subtype: str, line: int, text: str, args: tuple[object, ...], *, warning: bool
    ) -> None:
        plain = tuple(arg if type(arg) is int else str(arg) for arg in args)
        self.said.append(Said(warning, str(subtype), line, text, plain))


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a file.

    Attributes:
        content: the nodes to be shown, as the file's own document has them.
        file: what the domain keeps.
        used_columns: the headers and positions of all columns.
        said: the messages.
    """

    content: list[nodes.Node]
    file: VendorFile
    used_columns: frozenset[str]
    said: tuple[Said, ...]


class FileCache:
    """The readings that a folder holds; ``surroundings`` stands for all that they depend on."""

    def __init__(self, folder: Path, surroundings: str) -> None:
        self.folder = folder
        self._surroundings = surroundings

    def key(self, path: Path, *asked: object) -> str:
        """Return the name for the reading of a file as it is now; ``asked`` says how it is read.

        Raises ``OSError`` if the file cannot be read.
        """
        parts = repr((FORMAT, self._surroundings, asked)).encode("utf-8", "surrogatepass")
        return hashlib.sha256(parts + b"\0" + path.read_bytes()).hexdigest()

    def load(self, key: str, path: Path) -> Reading | None:
        """Return a reading; None where there is none, or where it is damaged."""
        entry = self._entry(key)
        try:
            digest, _, data = entry.read_bytes().partition(b"\n")
            if hashlib.sha256(data).hexdigest().encode() != digest:
                return None
            parts = json_of(data)
            content, file, columns = (from_plain(part, str(path)) for part in parts[:3])
            said = tuple(_said(*one) for one in parts[3])
            if not _is_reading(content, file, columns):
                return None
        except (OSError, ValueError, TypeError, IndexError, NotPlainError, RecursionError):
            return None
        with contextlib.suppress(OSError):  # it may be read-only
            os.utime(entry)
        return Reading(content, file, columns, said)

    def store(self, key: str, path: Path, reading: Reading) -> None:
        """Keep a reading, where it can be plain data and the folder can be written to."""
        try:
            parts = [
                to_plain(part, str(path))
                for part in (reading.content, reading.file, reading.used_columns)
            ]
        except (NotPlainError, RecursionError):
            return
        parts.append(
            [[one.warning, one.subtype, one.line, one.text, one.args] for one in reading.said]
        )
        data = json.dumps(parts, separators=(",", ":")).encode("ascii")
        folder = json.dumps(str(path.parent))[1:-1].encode("ascii")
        if folder in data:  # a copy of the project elsewhere would show a path of this machine
            return
        digest = hashlib.sha256(data).hexdigest().encode()
        with contextlib.suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            write_bytes_if_changed(str(self._entry(key)), digest + b"\n" + data)

    def prune(self) -> None:
        """Remove the entries that no build has asked for in a long time."""
        oldest = time.time() - LIFETIME
        with contextlib.suppress(OSError):
            for entry in list(self.folder.iterdir()):
                if _NAME.fullmatch(entry.name) and entry.lstat().st_mtime < oldest:
                    entry.unlink()

    def _entry(self, key: str) -> Path:
        return self.folder / f"{key}.json"
