"""A vendor's text becomes HTML on any page.

Plain texts are escaped; texts with markup are rendered by Sphinx's own writer.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from docutils import nodes
from markupsafe import Markup, escape
from sphinx.util.logging import suppress_logging
from sphinx.util.osutil import relative_uri

from sphinx_error_index.model import CellAddress
from sphinx_error_index.reading.formats.parts import find_parts
from sphinx_error_index.reading.rowmarks import HAS_HIDDEN, KEEP_HIDDEN, hidden_tables
from sphinx_error_index.reading.tables import entry_content, row_nodes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sphinx.builders import Builder
    from sphinx.builders.html import StandaloneHTMLBuilder

    from sphinx_error_index.catalog.crosslinks import CrossLinks
    from sphinx_error_index.model import Text


class CellStore:
    """The cells with markup of the service pages, as they are once a page's doctree is resolved.

    A service page that is written in this build hands its cells over (:meth:`note`). The doctree
    of any other page is loaded and resolved when the first of its cells is asked for.
    """

    def __init__(self, builder: Builder) -> None:
        self._builder = builder
        self._entries: dict[CellAddress, nodes.Element] = {}
        self._hidden: dict[str, frozenset[str]] = {}

    def note(self, doctree: nodes.document, docname: str, addresses: Iterable[CellAddress]) -> None:
        """Keep the cells at some addresses of a resolved doctree.

        A doctree from which hidden tables were taken out is not used here: it lacks their cells,
        so it is loaded again when one of its cells is asked for.
        """
        wanted: dict[str, set[tuple[int, int]]] = defaultdict(set)
        parts: set[str] = set()
        for address in addresses:
            if address.row < 0:
                parts.add(address.table)
            else:
                wanted[address.table].add((address.row, address.entry))
        if not (wanted or parts) or doctree.get(HAS_HIDDEN):
            return
        if parts:
            for name, content in find_parts(doctree, parts).items():
                self._entries[CellAddress(docname, name, -1, -1)] = _let_go(content)
        for table in doctree.findall(nodes.table):
            for table_id in set(table["ids"]) & wanted.keys():
                rows = row_nodes(table)
                for row, at in wanted[table_id]:
                    key = CellAddress(docname, table_id, row, at)
                    entry: nodes.Element = rows[row].children[at]  # type: ignore[assignment]
                    self._entries[key] = _let_go(entry.deepcopy())
        self._hidden[docname] = frozenset(
            node_id
            for hidden in doctree.findall(hidden_tables)
            for node in hidden.findall(nodes.Element)
            for node_id in node["ids"]
        )

    def has(self, address: CellAddress) -> bool:
        """Say whether a cell can be returned without loading a doctree."""
        return _cell(address) in self._entries

    def content(self, address: CellAddress) -> list[nodes.Node]:
        """Return the nodes at an address. They belong to the store: copy them to change them."""
        if not self.has(address):
            self._load(address.docname)
        return entry_content(self._entries[_cell(address)], address.item)

    def hidden(self, docname: str) -> frozenset[str]:
        """Return the ids of the nodes that a page does not show."""
        return self._hidden.get(docname, frozenset())

    def _load(self, docname: str) -> None:
        """Resolve a service page's doctree with its hidden tables; an event then calls ``note``."""
        doctree = self._builder.env.get_doctree(docname)
        doctree[KEEP_HIDDEN] = True
        with suppress_logging():  # what there is to say was said when the page was written
            self._builder.env.apply_post_transforms(doctree, docname)


def _let_go(content: nodes.Element) -> nodes.Element:
    """Let nodes not keep the document that they were copied from."""
    for node in content.findall():
        node.document = None  # type: ignore[assignment]
    return content


def _cell(address: CellAddress) -> CellAddress:
    """Return the address of the whole cell in which a list item is."""
    return replace(address, item=-1, content="")


class CellRenderer:
    """Renders texts for the pages of one builder.

    ``url`` takes two page names and gives the relative address of the second from the first.
    """

    def __init__(
        self,
        builder: StandaloneHTMLBuilder,
        links: CrossLinks,
        cells: CellStore,
        url: Callable[[str, str], str],
    ) -> None:
        self._builder = builder
        self._links = links
        self._cells = cells
        self._url = url
        own = str(builder.config.error_index_original_language)
        self._foreign = "" if own == builder.config.language else own

    def has(self, text: Text) -> bool:
        """Say whether a text can be rendered without loading a doctree."""
        return text.markup is None or self._cells.has(text.markup)

    def html(self, text: Text, pagename: str, service: str) -> Markup:
        """Return a text of a service as HTML for a page.

        References lead where they led on the text's own page; codes that it names become links.
        A text in another language than the page says in which.
        """
        said = self._said(text, pagename, service)
        if not self._foreign or text.translated:
            return said
        tag = "div" if text.markup else "span"
        return Markup('<{0} lang="{1}">{2}</{0}>').format(tag, self._foreign, said)

    def _said(self, text: Text, pagename: str, service: str) -> Markup:
        if text.markup is None:
            lines = text.plain.split("\n")
            return Markup("<br>").join(self._linked(line, pagename, service) for line in lines)
        address = text.markup
        content = self._cells.content(address)
        box = nodes.container("", *(node.deepcopy() for node in content), classes=["err-cell"])
        self._builder.post_process_images(box)
        self._rebase(box, address.docname, pagename, self._cells.hidden(address.docname))
        self._link_codes(box, pagename, service)
        for node in box.findall(nodes.Element):
            # The ids belong to the row on the service page; here they could stand twice.
            node["ids"] = []
        _unnumber(box)
        self._builder.imgpath = relative_uri(
            self._builder.get_target_uri(pagename), self._builder.imagedir
        )
        self._builder.current_docname = pagename
        return Markup(self._builder.render_partial(box)["fragment"])

    def _linked(self, line: str, pagename: str, service: str) -> Markup:
        """Return a plain line with links on the codes that it names, except the page's own code."""
        named = self._links.named_in(line, service)
        if not named:
            return escape(line)
        result = Markup()
        at = 0
        for start, end, code in named:
            if code.pagename != pagename:
                url = self._url(pagename, code.pagename)
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
                    url = self._url(pagename, code.pagename)
                    link = nodes.reference("", line[start:end], refuri=url, internal=True)
                    pieces += [nodes.Text(line[at:start]), link]
                    at = end
            if pieces:
                text.parent.replace(text, [*pieces, nodes.Text(line[at:])])

    def _rebase(
        self, box: nodes.Element, docname: str, pagename: str, hidden: frozenset[str]
    ) -> None:
        """Make the references of one page lead to the same places from another page."""
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


class _Figure(nodes.figure):
    """A figure that Sphinx does not number, since it goes by the class of the node."""


class _Table(nodes.table):
    """A table that Sphinx does not number."""


_UNNUMBERED: dict[type, type[nodes.Element]] = {nodes.figure: _Figure, nodes.table: _Table}


def _unnumber(box: nodes.Element) -> None:
    """Make captions show without their numbers: the writer finds numbers by ids, which are gone."""
    for caption in list(box.findall(nodes.caption)):
        if isinstance(caption.parent, nodes.container):  # around a block of code
            text = nodes.inline("", "", *caption.children, classes=["caption-text"])
            caption.replace_self(nodes.container("", text, classes=["code-block-caption"]))
    for node in list(box.findall(nodes.Element)):
        if alike := _UNNUMBERED.get(type(node)):
            node.replace_self(alike(node.rawsource, *node.children, **node.attributes))


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
