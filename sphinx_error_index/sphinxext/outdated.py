"""Which documents must be read or written again although their own sources did not change.

A page shows more than its source: a glob may lead to other files than before, a code that the
page links to may be gone, a list of services may grow. So each builder keeps, in a file beside the
doctrees, what its last build was made of and what each document showed of the catalogue. The file
is written at the very end: a build that is killed leaves nothing that is out of date.
"""

from __future__ import annotations

import hashlib
import logging
import re
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import docutils
import jinja2
import sphinx
from sphinx.util.logging import NAMESPACE, is_suppressed_warning

from sphinx_error_index.internals import handlers, site_rellinks
from sphinx_error_index.language import CATALOG
from sphinx_error_index.ledger.files import ledger_files
from sphinx_error_index.messages import TYPE, Subtype
from sphinx_error_index.pages.choices import message_of
from sphinx_error_index.pages.contents import GUIDE_LIMIT
from sphinx_error_index.reading.globs import expand, folder_of
from sphinx_error_index.sphinxext import buildstate
from sphinx_error_index.sphinxext.buildstate import BuildState
from sphinx_error_index.sphinxext.house import upkeep
from sphinx_error_index.sphinxext.page_directives import newest_change

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_error_index.model import Catalog, CategoryRecord, CellAddress, Origin, Record
    from sphinx_error_index.sphinxext.domain import ErrorDomain

CONFIG = ("error_index_ledger", "error_index_full_rendering")
"""Values of the configuration that pages may show, in addition to those of ``REBUILDING``."""

REBUILDING: frozenset[Literal["html", "env"]] = frozenset({"html", "env"})
"""Kinds of configuration values that any page may show, by what Sphinx rebuilds for them."""

EVENT = "html-page-context"

LASTING = {
    (TYPE, subtype)
    for subtype in (
        Subtype.SERVICE, Subtype.ADDRESS_TAKEN, Subtype.REFERENCE, Subtype.TEMPLATE,
        Subtype.LEDGER, Subtype.REDIRECT, Subtype.REDIRECT_LIVING, Subtype.REDIRECT_LOOP,
        Subtype.REDIRECT_NOWHERE, Subtype.NOTE_STALE, Subtype.NOTE_CONFLICT,
        Subtype.HISTORY, Subtype.REMOTE,
    )
}  # fmt: skip
"""Subtypes of warnings about the site as a whole: every build repeats them until they are mended.

Warnings about a vendor's file are given once, when that file is read.
"""

_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")


def current(app: Sphinx, domain: ErrorDomain) -> BuildState:
    """Return what is known of a build once it has read all documents."""
    versions = (sphinx.__display_version__, docutils.__version__, jinja2.__version__)
    files = (*_package_files(), *domain.session.templates.files(), *_own_words(app))
    contents = [(name, _of_bytes(path)) for name, path in files]
    common = _digest(versions, contents, *_surroundings(app))
    vendor = [
        (docname, [(file.file, hashlib.sha256(file.content).digest()) for file in packed])
        for docname, packed in sorted(domain.packed.items())
    ]
    titles = [(docname, _title(app.env, docname)) for docname in sorted(domain.packed)]
    ledger = [
        (name, hashlib.sha256(content).digest())
        for name, content in ledger_files(domain.session.data_root)
    ]
    documents = sorted(app.env.found_docs)
    notes = sorted(domain.notes.items())
    words = sorted((docname, sorted(said.items())) for docname, said in domain.translations.items())
    written = [note for said in domain.notes.values() for note in said]
    kept = list(upkeep.inputs(domain.session.data_root, written, upkeep.review_due(app)))
    remotes = domain.session.remotes
    inputs = _digest(common, vendor, titles, ledger, documents, notes, words, kept, remotes)
    return BuildState(str(app.outdir), common, inputs)


def _surroundings(app: Sphinx) -> Iterator[object]:
    """Return what other extensions may put into pages: configuration, versions, handlers."""
    values = [(name, getattr(app.config, name, None)) for name in CONFIG]
    values += [(value.name, value.value) for value in app.config.filter(REBUILDING)]
    # A site may be anywhere, and its pages are the same.
    yield [(name, _stable(value).replace(str(app.confdir), "")) for name, value in values]
    yield sorted(app.tags)
    yield sorted((extension.name, str(extension.version)) for extension in app.extensions.values())
    yield [_of_handler(handler) for handler in handlers(app, EVENT)]


def _stable(value: object) -> str:
    """Return a value of the configuration as a text that is the same in every build."""
    if isinstance(value, dict):
        return f"{{{', '.join(sorted(map(_stable, value.items())))}}}"
    if isinstance(value, set | frozenset):
        return f"{{{', '.join(sorted(map(_stable, value)))}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_stable, value))}]"
    if name := getattr(value, "__qualname__", ""):
        return f"{getattr(value, '__module__', '')}.{name}"
    return _ADDRESS.sub("", repr(value))


def _of_handler(handler: object) -> tuple[str, str]:
    """Return the name of a handler and a digest of the file that it is written in."""
    code = getattr(handler, "__code__", None)
    return _stable(handler), _of_bytes(Path(code.co_filename)) if code else ""


def _of_bytes(path: Path) -> str:
    """Return a digest of a file's content, nothing if it cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def of_every_page(app: Sphinx, domain: ErrorDomain) -> str:
    """Return a digest of what every page of ours depends on, apart from what it shows itself."""
    catalog = domain.catalog
    services = [
        (service.id, service.docname, service.title, _title(app.env, service.docname))
        for service in (*catalog.services.values(), *catalog.past.services.values())
    ]
    # A template of the site's own may show anything.
    whole = domain.session.state.inputs if domain.session.templates.are_overridden else ""
    return _digest(domain.session.state.common, services, len(catalog.codes) > GUIDE_LIMIT, whole)


def of_frames(app: Sphinx, domain: ErrorDomain) -> str:
    """Return a digest of what themes put around every page: what they know of all documents.

    What changes with the day, or with a style sheet, is in every frame, and is not told here.
    """
    env = app.env
    documents = [
        (docname, env.titles[docname].pformat(), toc.pformat(), env.toctree_includes.get(docname))
        for docname, toc in sorted(env.tocs.items())
    ]
    numbers = sorted((docname, repr(said)) for docname, said in env.toc_secnumbers.items())
    first = _of_bytes(Path(env.doctreedir, f"{app.config.root_doc}.doctree"))
    templates = [
        (path.name, _of_bytes(path))
        for folder in app.config.templates_path
        for path in sorted(Path(app.confdir, folder).rglob("*.*"))
    ]
    state = domain.session.state
    links = site_rellinks(app.builder)  # type: ignore[arg-type]
    return _digest(state.common, documents, numbers, first, templates, links)


def _title(env: BuildEnvironment, docname: str) -> str:
    return env.titles[docname].astext() if docname in env.titles else ""


def addresses(domain: ErrorDomain, docname: str) -> Iterator[CellAddress]:
    """Return the addresses of all texts with markup in a page's vendor files and notes."""
    for note in domain.notes.get(docname, ()):
        if note.text.markup:
            yield note.text.markup
    for file in domain.files_of(docname):
        for table in file.tables:
            records: list[Record | CategoryRecord] = [*table.records, *table.categories]
            for text in (text for record in records for text in record.texts()):
                if text.markup:
                    yield text.markup


def _package_files() -> Iterator[tuple[str, Path]]:
    """Return the files of this package, each with its path from the package's folder.

    The version alone would not tell of a change while the package is worked on.
    """
    folder = Path(__file__).parent.parent
    for path in sorted(folder.rglob("*.*")):
        if path.suffix != ".pyc":
            yield path.relative_to(folder).as_posix(), path


def _own_words(app: Sphinx) -> Iterator[tuple[str, Path]]:
    """Return the site's own catalogues of our words."""
    for folder in app.config.locale_dirs:
        yield from (
            (str(path.relative_to(app.srcdir)), path)
            for path in sorted(Path(app.srcdir, folder).glob(f"*/LC_MESSAGES/{CATALOG}.mo"))
        )


def last(app: Sphinx) -> BuildState:
    """Return what the last finished build into this folder left; empty where there is none."""
    state = buildstate.read(_state_file(app))
    return state if state.outdir == str(app.outdir) else BuildState()


def watch(app: Sphinx, state: BuildState) -> None:
    """Note in a state whether the build gives a warning about the site as a whole."""
    logging.getLogger(NAMESPACE).addHandler(_Watch(app, state))  # until the next build sets it up


class _Watch(logging.Handler):
    """Sees all warnings of a build, including those of its other processes."""

    def __init__(self, app: Sphinx, state: BuildState) -> None:
        super().__init__(logging.WARNING)
        self._app = app
        self._state = state

    def emit(self, record: logging.LogRecord) -> None:
        """Note a warning of ours that is not silenced."""
        kind, subtype = getattr(record, "type", ""), getattr(record, "subtype", "")
        silenced = self._app.config.suppress_warnings
        if (kind, subtype) in LASTING and not is_suppressed_warning(kind, subtype, silenced):
            self._state.warned = True


def forget(app: Sphinx) -> None:
    """Forget the last build, since from here on this build changes its files."""
    _state_file(app).unlink(missing_ok=True)


def remember(app: Sphinx, state: BuildState) -> None:
    """Keep the state of a build, now that all is written."""
    buildstate.write(_state_file(app), state)


def _state_file(app: Sphinx) -> Path:
    return Path(app.doctreedir) / f"error-index-{app.builder.name}.json"


def to_read(domain: ErrorDomain, env: BuildEnvironment) -> set[str]:
    """Return the pages whose globs lead elsewhere, or whose toctrees now name a document."""
    outdated = {
        docname
        for docname, patterns in domain.globs.items()
        for pattern, paths in patterns.items()
        if paths != tuple(map(str, expand(pattern, folder_of(env, docname, pattern))))
    }
    outdated |= {
        docname
        for docname, names in domain.toctrees.items()
        for name, was_document in names.items()
        if was_document != (name in env.found_docs)
    }
    return outdated & env.found_docs


def to_write(shown: dict[str, str], before: dict[str, str]) -> set[str]:
    """Return the documents that show something of the catalogue that differs from ``before``."""
    return {docname for docname, digest in shown.items() if before.get(docname) != digest}


def shown(domain: ErrorDomain, env: BuildEnvironment) -> Iterator[tuple[str, str]]:
    """Return pairs of a page and a digest of what it shows of the catalogue."""
    catalog = domain.catalog
    headings: dict[str, list[object]] = {service: [] for service in catalog.services}
    for service, heading in _headings(catalog):
        headings.setdefault(service, []).append(heading)  # what is gone may have none
    services = {service: _digest(found) for service, found in headings.items()}
    everything = _digest(services, _lists(catalog, env), domain.session.remotes)
    listed = _listed(catalog)
    labels = _digest([(file.service, file.docname, file.labels) for file in catalog.files])
    for docname in sorted((domain.linking | domain.packed.keys()) & env.all_docs.keys()):
        files = domain.files_of(docname)
        parts = [services[service] for service in sorted({file.service for file in files})]
        parts += [labels] if any(file.references for file in files) else []
        parts += [everything] if docname in domain.linking else []
        parts += listed.get(docname, [])
        yield docname, _digest(parts)


def _headings(catalog: Catalog) -> Iterator[tuple[str, object]]:
    """Return pairs of a service and what links to one of its codes or categories depend on."""
    for code in (*catalog.codes.values(), *catalog.past.codes.values()):
        variants = [
            (v.anchor, v.former_anchors, v.aliases, v.code, _row(v.origins)) for v in code.variants
        ]
        yield code.service, (code.id, code.pagename, code.heading, code.gone, variants)
    for category in (*catalog.categories.values(), *catalog.past.categories.values()):
        row = _row(category.origins)
        said = (category.id, category.pagename, category.heading, category.gone, row)
        yield category.service, said


def _listed(catalog: Catalog) -> dict[str, list[str]]:
    """Return, by page, digests of what the lists of all codes of a service show there."""
    said: dict[str, list[object]] = {service: [] for service in catalog.services}
    for code in catalog.codes.values():
        shown = (code.pagename, code.heading, code.status, code.categories, message_of(code))
        said[code.service].append(shown)
    listed: dict[str, list[str]] = {}
    for service in catalog.services.values():
        listed.setdefault(service.docname, []).append(_digest(said[service.id]))
    return listed


def _row(origins: tuple[Origin, ...]) -> list[tuple[str, str]]:
    return [(origin.docname, origin.anchor) for origin in origins[:1]]


def _lists(catalog: Catalog, env: BuildEnvironment) -> list[tuple[object, ...]]:
    """Return what the lists of services and categories depend on."""
    services = [
        (s.id, s.docname, env.titles[s.docname].astext(), newest_change(catalog, s.id))
        for s in catalog.services.values()
    ]
    categories = [(c.id, c.description, len(c.codes)) for c in catalog.categories.values()]
    return [*services, *categories]


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
