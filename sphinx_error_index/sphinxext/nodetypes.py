"""Registers our nodes, the transforms that deal with them, and the catalogue of our words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_error_index.pages import language
from sphinx_error_index.sphinxext import codelists, page_directives, transforms
from sphinx_error_index.sphinxext.compat import asides

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def register(app: Sphinx) -> None:
    """Register them with a Sphinx application."""
    # What the site says goes before what the extension says.
    for folder in (*(app.srcdir / name for name in app.config.locale_dirs), language.FOLDER):
        app.add_message_catalog(language.CATALOG, str(folder))
    transforms.add_nodes(app)
    asides.register(app)
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
