"""Writes pages, exports, search index and sitemap, once all documents are written."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_error_index.catalog import export
from sphinx_error_index.files import write_if_changed
from sphinx_error_index.messages import TYPE, Subtype, logger
from sphinx_error_index.pages import assets, sitemap
from sphinx_error_index.pages.contents import CHANGES, NOT_FOUND
from sphinx_error_index.pages.manifest import Manifest
from sphinx_error_index.pages.page_shells import FrameDigests
from sphinx_error_index.pages.upkeep.changes import by_code
from sphinx_error_index.pages.upkeep.feeds import feed_name, feeds
from sphinx_error_index.pages.writer import PageWriter
from sphinx_error_index.resolver.building.build import write_folder
from sphinx_error_index.resolver.building.catalogs import Source
from sphinx_error_index.resolver.building.sinks import remove_folder
from sphinx_error_index.sphinxext import buildlock, outdated
from sphinx_error_index.sphinxext.compat import neighbours
from sphinx_error_index.sphinxext.house import upkeep

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

    from sphinx_error_index.pages.contents import Page
    from sphinx_error_index.sphinxext.domain import ErrorDomain

    Url = Callable[[str, str], str]


def write(app: Sphinx, domain: ErrorDomain) -> list[str]:
    """Write all our files except style sheet and script; return the names of the exports."""
    if buildlock.was_cut_off(app):
        Manifest(Path(app.outdir), getattr(app.builder, "out_suffix", ".html")).sweep()
    kept = upkeep.read(app, domain.session.data_root, domain.catalog)

    @cache
    def exports() -> list[str]:
        return _write_exports(app, domain, kept) if is_wanted(domain) else _remove_exports(app)

    # Several processes write the pages while this one makes the exports. Where it writes the pages
    # itself, all that they held is free again before the exports are made.
    _write_pages(app, domain, kept, exports)
    return exports()


def is_wanted(domain: ErrorDomain) -> bool:
    """Say whether the site has codes, or once had, or a page that leads to the guide.

    A project that only links to another one through intersphinx has none of these.
    """
    catalog = domain.catalog
    past = catalog.past
    speaks = domain.toctrees or domain.session.remotes
    return bool(catalog.services or past.codes or past.services or speaks)


def _remove_exports(app: Sphinx) -> list[str]:
    """Remove what an earlier build may have written, when there still were codes."""
    remove_folder(Path(app.outdir))
    for name in assets.EXPORTS:
        Path(app.outdir, name).unlink(missing_ok=True)
    return []


def _write_pages(
    app: Sphinx, domain: ErrorDomain, kept: upkeep.Upkeep, meanwhile: Callable[[], object]
) -> None:
    session, inputs = domain.session, outdated.of_every_page(app, domain)
    tags = neighbours.MetaTags(app)
    catalog, revisions = domain.catalog, kept.history.revisions
    named = any(CHANGES in names for names in domain.toctrees.values())
    feeds = list(_feed_titles(app, domain)) if app.config.html_baseurl and revisions else []
    further = list(upkeep.pages(kept, catalog, feeds, named=named))
    changed = by_code(catalog, revisions)
    known = dict(session.state.frames)
    elsewhere = [service for remote in session.remotes for service in remote.services]
    writer = PageWriter(
        app, catalog, session.templates, session.cells, inputs, tags, changed, further, elsewhere,
        FrameDigests(known.pop("", ""), known), outdated.of_frames(app, domain),
    )  # fmt: skip
    if not is_wanted(domain):
        writer.pages.clear()
    taken = _taken(app, writer.pages)
    if neighbours.has_404(app):
        session.state.not_found = writer.slots(NOT_FOUND)
    if neighbours.writes_404(app):
        taken |= {NOT_FOUND}
    writer.write_all(taken, meanwhile)
    session.state.frames = {"": writer.frames.made_of, **writer.frames.by_shape}


def _taken(app: Sphinx, all_pages: Iterable[Page]) -> frozenset[str]:
    """Return the names, in lower case, of pages whose address is not free.

    A warning says where a document has it. A page that conf.py names in ``html_additional_pages``
    replaces one of ours on purpose.
    """
    builder: StandaloneHTMLBuilder = app.builder  # type: ignore[assignment]
    documents = {
        str(builder.get_output_path(docname)).lower(): docname for docname in app.env.found_docs
    }
    taken = {name.lower() for name in app.config.html_additional_pages}
    for page in all_pages:
        path = (
            builder.outdir / page.outfile
            if page.outfile
            else builder.get_output_path(page.pagename)
        )
        docname = documents.get(str(path).lower())
        if docname is not None:
            taken.add(page.pagename.lower())
            logger.warning(
                "the page of %r has the address of this document: the document stays, "
                "the page is not written",
                page.title,
                type=TYPE,
                subtype=Subtype.ADDRESS_TAKEN,
                location=docname,
            )
    return frozenset(taken)


def _feed_titles(app: Sphinx, domain: ErrorDomain) -> dict[str, str]:
    """Return the title of the feed of each service, and of the one of all by the empty name."""
    own = {s.id: app.env.titles[s.docname].astext() for s in domain.catalog.services.values()}
    return {"": str(app.config.html_title or app.config.project), **own}


def _write_feeds(app: Sphinx, domain: ErrorDomain, kept: upkeep.Upkeep, url: Url) -> list[str]:
    """Write the feeds; remove those of an earlier build that this one does not have."""
    titles = _feed_titles(app, domain)
    made = feeds(kept.history.revisions, titles, app.config.html_baseurl, url)
    for service in titles:
        path = Path(app.outdir, feed_name(service))
        if feed_name(service) in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_if_changed(path, made[feed_name(service)])
        else:
            path.unlink(missing_ok=True)
    return list(made)


def _write_exports(app: Sphinx, domain: ErrorDomain, kept: upkeep.Upkeep) -> list[str]:
    outdir = Path(app.outdir)
    catalog = domain.catalog

    def url(pagename: str, anchor: str = "") -> str:
        uri = app.builder.get_target_uri(pagename)
        return f"{uri}#{anchor}" if anchor else uri

    titles = {s.id: app.env.titles[s.docname].astext() for s in catalog.services.values()}
    synonyms = app.config.error_index_synonyms
    content = export.codes_json(catalog, titles, url, app.config.html_baseurl, synonyms)
    if remotes := app.config.error_index_remotes:
        content["remotes"] = dict(remotes)
    text = export.to_json(content)
    write_if_changed(outdir / "codes.json", text)
    head = Source.of(content | {"codes": ()}, text)
    write_folder(outdir, replace(head, codes=content["codes"].by_service()))
    debts = {str(kind): names for kind, names in kept.debts.items()}
    report = export.report_json(catalog, debts)
    write_if_changed(outdir / "report.json", export.to_json(report))
    base_url = "" if neighbours.writes_sitemap(app) else app.config.html_baseurl
    changes = [CHANGES] if kept.history.revisions else []
    files = sitemap.sitemaps(catalog, [*app.env.all_docs, *changes], base_url, url)
    for name, text in files.items():
        write_if_changed(outdir / name, text)
    vectors = resources.files("sphinx_error_index").joinpath(assets.VECTORS).read_text("utf-8")
    write_if_changed(outdir / assets.VECTORS, vectors)
    return [*assets.EXPORTS, *files, *_write_feeds(app, domain, kept, url)]
