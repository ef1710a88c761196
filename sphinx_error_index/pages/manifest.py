"""Remembers which files of a site we wrote: to remove those that are gone, and to keep the rest.

A digest stands for all that went into a page. It is removed from the manifest before its page is
written, and entered again once all pages are written. So a build that is killed leaves no digest
of a page that it did not write.
"""

from __future__ import annotations

import contextlib
import json
import os
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

NAME = ".error_index.json"
"""The manifest's name; it stands beside index.html."""


def has_content(path: str | Path) -> bool:
    """Say whether a file is there and is not empty, as one would be that was cut off."""
    try:
        found = os.stat(path)  # noqa: PTH116 - for files by the ten thousand
    except (OSError, ValueError):  # a damaged manifest names what cannot be a file
        return False
    return stat.S_ISREG(found.st_mode) and found.st_size > 0


class Manifest:
    """The files of ours in a site's folder, from its root (posix), with their digests."""

    def __init__(self, outdir: Path) -> None:
        self._outdir = outdir
        self._path = outdir / NAME
        self._digests: dict[str, str] = {}
        # A build that was killed may have left half a manifest: then nothing is known to be ours.
        with contextlib.suppress(OSError, ValueError):
            read = json.loads(self._path.read_text("utf-8"))
            self._digests = read if isinstance(read, dict) else dict.fromkeys(read, "")

    def begin(self, files: Mapping[str, str], documents: Iterable[str]) -> set[str]:
        """Prepare for writing ``files``, each with its digest or nothing; return those to write.

        What an earlier build wrote and is not among them is removed, unless one of the site's
        ``documents`` is there now.
        """
        before = self._digests
        gone = before.keys() - files.keys() - set(documents)
        unchanged = {
            file
            for file, digest in files.items()
            if digest and before.get(file) == digest and has_content(f"{self._outdir}/{file}")
        }
        kept = {file: files[file] if file in unchanged else "" for file in files}
        if gone or kept != before:
            self._write(kept | dict.fromkeys(gone, ""))
        for file in sorted(gone):
            with contextlib.suppress(OSError):  # what cannot be a file of ours is none
                (self._outdir / file).unlink()
        return files.keys() - unchanged

    def finish(self, files: Mapping[str, str]) -> None:
        """Note that all files are written."""
        if files != self._digests:
            self._write(files)

    def is_complete(self) -> bool:
        """Say whether every file of the manifest is there, and has something in it."""
        return bool(self._digests) and all(
            has_content(f"{self._outdir}/{file}") for file in self._digests
        )

    def _write(self, digests: Mapping[str, str]) -> None:
        self._digests = dict(digests)
        text = json.dumps(self._digests, indent=0, sort_keys=True)
        self._path.write_text(text, "utf-8")
