"""Reads vendor text without a build: the parser, tables and records, as a page would."""

from __future__ import annotations

import atexit
import contextlib
import io
import shutil
import tempfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from docutils.frontend import get_default_settings
from docutils.parsers.rst import Parser, directives, roles
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, sphinx_domains

from sphinx_error_index.doctrees import NodesByClass
from sphinx_error_index.messages import Messages, Subtype
from sphinx_error_index.model import Origin, TableReading, VendorFile
from sphinx_error_index.reading import vendor
from sphinx_error_index.reading.formats.choosing import choose
from sphinx_error_index.reading.formats.listing import Kind, as_table
from sphinx_error_index.reading.records import read_records
from sphinx_error_index.reading.tables import Table, read_table
from sphinx_error_index.reading.vendor import Source, VendorDocument
from sphinx_error_index.reading.vocabulary import load


@dataclass(frozen=True)
class Said:
    """A message about a file: ``kind`` is ``warning`` or ``note``."""

    kind: str
    subtype: str
    line: int
    text: str


class Heard(Messages):
    """Keeps messages instead of logging them."""

    def __init__(self) -> None:
        self.said: list[Said] = []

    def warn(self, subtype: Subtype, line: int, text: str, *args: object) -> None:
        self.said.append(Said("warning", subtype, line, text % args))

    def note(self, subtype: Subtype, line: int, text: str, *args: object) -> None:
        self.said.append(Said("note", subtype, line, text % args))


@dataclass(frozen=True)
class Reading:
    """What was read from one file."""

    document: VendorDocument | None
    tables: list[Table] = field(default_factory=list)
    readings: list[TableReading] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)

    def file(self, service: str = "svc", name: str = "codes.rst") -> VendorFile:
        """The file as the domain keeps it."""
        return VendorFile(service, f"{service}/index", name, "Title", tuple(self.readings))


class Reader:
    """Reads texts as vendor files of one Sphinx project in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        source = folder / "source"
        source.mkdir(parents=True)
        (folder / "data").mkdir()
        with contextlib.redirect_stdout(io.StringIO()), docutils_namespace():
            app = Sphinx(
                source, None, folder / "out", folder / "doctrees", "dummy",
                confoverrides={"extensions": ["sphinx_error_index", "myst_parser"]},
                status=None, freshenv=True,
            )  # fmt: skip
            # A table of its own: builds in the same process put the shared one in order again.
            app.config.source_suffix = dict(app.config.source_suffix)
            # What the application registered is there while it reads, not for other tests.
            self._directives = directives._directives.copy()  # type: ignore[attr-defined]
            self._roles = roles._roles.copy()  # type: ignore[attr-defined]
        self.env = app.env
        self.env.prepare_settings("svc/index")
        self.settings = get_default_settings(Parser)
        self.settings.env = self.env
        self.settings.language_code = "en"
        self.settings.smart_quotes = False
        self.settings.tab_width = 8

    def read(
        self,
        text: str | bytes,
        name: str = "codes.rst",
        *,
        columns: Mapping[str, str] | None = None,
        vocabulary: Mapping[str, list[str]] | None = None,
        kinds: Collection[Kind] | None = None,
    ) -> Reading:
        """Read a text as the file ``name`` under the data root."""
        path = self.folder / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
        heard = Heard()
        with docutils_namespace(), sphinx_domains(self.env):
            directives._directives.update(self._directives)  # type: ignore[attr-defined]
            roles._roles.update(self._roles)  # type: ignore[attr-defined]
            document = vendor.parse(
                Source(path, name, "svc", (self.folder / "data").resolve(), "codes-"),
                self.env,
                self.settings,
                heard,
            )
        if document is None:
            return Reading(None, said=heard.said)
        words = load(vocabulary)
        origin = Origin(name, 0, document=document.title, docname="svc/index")
        reading = Reading(document, said=heard.said)
        for node in document.tables:
            if kinds is not None and Kind.TABLES not in kinds:
                break
            document.doctree.set_id(node)
            table = read_table(node, "svc/index")
            reading.tables.append(table)
            reading.readings.append(
                read_records(table, words, origin, lambda _, name: f"row-{name}", columns)
            )
        choice = choose(NodesByClass(document.doctree), document.title, words, kinds)
        reading.hints.extend(choice.hints)
        for listing in choice.taken:
            listed = as_table(listing, words, "svc/index", "part-", 0)
            reading.tables.append(listed.table)
            said = read_records(
                listed.table, words, origin, lambda _, name: f"row-{name}", listed.roles
            )
            reading.readings.append(replace(said, kind=str(listing.kind)))
        return reading

    def write(self, name: str, text: str | bytes) -> None:
        """Write a file under the data root that a vendor file may name."""
        path = self.folder / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8") if isinstance(text, str) else text)


@cache
def reader() -> Reader:
    """Return the reader that all tests of a process share."""
    folder = Path(tempfile.mkdtemp(prefix="error-index-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Reader(folder / "project")
