"""Markdown vendor files, parsed by MyST without what a file could switch on by itself.

That is templates in texts, HTML that runs, rewriting of texts: front matter can turn on any
extension of MyST, and its substitutions run Jinja with the environment at hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from docutils import nodes
from sphinx import addnodes

if TYPE_CHECKING:
    from typing import Any

    from sphinx.environment import BuildEnvironment

EXTENSIONS = frozenset({"colon_fence", "deflist", "fieldlist", "linkify"})
"""Extensions of MyST that a site may have on for vendor files too: none rewrites a text."""


def parse(text: str, doctree: nodes.document, env: BuildEnvironment) -> None:
    """Parse a text into a document, with the site's settings for MyST as far as harmless."""
    from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
    from myst_parser.parsers.mdit import create_md_parser

    class Renderer(SphinxRenderer):  # type: ignore[misc,unused-ignore]
        """MyST's renderer, which forgets in which line a row of a table stands."""

        def render_table_row(self, token: Any) -> None:
            super().render_table_row(token)
            for node in self.current_node.children[-1].findall(nodes.Element):
                node.line = token.map[0]

    site = env.myst_config  # type: ignore[attr-defined]
    config = site.copy(enable_extensions=set(site.enable_extensions) & EXTENSIONS)
    parser = create_md_parser(config, Renderer)
    parser.options["document"] = doctree
    parser.render(text)
    _aim_anchor_links(doctree)


def _aim_anchor_links(doctree: nodes.document) -> None:
    """Aim Markdown's ``[text](#anchor)`` at labels and headings of the file, else of others."""
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
