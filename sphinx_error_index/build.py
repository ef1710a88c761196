"""What happens when in a build: Sphinx's events, each leading to one step of the pipeline."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Set
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.domains.std import StandardDomain
from sphinx.util import logging

from sphinx_error_index import assets, export, pages, resolver
from sphinx_error_index.catalog import repetitions
from sphinx_error_index.directives import expand
from sphinx_error_index.domain import ErrorDomain, has_pages
from sphinx_error_index.messages import TYPE, Messages, Subtype
from sphinx_error_index.templating import Templates

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

logger = logging.getLogger(__name__)

GENERATED = {
    pages.GUIDE: (pages.GUIDE, "Troubleshooting guide"),
    pages.CATEGORIES: (pages.CATEGORIES, "Categories"),
}
"""Generated pages that a toctree may name, as it may name ``genindex``."""

SUFFIXES = frozenset({".rst", ".md"})
"""Files under the data root that are expected to be on some page."""


def domain_of(env: BuildEnvironment) -> ErrorDomain:
    """Return the ``err`` domain of an environment."""
    return env.domains["err"]  # type: ignore[return-value]


def prepare(app: Sphinx) -> None:
    """Tell the domain where data and templates are; put our assets in their place."""
    domain = domain_of(app.env)
    domain.data_root = Path(app.confdir, app.config.error_index_data).resolve()
    paths = [Path(app.confdir, path) for path in app.config.templates_path]
    domain.templates = Templates(paths)
    if app.builder.format == "html" and app.builder.name != "epub":
        assets.install(Path(app.outdir))
        app.add_css_file(assets.CSS)
        if has_pages(app.builder):
            app.add_js_file(assets.JS, loading_method="defer")


def outdated_pages(
    app: Sphinx, env: BuildEnvironment, added: Set[str], changed: Set[str], removed: Set[str]
) -> list[str]:
    """Return the pages one of whose globs leads to other files than when it was read."""
    return [
        docname
        for docname, patterns in domain_of(env).globs.items()
        if docname not in removed
        and any(
            paths != tuple(map(str, expand(pattern, Path()))) for pattern, paths in patterns.items()
        )
    ]


def allow_in_toctree(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Let toctrees name the generated pages, unless a document has that name."""
    domain_of(env).being_read = frozenset(docnames)
    names: dict[str, tuple[str, str]] = StandardDomain._virtual_doc_names
    for name, entry in GENERATED.items():
        if name in env.found_docs:
            names.pop(name, None)
        else:
            names[name] = entry


def detach_generated(app: Sphinx, doctree: nodes.document) -> None:
    """Keep generated pages in toctrees as links only: they have no doctree to include."""
    for toctree in doctree.findall(addnodes.toctree):
        toctree["includefiles"] = [
            name
            for name in toctree["includefiles"]
            if name not in GENERATED or name in app.env.found_docs
        ]


def check(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Say what is amiss in the whole; return the pages that show it and must be rewritten."""
    domain = domain_of(env)
    _note_repetitions(domain, app)
    _warn_of_unnamed_files(domain, app)
    _note_unresolved(domain, app)
    catalog = domain.catalog
    known = hashlib.sha256(
        repr([
            [(code.id, code.pagename, code.heading) for code in catalog.codes.values()],
            [(c.id, c.heading, c.description, len(c.codes)) for c in catalog.categories.values()],
        ]).encode()
    ).hexdigest()  # fmt: skip
    changed = domain.data["known"] not in (None, known)
    domain.data["known"] = known
    return sorted(domain.data["linking"] & env.all_docs.keys()) if changed else []


def _note_repetitions(domain: ErrorDomain, app: Sphinx) -> None:
    """Note, for the pages just read, rows that say the same again or something else."""
    for row in repetitions(domain.catalog):
        if row.file.docname not in domain.being_read:
            continue
        messages = Messages(app.config, os.path.join(domain.data_root, row.file.file))
        where = f"{row.first_file}:{row.first_line}"
        if row.same:
            messages.note(
                Subtype.DUPLICATE, row.line, "%r says the same as %s: one meaning, two origins",
                row.code, where,
            )  # fmt: skip
        else:
            messages.note(
                Subtype.VARIANT, row.line, "%r has another meaning at %s: one page, several variants",
                row.code, where,
            )  # fmt: skip


def _warn_of_unnamed_files(domain: ErrorDomain, app: Sphinx) -> None:
    """Warn of vendor files that no page names."""
    named = {path for patterns in domain.globs.values() for ps in patterns.values() for path in ps}
    named |= {os.path.realpath(path) for path in named}
    for path in sorted(domain.data_root.rglob("*")):
        if (
            path.suffix in SUFFIXES
            and path.is_file()
            and not {str(path), os.path.realpath(path)} & named
        ):
            Messages(app.config, str(path)).warn(
                Subtype.UNNAMED_FILE, 0, "no page names this file in err:tables: it is not shown"
            )


def _note_unresolved(domain: ErrorDomain, app: Sphinx) -> None:
    """Say in one line how many references of vendor files became plain text."""
    if not domain.being_read:
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
        and not domain.find_label(file.service, reference.target)
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
        taken = _taken(app, domain)
        writer = pages.PageWriter(app.builder, domain.catalog, domain.templates)  # type: ignore[arg-type]
        writer.write_all(taken)
        _write_exports(app, domain)
    return iter(())


def _taken(app: Sphinx, domain: ErrorDomain) -> frozenset[str]:
    """Return the addresses that documents of the site have, and warn where we wanted one."""
    documents = {docname.lower(): docname for docname in app.env.found_docs}
    for page in pages.all_pages(domain.catalog):
        docname = documents.get(page.pagename.lower())
        if docname is not None:
            logger.warning(
                "the page of %r has the address of this document: the document stays, "
                "the page is not written",
                page.title,
                type=TYPE,
                subtype=Subtype.ADDRESS_TAKEN,
                location=docname,
            )
    return frozenset(documents)


def _write_exports(app: Sphinx, domain: ErrorDomain) -> None:
    outdir = Path(app.outdir)
    catalog = domain.catalog

    def url(pagename: str, anchor: str = "") -> str:
        uri = app.builder.get_target_uri(pagename)
        return f"{uri}#{anchor}" if anchor else uri

    titles = {s.id: app.env.titles[s.docname].astext() for s in catalog.services.values()}
    codes = export.codes_json(catalog, titles, url, app.config.html_baseurl)
    export.write_if_changed(outdir / "codes.json", export.to_json(codes))
    report = export.report_json(catalog)
    export.write_if_changed(outdir / "report.json", export.to_json(report))
    index = resolver.build_index(codes, synonyms=app.config.error_index_synonyms)
    export.write_if_changed(outdir / assets.INDEX, resolver.index_script(index))


def finish(app: Sphinx, exception: Exception | None) -> None:
    """Account for every table and row, one line per service."""
    names: dict[str, tuple[str, str]] = StandardDomain._virtual_doc_names
    for name in GENERATED:
        names.pop(name, None)
    if exception is None:
        for line in export.summary_lines(domain_of(app.env).catalog):
            logger.info(line)
