"""``csv-table`` for vendor files: it reads only inside the data root; each row has its line."""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from docutils.parsers.rst.directives.tables import CSVTable
from docutils.statemachine import StringList
from docutils.utils import SystemMessagePropagation

from sphinx_error_index.messages import Subtype
from sphinx_error_index.reading.markup.places import shortened
from sphinx_error_index.reading.textfiles import decoded

if TYPE_CHECKING:
    from typing import Any


class CsvTable(CSVTable):
    """docutils' directive, without ``:url:`` and with ``:file:`` bound to the data root."""

    data_root: ClassVar[Path]

    def run(self) -> list[nodes.Node]:  # type: ignore[override]
        """Return the table, or the message that says why there is none."""
        if "url" in self.options:
            return [self._refusal('"csv-table" may not read a :url: in a vendor file')]
        file = self.options.pop("file", None)
        if file is not None:
            if self.content:
                return [self._refusal('"csv-table" has both a :file: and content')]
            vendor_file = self.state.document["source"]
            source = Path(os.path.normpath(Path(vendor_file).parent / file))
            path = source.resolve()
            if not path.is_relative_to(self.data_root) or not _is_file(path):
                return [
                    self._refusal(
                        f'"csv-table" may not read {shortened(file)!r}: no such file inside the '
                        "data root",
                        Subtype.OUTSIDE,
                    )
                ]
            text = self._decoded(path.read_bytes(), path.name)
            self.content = StringList(text.removesuffix("\n").split("\n"), source=str(source))
            self.state.document.settings.record_dependencies.add(str(path))
        return list(super().run())

    def _decoded(self, raw: bytes, name: str) -> str:
        """Return a file's text, decoded as ``:encoding:`` says, else like any vendor file.

        If the file does not fit that encoding, a message says as what it was read.
        """
        encoding = self.options.get("encoding")
        text, place, read_as = decoded(raw, encoding or "")
        if place is not None:
            line = raw.count(b"\n", 0, place) + 1
            wanted = encoding or "UTF-8"
            self.reporter.warning(
                f"{name}, line {line}: not {wanted} (byte 0x{raw[place]:02X}): read as {read_as}",
                line=self.lineno,
                err_subtype=Subtype.ENCODING,
            )
        return text

    def _refusal(self, text: str, subtype: Subtype = Subtype.REFUSED) -> nodes.system_message:
        source = nodes.literal_block(self.block_text, self.block_text)
        return self.reporter.error(text, source, line=self.lineno, err_subtype=subtype)

    def get_csv_data(self) -> tuple[StringList, str]:
        """Return the directive's content, which :meth:`run` has taken from the file, if any."""
        if not self.content:
            raise SystemMessagePropagation(
                self._refusal('"csv-table" has no content', Subtype.MARKUP)
            )
        return self.content, self.content.source(0)

    def process_header_option(self) -> tuple[list[Any], int]:
        """Read ``:header:`` with the delimiter of the data, or with commas if it has only those.

        Both ways are in use: docutils documents the first, but did the second before 0.22.
        """
        header = self.options.get("header")
        if header is None:
            return [], 0
        source = self.state_machine.get_source_and_line(self.lineno)[0] or ""
        dialect = self.DocutilsDialect(self.options)
        rows: list[Any] = []
        width = 0
        try:
            rows, width = self.parse_csv_data_into_rows(header.split("\n"), dialect, source)
        except csv.Error:
            if dialect.delimiter == "," or "," not in header:
                raise  # docutils says so, and keeps the source
        if width < 2 and dialect.delimiter != "," and "," in header:
            dialect.delimiter = ","
            rows, width = self.parse_csv_data_into_rows(header.split("\n"), dialect, source)
        return rows, width

    def parse_csv_data_into_rows(
        self, csv_data: Any, dialect: Any, source: str
    ) -> tuple[list[list[tuple[int, int, int, StringList]]], int]:
        """Split the data into cells that know their line; those of docutils do not."""
        reader = csv.reader((line + "\n" for line in csv_data), dialect=dialect)
        rows = []
        start = 0
        for cells in reader:
            places = [
                _place(csv_data, start + i, source, self.lineno)
                for i in range(reader.line_num - start)
            ]
            rows.append([(0, 0, 0, _cell(cell, places)) for cell in cells])
            start = reader.line_num
        return rows, max(map(len, rows), default=0)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that no system takes
        return False


def _place(csv_data: Any, index: int, source: str, lineno: int) -> tuple[str, int]:
    """Return file and offset of a line; the lines of a ``:header:`` have the directive's."""
    if isinstance(csv_data, StringList):
        return csv_data.info(index)  # type: ignore[return-value]
    return source, lineno - 1


def _cell(cell: str, places: list[tuple[str, int]]) -> StringList:
    lines = cell.splitlines()
    return StringList(lines, items=[places[min(i, len(places) - 1)] for i in range(len(lines))])
