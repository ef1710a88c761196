"""The marks that a service page carries: the ids of rows, and which cell names which codes.

The marks are set while a vendor file is read. The transforms of ``sphinxext`` turn them into links
when the page is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_error_index.doctrees import NodesByClass
from sphinx_error_index.links import slug
from sphinx_error_index.model import Outcome
from sphinx_error_index.reading.cells.inline_html import OWN_ANCHOR
from sphinx_error_index.reading.tables import row_nodes

if TYPE_CHECKING:
    from sphinx_error_index.model import TableReading
    from sphinx_error_index.reading.tables import Row, Table

KEEP_HIDDEN = "err_keep_hidden"
"""Attribute of a doctree that is resolved for its cells, including hidden ones."""

HAS_HIDDEN = "err_has_hidden"
"""Attribute of a doctree from which hidden tables were taken out."""

MARKS = "err_rows"
"""Attribute of a table: its service, and row, entry, role and names of each naming cell."""


class hidden_tables(nodes.General, nodes.Element):  # noqa: N801 - nodes are named so
    """The content of vendor files read with ``:hidden:``: it is needed for cells, but not shown."""


class RowAnchors:
    """Gives the rows of one table their ids on the service page; hidden rows get none."""

    def __init__(self, doctree: nodes.document, id_prefix: str, *, hidden: bool) -> None:
        self.given: dict[int, str] = {}
        self._doctree = doctree
        self._prefix = f"{id_prefix}row-"
        self._hidden = hidden

    def __call__(self, row: Row, name: str) -> str:
        """Return the id of a row that names ``name``; a row that has none gets a new one."""
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
    """Give the rows of a recognised table their ids, and note which cell names which codes.

    A transform makes the links when the page is written (``sphinxext.transforms.RowLinks``).
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


def adopt(content: list[nodes.Node], page: nodes.document, *, hidden: bool) -> list[nodes.Node]:
    """Return the content of a vendor document for the page, which learns the ids in it.

    The page does not learn the names in it, because docutils would resolve the page's own
    references by them. No node names the vendor's document any more: that knows the environment,
    and all of it would be pickled with the page.
    """
    whole = nodes.Element()
    whole.children = content
    found = NodesByClass(whole)
    for text in found.of(nodes.Text):
        text.document = page
    for node in found.of(nodes.Element):
        node.document = page
        attributes = node.attributes
        if attributes["names"]:
            attributes["names"] = []
        attributes.pop("anonymous", None)
        if attributes.get(OWN_ANCHOR) and attributes["ids"][-1] in page.ids:
            del attributes["ids"][-1]  # another file on the page has this anchor
        for node_id in attributes["ids"]:
            page.ids.setdefault(node_id, node)
    for top in content:
        if isinstance(top, nodes.Element):
            # The vendor's quotation marks are part of the messages people search for.
            top["support_smartquotes"] = False
    return [hidden_tables("", *content)] if hidden and content else content
