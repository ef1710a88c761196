"""Other names of codes → the addresses that lead to the codes' pages.

A name of one code forwards to it; one of several codes is a page that lets one choose. A code
wins over a name of the same address. Like all addresses these follow from the names alone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_error_index.links import slug
from sphinx_error_index.lists import Listing
from sphinx_error_index.model import Alias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sphinx_error_index.model import CategoryRecord, Code

ALIAS = "alias"
"""The kind of a list of codes that share a name."""

_HEXADECIMAL = re.compile("0[xX][0-9A-Fa-f]{1,16}")


def alias_page(service: str, name: str) -> str:
    """Return the page of a name, as a page name without suffix: that of a code of this name."""
    return f"{service}/{slug(name)}"


def aliases(
    service: str, codes: Iterable[Code], categories: Mapping[str, Iterable[CategoryRecord]]
) -> tuple[list[Alias], list[Listing]]:
    """Return the names of a service that lead to one place each, and those of several codes.

    ``categories`` are the documented ones by name. What a vendor calls a code wins over its
    number in another base, and that over a category whose name stands among the codes.
    """
    codes = list(codes)
    taken = {code.pagename.lower() for code in codes}
    found: list[Alias] = []
    lists: list[Listing] = []
    for names in (_vendors(codes), _decimals(codes)):
        by_page: dict[str, list[tuple[str, Code, str]]] = {}
        for name, code, anchor in names:
            page = alias_page(service, name)
            if page.lower() not in taken:
                by_page.setdefault(page.lower(), []).append((name, code, anchor))
        for said in by_page.values():
            name = min(name for name, _, _ in said)
            page, ids = alias_page(service, name), {code.id: None for _, code, _ in said}
            if len(ids) > 1:
                lists.append(Listing(service, page, ALIAS, name, tuple(ids)))
            else:
                anchors = {anchor for _, _, anchor in said}
                anchor = anchors.pop() if len(anchors) == 1 else ""
                found.append(Alias(service, name, page, next(iter(ids)), anchor))
        taken |= by_page.keys()
    for name, records in categories.items():
        page = alias_page(service, name)
        if page.lower() not in taken and any(record.coded for record in records):
            target = f"{service}/{name}"
            found.append(Alias(service, name, page, target, is_category=True))
    return found, lists


def _vendors(codes: Iterable[Code]) -> Iterator[tuple[str, Code, str]]:
    """Return the names that vendors give codes, with the anchor of the meaning that has each."""
    for code in codes:
        for variant in code.variants:
            for name in variant.aliases:
                everywhere = all(name in other.aliases for other in code.variants)
                yield name, code, "" if everywhere else variant.anchor


def _decimals(codes: Iterable[Code]) -> Iterator[tuple[str, Code, str]]:
    """Return the decimal forms of hexadecimal codes: what a program has as a number."""
    for code in codes:
        if _HEXADECIMAL.fullmatch(code.code):
            yield str(int(code.code, 16)), code, ""
