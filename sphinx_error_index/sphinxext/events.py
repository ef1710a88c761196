"""Handlers of Sphinx's events; each leads to one step of the pipeline."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sphinx import addnodes
from sphinx.domains.std import StandardDomain
from sphinx.util.i18n import CatalogInfo

from sphinx_error_index import language
from sphinx_error_index.builders import has_pages
from sphinx_error_index.catalog.assemble import repetitions
from sphinx_error_index.catalog.statuses import status_page
from sphinx_error_index.doctrees import (
    NodesByClass,
    existing_objects_frozen,
    leave_to_the_system,
)
from sphinx_error_index.internals import doctrees_in_memory, virtual_documents
from sphinx_error_index.messages import TYPE, Messages, Subtype, logger
from sphinx_error_index.pages import assets
from sphinx_error_index.pages.bodies import problem_of
from sphinx_error_index.pages.contents import GENERATED
from sphinx_error_index.pages.manifest import Manifest, has_content
from sphinx_error_index.reading import vocabulary
from sphinx_error_index.reading.globs import shown_name
from sphinx_error_index.sphinxext import buildlock, ledgerbuild, outdated
from sphinx_error_index.sphinxext.domain import domain_of
from sphinx_error_index.sphinxext.page_directives import catalog_list
from sphinx_error_index.sphinxext.session import Session
from sphinx_error_index.sphinxext.sites import hub, limited, shipping

if TYPE_CHECKING:
    from collections.abc import Iterator, Set
    from typing import Any

    from docutils import nodes
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.config import Config
    from sphinx.domains import Domain
    from sphinx.environment import BuildEnvironment

    from sphinx_error_index.sphinxext.domain import ErrorDomain

KEPT = 1_700_000
"""Bytes of packed records, some 5,000 rows, whose doctrees may be in memory: some 70 MB."""

LARGE = 200_000
"""Bytes of packed records, some 1,000 rows, from which the doctrees of tables count."""

OTHERS = 100
"""Documents without tables that are worth several processes in any case."""

SUFFIXES = frozenset({".rst", ".md"})
"""Suffixes of the files under the data root that some page is expected to show."""


def choose_language(app: Sphinx, config: Config) -> None:
    """Let our words be in the language of the site; catalogues of the site come before ours."""
    folders = [Path(app.srcdir, name) for name in config.locale_dirs]
    spoken = str(config.language or "en")
    for folder in folders:
        for name in language.forms(spoken):
            catalogue = CatalogInfo(str(folder / name / "LC_MESSAGES"), language.CATALOG, "utf-8")
            if Path(catalogue.po_path).is_file() and catalogue.is_outdated():
                catalogue.write_mo(name)
    language.use(spoken, folders)


def check_config(app: Sphinx, config: Config) -> None:
    """Remove from the configuration every value that cannot be used, with a warning for each."""
    warn = partial(Messages(config, str(app.confdir / "conf.py")).warn, Subtype.CONFIG, 0)
    for name in ("error_index_vocabulary", "error_index_synonyms"):
        value = getattr(config, name)
        if not isinstance(value, dict):
            warn("%s must be a dictionary of lists: it is ignored", name)
            value = {}
        kept = {}
        for key, words in value.items():
            if name == "error_index_vocabulary" and key not in vocabulary.ROLES:
                roles = ", ".join(vocabulary.ROLES)
                warn("%s: %r is not a column role (%s): it is ignored", name, key, roles)
            elif not _are_words(words):
                warn("%s: %r must be given a list of strings: it is ignored", name, key)
            else:
                kept[key] = words
        setattr(config, name, kept)
    if "\0" in str(config.error_index_data):
        warn('error_index_data: %r is no path: "data" is taken', config.error_index_data)
        config.error_index_data = "data"
    if not _is_address(config.html_baseurl):
        warn("html_baseurl: %r is no address: it is ignored", config.html_baseurl)
        config.html_baseurl = ""
    data_root = Path(os.path.normpath(app.confdir / str(config.error_index_data)))
    if data_root != app.srcdir and data_root.is_relative_to(app.srcdir):
        # Vendor files are data: as documents of their own they could run any directive.
        inside = data_root.relative_to(app.srcdir).as_posix()
        config.exclude_patterns = [*config.exclude_patterns, f"{inside}/**"]
    for name in ("error_index_feedback_url", "error_index_edit_url"):
        if problem := problem_of(getattr(config, name)):
            warn("%s: %s: it is ignored", name, problem)
            setattr(config, name, "")
    limited.check_config(config, warn)
    hub.check_config(config, warn)
    if config.error_index_ledger not in ("", ledgerbuild.LOCKED):
        text = 'error_index_ledger may be "%s" or empty, not %r: it is ignored'
        warn(text, ledgerbuild.LOCKED, config.error_index_ledger)
        config.error_index_ledger = ""


def _is_address(value: object) -> bool:
    """Say whether a value is a text that can be split as an address."""
    try:
        return isinstance(value, str) and urlsplit(value) is not None
    except ValueError:
        return False


def _are_words(words: object) -> bool:
    return isinstance(words, list | tuple | set | frozenset) and all(
        isinstance(word, str) for word in words
    )


def prepare(app: Sphinx) -> None:
    """Begin the build's session, and write our style sheet and script."""
    domain_of(app.env).session = Session(app)
    domain_of(app.env).session.remotes = hub.load(app)
    if app.builder.format == "html" and app.builder.name != "epub":
        with buildlock.telling():
            assets.install(Path(app.outdir), hub=bool(app.config.error_index_remotes))
        app.add_css_file(assets.CSS)
        if has_pages(app.builder):
            app.add_js_file(assets.JS, loading_method="defer")


def outdated_pages(
    _app: Sphinx, env: BuildEnvironment, _added: Set[str], _changed: Set[str], _removed: Set[str]
) -> list[str]:
    """Return the pages that must be read again although their source did not change."""
    return sorted(outdated.to_read(domain_of(env), env))


def allow_in_toctree(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Let toctrees name the generated pages, unless a document has that name.

    Where a builder has no such pages, an entry that a theme still shows leads to the first page.
    """
    domain_of(env).session.being_read = frozenset(docnames)
    domain_of(env).session.collecting.seldom()
    names = virtual_documents()
    for name, title in GENERATED.items():
        if name in env.found_docs:
            names.pop(name, None)
        else:
            target = name if has_pages(app.builder) else app.config.root_doc
            names[name] = (target, str(title))


def note_page(app: Sphinx, doctree: nodes.document) -> None:
    """Note which pages show something of the catalogue, and which toctrees name its pages.

    A generated page has no doctree that could be included, so its entry is a mere link.
    """
    domain = domain_of(app.env)
    docname = app.env.docname
    _limit_doctrees(domain, app.env)
    found = NodesByClass(doctree)
    for toctree in found.of(addnodes.toctree):
        for name in GENERATED.keys() & set(toctree["includefiles"]):
            is_document = name in app.env.found_docs
            domain.toctrees.setdefault(docname, {})[name] = is_document
            if not is_document:
                toctree["includefiles"] = [f for f in toctree["includefiles"] if f != name]
                # Themes that make their own lists know no title for what is no document.
                toctree["entries"] = [
                    (str(GENERATED[name]) if entry == name and not title else title, entry)
                    for title, entry in toctree["entries"]
                ]
    if any(map(_shows_catalog, found.of(addnodes.pending_xref, catalog_list))):
        domain.linking.add(docname)


def _limit_doctrees(domain: ErrorDomain, env: BuildEnvironment) -> None:
    """Drop the doctrees of tables that are too many to be kept; writing loads them from files."""
    kept = doctrees_in_memory(env)
    size = 0
    for docname in [name for name in kept if name in domain.packed]:
        size += sum(len(file.content) for file in domain.packed[docname])
        if size > KEPT:
            del kept[docname]


def _shows_catalog(node: nodes.Node) -> bool:
    """Say whether a node is a list of ours or a role that may lead to the catalogue."""
    if isinstance(node, addnodes.pending_xref):
        kinds = {"code", "category"} if node.get("refdomain") == "err" else {"any"}
        return node["reftype"] in kinds
    return isinstance(node, catalog_list)


def check(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Warn of what is amiss in the site as a whole; return the documents to be written again."""
    domain = domain_of(env)
    _warn_of_unnamed_files(domain, app)
    last, domain.session.state = outdated.last(app), outdated.current(app, domain)
    domain.session.unchanged = last.inputs == domain.session.state.inputs
    domain.session.state.frames = last.frames
    if domain.session.unchanged:
        domain.session.state = last
    outdated.watch(app, domain.session.state)
    again = env.found_docs if buildlock.was_cut_off(app) else set()
    if domain.session.unchanged:
        return sorted(again)
    outdated.forget(app)
    with existing_objects_frozen():
        limited.check(domain, app)
        hub.check(domain, app)
        _warn_of_services(domain)
        _warn_of_statuses(domain)
        _warn_of_notes(domain, app)
        _note_repetitions(domain, app)
        _note_unresolved(domain, app)
        domain.session.state.shown = dict(outdated.shown(domain, env))
    return sorted(outdated.to_write(domain.session.state.shown, last.shown) | again)


def write_large_pages_alone(app: Sphinx, builder: Builder) -> None:
    """Let one process write the documents where most of them are vendors' tables.

    Where several do, Sphinx resolves all doctrees in this process as fast as it can, and keeps them
    until the others have taken them: 6 GB for 100,000 codes. What they resolve is lost besides, and
    the processes that write our pages, which need the cells, would resolve it again.
    """
    domain = domain_of(app.env)
    size = sum(len(file.content) for files in domain.packed.values() for file in files)
    others = len(app.env.found_docs) - len(domain.packed)
    domain.session.parallel_ok = builder.parallel_ok
    if size > LARGE and others < OTHERS:
        builder.parallel_ok = False


def note_cells(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Keep the cells with markup of a written service page: the pages of its codes need them."""
    domain = domain_of(app.env)
    domain.session.wrote = True
    if has_pages(app.builder) and (docname in domain.packed or docname in domain.notes):
        domain.session.cells.note(doctree, docname, outdated.addresses(domain, docname))


def warn_missing(app: Sphinx, _domain: Domain | None, node: pending_xref) -> bool | None:
    """Warn of a role of ours that leads nowhere; others are left to Sphinx."""
    return domain_of(app.env).warn_missing(node) or None


def _warn_of_services(domain: ErrorDomain) -> None:
    """Warn of services whose names differ only in case, since their pages may be the same files."""
    first: dict[str, str] = {}
    for service in domain.catalog.services.values():
        other = first.setdefault(service.id.lower(), service.id)
        if other != service.id:
            logger.warning(
                "the services %r and %r differ only in case, and so do the addresses of their "
                "pages: give one another :service: name",
                other,
                service.id,
                type=TYPE,
                subtype=Subtype.SERVICE,
                location=service.docname,
            )


def _warn_of_statuses(domain: ErrorDomain) -> None:
    """Warn of codes that have the address of the page of a status: then that is not written."""
    catalog = domain.catalog
    numbers = {number for code in catalog.codes.values() for number in code.status}
    pages = {status_page("", number) for number in numbers}
    for code in catalog.codes.values():
        if code.pagename.lower() in pages:
            logger.warning(
                "the page of the status %s over all services has the address of the code %r: "
                "the code stays, the page is not written",
                code.code, code.id,
                type=TYPE, subtype=Subtype.ADDRESS_TAKEN,
                location=catalog.services[code.service].docname,
            )  # fmt: skip


def _warn_of_notes(domain: ErrorDomain, app: Sphinx) -> None:
    """Warn of notes of the house that name what is not there, or that contradict one another."""
    for fault in domain.note_faults:
        if any(map(domain.may_be_left_out, fault.note.targets)):
            continue
        path = str(app.env.doc2path(fault.note.docname))
        Messages(app.config, path).warn(Subtype(fault.kind), fault.note.line, "%s", fault.text)


def _note_repetitions(domain: ErrorDomain, app: Sphinx) -> None:
    """Note the rows on pages just read that repeat a code with the same or another meaning."""
    for row in repetitions(domain.catalog):
        if row.file.docname not in domain.session.being_read:
            continue
        messages = Messages(app.config, os.path.normpath(domain.session.data_root / row.source))
        where = f"{row.first_file}:{row.first_line}"
        if row.same:
            text = "%r says the same as %s: one meaning, two origins"
            messages.note(Subtype.DUPLICATE, row.line, text, row.code, where)
        else:
            text = "%r has another meaning at %s: one page, several variants"
            messages.note(Subtype.VARIANT, row.line, text, row.code, where)


def _warn_of_unnamed_files(domain: ErrorDomain, app: Sphinx) -> None:
    """Warn of vendor files that no page names."""
    named = {path for patterns in domain.globs.values() for ps in patterns.values() for path in ps}
    named |= {str(app.env.doc2path(docname)) for docname in app.env.found_docs}
    named |= {os.path.realpath(path) for path in named}
    for path in sorted(_vendor_files(domain.session.data_root)):
        if not {str(path), os.path.realpath(path)} & named and path.is_file():
            Messages(app.config, shown_name(str(path))).warn(
                Subtype.UNNAMED_FILE, 0, "no page names this file in err:tables: it is not shown"
            )


def _vendor_files(root: Path) -> Iterator[Path]:
    """Return what may be a vendor's file below a folder; hidden and unreadable ones are not."""
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if Path(name).suffix in SUFFIXES and not name.startswith("."):
                yield Path(folder, name)


def _note_unresolved(domain: ErrorDomain, app: Sphinx) -> None:
    """Say in one line how many references of vendor files became plain text."""
    if not domain.session.being_read:
        return
    files = domain.catalog.files
    labels = (
        StandardDomain.initial_data["labels"].keys() | app.env.domains["std"].data["labels"].keys()
    )
    missing = {
        reference.target
        for file in files
        for reference in file.references
        if reference.type == "std:ref"
        and not domain.labels.find(file.service, reference.target)
        and reference.target not in labels
    }
    count = len(missing) + sum(file.dangling for file in files)
    if count:
        names = ", ".join(sorted(missing)[:5])
        messages = Messages(app.config, app.config.error_index_data)
        messages.note(
            Subtype.UNRESOLVED, 0,
            "%d references of vendor files lead out of the site and became text (%s)",
            count, names + (" …" if len(missing) > 5 else ""),
        )  # fmt: skip


def write_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Write all pages, ``codes.json``, ``report.json`` and the resolver's index."""
    if has_pages(app.builder):
        domain = domain_of(app.env)
        app.builder.parallel_ok = domain.session.parallel_ok
        if not (domain.session.unchanged and not domain.session.wrote and _is_complete(app)):
            domain.session.unchanged = False
            outdated.forget(app)
            # Imported here: a build that changes nothing is spared all that writes.
            from sphinx_error_index.sphinxext import writing

            with existing_objects_frozen(garbage_freed=True), buildlock.telling():
                domain.session.state.exports = writing.write(app, domain)
    return iter(())


def _is_complete(app: Sphinx) -> bool:
    """Say whether all that the last build wrote is still there."""
    outdir = Path(app.outdir)
    suffix = getattr(app.builder, "out_suffix", ".html")
    return Manifest(outdir, suffix).is_complete() and all(
        has_content(outdir / name) for name in domain_of(app.env).session.state.exports
    )


def finish(app: Sphinx, exception: Exception | None) -> None:
    """Tell the account of tables and rows, one line per service, and remember the build."""
    for name in GENERATED:
        virtual_documents().pop(name, None)
    _end_collecting(app)
    if exception is None:
        domain = domain_of(app.env)
        state = domain.session.state
        if not domain.session.unchanged:
            from sphinx_error_index.catalog import export

            state.said = [*export.summary_lines(domain.catalog), *ledgerbuild.closing_lines(app)]
            # What had anything to warn of will have it again.
            if not app.statuscode and not state.warned:
                with buildlock.telling():
                    outdated.remember(app, state)
            if domain.session.cache:
                domain.session.cache.prune()
        if has_pages(app.builder):
            with buildlock.telling():
                shipping.ship(app)
        for line in state.said:
            logger.info("%s", line)


def _end_collecting(app: Sphinx) -> None:
    """Let garbage be searched for as before the build, which may have failed before it began."""
    session = getattr(domain_of(app.env), "session", None) if getattr(app, "env", None) else None
    if session:
        session.collecting.as_before()
    leave_to_the_system()
