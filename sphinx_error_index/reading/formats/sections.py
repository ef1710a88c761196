"""A section per code: the heading names the code, the body says the rest."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_error_index.reading.formats.listing import Entry, Kind, Listing
from sphinx_error_index.reading.formats.names import read_name
from sphinx_error_index.reading.markup.places import line_near
from sphinx_error_index.reading.plaintext import plain_text
from sphinx_error_index.reading.tables import section_titles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_error_index.reading.vocabulary import Vocabulary


def section_listings(
    sections: Iterable[nodes.section], vocabulary: Vocabulary
) -> Iterator[Listing]:
    """Give the sections that have codes for headings, those of one parent together."""
    siblings: dict[int, list[nodes.section]] = defaultdict(list)
    for section in sections:
        if section.children and isinstance(section.children[0], nodes.title):
            siblings[id(section.parent)].append(section)
    for group in siblings.values():
        entries = [entry for section in group if (entry := _entry(section, vocabulary))]
        if len(entries) == 1 and entries[0].element is group[0] and len(group) > 1:
            # The headings below the code are on its own level: they head parts of what it says.
            whole = replace(entries[0], content=(*entries[0].content, *group[1:]))
            yield Listing(
                Kind.SECTIONS, (whole,), 0, section_titles(group[0]), level=_level(group[0])
            )
        elif entries:
            yield Listing(
                Kind.SECTIONS,
                tuple(entries),
                len(group) - len(entries),
                section_titles(group[0]),
                level=_level(group[0]),
            )


def _entry(section: nodes.section, vocabulary: Vocabulary) -> Entry | None:
    """Return a section as an entry, ``None`` if its heading names no code."""
    title: nodes.title = section.children[0]  # type: ignore[assignment]
    written = plain_text(title)
    name = read_name(written, vocabulary)
    if name is None:
        return None
    return Entry(
        section,
        name,
        written,
        title.line or line_near(section),
        named=tuple(title.children),
        content=tuple(section.children[1:]),
    )


def _level(section: nodes.section) -> int:
    level = 0
    node: nodes.Element | None = section
    while node is not None:
        level += isinstance(node, nodes.section)
        node = node.parent
    return level
