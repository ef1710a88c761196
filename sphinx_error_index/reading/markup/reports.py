"""What docutils, MyST and directives said of a vendor file, said again in our messages."""

from __future__ import annotations

import re
from logging import WARNING
from typing import TYPE_CHECKING

from docutils import nodes
from docutils.utils import Reporter

from sphinx_error_index.messages import Subtype
from sphinx_error_index.model import TableReading
from sphinx_error_index.reading.markup.markdown_blocks import html_tables
from sphinx_error_index.reading.markup.places import is_in_document, is_nested

if TYPE_CHECKING:
    from logging import LogRecord

    from sphinx_error_index.messages import Messages


def lost_source(message: nodes.system_message) -> list[nodes.Node]:
    """Return the source that docutils could not use; a mere warning quotes source that it used."""
    if message["level"] < Reporter.ERROR_LEVEL and not _LOSES.match(_text_of(message)):
        return []
    return [child for child in message.children if isinstance(child, nodes.literal_block)]


def repeat_messages(system_messages: list[nodes.system_message], messages: Messages) -> None:
    """Repeat what docutils said: as a warning where a part of the source could not be used."""
    for message in system_messages:
        line = message.get("line", 0)
        text = _text_of(message)
        lost = bool(lost_source(message))
        subtype = message.get("err_subtype", Subtype.MARKUP)
        if lost:
            messages.warn(subtype, line, "%s; its source is shown as it is", text)
        elif "err_subtype" in message:
            messages.warn(subtype, line, "%s", text)
        elif message["level"] > Reporter.INFO_LEVEL:
            messages.note(Subtype.UNTIDY, line, "%s; nothing was lost", text)


def _text_of(message: nodes.system_message) -> str:
    return " ".join(message.children[0].astext().split()) if message.children else ""


_LOSES = re.compile(r"Content block expected for")
"""A warning of docutils about a directive of which it shows nothing."""

_ABOUT_TABLE = re.compile(r'^Malformed table|"[\w-]*table"|table data', re.IGNORECASE)


def broken_table(message: nodes.system_message) -> TableReading | None:
    """Return an unread table if a message says that a table could not be parsed.

    A directive around a malformed table gives a second message, that it has no table; only that
    one is part of the document. A broken table inside a cell of another table does not count.
    """
    text = _text_of(message)
    lost = [source.astext() for source in lost_source(message)]
    is_table = (
        message.get("err_subtype") == Subtype.UNREAD_TABLE
        or (lost and _ABOUT_TABLE.search(text))
        or any(list(html_tables(source)) for source in lost)
    )
    if not is_table or is_nested(message) or not is_in_document(message):
        return None
    return TableReading(message.get("line", 0), title="", read=False, reason=text)


def repeat_warnings(records: list[LogRecord], messages: Messages) -> None:
    """Repeat what the parser and directives told Sphinx, which would have named our page."""
    for record in records:
        if record.levelno >= WARNING:
            place = getattr(record, "location", None)
            line = place[1] if isinstance(place, tuple) else getattr(place, "line", None)
            messages.note(Subtype.UNTIDY, line or 0, "%s", record.getMessage())
