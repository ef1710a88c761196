"""A vendor's text → HTML on any page: plain texts escaped, others by Sphinx's own writer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from markupsafe import Markup, escape
from sphinx.util.osutil import relative_uri

from sphinx_error_index.model import Text
from sphinx_error_index.servicepage import KEEP_HIDDEN, hidden_tables
from sphinx_error_index.tables import cell_content

if TYPE_CHECKING:
    from sphinx.builders.html import StandaloneHTMLBuilder


class CellRenderer:
    """Renders texts for the pages of one builder, one service page's doctree at a time."""

    def __init__(self, builder: StandaloneHTMLBuilder) -> None:
        self._builder = builder
        self._docname = ""
        self._tables: dict[str, nodes.table] = {}
        self._hidden: frozenset[str] = frozenset()

    def html(self, text: Text, pagename: str) -> Markup:
        """Return a text as HTML for a page; references lead where they did on its own page."""
        if text.markup is None:
            return Markup("<br>").join(escape(line) for line in text.plain.split("\n"))
        address = text.markup
        self._load(address.docname)
        content = cell_content(self._tables[address.table], address)
        box = nodes.container("", *(node.deepcopy() for node in content), classes=["err-cell"])
        self._rebase(box, address.docname, pagename)
        for node in box.findall(nodes.Element):
            # The ids belong to the row on the service page; here they could stand twice.
            node["ids"] = []
        self._builder.imgpath = relative_uri(
            self._builder.get_target_uri(pagename), self._builder.imagedir
        )
        self._builder.current_docname = pagename
        return Markup(self._builder.render_partial(box)["fragment"])

    def _load(self, docname: str) -> None:
        """Resolve a service page's doctree, hidden tables included."""
        if docname == self._docname:
            return
        doctree = self._builder.env.get_doctree(docname)
        doctree[KEEP_HIDDEN] = True
        self._builder.env.apply_post_transforms(doctree, docname)
        self._builder.post_process_images(doctree)
        self._tables = {
            node_id: table for table in doctree.findall(nodes.table) for node_id in table["ids"]
        }
        self._hidden = frozenset(
            node_id
            for hidden in doctree.findall(hidden_tables)
            for node in hidden.findall(nodes.Element)
            for node_id in node["ids"]
        )
        self._docname = docname

    def _rebase(self, box: nodes.Element, docname: str, pagename: str) -> None:
        """Make references of one page lead to the same place from another one."""
        base = self._builder.get_target_uri(docname)
        page = self._builder.get_target_uri(pagename)
        for node in list(box.findall(nodes.reference)) + list(
            box.findall(nodes.footnote_reference)
        ):
            if "refid" in node:
                anchor = node["refid"]
                fragment = "" if anchor in self._hidden else f"#{anchor}"
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
