"""Changes to vendor tables when their page is written: links, targets, hidden tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_error_index.builders import has_pages
from sphinx_error_index.reading.formats.parts import NAMING, vendor_blocks, vendor_words
from sphinx_error_index.reading.rowmarks import HAS_HIDDEN, KEEP_HIDDEN, MARKS, hidden_tables
from sphinx_error_index.reading.tables import row_nodes
from sphinx_error_index.sphinxext.domain import domain_of

if TYPE_CHECKING:
    from typing import Any

    from sphinx.application import Sphinx

    from sphinx_error_index.sphinxext.domain import ErrorDomain


class RowLinks(SphinxPostTransform):
    """Links the codes and categories in rows to their pages, where the builder has such pages."""

    default_priority = 9  # before references are resolved: a cell that has one keeps it

    def run(self, **_kwargs: Any) -> None:
        """Link the cells and words that ``rowmarks`` and ``formats.marking`` noted."""
        domain = domain_of(self.env)
        linking = has_pages(domain.session.builder)
        for named in [n for n in self.document.findall(nodes.TextElement) if NAMING in n]:
            service, role, names = named.attributes.pop(NAMING)
            if linking and not _has_links(named):
                self._link(domain, named, role, service, names)
        for table in self.document.findall(nodes.table):
            service, marks = table.attributes.pop(MARKS, ("", ()))
            rows = row_nodes(table) if marks and linking else []
            for row, at, role, names in marks if linking else ():
                entry = rows[row].children[at]
                if not _has_links(entry):
                    self._link(domain, entry, role, service, names)

    def _link(
        self, domain: ErrorDomain, entry: nodes.Element, role: str, service: str,
        names: tuple[str, ...],
    ) -> None:  # fmt: skip
        """Make each name in a cell a reference to the page of that name."""

        def reference(name: str, content: list[nodes.Node]) -> nodes.Node:
            shown = nodes.inline("", "", *content, classes=["err-row-link"])
            return domain.row_link(role, f"{service}/{name}", self.env.docname, shown)

        if len(names) == 1:
            paragraph = entry.next_node(nodes.TextElement, include_self=True)
            if paragraph is not None and paragraph.children:
                content = paragraph.children[:]
                paragraph.clear()
                paragraph += reference(names[0], content)
            return
        for name in names:
            for text in list(entry.findall(nodes.Text)):
                before, found, after = text.astext().partition(name)
                if found and not isinstance(text.parent.parent, nodes.reference):
                    link = reference(name, [nodes.Text(found)])
                    text.parent.replace(text, [nodes.Text(before), link, nodes.Text(after)])
                    break


_LINKS = (nodes.reference, addnodes.pending_xref)


def _has_links(node: nodes.Element) -> bool:
    return any(isinstance(inner, _LINKS) for inner in node.findall(nodes.Element))


_ANCHORED = (nodes.row, nodes.list_item, nodes.field_name, nodes.option_group)


def _first_text(node: nodes.Element) -> nodes.Element | None:
    """Return the element of a row or an entry of a list in which a target may stand."""
    if isinstance(node, nodes.TextElement):
        return node
    for kind in (nodes.paragraph, nodes.entry, nodes.TextElement):
        if (found := node.next_node(kind)) is not None:
            return found
    return None


class HideTables(SphinxPostTransform):
    """Removes the hidden tables from what is written."""

    default_priority = 5

    def run(self, **_kwargs: Any) -> None:
        """Remove them, unless the doctree is resolved for the sake of their cells."""
        if not self.document.get(KEEP_HIDDEN):
            for node in list(self.document.findall(hidden_tables)):
                node.parent.remove(node)
                self.document[HAS_HIDDEN] = True


class RowTargets(SphinxPostTransform):
    """Gives rows a place to link to where the format has none (LaTeX, texinfo)."""

    default_priority = 900
    formats = ("latex", "texinfo")

    def run(self, **_kwargs: Any) -> None:
        """Move each row's ids to a target in its first filled cell."""
        for row in [n for n in self.document.findall(nodes.Element) if isinstance(n, _ANCHORED)]:
            place = _first_text(row) if row["ids"] else None
            if place is not None:
                place.insert(0, nodes.target("", "", ids=row["ids"]))
                row["ids"] = []


class TableIds(SphinxPostTransform):
    """Removes the ids of tables that a theme, such as furo, also gave to a box around them."""

    default_priority = 900
    formats = ("html",)

    def run(self, **_kwargs: Any) -> None:
        """Remove them from the box: an id must not stand twice on a page."""
        for table in self.document.findall(nodes.table):
            box = table.parent
            if isinstance(box, nodes.container):
                box["ids"] = [node_id for node_id in box["ids"] if node_id not in table["ids"]]


def add_nodes(app: Sphinx) -> None:
    """Register the nodes of our own that vendor files are made of, and how they are written."""
    app.add_node(hidden_tables)
    for node in (vendor_words, vendor_blocks):
        app.add_node(node, html=(_show_nothing, _show_nothing))


def _show_nothing(_translator: object, _node: nodes.Element) -> None:
    """Write nothing for a node that is there to be found: its children are all that it shows."""
