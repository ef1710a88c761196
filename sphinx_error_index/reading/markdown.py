"""Markdown vendor files, parsed by MyST with its risky features off and nothing dropped.

The front matter of a file can turn on any extension of MyST: HTML that runs, rewriting of texts,
and substitutions that run Jinja with access to the environment. A vendor file cannot do that
here. Two things that MyST drops silently are kept: the text of a role that may not run, and
cells for which there is no header.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from docutils import nodes
from docutils.parsers.rst import roles
from sphinx import addnodes

from sphinx_error_index.messages import Subtype
from sphinx_error_index.reading.markup.nesting import MAX_DEPTH, TooDeepError
from sphinx_error_index.reading.markup.places import shortened

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from sphinx.environment import BuildEnvironment

EXTENSIONS = frozenset({"colon_fence", "deflist", "fieldlist", "linkify"})
"""Extensions of MyST that a site may use in vendor files too: none of them rewrites a text."""

_HTML_TABLE = re.compile(r"<!--.*?-->|<(/?)table(?=[\s/>])", re.IGNORECASE | re.DOTALL)


def parse(text: str, doctree: nodes.document, env: BuildEnvironment) -> None:
    """Parse a text into a document, with the harmless ones of the site's settings for MyST."""
    from myst_parser.mdit_to_docutils.base import token_line
    from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
    from myst_parser.parsers.mdit import create_md_parser

    class Renderer(SphinxRenderer):  # type: ignore[misc,unused-ignore]
        """MyST's renderer, which would lose the lines of rows and the texts of unknown roles."""

        def render_table_row(self, token: Any) -> None:
            super().render_table_row(token)
            for node in self.current_node.children[-1].findall(nodes.Element):
                node.line = token.map[0]
            if _SURPLUS in token.meta:
                self.reporter.warning(
                    f"cells without a header ({token.meta[_SURPLUS]}) were added to the last "
                    "one of their row",
                    line=token.map[0],
                )

        def render_myst_role(self, token: Any) -> None:
            name, text = token.meta["name"], token.content
            line = token.map[0] if token.map else 0
            if roles.role(name, self.language_module_rst, line, self.reporter)[0]:
                super().render_myst_role(token)
                return
            self.current_node.append(nodes.literal(text, text))
            self.reporter.warning(
                f'the role "{name}" may not run in a vendor file: its text is shown', line=line
            )

        def render_link(self, token: Any) -> None:
            try:
                super().render_link(token)
            except (OSError, ValueError):  # no library can split it, or no system open such a file
                self.render_children(token)
                address = shortened(str(token.attrGet("href")))
                self.reporter.warning(
                    f"the address {address!r} cannot be read: it is shown as text",
                    line=token_line(token, 0),
                )

        def nested_render_text(self, text: str, lineno: int, *args: Any, **options: Any) -> None:
            try:
                super().nested_render_text(text, lineno, *args, **options)
            except TooDeepError as error:
                raise TooDeepError(error.line or lineno) from None
            except RecursionError:
                raise TooDeepError(lineno) from None

        def render_html_block(self, token: Any) -> None:
            super().render_html_block(token)
            for offset in html_tables(token.content):
                self.current_node += self.reporter.warning(
                    "an HTML table is not read: its source is shown as it is",
                    line=token.map[0] + offset if token.map else 0,
                    err_subtype=Subtype.UNREAD_TABLE,
                )

    site = env.myst_config  # type: ignore[attr-defined]
    config = site.copy(enable_extensions=set(site.enable_extensions) & EXTENSIONS)
    parser = create_md_parser(config, Renderer)
    parser.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})
    parser.options["document"] = doctree
    parser.options["maxNesting"] = MAX_DEPTH
    parser.core.ruler.push("error_index_nesting", _check_nesting)
    parser.render(text)
    _aim_anchor_links(doctree)


_SURPLUS = "error_index_surplus"


def _check_nesting(state: Any) -> None:
    """Raise :class:`TooDeepError` where markdown-it would drop what is nested deeper."""
    for token in state.tokens:
        if token.nesting == 1 and token.level + 1 >= MAX_DEPTH:
            raise TooDeepError(token.map[0] + 1 if token.map else 0)


def _table(state: Any, start: int, end: int, silent: bool) -> bool:
    """Do what markdown-it's rule for tables does, but keep cells that have no column."""
    from markdown_it.rules_block.table import table

    before = len(state.tokens)
    found = bool(table(state, start, end, silent))
    if found and not silent:
        tokens = state.tokens[before:]
        columns = sum(token.type == "th_open" for token in tokens)
        rows = [at for at, token in enumerate(tokens) if token.type == "tr_open"]
        for row in rows[1:]:
            _keep_surplus(state, tokens[row], tokens[row + 3 * columns - 1], columns)
    return found


def _keep_surplus(state: Any, row: Any, last: Any, columns: int) -> None:
    """Add the surplus cells of a row to its last cell; note the added text in ``meta``."""
    from markdown_it.rules_block.table import escapedSplit, getLine

    cells = escapedSplit(getLine(state, row.map[0]).strip())
    if cells[0] == "":
        del cells[0]
    while len(cells) > columns and not cells[-1].strip():
        del cells[-1]
    if len(cells) > columns:
        last.content = "|".join(cells[columns - 1 :]).strip()
        row.meta[_SURPLUS] = "|".join(cells[columns:]).strip()


def html_tables(html: str) -> Iterator[int]:
    """Yield the lines of some HTML, from 0, in which a table begins that is not nested."""
    depth = 0
    for tag in _HTML_TABLE.finditer(html):
        if tag[1] is None:
            continue  # a comment
        if tag[1]:
            depth = max(0, depth - 1)
            continue
        if not depth:
            yield html.count("\n", 0, tag.start())
        depth += 1


def _aim_anchor_links(doctree: nodes.document) -> None:
    """Let Markdown's ``[text](#anchor)`` lead to a label or heading of this or another file."""
    for link in list(doctree.findall(nodes.reference)):
        if not link.get("id_link"):
            continue
        target = unquote(link["refuri"].lstrip("#"))
        name = nodes.fully_normalize_name(target)
        heading = doctree.settings.id_prefix + nodes.make_id(target)
        anchor = doctree.nameids.get(name) or (heading if heading in doctree.ids else None)
        if anchor:
            del link["refuri"]
            link["refid"] = anchor
            continue
        elsewhere = addnodes.pending_xref(
            "", refdomain="std", reftype="ref", reftarget=name, refexplicit=bool(link.children)
        )
        elsewhere += nodes.inline("", "", *link.children)
        link.replace_self(elsewhere)
