"""A vendor's text → HTML on any page: plain texts escaped, others by Sphinx's own writer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from docutils import nodes
from markupsafe import Markup, escape
from sphinx.util.logging import suppress_logging
from sphinx.util.osutil import relative_uri

from sphinx_error_index.servicepage import KEEP_HIDDEN, hidden_tables
from sphinx_error_index.tables import cell_content

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.builders.html import StandaloneHTMLBuilder

    from sphinx_error_index.crosslinks import CrossLinks
    from sphinx_error_index.model import Text


KEPT_PAGES = 4
"""Service pages whose doctrees are kept in memory while pages are written."""


@dataclass(frozen=True, slots=True)
class _ServicePage:
    """A service page's tables by id, and the ids of what it does not show."""

    tables: dict[str, nodes.table]
    hidden: frozenset[str]


class CellRenderer:
    """Renders texts for the pages of one builder, the doctrees of a few service pages at hand."""

    def __init__(self, builder: StandaloneHTMLBuilder, links: CrossLinks) -> None:
        self._builder = builder
        self._links = links
        self._pages: dict[str, _ServicePage] = {}

    def html(self, text: Text, pagename: str, service: str) -> Markup:
        """Return a text of a service as HTML for a page.

        References lead where they did on the text's own page; codes it names become links.
        """
        if text.markup is None:
            lines = text.plain.split("\n")
            return Markup("<br>").join(self._linked(line, pagename, service) for line in lines)
        address = text.markup
        service_page = self._load(address.docname)
        content = cell_content(service_page.tables[address.table], address)
        box = nodes.container("", *(node.deepcopy() for node in content), classes=["err-cell"])
        self._rebase(box, address.docname, pagename, service_page.hidden)
        self._link_codes(box, pagename, service)
        for node in box.findall(nodes.Element):
            # The ids belong to the row on the service page; here they could stand twice.
            node["ids"] = []
        self._builder.imgpath = relative_uri(
            self._builder.get_target_uri(pagename), self._builder.imagedir
        )
        self._builder.current_docname = pagename
        return Markup(self._builder.render_partial(box)["fragment"])

    def _linked(self, line: str, pagename: str, service: str) -> Markup:
        """Return a plain line with links on the codes it names, the page's own excepted."""
        result = Markup()
        at = 0
        for start, end, code in self._links.named_in(line, service):
            if code.pagename != pagename:
                url = self._builder.get_relative_uri(pagename, code.pagename)
                link = Markup('<a href="{}">{}</a>').format(url, line[start:end])
                result += escape(line[at:start]) + link
                at = end
        return result + escape(line[at:])

    def _link_codes(self, box: nodes.Element, pagename: str, service: str) -> None:
        """Turn the codes named in a cell into references, but not inside other references."""
        for text in list(box.findall(nodes.Text)):
            if any(isinstance(node, _UNLINKED) for node in _ancestors(text)):
                continue
            line = text.astext()
            pieces: list[nodes.Node] = []
            at = 0
            for start, end, code in self._links.named_in(line, service):
                if code.pagename != pagename:
                    url = self._builder.get_relative_uri(pagename, code.pagename)
                    link = nodes.reference("", line[start:end], refuri=url, internal=True)
                    pieces += [nodes.Text(line[at:start]), link]
                    at = end
            if pieces:
                text.parent.replace(text, [*pieces, nodes.Text(line[at:])])

    def _load(self, docname: str) -> _ServicePage:
        """Return a service page's resolved tables; those of the pages last used are kept."""
        page = self._pages.pop(docname, None) or self._resolve(docname)
        self._pages[docname] = page
        if len(self._pages) > KEPT_PAGES:
            del self._pages[next(iter(self._pages))]
        return page

    def _resolve(self, docname: str) -> _ServicePage:
        """Resolve a service page's doctree, hidden tables included."""
        doctree = self._builder.env.get_doctree(docname)
        doctree[KEEP_HIDDEN] = True
        with suppress_logging():  # what there is to say was said when the page was written
            self._builder.env.apply_post_transforms(doctree, docname)
            self._builder.post_process_images(doctree)
        return _ServicePage(
            {node_id: table for table in doctree.findall(nodes.table) for node_id in table["ids"]},
            frozenset(
                node_id
                for hidden in doctree.findall(hidden_tables)
                for node in hidden.findall(nodes.Element)
                for node_id in node["ids"]
            ),
        )

    def _rebase(
        self, box: nodes.Element, docname: str, pagename: str, hidden: frozenset[str]
    ) -> None:
        """Make references of one page lead to the same place from another one."""
        base = self._builder.get_target_uri(docname)
        page = self._builder.get_target_uri(pagename)
        for node in list(box.findall(nodes.reference)) + list(
            box.findall(nodes.footnote_reference)
        ):
            if "refid" in node:
                anchor = node["refid"]
                fragment = "" if anchor in hidden else f"#{anchor}"
                target = relative_uri(page, base) + fragment
                del node["refid"]
            elif node.get("refuri") and "://" not in node["refuri"]:
                target = node["refuri"]
                if target.startswith(("mailto:", "/")):
                    continue
                path, _, fragment = target.partition("#")
                absolute = _join(base, path)
                target = relative_uri(page, absolute) + (f"#{fragment}" if fragment else "")
            else:
                continue
            if isinstance(node, nodes.footnote_reference):
                mark = nodes.reference("", f"[{node.astext()}]", refuri=target, internal=True)
                node.replace_self(mark)
            else:
                node["refuri"] = target


_UNLINKED = (nodes.reference, nodes.literal_block)


def _ancestors(node: nodes.Node) -> Iterator[nodes.Node]:
    while node.parent is not None:
        node = node.parent
        yield node


def _join(base: str, path: str) -> str:
    """Return the address, from the site's root, of a path that is relative to a page."""
    if not path:
        return base
    parts = base.split("/")[:-1]
    for part in path.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part != ".":
            parts.append(part)
    return "/".join(parts)
