"""One vendor file → what the page shows of it, and what the domain keeps of it."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sphinx_error_index.doctrees import NodesByClass
from sphinx_error_index.messages import Messages, Subtype
from sphinx_error_index.model import Origin, Outcome, TableReading, VendorFile
from sphinx_error_index.reading import vendor
from sphinx_error_index.reading.caching.filecache import NotedMessages, Reading
from sphinx_error_index.reading.columns import header_rows, headers
from sphinx_error_index.reading.formats.advice import vocabulary_line
from sphinx_error_index.reading.formats.choosing import choose
from sphinx_error_index.reading.formats.listing import Kind, as_table, wrap_parts
from sphinx_error_index.reading.formats.marking import mark_entries
from sphinx_error_index.reading.records import EMPTY_ROW, read_records
from sphinx_error_index.reading.rowmarks import RowAnchors, adopt, mark_rows
from sphinx_error_index.reading.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from docutils import nodes
    from sphinx.environment import BuildEnvironment

    from sphinx_error_index.reading.caching.filecache import FileCache
    from sphinx_error_index.reading.formats.listing import Listed, Listing
    from sphinx_error_index.reading.tables import Table
    from sphinx_error_index.reading.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class FileRequest:
    """One vendor file, and how a page wants it to be read.

    ``docname`` is the page. ``columns`` are the roles that the page gives to columns, by header or
    position. ``hidden`` says whether the page shows nothing of the file. ``vocabulary`` knows the
    words of headers. ``kinds`` are the places in which the page wants codes to be read; ``None``
    means wherever it is plain that there are some. ``quiet`` names the tables of which nothing is
    said, in lower case: by their titles, or ``<file>#<number>`` with a number from 1. ``known_as``
    is what people call the service.
    """

    source: vendor.Source
    docname: str
    columns: Mapping[str, str]
    hidden: bool
    vocabulary: Vocabulary
    kinds: frozenset[Kind] | None = None
    quiet: frozenset[str] = frozenset()
    known_as: tuple[str, ...] = ()
    language: str = ""


class FileReader:
    """Reads one vendor file for a page: the content to show and the records to keep."""

    def __init__(
        self, request: FileRequest, env: BuildEnvironment, cache: FileCache | None = None
    ) -> None:
        self.used_columns: set[str] = set()
        self.used_quiet: set[str] = set()
        self.kept_as = ""
        """The name of the reading in the cache, where there is one."""
        self._request = request
        self._source = request.source
        self._env = env
        self._cache = cache
        self._messages = NotedMessages(env.config, str(request.source.path))

    def read(self, page: nodes.document) -> tuple[list[nodes.Node], VendorFile | None]:
        """Return the nodes that ``page`` shows of the file, and what the domain keeps of it."""
        try:
            reading = self._kept(page.settings) if self._cache else self._made(page.settings)
        except OSError as error:
            reason = error.strerror or str(error)
            self._messages.warn(Subtype.NO_FILE, 0, "cannot be read (%s): left out", reason)
            return [], None
        if reading is None:
            return [], None
        return adopt(reading.content, page, hidden=self._request.hidden), reading.file

    def _kept(self, settings: Any) -> Reading | None:
        """Return what the cache has of the file, else what is read of it now.

        What depends on further files is not kept. Raises ``OSError`` if the file cannot be read.
        """
        assert self._cache is not None
        path, docname = self._source.path, self._request.docname
        key = self._cache.key(path, *_asked(self._request), *_plain_settings(settings))
        self.kept_as = key
        reading = self._cache.load(key, path)
        if reading is not None:
            self._messages.repeat(reading.said)
            self.used_columns |= reading.used_columns
            return reading
        before = len(self._env.dependencies[docname])
        reading = self._made(settings)
        alone = len(self._env.dependencies[docname]) == before
        if reading is not None and alone and not any(table.file for table in reading.file.tables):
            self._cache.store(key, path, reading)
        return reading

    def _made(self, settings: Any) -> Reading | None:
        """Return what is read of the file, if anything. Raises ``OSError`` if it cannot be read."""
        document = vendor.parse(self._source, self._env, settings, self._messages)
        if document is None:
            return None
        origin = Origin(
            self._source.file,
            0,
            document=document.title,
            original_name=document.original_name,
            docname=self._request.docname,
        )
        readings = [
            self._read_table(node, number, document.doctree, origin)
            for number, node in enumerate(document.tables, start=1)
        ]
        readings += document.broken
        readings += self._read_listings(document, origin, readings)
        file = VendorFile(
            service=self._source.service,
            docname=self._request.docname,
            file=self._source.file,
            document=document.title,
            tables=tuple(readings),
            labels=document.labels if not self._request.hidden else (),
            references=document.references,
            dangling=document.dangling,
            known_as=self._request.known_as,
            language=self._request.language,
        )
        content = document.doctree.children[:]
        document.doctree.clear()
        return Reading(content, file, frozenset(self.used_columns), tuple(self._messages.said))

    def _read_listings(
        self, document: vendor.VendorDocument, origin: Origin, tables: list[TableReading]
    ) -> list[TableReading]:
        """Return what stands outside tables; say what looks like codes and is not read."""
        kinds, vocabulary = self._request.kinds, self._request.vocabulary
        found = NodesByClass(document.doctree)
        choice = choose(found, document.title, vocabulary, kinds)
        readings: list[TableReading] = []
        count = 0
        for listing in choice.taken:
            listed = as_table(
                listing, vocabulary, self._request.docname, f"{self._source.id_prefix}part-", count
            )
            count += len(listed.parts)
            readings.append(self._read_listing(listing, listed, document.doctree, origin))
        hints = "; ".join(choice.hints)
        if hints and not (tables or readings):
            self._messages.warn(Subtype.NO_TABLES, 0, "no table; %s", hints)
        elif hints and not any(reading.read for reading in (*tables, *readings)):
            self._messages.warn(Subtype.LOOKS_LIKE_CODES, 0, "%s would read them", hints)
        elif hints:
            self._messages.note(Subtype.LOOKS_LIKE_CODES, 0, "%s would read them", hints)
        elif not (tables or readings):
            self._messages.warn(Subtype.NO_TABLES, 0, "the file has no tables: no code is read")
        return readings

    def _read_listing(
        self, listing: Listing, listed: Listed, doctree: nodes.document, origin: Origin
    ) -> TableReading:
        """Return what the entries of a listing say, and mark them on the page."""
        anchors = RowAnchors(doctree, self._source.id_prefix, hidden=self._request.hidden)
        named = {h: role for h, role in self._request.columns.items() if not h.isdigit()}
        self.used_columns |= set(headers(listed.table, listed.table.head))
        reading = read_records(
            listed.table,
            self._request.vocabulary,
            origin,
            anchors,
            {**listed.roles, **named},
        )
        reading = replace(reading, kind=str(listing.kind))
        if reading.read:
            wrap_parts(listed.parts)
            mark_entries(listing, reading, anchors, self._source.service)
        else:
            text = "%s: the %s are shown as they are"
            self._messages.warn(
                Subtype.UNREAD_TABLE, reading.line, text, reading.reason, listing.kind
            )
        return reading

    def _messages_of(self, reading: TableReading) -> Messages:
        """Return the messages about the file in which a table's rows stand."""
        if not reading.file:
            return self._messages
        path = os.path.normpath(self._source.data_root / reading.file)
        return Messages(self._env.config, path)

    def _is_quiet(self, table: Table, number: int) -> bool:
        """Say whether the page wants to hear nothing of a table, the one of a number in its file.

        A table without a title goes by that of the section that it stands in.
        """
        title = next(filter(None, (table.title, *table.sections[-1:])), "")
        names = {title.casefold(), f"{self._source.path.name}#{number}".casefold()}
        used = names & self._request.quiet
        self.used_quiet |= used
        return bool(used)

    def _read_table(
        self, node: nodes.table, number: int, doctree: nodes.document, origin: Origin
    ) -> TableReading:
        doctree.set_id(node)
        table = read_table(node, self._request.docname)
        if self._request.kinds is not None and Kind.TABLES not in self._request.kinds:
            reason = "the option :codes: asks for codes outside tables"
            return TableReading(table.line, table.title, read=False, reason=reason)
        anchors = RowAnchors(doctree, self._source.id_prefix, hidden=self._request.hidden)
        reading = read_records(
            table, self._request.vocabulary, origin, anchors, self._request.columns
        )
        head, _ = header_rows(table, self._request.vocabulary)
        self.used_columns |= set(headers(table, head)) | {str(i + 1) for i in range(table.width)}
        messages = self._messages_of(reading)
        quiet = self._is_quiet(table, number)
        if not reading.read:
            if quiet:
                return reading
            text = "%s: the table is shown as it is%s"
            names, vocabulary = headers(table, head), self._request.vocabulary
            line = vocabulary_line(names, table.body, vocabulary)
            advice = f"; in conf.py, {line} would read it" if line else ""
            messages.warn(Subtype.UNREAD_TABLE, reading.line, text, reading.reason, advice)
            return reading
        for row in reading.rows:
            if row.outcome is Outcome.UNREAD and row.reason != EMPTY_ROW and not quiet:
                text = "this row %s: it is shown as it is"
                messages.warn(Subtype.UNREAD_ROW, row.line, text, row.reason)
        mark_rows(node, table, reading, anchors, self._source.service)
        return reading


def _asked(request: FileRequest) -> tuple[object, ...]:
    """Return how a page wants a file to be read; the words of headers are the whole site's."""
    source = request.source
    kinds = None if request.kinds is None else sorted(map(str, request.kinds))
    called = (request.known_as, request.language)
    chosen = (sorted(request.columns.items()), request.hidden, kinds, *called)
    return (source.file, source.service, source.id_prefix, request.docname, *chosen)


def _plain_settings(settings: Any) -> Iterator[tuple[str, object]]:
    """Return those settings of docutils that say how to read, and not where or for whom."""
    for name, value in sorted(vars(settings).items()):
        if not name.startswith("_") and isinstance(value, str | int | float | None):
            yield name, value
