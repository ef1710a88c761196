"""Domain data → Catalog: records of all files brought together, page by page.

Rows that say the same become one variant with several origins, rows of one code its
variants, variants of codes whose addresses differ only in case one page. Nothing here knows
Sphinx, docutils or HTML, and nothing depends on the order in which files were read.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sphinx_error_index.catalog.aliases import aliases
from sphinx_error_index.catalog.categories import (
    Known,
    category_page,
    empty_families,
    name_of,
    record_categories,
)
from sphinx_error_index.catalog.listings import listings
from sphinx_error_index.catalog.statuses import status_pages
from sphinx_error_index.links import slug
from sphinx_error_index.model import (
    Catalog,
    Category,
    CategoryRecord,
    Cause,
    Code,
    Record,
    Service,
    Text,
    Variant,
    VendorFile,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

    from sphinx_error_index.lists import Listing
    from sphinx_error_index.model import Alias

ANCHOR_LENGTH = 60
"""The longest anchor in characters, without the digits that make it unique."""


@dataclass(frozen=True, slots=True)
class Repetition:
    """A row that says what an earlier one says, or gives its code a further meaning.

    ``source`` is the file the row stands in: that of ``file``, or one that it includes.
    """

    file: VendorFile
    source: str
    line: int
    code: str
    first_file: str
    first_line: int
    same: bool


def build_catalog(files: Iterable[VendorFile]) -> Catalog:
    """Return everything the site shows, from what all files of all pages said."""
    ordered = tuple(sorted(files, key=lambda file: (file.docname, file.file)))
    services: dict[str, Service] = {}
    categories: dict[str, Category] = {}
    codes: dict[str, Code] = {}
    families: dict[str, str] = {}
    names: list[Alias] = []
    shared: list[Listing] = []
    for service in sorted({file.service for file in ordered}):
        own = [file for file in ordered if file.service == service]
        docnames = tuple(dict.fromkeys(file.docname for file in own))
        called = tuple(dict.fromkeys(name for file in own for name in file.known_as))
        language = next((file.language for file in own if file.language), "")
        services[service] = Service(
            service, docnames[0], docnames, known_as=called, language=language
        )
        known = _category_records(own)
        facts = Known.of(known)
        groups = _by_page(own)
        alone = empty_families(groups, facts)
        pages = _spelled_alike(_codes(service, groups, facts, alone.keys()), known)
        families |= {
            category_page(service, family): code_page(service, code) if code else docnames[0]
            for family, code in alone.items()
        }
        codes.update((code.id, code) for code in pages)
        categories.update((c.id, c) for c in _categories(service, known, pages))
        own_names, own_shared = aliases(service, pages, known)
        names += (alias for alias in own_names if _leads_somewhere(alias, categories))
        shared += own_shared
    lists = listings(codes.values()) | {listing.pagename: listing for listing in shared}
    by_page = {alias.pagename.lower(): alias for alias in names}
    families = {page: to for page, to in families.items() if page.lower() not in by_page}
    statuses = status_pages(codes.values())
    return Catalog(
        services, categories, codes, lists, statuses, ordered, families=families, aliases=by_page
    )


def _leads_somewhere(alias: Alias, categories: Mapping[str, Category]) -> bool:
    """Say whether an alias has a page to lead to: a category may share that of another name."""
    return not alias.is_category or alias.target in categories


def repetitions(catalog: Catalog) -> Iterator[Repetition]:
    """Return the rows that repeat a code, each with the first row that names it."""
    for service in catalog.services:
        first: dict[str, tuple[VendorFile, Record]] = {}
        seen: dict[tuple[object, ...], tuple[VendorFile, Record]] = {}
        files = _of_service(catalog, service)
        rows = Counter(record.code for file in files for record in _records(file))
        for file in files:
            for record in _records(file):
                if rows[record.code] < 2:
                    continue
                key = _texts(record)
                earlier = seen.get(key) or first.get(record.code)
                if earlier:
                    origin = earlier[1].origins[0]
                    yield Repetition(
                        file, record.origins[0].file, record.origins[0].line, record.code,
                        origin.file, origin.line, same=key in seen,
                    )  # fmt: skip
                seen.setdefault(key, (file, record))
                first.setdefault(record.code, (file, record))


def duplicate_lines(catalog: Catalog) -> frozenset[tuple[str, str, int]]:
    """Return docname, file and line of each row that only repeats what earlier rows say."""
    named: dict[tuple[str, str, int], int] = defaultdict(int)
    repeated: dict[tuple[str, str, int], int] = defaultdict(int)
    for file in catalog.files:
        for record in _records(file):
            named[file.docname, record.origins[0].file, record.origins[0].line] += 1
    for repetition in repetitions(catalog):
        if repetition.same:
            repeated[repetition.file.docname, repetition.source, repetition.line] += 1
    return frozenset(row for row, count in repeated.items() if count == named[row])


def code_page(service: str, code: str) -> str:
    """Return the page of a code, as a page name without suffix."""
    return f"{service}/{slug(code)}"


def _of_service(catalog: Catalog, service: str) -> list[VendorFile]:
    return [file for file in catalog.files if file.service == service]


def _records(file: VendorFile) -> Iterator[Record]:
    for table in file.tables:
        yield from table.records


def _category_records(files: Sequence[VendorFile]) -> dict[str, list[CategoryRecord]]:
    """Return the documented categories of a service by name, in order."""
    known: dict[str, list[CategoryRecord]] = {}
    for file in files:
        for table in file.tables:
            for record in table.categories:
                known.setdefault(record.name, []).append(record)
    return known


def _by_page(files: Iterable[VendorFile]) -> dict[str, list[Record]]:
    """Return the records of a service by the page that they share, in the order of its files."""
    groups: dict[str, list[Record]] = {}
    for file in files:
        for record in _records(file):
            groups.setdefault(slug(record.code).lower(), []).append(record)
    return groups


def _codes(
    service: str, groups: Mapping[str, Sequence[Record]], known: Known, empty: Set[str]
) -> list[Code]:
    """Return the pages of a service's codes, in the order in which its files name them.

    ``empty`` are the families that are no categories.
    """
    pages = []
    for records in groups.values():
        code = name_of(records)
        variants = _variants(records, known, empty)
        categories = dict.fromkeys(name for variant in variants for name in variant.categories)
        pages.append(Code(service, code, code_page(service, code), variants, tuple(categories)))
    return pages


def _spelled_alike(pages: Sequence[Code], known: Iterable[str]) -> list[Code]:
    """Return the codes with one spelling for categories that share a page (``gw``, ``GW``)."""
    names = dict.fromkeys([*known, *(name for page in pages for name in page.categories)])
    first: dict[str, str] = {}
    spelled = {name: first.setdefault(slug(name).lower(), name) for name in names}
    if all(name == spelling for name, spelling in spelled.items()):
        return list(pages)

    def of(categories: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(spelled[name] for name in categories))

    return [
        replace(
            page,
            categories=of(page.categories),
            variants=tuple(replace(v, categories=of(v.categories)) for v in page.variants),
        )
        for page in pages
    ]


def _texts(record: Record) -> tuple[object, ...]:
    """Return all that a record says, to compare it with another.

    Its origin and its markup are left out, and so is its category, because one meaning may be
    listed under several categories.
    """
    return (
        record.code,
        record.status,
        record.title,
        *(_plain(texts) for texts in (record.message, record.description)),
        *(_plain(texts) for texts in (record.causes, record.actions)),
        tuple((header, text.plain) for header, text in record.extra),
    )


def _plain(texts: Iterable[Text]) -> tuple[str, ...]:
    return tuple(text.plain for text in texts)


def _variants(records: Sequence[Record], known: Known, empty: Set[str]) -> tuple[Variant, ...]:
    """Return the meanings that the records of one page give, with unique anchors."""
    equal: dict[tuple[object, ...], list[Record]] = {}
    for record in records:
        equal.setdefault(_texts(record), []).append(record)
    anchors = _unique([(_variant_anchor(same[0]), repr(key)) for key, same in equal.items()])
    variants = []
    causes: list[tuple[str, str]] = []
    for (anchor, former), same in zip(anchors, equal.values(), strict=True):
        origins = tuple(origin for record in same for origin in record.origins)
        names_given = dict.fromkeys(name for record in same for name in record.aliases)
        record = replace(same[0], origins=origins, aliases=tuple(names_given))
        causes += [(_anchor(text.plain, "cause-"), anchor + text.plain) for text in record.causes]
        categories = [record_categories(record, known, empty) for record in same]
        leading = [names[0] for names in categories if names]
        names = dict.fromkeys((*leading, *(name for names in categories for name in names)))
        variants.append(_variant(record, anchor, former, tuple(names)))
    cause_anchors = iter(_unique(causes))
    return tuple(
        replace(
            variant,
            causes=tuple(
                Cause(anchor, cause.text, former)
                for cause, (anchor, former) in zip(variant.causes, cause_anchors, strict=False)
            ),
        )
        for variant in variants
    )


def _variant(
    record: Record, anchor: str, former: tuple[str, ...], categories: tuple[str, ...]
) -> Variant:
    return Variant(
        anchor=anchor,
        former_anchors=former,
        aliases=record.aliases,
        ends=record.ends,
        code=record.code,
        title=record.title,
        status=record.status,
        message=record.message,
        description=record.description,
        causes=tuple(Cause("", text) for text in record.causes),
        actions=record.actions,
        categories=categories,
        extra=record.extra,
        origins=record.origins,
    )


def _variant_anchor(record: Record) -> str:
    """Return the anchor that a variant wants: its status and the first text that it has."""
    texts = (
        record.title,
        *(texts[0].plain for texts in (record.message, record.description, record.causes) if texts),
    )
    first = next((text for text in texts if text), record.code)
    return _anchor(" ".join([*map(str, record.status), first]))


def _anchor(text: str, prefix: str = "") -> str:
    """Return a text as an anchor, without punctuation at its end.

    Programs that find links in running text leave that out of the link.
    """
    return prefix + slug(text[:ANCHOR_LENGTH]).strip("-._")


def _unique(wanted: Sequence[tuple[str, str]]) -> list[tuple[str, tuple[str, ...]]]:
    """Make anchors unique; return each with its aliases, in the order of ``wanted``.

    A pair of ``wanted`` is an anchor and the texts that tell its variant or cause from others
    with that anchor. Where several share an anchor, each adds six hex digits of a digest of its
    texts, and the first has the bare anchor as an alias. So an anchor follows from texts alone.
    """
    counts: dict[str, int] = defaultdict(int)
    for anchor, _ in wanted:
        counts[anchor.lower()] += 1
    given: set[str] = set()
    result: list[tuple[str, tuple[str, ...]]] = []
    for anchor, texts in wanted:
        if counts[anchor.lower()] == 1:
            result.append((anchor, ()))
            continue
        digest = hashlib.sha256(texts.encode("utf-8")).hexdigest()
        length = 6
        while (unique := f"{anchor}-{digest[:length]}") in given and length < len(digest):
            length += 2
        result.append((unique, () if anchor.lower() in given else (anchor,)))
        given |= {unique, anchor.lower()}
    return result


def _categories(
    service: str, known: dict[str, list[CategoryRecord]], pages: Sequence[Code]
) -> Iterator[Category]:
    """Return a service's categories: the documented ones in their order, then the others."""
    members: dict[str, list[str]] = {name: [] for name in known}
    for page in pages:
        for name in page.categories:
            members.setdefault(name, []).append(page.id)
    by_page: dict[str, list[str]] = {}
    for name in members:
        by_page.setdefault(category_page(service, name).lower(), []).append(name)
    for names in by_page.values():
        records = [record for name in names for record in known.get(name, [])]
        descriptions = dict.fromkeys(text for record in records for text in record.description)
        yield Category(
            service=service,
            name=names[0],
            pagename=category_page(service, names[0]),
            title=next((record.title for record in records if record.title), ""),
            description=_distinct(descriptions),
            codes=tuple(dict.fromkeys(code for name in names for code in members[name])),
            extra=tuple(dict.fromkeys(pair for record in records for pair in record.extra)),
            origins=tuple(record.origin for record in records),
        )


def _distinct(texts: Iterable[Text]) -> tuple[Text, ...]:
    """Return texts without those that say the same again."""
    return tuple({text.plain: text for text in reversed(list(texts))}.values())[::-1]
