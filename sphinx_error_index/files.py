"""Writes files, but only where their content would change."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def write_if_changed(path: Path, text: str) -> bool:
    """Write a file as UTF-8 unless that is its content already; return whether it was written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return write_bytes_if_changed(str(path), text.encode("utf-8"))


def write_bytes_if_changed(path: str, data: bytes) -> bool:
    """Write a file unless that is its content already; return whether it was written.

    Its folder must exist. A site has tens of thousands of files, so a new one costs no more
    than three system calls. Raises OSError where the file cannot be written.
    """
    try:
        descriptor = os.open(path, _NEW, 0o666)
    except FileExistsError:
        with open(path, "rb") as known:  # noqa: PTH123
            if known.read() == data:
                return False
        descriptor = os.open(path, os.O_WRONLY | os.O_TRUNC | getattr(os, "O_BINARY", 0))
    left = memoryview(data)
    try:
        while left:
            left = left[os.write(descriptor, left) :]
    finally:
        os.close(descriptor)
    return True
