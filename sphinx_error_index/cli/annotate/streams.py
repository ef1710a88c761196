"""Lines out of a stream, as they come: at once where someone types, in blocks where much is there.

Bytes stay what they are. A line of any length takes no more memory than ``LONGEST`` and a block.
"""

from __future__ import annotations

import os
import select
import stat
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator

BLOCK: Final = 1 << 18
"""Bytes that are read at most at once."""
LONGEST: Final = 1 << 20
"""A line of more bytes is copied as it comes and never seen as a whole."""
EVERY: Final = 0.2
"""Seconds between two reports on a terminal."""


@dataclass(frozen=True, slots=True)
class Part:
    """What was read: *copied* is to be passed on as it is, and after it the *lines*.

    Lines have no ends; *end* belongs to the last one and is empty where the stream ends without.
    """

    copied: bytes = b""
    lines: list[bytes] = field(default_factory=list)
    end: bytes = b"\n"


class Source(Protocol):
    """A stream of bytes that gives what is available, such as ``io.FileIO``."""

    def read(self, size: int = -1, /) -> bytes | None:
        """Return some bytes, none at the end, or None where there is nothing yet."""

    def fileno(self) -> int:
        """Return the file descriptor; raise OSError where there is none."""

    def tell(self) -> int:
        """Return how many bytes were read of a file."""


def parts(source: Source) -> Iterator[Part]:
    """Yield what a stream has, as soon as it is there, in whole lines.

    Args:
        source: what to read to its end.
    """
    pending: list[bytes] = []
    long = False
    while data := _available(source):
        if long:
            rest, newline, data = data.partition(b"\n")
            yield Part(copied=rest + newline)
            long = not newline
        lines, newline, tail = data.rpartition(b"\n")
        if newline:
            yield Part(lines=b"".join([*pending, lines]).split(b"\n"))
            pending = []
        if tail and not long:
            pending.append(tail)
        if sum(map(len, pending)) > LONGEST:
            yield Part(copied=b"".join(pending))
            pending, long = [], True
    if pending:
        yield Part(lines=[b"".join(pending)], end=b"")


def _available(source: Source) -> bytes:
    """Return what a stream has, waiting until it has something; nothing at its end."""
    while True:
        data = source.read(BLOCK)
        if data is not None:
            return data
        select.select([source], [], [])  # it was set not to block by who shares it


class Progress:
    """Reports how much of a file was read, on a terminal in one line, else at every tenth.

    Args:
        source: what is read; where it is no file there is nothing to report.
        out: where to report, usually standard error.
    """

    def __init__(self, source: Source, out: TextIO | None = None) -> None:
        self._out = out or sys.stderr
        self._size = file_size(source)
        self._read = self._tenth = 0
        self._shown = time.monotonic()

    def add(self, count: int) -> None:
        """Note that so many bytes more were read."""
        if not self._size or self._out is None:
            return
        self._read += count
        share = min(1.0, self._read / self._size)
        if self._out.isatty():
            if time.monotonic() - self._shown < EVERY and share < 1:
                return
            self._shown = time.monotonic()
            self._say(share, "\r", "\n" if share == 1 else "")
        elif int(share * 10) > self._tenth:
            self._tenth = int(share * 10)
            self._say(share, "", "\n")

    def _say(self, share: float, before: str, after: str) -> None:
        read, size = self._read / 1e6, self._size / 1e6
        text = f"{before}annotate: {share:4.0%} of {size:.1f} MB ({read:.1f} MB){after}"
        self._out.write(text)
        self._out.flush()


def file_size(source: Source) -> int:
    """Return how many bytes are left in a stream that is a file; 0 for a pipe or a terminal."""
    try:
        status = os.fstat(source.fileno())
        if not stat.S_ISREG(status.st_mode):
            return 0
        return max(0, status.st_size - source.tell())
    except OSError:
        return 0
