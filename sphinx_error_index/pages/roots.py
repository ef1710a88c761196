"""The way from a page to the root of the site."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.builders import Builder


def root_of(builder: Builder, pagename: str) -> str:
    """Return the relative path from a page to the site's root, such as ``"../"`` or nothing."""
    return "../" * str(builder.get_target_uri(pagename)).count("/")
