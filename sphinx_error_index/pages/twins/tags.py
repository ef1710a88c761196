"""What the head of a code's page says to machines: where its twins are, and what it is about."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from markupsafe import escape

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from sphinx_error_index.model import Code

KINDS = {".md": "text/markdown", ".json": "application/json"}
"""The suffixes of a page's twins, and what they are."""


def alternates(pagename: str, address: str, files: Container[str]) -> Iterator[str]:
    """Yield a link for each twin of a page that is among *files*.

    ``address`` is that of the page from the site's root: where it ends in a slash, the page is a
    folder, and its twins stand beside that.
    """
    beside = "../" if address.endswith("/") else ""
    name = pagename.rpartition("/")[2]
    for suffix, kind in KINDS.items():
        if pagename + suffix in files:
            href = escape(f"{beside}{name}{suffix}")
            yield f'<link rel="alternate" type="{kind}" href="{href}">'


def json_ld(code: Code, description: str, service: str, language: str, url: str) -> str:
    """Return the page of a code as JSON-LD (schema.org), in an element that no browser runs.

    ``url`` is its whole address, or empty. No text can end the element: ``<`` and its like are
    written as JSON escapes.
    """
    said: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "TechArticle",
        "headline": code.heading,
        "description": description,
        "inLanguage": language,
        "about": {
            "@type": "DefinedTerm",
            "termCode": code.code,
            "name": code.title or code.code,
            "inDefinedTermSet": service,
        },
    }
    if url:
        said["url"] = url
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return f'<script type="application/ld+json">{text}</script>'
