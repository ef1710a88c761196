"""Registers our nodes, and the transforms that deal with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_error_index.sphinxext import codelists, page_directives, transforms
from sphinx_error_index.sphinxext.compat import asides, translations

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def register(app: Sphinx) -> None:
    """Register them with a Sphinx application."""
    transforms.add_nodes(app)
    asides.register(app)
    translations.register(app)
    app.add_node(page_directives.catalog_list)
    app.add_node(page_directives.search_box, html=(page_directives.visit_search_box, None))
    app.add_node(codelists.code_list, html=(codelists.visit_code_list, None))
    app.add_node(codelists.original_begin, html=(codelists.visit_original_begin, None))
    app.add_node(codelists.original_end, html=(codelists.visit_original_end, None))
    for transform in (
        transforms.HideTables,
        transforms.RowLinks,
        transforms.RowTargets,
        transforms.TableIds,
        page_directives.DropPageLinks,
        page_directives.FillLists,
        codelists.PlaceCodeLists,
    ):
        app.add_post_transform(transform)
