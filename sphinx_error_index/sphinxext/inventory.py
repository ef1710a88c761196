"""What ``objects.inv`` lists: codes, their meanings and other names, and categories."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_error_index.catalog.aliases import alias_page
from sphinx_error_index.catalog.assemble import code_page
from sphinx_error_index.catalog.categories import category_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx_error_index.model import Catalog, Category, Code, Variant

    Place = Callable[[Code | Category, Variant | None], tuple[str, str]]

InventoryEntry = tuple[str, str, str, str, str, int]
"""Name, display name, type, document, anchor and priority, as a Sphinx domain returns them."""

_LINE = re.compile(r"(.+?)\s+(\S+)\s+(-?\d+)\s+?(\S*)\s+(.*)")
"""How Sphinx reads a line of an inventory (``sphinx.util.inventory``, version 2)."""

HIDDEN = -1
"""The priority of what Sphinx's search is not to list."""


def inventory(catalog: Catalog, place: Place) -> Iterator[InventoryEntry]:
    """Return all entries of a catalogue; ``place`` gives document and anchor of an item."""
    past = catalog.past
    for code in (*catalog.codes.values(), *past.codes.values()):
        name = _readable(code.id, code_page(code.service, code.code))
        yield name, code.heading, "code", *place(code, None), 2 if code.gone else 1
        for variant in code.variants if len(code.variants) > 1 else ():
            shown = f"{variant.code} {variant.title}".strip()
            yield f"{name}#{variant.anchor}", shown, "variant", *place(code, variant), HIDDEN
    for alias in catalog.aliases.values():
        if not alias.is_category:
            code = catalog.codes[alias.target]
            meaning = next((v for v in code.variants if v.anchor == alias.anchor), None)
            service, written = alias.service, alias.name
            name = _readable(f"{service}/{written}", alias_page(service, written))
            yield name, code.heading, "code", *place(code, meaning), HIDDEN
    for category in (*catalog.categories.values(), *past.categories.values()):
        page = category_page(category.service, category.name).replace("/category/", "/", 1)
        name = _readable(category.id, page)
        yield name, category.heading, "category", *place(category, None), 2 if category.gone else 1


def _readable(name: str, address: str) -> str:
    """Return a name as it survives in an inventory: itself, or the end of its address.

    Sphinx takes a word and a number within a name (``Login failed 3 times``) for the type and the
    priority that follow the name. The roles find a code by either.
    """
    match = _LINE.fullmatch(f"{name} err:code 1 - -")
    return name if match and match[1] == name else address
