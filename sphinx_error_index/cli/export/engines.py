"""The catalogue for search engines: files for bulk import, mappings and settings.

Formats: the bulk interface of Elasticsearch and OpenSearch, in which a line that says what to do
stands before each document (https://www.elastic.co/guide/en/elasticsearch/reference/8.19/docs-bulk.html),
and Meilisearch's documents (https://www.meilisearch.com/docs/reference/api/documents). Both engines
get the same documents: one for each meaning, named by its field ``key``.
"""

from __future__ import annotations

import json
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final

from sphinx_error_index.cli.export.rows import Meaning
from sphinx_error_index.wording import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

TEXTS: Final = ("title", "message", "description", "causes", "actions", "notes", "keywords")
"""Fields in which one searches for words, the weightiest first."""

NAMES: Final = ("code", "names")
"""Fields that have names of codes; typing errors in them are no matches."""

FACETS: Final = ("service", "status", "categories", "retry", "side", "who", "gone", "id", *NAMES)
"""Fields by which results are filtered."""

SHOWN: Final = ("key", "url", "page", "runbook")
"""Fields that are shown, and neither searched nor filtered by."""


LONGEST: Final = 8191
"""Characters of the longest keyword: Lucene's terms have at most 32,766 bytes."""


def bulk_lines(found: Iterable[Meaning]) -> Iterator[str]:
    """Yield what ``POST <index>/_bulk`` takes: two lines for each meaning."""
    for meaning in found:
        yield _line({"index": {"_id": meaning.key}})
        yield _line(document(meaning))


def document_lines(found: Iterable[Meaning]) -> Iterator[str]:
    """Yield what Meilisearch takes as ``application/x-ndjson``: one line for each meaning."""
    for meaning in found:
        yield _line(document(meaning))


def document(meaning: Meaning) -> Mapping[str, Any]:
    """Return a meaning as an object with a field for each of its attributes."""
    return {field.name: getattr(meaning, field.name) for field in fields(Meaning)}


def _line(value: object) -> str:
    return printable(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def index_body() -> dict[str, Any]:
    """Return what ``PUT <index>`` takes: analysis and mappings, for either engine.

    Codes are keywords, equal in any case; ``code.parts`` has the words and numbers in them.
    """
    keyword: dict[str, Any] = {"type": "keyword", "ignore_above": LONGEST}
    name = {
        **keyword,
        "normalizer": "any_case",
        "fields": {"parts": {"type": "text", "analyzer": "simple_parts"}},
    }
    mapped: dict[str, Any] = {field: {"type": "text", "analyzer": "english"} for field in TEXTS}
    mapped |= dict.fromkeys(FACETS, keyword) | dict.fromkeys(NAMES, name)
    mapped |= {field: {**keyword, "index": False} for field in SHOWN}
    mapped["status"] = {"type": "short"}
    parts = {"type": "custom", "tokenizer": "parts", "filter": ["lowercase"]}
    return {
        "settings": {
            "analysis": {
                "normalizer": {"any_case": {"type": "custom", "filter": ["lowercase"]}},
                "tokenizer": {"parts": {"type": "pattern", "pattern": "[^A-Za-z0-9]+"}},
                "analyzer": {"simple_parts": parts},
            }
        },
        "mappings": {"dynamic": False, "properties": mapped},
    }


def meilisearch_settings() -> dict[str, Any]:
    """Return what ``PATCH /indexes/<index>/settings`` of Meilisearch takes."""
    return {
        "searchableAttributes": [*NAMES, *TEXTS],
        "filterableAttributes": list(FACETS),
        "sortableAttributes": ["service", "code"],
        "typoTolerance": {"disableOnAttributes": list(NAMES)},
    }
