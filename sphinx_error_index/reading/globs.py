"""The paths and globs by which pages name vendor files."""

from __future__ import annotations

import glob
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

GLOB_CHARACTERS = frozenset("*?[")


def folder_of(env: BuildEnvironment, docname: str, pattern: str) -> Path:
    """Return the folder that a path starts from: the page's, or the site's for ``/…``."""
    return Path(env.srcdir) if pattern.startswith("/") else Path(env.doc2path(docname)).parent


def expand(pattern: str, folder: Path) -> list[Path]:
    """Return the files that a path or glob leads to, sorted; ``**`` crosses folders."""
    pattern = pattern.lstrip("/")
    path = Path(os.path.normpath(folder / pattern))
    if path.is_file():
        return [path]
    if not GLOB_CHARACTERS & set(pattern):
        return []
    found = glob.glob(f"{glob.escape(str(folder))}/{pattern}", recursive=True)  # noqa: PTH207 - Path.glob knows no ".."
    return [
        path for path in sorted(Path(os.path.normpath(name)) for name in found) if path.is_file()
    ]


def shown_name(name: str) -> str:
    """Return the name of a file as a page can show it: U+FFFD for what is no UTF-8 in it."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
