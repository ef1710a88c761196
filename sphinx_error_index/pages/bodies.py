"""Renders the body of each page: its template is given its own context and what all share."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from sphinx_error_index.catalog.listings import meaning_with
from sphinx_error_index.catalog.statuses import status_of, status_page
from sphinx_error_index.pages.choices import message_of
from sphinx_error_index.pages.contents import GUIDE, Link
from sphinx_error_index.pages.roots import root_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup
    from sphinx.builders.html import StandaloneHTMLBuilder

    from sphinx_error_index.catalog.crosslinks import CrossLinks
    from sphinx_error_index.model import Catalog, Code, Origin, Service, Variant
    from sphinx_error_index.notes import Triage
    from sphinx_error_index.pages.cells import CellRenderer
    from sphinx_error_index.pages.contents import Page
    from sphinx_error_index.pages.templating import Templates
    from sphinx_error_index.pages.themecontext import ThemeContext
    from sphinx_error_index.sites.remotes import RemoteService


class PageUrls:
    """Gives the relative addresses of pages, as seen from other pages of one builder."""

    def __init__(self, builder: StandaloneHTMLBuilder) -> None:
        self._builder = builder
        self._urls: dict[tuple[str, str], str] = {}

    def url(self, pagename: str, target: str, anchor: str = "") -> str:
        """Return the relative address of a page, or of an anchor on it, as seen from a page."""
        fragment = f"#{anchor}" if anchor else ""
        if target == pagename:
            url = self._builder.get_relative_uri(pagename, target)
            own = self._builder.get_target_uri(target).rpartition("/")[2] or "./"
            return fragment or url or own
        if target.startswith(f"{pagename}/"):  # below it, where the builder makes folders
            return self._relative(pagename, target) + fragment
        key = (pagename[: pagename.rfind("/") + 1], target)
        if key not in self._urls:
            self._urls[key] = self._relative(pagename, target)
        return self._urls[key] + fragment

    def _relative(self, pagename: str, target: str) -> str:
        url = self._builder.get_relative_uri(pagename, target)
        return url or self._builder.get_target_uri(target).rpartition("/")[2] or "./"


class Services:
    """The services of a catalogue, gone or not, and the titles of the site's documents."""

    def __init__(self, builder: StandaloneHTMLBuilder, catalog: Catalog) -> None:
        self._builder = builder
        self._catalog = catalog

    def get(self, service: str) -> Service | None:
        """Return a service, even one that is no longer documented; None for any other id."""
        return self._catalog.services.get(service) or self._catalog.past.services.get(service)

    def title(self, service: str) -> str:
        """Return the title of a service, which is its id where nothing is known of it."""
        known = self.get(service)
        if known is None or known.gone:
            return known.title if known else service
        return self.document_title(known.docname)

    def own_title(self, service: str) -> str:
        """Return the title of a service; empty where nothing is known of it."""
        return self.title(service) if self.get(service) else ""

    def home(self, service: str) -> str:
        """Return the first document of a documented service; empty for any other."""
        home = self._catalog.services.get(service)
        return home.docname if home else ""

    def document_title(self, docname: str) -> str:
        """Return the title of a document, which is its name where there is no such document."""
        titles = self._builder.env.titles
        return titles[docname].astext() if docname in titles else docname

    def parents(self, page: Page) -> list[Link]:
        """Return the pages on the way to a page: its service, and what lies between."""
        home = self.get(page.service)
        own = [Link(home.docname, self.title(home.id))] if home else []
        if page.template in ("category", "tombstone_group"):
            return [*page.parents, *own]
        return [*own, *page.parents]


class Bodies:
    """Renders the bodies of pages by their templates."""

    def __init__(
        self,
        builder: StandaloneHTMLBuilder,
        catalog: Catalog,
        templates: Templates,
        links: CrossLinks,
        cells: CellRenderer,
        theme: ThemeContext,
        elsewhere: Sequence[RemoteService] = (),
    ) -> None:
        self._elsewhere = elsewhere
        self._builder = builder
        self._catalog = catalog
        self._templates = templates
        self._links = links
        self._cells = cells
        self._theme = theme
        self._urls = PageUrls(builder)
        self._services = Services(builder, catalog)
        self._entries: dict[tuple[str | bool, ...], Markup] = {}
        self._triages: dict[Triage, Markup] = {}

    def body(self, page: Page) -> Markup:
        """Return the body of a page."""
        name = page.pagename
        root = root_of(self._builder, name)
        guide_url = self._urls.url(name, GUIDE)
        address = self._theme.address(page)
        return self._templates.render(
            page.template,
            {
                **page.context,
                "page": page,
                "parents": self._services.parents(page),
                "home": self._builder.config.root_doc,
                "catalog": self._catalog,
                "root": root,
                "guide_url": guide_url,
                "base_path": self._theme.base_path(),
                "address": address,
                "original_language": self._builder.config.error_index_original_language,
                "url": partial(self._page_url, name),
                "row_url": partial(self._row_url, name),
                "status_of": partial(status_of),
                "status_url": partial(self._status_url, name),
                "feedback_url": partial(self._tool_url, "error_index_feedback_url", address),
                "edit_url": partial(self._tool_url, "error_index_edit_url", address),
                "remote_services": self._elsewhere,
                "service_of": partial(self._services.get),
                "service_title": partial(self._services.title),
                "document_title": partial(self._services.document_title),
                "entry": partial(self._entry, page),
                "triage": partial(self._triage),
                "cell": partial(self._cells.html, pagename=name, service=page.service),
                "links": self._links,
                "search_box": partial(
                    self._templates.render_search_box, root=root, guide_url=guide_url
                ),
            },
        )

    def _status_url(self, pagename: str, number: int, service: str = "") -> str:
        """Return the address of a status's page in a service, else over all; empty without one."""
        for name in (status_page(service, number), status_page("", number)):
            if name in self._catalog.statuses:
                return self._page_url(pagename, name)
        return ""

    def _tool_url(self, name: str, address: str, code: Code) -> str:
        """Return an address made from a template in conf.py; empty where there is none."""
        template: str = self._builder.config[name]
        return filled(template, code, address) if template else ""

    def _page_url(self, pagename: str, target: str, anchor: str = "") -> str:
        """Return the address of a page of ours, without anchor where a document has its place."""
        is_document = bool(anchor) and target in self._builder.env.all_docs
        return self._urls.url(pagename, target, "" if is_document else anchor)

    def _row_url(self, pagename: str, origin: Origin) -> str:
        return self._urls.url(pagename, origin.docname, origin.anchor)

    def _entry(self, page: Page, code: Code, *, brief: bool = False, message: str = "") -> Markup:
        """Return another code as an item of a list on a page.

        A ``brief`` item has no summary where the code has a title; one with a ``message`` leads to
        the meaning that has it. Items are rendered once for all pages of a folder.
        """
        name = page.pagename
        meaning = meaning_with(code, message) if message else None
        if meaning and len(code.variants) > 1:
            return self._rendered_entry(page, code, brief, meaning)
        if code.pagename.startswith(f"{name}/"):  # below it, where the builder makes folders
            return self._rendered_entry(page, code, brief)
        key = (name[: name.rfind("/") + 1], page.service, code.gone, code.id, brief)
        if key not in self._entries:
            self._entries[key] = self._rendered_entry(page, code, brief)
        return self._entries[key]

    def _triage(self, said: Triage) -> Markup:
        """Return what follows from a meaning; many meanings have the same."""
        if said not in self._triages:
            self._triages[said] = self._templates.macro("triage", said)
        return self._triages[said]

    def _rendered_entry(
        self, page: Page, code: Code, brief: bool, meaning: Variant | None = None
    ) -> Markup:
        other = code.service != page.service
        said = meaning.message[0].plain if meaning else message_of(code)
        return self._templates.macro(
            "entry",
            code,
            href=self._page_url(page.pagename, code.pagename, meaning.anchor if meaning else ""),
            service=self._services.title(code.service) if other else "",
            summary="" if brief and code.title else said,
        )


PLACES = ("service", "code", "url", "file", "line")
"""What ``error_index_feedback_url`` and ``error_index_edit_url`` may name in braces."""


def problem_of(template: str) -> str:
    """Return what is wrong with a template of an address, empty if nothing is."""
    try:
        made = template.format_map(dict.fromkeys(PLACES, "x"))
    except KeyError as error:
        places = ", ".join(f"{{{place}}}" for place in PLACES)
        return f"there is no place {{{error.args[0]}}} (known are {places})"
    except (ValueError, IndexError, AttributeError):
        return f"{template!r} is no text with places such as {{code}}"
    try:
        scheme = urlsplit(made).scheme
    except ValueError:
        return f"{template!r} is no address"
    if made and scheme not in ("https", "http", "mailto", ""):
        return f"an address must not begin with {scheme}:"
    return ""


def filled(template: str, code: Code, address: str) -> str:
    """Return the address that a template gives for a code, its places filled and quoted.

    ``{file}`` and ``{line}`` are where the first row of the code stands, empty if nothing says
    where. The template is one of which :func:`problem_of` says nothing.
    """
    origin = next((origin for v in code.variants for origin in v.origins), None)
    values = (
        code.service,
        code.code,
        address,
        origin.file if origin else "",
        str(origin.line or "") if origin else "",
    )
    quoted = (quote(value, safe="/") for value in values)
    return template.format_map(dict(zip(PLACES, quoted, strict=True)))
