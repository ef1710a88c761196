"""One vendor file → what the page shows of it, and what the domain keeps."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sphinx_error_index import servicepage, vendor
from sphinx_error_index.columns import header_rows, headers
from sphinx_error_index.messages import Messages, Subtype
from sphinx_error_index.model import Origin, Outcome, TableReading, VendorFile
from sphinx_error_index.records import EMPTY_ROW, read_records
from sphinx_error_index.tables import read_table

if TYPE_CHECKING:
    from pathlib import Path

    from docutils import nodes

    from sphinx_error_index.directives import TablesDirective
    from sphinx_error_index.vocabulary import Vocabulary


class FileReader:
    """Reads one vendor file for a page: its content to show, its records to keep."""

    def __init__(
        self,
        directive: TablesDirective,
        path: Path,
        file: str,
        service: str,
        chosen: dict[str, str],
        vocabulary: Vocabulary,
    ) -> None:
        self.used_columns: set[str] = set()
        self._directive = directive
        self._env = directive.env
        self._path = path
        self._service = service
        self._chosen = chosen
        self._vocabulary = vocabulary
        self._file = file
        self._hidden = "hidden" in directive.options
        self._id_prefix = directive.id_prefix(self._file)
        self._messages = Messages(directive.config, str(path))

    def read(self) -> tuple[list[nodes.Node], VendorFile | None]:
        """Return what the page shows of the file, and what the domain keeps of it."""
        page = self._directive.state.document
        try:
            document = vendor.parse(
                self._path,
                env=self._env,
                settings=page.settings,
                service=self._service,
                file=self._file,
                data_root=self._directive.data_root,
                id_prefix=self._id_prefix,
                messages=self._messages,
            )
        except OSError as error:
            reason = error.strerror or str(error)
            self._messages.warn(Subtype.NO_FILE, 0, "cannot be read (%s): left out", reason)
            return [], None
        if document is None:
            return [], None
        origin = Origin(
            self._file,
            0,
            document=document.title,
            original_name=document.original_name,
            docname=self._env.docname,
        )
        readings = [self._read_table(node, document.doctree, origin) for node in document.tables]
        readings += document.broken
        if not readings:
            self._messages.warn(Subtype.NO_TABLES, 0, "the file has no tables: no code is read")
        content = servicepage.adopt(document.doctree, page, hidden=self._hidden)
        return content, VendorFile(
            service=self._service,
            docname=self._env.docname,
            file=self._file,
            document=document.title,
            tables=tuple(readings),
            labels=document.labels if not self._hidden else (),
            references=document.references,
            dangling=document.dangling,
        )

    def _messages_of(self, reading: TableReading) -> Messages:
        """Return where to say something about a table: its rows may stand in another file."""
        if not reading.file:
            return self._messages
        path = os.path.normpath(self._directive.data_root / reading.file)
        return Messages(self._directive.config, path)

    def _read_table(
        self, node: nodes.table, doctree: nodes.document, origin: Origin
    ) -> TableReading:
        doctree.set_id(node)
        table = read_table(node, self._env.docname)
        anchors = servicepage.RowAnchors(doctree, self._id_prefix, hidden=self._hidden)
        reading = read_records(table, self._vocabulary, origin, anchors, self._chosen)
        head, _ = header_rows(table, self._vocabulary)
        self.used_columns |= set(headers(table, head)) | {str(i + 1) for i in range(table.width)}
        messages = self._messages_of(reading)
        if not reading.read:
            text = "%s: the table is shown as it is"
            messages.warn(Subtype.UNREAD_TABLE, reading.line, text, reading.reason)
            return reading
        for row in reading.rows:
            if row.outcome is Outcome.UNREAD and row.reason != EMPTY_ROW:
                text = "this row %s: it is shown as it is"
                messages.warn(Subtype.UNREAD_ROW, row.line, text, row.reason)
        servicepage.mark_rows(node, table, reading, anchors, self._service)
        return reading
