"""Writes files, but only where their content would change, and never half of one over another.

It also reads the JSON that builds and commands read back, which is input like any other.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from pathlib import Path

_BINARY = getattr(os, "O_BINARY", 0)
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY

UNFINISHED = ".error-index-*.tmp"
"""The names of files that are being written; a program that is killed may leave one behind."""

_HALF = re.compile(r"\\u[dD][89a-fA-F]")
"""The escape of half a character (a surrogate), which is a whole one only as a pair."""


def json_of(text: str | bytes) -> Any:
    r"""Return the value of a JSON text (RFC 8259) all of whose strings can be written as UTF-8.

    JSON can name half a character, ``\ud800``, which no file can hold: a build that took it over
    would end when it writes the page.

    Raises:
        ValueError: it is no JSON, has a number that is none, or a string with half a character.
        RecursionError: it is nested too deep.
    """
    said = text if isinstance(text, str) else text.decode("utf-8")
    value = json.loads(said, parse_constant=_no_number)
    if _HALF.search(said):
        try:
            json.dumps(value, ensure_ascii=False).encode("utf-8")
        except UnicodeEncodeError:
            raise ValueError("it has half a character, which is no text") from None
    return value


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")


def write_if_changed(path: Path, text: str) -> bool:
    """Write a file as UTF-8 unless that is its content already; return whether it was written.

    Raises OSError, which names the file, where it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    return write_bytes_if_changed(str(path), text.encode("utf-8"))


def write_bytes_if_changed(path: str, data: bytes) -> bool:
    """Write a file unless that is its content already; return whether it was written.

    Its folder must exist. A site has tens of thousands of files, so a new one costs no more
    than three system calls. A file that was there before is replaced as a whole: where the disk
    is full, it stays as it was. Raises OSError, which names the file, where it cannot be written.
    """
    try:
        descriptor = os.open(path, _NEW, 0o666)
    except FileExistsError:
        with open(path, "rb") as known:  # noqa: PTH123
            if known.read() == data:
                return False
            mode = os.fstat(known.fileno()).st_mode & 0o777
        _replace(path, data, mode)
    else:
        _fill(descriptor, path, path, data)
    return True


def replace_whole(path: str, data: bytes) -> None:
    """Write a file so that nobody ever finds half of it, not even where there was none.

    Raises OSError, which names the file, where it cannot be written.
    """
    try:
        mode = os.stat(path).st_mode & 0o777  # noqa: PTH116
    except OSError:
        mode = 0o666
    _replace(path, data, mode)


def _replace(path: str, data: bytes, mode: int) -> None:
    """Write a file beside another one, then put it in the other's place."""
    target = os.path.realpath(path)  # a link stays a link
    scratch = os.path.join(os.path.dirname(target), f".error-index-{os.getpid()}.tmp")  # noqa: PTH118, PTH120
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _BINARY
    try:
        descriptor = os.open(scratch, flags | getattr(os, "O_NOFOLLOW", 0), mode)
    except OSError as error:
        raise _about(path, error) from None
    _fill(descriptor, scratch, path, data)
    try:
        os.replace(scratch, target)  # noqa: PTH105
    except OSError as error:
        _remove(scratch)
        raise _about(path, error) from None


def _fill(descriptor: int, name: str, path: str, data: bytes) -> None:
    """Write all of the data and close the file; remove it where that fails."""
    left = memoryview(data)
    try:
        try:
            while left:
                left = left[os.write(descriptor, left) :]
        finally:
            os.close(descriptor)
    except OSError as error:
        _remove(name)
        raise _about(path, error) from None


def _remove(path: str) -> None:
    with contextlib.suppress(OSError):
        os.unlink(path)  # noqa: PTH108


def _about(path: str, error: OSError) -> OSError:
    """Return an error of the same kind that names the file that was to be written."""
    return OSError(error.errno, error.strerror, path)
