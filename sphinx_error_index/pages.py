"""Catalog → HTML pages: each body from its template, its frame from the theme's own page."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from markupsafe import Markup, escape
from sphinx.environment.adapters.toctree import TocTree
from sphinx.util.display import status_iterator

from sphinx_error_index.cells import CellRenderer
from sphinx_error_index.crosslinks import CrossLinks
from sphinx_error_index.landing import root_of
from sphinx_error_index.model import Catalog, Category, Code, Origin, Service, Variant
from sphinx_error_index.templating import Templates, excerpt

if TYPE_CHECKING:
    from sphinx.builders.html import StandaloneHTMLBuilder

GUIDE = "guide"
CATEGORIES = "categories"
NOT_FOUND = "404"

GUIDE_LIMIT = 200
"""Most codes for which the guide lists every cause; above that it shows counts only."""

LIST_LIMIT = 10
"""Most neighbours that a page lists; the category has them all."""

MANIFEST = ".error_index.json"
"""Beside index.html: the files that were written, to prune those that are gone."""


@dataclass(frozen=True, slots=True)
class Link:
    """A page somewhere in the site, by name, and its title."""

    pagename: str
    title: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page to be written: ``template`` renders ``context`` into its body."""

    pagename: str
    template: str
    title: str
    description: str
    context: dict[str, Any]
    parents: tuple[Link, ...] = ()
    previous: Link | None = None
    next: Link | None = None
    toc: tuple[tuple[str, str], ...] = ()
    service: str = ""
    outfile: str = ""
    metatags: str = field(default="")


def all_pages(catalog: Catalog) -> Iterator[Page]:
    """Return every page of the catalogue, in the order in which it is written."""
    for service in catalog.services.values():
        codes = [code for code in catalog.codes.values() if code.service == service.id]
        for previous, code, following in zip(
            [None, *codes], codes, [*codes[1:], None], strict=False
        ):
            yield _code_page(catalog, service, code, previous, following)
    for category in catalog.categories.values():
        yield _category_page(catalog, category)
    yield _categories_page(catalog)
    yield _guide_page(catalog)
    yield _not_found_page()


def _code_page(
    catalog: Catalog, service: Service, code: Code, previous: Code | None, following: Code | None
) -> Page:
    categories = [catalog.categories[f"{service.id}/{name}"] for name in code.categories]
    category = categories[0] if categories else None
    neighbours = _neighbours(catalog, code, category)
    toc = [(variant.anchor, variant.title or variant.summary) for variant in code.variants]
    return Page(
        code.pagename,
        "code",
        title=code.heading,
        description=code.summary,
        context={
            "code": code,
            "categories": categories,
            "neighbours": neighbours,
            "choices": choices(code),
            "neighbours_left": len(category.codes) - len(neighbours) if category else 0,
            "previous": previous,
            "next": following,
        },
        parents=(Link(category.pagename, category.heading),) if category else (),
        previous=Link(previous.pagename, previous.heading) if previous else None,
        next=Link(following.pagename, following.heading) if following else None,
        toc=tuple(toc) if len(toc) > 1 else (),
        service=service.id,
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """How a meaning is offered: ``label``, and ``detail`` where others have the same label."""

    variant: Variant
    status: str
    label: str
    detail: str


def choices(code: Code) -> list[Choice]:
    """Return the meanings of a code with what tells them apart: status, message, document …"""
    named = []
    for variant in code.variants:
        status = "/".join(map(str, variant.status))
        message = variant.message[0].plain if variant.message else ""
        label = variant.title or message or variant.summary or variant.code
        named.append((variant, "" if status == variant.code else status, label))
    result = []
    for variant, status, label in named:
        alike = [v for v, other_status, other in named if (other_status, other) == (status, label)]
        details = ((v.summary, v.origins[0].document, v.origins[0].file) for v in alike)
        differing = [set(values) for values in zip(*details, strict=True)]
        own = (variant.summary, variant.origins[0].document, variant.origins[0].file)
        detail = next((o for o, all_ in zip(own, differing, strict=True) if len(all_) > 1), "")
        result.append(Choice(variant, status, label, detail))
    return result


def _neighbours(catalog: Catalog, code: Code, category: Category | None) -> list[Code]:
    """Return the codes around one in its category, itself included, ``LIST_LIMIT`` at most."""
    if category is None:
        return []
    at = category.codes.index(code.id)
    first = max(0, min(at - LIST_LIMIT // 2, len(category.codes) - LIST_LIMIT))
    return [catalog.codes[name] for name in category.codes[first : first + LIST_LIMIT]]


def _category_page(catalog: Catalog, category: Category) -> Page:
    codes = [catalog.codes[name] for name in category.codes]
    description = " ".join(text.plain for text in category.description)
    return Page(
        category.pagename,
        "category",
        title=category.heading,
        description=description or f"The codes of {category.heading}.",
        context={"category": category, "codes": codes},
        parents=(Link(CATEGORIES, "Categories"),),
        service=category.service,
    )


def _by_service(catalog: Catalog) -> list[tuple[Service, list[Category]]]:
    return [
        (service, [c for c in catalog.categories.values() if c.service == service.id])
        for service in catalog.services.values()
    ]


def _categories_page(catalog: Catalog) -> Page:
    return Page(
        CATEGORIES,
        "categories",
        title="Categories",
        description="All categories of error codes, by service.",
        context={"services": _by_service(catalog)},
    )


def _guide_page(catalog: Catalog) -> Page:
    return Page(
        GUIDE,
        "guide",
        title="Troubleshooting guide",
        description="Paste a code, a log line or an error message and land on the right page.",
        context={
            "services": _by_service(catalog),
            "codes": catalog.codes,
            "in_full": len(catalog.codes) <= GUIDE_LIMIT,
        },
    )


def _not_found_page() -> Page:
    return Page(
        NOT_FOUND,
        "404",
        title="Page not found",
        description="There is no page at this address.",
        context={},
        outfile="404.html",
    )


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
        if manifest.is_file():
            written = set(json.loads(manifest.read_text("utf-8")))
        documents = {
            self._builder.get_output_path(docname).relative_to(outdir).as_posix()
            for docname in self._builder.env.all_docs
        }
        manifest.write_text(json.dumps(sorted(keep | written), indent=0), "utf-8")
        for file in sorted(written - keep - documents):
            (outdir / file).unlink(missing_ok=True)
        manifest.write_text(json.dumps(sorted(keep), indent=0), "utf-8")

    def _url(self, pagename: str, target: str, anchor: str = "") -> str:
        """Return the relative address of a page, or of an anchor on it, as seen from a page."""
        url = self._builder.get_relative_uri(pagename, target)
        if anchor:
            return ("" if target == pagename else url) + f"#{anchor}"
        return url or self._builder.get_target_uri(target).rpartition("/")[2] or "./"

    def _row_url(self, pagename: str, origin: Origin) -> str:
        return self._url(pagename, origin.docname, origin.anchor)

    def _service_title(self, service: str) -> str:
        docname = self._catalog.services[service].docname
        return self._builder.env.titles[docname].astext()

    def _parents(self, page: Page) -> list[Link]:
        """Return the way to a page: its service, then what lies between."""
        home = self._catalog.services.get(page.service)
        own = [Link(home.docname, self._service_title(home.id))] if home else []
        if page.template == "category":
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
                "url": partial(self._url, name),
                "row_url": partial(self._row_url, name),
                "service_title": self._service_title,
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
            tree = TocTree(builder.env).get_toctree_for(
                docname, _SeenFrom(builder, pagename), **options
            )
            self._toctrees[key] = str(builder.render_partial(tree)["fragment"])
        return self._toctrees[key]

    def _metatags(self, page: Page) -> Markup:
        """Return the description, Open Graph data and, for 404.html, the base of all links."""
        builder = self._builder
        description = excerpt(page.description, 200)
        properties = {
            "og:title": page.title,
            "og:type": "article" if page.template == "code" else "website",
            "og:description": description,
            "og:site_name": builder.config.html_title or builder.config.project,
        }
        if builder.config.html_baseurl:
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
        return Markup("\n    ").join([Markup(""), *tags, Markup("")])


class _SeenFrom:
    """A builder whose relative addresses all start at one page."""

    def __init__(self, builder: StandaloneHTMLBuilder, pagename: str) -> None:
        self._builder = builder
        self._pagename = pagename

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
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
