"""The addresses in a vendor file: which of them may be links."""

from __future__ import annotations

import urllib.parse
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from sphinx_error_index.doctrees import exchange
from sphinx_error_index.messages import Subtype
from sphinx_error_index.reading.markup.places import line_near, shortened

if TYPE_CHECKING:
    from sphinx_error_index.doctrees import NodesByClass
    from sphinx_error_index.messages import Messages

SCHEMES = frozenset({"http", "https", "mailto", "ftp"})
"""Schemes of addresses that vendor files may link to."""


def scheme_of(address: str) -> str | None:
    """Return the scheme of an address in lower case, ``None`` if it cannot be split.

    The standard library refuses some addresses, such as those with a placeholder for the host.
    """
    try:
        return urllib.parse.urlsplit(address).scheme.lower()
    except ValueError:
        return None


def tame_links(found: NodesByClass, messages: Messages) -> int:
    """Keep links within the file and to the web; replace the others by their text, and count them.

    A relative address leads to a page of the vendor's own site, which is not here. Files offered
    for download are refused like any other file. An address that cannot be split is noted with
    its line.
    """
    count = 0
    for node in found.of(nodes.reference, addnodes.download_reference):
        if isinstance(node, nodes.reference):
            if "refuri" not in node:
                continue
            scheme = scheme_of(node["refuri"])
            if scheme in SCHEMES:
                continue
            if scheme is None:
                text = "the address %r cannot be read: it is shown as text"
                messages.note(Subtype.UNTIDY, line_near(node), text, shortened(node["refuri"]))
        unlink(node)
        count += 1
    for target in found.of(nodes.target):
        if scheme_of(target.get("refuri", "")) is None:
            del target["refuri"]
    return count


def unlink(node: nodes.Element) -> None:
    """Replace a link by what it shows."""
    in_text = isinstance(node.parent, nodes.TextElement)
    exchange(node, [nodes.inline("", "", *node.children)] if in_text else node.children[:])
