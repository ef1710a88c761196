"""Reading the files of an index as they are needed. The twin of ``static/resolver/store.js``.

Where the files come from - a folder, a published site, memory - is the caller's; see
``docs/index-format.md`` for what they are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final
from zlib import crc32

from sphinx_error_index.resolver.types import SCHEMA, Root

if TYPE_CHECKING:
    from pathlib import Path

FOLDER: Final = "error-index"
"""The folder of the index, below the site's root."""

ROOT: Final = f"{FOLDER}/root.js"
"""The only file of the index whose name is fixed."""

FILES_A_FOLDER: Final = 1000

Read = Callable[[Collection[str]], Mapping[str, bytes]]
"""Gives files by their paths below the site's root; those that are not there are left out."""

PARTS: Final = {
    "c": "codes", "t": "texts", "f": "texts", "w": "spellings", "r": "results", "d": "details",
    "s": "categories", "l": "languages",
    "a": "actions", "q": "texts",
}  # fmt: skip
"""What an answer lacks if a file of a family cannot be read."""


_DIGEST: Final = re.compile("[0-9a-f]{8,64}")
"""A digest names a folder, of the site and of what is kept of it: it is nothing but a name."""


class NoIndexError(Exception):
    """There is no index that this version can read; the text says why."""


def path_of(digest: str, family: str, number: int) -> str:
    """Return the path of a file of the index, below the site's root."""
    return f"{FOLDER}/{digest}/{family}/{number // FILES_A_FOLDER}/{number}.js"


def parsed(content: bytes, name: str) -> Any:
    """Return the value of a file; raise ValueError where it is cut off or another file."""
    start, end = f'ei("{name}",'.encode(), b");\n"
    if not content.startswith(start) or not content.endswith(end):
        raise ValueError(f"not the whole of {name}")
    try:
        return json.loads(content[len(start) : -len(end)])
    except RecursionError:
        raise ValueError(f"{name} is nested too deep") from None


class Store:
    """The files of one index, each read once.

    Args:
        read: gives files.

    Raises:
        NoIndexError: there is no root, or not one that this version can read.
    """

    def __init__(self, read: Read) -> None:
        self._read = read
        content = read([ROOT]).get(ROOT)
        if content is None:
            raise NoIndexError("there is no index of codes")
        try:
            root = parsed(content, "root")
            if int(root["schema"]) > SCHEMA:
                raise NoIndexError("the index is of a newer version of sphinx-error-index")
            self.root = Root.read(root)
            if not _DIGEST.fullmatch(self.root.digest):
                raise ValueError("its digest is none")
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
            raise NoIndexError(f"the index of codes cannot be read: {error}") from None
        self._files: dict[tuple[str, int], Any] = {}
        #: The parts that could not be searched, of ``PARTS``.
        self.unread: set[str] = set()

    def shard(self, family: str, key: str) -> int:
        """Return the number of the file that has the record of a key."""
        return crc32(key.encode("utf-8", "surrogatepass")) % self.root.shards[family]

    def want(self, family: str, keys: Iterable[str]) -> None:
        """Load what :meth:`record` will be asked for."""
        self.want_files(family, (self.shard(family, key) for key in keys))

    def want_files(self, family: str, numbers: Iterable[int]) -> None:
        """Load what :meth:`file` will be asked for."""
        wanted = {
            path_of(self.root.digest, family, number): number
            for number in dict.fromkeys(numbers)
            if (family, number) not in self._files
        }
        content = self._read(list(wanted)) if wanted else {}
        for path, number in wanted.items():
            value = None
            try:
                value = parsed(content[path], f"{self.root.digest}/{family}/{number}")
            except (KeyError, ValueError):
                self.unread.add(PARTS[family])
            self._files[family, number] = value

    def record(self, family: str, key: str) -> Mapping[str, Any] | None:
        """Return the record of a key; None where there is none, or it cannot be read."""
        value = self.file(family, self.shard(family, key))
        record = value.get(key) if isinstance(value, dict) else None
        return record if isinstance(record, dict) else None

    def file(self, family: str, number: int) -> Any:
        """Return the value of a file; None where there is none, or it cannot be read."""
        if (family, number) not in self._files:
            self.want_files(family, [number])
        return self._files[family, number]

    def broken(self, family: str) -> None:
        """Note that a record of a family is not what it should be."""
        self.unread.add(PARTS[family])


def folder_reader(folder: str | Path) -> Read:
    """Return what reads the index of the site in *folder*."""

    def read(paths: Collection[str]) -> dict[str, bytes]:
        found = {}
        for path in paths:
            try:
                with open(f"{folder}/{path}", "rb") as file:  # noqa: PTH123 - twice as fast
                    found[path] = file.read()
            except OSError:
                continue
        return found

    return read
