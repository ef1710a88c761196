"""Records gathered by key and cut into files, without all of them in memory.

Entries arrive in any number; they are parted by the hash of their key and, where there are many,
spilled to temporary files. The number of files is a power of two, so that each is a whole number of
parts, or each part a whole number of files.
"""

from __future__ import annotations

import contextlib
import json
import pickle
import tempfile
from collections import defaultdict
from typing import IO, TYPE_CHECKING, Any, Final
from zlib import crc32

from sphinx_error_index.resolver.index import BASE, DIGITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_error_index.resolver.building.sinks import Sink

_PARTS: Final = 256
_MOST: Final = 400_000
"""Entries that are held in memory."""

Entry = tuple[str, str, Any]
"""A key, a field of its record, and what belongs there: more of a list, or a value."""


class Shards:
    """The records of one keyed family.

    Args:
        family: its letter.
        size: what a file should have, in characters of JSON, about.
    """

    def __init__(self, family: str, size: int) -> None:
        self._family, self._size = family, size
        self._parts: list[list[Entry]] = [[] for _ in range(_PARTS)]
        self._spilled: list[IO[bytes]] = []
        self._held = self._characters = 0

    def add(self, key: str, field: str, value: Any) -> None:
        """Add to a record: the items of a list, or a value that it has only once."""
        self._parts[crc32(key.encode()) % _PARTS].append((key, field, value))
        self._characters += len(key) + len(str(value)) + 8
        self._held += 1
        if self._held >= _MOST:
            self._spill()

    def _spill(self) -> None:
        if not self._spilled:
            self._spilled = [tempfile.TemporaryFile() for _ in range(_PARTS)]  # noqa: SIM115
        for part, file in zip(self._parts, self._spilled, strict=True):
            if part:
                pickle.dump(part, file, pickle.HIGHEST_PROTOCOL)
                part.clear()
        self._held = 0

    def _entries(self, part: int) -> Iterator[Entry]:
        """The entries of a part, in the order in which they came."""
        if self._spilled:
            file = self._spilled[part]
            file.seek(0)
            with contextlib.suppress(EOFError):
                while True:
                    yield from pickle.load(file)
        yield from self._parts[part]

    def write(self, sink: Sink) -> int:
        """Write all files; return how many there are."""
        count = 1
        while count * self._size < self._characters:
            count *= 2
        if count <= _PARTS:
            for number in range(count):
                entries = (e for part in range(number, _PARTS, count) for e in self._entries(part))
                sink.write(self._family, number, _records(entries))
        else:
            for part in range(_PARTS):
                files: dict[int, list[Entry]] = defaultdict(list)
                for entry in self._entries(part):
                    files[crc32(entry[0].encode()) % count].append(entry)
                for number in range(part, count, _PARTS):
                    sink.write(self._family, number, _records(iter(files.get(number, ()))))
        for file in self._spilled:
            file.close()
        return count


def _records(entries: Iterator[Entry]) -> dict[str, dict[str, Any]]:
    """The records that entries make, in the order of their keys."""
    records: dict[str, dict[str, Any]] = {}
    for key, field, value in entries:
        record = records.setdefault(key, {})
        if isinstance(value, list) and isinstance(record.get(field), list):
            record[field] += value
        else:
            record[field] = list(value) if isinstance(value, list) else value
    return {key: records[key] for key in sorted(records)}


def size_of(value: object) -> int:
    """Return the characters of a value's JSON."""
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def encoded(postings: Iterable[tuple[int, bool]]) -> str:
    """Return postings as text; the opposite of :func:`.index.decoded`."""
    letters = list(DIGITS)
    text = []
    last = -1
    for code, strong in postings:
        value = (code - last - 1) * 2 + strong
        last = code
        while value >= BASE:
            text.append(letters[value % BASE + BASE])
            value //= BASE
        text.append(letters[value])
    return "".join(text)
