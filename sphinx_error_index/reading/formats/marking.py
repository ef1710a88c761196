"""The entries of a listing on the page: their anchors, and which words name which codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_error_index.model import Outcome
from sphinx_error_index.reading.formats.parts import NAMING, Run

if TYPE_CHECKING:
    from sphinx_error_index.model import TableReading
    from sphinx_error_index.reading.formats.listing import Entry, Listing
    from sphinx_error_index.reading.rowmarks import RowAnchors

_ROLES = {Outcome.CODE: "code", Outcome.CATEGORY: "category", Outcome.HEADING: "category"}


def mark_entries(
    listing: Listing, reading: TableReading, anchors: RowAnchors, service: str
) -> None:
    """Give the entries of a listing that was read their ids, and note what their names link to.

    A transform makes the links when the page is written (``sphinxext.transforms.RowLinks``).
    """
    for number, (entry, said) in enumerate(
        zip(listing.entries, reading.rows, strict=True), start=1
    ):
        if anchor := anchors.given.get(number):
            entry.element["ids"].append(anchor)
        if entry.named and said.codes and said.outcome in _ROLES:
            _name(entry, (service, _ROLES[said.outcome], said.codes))


def _name(entry: Entry, naming: tuple[str, str, tuple[str, ...]]) -> None:
    """Note what the words link to: on the node that they are all of, else on one around them."""
    parent = entry.named[0].parent
    if isinstance(parent, nodes.TextElement) and len(parent.children) == len(entry.named):
        parent[NAMING] = naming
    else:
        Run(entry.named, inline=True).wrap(NAMING, naming)
