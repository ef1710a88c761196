"""The project of a merged site: the files of all parts, and those of the project that takes them.

What two of them have under one name must be the same in both. All that collides is told at once,
and nothing is written.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sphinx_error_index.cli.catalogfile import BadUseError
from sphinx_error_index.ledger.files import LINKS, PUBLISHED, REDIRECTS, read_ledger, write_ledger
from sphinx_error_index.ledger.ledger import Ledger, Published, merged
from sphinx_error_index.ledger.redirects import parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sphinx_error_index.sites.parts import Layout, Part

OMITTED: Final = frozenset({"_build", "build", "node_modules", "__pycache__"})
"""Folders of a project that are no part of it, beside the hidden ones."""

SUFFIXES: Final = (".rst", ".md", ".txt")
"""Suffixes of documents, by which the first one of a project is found."""

_CONF: Final = """\
project = "Error index"
{settings}
"""

_INDEX: Final = """\
Error index
===========

.. err:search::

.. err:services::

.. err:categories::

.. toctree::
   :hidden:

   guide
{entries}
   categories
"""


@dataclass(frozen=True, slots=True)
class Given:
    """A part and the site that it is of, as the command names it."""

    site: str
    part: Part


@dataclass(slots=True)
class Joined:
    """What several parts make together.

    Attributes:
        files: the files of all parts but those of ledgers, by their paths in the project.
        ledger: the ledger of all.
        redirects: the lines of ``redirects.txt`` of all.
        collisions: what two parts have and cannot both keep, one line each.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    ledger: Ledger = field(default_factory=Ledger)
    redirects: list[str] = field(default_factory=list)
    collisions: list[str] = field(default_factory=list)
    _owners: dict[str, str] = field(default_factory=dict)

    def add_file(self, path: str, content: bytes, owner: str) -> None:
        """Add a file; one that is there with another content is a collision."""
        known = self.files.setdefault(path, content)
        first = self._owners.setdefault(path, owner)
        if known != content:
            self.collisions.append(f"{first} and {owner} differ in {path}")


def layout_of(parts: Sequence[Given]) -> Layout:
    """Return where all parts have their folders. Raises BadUseError where they differ in that."""
    first = parts[0]
    for other in parts[1:]:
        if other.part.layout != first.part.layout:
            said = [
                f"{one.site} has source, data and conf.py in {_shown(one.part.layout)}"
                for one in (first, other)
            ]
            raise BadUseError(f"{'; '.join(said)}: they must stand in the same places")
        if other.part.builder != first.part.builder:
            raise BadUseError(
                f"{first.site} was built by {first.part.builder}, {other.site} by "
                f"{other.part.builder}: their addresses differ"
            )
    return first.part.layout


def _shown(layout: Layout) -> str:
    return f"{layout.source}, {layout.data} and {layout.conf}"


def join(
    parts: Sequence[Given], project: Mapping[str, bytes], scratch: Path, root: Path | None = None
) -> Joined:
    """Return what parts make together with the files of the project that takes them.

    ``project`` are those files of the project that parts may have, too: sources and data; ``root``
    is its folder. ``scratch`` is a folder for what the ledger is read from.
    """
    layout = layout_of(parts)
    joined = Joined()
    owners: dict[str, str] = {}
    for given in parts:
        for service in given.part.services:
            other = owners.setdefault(service.lower(), given.site)
            if other != given.site:
                joined.collisions.append(f"{other} and {given.site} both have service {service}")
    for path, content in project.items():
        if not _is_of_ledger(path, layout):
            joined.add_file(path, content, "the project")
    roots = _roots(parts, joined.files)
    for given in parts:
        first = given.part.documents.get(given.part.root, "")
        for path, content in given.part.files.items():
            if _is_of_ledger(path, layout) or (path == first and not roots[given.site]):
                continue
            if root is not None and path not in project and _differs(root, path, content):
                joined.collisions.append(f"the project and {given.site} differ in {path}")
            joined.add_file(path, content, given.site)
    _join_ledgers(parts, project, layout, joined, scratch)
    return joined


def _differs(root: Path, path: str, content: bytes) -> bool:
    """Say whether a project has something else in the place of a file of a part.

    Beside sources and data it has conf.py and templates, which run: no part replaces one of them.
    """
    place = root / path
    if any(parent.is_file() for parent in place.parents if root in parent.parents):
        return True
    try:
        return place.exists() and place.read_bytes() != content
    except OSError:
        return True


def _roots(parts: Sequence[Given], project: Mapping[str, bytes]) -> dict[str, bool]:
    """Say of each site whether its first document is taken over.

    It is where it shows vendor files, or where all parts have the same. A project has its own.
    """
    firsts = {g.part.files.get(g.part.documents.get(g.part.root, "")) for g in parts}
    same = len(firsts) == 1 and not any(g.part.documents.get(g.part.root) in project for g in parts)
    return {given.site: same or given.part.root in given.part.pages for given in parts}


def _is_of_ledger(path: str, layout: Layout) -> bool:
    place = _inside(path, layout.data)
    return place in (LINKS, REDIRECTS) or (
        place.startswith(f"{PUBLISHED}/") and place.endswith(".json")
    )


def _inside(path: str, folder: str) -> str:
    """Return a path from a folder; nothing where it is not in that."""
    if folder == ".":
        return path
    return path.removeprefix(f"{folder}/") if path.startswith(f"{folder}/") else ""


def _join_ledgers(
    parts: Sequence[Given],
    project: Mapping[str, bytes],
    layout: Layout,
    joined: Joined,
    scratch: Path,
) -> None:
    """Bring together the ledgers and the redirects of the project and of all parts."""
    lines: set[str] = set()
    published: dict[str, tuple[Published, str]] = {}
    redirects: dict[str, tuple[tuple[str, ...], str]] = {}
    sources = [("the project", project), *((given.site, given.part.files) for given in parts)]
    for number, (owner, files) in enumerate(sources):
        folder = scratch / str(number)
        for path, content in files.items():
            if _is_of_ledger(path, layout):
                _write(folder / _inside(path, layout.data), content)
        ledger, faults = read_ledger(folder)
        if faults:
            fault = faults[0]
            place = f"{owner}: {fault.path.name}:{fault.fault.line}"
            raise BadUseError(f"{place}: {fault.fault.text}")
        lines |= set(ledger.lines)
        for service, said in ledger.published.items():
            known, first = published.setdefault(service, (said, owner))
            if known != said:
                text = f"{first} and {owner} differ in what was published of service {service}"
                joined.collisions.append(text)
        for redirect in parse(_text(folder / REDIRECTS))[0]:
            to, first = redirects.setdefault(redirect.old.lower(), (redirect.successors, owner))
            if to != redirect.successors:
                text = f"{first} and {owner} differ in where {redirect.old} leads"
                joined.collisions.append(text)
        said_lines = _text(folder / REDIRECTS).splitlines()
        joined.redirects += [line for line in said_lines if line not in joined.redirects]
    joined.ledger = Ledger(merged(lines), {name: said for name, (said, _) in published.items()})


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig", errors="replace")
    except OSError:
        return ""


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


# -- The project that takes the parts --------------------------------------------------------------


def project_root(folder: Path, layout: Layout) -> Path:
    """Return the folder that holds a project whose conf.py is in ``folder``.

    Raises BadUseError where there is no conf.py, or it stands elsewhere in parts.
    """
    if not (folder / "conf.py").is_file():
        raise BadUseError(f"there is no conf.py in {folder}: --project names its folder")
    root = folder.resolve()
    if layout.conf != ".":
        steps = layout.conf.split("/")
        if list(root.parts[-len(steps) :]) != steps:
            raise BadUseError(f"{folder} is not called {layout.conf}, as that of the parts is")
        root = Path(*root.parts[: -len(steps)])
    if not (root / layout.source).is_dir():
        raise BadUseError(
            f"{folder} has no folder {layout.source} for its pages, as the parts have"
        )
    return root


def files_of(
    root: Path, layout: Layout, omitted: Iterable[Path], parts: Sequence[Given]
) -> dict[str, bytes]:
    """Return the sources and the data of a project, by their paths from its folder.

    Whatever else the parts have, too, is among them.
    """
    left = {path.resolve() for path in omitted}
    found: dict[str, bytes] = {}
    for name in {name for given in parts for name in given.part.files}:
        if (root / name).is_file():
            found[name] = (root / name).read_bytes()
    for place in {layout.source, layout.data}:
        for folder, folders, files in os.walk(root / place):
            folders[:] = [
                each
                for each in folders
                if not each.startswith(".")
                and each not in OMITTED
                and Path(folder, each).resolve() not in left
            ]
            for file in files:
                path = Path(folder, file)
                with contextlib.suppress(OSError):  # what cannot be read is missed by the build
                    found[path.relative_to(root).as_posix()] = path.read_bytes()
    return found


def write_project(
    folder: Path, joined: Joined, layout: Layout, root: Path | None, omitted: Iterable[Path]
) -> None:
    """Write the project of a merged site into a folder.

    What a ``root`` has beside sources and data (templates, conf.py, what pages include) is linked.
    """
    for path, content in joined.files.items():
        _write(folder / path, content)
    data = folder / layout.data
    data.mkdir(parents=True, exist_ok=True)
    if joined.ledger.pages:
        write_ledger(data, joined.ledger)
    if joined.redirects:
        text = "".join(f"{line}\n" for line in joined.redirects)
        (data / REDIRECTS).write_text(text, "utf-8")
    if root is not None:
        _link(root, folder, {path.resolve() for path in omitted})


def _link(root: Path, folder: Path, omitted: set[Path]) -> None:
    """Link the files of a project that are not there, so that each seems to stand in ``folder``.

    They are no symbolic links, which would lead programs to where the project is.
    """
    for entry in root.iterdir():
        target = folder / entry.name
        if entry.name.startswith(".") or entry.name in OMITTED or entry.resolve() in omitted:
            continue
        if entry.is_dir():
            target.mkdir(exist_ok=True)
            _link(entry, target, omitted)
        elif entry.is_file() and not target.exists():
            try:
                os.link(entry, target)
            except OSError:  # another disk, or a system without such links
                shutil.copy(entry, target)


def write_own_project(folder: Path, parts: Sequence[Given], layout: Layout) -> None:
    """Write conf.py and a first page for parts that no project takes.

    Raises BadUseError where the parts differ in a setting, as only a project could decide.
    """
    settings = "".join(f"{name} = {value!r}\n" for name, value in _settings(parts))
    conf = folder / layout.conf / "conf.py"
    conf.parent.mkdir(parents=True, exist_ok=True)
    conf.write_text(_CONF.format(settings=settings + _data(layout)), "utf-8")
    source = folder / layout.source
    if not any((source / f"index{suffix}").exists() for suffix in SUFFIXES):
        named = dict.fromkeys(name for given in parts for name in _entries(given.part))
        entries = "\n".join(f"   /{name}" for name in named)
        (source / "index.rst").write_text(_INDEX.format(entries=entries), "utf-8")


def _entries(part: Part) -> Iterator[str]:
    """Return what the toctree of the whole names of a part: what its own named, and its pages."""
    yield from part.toctree
    below = tuple(f"{name.rpartition('/')[0]}/" for name in part.toctree if "/" in name)
    for name in part.pages:
        if name not in part.toctree and name != part.root and not name.startswith(below):
            yield name


def _data(layout: Layout) -> str:
    path = os.path.relpath(layout.data, layout.conf).replace(os.sep, "/")
    return f"error_index_data = {path!r}\n"


def _settings(parts: Sequence[Given]) -> Iterator[tuple[str, Any]]:
    first = parts[0]
    for name, value in sorted(first.part.settings.items()):
        for other in parts[1:]:
            if other.part.settings.get(name) != value:
                values = f"{value!r} and {other.part.settings.get(name)!r}"
                raise BadUseError(
                    f"{first.site} and {other.site} differ in {name} ({values}): give a conf.py "
                    "with --project"
                )
        yield name, value
