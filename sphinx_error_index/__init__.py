"""A Sphinx extension that turns vendors' tables of error codes into a searchable error index."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__version__ = "0.1.0"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the extension with a Sphinx application."""
    from sphinx_error_index import build, landing, ledgerbuild, servicepage
    from sphinx_error_index.domain import ErrorDomain

    app.add_config_value("error_index_data", "data", "env", types=frozenset({str}))
    app.add_config_value("error_index_vocabulary", {}, "env", types=frozenset({dict}))
    app.add_config_value("error_index_synonyms", {}, "html", types=frozenset({dict}))
    app.add_config_value("error_index_full_rendering", False, "", types=frozenset({bool}))
    app.add_config_value("error_index_ledger", "", "", types=frozenset({str}))

    app.add_domain(ErrorDomain)
    app.add_node(servicepage.hidden_tables)
    app.add_post_transform(servicepage.HideTables)
    app.add_post_transform(servicepage.RowLinks)
    app.add_post_transform(servicepage.RowTargets)
    app.add_post_transform(servicepage.TableIds)
    app.add_directive_to_domain("err", "search", landing.SearchDirective)
    app.add_directive_to_domain("err", "services", landing.ServicesDirective)
    app.add_directive_to_domain("err", "categories", landing.CategoriesDirective)
    app.add_node(landing.search_box, html=(landing.visit_search_box, None))
    app.add_node(landing.catalog_list)
    app.add_post_transform(landing.DropPageLinks)
    app.add_post_transform(landing.FillLists)

    app.connect("config-inited", build.check_config)
    app.connect("builder-inited", build.prepare)
    app.connect("builder-inited", ledgerbuild.prepare)
    app.connect("env-get-outdated", build.outdated_pages)
    app.connect("env-before-read-docs", build.allow_in_toctree)
    app.connect("doctree-read", build.note_page, priority=100)
    app.connect("env-updated", build.check)
    app.connect("env-updated", ledgerbuild.check)
    app.connect("warn-missing-reference", build.warn_missing)
    app.connect("doctree-resolved", build.note_cells)
    app.connect("html-collect-pages", build.write_pages)
    app.connect("build-finished", build.finish)
    return {
        "version": __version__,
        "env_version": 2,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
