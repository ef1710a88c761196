"""Catalog → HTML pages: each body from its template, its frame from the theme's own page."""

from __future__ import annotations

import contextlib
import json
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from markupsafe import Markup, escape
from sphinx.environment.adapters.toctree import TocTree
from sphinx.util.display import status_iterator

from sphinx_error_index.cells import CellRenderer
from sphinx_error_index.contents import GUIDE, Link, Page, living_pages
from sphinx_error_index.crosslinks import CrossLinks
from sphinx_error_index.landing import root_of
from sphinx_error_index.templating import Templates, excerpt
from sphinx_error_index.tombstones import past_pages

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx.builders.html import StandaloneHTMLBuilder

    from sphinx_error_index.model import Catalog, Origin, Service

MANIFEST = ".error_index.json"
"""Beside index.html: the files that were written, to prune those that are gone."""


def all_pages(catalog: Catalog) -> Iterator[Page]:
    """Return every page of the catalogue, in the order in which it is written."""
    yield from living_pages(catalog)
    yield from past_pages(catalog)


class PageWriter:
    """Writes pages through a builder's theme; files that would not change are not touched."""

    def __init__(
        self, builder: StandaloneHTMLBuilder, catalog: Catalog, templates: Templates
    ) -> None:
        self._builder = builder
        self._catalog = catalog
        self._templates = templates
        self._links = CrossLinks(catalog)
        self._cells = CellRenderer(builder, self._links)
        self._toctrees: dict[tuple[object, ...], str] = {}

    def write_all(self, taken: frozenset[str]) -> None:
        """Write all pages but those whose names are ``taken``; remove what is gone."""
        pages = [page for page in all_pages(self._catalog) if page.pagename.lower() not in taken]
        files = {self._outfile(page): page for page in pages}
        self._prune(keep=set(files))
        with tempfile.TemporaryDirectory(dir=self._builder.outdir) as scratch:
            for outfile, page in status_iterator(
                files.items(),
                "writing error pages... ",
                "darkgreen",
                len(files),
                getattr(self._builder.config, "verbosity", 0),  # since Sphinx 9
                lambda item: item[1].pagename,
            ):
                self._write(page, outfile, Path(scratch, "page.html"))

    def _outfile(self, page: Page) -> str:
        """Return the file of a page, from the site's root."""
        if page.outfile:
            return page.outfile
        path = self._builder.get_output_path(page.pagename)
        return path.relative_to(self._builder.outdir).as_posix()

    def _write(self, page: Page, outfile: str, scratch: Path) -> None:
        self._builder.handle_page(
            page.pagename, self._frame_context(page), "page.html", outfilename=scratch
        )
        target = Path(self._builder.outdir, outfile)
        if not target.is_file() or target.read_bytes() != scratch.read_bytes():
            target.parent.mkdir(parents=True, exist_ok=True)
            scratch.replace(target)

    def _prune(self, keep: set[str]) -> None:
        """Remove the files that an earlier build wrote and this one will not."""
        outdir = Path(self._builder.outdir)
        manifest = outdir / MANIFEST
        written: set[str] = set()
        # A build that was killed may have left half a manifest: then nothing is known to be ours.
        with contextlib.suppress(OSError, ValueError):
            written = set(json.loads(manifest.read_text("utf-8")))
        documents = {
            self._builder.get_output_path(docname).relative_to(outdir).as_posix()
            for docname in self._builder.env.all_docs
        }
        manifest.write_text(json.dumps(sorted(keep | written), indent=0), "utf-8")
        for file in sorted(written - keep - documents):
            with contextlib.suppress(OSError):  # what cannot be a file of ours is none
                (outdir / file).unlink()
        manifest.write_text(json.dumps(sorted(keep), indent=0), "utf-8")

    def _url(self, pagename: str, target: str, anchor: str = "") -> str:
        """Return the relative address of a page, or of an anchor on it, as seen from a page."""
        url = self._builder.get_relative_uri(pagename, target)
        if anchor:
            return ("" if target == pagename else url) + f"#{anchor}"
        return url or self._builder.get_target_uri(target).rpartition("/")[2] or "./"

    def _page_url(self, pagename: str, target: str, anchor: str = "") -> str:
        """Return the address of a page of ours; a document in its place has no such anchor."""
        is_document = target in self._builder.env.all_docs
        return self._url(pagename, target, "" if is_document else anchor)

    def _row_url(self, pagename: str, origin: Origin) -> str:
        return self._url(pagename, origin.docname, origin.anchor)

    def _service(self, service: str) -> Service | None:
        """Return a service, be it gone; none for pages that belong to none."""
        return self._catalog.services.get(service) or self._catalog.past.services.get(service)

    def _service_title(self, service: str) -> str:
        known = self._service(service)
        if known is None or known.gone:
            return known.title if known else service
        return self._document_title(known.docname)

    def _document_title(self, docname: str) -> str:
        titles = self._builder.env.titles
        return titles[docname].astext() if docname in titles else docname

    def _parents(self, page: Page) -> list[Link]:
        """Return the way to a page: its service, then what lies between."""
        home = self._service(page.service)
        own = [Link(home.docname, self._service_title(home.id))] if home else []
        if page.template in ("category", "tombstone_group"):
            return [*page.parents, *own]
        return [*own, *page.parents]

    def _body(self, page: Page) -> Markup:
        name = page.pagename
        root = root_of(self._builder, name)
        return self._templates.render(
            page.template,
            {
                **page.context,
                "page": page,
                "parents": self._parents(page),
                "home": self._builder.config.root_doc,
                "catalog": self._catalog,
                "root": root,
                "guide_url": self._url(name, GUIDE),
                "base_path": self._base_path(),
                "url": partial(self._page_url, name),
                "row_url": partial(self._row_url, name),
                "service_of": self._service,
                "service_title": self._service_title,
                "document_title": self._document_title,
                "cell": partial(self._cells.html, pagename=name, service=page.service),
                "links": self._links,
                "search_box": partial(
                    self._templates.render_search_box,
                    root=root,
                    guide_url=self._url(name, GUIDE),
                ),
            },
        )

    def _base_path(self) -> str:
        """Return the path that the site is published under: ``/`` or that of html_baseurl."""
        path = urlsplit(self._builder.config.html_baseurl or "/").path
        return f"/{path.strip('/')}/" if path.strip("/") else "/"

    def _frame_context(self, page: Page) -> dict[str, Any]:
        """Return what the theme's page template expects of a page."""
        link = partial(self._theme_link, page.pagename)
        previous, following = link(page.previous), link(page.next)
        rellinks = list(self._builder.globalcontext["rellinks"])
        for item, key, word in ((page.next, "N", "next"), (page.previous, "P", "previous")):
            if item:
                rellinks.append((item.pagename, str(escape(item.title)), key, word))
        context: dict[str, Any] = {
            "title": str(escape(page.title)),
            "body": str(self._body(page)),
            "metatags": str(self._metatags(page)),
            "parents": [link(parent) for parent in self._parents(page)],
            "prev": previous,
            "next": following,
            "rellinks": rellinks,
            "meta": {},
            "sourcename": "",
            "page_source_suffix": "",
            "toc": str(_toc(page)),
            "display_toc": bool(page.toc),
        }
        if page.template == "404":
            context["pageurl"] = None  # it answers any address, and has none
        if page.forward and self._builder.config.html_baseurl:
            # The theme takes it for the canonical address.
            base = self._builder.config.html_baseurl.rstrip("/") + "/"
            context["pageurl"] = base + self._builder.get_target_uri(page.forward.target)
        home = self._catalog.services.get(page.service)
        if home:
            context["toctree"] = partial(self._toctree, page.pagename, home.docname)
        return context

    def _theme_link(self, pagename: str, link: Link | None) -> dict[str, str] | None:
        if link is None:
            return None
        return {"link": self._url(pagename, link.pagename), "title": str(escape(link.title))}

    def _toctree(self, pagename: str, docname: str, **options: Any) -> str:
        """Return the site's table of contents as on the service page, as seen from a page.

        All pages of a folder see it alike.
        """
        builder = self._builder
        folder = builder.get_target_uri(pagename).rpartition("/")[0]
        key = (docname, folder, tuple(sorted(options.items())))
        if key not in self._toctrees:
            options.setdefault("includehidden", False)
            if options.get("maxdepth") == "":
                del options["maxdepth"]
            options.setdefault("collapse", True)
            seen: Any = _SeenFrom(builder, pagename)
            tree = TocTree(builder.env).get_toctree_for(docname, seen, **options)
            self._toctrees[key] = str(builder.render_partial(tree)["fragment"])
        return self._toctrees[key]

    def _metatags(self, page: Page) -> Markup:
        """Return the description, Open Graph data and, for 404.html, the base of all links."""
        builder = self._builder
        description = excerpt(page.description, 200)
        service = self._service_title(page.service) if self._service(page.service) else ""
        properties = {
            "og:title": " · ".join(filter(None, [page.title, service])),
            "og:type": "article" if page.template == "code" else "website",
            "og:description": description,
            "og:site_name": builder.config.html_title or builder.config.project,
        }
        if builder.config.html_baseurl and page.template != "404":
            url = builder.config.html_baseurl.rstrip("/") + "/"
            properties["og:url"] = url + builder.get_target_uri(page.pagename)
        tags = [Markup('<meta name="description" content="{}">').format(description)]
        tags += [
            Markup('<meta property="{}" content="{}">').format(name, content)
            for name, content in properties.items()
            if content
        ]
        if page.template == "404":
            # The server answers any address with this page: links start at the site's root.
            address = self._base_path() + builder.get_target_uri(page.pagename)
            tags.insert(0, Markup('<base href="{}">').format(address))
            tags.append(Markup('<meta name="robots" content="noindex">'))
        if page.forward:
            address = self._url(page.pagename, page.forward.target, page.forward.anchor)
            tags.append(Markup('<meta http-equiv="refresh" content="0; url={}">').format(address))
            tags.append(Markup('<meta name="robots" content="noindex">'))
            if not builder.config.html_baseurl:
                tags.append(Markup('<link rel="canonical" href="{}">').format(address))
        return Markup("\n    ").join([Markup(""), *tags, Markup("")])


class _SeenFrom:
    """A builder whose relative addresses all start at one page."""

    def __init__(self, builder: StandaloneHTMLBuilder, pagename: str) -> None:
        self._builder = builder
        self._pagename = pagename

    def get_relative_uri(self, _from: str, to: str, typ: str | None = None) -> str:
        """Return the address of ``to`` from the one page, wherever it is asked from."""
        return self._builder.get_relative_uri(self._pagename, to, typ)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._builder, name)


def _toc(page: Page) -> Markup:
    """Return the table of contents of a page, as Sphinx gives it to themes."""
    items: Sequence[Markup] = [
        Markup('<li><a class="reference internal" href="#{}">{}</a></li>').format(
            anchor, excerpt(title, 60)
        )
        for anchor, title in page.toc
    ]
    inner = Markup("<ul>{}</ul>").format(Markup("").join(items)) if items else Markup("")
    return Markup('<ul><li><a class="reference internal" href="#">{}</a>{}</li></ul>').format(
        page.title, inner
    )
