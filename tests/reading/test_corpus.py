"""The real files of ``../shared``: every row is accounted for, and no word of it is lost."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from docutils import nodes
from docutils.core import publish_doctree
from docutils.parsers.rst import roles

from sphinx_error_index.catalog.assemble import build_catalog
from sphinx_error_index.catalog.export import report_json
from sphinx_error_index.model import Catalog, TableReading
from tests.conftest import ROOT, SHARED, Build
from tests.support.exports import whole_codes_json
from tests.support.reading import Said, reader

FOLDERS = ("corpus", "corpus-history")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Corpus:
    """What was read from all files of a folder."""

    folder: str
    catalog: Catalog
    readings: dict[str, list[TableReading]]
    said: list[Said]
    codes: dict[str, Any]
    report: dict[str, Any]


def files(folder: str) -> list[Path]:
    return sorted((SHARED / folder).rglob("*.rst"))


@cache
def read(folder: str) -> Corpus:
    """Read all files of a folder as one site would; a folder is a service."""
    readings, said, vendor_files = {}, [], []
    for path in files(folder):
        name = path.relative_to(SHARED / folder).as_posix()
        reading = reader().read(path.read_bytes(), name)
        readings[name] = reading.readings
        said += reading.said
        service = name.split("/")[0]
        file = reading.file(service, name)
        vendor_files.append(replace(file, docname=service))
    catalog = build_catalog(vendor_files)
    titles = dict.fromkeys(catalog.services, "Title")
    codes = whole_codes_json(catalog, titles, lambda page, _="": page)
    return Corpus(folder, catalog, readings, said, codes, report_json(catalog))


@pytest.fixture(params=FOLDERS)
def corpus(shared: Path, request: pytest.FixtureRequest) -> Corpus:
    """Each folder, read once per test process."""
    if not (shared / request.param).is_dir():
        pytest.skip(f"{request.param} is not here")
    return read(request.param)


def words(text: str) -> set[str]:
    return set(_WORD.findall(text))


def strings(value: Any) -> Iterator[str]:
    """Return every string and number of a JSON value, keys included."""
    if isinstance(value, dict):
        for key, content in value.items():
            yield key
            yield from strings(content)
    elif isinstance(value, list):
        for content in value:
            yield from strings(content)
    else:
        yield str(value)


@cache
def docutils_tables(path: Path) -> list[list[tuple[int, set[str]]]]:
    """Return line and words of the body rows of each table, as docutils itself reads them."""

    def ref(*said: Any) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        return [nodes.inline("", re.sub(r"\s*<.*>$", "", said[2]))], []

    roles.register_local_role("ref", ref)  # type: ignore[arg-type]
    try:
        tree = publish_doctree(
            path.read_text("utf-8"), settings_overrides={"report_level": 5, "halt_level": 5}
        )
    finally:
        del roles._roles["ref"]  # type: ignore[attr-defined]
    tables = []
    for table in tree.findall(nodes.table):
        rows = []
        for row in table.findall(nodes.row):
            if isinstance(row.parent, nodes.tbody):
                lines = [node.line for node in row.findall(nodes.Element) if node.line]
                said = " ".join(entry.astext() for entry in row.children)
                rows.append((min(lines, default=0), words(said)))
        tables.append(rows)
    return tables


def test_nothing_is_amiss(corpus: Corpus) -> None:
    assert corpus.said == []


def test_every_row_is_accounted_for(corpus: Corpus) -> None:
    outcomes: Counter[str] = Counter()
    for service in corpus.report["services"]:
        for table in service["tables"]:
            if table["read"]:
                outcomes.update(row["outcome"] for row in table["rows"])
    assert not outcomes["unread"]
    for name, readings in corpus.readings.items():
        tables = docutils_tables(SHARED / corpus.folder / name)
        for rows, reading in zip(tables, readings, strict=True):
            if reading.read:
                assert [line for line, _ in rows] == [row.line for row in reading.rows], name


def test_no_word_is_lost(corpus: Corpus) -> None:
    """Every word of a row stands with the codes or categories that have the row as origin."""
    said: dict[tuple[str, int], set[str]] = {}
    items = [variant for code in corpus.codes["codes"] for variant in code["variants"]]
    for item in [*items, *corpus.codes["categories"]]:
        its_words = words(" ".join(strings(item)))
        for origin in item["origins"]:
            said.setdefault((origin["file"], origin["line"]), set()).update(its_words)
    checked = 0
    for name, readings in corpus.readings.items():
        tables = docutils_tables(SHARED / corpus.folder / name)
        for rows, reading in zip(tables, readings, strict=True):
            heading = {row.line for row in reading.rows if row.reason == "column headers"}
            for line, its_words in rows:
                if reading.read and line not in heading:
                    lost = its_words - said.get((name, line), set())
                    assert not lost, f"{name}:{line}: {sorted(lost)}"
                    checked += 1
    assert checked


def test_what_is_left_unread(shared: Path) -> None:  # noqa: ARG001 - skips where it is absent
    """Tables that document no codes: a glossary, elements of a body, signals."""
    unread = [t.reason for ts in read("corpus").readings.values() for t in ts if not t.read]
    headers = sorted(re.findall(r"headers: (.*)\)$", reason)[0] for reason in unread)
    assert headers == [
        "'Element', 'Description'",
        "'Glossary', 'Description'",
        "'Signal', 'Value', 'Action', 'Commit'",
    ]


def test_what_is_normalised(shared: Path) -> None:  # noqa: ARG001 - skips where it is absent
    """Few codes are changed, and none that is a phrase."""
    changes = [
        (change.rule, change.before)
        for tables in read("corpus").readings.values()
        for table in tables
        for row in table.rows
        for change in row.normalised
    ]
    rules = Counter(rule for rule, _ in changes)
    assert rules == {
        "blank in a code": 15, "status of the row above": 3, "class of statuses": 3, "no code": 1
    }  # fmt: skip
    assert "System Capacity Not enough" not in {before for _, before in changes}


def test_one_site(corpus_site: Build) -> None:
    """All files build as one site; only tables that document no codes need a decision."""
    expected = {code["id"] for code in read("corpus").codes["codes"]}
    own = {name for name in corpus_site.codes if name.startswith("obs/")}
    assert own
    assert corpus_site.codes.keys() - own == expected
    for code in corpus_site.codes.values():
        assert (corpus_site.outdir / code["url"]).is_file(), code["url"]
    rows = sum(
        len(table["rows"])
        for service in corpus_site.json("report.json")["services"]
        if service["id"] != "obs"
        for table in service["tables"]
    )
    read_rows = [len(t.rows) for ts in read("corpus").readings.values() for t in ts]
    assert rows == sum(read_rows)


def test_the_code_names_no_vendor(shared: Path) -> None:
    """No rule knows a file, a service or a vendor."""
    names = {folder.name for folder in (shared / "corpus").iterdir() if folder.is_dir()}
    names |= {"huawei", "telekom", "t-systems"}
    names |= {path.stem for path in files("corpus")}
    generic = re.compile(r"(http_)?(status|error|return)_codes?(_list)?|error_code_list")
    names = {name for name in names if not generic.fullmatch(name)}
    pattern = re.compile("|".join(re.escape(name) for name in sorted(names)), re.IGNORECASE)
    for folder in ("sphinx_error_index", "templates"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in {".py", ".toml", ".js", ".html", ".css"}:
                found = pattern.search(path.read_text("utf-8"))
                assert found is None, f"{path}: {found}"
