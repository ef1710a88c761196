"""HTML within the texts of a Markdown file: formatting becomes markup, anchors become anchors.

MyST hands over each tag as raw HTML. Pairs of tags that format a text, and anchors without a
link, are understood here; anything else stays as it is, and is shown as text later.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Callable

OWN_ANCHOR = "err_own_anchor"
"""Attribute of a node whose last id is an anchor of the vendor's, free of any prefix."""

_MARKUP: dict[str, Callable[..., nodes.TextElement]] = {
    "b": nodes.strong,
    "strong": nodes.strong,
    "i": nodes.emphasis,
    "em": nodes.emphasis,
    "code": nodes.literal,
    "tt": nodes.literal,
    "kbd": nodes.literal,
    "sub": nodes.subscript,
    "sup": nodes.superscript,
    **dict.fromkeys(("a", "font", "ins", "mark", "small", "span", "u"), nodes.inline),
}
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z]+)(?P<attributes>(?:\s[^<>]*)?)>")
_ANCHOR = re.compile(r"""\s(?:id|name)\s*=\s*["']?(?P<anchor>[A-Za-z][\w.:-]*)["']?""")
_LINK = re.compile(r"\shref\s*=", re.IGNORECASE)
_HEADING_ANCHOR = re.compile(r"\s*\{#(?P<anchor>[A-Za-z][\w.:-]*)[^{}]*\}\s*$")


def settle_html(doctree: nodes.document) -> None:
    """Turn the tags of a Markdown document that format or anchor texts into nodes, in place."""
    parents = {id(raw.parent): raw.parent for raw in doctree.findall(nodes.raw)}
    for parent in parents.values():
        _pair(parent, doctree)
    for title in list(doctree.findall(nodes.title)):
        _take_anchor(title, doctree)


def _pair(parent: nodes.Element, doctree: nodes.document) -> None:
    """Replace pairs of tags among the children of a node, the inner ones first."""
    opened: list[tuple[int, re.Match[str]]] = []
    children: list[nodes.Node] = []
    for child in parent.children:
        tag = _TAG.fullmatch(child.astext().strip()) if isinstance(child, nodes.raw) else None
        name = tag["name"].lower() if tag else ""
        known = tag is not None and name in _MARKUP and not _LINK.search(tag["attributes"])
        children.append(child)
        if tag is None or not known:
            continue
        if not tag["end"]:
            opened.append((len(children) - 1, tag))
        elif opened and opened[-1][1]["name"].lower() == name:
            start, begin = opened.pop()
            inner = children[start + 1 : -1]
            children[start:] = _marked(name, begin["attributes"], inner, doctree)
    if len(children) != len(parent.children):
        parent.children = []
        parent.extend(children)


def _marked(
    name: str, attributes: str, inner: list[nodes.Node], doctree: nodes.document
) -> list[nodes.Node]:
    """Return what stands between two tags, marked up as they say, behind an anchor if any."""
    result: list[nodes.Node] = []
    if match := _ANCHOR.search(attributes):
        result += _anchor(match["anchor"], doctree)
    if not inner or _MARKUP[name] is nodes.inline:
        return [*result, *inner]
    text = "".join(node.astext() for node in inner)
    return [*result, _MARKUP[name](text, "", *inner)]


def _anchor(name: str, doctree: nodes.document) -> list[nodes.Node]:
    """Return an anchor of the vendor's as an empty node; nothing if the document has it already."""
    if name in doctree.ids:
        return []
    anchor = nodes.inline("", "", ids=[name])
    anchor[OWN_ANCHOR] = True
    doctree.ids[name] = anchor
    return [anchor]


def _take_anchor(title: nodes.title, doctree: nodes.document) -> None:
    """Take ``{#anchor}`` from the end of a heading, and give it to the section as an id."""
    last = title.children[-1] if title.children else None
    match = _HEADING_ANCHOR.search(last.astext()) if isinstance(last, nodes.Text) else None
    if last is None or match is None:
        return
    rest = last.astext()[: match.start()]
    title.remove(last)
    if rest:
        title.append(nodes.Text(rest))
    title.rawsource = title.astext()
    section = title.parent
    if match["anchor"] not in doctree.ids:
        section["ids"].append(match["anchor"])
        section[OWN_ANCHOR] = True
        doctree.ids[match["anchor"]] = section
