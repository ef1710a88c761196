"""MyST's renderer of Markdown, changed where it would lose something or end a build.

This module needs ``myst_parser`` and is imported only where a Markdown file is read.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from docutils.parsers.rst import roles
from myst_parser.mdit_to_docutils.base import token_line
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer

from sphinx_error_index.messages import Subtype
from sphinx_error_index.reading.markup.markdown_blocks import (
    MENDED,
    SURPLUS,
    TORN,
    arranges_texts,
    html_tables,
)
from sphinx_error_index.reading.markup.nesting import TooDeepError
from sphinx_error_index.reading.markup.places import shortened
from sphinx_error_index.wording import counted


class Renderer(SphinxRenderer):  # type: ignore[misc,unused-ignore]
    """Keeps the lines of rows and the texts of unknown roles, and reads tables in HTML."""

    def render_table_row(self, token: Any) -> None:
        """Render a row whose nodes know their line; tell of cells that did not fit."""
        super().render_table_row(token)
        for node in self.current_node.children[-1].findall(nodes.Element):
            node.line = token.map[0]
        if MENDED in token.meta:
            cells, headers = token.meta[MENDED]
            self.reporter.warning(
                f"the row below the headers of the table has {counted(cells, 'cell')} for "
                f"{counted(headers, 'header')}: it is read as if it had as many",
                line=token.map[0],
            )
        if SURPLUS in token.meta:
            torn: dict[str, Any] = {"err_subtype": Subtype.MARKUP} if token.meta[TORN] else {}
            self.reporter.warning(
                f"cells without a header ({token.meta[SURPLUS]}) were added to the last "
                "one of their row",
                line=token.map[0],
                **torn,
            )

    def render_myst_role(self, token: Any) -> None:
        """Render a role, or the text of one that may not run."""
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
        """Render a link, or the text of one whose address nothing accepts."""
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
        """Render the content of a directive; say where it is nested too deeply."""
        try:
            super().nested_render_text(text, lineno, *args, **options)
        except TooDeepError as error:
            raise TooDeepError(error.line or lineno) from None
        except RecursionError:
            raise TooDeepError(lineno) from None

    def render_html_block(self, token: Any) -> None:
        """Render a block of HTML as text, but as nodes if it is a table or arranges texts."""
        line = token.map[0] if token.map else 0
        has_table = any(True for _ in html_tables(token.content))
        if token.type == "html_block" and (has_table or arranges_texts(token.content)):
            try:
                from sphinx_error_index.reading.markup.html_tables import nodes_of
            except ImportError:
                pass  # Beautiful Soup is not installed
            else:
                self.current_node += nodes_of(token.content, line, self.document)
                return
        super().render_html_block(token)
        for offset in html_tables(token.content):
            self.current_node += self.reporter.warning(
                "an HTML table is not read: its source is shown as it is",
                line=line + offset,
                err_subtype=Subtype.UNREAD_TABLE,
            )
