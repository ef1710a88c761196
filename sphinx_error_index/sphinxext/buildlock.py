"""One build at a time in an output folder and in a folder of doctrees.

The locks are those of the operating system (``flock``), so that a lock ends with its owner,
however that ends. In the folder of doctrees it is that of a file that names its owner; in the
output folder, which is published, that of the folder itself. Where the system has no such locks
(Windows, some network file systems) builds are not kept apart.

A build also leaves a mark beside the doctrees while it is at work. If the next build into the
same output folder finds one, the last one was killed: what Sphinx then takes for written may be
missing from its search index, so all documents are written again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import socket
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from sphinx_error_index.builders import has_pages
from sphinx_error_index.messages import logger, stop_build

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.config import Config

NAME = "error-index.lock"
"""Beside the doctrees; it is empty while no build is at work."""

PATIENCE = 600.0
"""How long to wait for another build to end, in seconds."""

INTERVAL = 0.2
"""How long to wait before looking again, in seconds."""

ROOM = 64 * 1024
"""How many bytes an output folder must be able to take for a build to begin."""


class FolderLock:
    """The lock of a folder; with ``owner_file`` that of a file in it, which names the owner."""

    def __init__(self, folder: str, owner_file: str = "") -> None:
        self.folder = folder
        self._file = Path(folder, owner_file) if owner_file else None
        self._descriptor = -1

    def take(self) -> bool:
        """Take the lock if nobody has it; return whether it was taken. Raises OSError."""
        if self._file:
            flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
            descriptor = os.open(self._file, flags, 0o666)
        elif sys.platform == "win32":
            return True
        else:
            descriptor = os.open(self.folder, os.O_RDONLY)
        if not _locked(descriptor):
            os.close(descriptor)
            return False
        self._descriptor = descriptor
        if self._file:
            owner = {"process": os.getpid(), "host": socket.gethostname(), "since": _now()}
            os.ftruncate(descriptor, 0)
            os.write(descriptor, json.dumps(owner).encode())
        return True

    def owner(self) -> str:
        """Return in words who has the lock, as far as that can be known."""
        try:
            said = json.loads(self._file.read_text("utf-8")) if self._file else {}
            return f"process {int(said['process'])} on {said['host']}, since {said['since']}"
        except (OSError, ValueError, ArithmeticError, LookupError, TypeError, RecursionError):
            return "another process"

    def release(self) -> None:
        """Give the lock back, if we have it."""
        if self._descriptor >= 0:
            if self._file:
                with contextlib.suppress(OSError):
                    os.ftruncate(self._descriptor, 0)
            _unlock(self._descriptor)
            os.close(self._descriptor)
            self._descriptor = -1


def _locked(descriptor: int) -> bool:
    """Lock an open file or folder; return whether it is ours now."""
    if sys.platform != "win32":
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # this file system has no locks
            return True
    return True


def _unlock(descriptor: int) -> None:
    """Give a lock back at once: a process that another extension forked still has the file open."""
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_UN)


def _now() -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S")


class BuildLock:
    """The locks of one build, and its mark.

    ``was_cut_off`` says whether the last build into the same folders did not come to its end.
    """

    def __init__(self, outdir: str, doctreedir: str) -> None:
        name = hashlib.sha256(outdir.encode("utf-8", "surrogateescape")).hexdigest()[:12]
        self._mark = Path(doctreedir, f"error-index-{name}.unfinished")
        locks = {outdir: FolderLock(outdir), doctreedir: FolderLock(doctreedir, NAME)}
        # In one order for all builds: so no two of them wait for each other.
        self._locks = [locks[folder] for folder in sorted(locks)]
        self.was_cut_off = False

    def acquire(self) -> None:
        """Take the locks, first waiting for others. Raises SystemExit or OSError."""
        try:
            for lock in self._locks:
                os.makedirs(lock.folder, exist_ok=True)  # noqa: PTH103
                _wait(lock)
            self.was_cut_off = self._mark.exists()
            self._mark.touch()
        except BaseException:
            self.abandon()
            raise

    def release(self) -> None:
        """Give the locks back and take the mark away: the build has come to its end."""
        with contextlib.suppress(OSError):
            self._mark.unlink()
        self.abandon()

    def abandon(self) -> None:
        """Give the locks back, but leave the mark."""
        for lock in self._locks:
            lock.release()


def _wait(lock: FolderLock) -> None:
    """Take a lock, or wait for it; end the build where that takes too long."""
    started = time.monotonic()
    said = False
    while not lock.take():
        if time.monotonic() - started > PATIENCE:
            text = f"another build ({lock.owner()}) is still at work in {lock.folder}"
            stop_build(f"{text}: gave up after {PATIENCE:.0f} seconds")
        if not said:
            logger.info("waiting for another build in %s (%s)", lock.folder, lock.owner())
            said = True
        time.sleep(INTERVAL)


_of_builds: WeakKeyDictionary[Sphinx, BuildLock] = WeakKeyDictionary()
_held: dict[tuple[str, str], BuildLock] = {}
"""The locks that this process has, by folders: its builds come one after another."""


def acquire(app: Sphinx, _config: Config) -> None:
    """Take the locks of a build, first waiting for another build to end.

    The build ends where that one does not, and where a folder cannot be written to.
    """
    folders = os.path.realpath(app.outdir), os.path.realpath(app.doctreedir)
    for known in [known for known in _held if set(known) & set(folders)]:
        _held.pop(known).abandon()  # a build of this process that broke off
    lock = BuildLock(*folders)
    with telling():
        lock.acquire()
    _held[folders] = _of_builds[app] = lock
    if lock.was_cut_off:
        logger.info("the last build here did not come to its end: all documents are written again")


def was_cut_off(app: Sphinx) -> bool:
    """Say whether the last build into the folders of this one did not come to its end."""
    return app in _of_builds and _of_builds[app].was_cut_off


def release(app: Sphinx, _exception: Exception | None) -> None:
    """Give a build's locks back; one that failed has come to its end, too.

    Sphinx then forgets what it has read, and reads and writes everything anew.
    """
    lock = _of_builds.pop(app, None)
    if lock:
        _held.pop(next(key for key, held in _held.items() if held is lock), None)
        lock.release()


def check_room(app: Sphinx) -> None:
    """End the build where nothing can be written into an output folder that gets our pages."""
    if has_pages(app.builder):
        try:
            with telling(str(app.outdir)), tempfile.TemporaryFile(dir=app.outdir) as file:
                file.write(bytes(ROOM))
        except SystemExit:
            release(app, None)  # nothing has been written yet
            raise


@contextlib.contextmanager
def telling(folder: str = "") -> Iterator[None]:
    """End the build with one line where something cannot be written: what, and why."""
    try:
        yield
    except OSError as error:
        name = folder or error.filename or "a file"
        stop_build(f"cannot read or write {name}: {error.strerror or error}")
