"""Makes ``sitemap.xml``, which lists every page of the site for search engines (sitemaps.org).

It is made from what the site consists of, not from what one build wrote, so it is complete after
an incremental build. It carries no dates: the same site gives the same text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote
from xml.sax.saxutils import escape

from sphinx_error_index.pages.contents import CHANGES, GENERATED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sphinx_error_index.model import Catalog

NAME = "sitemap.xml"
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
MAX_PAGES = 50_000
"""Most addresses in one file, by the protocol. With more, ``sitemap.xml`` lists further files."""


def sitemaps(
    catalog: Catalog, documents: Iterable[str], base_url: str, url: Callable[[str], str]
) -> dict[str, str]:
    """Return the files of the sitemap by name: ``sitemap.xml``, and its parts if it is large.

    ``documents`` are the names of the site's documents; ``url`` gives the address of a page,
    from the site's root, by its name. Without a ``base_url`` there is none.
    """
    if not base_url:
        return {}
    root = base_url.rstrip("/") + "/"
    names = page_names(catalog, documents)
    # The builder of folders leaves its addresses unquoted; a "%" is one of the other's.
    pages = sorted({root + quote(url(name), safe="/%:?=&#~") for name in names})
    if len(pages) <= MAX_PAGES:
        return {NAME: _xml("urlset", "url", pages)}
    parts = {
        f"sitemap-{at // MAX_PAGES + 1}.xml": _xml("urlset", "url", pages[at : at + MAX_PAGES])
        for at in range(0, len(pages), MAX_PAGES)
    }
    return {NAME: _xml("sitemapindex", "sitemap", [root + name for name in parts]), **parts}


def page_names(catalog: Catalog, documents: Iterable[str]) -> set[str]:
    """Return the names of all pages that a search engine should find; *documents* are among them.

    Pages of what is gone are not; the page of changes is if it is among the documents.
    """
    names = {*documents, *(GENERATED.keys() - {CHANGES})}
    names |= {page.pagename for page in catalog.codes.values()}
    names |= {page.pagename for page in catalog.categories.values()}
    names |= {*catalog.listings, *catalog.statuses}
    return names


def _xml(container: str, item: str, addresses: Iterable[str]) -> str:
    return "\n".join(_lines(container, item, addresses)) + "\n"


def _lines(container: str, item: str, addresses: Iterable[str]) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="utf-8"?>'
    yield f'<{container} xmlns="{NAMESPACE}">'
    for address in addresses:
        yield f"<{item}><loc>{escape(address)}</loc></{item}>"
    yield f"</{container}>"
