"""Where the files of an index go: a folder, or memory.

No file's name is known before all files are made, as the name of the build stands in each: it is
filled in at the end.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sphinx_error_index.resolver.store import FOLDER, ROOT, path_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_BLANK: Final = "0" * 16
_PLACE: Final = len('ei("')
_BUILD: Final = re.compile(
    r'ei\("root",\{"schema":[0-9]+,"digest":"([0-9a-f]{16})","bytes":[0-9]+,"source":"([0-9a-f]*)"'
)
_DIGEST: Final = re.compile("[0-9a-f]{16}")
_MAKING: Final = ".making"


class Sink(ABC):
    """Takes the files of one index, then its root; subclasses keep them."""

    def __init__(self) -> None:
        self._sums: dict[str, bytes] = {}

    def write(self, family: str, number: int, value: object) -> None:
        """Take a file."""
        content = script(f"{_BLANK}/{family}/{number}", value).encode()
        self._sums[f"{family}/{number}"] = hashlib.sha256(content).digest()
        self.keep(family, number, content)

    def finish(self, root: Mapping[str, Any]) -> str:
        """Take the root, without its digest; return that."""
        whole = hashlib.sha256()
        for name, own in sorted(self._sums.items()):
            whole.update(name.encode() + b"\0" + own)
        schema, *rest = root.items()
        whole.update(script("root", dict(rest)).encode())
        digest = whole.hexdigest()[: len(_BLANK)]
        named = dict([schema, ("digest", digest), *rest])
        self.close(digest, script("root", named).encode())
        return digest

    @abstractmethod
    def keep(self, family: str, number: int, content: bytes) -> None:
        """Keep a file whose build is not named yet."""

    @abstractmethod
    def close(self, digest: str, root: bytes) -> None:
        """Name the build in all files, and keep the root."""


class MemorySink(Sink):
    """Keeps the files in memory; ``files`` are their contents by their paths."""

    def __init__(self) -> None:
        super().__init__()
        self._kept: dict[tuple[str, int], bytes] = {}
        self.files: dict[str, bytes] = {}

    def keep(self, family: str, number: int, content: bytes) -> None:
        """Keep a file."""
        self._kept[family, number] = content

    def close(self, digest: str, root: bytes) -> None:
        """Name the files."""
        for (family, number), content in self._kept.items():
            named = content[:_PLACE] + digest.encode() + content[_PLACE + len(digest) :]
            self.files[path_of(digest, family, number)] = named
        self.files[ROOT] = root

    def __call__(self, paths: Collection[str]) -> Mapping[str, bytes]:
        """Give files, as a :class:`~.store.Store` asks for them."""
        return {path: self.files[path] for path in paths if path in self.files}


class FolderSink(Sink):
    """Writes the files below a site's root, and removes those of builds before.

    The folder of the build takes its name when it is complete, and the root names it last: whoever
    reads meanwhile has one whole index. Only the folder that the root names is known to be whole:
    of another one a killed build may have removed a part.
    """

    def __init__(self, site: Path) -> None:
        super().__init__()
        self._site = site
        self._folders: set[str] = set()
        shutil.rmtree(site / FOLDER / _MAKING, ignore_errors=True)

    def keep(self, family: str, number: int, content: bytes) -> None:
        """Write a file into the folder that is being made."""
        path = str(self._site / path_of(_MAKING, family, number))
        folder = path.rpartition("/")[0]
        if folder not in self._folders:
            self._folders.add(folder)
            Path(folder).mkdir(parents=True, exist_ok=True)
        with open(path, "wb") as file:  # noqa: PTH123 - many thousand files
            file.write(content)

    def close(self, digest: str, root: bytes) -> None:
        """Name the folder and the build in its files, write the root, remove the folder before."""
        base = self._site / FOLDER
        made, final, before = base / _MAKING, base / digest, build_of(self._site)
        if before and before.digest == digest:  # an equal build
            shutil.rmtree(made, ignore_errors=True)
        else:
            shutil.rmtree(final, ignore_errors=True)
            for name in self._sums:
                family, _, number = name.partition("/")
                path = self._site / path_of(_MAKING, family, int(number))
                handle = os.open(path, os.O_WRONLY)
                try:
                    os.pwrite(handle, digest.encode(), _PLACE)
                finally:
                    os.close(handle)
            made.rename(final)
        target = self._site / ROOT
        if not target.is_file() or target.read_bytes() != root:
            fresh = target.with_suffix(".new")
            fresh.write_bytes(root)
            fresh.replace(target)
        sweep(self._site, digest)


@dataclass(frozen=True)
class Build:
    """An index in a folder: its name, and the stamp of what it was made of."""

    digest: str
    source: str


def sweep(site: Path, digest: str) -> None:
    """Remove the folders of all builds but one, which killed builds may have left, too.

    Behind a link nothing is removed.
    """
    if (site / FOLDER).is_symlink():
        return
    with contextlib.suppress(OSError):
        for folder in list((site / FOLDER).iterdir()):
            ours = folder.name == _MAKING or _DIGEST.fullmatch(folder.name)
            if ours and folder.name != digest and not folder.is_symlink():
                shutil.rmtree(folder, ignore_errors=True)


def remove_folder(site: Path) -> None:
    """Remove the index that an earlier build wrote below a site's root, if there is one."""
    if build_of(site):
        (site / ROOT).unlink(missing_ok=True)
        sweep(site, "")


def build_of(site: Path) -> Build | None:
    """Return the index that the root in a site's folder names; None if it is not there."""
    try:
        match = _BUILD.match((site / ROOT).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    if not match or not (site / FOLDER / match[1]).is_dir():
        return None
    return Build(match[1], match[2])


def script(name: str, value: object) -> str:
    """Return a file of the index: a call with its name and its value."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    text = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f'ei("{name}",{text});\n'
