"""Writes what a site ships so that it can be merged with others (``error_index_part``)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx_error_index.files import replace_whole
from sphinx_error_index.ledger.files import LINKS, PUBLISHED, REDIRECTS
from sphinx_error_index.messages import Messages, Subtype
from sphinx_error_index.sites.parts import NAME, SETTINGS, Layout, Part, is_inside, packed
from sphinx_error_index.sphinxext.domain import domain_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.application import Sphinx


def ship(app: Sphinx) -> None:
    """Write the part of a site beside its index.html, or remove what an earlier build wrote."""
    path = Path(app.outdir, NAME)
    if not app.config.error_index_part:
        path.unlink(missing_ok=True)
        return
    content = packed(_part(app))
    if not path.is_file() or path.read_bytes() != content:
        replace_whole(str(path), content)


def _part(app: Sphinx) -> Part:
    domain, env = domain_of(app.env), app.env
    shipped = _Shipped(app, domain.session.data_root)
    left = {docname for docname in domain.left_out if not domain.packed.get(docname)}
    documents = {}
    for docname in sorted(env.all_docs.keys() - left):
        if path := shipped.add(Path(env.doc2path(docname)), docname):
            documents[docname] = path
            for further in _needed(app, docname):
                shipped.add(further, docname)
    for further in _of_ledger(domain.session.data_root):
        shipped.add(further, "")
    named = env.toctree_includes.get(app.config.root_doc, [])
    return Part(
        services=tuple(domain.catalog.services),
        root=app.config.root_doc,
        toctree=tuple(dict.fromkeys(name for name in named if name in documents)),
        pages=tuple(sorted(domain.packed.keys() & documents.keys())),
        builder=app.builder.name,
        layout=shipped.layout,
        settings={name: app.config[name] for name in SETTINGS if _is_plain(app.config[name])},
        documents=documents,
        files=shipped.files,
        readings=dict(_readings(app)),
    )


class _Shipped:
    """The files that go along, by their paths from the folder that holds the whole project."""

    def __init__(self, app: Sphinx, data: Path) -> None:
        # As they are called: what is linked into a project is part of it.
        folders = [os.path.abspath(path) for path in (app.srcdir, data, app.confdir)]  # noqa: PTH100
        self._root = os.path.commonpath(folders)
        self._config = app.config
        places = [os.path.relpath(folder, self._root) for folder in folders]
        self.layout = Layout(*(place.replace(os.sep, "/") for place in places))
        self.files: dict[str, bytes] = {}

    def add(self, path: Path, docname: str) -> str:
        """Take a file along; return its path, or nothing, with a warning, where that cannot be."""
        try:
            name = os.path.relpath(path, self._root).replace(os.sep, "/")
            if is_inside(name):
                self.files.setdefault(name, path.read_bytes())
                return name
            reason = "it stands outside the project"
        except OSError as error:
            reason = error.strerror or str(error)
        messages = Messages(self._config, str(path))
        text = "this cannot be part of what the site ships for merging, for %s: %s"
        messages.warn(Subtype.PART, 0, text, docname or "its ledger", reason)
        return ""


def _needed(app: Sphinx, docname: str) -> Iterator[Path]:
    """Return the files that a document shows or takes in."""
    env = app.env
    source = Path(app.srcdir)
    yield from (source / name for name in sorted(map(str, env.dependencies.get(docname, ()))))
    held = ((name, entry[0]) for name, entry in env.images.items())
    shown = ((str(name), entry[0]) for name, entry in env.dlfiles.items())
    for known in (held, shown):
        yield from (source / name for name in sorted(n for n, docs in known if docname in docs))


def _of_ledger(data: Path) -> Iterable[Path]:
    files = [data / LINKS, data / REDIRECTS, *sorted((data / PUBLISHED).glob("*.json"))]
    return [path for path in files if path.is_file()]


def _readings(app: Sphinx) -> Iterator[tuple[str, bytes]]:
    """Return what this and earlier builds read of the vendor files, as the cache has it."""
    domain = domain_of(app.env)
    cache = domain.session.cache
    if cache is None:
        return
    for name in sorted({name for said in domain.readings.values() for name in said}):
        try:
            yield f"{name}.json", (cache.folder / f"{name}.json").read_bytes()
        except OSError:  # it was too special to be kept
            continue


def _is_plain(value: Any) -> bool:
    if isinstance(value, dict):
        return all(isinstance(key, str) and _is_plain(item) for key, item in value.items())
    if isinstance(value, list):
        return all(map(_is_plain, value))
    return value is None or isinstance(value, str | int | float | bool)
