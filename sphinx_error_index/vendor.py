"""A vendor's file → a doctree of its own, in which only harmless markup has run.

Vendor files are data. Each is parsed as a separate document by the parser of its suffix, so
that its labels, substitutions and footnotes stay its own; file insertion and raw output are
off, only the directives and roles named here run, and whatever docutils has to say is said
again with the vendor's file and line.
"""

from __future__ import annotations

import copy
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from docutils.parsers.rst import Directive
from docutils.parsers.rst import Parser as RstParser
from docutils.transforms import references
from docutils.utils import DependencyList, Reporter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound
from sphinx import addnodes
from sphinx.util.docutils import CustomReSTDispatcher

from sphinx_error_index.csvtable import CsvTable
from sphinx_error_index.messages import Messages, Subtype
from sphinx_error_index.model import Label, Reference

if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any

    from sphinx.environment import BuildEnvironment

DIRECTIVES = frozenset(
    "table csv-table list-table code code-block sourcecode parsed-literal highlight "
    "image figure admonition attention caution danger error hint important note tip warning "
    "seealso versionadded versionchanged deprecated topic sidebar rubric epigraph highlights "
    "pull-quote compound container class rst-class line-block centered hlist tabularcolumns "
    "replace unicode".split()
)
"""Directives that may run in a vendor file: they only arrange the text they are given."""

ROLES = frozenset(
    "emphasis strong literal code subscript sub superscript sup title-reference title t "
    "pep-reference pep rfc-reference rfc abbreviation ab abbr acronym ac "
    "ref numref doc term any option envvar keyword token "
    "command dfn file guilabel kbd makevar manpage menuselection mimetype newsgroup "
    "program regexp samp".split()
)
"""Roles that may run in a vendor file."""

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
class VendorDocument:
    """A parsed vendor file; ``doctree`` holds only what is to be shown and read."""

    doctree: nodes.document
    title: str
    original_name: str
    labels: tuple[Label, ...]
    references: tuple[Reference, ...]
    dangling: int


def read_text(path: Path, messages: Messages) -> str:
    """Return a file's text, read as UTF-8 (or UTF-16 with its mark), else as Windows-1252."""
    raw = path.read_bytes()
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        messages.warn(
            Subtype.ENCODING,
            raw.count(b"\n", 0, error.start) + 1,
            "not UTF-8 (byte 0x%02X): the file was read as Windows-1252; save it as UTF-8",
            raw[error.start],
        )
        try:
            return raw.decode("cp1252")
        except UnicodeDecodeError:
            return raw.decode("latin-1")


def parse(
    path: Path,
    *,
    env: BuildEnvironment,
    settings: Any,
    service: str,
    data_root: Path,
    id_prefix: str,
    messages: Messages,
) -> VendorDocument | None:
    """Parse one vendor file; ``None`` (and a message) where there is no parser for it.

    ``settings`` are those of the page the file is shown on, ``id_prefix`` starts every id.
    """
    text = read_text(path, messages)
    if not text.strip():
        messages.warn(Subtype.EMPTY_FILE, 1, "the file is empty: nothing is shown for it")
    parser_class = _parser_class(path, env)
    if parser_class is None:
        messages.warn(
            Subtype.NO_PARSER,
            0,
            "no parser for %r files (is its extension, such as myst_parser, in conf.py?): left out",
            path.suffix,
        )
        return None
    doctree, system_messages = _empty_document(path, settings, id_prefix)
    with _Dispatcher(data_root):
        parser_class().parse(text, doctree)
    dangling = _resolve_within(doctree)
    for dependency in doctree.settings.record_dependencies.list:
        env.note_dependency(dependency)
    _repeat_messages(system_messages, messages)
    _disarm(doctree)
    _localise_images(doctree, path, data_root, env, messages)
    original_name = _take_field_list(doctree)
    section = doctree.next_node(nodes.section)
    return VendorDocument(
        doctree,
        title=_plain_title(section) if section else "",
        original_name=original_name,
        labels=tuple(_labels(doctree)),
        references=tuple(_adopt_references(doctree, service)),
        dangling=dangling,
    )


def _parser_class(path: Path, env: BuildEnvironment) -> type[Any] | None:
    """Return the parser for a file's suffix: docutils' own for RST, else the registered one."""
    filetype = env.config.source_suffix.get(path.suffix)
    if filetype is None and path.suffix in {".rst", ".txt"}:
        filetype = "restructuredtext"
    if filetype is None:
        return None
    parser_class: type[Any] = env._registry.get_source_parser(filetype)
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
    settings.record_dependencies = DependencyList()
    system_messages: list[nodes.system_message] = []
    reporter = Reporter(
        str(path), Reporter.SEVERE_LEVEL + 1, Reporter.SEVERE_LEVEL + 1, stream=False
    )
    reporter.attach_observer(system_messages.append)
    document = nodes.document(settings, reporter, source=str(path))
    document.note_source(str(path), -1)
    return document, system_messages


class _Refused(Directive):
    """Stands for a directive that may not run: keeps its source, says so."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        source = nodes.literal_block(self.block_text, self.block_text)
        message = self.reporter.error(
            f'the directive "{self.name}" may not run in a vendor file',
            source,
            line=self.lineno,
            err_subtype=Subtype.REFUSED,
        )
        return [message]


class _Dispatcher(CustomReSTDispatcher):
    """Finds directives and roles for a vendor file: the harmless ones, nothing else."""

    def __init__(self, data_root: Path) -> None:
        super().__init__()
        self._csv_table = type("CsvTable", (CsvTable,), {"data_root": data_root})

    def directive(
        self, directive_name: str, language_module: ModuleType, document: nodes.document
    ) -> tuple[type[Directive] | None, list[nodes.system_message]]:
        """Return the directive's class, or one that refuses to run."""
        name = directive_name.lower()
        if name == "csv-table":
            return self._csv_table, []
        if name in DIRECTIVES:
            return super().directive(directive_name, language_module, document)
        return _Refused, []

    def role(
        self, role_name: str, language_module: ModuleType, lineno: int, reporter: Reporter
    ) -> tuple[Any, list[nodes.system_message]]:
        """Return the role's function, or none: then its source stays as text."""
        if role_name.lower() in ROLES or not role_name:
            return super().role(role_name, language_module, lineno, reporter)
        return None, []


def _resolve_within(doctree: nodes.document) -> int:
    """Resolve what the file says about itself; return how many references lead nowhere."""
    dangling: list[nodes.Element] = []

    def note_dangling(node: nodes.Element) -> bool:
        dangling.append(node)
        return True

    note_dangling.priority = 0  # type: ignore[attr-defined]
    doctree.transformer.unknown_reference_resolvers = [note_dangling]
    doctree.transformer.add_transforms(TRANSFORMS)
    doctree.transformer.apply_transforms()
    for node in dangling:
        node.replace_self(nodes.inline("", "", *node.children))
    return len(dangling)


def _repeat_messages(system_messages: list[nodes.system_message], messages: Messages) -> None:
    """Say what docutils said: a warning where it could not use a part of the source."""
    for message in system_messages:
        line = message.get("line", 0)
        text = " ".join(message.children[0].astext().split()) if message.children else ""
        lost = any(isinstance(child, nodes.literal_block) for child in message.children)
        subtype = message.get("err_subtype", Subtype.MARKUP)
        if lost:
            messages.warn(subtype, line, "%s; its source is shown as it is", text)
        elif "err_subtype" in message:
            messages.warn(subtype, line, "%s", text)
        elif message["level"] > Reporter.INFO_LEVEL:
            messages.note(Subtype.UNTIDY, line, "%s; nothing was lost", text)


def _disarm(doctree: nodes.document) -> None:
    """Turn what must not reach the page into harmless nodes.

    System messages leave the source they quote, problematic markup and raw output become
    text, citations (global in Sphinx) become footnotes, comments go.
    """
    for message in list(doctree.findall(nodes.system_message)):
        message.replace_self([n for n in message.children if isinstance(n, nodes.literal_block)])
    for problem in list(doctree.findall(nodes.problematic)):
        problem.replace_self(nodes.inline("", problem.astext()))
    for raw in list(doctree.findall(nodes.raw)):
        as_text = isinstance(raw.parent, nodes.TextElement)
        shown = nodes.literal if as_text else nodes.literal_block
        raw.replace_self(shown(raw.astext(), raw.astext()))
    for node in [n for n in doctree.findall() if isinstance(n, _DROPPED)]:
        node.parent.remove(node)
    for citation in list(doctree.findall(nodes.citation)):
        citation.replace_self(nodes.footnote("", *citation.children, **citation.attributes))
    for mark in list(doctree.findall(nodes.citation_reference)):
        mark.replace_self(nodes.footnote_reference("", mark.astext(), **mark.attributes))
    for block in doctree.findall(nodes.literal_block):
        _quiet_highlighting(block)


_DROPPED = (nodes.comment, nodes.pending, nodes.substitution_definition, addnodes.highlightlang)


def _quiet_highlighting(block: nodes.literal_block) -> None:
    """Let a code block of a vendor be in no or another language than it says."""
    block["force"] = True
    language = block.get("language")
    if language:
        try:
            get_lexer_by_name(language)
        except ClassNotFound:
            block["language"] = "none"


def _localise_images(
    doctree: nodes.document,
    path: Path,
    data_root: Path,
    env: BuildEnvironment,
    messages: Messages,
) -> None:
    """Make image paths relative to the source folder; leave the words of those not allowed."""
    for image in list(doctree.findall(nodes.image)):
        uri = image["uri"]
        target = (path.parent / uri).resolve()
        if "://" not in uri and target.is_relative_to(data_root) and target.is_file():
            image["uri"] = "/" + os.path.relpath(target, env.srcdir).replace(os.sep, "/")
            continue
        words = image.get("alt") or uri
        messages.warn(
            Subtype.OUTSIDE,
            image.line or 0,
            "the image %r is not a file inside the data root: its text is shown instead",
            uri,
        )
        text = nodes.inline("", words)
        in_text = isinstance(image.parent, nodes.TextElement)
        image.replace_self(text if in_text else nodes.paragraph("", "", text))


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
        if node is not None:
            labels.append(Label(name, anchor, _plain_title(node)))
    return labels


def _plain_title(node: nodes.Element) -> str:
    """Return the title or caption of a node, or nothing."""
    title = node.next_node(lambda n: isinstance(n, nodes.title | nodes.caption), descend=True)
    return title.astext() if title is not None and title.parent is node else ""


def _adopt_references(doctree: nodes.document, service: str) -> list[Reference]:
    """Send the file's cross-references through our domain, which tries its service first."""
    adopted = []
    for xref in doctree.findall(addnodes.pending_xref):
        reference = Reference(f"{xref['refdomain']}:{xref['reftype']}", xref["reftarget"])
        xref["err_refdomain"], xref["err_reftype"] = xref["refdomain"], xref["reftype"]
        xref["refdomain"], xref["reftype"] = "err", "vendor"
        xref["err_service"] = service
        xref["refwarn"] = False
        adopted.append(reference)
    return adopted
