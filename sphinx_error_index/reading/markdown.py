"""Markdown vendor files, parsed by MyST with its risky features off and nothing dropped.

The front matter of a file can turn on any extension of MyST: HTML that runs, rewriting of texts,
and substitutions that run Jinja with access to the environment. A vendor file cannot do that
here. Two things that MyST drops silently are kept: the text of a role that may not run, and
cells for which there is no header.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from docutils import nodes
from sphinx import addnodes

from sphinx_error_index.reading.cells.barcells import is_torn, rejoined
from sphinx_error_index.reading.cells.inline_html import settle_html
from sphinx_error_index.reading.markup.markdown_blocks import (
    MENDED,
    SURPLUS,
    TORN,
    html_heading,
    html_table,
    mended_delimiters,
)
from sphinx_error_index.reading.markup.nesting import MAX_DEPTH, TooDeepError

if TYPE_CHECKING:
    from typing import Any

    from sphinx.environment import BuildEnvironment

EXTENSIONS = frozenset({"colon_fence", "deflist", "fieldlist", "linkify"})
"""Extensions of MyST that a site may use in vendor files too: none of them rewrites a text.

Definition lists are always on: codes are often their terms.
"""


def parse(text: str, doctree: nodes.document, env: BuildEnvironment) -> None:
    """Parse a text into a document, with the harmless ones of the site's settings for MyST."""
    from myst_parser.parsers.mdit import create_md_parser

    from sphinx_error_index.reading.markup.myst_renderer import Renderer

    site = env.myst_config  # type: ignore[attr-defined]
    config = site.copy(enable_extensions={*site.enable_extensions, "deflist"} & EXTENSIONS)
    parser = create_md_parser(config, Renderer)
    parser.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})
    parser.block.ruler.before(
        "html_block", "error_index_heading", html_heading, {"alt": ["paragraph", "reference"]}
    )
    parser.block.ruler.before(
        "html_block", "error_index_table", html_table, {"alt": ["paragraph", "reference"]}
    )
    parser.options["document"] = doctree
    parser.options["maxNesting"] = MAX_DEPTH
    parser.core.ruler.push("error_index_nesting", _check_nesting)
    parser.render(text)
    settle_html(doctree)
    _aim_anchor_links(doctree)


def _check_nesting(state: Any) -> None:
    """Raise :class:`TooDeepError` where markdown-it would drop what is nested deeper."""
    for token in state.tokens:
        if token.nesting == 1 and token.level + 1 >= MAX_DEPTH:
            raise TooDeepError(token.map[0] + 1 if token.map else 0)


def _table(state: Any, start: int, end: int, silent: bool) -> bool:
    """Do what markdown-it's rule for tables does, but keep cells that have no column."""
    from markdown_it.rules_block.table import table

    before = len(state.tokens)
    mended = mended_delimiters(state, start)
    if mended is not None:
        state.env.setdefault(MENDED, {})[start] = mended
    found = bool(table(state, start, end, silent))
    if found and not silent:
        tokens = state.tokens[before:]
        columns = sum(token.type == "th_open" for token in tokens)
        rows = [at for at, token in enumerate(tokens) if token.type == "tr_open"]
        if start in state.env.get(MENDED, ()):
            tokens[rows[0]].meta[MENDED] = state.env[MENDED][start]
        for row in rows[1:]:
            own = tokens[row + 2 : row + 3 * columns + 2 : 3]
            _keep_surplus(state, tokens[row], own, columns)
    return found


def _keep_surplus(state: Any, row: Any, own: list[Any], columns: int) -> None:
    """Add the surplus cells of a row to its last cell; note the added text in ``meta``.

    ``own`` are the tokens of the texts that the row has. Where code with a bar in it has torn
    cells apart they are joined again, and nothing is surplus.
    """
    from markdown_it.rules_block.table import escapedSplit, getLine

    cells = escapedSplit(getLine(state, row.map[0]).strip())
    if cells[0] == "":
        del cells[0]
    while len(cells) > columns and not cells[-1].strip():
        del cells[-1]
    if len(cells) > columns and len(joined := rejoined(cells, columns)) == columns:
        for token, content in zip(own, joined, strict=True):
            token.content = content.strip()
    elif len(cells) > columns:
        own[-1].content = "|".join(cells[columns - 1 :]).strip()
        row.meta[TORN] = is_torn(cells)
        row.meta[SURPLUS] = "|".join(cells[columns:]).strip()


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
