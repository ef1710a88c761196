"""Catalog → ``codes.json`` and ``report.json``, which other programs read.

Their JSON Schemas are in ``schemas/``. Texts are plain, absent values empty, addresses
relative to the site's root.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from typing import TYPE_CHECKING, Any

from sphinx_error_index.catalog.assemble import duplicate_lines
from sphinx_error_index.catalog.statuses import status_of
from sphinx_error_index.language import gettext
from sphinx_error_index.model import (
    Catalog,
    Category,
    Code,
    Forward,
    Origin,
    Outcome,
    TableReading,
    Text,
    Variant,
    VendorFile,
)
from sphinx_error_index.notes import ANSWERS, Triage
from sphinx_error_index.wording import counted

if TYPE_CHECKING:
    from sphinx_error_index.lists import Listing, StatusPage
    from sphinx_error_index.notes import Note, Verdict
    from sphinx_error_index.texts import Original

SCHEMA = 1
"""Version of both files' structure: fields may be added, never removed."""

Url = Callable[..., str]
"""Takes a page name and perhaps an anchor; returns the address from the site's root."""


class Entries:
    """The entries of all codes, made as they are asked for: they are never all in memory."""

    def __init__(self, catalog: Catalog, url: Url) -> None:
        self._catalog = catalog
        self._url = url
        self._former = former_names(catalog)
        self._known = {*catalog.categories, *catalog.past.categories}
        self._codes = [*catalog.codes.values(), *catalog.past.codes.values()]

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Yield the entries as ``codes.json`` has them: what is gone comes last."""
        return self._made(self._codes)

    def by_service(self) -> Iterator[dict[str, Any]]:
        """Yield the entries service by service, in the order of the services."""
        services = (*self._catalog.services, *self._catalog.past.services)
        numbers = {name: number for number, name in enumerate(services)}
        return self._made(sorted(self._codes, key=lambda code: numbers[code.service]))

    def _made(self, codes: Iterable[Code]) -> Iterator[dict[str, Any]]:
        for code in codes:
            yield _code(code, self._url, self._known, self._former.get(code.pagename, []))


def codes_json(
    catalog: Catalog,
    titles: Mapping[str, str],
    url: Url,
    base_url: str,
    synonyms: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the content of ``codes.json``; in each list, what is gone comes last.

    ``titles`` are the titles of the services by id, ``synonyms`` the site's own for the resolver.
    ``codes`` are :class:`Entries`, all others lists and mappings.
    """
    past = catalog.past
    categories = [*catalog.categories.values(), *past.categories.values()]
    return {
        "schema": SCHEMA,
        "base_url": base_url,
        "services": [
            {
                "id": service.id,
                "title": titles.get(service.id) or service.title,
                "url": url(service.docname),
                "page": service.docname,
                "gone": service.gone,
                **({"known_as": list(service.known_as)} if service.known_as else {}),
                **({"language": service.language} if service.language else {}),
            }
            for service in (*catalog.services.values(), *past.services.values())
        ],
        "categories": [_category(category, url) for category in categories],
        "codes": Entries(catalog, url),
        "statuses": [_status(page, url) for page in catalog.statuses.values()],
        "lists": [_listing(listing, url) for listing in catalog.listings.values()],
        "redirects": [_forward(forward, url) for forward in catalog.forwards.values()],
        "documents": past.documents,
        "synonyms": dict(synonyms or {}),
        "triage_rules": [
            {"name": name, "why": gettext(why), "source": source}
            for name, why, source in sorted(set(_rules(catalog)))
        ],
    }


def _rules(catalog: Catalog) -> Iterator[tuple[str, str, str]]:
    """Return name, reason and source of each rule of the triage that gave an answer."""
    for code in catalog.codes.values():
        for variant in code.variants:
            if variant.triage:
                for question in ANSWERS:
                    verdict: Verdict = getattr(variant.triage, question)
                    if verdict.inferred:
                        yield verdict.rule, verdict.why, verdict.source


def _listing(listing: Listing, url: Url) -> dict[str, Any]:
    return {
        "service": listing.service,
        "kind": listing.kind,
        "title": listing.heading,
        "url": url(listing.pagename),
        "page": listing.pagename,
        "codes": list(listing.codes),
    }


def _status(page: StatusPage, url: Url) -> dict[str, Any]:
    status = status_of(page.status)
    return {
        "service": page.service,
        "status": page.status,
        "title": status.phrase,
        "means": gettext(status.means),
        "source": status.source,
        "owner": status.owner,
        "url": url(page.pagename),
        "page": page.pagename,
        "codes": list(page.codes),
    }


def _forward(forward: Forward, url: Url) -> dict[str, Any]:
    return {
        "page": forward.pagename,
        "url": url(forward.pagename),
        "to": url(forward.target, forward.anchor),
        "successors": [url(page, anchor) for page, anchor in forward.successors],
    }


def _category(category: Category, url: Url) -> dict[str, Any]:
    return {
        "id": category.id,
        "service": category.service,
        "name": category.name,
        "title": category.title,
        "description": _joined(category.description),
        "url": url(category.pagename),
        "codes": list(category.codes),
        "extra": _extra(category.extra),
        "origins": [_origin(origin, url) for origin in category.origins],
        "page": category.pagename,
        "gone": category.gone,
        **({"original": _original(category.original)} if category.original else {}),
    }


def former_names(catalog: Catalog) -> dict[str, list[str]]:
    """Return the names that redirects lead from, of codes that nothing else is known of, by page.

    What is still in the ledger is a code of its own that is gone, and finds its successors itself.
    """
    known = set(catalog.aliases)
    known |= {code.pagename.lower() for code in catalog.past.codes.values()}
    named: dict[str, list[str]] = {}
    for key, forward in catalog.past.forwards.items():
        service, _, name = forward.pagename.partition("/")
        if key not in known and name and "/" not in name:
            for page, _ in forward.successors:
                if page.partition("/")[0] == service:
                    named.setdefault(page, []).append(name)
    return named


def _code(code: Code, url: Url, known: Set[str], former: Sequence[str]) -> dict[str, Any]:
    return {
        "id": code.id,
        "service": code.service,
        "code": code.code,
        "title": code.title,
        "categories": _categories(code.service, code.categories, known),
        "url": url(code.pagename),
        "page": code.pagename,
        "gone": code.gone,
        "aliases": list(code.aliases),
        "range": list(code.ends),
        "former": list(former),
        "notes": [_note(code, note, url) for note in code.all_notes],
        "variants": [_variant(code, variant, url, known) for variant in code.variants],
    }


def _note(code: Code, note: Note, url: Url) -> dict[str, Any]:
    """Return a note of the house; ``variants`` are the meanings that it is about, none for all."""
    return {
        "text": note.text.plain,
        "sentences": list(note.sentences),
        "variants": [v.anchor for v in code.variants if note in v.notes],
        "cause": note.cause_anchor,
        "stale": note.stale,
        "owner": note.owner,
        "reviewed": note.reviewed,
        "runbook": note.runbook,
        "keywords": list(note.keywords),
        "document": note.docname,
        "line": note.line,
        "url": url(note.docname, note.anchor),
    }


def _triage(triage: Triage | None) -> dict[str, Any]:
    """Return the answers of the triage, each with the rule that gave it."""
    return {
        question: {
            "answer": verdict.answer,
            "inferred": verdict.inferred,
            "rule": verdict.rule,
        }
        for question in ANSWERS
        for verdict in [getattr(triage or Triage(), question)]
    }


def code_entry(code: Code, url: Url, known: Set[str], former: Sequence[str] = ()) -> dict[str, Any]:
    """Return the entry of a code, as ``codes.json`` has it.

    ``known`` are the ids of the categories that have an entry there, ``former`` the names of
    :func:`former_names` that lead to the code.
    """
    return _code(code, url, known, former)


def _categories(service: str, names: Iterable[str], known: Set[str]) -> list[str]:
    """Return the ids of those categories that ``codes.json`` has an entry for."""
    return [name for name in (f"{service}/{name}" for name in names) if name in known]


def _variant(code: Code, variant: Variant, url: Url, known: Set[str]) -> dict[str, Any]:
    return {
        "anchor": variant.anchor,
        "aliases": list(variant.former_anchors),
        "code": variant.code,
        "known_as": list(variant.aliases),
        "range": list(variant.ends),
        "title": variant.title,
        "status": list(variant.status),
        "message": _joined(variant.message),
        "description": _joined(variant.description),
        "causes": [cause.text.plain for cause in variant.causes],
        "cause_anchors": [cause.anchor for cause in variant.causes],
        "cause_aliases": [list(cause.former_anchors) for cause in variant.causes],
        "actions": [action.plain for action in variant.actions],
        "categories": _categories(code.service, variant.categories, known),
        "extra": _extra(variant.extra),
        "origins": [_origin(origin, url) for origin in variant.origins],
        "triage": _triage(variant.triage),
        **({"original": _original(variant.original)} if variant.original else {}),
    }


def _original(original: Original) -> dict[str, Any]:
    """Return the vendor's own words of what is shown in a translation."""
    return {
        "title": original.title,
        "message": "\n".join(original.message),
        "description": "\n".join(original.description),
        "causes": list(original.causes),
        "actions": list(original.actions),
    }


def _origin(origin: Origin, url: Url) -> dict[str, Any]:
    return {
        "file": origin.file,
        "line": origin.line,
        "table": origin.table,
        "document": origin.document,
        "original_name": origin.original_name,
        "cell": origin.cell,
        "url": url(origin.docname, origin.anchor) if origin.docname else "",
    }


def _joined(texts: Iterable[Text]) -> str:
    return "\n".join(text.plain for text in texts)


def _extra(extra: Iterable[tuple[str, Text]]) -> dict[str, str]:
    joined: dict[str, str] = {}
    for header, text in extra:
        joined[header] = f"{joined[header]}\n{text.plain}" if header in joined else text.plain
    return joined


def report_json(
    catalog: Catalog, debts: Mapping[str, Iterable[str]] | None = None
) -> dict[str, Any]:
    """Return the content of ``report.json``: every table and row, and what became of it.

    ``debts`` are the ids of the codes with each kind of debt.
    """
    duplicates = duplicate_lines(catalog)
    return {
        "schema": SCHEMA,
        "services": [
            {
                "id": service,
                "tables": [
                    _table(file, table, duplicates)
                    for file in catalog.files
                    if file.service == service
                    for table in file.tables
                ],
                "debt": _debt(catalog, service, debts or {}),
            }
            for service in catalog.services
        ],
    }


def _debt(
    catalog: Catalog, service: str, debts: Mapping[str, Iterable[str]]
) -> dict[str, list[str]]:
    """Return the ids of a service's codes with each kind of debt that it has."""
    own = {
        str(kind): [name for name in names if catalog.codes[name].service == service]
        for kind, names in debts.items()
    }
    return {kind: names for kind, names in own.items() if names}


def _table(
    file: VendorFile, table: TableReading, duplicates: frozenset[tuple[str, str, int]]
) -> dict[str, Any]:
    rows = []
    for row in table.rows:
        repeated = row.outcome is Outcome.CODE and (
            (file.docname, table.file or file.file, row.line) in duplicates
        )
        rows.append(
            {
                "line": row.line,
                "outcome": str(Outcome.DUPLICATE if repeated else row.outcome),
                "codes": list(row.codes),
                "reason": "says what an earlier row says" if repeated else row.reason,
                "normalised": [
                    {"from": change.before, "to": change.after, "rule": change.rule}
                    for change in row.normalised
                ],
            }
        )
    return {
        "file": table.file or file.file,
        "line": table.line,
        "title": table.title,
        "kind": table.kind,
        "read": table.read,
        "reason": table.reason,
        "rows": rows,
    }


def summary_lines(catalog: Catalog) -> list[str]:
    """Return one line per service: ``obs: 2 tables, 13 rows → 8 codes, …``.

    Codes outside tables are counted as lists, where there are any.
    """
    lines = []
    for service in catalog.services:
        found = [t for file in catalog.files if file.service == service for t in file.tables]
        read = [table for table in found if table.read]
        lists = sum(table.kind != "tables" for table in read)
        parts = [counted(len(read) - lists, "table")]
        parts += [counted(lists, "list")] if lists else []
        parts.append(counted(sum(len(table.rows) for table in read), "row"))
        codes = counted(sum(code.service == service for code in catalog.codes.values()), "code")
        categories = sum(c.service == service for c in catalog.categories.values())
        unread = counted(len(found) - len(read), "table")
        lines.append(
            f"{service}: {', '.join(parts)} → {codes}, {counted(categories, 'category')}, "
            f"{unread} unread"
        )
    return lines


def to_json(content: dict[str, Any]) -> str:
    """Return JSON in a stable form: one line for each entry of a list at its top level."""
    fields = ",\n".join(f"{_compact(name)}:{_lines(value)}" for name, value in content.items())
    return f"{{{fields}}}\n"


def _lines(value: Any) -> str:
    if not isinstance(value, list | Entries):
        return _compact(value)
    lines = ",\n".join(map(_compact, value))
    return f"[\n{lines}\n]" if lines else "[]"


_compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
