"""A vendor's file → a doctree of its own, in which only harmless markup has run.

Vendor files are data. Each is parsed as a separate document by the parser of its suffix, so
that its labels, substitutions and footnotes stay its own; file insertion and raw output are
off, only the directives and roles named in ``allowed_markup.py`` run, and whatever docutils has to
say is said again with the vendor's file and line.
"""

from __future__ import annotations

import copy
import re
import sys
from dataclasses import dataclass
from logging import WARNING
from typing import TYPE_CHECKING

from docutils import nodes
from docutils.parsers.rst import Parser as RstParser
from docutils.transforms import references
from docutils.utils import DependencyList, Reporter
from sphinx import addnodes
from sphinx.errors import SphinxError
from sphinx.util.logging import suppress_logging

from sphinx_error_index.doctrees import NodesByClass
from sphinx_error_index.internals import source_parser
from sphinx_error_index.messages import Messages, Subtype
from sphinx_error_index.model import Label, Reference, TableReading
from sphinx_error_index.reading import markdown
from sphinx_error_index.reading.allowed_markup import (
    Dispatcher,
    disarm,
    localise_images,
    lost_source,
    tame_links,
)
from sphinx_error_index.reading.textfiles import decoded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from logging import LogRecord
    from pathlib import Path
    from typing import Any

    from sphinx.environment import BuildEnvironment

TRANSFORMS = (
    references.Substitutions,
    references.PropagateTargets,
    references.AnonymousHyperlinks,
    references.IndirectHyperlinks,
    references.Footnotes,
    references.ExternalTargets,
    references.InternalTargets,
    references.DanglingReferences,
)
"""What docutils does to a document after parsing, as far as it resolves what is inside it."""


@dataclass(frozen=True, slots=True)
class Source:
    """One vendor file as a page asks for it.

    ``file`` is its name from the data root, ``service`` the one that its labels belong to,
    ``data_root`` the folder, links resolved, out of which nothing is read, ``id_prefix`` what
    every id begins with.
    """

    path: Path
    file: str
    service: str
    data_root: Path
    id_prefix: str


@dataclass(frozen=True, slots=True)
class VendorDocument:
    """A parsed vendor file; ``doctree`` holds only what is to be shown and read.

    ``tables`` are those of it that stand in no other one; ``broken`` are those that could not
    be parsed, of which only the source is shown.
    """

    doctree: nodes.document
    tables: tuple[nodes.table, ...]
    broken: tuple[TableReading, ...]
    title: str
    original_name: str
    labels: tuple[Label, ...]
    references: tuple[Reference, ...]
    dangling: int


def read_text(path: Path, messages: Messages) -> str:
    """Return a file's text, read as UTF-8 (or UTF-16 with its mark), else as Windows-1252.

    Characters that Python takes for line ends, but no editor does, become blanks: they would
    break a table apart.
    """
    text = _decoded(path, messages)
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROLS)


def _decoded(path: Path, messages: Messages) -> str:
    raw = path.read_bytes()
    text, place, read_as = decoded(raw)
    if place is not None:
        messages.warn(
            Subtype.ENCODING,
            raw.count(b"\n", 0, place) + 1,
            "not UTF-8 (byte 0x%02X): the file was read as %s; save it as UTF-8",
            raw[place],
            read_as,
        )
    return text


_CONTROLS = {ord(character): " " for character in "\v\f\x1c\x1d\x1e\x85\u2028\u2029"}
_CONTROLS[0] = "\ufffd"  # docutils marks escaped characters with it


def parse(
    source: Source, env: BuildEnvironment, settings: Any, messages: Messages
) -> VendorDocument | None:
    """Parse one vendor file; ``None`` (and a message) where it is empty or has no parser.

    ``settings`` are those of the page the file is shown on. Raises ``OSError`` where the file
    cannot be read.
    """
    text = read_text(source.path, messages)
    if not text.strip():
        messages.warn(Subtype.EMPTY_FILE, 1, "the file is empty: nothing is shown for it")
        return None
    parser_class = _parser_class(source.path, env)
    if parser_class is None:
        messages.warn(
            Subtype.NO_PARSER,
            0,
            "no parser for %r files (is its extension, such as myst_parser, in conf.py?): left out",
            source.path.suffix,
        )
        return None
    doctree, system_messages = _empty_document(source.path, settings, source.id_prefix)
    with suppress_logging() as overheard, Dispatcher(source.data_root):
        if parser_class.__module__.startswith("myst_parser."):
            markdown.parse(text, doctree, env)
        else:
            parser_class().parse(text, doctree)
        dangling = _resolve_within(doctree)
    for dependency in doctree.settings.record_dependencies.list:
        env.note_dependency(dependency)
    _repeat_messages(system_messages, messages)
    _repeat_warnings(overheard.clear(), messages)
    disarm(doctree)
    found = NodesByClass(doctree)
    dangling += tame_links(found)
    localise_images(found, source.path, source.data_root, env, messages)
    broken = tuple(filter(None, map(_broken_table, system_messages)))
    return _document(doctree, found, source, broken, dangling)


def _document(
    doctree: nodes.document,
    found: NodesByClass,
    source: Source,
    broken: tuple[TableReading, ...],
    dangling: int,
) -> VendorDocument:
    """Return what a parsed and harmless doctree says about itself."""
    original_name = _take_field_list(doctree)
    section = doctree.next_node(nodes.section)
    references = _adopt_references(found.of(addnodes.pending_xref), source)
    return VendorDocument(
        doctree,
        title=_plain_title(section) if section else "",
        original_name=original_name,
        labels=tuple(_labels(doctree)),
        references=tuple(references),
        tables=tuple(table for table in found.of(nodes.table) if not _is_nested(table)),
        broken=broken,
        dangling=dangling,
    )


def _parser_class(path: Path, env: BuildEnvironment) -> type[Any] | None:
    """Return the parser for a file's suffix: docutils' own for RST, else the registered one."""
    filetype = env.config.source_suffix.get(path.suffix)
    if filetype is None and path.suffix in {".rst", ".txt"}:
        filetype = "restructuredtext"
    if filetype is None:
        return None
    try:
        parser_class = source_parser(env, filetype)
    except SphinxError:
        return None
    # Sphinx's RST parser adds the site's rst_prolog and rst_epilog; vendor files have none.
    return RstParser if issubclass(parser_class, RstParser) else parser_class


def _empty_document(
    path: Path, settings: Any, id_prefix: str
) -> tuple[nodes.document, list[nodes.system_message]]:
    """Return a document with safe settings, and the list its messages will go to."""
    settings = copy.copy(settings)
    settings.file_insertion_enabled = False
    settings.raw_enabled = False
    settings.id_prefix = id_prefix
    settings.line_length_limit = sys.maxsize
    settings.record_dependencies = DependencyList()
    system_messages: list[nodes.system_message] = []
    reporter = Reporter(
        str(path), Reporter.SEVERE_LEVEL + 1, Reporter.SEVERE_LEVEL + 1, stream=False
    )
    reporter.attach_observer(system_messages.append)
    document = nodes.document(settings, reporter, source=str(path))
    document.note_source(str(path), -1)
    return document, system_messages


def _resolve_within(doctree: nodes.document) -> int:
    """Resolve what the file says about itself; return how many references lead nowhere."""
    dangling: list[nodes.Element] = []

    def note_dangling(node: nodes.Element) -> bool:
        dangling.append(node)
        return True

    note_dangling.priority = 0  # type: ignore[attr-defined]
    doctree.transformer.unknown_reference_resolvers = [note_dangling]  # type: ignore[misc]
    doctree.transformer.add_transforms(TRANSFORMS)
    doctree.transformer.apply_transforms()
    for node in dangling:
        node.replace_self(nodes.inline("", "", *node.children))
    return len(dangling)


def _repeat_messages(system_messages: list[nodes.system_message], messages: Messages) -> None:
    """Say what docutils said: a warning where it could not use a part of the source."""
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


_ABOUT_TABLE = re.compile(r'^Malformed table|"[\w-]*table"|table data', re.IGNORECASE)


def _broken_table(message: nodes.system_message) -> TableReading | None:
    """Return the table of which a message says that it could not be parsed, if it is of one.

    Where a directive around a malformed table says that it has none, that is the one message of
    both that is part of the document. One in a cell of another table is part of that cell.
    """
    text = _text_of(message)
    lost = [source.astext() for source in lost_source(message)]
    is_table = (
        message.get("err_subtype") == Subtype.UNREAD_TABLE
        or (lost and _ABOUT_TABLE.search(text))
        or any(list(markdown.html_tables(source)) for source in lost)
    )
    if not is_table or _is_nested(message) or not _is_in_document(message):
        return None
    return TableReading(message.get("line", 0), title="", read=False, reason=text)


def _repeat_warnings(records: list[LogRecord], messages: Messages) -> None:
    """Say what parser and directives told Sphinx, which would name our page for it."""
    for record in records:
        if record.levelno >= WARNING:
            place = getattr(record, "location", None)
            line = place[1] if isinstance(place, tuple) else getattr(place, "line", None)
            messages.note(Subtype.UNTIDY, line or 0, "%s", record.getMessage())


def _take_field_list(doctree: nodes.document) -> str:
    """Remove the field list the file starts with; return its ``original_name``."""
    first = doctree.children[0] if doctree.children else None
    if not isinstance(first, nodes.field_list | nodes.docinfo):
        return ""
    doctree.remove(first)
    for name, value in (f.children for f in first.findall(nodes.field)):
        if name.astext() == "original_name":
            return value.astext().strip()
    return ""


def _labels(doctree: nodes.document) -> list[Label]:
    """Return the explicit targets of the file, with the title a reference would show."""
    labels = []
    for name, explicit in doctree.nametypes.items():
        anchor = doctree.nameids.get(name)
        node = doctree.ids.get(anchor) if explicit and anchor else None
        if anchor and node is not None:
            labels.append(Label(name, anchor, _plain_title(node)))
    return labels


def _plain_title(node: nodes.Element) -> str:
    """Return the title or caption of a node, or nothing."""
    title = node.next_node(lambda n: isinstance(n, nodes.title | nodes.caption), descend=True)
    return title.astext() if title is not None and title.parent is node else ""


def _is_nested(node: nodes.Element) -> bool:
    """Say whether a table, or what stands for it, is in a cell of another one, as part of it."""
    return any(isinstance(parent, nodes.table) for parent in _parents(node))


def _is_in_document(node: nodes.Element) -> bool:
    return any(isinstance(parent, nodes.document) for parent in _parents(node))


def _parents(node: nodes.Element) -> Iterator[nodes.Element]:
    parent = node.parent
    while parent is not None:
        yield parent
        parent = parent.parent


def _adopt_references(xrefs: Iterable[addnodes.pending_xref], source: Source) -> list[Reference]:
    """Send the file's cross-references through our domain, which tries its service first."""
    adopted = []
    for xref in xrefs:
        reference = Reference(f"{xref['refdomain']}:{xref['reftype']}", xref["reftarget"])
        xref["err_refdomain"], xref["err_reftype"] = xref["refdomain"], xref["reftype"]
        xref["refdomain"], xref["reftype"] = "err", "vendor"
        xref["err_service"], xref["err_file"] = source.service, source.file
        xref["refwarn"] = False
        adopted.append(reference)
    return adopted
