"""One vendor file → what the page shows of it, and what the domain keeps of it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_error_index.messages import Messages, Subtype
from sphinx_error_index.model import Origin, Outcome, TableReading, VendorFile
from sphinx_error_index.reading import vendor
from sphinx_error_index.reading.columns import header_rows, headers
from sphinx_error_index.reading.records import EMPTY_ROW, read_records
from sphinx_error_index.reading.rowmarks import RowAnchors, adopt, mark_rows
from sphinx_error_index.reading.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docutils import nodes
    from sphinx.environment import BuildEnvironment

    from sphinx_error_index.reading.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class FileRequest:
    """One vendor file, and how a page wants it to be read.

    ``docname`` is the page. ``columns`` are the roles that the page gives to columns, by header or
    position. ``hidden`` says whether the page shows nothing of the file. ``vocabulary`` knows the
    words of headers.
    """

    source: vendor.Source
    docname: str
    columns: Mapping[str, str]
    hidden: bool
    vocabulary: Vocabulary


class FileReader:
    """Reads one vendor file for a page: the content to show and the records to keep."""

    def __init__(self, request: FileRequest, env: BuildEnvironment) -> None:
        self.used_columns: set[str] = set()
        self._request = request
        self._source = request.source
        self._env = env
        self._messages = Messages(env.config, str(request.source.path))

    def read(self, page: nodes.document) -> tuple[list[nodes.Node], VendorFile | None]:
        """Return the nodes that ``page`` shows of the file, and what the domain keeps of it."""
        try:
            document = vendor.parse(self._source, self._env, page.settings, self._messages)
        except OSError as error:
            reason = error.strerror or str(error)
            self._messages.warn(Subtype.NO_FILE, 0, "cannot be read (%s): left out", reason)
            return [], None
        if document is None:
            return [], None
        origin = Origin(
            self._source.file,
            0,
            document=document.title,
            original_name=document.original_name,
            docname=self._request.docname,
        )
        readings = [self._read_table(node, document.doctree, origin) for node in document.tables]
        readings += document.broken
        if not readings:
            self._messages.warn(Subtype.NO_TABLES, 0, "the file has no tables: no code is read")
        content = adopt(document.doctree, page, hidden=self._request.hidden)
        return content, VendorFile(
            service=self._source.service,
            docname=self._request.docname,
            file=self._source.file,
            document=document.title,
            tables=tuple(readings),
            labels=document.labels if not self._request.hidden else (),
            references=document.references,
            dangling=document.dangling,
        )

    def _messages_of(self, reading: TableReading) -> Messages:
        """Return the messages about the file in which a table's rows stand."""
        if not reading.file:
            return self._messages
        path = os.path.normpath(self._source.data_root / reading.file)
        return Messages(self._env.config, path)

    def _read_table(
        self, node: nodes.table, doctree: nodes.document, origin: Origin
    ) -> TableReading:
        doctree.set_id(node)
        table = read_table(node, self._request.docname)
        anchors = RowAnchors(doctree, self._source.id_prefix, hidden=self._request.hidden)
        reading = read_records(
            table, self._request.vocabulary, origin, anchors, self._request.columns
        )
        head, _ = header_rows(table, self._request.vocabulary)
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
        mark_rows(node, table, reading, anchors, self._source.service)
        return reading
