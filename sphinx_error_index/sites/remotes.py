"""Other sites, as a hub speaks of them: their services, categories and the names of their codes.

The root of a site's index, the lists of its services and ``objects.inv`` are read, as data. What
was read last stays in a folder, an archive for each site, for the day on which it does not answer.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
import zlib
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

from sphinx_error_index.files import replace_whole
from sphinx_error_index.resolver.index import Index
from sphinx_error_index.resolver.store import ROOT, NoIndexError, Store
from sphinx_error_index.sites.published import Site, SiteError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

INVENTORY: Final = "objects.inv"
_HEADER: Final = re.compile(rb"# Sphinx inventory version 2\n#[^\n]*\n#[^\n]*\n#[^\n]*zlib[^\n]*\n")
_LINE: Final = re.compile(r"(.+?)\s+err:(code|variant|category)\s+(-?\d+)\s+?(\S*)\s+(.*)")
"""A line of an inventory (version 2, ``sphinx.util.inventory``) that is one of ours."""

MOST_BYTES: Final = 2**28
"""Bytes that an inventory may have when it is unpacked."""


class RemoteError(Exception):
    """A site does not give what a hub needs of it; the text says why."""


@dataclass(frozen=True, slots=True)
class RemoteCategory:
    """A category of another site."""

    heading: str
    url: str


@dataclass(frozen=True, slots=True)
class RemoteService:
    """A service of another site; ``codes`` counts those that are documented."""

    id: str
    title: str
    url: str
    codes: int
    categories: tuple[RemoteCategory, ...] = ()


@dataclass(frozen=True, slots=True)
class RemoteObject:
    """A code, a meaning of one, or a category: its name (``vpc/VPC.1``), heading and address."""

    name: str
    heading: str
    url: str


@dataclass(frozen=True, slots=True)
class Remote:
    """Another site: its name in conf.py, its address, and what it has.

    The keys of ``codes`` and ``categories`` are the names of objects in lower case.
    """

    name: str
    base: str
    services: tuple[RemoteService, ...] = ()
    codes: Mapping[str, RemoteObject] = field(default_factory=dict)
    categories: Mapping[str, RemoteObject] = field(default_factory=dict)

    def find(self, kind: str, target: str) -> Iterator[RemoteObject]:
        """Yield what a role names, ``vpc/VPC.1`` or ``VPC.1``; ``kind`` is ``code`` or another."""
        known = self.codes if kind == "code" else self.categories
        wanted = target.lower()
        if found := known.get(wanted):
            yield found
        elif "/" not in wanted:
            names = (f"{service.id.lower()}/{wanted}" for service in self.services)
            yield from (known[name] for name in names if name in known)


def is_base(value: object) -> bool:
    """Say whether a value is the address of a site, ``https://…``."""
    try:
        parts = urlsplit(value) if isinstance(value, str) else None
    except ValueError:
        return False
    return (
        parts is not None
        and parts.scheme in ("http", "https")
        and bool(parts.netloc)
        and not (parts.query or parts.fragment or parts.username)
        and str(value).isprintable()
    )


def remote_of(name: str, base: str, files: Mapping[str, bytes]) -> Remote:
    """Return what the files of a site say of it.

    Args:
        name: what conf.py calls it.
        base: its address, with a slash at its end.
        files: the root of its index, the files of its services, and its inventory, by their paths.

    Raises:
        RemoteError: they are not those of a site.
    """
    try:
        index = Index(Store(lambda paths: {path: files[path] for path in paths if path in files}))
    except NoIndexError as error:
        html = files.get(ROOT, b"").lstrip()[:1] == b"<"
        raise RemoteError(
            "it answers with HTML, not with an index" if html else str(error)
        ) from None
    services = []
    for number, service in enumerate(index.services):
        first, _end = index.codes_of(number)
        categories = (
            RemoteCategory(_whole(_heading(category, title)), placed(base, url))
            for category, title, url in index.categories(number)
        )
        count = max(0, service.gone - first)
        title = _whole(service.title or service.id)
        address = placed(base, service.url)
        if count:
            made = RemoteService(_whole(service.id), title, address, count, tuple(categories))
            services.append(made)
    codes: dict[str, RemoteObject] = {}
    known: dict[str, RemoteObject] = {}
    for kind, found in _objects(files.get(INVENTORY, b""), base):
        (known if kind == "category" else codes).setdefault(found.name.lower(), found)
    return Remote(name, base, tuple(services), codes, known)


def _whole(text: str) -> str:
    """Return a text that a page can hold: JSON may name half a character, which no file can."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _heading(name: str, title: str) -> str:
    return name if title in ("", name) else f"{name} {title}"


def placed(base: str, url: str) -> str:
    """Return an address of a site as a whole; the site itself where it would lead elsewhere."""
    try:
        address = urljoin(base, url)
        same = urlsplit(address)[:2] == urlsplit(base)[:2]
    except ValueError:
        return base
    return address if same and address.isprintable() and " " not in address else base


def _objects(content: bytes, base: str) -> Iterator[tuple[str, RemoteObject]]:
    """Yield kind and object of what an inventory lists of ours. Raises RemoteError."""
    if not content:
        return
    header = _HEADER.match(content)
    if header is None:
        raise RemoteError(f"its {INVENTORY} is no inventory")
    unpacking = zlib.decompressobj()
    try:
        text = unpacking.decompress(content[header.end() :], MOST_BYTES).decode("utf-8")
    except (zlib.error, UnicodeDecodeError):
        raise RemoteError(f"its {INVENTORY} is damaged") from None
    if not unpacking.eof:
        raise RemoteError(f"its {INVENTORY} is cut off, or too large")
    for line in text.splitlines():
        if match := _LINE.fullmatch(line.rstrip()):
            name, kind, _priority, uri, shown = match.groups()
            uri = uri[:-1] + name if uri.endswith("$") else uri
            heading = name if shown == "-" else shown
            yield kind, RemoteObject(name, heading, placed(base, uri))


# -- Fetching them ---------------------------------------------------------------------------------


def fetched(name: str, base: str) -> tuple[Remote, dict[str, bytes]]:
    """Return a site as it answers now, and the files that it was read from.

    Raises:
        RemoteError: it does not answer, or not as a site does.
    """
    site = Site(base)
    files: dict[str, bytes] = {}

    def read(paths: Collection[str]) -> dict[str, bytes]:
        got = site.read(paths)
        files.update(got)
        return got

    try:
        index = Index(Store(read))
        for number in range(len(index.services)):
            index.categories(number)
        read([INVENTORY])
    except SiteError as error:
        raise RemoteError(str(error)) from None
    except NoIndexError:
        pass  # what it answers with is looked at below
    if ROOT not in files:
        raise RemoteError(f"it has no {ROOT}, so it is no error index")
    return remote_of(name, base, files), files


def _archive(folder: Path, base: str) -> Path:
    return folder / f"{hashlib.sha256(base.encode()).hexdigest()[:16]}.zip"


def keep(folder: Path, base: str, files: Mapping[str, bytes]) -> None:
    """Keep the files of a site that has answered; a folder that cannot be written is no error."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files):
            told = zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0))
            archive.writestr(told, files[path], zipfile.ZIP_DEFLATED)
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        replace_whole(str(_archive(folder, base)), held.getvalue())


def kept(folder: Path, name: str, base: str) -> Remote | None:
    """Return a site as it last answered; None where nothing, or nothing usable, is kept."""
    try:
        with zipfile.ZipFile(_archive(folder, base)) as archive:
            told = archive.infolist()
            if sum(one.file_size for one in told) > MOST_BYTES:
                return None
            return remote_of(name, base, {one.filename: archive.read(one) for one in told})
    except (
        OSError, RuntimeError, ValueError, zipfile.BadZipFile, zlib.error, EOFError, RemoteError
    ):  # fmt: skip
        return None
