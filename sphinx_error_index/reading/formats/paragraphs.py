"""Paragraphs that begin with a code in bold: what follows them is said of the code."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_error_index.reading.formats.listing import Entry, Kind, Listing
from sphinx_error_index.reading.formats.lists import item_entry, lead_of
from sphinx_error_index.reading.formats.names import Look
from sphinx_error_index.reading.formats.parts import place_of
from sphinx_error_index.reading.tables import section_titles, table_title

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx_error_index.doctrees import NodesByClass
    from sphinx_error_index.reading.vocabulary import Vocabulary

_FEW = 2
"""A single paragraph with a bold name may be about anything."""

_INSIDE = (nodes.list_item, nodes.entry, nodes.field_body, nodes.definition)
"""What holds paragraphs that begin with a word in bold for other reasons."""


def paragraph_listings(found: NodesByClass, vocabulary: Vocabulary) -> Iterator[Listing]:
    """Give the paragraphs of a document that begin with a code in bold, by their parents."""
    groups: dict[int, list[Entry]] = defaultdict(list)
    for paragraph in found.of(nodes.paragraph):
        if isinstance(paragraph.parent, _INSIDE):
            continue
        entry = item_entry(paragraph, vocabulary) if _begins_in_bold(paragraph) else None
        if entry is not None and entry.name.look >= Look.WEAK:
            groups[id(paragraph.parent)].append(entry)
    for entries in groups.values():
        if len(entries) >= _FEW:
            first = entries[0].element
            yield Listing(
                Kind.ITEMS,
                tuple(_with_content(entries)),
                0,
                section_titles(first),
                table_title(first),
                lead_of(first),
            )


def _with_content(entries: Sequence[Entry]) -> Iterator[Entry]:
    """Give the entries of one parent with the blocks that follow each, up to the next one.

    What follows the last one may be said of all: it gets as many blocks as the longest other, and
    what has a label behind those.
    """
    siblings = entries[0].element.parent.children
    places = [place_of(entry.element) for entry in entries]
    longest = max(after - place for place, after in pairwise(places))
    end = min(len(siblings), places[-1] + longest)
    while end < len(siblings) and _begins_in_bold(siblings[end]):
        end += 1
    ends = [*places[1:], end]
    for entry, place, end in zip(entries, places, ends, strict=True):
        blocks = siblings[place + 1 : end]
        stop = next((at for at, b in enumerate(blocks) if isinstance(b, nodes.section)), None)
        yield replace(entry, content=tuple(blocks[:stop]))


def _begins_in_bold(node: nodes.Node) -> bool:
    first = next((child for child in node.children if child.astext()), None)
    return isinstance(node, nodes.paragraph) and isinstance(first, nodes.strong)
