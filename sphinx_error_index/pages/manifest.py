"""What was written into a site, file by file: to remove what is gone, to leave what is the same.

A digest stands for all that went into a page. It is removed before its page is written and
noted again once all pages are written: a build that is killed leaves no wrong digest.

The manifest is input like any other file: what it names is only removed if it is a file that
we could have written, and stands inside the site's folder.
"""

from __future__ import annotations

import contextlib
import json
import os
import stat
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from sphinx_error_index.files import UNFINISHED, json_of, write_if_changed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

NAME = ".error_index.json"
"""Beside index.html."""

KINDS = frozenset({".html", ".md", ".json", ".txt"})
"""The suffixes of files of ours, beside the builder's own suffix of pages."""

FOREIGN = frozenset({"_static", "_sources", "_images", "_downloads", "_modules"})
"""Folders beside index.html that hold no page of ours."""


LONGEST = 255
"""Bytes of the longest part of a path that a file system takes."""


def has_content(path: str | Path) -> bool:
    """Say whether a file exists and is not empty; another program may have truncated it."""
    try:
        found = os.stat(path)  # noqa: PTH116 - for files by the ten thousand
    except (OSError, ValueError):  # a damaged manifest names what cannot be a file
        return False
    return stat.S_ISREG(found.st_mode) and found.st_size > 0


def _is_hidden_or_too_long(part: str) -> bool:
    """Say whether a part of a path is one that no page of ours has (``ledger.redirects``)."""
    return part.startswith(".") or len(part.encode()) > LONGEST


class Manifest:
    """The files of ours in a site's folder, from its root (posix), with their digests.

    ``suffix`` is that of the builder's pages. ``fault`` says what is wrong with the file that an
    earlier build left; it is empty where nothing is.
    """

    def __init__(self, outdir: Path, suffix: str = ".html") -> None:
        self.fault = ""
        self.path = outdir / NAME
        self._outdir = outdir
        self._kinds = KINDS | {suffix}
        self._digests = self._read()

    def _read(self) -> dict[str, str]:
        """Return what the file says of files that can be ours."""
        try:
            read = json_of(self.path.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, RecursionError):
            read = None
        if not isinstance(read, dict):
            self.fault = (
                "this cannot be read: it is not known which pages earlier builds wrote, so pages "
                "of what is gone may stay"
            )
            return {}
        ours = {
            name: digest
            for name, digest in read.items()
            if isinstance(digest, str) and self._may_be_ours(name)
        }
        if foreign := sorted(read.keys() - ours.keys()):
            named = ", ".join(map(repr, foreign[:3])) + (" …" if len(foreign) > 3 else "")
            self.fault = f"this names what cannot be a page of ours, which is left alone: {named}"
        return ours

    def _may_be_ours(self, name: str) -> bool:
        """Say whether a name is one that we could have given to a file in the site's folder."""
        path = PurePosixPath(name)
        return (
            str(path) == name
            and not path.is_absolute()
            and ".." not in path.parts
            and not set(name) & {"\0", "\\"}
            and path.suffix in self._kinds
            and path.parts[0] not in FOREIGN
            and not any(_is_hidden_or_too_long(part) for part in path.parts)
        )

    def begin(self, files: Mapping[str, str], documents: Iterable[str]) -> set[str]:
        """Prepare for writing ``files``, each with its digest or nothing; return those to write.

        What an earlier build wrote and is not among them is removed, unless one of the site's
        ``documents`` is there now. Raises OSError where the manifest cannot be written.
        """
        before = self._digests
        gone = before.keys() - files.keys() - set(documents)
        unchanged = {
            file
            for file, digest in files.items()
            if digest and before.get(file) == digest and has_content(f"{self._outdir}/{file}")
        }
        kept = {file: files[file] if file in unchanged else "" for file in files}
        if gone or kept != before or self.fault:
            self._write(kept | dict.fromkeys(gone, ""))
        for file in sorted(gone):
            if self._is_inside(file):
                with contextlib.suppress(OSError):  # a folder has taken its place, perhaps
                    (self._outdir / file).unlink()
        return files.keys() - unchanged

    def _is_inside(self, file: str) -> bool:
        """Say whether a file stands in the site's folder, and not behind a link to elsewhere."""
        root = os.path.realpath(self._outdir)
        return Path(os.path.realpath((self._outdir / file).parent)).is_relative_to(root)

    def sweep(self) -> None:
        """Remove what a killed build left of files that it was just writing."""
        folders = {(self._outdir / file).parent for file in self._digests if self._is_inside(file)}
        for folder in folders | {self._outdir, self._outdir / "_static"}:
            with contextlib.suppress(OSError):  # a damaged manifest names what cannot be a folder
                for unfinished in list(folder.glob(UNFINISHED)):
                    with contextlib.suppress(OSError):
                        unfinished.unlink()

    def finish(self, files: Mapping[str, str]) -> None:
        """Note that all files are written. Raises OSError where that cannot be noted."""
        if files != self._digests:
            self._write(files)

    def files(self) -> frozenset[str]:
        """Return the files of ours, from the site's root."""
        return frozenset(self._digests)

    def is_complete(self) -> bool:
        """Say whether every file of the manifest exists and has content."""
        return (
            bool(self._digests)
            and not self.fault
            and all(has_content(f"{self._outdir}/{file}") for file in self._digests)
        )

    def _write(self, digests: Mapping[str, str]) -> None:
        self._digests = dict(digests)
        write_if_changed(self.path, json.dumps(self._digests, indent=0, sort_keys=True))
