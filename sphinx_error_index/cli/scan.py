"""Reads many files of any kind fast: walks folders, skips binary files, uses all cores.

Files are read as bytes, because addresses and codes can be found without knowing the encoding.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import Any, BinaryIO, TypeVar

from sphinx_error_index.language import gettext as _
from sphinx_error_index.language import use_environment

STDIN = "-"

PASSED_OVER = frozenset(
    """
    .git .hg .svn .bzr .jj node_modules .venv venv .tox .nox __pycache__ .mypy_cache
    .ruff_cache .pytest_cache .hypothesis .terraform .gradle .idea .eggs
    """.split()
)
"""Folders that hold no sources of the project; one that is named on the command line is read."""

HEAD = 8 * 1024
"""The number of bytes at the beginning of a file in which a NUL shows that it is binary."""

BLOCK = 4 * 1024 * 1024
"""The number of bytes that are looked at together; a block ends with a line where it can."""

PARALLEL = 2000
"""The number of files from which on it pays to start further processes."""

BATCH = 250
"""The number of files that a process takes at a time."""

Result = TypeVar("Result")
Look = Callable[[bytes], Result]
Seen = tuple[str, list[tuple[int, Result]]]
"""A file, and for each of its blocks the number of lines before it and what was seen in it."""


def files_under(paths: Iterable[str]) -> Iterator[str]:
    """Return the files among and below paths, those of a folder in order.

    Links to folders are not followed. Raises OSError for a path that does not exist.
    """
    for path in paths:
        if path != STDIN and _is_folder(path):
            yield from _walk(path)
        else:
            yield path


def _is_folder(path: str) -> bool:
    os.stat(path)  # noqa: PTH116 - it raises if the path does not exist
    return os.path.isdir(path)  # noqa: PTH112


def _walk(folder: str) -> Iterator[str]:
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError as error:
        _complain(folder, error)
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            if entry.name not in PASSED_OVER:
                yield from _walk(entry.path)
        elif entry.is_file():
            yield entry.path


def scan(look: Look[Result], paths: Iterable[str]) -> Iterator[Seen[Result]]:
    """Return what ``look`` finds in each file below paths.

    ``look`` takes a block of bytes; it must be possible to pickle it. Files come in order,
    whichever process reads them. A binary file has no blocks; a file that cannot be read has
    none either and is named on standard error.
    """
    files = list(files_under(paths))
    processes = _processes() if len(files) >= PARALLEL else 1
    if processes == 1:
        for file in files:
            yield _look_at(look, file)
        return
    # Not fork: it is unsafe in a program with threads, and the caller may have some.
    context = multiprocessing.get_context("spawn")
    batches = [files[at : at + BATCH] for at in range(0, len(files), BATCH)]
    with ProcessPoolExecutor(processes, context, _start_worker, (look,)) as pool:
        for results in pool.map(_work, batches):
            yield from results


def _processes() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


_worker_look: Look[Any]


def _start_worker(look: Look[Any]) -> None:
    global _worker_look
    use_environment()
    _worker_look = look


def _work(files: list[str]) -> list[Seen[Any]]:
    return [_look_at(_worker_look, file) for file in files]


def _look_at(look: Look[Result], file: str) -> Seen[Result]:
    if file == STDIN:
        return "<stdin>", [(lines, look(block)) for lines, block in _blocks(sys.stdin.buffer)]
    try:
        with open(file, "rb", buffering=0) as stream:  # noqa: PTH123 - 100,000 Paths take seconds
            return file, [(lines, look(block)) for lines, block in _blocks(stream)]
    except OSError as error:
        _complain(file, error)
        return file, []


def _blocks(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Return each block of a stream with the number of lines before it; none if it is binary."""
    rest = stream.read(HEAD)
    if b"\0" in rest:
        return
    lines = 0
    while more := stream.read(BLOCK):
        block = rest + more
        cut = max(block.rfind(b"\n"), block.rfind(b" ")) + 1 or len(block)
        block, rest = block[:cut], block[cut:]
        yield lines, block
        lines += block.count(b"\n")
    if rest:
        yield lines, rest


def _complain(path: str, error: OSError) -> None:
    text = _("%(path)s was not read: %(reason)s") % {"path": path, "reason": error.strerror}
    sys.stderr.write(f"error-index: {text}\n")
