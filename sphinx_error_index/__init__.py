"""A Sphinx extension that turns vendors' tables of error codes into a searchable error index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_error_index.version import __version__

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__all__ = ["__version__", "setup"]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the extension with a Sphinx application."""
    # Sphinx is imported only here: the command line needs none of it.
    from sphinx_error_index.sphinxext import nodetypes, page_directives
    from sphinx_error_index.sphinxext.directives import TablesDirective
    from sphinx_error_index.sphinxext.domain import ErrorDomain
    from sphinx_error_index.sphinxext.house.note_directive import NoteDirective

    _add_settings(app)
    app.add_domain(ErrorDomain)
    nodetypes.register(app)
    app.add_directive_to_domain("err", "tables", TablesDirective)
    app.add_directive_to_domain("err", "note", NoteDirective)
    app.add_directive_to_domain("err", "search", page_directives.SearchDirective)
    app.add_directive_to_domain("err", "services", page_directives.ServicesDirective)
    app.add_directive_to_domain("err", "categories", page_directives.CategoriesDirective)

    _connect(app)
    return {
        "version": __version__,
        "env_version": 2,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }


def _add_settings(app: Sphinx) -> None:
    app.add_config_value("error_index_data", "data", "env", types=frozenset({str}))
    app.add_config_value("error_index_vocabulary", {}, "env", types=frozenset({dict}))
    app.add_config_value("error_index_synonyms", {}, "html", types=frozenset({dict}))
    app.add_config_value("error_index_full_reading", False, "env", types=frozenset({bool}))
    app.add_config_value("error_index_cache", "", "", types=frozenset({str}))
    app.add_config_value("error_index_services", [], "env", types=frozenset({list, tuple}))
    app.add_config_value("error_index_remotes", {}, "html", types=frozenset({dict}))
    app.add_config_value("error_index_part", False, "", types=frozenset({bool}))
    app.add_config_value("error_index_full_rendering", False, "", types=frozenset({bool}))
    app.add_config_value("error_index_twins", True, "html", types=frozenset({bool}))
    app.add_config_value("error_index_ledger", "", "", types=frozenset({str}))
    app.add_config_value("error_index_review_days", 365, "html", types=frozenset({int}))
    app.add_config_value("error_index_feedback_url", "", "html", types=frozenset({str}))
    app.add_config_value("error_index_edit_url", "", "html", types=frozenset({str}))
    app.add_config_value("error_index_original_language", "", "html", types=frozenset({str}))


def _connect(app: Sphinx) -> None:
    from sphinx_error_index.sphinxext import buildlock, events, ledgerbuild
    from sphinx_error_index.sphinxext.compat import neighbours, stemming

    app.connect("config-inited", buildlock.acquire, priority=0)
    app.connect("config-inited", events.choose_language)
    app.connect("config-inited", events.check_config)
    app.connect("builder-inited", buildlock.check_room, priority=0)
    app.connect("builder-inited", stemming.check)
    app.connect("builder-inited", events.prepare)
    app.connect("builder-inited", ledgerbuild.prepare)
    app.connect("builder-inited", neighbours.spare_vendor_sections)
    app.connect("env-get-outdated", events.outdated_pages)
    app.connect("env-before-read-docs", events.allow_in_toctree)
    app.connect("doctree-read", events.note_page, priority=100)
    app.connect("env-updated", events.check)
    app.connect("env-updated", ledgerbuild.check)
    app.connect("warn-missing-reference", events.warn_missing)
    app.connect("write-started", events.write_large_pages_alone)
    app.connect("doctree-resolved", events.note_cells)
    app.connect("html-collect-pages", events.write_pages)
    app.connect("html-page-context", neighbours.complete_404)
    app.connect("build-finished", neighbours.complete_sitemap, priority=100)
    app.connect("build-finished", events.finish)
    app.connect("build-finished", buildlock.release, priority=1000)
