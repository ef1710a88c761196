"""The picture of all codes: services by classes of statuses, with the number of codes of each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

from sphinx_error_index.catalog.categories import category_page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_error_index.model import Catalog, Service

DARKEST = 6
"""How dark the field with the most codes is; the style sheet has a shade for each number from 1."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field: how many codes, the page that lists them (or none), and how dark it is (0 to 6)."""

    number: int
    pagename: str = ""
    shade: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A service and its fields, in the order of the columns; ``number`` counts all its codes."""

    service: Service
    fields: tuple[Field, ...]
    number: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """The columns, by class (``4XX``; empty for codes without a status), and a row a service."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def matrix_of(catalog: Catalog) -> Matrix:
    """Return the matrix of all documented codes. A code counts in each class that it comes with."""
    counts: dict[str, Counter[str]] = {service: Counter() for service in catalog.services}
    totals: Counter[str] = Counter()
    for code in catalog.codes.values():
        totals[code.service] += 1
        for klass in {f"{status // 100}XX" for status in code.status} or {""}:
            counts[code.service][klass] += 1
    found = {klass for own in counts.values() for klass in own}
    columns = (*sorted(found - {""}), *(found & {""}))
    most = max((number for own in counts.values() for number in own.values()), default=1)
    pages = {category.pagename for category in catalog.categories.values()}
    rows = tuple(
        Row(
            service,
            tuple(_field(service, klass, counts[service.id], most, pages) for klass in columns),
            totals[service.id],
        )
        for service in catalog.services.values()
    )
    return Matrix(columns, rows)


def _field(
    service: Service, klass: str, counts: Mapping[str, int], most: int, pages: set[str]
) -> Field:
    number = counts.get(klass, 0)
    if not number:
        return Field(0)
    page = category_page(service.id, klass) if klass else service.docname
    # A few codes can be told from none, and hundreds from thousands.
    shade = max(1, round(DARKEST * (1 + log(number)) / (1 + log(most))))
    return Field(number, page if page in pages or not klass else "", shade)
