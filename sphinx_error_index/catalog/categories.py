"""Which categories a record has: what the vendor says, else the family of its code.

The class of its status (``4XX``) is always one more.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_error_index.coderanges import CodeRange
from sphinx_error_index.links import slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence, Set

    from sphinx_error_index.model import CategoryRecord, Record

_PREFIX = re.compile(r"([^\W\d_]+)(?:[./:]\S+|\d+)|([^\W\d_a-z]+)(?:[_\-](?=\S*\d)|\d)\S*")
"""A code's family: ``APIG`` of ``APIG.0301``, ``ORA`` of ``ORA-00001``, ``E`` of ``E1001``.

A constant such as ``NOT_FOUND`` has none.
"""


@dataclass(frozen=True, slots=True)
class Known:
    """What a service says of its categories: their names, and the ranges of codes in them."""

    names: frozenset[str] = frozenset()
    ranges: tuple[tuple[str, CodeRange], ...] = ()

    @classmethod
    def of(cls, records: Mapping[str, Sequence[CategoryRecord]]) -> Known:
        """Return what the documented categories of a service, by name, say."""
        ranges = (
            (name, CodeRange(*ends))
            for name, own in records.items()
            for record in own
            for ends in record.ranges
        )
        return cls(frozenset(records), tuple(ranges))

    def gathering(self, code: str) -> tuple[str, ...]:
        """Return the categories whose ranges a code is in."""
        return tuple(dict.fromkeys(name for name, codes in self.ranges if codes.holds(code)))


def category_page(service: str, name: str) -> str:
    """Return the page of a category, as a page name without suffix."""
    return f"{service}/category/{slug(name)}"


def name_of(records: Iterable[Record]) -> str:
    """Return how a page is called whose records spell its code in several ways."""
    return min((record.code for record in records), key=lambda code: (slug(code), code))


def empty_families(groups: Mapping[str, Sequence[Record]], known: Known) -> dict[str, str]:
    """Return the families that would say nothing as categories, each with its code if it has one.

    A family of codes (``GW`` of ``GW.0001``) says nothing where it has all codes of the service,
    or one alone. What the vendor calls a category is one in any case.
    """
    members: dict[str, set[str]] = defaultdict(set)
    said = set(known.names)
    for page, records in groups.items():
        for record in records:
            leading = _said_categories(record, known)
            said |= {*leading}
            if not leading and (family := family_of(record.code)):
                members[family].add(page)
    return {
        family: name_of(groups[min(pages)]) if len(pages) == 1 < len(groups) else ""
        for family, pages in members.items()
        if family not in said and len(pages) in (1, len(groups))
    }


def record_categories(record: Record, known: Known, empty: Set[str]) -> tuple[str, ...]:
    """Return a record's categories, the leading one first.

    That is what the vendor says, else the code's own family unless it is one of the ``empty``
    ones. The class of its status is always a further facet.
    """
    leading = _said_categories(record, known)
    if not leading and (family := family_of(record.code)) and family not in empty:
        leading = (family,)
    return tuple(dict.fromkeys((*leading, *_classes(record, known))))


def _said_categories(record: Record, known: Known) -> tuple[str, ...]:
    """Return what the vendor says of a record's category.

    It says so in a column, a heading, a range of codes, or a section. For a bare status it is the
    class of the status, where the vendor's own table describes that.
    """
    leading = record.categories
    classes = _classes(record, known)
    if not leading and record.code.isdigit() and any(name in known.names for name in classes):
        leading = classes
    leading = (*leading, *known.gathering(record.code))
    return leading or ((record.section,) if record.section else ())


def _classes(record: Record, known: Known) -> tuple[str, ...]:
    """Return the classes of a record's statuses, such as ``4XX``."""
    if not record.status and record.code.isdigit() and len(record.code) == 3:
        # A reply code of another protocol belongs to the class that the vendor describes.
        return tuple(name for name in (f"{record.code[0]}XX",) if name in known.names)
    return tuple(dict.fromkeys(f"{status // 100}XX" for status in record.status))


def family_of(code: str) -> str:
    """Return the family that a code's own prefix says, or nothing."""
    prefix = _PREFIX.fullmatch(code)
    return (prefix[1] or prefix[2]) if prefix else ""
