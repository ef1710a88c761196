"""Makes what the theme's page template is given, for real pages and for frames alike.

The pages of one shape differ in their *slots* alone, which are texts with names; all else follows
from the shape. So a frame that was rendered with marks in its slots can be filled with any page
of its shape.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from markupsafe import escape
from sphinx.environment.adapters.toctree import TocTree

from sphinx_error_index.internals import site_rellinks
from sphinx_error_index.pages.choices import excerpt
from sphinx_error_index.pages.twins.tags import alternates, json_ld

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping

    from sphinx.builders.html import StandaloneHTMLBuilder

    from sphinx_error_index.pages.contents import Link, Page

Slots = dict[str, str]
"""The texts in which a page differs from others of its shape: ``title``, ``body`` and so on."""

BESIDE = ("prev", "next")


@dataclass(frozen=True, slots=True)
class Shape:
    """All that the frame of a page depends on, apart from its slots.

    Attributes:
        template: the name of the page's template.
        folder: the folder part of the page's name, with a slash at its end.
        home: the document whose place in the site's table of contents the page takes.
        beside: the folders of the pages before and after it; ``None`` where there is no such page.
        parents: the number of its parents.
        toc: whether the page has a table of contents of its own.
        has_url: whether the page's full address is known.
    """

    template: str
    folder: str
    home: str
    beside: tuple[str | None, str | None]
    parents: int
    toc: bool
    has_url: bool


class OtherTags(Protocol):
    """The meta tags that other extensions have for our pages."""

    describe: bool
    """Whether they describe the page, so that our own description would be a second one."""

    def of(self, page: Page, title: str) -> str:
        """Return the tags of a page, as HTML; ``title`` is its title as HTML."""


class ThemeContext:
    """Makes the theme's contexts for one builder.

    ``url`` takes the name of a page, and name and anchor of another, and gives the address of
    the other from the first. ``parents_of`` gives the pages on the way to a page. ``home_of`` takes
    the id of a service and gives the document that is its home, ``title_of`` gives its title; both
    give an empty text where there is no such service. ``others`` gives the meta tags that other
    extensions have for a page.
    """

    def __init__(
        self,
        builder: StandaloneHTMLBuilder,
        url: Callable[..., str],
        parents_of: Callable[[Page], list[Link]],
        home_of: Callable[[str], str],
        title_of: Callable[[str], str],
        others: OtherTags | None = None,
    ) -> None:
        self._builder = builder
        self._url = url
        self._parents_of = parents_of
        self._home_of = home_of
        self._title_of = title_of
        self._others = others
        self.twins: Container[str] = frozenset()
        """The files for machines that pages name, from the site's root."""
        self._toctrees: dict[tuple[object, ...], str] = {}
        base = builder.config.html_baseurl
        self._base = base.rstrip("/") + "/" if base else ""

    def shape(self, page: Page) -> Shape:
        """Return the shape of a page."""
        before, after = (
            _folder(link.pagename) if link else None for link in (page.previous, page.next)
        )
        return Shape(
            page.template,
            _folder(page.pagename),
            self._home_of(page.service),
            (before, after),
            len(self._parents_of(page)),
            bool(page.toc),
            bool(self._base) and page.template != "404",  # which answers any address
        )

    def slots(self, page: Page, body: str) -> Slots:
        """Return what a page puts into its frame; ``body`` is what its own template made."""
        slots = {
            "title": str(escape(page.title)),
            "body": body,
            "metatags": self._metatags(page),
            "name": _name(page.pagename),
            "pagename": page.pagename,
        }
        if page.toc:
            slots["toc"] = _toc(page.toc)
        if self._base and page.template != "404":
            slots["url"] = self._base + self._builder.get_target_uri(page.pagename)
            if page.forward:
                # The theme takes it for the canonical address.
                slots["url"] = self._base + self._builder.get_target_uri(page.forward.target)
        links = dict(zip(BESIDE, (page.previous, page.next), strict=True))
        links |= {f"parent{at}": link for at, link in enumerate(self._parents_of(page))}
        for key, link in links.items():
            if link:
                slots[f"{key}_title"] = str(escape(link.title))
                slots[f"{key}_link"] = self._url(page.pagename, link.pagename)
                slots[f"{key}_name"] = _name(link.pagename)
        return slots

    def context(self, shape: Shape, slots: Mapping[str, str]) -> dict[str, Any]:
        """Return what the theme's page template expects of a page."""

        def link(key: str) -> dict[str, str]:
            return {"link": slots[f"{key}_link"], "title": slots[f"{key}_title"]}

        pagename = shape.folder + slots["name"]
        folders = dict(zip(BESIDE, shape.beside, strict=True))
        rellinks = site_rellinks(self._builder)
        for key, access, word in (("next", "N", "next"), ("prev", "P", "previous")):
            if (folder := folders[key]) is not None:
                target = folder + slots[f"{key}_name"]
                rellinks.append((target, slots[f"{key}_title"], access, word))
        context: dict[str, Any] = {
            "pagename": pagename,
            "current_page_name": pagename,
            "title": slots["title"],
            "body": slots["body"],
            "metatags": slots["metatags"],
            "parents": [link(f"parent{at}") for at in range(shape.parents)],
            "prev": link("prev") if folders["prev"] is not None else None,
            "next": link("next") if folders["next"] is not None else None,
            "rellinks": rellinks,
            "pageurl": slots.get("url"),
            "meta": {},
            "toc": _page_toc(slots["title"], slots.get("toc", "")),
            "display_toc": shape.toc,
        }
        if shape.home:
            context["toctree"] = partial(self._toctree, shape.folder, shape.home)
        return context

    def base_path(self) -> str:
        """Return the path that the site is published under: ``/`` or that of html_baseurl."""
        # sphinx-notfound-page is told the path in a setting of its own.
        prefix = getattr(self._builder.config, "notfound_urls_prefix", None)
        path = urlsplit(self._base or prefix or "/").path
        return f"/{path.strip('/')}/" if path.strip("/") else "/"

    def address(self, page: Page) -> str:
        """Return the permanent address of a page, from the site's root if that is not known."""
        return self._base + self._builder.get_target_uri(page.pagename)

    def _toctree(self, folder: str, docname: str, **options: Any) -> str:
        """Return the site's table of contents as a service's page shows it, for pages of a folder.

        It is the same for all pages of a folder, so it is rendered once for them.
        """
        builder = self._builder
        key = (docname, folder, tuple(sorted(options.items())))
        if key not in self._toctrees:
            options.setdefault("includehidden", False)
            if options.get("maxdepth") == "":
                del options["maxdepth"]
            options.setdefault("collapse", True)
            seen: Any = _SeenFrom(builder, f"{folder}x")
            tree = TocTree(builder.env).get_toctree_for(docname, seen, **options)
            self._toctrees[key] = str(builder.render_partial(tree)["fragment"])
        return self._toctrees[key]

    def _metatags(self, page: Page) -> str:
        """Return the page's meta tags: description, Open Graph data, for 404.html a base."""
        builder = self._builder
        description = excerpt(page.description, 200)
        properties = {
            "og:title": " · ".join(filter(None, [page.title, self._title_of(page.service)])),
            "og:type": "article" if page.template == "code" else "website",
            "og:description": description,
            "og:site_name": builder.config.html_title or builder.config.project,
        }
        if self._base and page.template != "404":
            properties["og:url"] = self._base + builder.get_target_uri(page.pagename)
        tags = [f'<meta name="description" content="{escape(description)}">']
        tags += [
            f'<meta property="{name}" content="{escape(content)}">'
            for name, content in properties.items()
            if content
        ]
        if self._others is not None:
            others = self._others.of(page, str(escape(page.title)))
            tags = [*(() if self._others.describe else tags), others.strip()]
        tags += self._for_machines(page, description)
        if page.template == "404":
            # The server answers any address with this page: links start at the site's root.
            address = self.base_path() + builder.get_target_uri(page.pagename)
            tags.insert(0, f'<base href="{escape(address)}">')
            tags.append('<meta name="robots" content="noindex">')
        if page.forward:
            address = self._url(page.pagename, page.forward.target, page.forward.anchor)
            tags.append(f'<meta http-equiv="refresh" content="0; url={escape(address)}">')
            tags.append('<meta name="robots" content="noindex">')
            if not self._base:
                tags.append(f'<link rel="canonical" href="{escape(address)}">')
        return "\n    ".join(["", *tags, ""])

    def _for_machines(self, page: Page, description: str) -> Iterator[str]:
        """Yield the tags of a code's page that lead to its twins and say what it is about."""
        code = page.context.get("code")
        if code is None or f"{page.pagename}.md" not in self.twins:
            return
        address = self._builder.get_target_uri(page.pagename)
        yield from alternates(page.pagename, address, self.twins)
        service = self._title_of(page.service) or page.service
        url = self._base + address if self._base else ""
        yield json_ld(code, description, service, self._builder.config.language, url)


class _SeenFrom:
    """A builder all of whose relative addresses start at one page, whatever page is asked for."""

    def __init__(self, builder: StandaloneHTMLBuilder, pagename: str) -> None:
        self._builder = builder
        self._pagename = pagename

    def get_relative_uri(self, _from: str, to: str, typ: str | None = None) -> str:
        """Return the address of ``to`` from the one page."""
        return self._builder.get_relative_uri(self._pagename, to, typ)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._builder, name)


def _folder(pagename: str) -> str:
    return pagename[: pagename.rfind("/") + 1]


def _name(pagename: str) -> str:
    return pagename[pagename.rfind("/") + 1 :]


def _toc(entries: Iterable[tuple[str, str]]) -> str:
    """Return a page's own table of contents as HTML; ``entries`` are pairs of anchor and title."""
    items = (
        f'<li><a class="reference internal" href="#{anchor}">{escape(excerpt(title, 60))}</a></li>'
        for anchor, title in entries
    )
    return f"<ul>{''.join(items)}</ul>"


def _page_toc(title: str, inner: str) -> str:
    """Return a page's own table of contents as Sphinx gives it to themes."""
    return f'<ul><li><a class="reference internal" href="#">{title}</a>{inner}</li></ul>'
