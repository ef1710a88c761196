"""Other extensions beside ours: who writes what both could write, and what our pages get.

sphinx-notfound-page and sphinx-sitemap write ``404.html`` and ``sitemap.xml``. Where one of them is
loaded it is the file's only writer, and gets from us what its file would lack. Extensions that do
something only for documents (they ask for a doctree) are handed a small one for each of our pages.
"""

from __future__ import annotations

import contextlib
import queue
import re
from fnmatch import fnmatch
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.utils import new_document
from sphinx.util.osutil import relative_uri

from sphinx_error_index.builders import has_pages
from sphinx_error_index.internals import handlers, wrap_handler
from sphinx_error_index.messages import logger
from sphinx_error_index.pages.contents import NOT_FOUND
from sphinx_error_index.pages.manifest import Manifest
from sphinx_error_index.pages.sitemap import page_names
from sphinx_error_index.sphinxext.domain import domain_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

    from sphinx_error_index.pages.contents import Page

WRITES_404 = "notfound.extension"
WRITES_SITEMAP = "sphinx_sitemap"
AUTOLABELS = "sphinx.ext.autosectionlabel"
TAGS_OF_DOCUMENTS = ("sphinxext.opengraph", "sphinx_favicon")
"""Modules whose handlers add meta tags, but only to pages that come with a doctree."""
DESCRIBES = "sphinxext.opengraph"
"""The one of them that describes a page, as our own meta tags do."""

_FIRST_HEADING = re.compile(r"\s*<h1>.*?</h1>", re.DOTALL)


def has_404(app: Sphinx) -> bool:
    """Say whether another extension writes a 404 page."""
    return WRITES_404 in app.extensions


def writes_404(app: Sphinx) -> bool:
    """Say whether another extension writes the very file that our 404 page would be."""
    if not has_404(app):
        return False
    builder: StandaloneHTMLBuilder = app.builder  # type: ignore[assignment]
    theirs = builder.get_output_path(app.config.notfound_pagename)
    return theirs == builder.outdir / f"{NOT_FOUND}.html"


def writes_sitemap(app: Sphinx) -> bool:
    """Say whether another extension writes the sitemap."""
    return WRITES_SITEMAP in app.extensions


def complete_404(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], doctree: object
) -> None:
    """Add our text, which recognises codes, to the 404 page that another extension writes."""
    if doctree is not None or not has_pages(app.builder) or not has_404(app):
        return
    ours = domain_of(app.env).session.state.not_found
    if pagename == app.config.notfound_pagename and ours:
        theirs = str(context.get("body", ""))
        if ours["body"] in theirs:  # the page is ours: where folders are pages, there are two
            return
        # One heading is enough, and theirs is what conf.py may have changed.
        body = _FIRST_HEADING.sub("", ours["body"], count=1) if "<h1" in theirs else ours["body"]
        context["body"] = theirs + body
        context["metatags"] = context.get("metatags", "") + ours["metatags"]
        name = app.builder.get_target_uri(pagename)
        logger.info("%s: sphinx-notfound-page writes it, with our search in it", name)


def complete_sitemap(app: Sphinx, exception: Exception | None) -> None:
    """Tell sphinx-sitemap of all addresses of the site, before it writes them.

    It knows the pages that this build wrote, among them pages that nobody should find by a search
    engine; those that did not change are unknown to it.
    """
    waiting: queue.Queue[tuple[str, Any]] | None = getattr(app, "sitemap_links", None)
    if exception or waiting is None or not writes_sitemap(app) or not has_pages(app.builder):
        return
    known: dict[str, Any] = {}
    with contextlib.suppress(queue.Empty):
        while True:
            address, date = waiting.get_nowait()
            known[address] = date
    domain = domain_of(app.env)
    names = page_names(domain.catalog, app.env.all_docs)
    wanted = {app.builder.get_target_uri(name) for name in names}
    wanted = {name for name in wanted if not _is_excluded(name, app.config.sitemap_excludes)}
    # What other extensions collected stays; of ours only what the site wants to be found.
    suffix = getattr(app.builder, "out_suffix", ".html")
    hidden = {
        *Manifest(Path(app.outdir), suffix).files(),
        f"{NOT_FOUND}.html",
        f"{NOT_FOUND}/index.html",
    }
    others = {address for address in known if _file(address) not in hidden}
    for address in sorted(wanted | others):
        waiting.put((address, known.get(address)))
    text = "%s: sphinx-sitemap writes it, with all %d addresses of the site"
    logger.info(text, app.config.sitemap_filename, len(wanted | others))


def _file(address: str) -> str:
    """Return the file of an address, both from the site's root."""
    return f"{address}index.html" if address.endswith("/") or not address else address


def _is_excluded(address: str, patterns: Iterable[str]) -> bool:
    return any(fnmatch(address, pattern) for pattern in patterns)


class _Vendors(nodes.Element):
    """Stands for the class of a vendor's sections while they are nobody else's business."""


def spare_vendor_sections(app: Sphinx) -> None:
    """Keep sphinx.ext.autosectionlabel from making labels of the headings of vendor files.

    Vendors repeat headings, and each repetition would be a warning, and take the label of the
    page's own section of that name.
    """
    if AUTOLABELS not in app.extensions:
        return
    module = import_module(AUTOLABELS)

    def wrapped(handler: Any) -> Any:
        def label_own_sections(app: Sphinx, document: nodes.document) -> None:
            domain = domain_of(app.env)
            root = domain.session.data_root.resolve()
            files = {str(root / file.file) for file in domain.files_of(app.env.docname)}
            sections = [s for s in document.findall(nodes.section) if s.source in files]
            for section in sections:
                section.__class__ = _Vendors  # type: ignore[assignment]
            try:
                handler(app, document)
            finally:
                for section in sections:
                    section.__class__ = nodes.section

        return label_own_sections

    wrap_handler(app, "doctree-read", module.register_sections_as_label, wrapped)


class MetaTags:
    """The meta tags that other extensions give to documents, for our pages."""

    def __init__(self, app: Sphinx) -> None:
        self._app = app
        self._builder: StandaloneHTMLBuilder = app.builder  # type: ignore[assignment]
        self._handlers = [
            handler
            for handler in handlers(app, "html-page-context")
            if (getattr(handler, "__module__", None) or "").startswith(TAGS_OF_DOCUMENTS)
        ]
        self.describe = any(handler.__module__.startswith(DESCRIBES) for handler in self._handlers)
        """Whether they describe the page, so that our own description would be a second one."""

    def of(self, page: Page, title: str) -> str:
        """Return the tags of a page, as HTML; ``title`` is its title as HTML."""
        if not self._handlers:
            return ""
        context: dict[str, Any] = {
            "pagename": page.pagename,
            "title": title,
            "body": "",
            "meta": {},
            "metatags": "",
            "pathto": self._pathto(page.pagename),
        }
        for handler in self._handlers:
            handler(self._app, page.pagename, "page.html", context, _document(page))
        return str(context["metatags"])

    def _pathto(self, pagename: str) -> Any:
        """Return what Sphinx gives to themes: addresses as seen from a page."""

        def pathto(other: str, resource: bool = False, _level: int = 1) -> str:
            if resource and "://" in other:
                return other
            target = other if resource else self._builder.get_target_uri(other)
            return relative_uri(self._builder.get_target_uri(pagename), target) or "#"

        return pathto


def _document(page: Page) -> nodes.document:
    """Return a page as a document of a title and a paragraph."""
    document = new_document(page.pagename)
    section = nodes.section("", nodes.title("", page.title), ids=["page"])
    section += nodes.paragraph("", page.description)
    document += section
    return document
