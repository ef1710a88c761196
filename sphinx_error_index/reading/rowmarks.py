"""The marks that a service page carries: each row's id, which cell names which codes.

They are set while a vendor file is read. The transforms of ``sphinxext`` make links of them when
the page is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_error_index.doctrees import NodesByClass
from sphinx_error_index.links import slug
from sphinx_error_index.model import Outcome
from sphinx_error_index.reading.tables import row_nodes

if TYPE_CHECKING:
    from sphinx_error_index.model import TableReading
    from sphinx_error_index.reading.tables import Row, Table

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
