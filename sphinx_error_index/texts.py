"""A text, and where its markup is found again: what every record of the model is made of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CellAddress:
    """Where the markup of a text is found again in the doctree of the service page.

    ``table`` is the id of the table, ``row`` and ``entry`` count rows (header rows included) and
    entries from 0; both are -1 outside tables, where ``table`` is a part (``reading.formats``).
    ``item`` is the number of a list item inside the cell, or -1 for the whole cell. ``content``
    is a digest of the markup, empty where that leads to what may change: a link, an image.
    """

    docname: str
    table: str
    row: int
    entry: int
    item: int = -1
    content: str = ""


@dataclass(frozen=True, slots=True)
class Original:
    """What a meaning or category says in the vendor's own words beside a translation."""

    title: str
    message: tuple[str, ...]
    description: tuple[str, ...]
    causes: tuple[str, ...]
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the vendor: ``plain`` without markup, ``markup`` only where it has any.

    ``number`` counts the items of a numbered list from 1; it is 0 elsewhere. ``translated`` says
    that these are not the vendor's own words.
    """

    plain: str
    markup: CellAddress | None = None
    number: int = 0
    translated: bool = False

    def __bool__(self) -> bool:
        """Say whether there is anything to read or to show."""
        return bool(self.plain) or self.markup is not None
