"""Parts of a page that codes outside tables are made of: found again when pages are written.

A *part* is some nodes of a vendor's document that say one thing of a code. Where they have markup,
they stand in a node of their own that shows nothing itself and is found by its name.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

PART = "err_part"
"""Attribute of a node around a part: the part's name, unique on its page."""

NAMING = "err_naming"
"""Attribute of a node that names codes: service, role (code or category) and the names."""


class vendor_words(nodes.inline):  # noqa: N801 - nodes are named so
    """Words of a text that are a part, or name codes."""


class vendor_blocks(nodes.compound):  # noqa: N801
    """Paragraphs, lists and the like that are a part."""


@dataclass(frozen=True, slots=True)
class Run:
    """Nodes that follow one another: whole blocks, or the words of a text (``inline``)."""

    members: tuple[nodes.Node, ...]
    inline: bool

    def blocks(self) -> list[nodes.Node]:
        """Return the run as blocks: words as a paragraph, made of copies."""
        return [_paragraph(self.members)] if self.inline else list(self.members)

    def wrap(self, name: str, value: object) -> nodes.Element:
        """Put the nodes into one of their own, in their place, with an attribute; return it."""
        box = (vendor_words if self.inline else vendor_blocks)("")
        box[name] = value
        parent = self.members[0].parent
        start, end = place_of(self.members[0]), place_of(self.members[-1])
        box.extend(parent.children[start : end + 1])
        parent.children[start : end + 1] = [box]
        parent.setup_child(box)
        return box


def place_of(node: nodes.Node) -> int:
    """Return the place of a node among its siblings; equal texts are different nodes."""
    return next(at for at, child in enumerate(node.parent.children) if child is node)


def replace_node(node: nodes.Node, new: Sequence[nodes.Node]) -> None:
    """Put other nodes in the place of one."""
    parent, at = node.parent, place_of(node)
    parent.children[at : at + 1] = new
    for child in new:
        parent.setup_child(child)


def _paragraph(words: Sequence[nodes.Node]) -> nodes.paragraph:
    """Return words as a paragraph of their own, without blanks at both ends."""
    copies = [word.deepcopy() for word in words]
    if copies and isinstance(copies[0], nodes.Text):
        copies[0] = nodes.Text(copies[0].astext().lstrip())
    if copies and isinstance(copies[-1], nodes.Text):
        copies[-1] = nodes.Text(copies[-1].astext().rstrip())
    line = next((word.line for word in words if word.line), words[0].parent.line if words else None)
    paragraph = nodes.paragraph("", "", *copies)
    paragraph.line = line
    return paragraph


def find_parts(doctree: nodes.Element, wanted: Container[str]) -> dict[str, nodes.Element]:
    """Return the parts of a doctree with some names, each with copies of all it consists of."""
    found: dict[str, list[nodes.Node]] = defaultdict(list)
    for box in doctree.findall(lambda n: isinstance(n, vendor_words | vendor_blocks)):
        name = box.get(PART)  # type: ignore[attr-defined]
        if name in wanted:
            run = Run(tuple(box.children), isinstance(box, vendor_words))
            found[name] += [node.deepcopy() for node in run.blocks()]
    return {name: nodes.container("", *content) for name, content in found.items()}
