"""``error-index export``: writes the catalogue in the form that another program reads."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sphinx_error_index.cli.catalogfile import BadUseError, find_service, load_catalog
from sphinx_error_index.cli.export import database, engines, prometheus, tables
from sphinx_error_index.cli.export.rows import meanings, rows
from sphinx_error_index.cli.export.writing import (
    begins_with,
    require_ours,
    to_file,
    to_output,
    unwritable,
)
from sphinx_error_index.cli.options import FOUND, add_base, ending, required_base, service_options
from sphinx_error_index.cli.shape import require_shape
from sphinx_error_index.language import gettext as _

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Sequence

    from sphinx_error_index.cli.catalogfile import CodesJson
    from sphinx_error_index.cli.export.rows import Meaning

STANDARD_OUTPUT: Final = "-"

CSV, RULES, BULK = "error-codes.csv", "rules.yml", "bulk.ndjson"

MARKS: Final = {
    CSV: ",".join(tables.COLUMNS[:3]).encode() + b",",
    RULES: prometheus.FIRST_LINE.encode(),
    BULK: b'{"index":{"_id":"',
    "index.json": b'{\n "settings": {\n  "analysis": {',
    "meilisearch.ndjson": b'{"key":"',
    "meilisearch-settings.json": b'{\n "searchableAttributes": [',
}
"""What an earlier export begins with, by which it may be replaced."""


def add_verb(verbs: Any) -> None:
    """Add ``export`` to the command line."""
    parser = verbs.add_parser(
        "export",
        parents=[service_options()],
        help=_("write the catalogue for alerts, log pipelines, databases and search engines"),
        description=_(
            "Write the catalogue in the form that another program reads, to the standard output or "
            "a file. An earlier export is replaced as a whole, any other file is left alone."
        ),
        epilog=ending(
            "error-index export --csv error-codes.csv",
            _("Exit status: 0 written, 2 bad use or no catalogue."),
        ),
    )
    forms = parser.add_mutually_exclusive_group(required=True)
    forms.add_argument(
        "--csv", metavar="FILE", nargs="?", const=STANDARD_OUTPUT,
        help=_("a row for each code: %(columns)s") % {"columns": ", ".join(tables.COLUMNS)},
    )  # fmt: skip
    forms.add_argument(
        "--prometheus", metavar="FILE", nargs="?", const=STANDARD_OUTPUT,
        help=_("a rule file with the runbook_url of each code, and what to paste into alerts"),
    )  # fmt: skip
    forms.add_argument(
        "--sqlite", metavar="FILE", help=_("a database with a full-text index of all meanings")
    )
    forms.add_argument(
        "--ndjson", metavar="FOLDER", nargs="?", const=STANDARD_OUTPUT,
        help=_(
            "lines for the bulk interface of OpenSearch and Elasticsearch; in a folder also their "
            "mappings, and documents and settings for Meilisearch"
        ),
    )  # fmt: skip
    add_base(parser)
    parser.set_defaults(verb=_export)


def _export(options: argparse.Namespace) -> int:
    catalog = load_catalog(options.catalog)
    require_shape(catalog, options.catalog)
    found = list(meanings(catalog, find_service(catalog, options.service)))
    if options.sqlite is not None:
        if options.sqlite == STANDARD_OUTPUT:
            raise BadUseError(_("--sqlite writes a file: give its name"))
        path = Path(options.sqlite)
        content = database.database(found, str(catalog.get("base_url", "")))
        to_file(path, content, database.is_ours)
        _tell(path, found)
    elif options.csv is not None:
        _write(CSV, options.csv, tables.csv_table(rows(found)), found)
    elif options.prometheus is not None:
        lines = prometheus.rules(rows(found), _address(options, catalog))
        _write(RULES, options.prometheus, _lines(lines), found)
    elif options.ndjson == STANDARD_OUTPUT:
        to_output(_lines(engines.bulk_lines(found)))
    else:
        _write_folder(Path(options.ndjson), found)
    return FOUND


def _address(options: argparse.Namespace, catalog: CodesJson) -> str:
    """Return where the site is published; a variable of a template is none."""
    base = required_base(options, catalog)
    if "{{" in base:
        text = _("%(address)s is a template, which Prometheus would fill in itself")
        raise BadUseError(text % {"address": base})
    return base


def _write_folder(folder: Path, found: Sequence[Meaning]) -> None:
    contents = {
        BULK: _lines(engines.bulk_lines(found)),
        "index.json": _json(engines.index_body()),
        "meilisearch.ndjson": _lines(engines.document_lines(found)),
        "meilisearch-settings.json": _json(engines.meilisearch_settings()),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(folder, error.strerror) from None
    for name in contents:
        require_ours(folder / name, begins_with(MARKS[name]))
    for name, text in contents.items():
        to_file(folder / name, text.encode("utf-8"), begins_with(MARKS[name]))
    _tell(folder, found)


def _write(kind: str, target: str, content: str, found: Sequence[Meaning]) -> None:
    """Write a text to a file, or to the standard output."""
    if target == STANDARD_OUTPUT:
        to_output(content)
        return
    path = Path(target)
    to_file(path, content.encode("utf-8"), begins_with(MARKS[kind]))
    _tell(path, found)


def _tell(path: Path, found: Iterable[Meaning]) -> None:
    ids = [meaning.id for meaning in found]
    text = _("wrote %(path)s (codes: %(codes)d, meanings: %(meanings)d)")
    said = text % {"path": path, "codes": len(set(ids)), "meanings": len(ids)}
    sys.stdout.write(f"{said}\n")


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _json(value: object) -> str:
    return f"{json.dumps(value, indent=1)}\n"
