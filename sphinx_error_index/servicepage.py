"""What the service page shows: the vendor's tables, each row anchored, each code linked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_error_index.builders import has_pages
from sphinx_error_index.doctrees import NodesByClass
from sphinx_error_index.links import slug
from sphinx_error_index.model import Outcome
from sphinx_error_index.tables import row_nodes

if TYPE_CHECKING:
    from typing import Any

    from sphinx_error_index.domain import ErrorDomain
    from sphinx_error_index.model import TableReading
    from sphinx_error_index.tables import Row, Table

KEEP_HIDDEN = "err_keep_hidden"
"""Attribute of a doctree that is resolved for its cells, hidden ones included."""


HAS_HIDDEN = "err_has_hidden"
"""Attribute of a doctree that had hidden tables, which were taken out."""

MARKS = "err_rows"
"""Attribute of a table: its service; row, entry, role and names of each cell that names codes."""


class hidden_tables(nodes.General, nodes.Element):  # noqa: N801 - nodes are named so
    """Vendor files read with ``:hidden:``: their cells are needed, their page shows nothing."""


class RowAnchors:
    """Gives the rows of one table their ids on the service page, none where it is hidden."""

    def __init__(self, doctree: nodes.document, id_prefix: str, *, hidden: bool) -> None:
        self.given: dict[int, str] = {}
        self._doctree = doctree
        self._prefix = f"{id_prefix}row-"
        self._hidden = hidden

    def __call__(self, row: Row, name: str) -> str:
        """Return the id of a row that names ``name``: the one it has, else a new one."""
        if self._hidden:
            return ""
        if row.number not in self.given:
            bare = anchor = self._prefix + slug(name)
            count = 1
            while anchor in self._doctree.ids:
                count += 1
                anchor = f"{bare}-{count}"
            self._doctree.ids[anchor] = self._doctree
            self.given[row.number] = anchor
        return self.given[row.number]


def mark_rows(
    node: nodes.table, table: Table, reading: TableReading, anchors: RowAnchors, service: str
) -> None:
    """Give a recognised table's rows their ids, and note which cell names which codes.

    The links themselves are made when the page is written, by :class:`RowLinks`.
    """
    node["classes"].append("err-table")
    rows = row_nodes(node)
    marks = []
    for row, said in zip(table.body, reading.rows, strict=True):
        if anchor := anchors.given.get(row.number):
            rows[row.number]["ids"].append(anchor)
        if said.outcome in _NAMING and said.codes:
            role = "code" if said.outcome is Outcome.CODE else "category"
            naming = [row.cells[c] for c in reading.naming if c < len(row.cells)]
            cell = next((cell for cell in naming if cell.plain and cell.own), None)
            if said.outcome is Outcome.HEADING or cell is None:
                cell = row.cells[0]
            marks.append((row.number, cell.entry, role, said.codes))
    node[MARKS] = (service, marks)


_NAMING = frozenset({Outcome.CODE, Outcome.CATEGORY, Outcome.HEADING})


class RowLinks(SphinxPostTransform):
    """Links what the rows of recognised tables name to its pages, where the builder has any."""

    default_priority = 9  # before references are resolved: a cell that has one keeps it

    def run(self, **_kwargs: Any) -> None:
        """Link the cells that :func:`mark_rows` noted."""
        domain: ErrorDomain = self.env.domains["err"]  # type: ignore[assignment]
        linking = has_pages(domain.builder)
        for table in self.document.findall(nodes.table):
            service, marks = table.attributes.pop(MARKS, ("", ()))
            rows = row_nodes(table) if marks and linking else []
            for row, at, role, names in marks if linking else ():
                entry = rows[row].children[at]
                if not any(isinstance(node, _LINKS) for node in entry.findall(nodes.Element)):
                    self._link(domain, entry, role, service, names)

    def _link(
        self, domain: ErrorDomain, entry: nodes.Element, role: str, service: str,
        names: tuple[str, ...],
    ) -> None:  # fmt: skip
        """Wrap what an entry says of each name in a reference to that name's page."""

        def reference(name: str, content: list[nodes.Node]) -> nodes.Node:
            shown = nodes.inline("", "", *content, classes=["err-row-link"])
            return domain.row_link(role, f"{service}/{name}", self.env.docname, shown)

        if len(names) == 1:
            paragraph = entry.next_node(nodes.paragraph)
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


def adopt(doctree: nodes.document, page: nodes.document, *, hidden: bool) -> list[nodes.Node]:
    """Hand a vendor document's content to the page; its ids become known there.

    Its names do not: docutils would resolve the page's references by them.
    """
    for node in NodesByClass(doctree).of(nodes.Element):
        if node is not doctree:
            attributes = node.attributes
            if attributes["names"]:
                attributes["names"] = []
            attributes.pop("anonymous", None)
            for node_id in attributes["ids"]:
                page.ids.setdefault(node_id, node)
    content = doctree.children[:]
    doctree.clear()
    for top in content:
        if isinstance(top, nodes.Element):
            # The vendor's quotation marks are part of the messages people search for.
            top["support_smartquotes"] = False
    return [hidden_tables("", *content)] if hidden and content else content


class HideTables(SphinxPostTransform):
    """Takes the hidden tables out of what is written."""

    default_priority = 5

    def run(self, **_kwargs: Any) -> None:
        """Remove them, unless the doctree is resolved for their sake."""
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
        for row in list(self.document.findall(nodes.row)):
            place = row.next_node(nodes.paragraph) or row.next_node(nodes.entry)
            if row["ids"] and isinstance(place, nodes.Element):
                place.insert(0, nodes.target("", "", ids=row["ids"]))
                row["ids"] = []


class TableIds(SphinxPostTransform):
    """Takes back the ids of tables that a theme (furo) gave to a box around them as well."""

    default_priority = 900
    formats = ("html",)

    def run(self, **_kwargs: Any) -> None:
        """Remove them from the box: an id must not stand twice on a page."""
        for table in self.document.findall(nodes.table):
            box = table.parent
            if isinstance(box, nodes.container):
                box["ids"] = [node_id for node_id in box["ids"] if node_id not in table["ids"]]
