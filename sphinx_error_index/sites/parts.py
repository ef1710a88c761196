"""What a built site ships so that it can be merged with others: ``error-index-part.zip``.

The archive holds ``part.json`` and the files that the site was built of, by their paths from a
folder that has them all: the documents, what these show, the vendor's files, the ledger. Readings
that a build kept of vendor files stand in ``cache/``. Nothing in it is run when it is read.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Final

from sphinx_error_index.files import json_of

if TYPE_CHECKING:
    from collections.abc import Mapping

NAME: Final = "error-index-part.zip"
"""The archive, beside index.html."""

ABOUT: Final = "part.json"
CACHE: Final = "cache"
FILES: Final = "files"
"""The folders of the archive: readings, and the files of the project."""

SCHEMA: Final = 1

MOST_BYTES: Final = 2**31
"""Bytes that all files of an archive may have together."""

ALWAYS_TAKEN: Final = 2**26
MOST_TIMES: Final = 100
"""Files may have together so many bytes, or so many times the bytes of their archive.

Documents and readings become some ten to thirty times as large when they are unpacked. An archive
of a few bytes that fills the memory is none that a build made.
"""

MOST_FILES: Final = 500_000

SETTINGS: Final = (
    "language", "html_theme", "html_theme_options", "extensions", "source_suffix",
    "error_index_vocabulary", "error_index_synonyms", "error_index_full_reading",
    "error_index_twins", "error_index_feedback_url", "error_index_edit_url",
    "error_index_review_days", "error_index_original_language",
)  # fmt: skip
"""Settings that a merged site has from its parts where it has no conf.py of its own."""

_TIME: Final = (1980, 1, 1, 0, 0, 0)
"""The date of every file: the same content makes the same archive."""

_ENTRY: Final = re.compile(r"[0-9a-f]{64}\.json")

_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

_NO_ARCHIVE: Final = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError
)  # fmt: skip
"""What reading a damaged archive raises: a ValueError for names that are no text, and what
``zipfile`` says of kinds of compression and encryption that it cannot read."""


class PartError(Exception):
    """A site ships no part that can be used; the text says why."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a project has its folders, from the folder that holds all of them (posix paths)."""

    source: str = "source"
    data: str = "data"
    conf: str = "."


@dataclass(frozen=True, slots=True)
class Part:
    """What a site was made of.

    Attributes:
        services: the ids of its services.
        root: the document that the site begins with.
        toctree: the documents that the first one names in its toctrees, in order.
        pages: the documents that show vendor files.
        builder: the builder that wrote it, ``html`` or ``dirhtml``.
        layout: where the project has its folders.
        settings: values of conf.py that pages or readings depend on, as JSON has them.
        documents: for each document its file, as a path of ``files``.
        files: the files of the project, by their paths from the folder that holds all of them.
        readings: what was read of vendor files, by the names of the entries of the cache.
    """

    services: tuple[str, ...]
    root: str
    toctree: tuple[str, ...]
    pages: tuple[str, ...]
    builder: str
    layout: Layout
    settings: Mapping[str, Any]
    documents: Mapping[str, str]
    files: Mapping[str, bytes] = field(default_factory=dict)
    readings: Mapping[str, bytes] = field(default_factory=dict)


def packed(part: Part) -> bytes:
    """Return a part as an archive; equal parts make equal archives."""
    about = {
        "schema": SCHEMA,
        "services": list(part.services),
        "root": part.root,
        "toctree": list(part.toctree),
        "pages": list(part.pages),
        "builder": part.builder,
        "layout": asdict(part.layout),
        "settings": dict(part.settings),
        "documents": dict(part.documents),
    }
    text = json.dumps(about, ensure_ascii=False, indent=1, sort_keys=True)
    entries = {ABOUT: text.encode("utf-8")}
    entries |= {f"{FILES}/{path}": content for path, content in part.files.items()}
    entries |= {f"{CACHE}/{name}": content for name, content in part.readings.items()}
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(entries):
            told = zipfile.ZipInfo(name, _TIME)
            told.external_attr = 0o644 << 16
            archive.writestr(told, entries[name], zipfile.ZIP_DEFLATED)
    return held.getvalue()


def read_part(site: Path) -> Part:
    """Return the part that a built site ships.

    Args:
        site: the folder of the site, or the archive itself.

    Raises:
        PartError: there is none, or it cannot be used.
    """
    path = site / NAME if site.is_dir() else site
    if not path.is_file():
        if site.is_dir():
            raise PartError(f"{site} has no {NAME}: build it with error_index_part = True")
        raise PartError(f"there is no {site}")
    try:
        with zipfile.ZipFile(path) as archive:
            return _unpacked(archive)
    except (*_NO_ARCHIVE, PartError) as error:
        raise PartError(f"{path} is no archive of a part: {error}") from None
    except OSError as error:
        raise PartError(f"{path} cannot be read: {error.strerror or error}") from None


def _unpacked(archive: zipfile.ZipFile) -> Part:
    told = archive.infolist()
    size = archive.fp.seek(0, io.SEEK_END) if archive.fp else 0
    most = min(MOST_BYTES, max(ALWAYS_TAKEN, MOST_TIMES * size))
    if len(told) > MOST_FILES or sum(one.file_size for one in told) > most:
        raise PartError("it is too large")
    if any(one.compress_type not in _METHODS for one in told):
        raise PartError("it is compressed in another way than a part")
    names = [one.filename for one in told]
    if ABOUT not in names:
        raise PartError(f"it has no {ABOUT}")
    about = _about(archive.read(ABOUT))
    files, readings = {}, {}
    for name in names:
        folder, _, rest = name.partition("/")
        if folder == CACHE and _ENTRY.fullmatch(rest):
            readings[rest] = archive.read(name)
        elif folder == FILES and is_inside(rest):
            files[rest] = archive.read(name)
        elif name != ABOUT:
            raise PartError(f"{name!r} is no file of a project")
    missing = sorted(set(about.documents.values()) - files.keys())
    if missing:
        raise PartError(f"it has no {missing[0]}")
    return Part(
        about.services, about.root, about.toctree, about.pages, about.builder, about.layout,
        about.settings, about.documents, files, readings,
    )  # fmt: skip


def is_inside(path: str) -> bool:
    """Say whether a path is that of a file below a folder, with slashes and nothing odd in it."""
    parts = PurePosixPath(path).parts
    return (
        bool(parts)
        and PurePosixPath(path).as_posix() == path
        and path.isprintable()
        and not path.startswith("/")
        and ".." not in parts
        and "\\" not in path
        and path[1:2] != ":"
    )


def _about(content: bytes) -> Part:
    try:
        said = json_of(content)
    except (ValueError, RecursionError):
        raise PartError(f"its {ABOUT} is no JSON") from None
    if not isinstance(said, dict) or not isinstance(said.get("schema"), int):
        raise PartError(f"its {ABOUT} does not say what it is")
    if said["schema"] > SCHEMA:
        raise PartError("it is of a newer version of sphinx-error-index")
    texts = all(isinstance(said.get(name), str) for name in ("root", "builder"))
    lists = all(_are_texts(said.get(name)) for name in ("services", "toctree", "pages"))
    layout: Any = said.get("layout")
    documents: Any = said.get("documents")
    if not texts or not lists or not _is_layout(layout) or not _are_documents(documents):
        raise PartError(f"its {ABOUT} is not complete")
    settings = said.get("settings")
    if not isinstance(settings, dict) or settings.keys() - set(SETTINGS):
        raise PartError(f"its {ABOUT} has no settings, or unknown ones")
    return Part(
        tuple(said["services"]), said["root"], tuple(said["toctree"]), tuple(said["pages"]),
        said["builder"], Layout(**layout), said["settings"], documents,
    )  # fmt: skip


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_layout(value: object) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() == {"source", "data", "conf"}
        and all(
            isinstance(path, str) and (path == "." or is_inside(path)) for path in value.values()
        )
    )


def _are_documents(value: object) -> bool:
    return isinstance(value, dict) and all(
        isinstance(path, str) and is_inside(path) and is_inside(docname)
        for docname, path in value.items()
    )
