"""Which builders write pages for codes: decided here, for all who need to know."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.builders import Builder

NO_PAGES = frozenset({"singlehtml", "epub", "json", "pickle"})
"""Builders of HTML that write one file, a book, or no HTML files."""


def has_pages(builder: Builder) -> bool:
    """Say whether a builder writes pages for codes."""
    return builder.format == "html" and builder.name not in NO_PAGES
