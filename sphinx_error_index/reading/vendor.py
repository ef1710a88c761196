"""A vendor's file → a doctree of its own, in which only harmless markup has run.

Vendor files are data. Each file is parsed as a separate document by the parser for its suffix, so
that its labels, substitutions and footnotes stay its own. File insertion and raw output are off,
and only the directives and roles named in ``allowed_markup.py`` run. Every message of docutils is
repeated with the vendor's file and line.
"""

from __future__ import annotations

import copy
import sys
from dataclasses import dataclass
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
from sphinx_error_index.reading.allowed_markup import Dispatcher, disarm
from sphinx_error_index.reading.formats.names import Look, read_name
from sphinx_error_index.reading.markup.addresses import tame_links
from sphinx_error_index.reading.markup.bounds import mend_halves
from sphinx_error_index.reading.markup.fast_tables import FAST_STATES, SAFE_STATES
from sphinx_error_index.reading.markup.grids import mend_grids
from sphinx_error_index.reading.markup.images import localise_images
from sphinx_error_index.reading.markup.nesting import (
    TooDeepError,
    check_depth,
    line_of_recursion,
)
from sphinx_error_index.reading.markup.places import is_nested, move_titles_to_their_lines
from sphinx_error_index.reading.markup.plain_rows import put_back, set_aside
from sphinx_error_index.reading.markup.reports import (
    broken_table,
    repeat_messages,
    repeat_warnings,
)
from sphinx_error_index.reading.markup.substitutions import BoundedSubstitutions
from sphinx_error_index.reading.textfiles import decoded
from sphinx_error_index.reading.vocabulary import load

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from typing import Any

    from sphinx.environment import BuildEnvironment

    from sphinx_error_index.reading.vocabulary import Vocabulary

TRANSFORMS = (
    BoundedSubstitutions,
    references.PropagateTargets,
    references.AnonymousHyperlinks,
    references.IndirectHyperlinks,
    references.Footnotes,
    references.ExternalTargets,
    references.InternalTargets,
    references.DanglingReferences,
)
"""The transforms of docutils that resolve references within a document."""


@dataclass(frozen=True, slots=True)
class Source:
    """One vendor file as a page asks for it.

    ``file`` is the file's name from the data root, and ``service`` the service that its labels
    belong to. ``data_root`` is a folder without symbolic links in its path; nothing outside it is
    read. Every id of the document begins with ``id_prefix``.
    """

    path: Path
    file: str
    service: str
    data_root: Path
    id_prefix: str


@dataclass(frozen=True, slots=True)
class VendorDocument:
    """A parsed vendor file; ``doctree`` holds only what is to be shown and read.

    ``tables`` are the tables of the doctree that are not nested in another table. ``broken``
    describes the tables that could not be parsed; the doctree has their source instead.
    ``dangling`` counts the references that lead nowhere.
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
    """Return a file's text, read as UTF-8 or (with a byte order mark) UTF-16, else Windows-1252.

    Some control characters end a line for Python, but not for an editor. They become blanks,
    because they would break a table apart.
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
_CONTROLS[0] = "\ufffd"  # docutils uses the null character to mark escaped characters


def parse(
    source: Source, env: BuildEnvironment, settings: Any, messages: Messages
) -> VendorDocument | None:
    """Parse one vendor file; return ``None``, after a message, if it is empty or has no parser.

    ``settings`` are the docutils settings of the page that shows the file. Raises ``OSError`` if
    the file cannot be read.
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
    try:
        return _parsed(text, parser_class, source, env, settings, messages)
    except TooDeepError as error:
        line = error.line
    except RecursionError as error:
        line = line_of_recursion(error)
    reason = "the markup is nested too deeply here"
    messages.warn(Subtype.NESTING, line, "%s: the source of the file is shown as it is", reason)
    doctree, _ = _empty_document(source.path, settings, source.id_prefix)
    doctree += nodes.literal_block(text, text, language="none")
    unread = (TableReading(line, title="", read=False, reason=reason),)
    return VendorDocument(doctree, (), unread, "", "", (), (), 0)


def _parsed(
    text: str,
    parser_class: type[Any],
    source: Source,
    env: BuildEnvironment,
    settings: Any,
    messages: Messages,
) -> VendorDocument:
    """Return a text parsed, made harmless and accounted for.

    Raises :class:`TooDeepError` or ``RecursionError`` if its markup is nested too deeply.
    """
    doctree, system_messages = _empty_document(source.path, settings, source.id_prefix)
    with suppress_logging() as overheard, Dispatcher(source.data_root):
        if parser_class.__module__.startswith("myst_parser."):
            markdown.parse(text, doctree, env)
        else:
            _parser(parser_class, env).parse(text, doctree)
            move_titles_to_their_lines(doctree)
        set_aside(doctree)
        check_depth(doctree)
        dangling = _resolve_within(doctree)
    check_depth(doctree)
    for dependency in doctree.settings.record_dependencies.list:
        env.note_dependency(dependency)
    repeat_messages(system_messages, messages)
    repeat_warnings(overheard.clear(), messages)
    disarm(doctree)
    found = NodesByClass(doctree)
    put_back(doctree)
    if "unicode" in text.lower() or "&#" in text:  # else there are no half characters
        mend_halves(found.of(nodes.Text))
    dangling += tame_links(found, messages)
    mend_grids(found.of(nodes.table), messages)
    localise_images(found, source.path, source.data_root, env, messages)
    broken = tuple(filter(None, map(broken_table, system_messages)))
    return _document(doctree, found, source, broken, dangling)


def _document(
    doctree: nodes.document,
    found: NodesByClass,
    source: Source,
    broken: tuple[TableReading, ...],
    dangling: int,
) -> VendorDocument:
    """Return the vendor document for a doctree that has been parsed and made harmless."""
    fields = _take_field_list(doctree, load())
    section = doctree.next_node(nodes.section)
    title = _plain_title(section) if section else ""
    references = _adopt_references(found.of(addnodes.pending_xref), source)
    return VendorDocument(
        doctree,
        title=fields.get("title") or doctree.get("title") or title,
        original_name=fields.get("original_name", ""),
        labels=tuple(_labels(doctree)),
        references=tuple(references),
        tables=tuple(table for table in found.of(nodes.table) if not is_nested(table)),
        broken=broken,
        dangling=dangling,
    )


def _parser_class(path: Path, env: BuildEnvironment) -> type[Any] | None:
    """Return the parser for a file's suffix: docutils' own for RST, else the one registered."""
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


def _parser(parser_class: type[Any], env: BuildEnvironment) -> Any:
    """Return a parser; docutils' own for RST reads tables as the site's configuration says."""
    parser = parser_class()
    if isinstance(parser, RstParser):
        full = getattr(env.config, "error_index_full_reading", False)
        parser.state_classes = SAFE_STATES if full else FAST_STATES
    return parser


def _empty_document(
    path: Path, settings: Any, id_prefix: str
) -> tuple[nodes.document, list[nodes.system_message]]:
    """Return a document with safe settings, and the list that will receive its messages."""
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
    """Resolve the references within the file; return how many of them lead nowhere."""
    dangling: list[nodes.Element] = []
    count = 0

    def note_dangling(node: nodes.Element) -> bool:
        dangling.append(node)
        return True

    note_dangling.priority = 0  # type: ignore[attr-defined]
    doctree.transformer.unknown_reference_resolvers = [note_dangling]  # type: ignore[misc]
    doctree.transformer.add_transforms(TRANSFORMS)
    doctree.transformer.apply_transforms()
    for node in dangling:
        word = _word_with_underscore(node)
        node.replace_self(word or nodes.inline("", "", *node.children))
        count += word is None
    return count


def _word_with_underscore(node: nodes.Element) -> nodes.Node | None:
    """Return a word that only looks like a reference, because it ends in ``_``."""
    text, source = node.astext(), node.rawsource
    if isinstance(node, nodes.reference) and source in {f"{text}_", f"{text}__"}:
        return nodes.inline(source, source)
    return None


def _take_field_list(doctree: nodes.document, vocabulary: Vocabulary) -> dict[str, str]:
    """Remove the field list at the start of the file; return its fields, each as a text.

    What it holds beside words, such as a table, stays; so does a list of fields that are codes.
    """
    first = doctree.children[0] if doctree.children else None
    if not isinstance(first, nodes.field_list | nodes.docinfo):
        return {}
    fields = [
        (field.children[0].astext(), field.children[1]) for field in first.findall(nodes.field)
    ]
    names = [read_name(name, vocabulary) for name, _ in fields]
    if sum(name is not None and name.look >= Look.WEAK for name in names) * 2 > len(names):
        return {}
    doctree.remove(first)
    kept = [
        child
        for _, body in fields
        if any(not isinstance(child, nodes.paragraph) for child in body.children)
        for child in body.children
    ]
    doctree.insert(0, kept)
    return {name.lower(): body.astext().strip() for name, body in fields}


def _labels(doctree: nodes.document) -> list[Label]:
    """Return the explicit targets of the file, with the title that a reference would show."""
    labels = []
    for name, explicit in doctree.nametypes.items():
        anchor = doctree.nameids.get(name)
        node = doctree.ids.get(anchor) if explicit and anchor else None
        if anchor and node is not None:
            labels.append(Label(name, anchor, _plain_title(node)))
    return labels


def _plain_title(node: nodes.Element) -> str:
    """Return the title or caption of a node, or an empty text."""
    title = node.next_node(lambda n: isinstance(n, nodes.title | nodes.caption), descend=True)
    return title.astext() if title is not None and title.parent is node else ""


def _adopt_references(xrefs: Iterable[addnodes.pending_xref], source: Source) -> list[Reference]:
    """Let our domain resolve the file's cross-references: it tries the file's service first."""
    adopted = []
    for xref in xrefs:
        reference = Reference(f"{xref['refdomain']}:{xref['reftype']}", xref["reftarget"])
        xref["err_refdomain"], xref["err_reftype"] = xref["refdomain"], xref["reftype"]
        xref["refdomain"], xref["reftype"] = "err", "vendor"
        xref["err_service"], xref["err_file"] = source.service, source.file
        xref["refwarn"] = False
        adopted.append(reference)
    return adopted
