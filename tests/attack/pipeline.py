"""Any bytes → a vendor file → records → catalogue → pages, JSON and resolver, with what must hold.

One application is made once; a pass over everything then takes some milliseconds. Fuzzers call
:meth:`Pipeline.run`, tests as well.
"""

from __future__ import annotations

import atexit
import contextlib
import io
import json
import shutil
import tempfile
from dataclasses import fields, is_dataclass, replace
from functools import cache
from html.parser import HTMLParser
from importlib import resources
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

from sphinx_error_index.catalog.assemble import build_catalog
from sphinx_error_index.catalog.export import report_json, summary_lines, to_json
from sphinx_error_index.ledger.accepting import accept
from sphinx_error_index.ledger.ledger import Ledger, compare
from sphinx_error_index.ledger.redirects import is_page
from sphinx_error_index.links import slug
from sphinx_error_index.model import Catalog, Outcome, Text, VendorFile
from sphinx_error_index.pages.cells import CellStore
from sphinx_error_index.pages.templating import Templates
from sphinx_error_index.pages.writer import PageWriter
from sphinx_error_index.reading.columns import header_rows
from sphinx_error_index.reading.vocabulary import load
from sphinx_error_index.resolver.building.build import build_index
from sphinx_error_index.resolver.resolver import Resolver
from tests.support.exports import whole_codes_json
from tests.support.project import SEED
from tests.support.reading import reader

VOCABULARY = load()

MAX_PAGES = 6
"""Pages that are rendered for one input: the first ones."""

RESOLVERS = 16
"""Of how many inputs one gets a resolver of its own."""

CELLS = 12
"""Most cells of a row that an input makes."""

HEADS = (
    "Error Code", "Status Code", "Error Message", "Possible Cause", "Solution", "Category",
    "Description", "Code", "HTTP Status", "Type", "Meaning", "Notes", "",
)  # fmt: skip


def without_markup(value: Any) -> Any:
    """Return a part of the model without the places of markup, which only a build can show."""
    if isinstance(value, Text):
        return replace(value, markup=None)
    if isinstance(value, tuple):
        return tuple(map(without_markup, value))
    if is_dataclass(value) and not isinstance(value, type):
        changed = {each.name: without_markup(getattr(value, each.name)) for each in fields(value)}
        return type(value)(**changed)
    return value


class Harmless(HTMLParser):
    """Reads HTML and notes what a vendor's text may not put there."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note scripts, handlers of events and addresses that run."""
        if tag in {"script", "style", "iframe", "object", "embed", "svg", "base", "meta"}:
            self.faults.append(f"<{tag}>")
        for name, value in attrs:
            address = "".join((value or "").split()).lower()
            runs = name in ("href", "src", "action") and address.startswith(
                ("javascript:", "data:", "vbscript:")
            )
            if name.startswith("on") or name == "style" or runs:
                self.faults.append(f"{name}={value}")


class Source:
    """Turns bytes into choices and texts, whatever the bytes are; a fuzzer mutates the bytes."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def below(self, limit: int) -> int:
        """Return a number from 0 to below a limit of at most 256."""
        byte = self._data[self._at] if self._at < len(self._data) else 0
        self._at += 1
        return byte % limit

    def text(self, longest: int) -> str:
        """Return a text of some bytes, as UTF-8 as far as they are."""
        length = self.below(longest + 1)
        piece = self._data[self._at : self._at + length]
        self._at += length
        return piece.decode("utf-8", "replace")

    @property
    def is_empty(self) -> bool:
        """Say whether all bytes were used."""
        return self._at >= len(self._data)

    def rest(self) -> bytes:
        """Return the bytes that were not used."""
        return self._data[self._at :]


def vendor_file(source: Source) -> tuple[str, bytes]:
    """Return name and content of a vendor file: a table of any cells, or any bytes at all."""
    kind = source.below(4)
    if kind == 0:
        return ("codes.md" if source.below(2) else "codes.rst"), source.rest()
    width = 1 + source.below(CELLS)
    rows = [[HEADS[source.below(len(HEADS))] for _ in range(width)]]
    while not source.is_empty and len(rows) < 40:
        rows.append([source.text(30) for _ in range(width)])
    if kind == 1:
        lines = ("| " + " | ".join(cell.replace("\n", " ") for cell in row) + " |" for row in rows)
        head, *rest = lines
        text = "\n".join(["# Codes", "", head, "|---" * width + "|", *rest, ""])
        return "codes.md", text.encode("utf-8", "replace")
    if kind == 2:
        items = (
            f"{'     ' if at else '   * '}- {' '.join(cell.split())}\n"
            for row in rows
            for at, cell in enumerate(row)
        )
        text = ".. list-table::\n   :header-rows: 1\n\n" + "".join(items)
        return "codes.rst", text.encode("utf-8", "replace")
    quoted = (
        ",".join('"' + " ".join(c.split()).replace('"', '""') + '"' for c in row) for row in rows
    )
    indented = "".join(f"   {line}\n" for line in quoted)
    text = f"Codes\n=====\n\n.. csv-table::\n   :header-rows: 1\n\n{indented}"
    return "codes.rst", text.encode("utf-8", "replace")


class Pipeline:
    """The way of a vendor file through the whole house, but for the theme around the pages."""

    def __init__(self, folder: Path) -> None:
        source = folder / "source"
        source.mkdir()
        (source / "index.rst").write_text("Home\n====\n", "utf-8")
        with contextlib.redirect_stdout(io.StringIO()), docutils_namespace():
            self._app = Sphinx(
                source, None, folder / "out", folder / "doctrees", "html",
                confoverrides={"extensions": ["sphinx_error_index"], "html_theme": "basic"},
                status=None, freshenv=True,
            )  # fmt: skip
            self._app.build()
        self._schemas = {
            name: Draft202012Validator(
                json.loads(
                    resources.files("sphinx_error_index.catalog")
                    .joinpath(f"schemas/{name}.schema.json")
                    .read_text("utf-8")
                )
            )
            for name in ("codes", "report")
        }
        self._templates = Templates([])
        seed = reader().read(SEED.read_bytes(), "seed.rst").file("obs")
        self._usual = Resolver(build_index(self._check_exports(build_catalog([seed]))))

    def run(self, data: bytes) -> Catalog:
        """Send bytes through; raise AssertionError where something does not hold."""
        source = Source(data)
        query = source.text(200)
        name, content = vendor_file(source)
        reading = reader().read(content, name)
        for table, said in zip(reading.tables, reading.readings, strict=True):
            _, body = header_rows(table, VOCABULARY)
            assert not said.read or len(said.rows) >= len(body), "a row is not accounted for"
            assert all(row.line > 0 or row.outcome is Outcome.UNREAD for row in said.rows)
        self._check_answer(self._usual, query)
        return self.run_file(reading.file(), query if len(data) % RESOLVERS == 0 else None)

    def run_file(self, file: VendorFile, query: str | None = None) -> Catalog:
        """Send what was read of a file through the rest; return its catalogue.

        A ``query`` is asked of a resolver that knows this catalogue, which takes a while.
        """
        catalog = build_catalog([without_markup(file)])
        self._check_catalog(catalog)
        codes = self._check_exports(catalog)
        self._check_ledger(codes)
        if query is not None:
            self._check_answer(Resolver(build_index(codes)), query)
        self._check_pages(catalog)
        return catalog

    def _check_answer(self, resolver: Resolver, query: str) -> None:
        matches = resolver.answer(query).matches
        assert len({match.id for match in matches}) == len(matches)
        assert all(match.confidence in ("exact", "likely", "weak") for match in matches)

    def _check_catalog(self, catalog: Catalog) -> None:
        """Check addresses and anchors: each stands once, and a file system can have it."""
        pages = [code.pagename for code in catalog.codes.values()]
        pages += [category.pagename for category in catalog.categories.values()]
        assert len({page.lower() for page in pages}) == len(pages)
        assert all(map(is_page, pages)), pages
        for code in catalog.codes.values():
            anchors = [variant.anchor for variant in code.variants]
            anchors += [cause.anchor for cause in code.causes]
            assert len(set(anchors)) == len(anchors), anchors

    def _check_exports(self, catalog: Catalog) -> dict[str, Any]:
        def url(pagename: str, anchor: str = "") -> str:
            return f"{pagename}.html" + (f"#{slug(anchor)}" if anchor else "")

        titles = dict.fromkeys(catalog.services, "Title")
        codes = whole_codes_json(catalog, titles, url)
        for name, content in (("codes", codes), ("report", report_json(catalog))):
            read = json.loads(to_json(content).encode("utf-8"))
            assert read == content
            self._schemas[name].validate(read)
        for code in codes["codes"]:
            for variant in code["variants"]:
                assert all(origin["line"] > 0 for origin in variant["origins"])
        assert len(summary_lines(catalog)) == len(catalog.services)
        return codes

    def _check_ledger(self, codes: dict[str, Any]) -> None:
        ledger = accept(Ledger(), codes, "r1")
        from sphinx_error_index.ledger.entries import catalog_of

        assert not compare(ledger, catalog_of(codes))

    def _check_pages(self, catalog: Catalog) -> None:
        cells = CellStore(self._app.builder)
        writer = PageWriter(self._app, catalog, self._templates, cells, "")
        for page in writer.pages[:MAX_PAGES]:
            if page.template in ("guide", "404"):
                continue  # pages of ours, with scripts of ours
            html = str(writer._bodies.body(page))
            harmless = Harmless()
            harmless.feed(html)
            harmless.close()
            assert harmless.faults == [], (page.pagename, harmless.faults)


@cache
def pipeline() -> Pipeline:
    """Return the pipeline that all tests of a process share."""
    folder = Path(tempfile.mkdtemp(prefix="error-index-attack-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Pipeline(folder)
