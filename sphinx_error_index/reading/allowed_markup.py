"""Which markup vendor files may use: harmless directives and roles run, others become text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound
from sphinx import addnodes
from sphinx.util.docutils import CustomReSTDispatcher

from sphinx_error_index.doctrees import NodesByClass, exchange
from sphinx_error_index.reading.cells.signs import lone_colons
from sphinx_error_index.reading.csvtable import CsvTable
from sphinx_error_index.reading.formats.names import Look, read_name
from sphinx_error_index.reading.markup.bounds import bounded
from sphinx_error_index.reading.markup.directives import (
    BREAK,
    OBJECTS,
    ClassOrObject,
    Described,
    Glossary,
    LenientReplace,
    RawText,
    Refused,
    TableRightBelow,
    Unknown,
    text_of_role,
)
from sphinx_error_index.reading.markup.images import ReadsNoFile
from sphinx_error_index.reading.markup.reports import lost_source
from sphinx_error_index.reading.vocabulary import load

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType
    from typing import Any

    from docutils.parsers.rst import Directive
    from docutils.utils import Reporter

DIRECTIVES = frozenset(
    "table csv-table list-table code code-block sourcecode parsed-literal highlight "
    "image figure admonition attention caution danger error hint important note tip warning "
    "seealso versionadded versionchanged deprecated topic sidebar rubric epigraph highlights "
    "pull-quote compound container class rst-class line-block centered hlist tabularcolumns "
    "replace unicode title".split()
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


class Dispatcher(CustomReSTDispatcher):
    """Finds directives and roles for a vendor file, but only the harmless ones."""

    def __init__(self, data_root: Path) -> None:
        super().__init__()
        self._lenient = False
        self._own: dict[str, type[Directive]] = {
            "csv-table": bounded(_variant(CsvTable, data_root=data_root)),
            "raw": RawText,
            "class": ClassOrObject,
            "glossary": Glossary,
            "replace": _variant(LenientReplace, lenient=self._set_lenient),
        }
        self._unknown = _variant(Unknown, names_code=self._names_code)

    def directive(
        self, directive_name: str, language_module: ModuleType, document: nodes.document
    ) -> tuple[type[Directive] | None, list[nodes.system_message]]:
        """Return the directive's class, one of ours in its place, or one that refuses to run."""
        name = directive_name.lower()
        if name in self._own:
            return self._own[name], []
        if name not in DIRECTIVES:
            if name.rpartition(":")[2] in OBJECTS or name in _CLASSES:
                return Described, []
            if ":" in name:  # Sphinx would warn of a domain that it does not know
                return self._unknown, []
            known, _ = super().directive(directive_name, language_module, document)
            return (self._unknown if known is None else Refused), []
        found, messages = super().directive(directive_name, language_module, document)
        if found is not None:
            changes = (_CHANGED[name],) if name in _CHANGED else ()
            found = bounded(found, *changes)
        return found, messages

    def role(
        self, role_name: str, language_module: ModuleType, lineno: int, reporter: Reporter
    ) -> tuple[Any, list[nodes.system_message]]:
        """Return the role's function; without one, docutils leaves the source as text."""
        if role_name.lower() in ROLES or not role_name:
            return super().role(role_name, language_module, lineno, reporter)
        return (text_of_role if self._lenient else None), []

    def _names_code(self, text: str) -> bool:
        name = read_name(text, load())
        return name is not None and name.look >= Look.WEAK

    def _set_lenient(self, lenient: bool) -> None:
        self._lenient = lenient


_CHANGED: dict[str, type[Directive]] = {
    "image": ReadsNoFile,
    "figure": ReadsNoFile,
    "table": TableRightBelow,
    "list-table": TableRightBelow,
}
"""Directives of docutils and Sphinx that run with a change of ours."""

_CLASSES = frozenset({"py:class", "cpp:class", "js:class", "c:type", "cpp:type", "py:type"})
"""Object directives whose bare name is another directive, or too usual a word."""


def _variant(base: type[Directive], **attributes: object) -> type[Directive]:
    """Return a directive with some class attributes."""
    return type(base.__name__, (base,), attributes)


def disarm(doctree: nodes.document) -> None:
    """Turn what must not reach the page into harmless nodes.

    A system message is replaced by the source that it quotes. Problematic markup and raw output
    become text, but a raw ``<br>`` divides its paragraph. Citations become footnotes, because
    they are global in Sphinx. Comments and metadata for the page's head are removed.
    """
    found = NodesByClass(doctree)
    for message in found.of(nodes.system_message):
        message["ids"] = []  # only the problem refers to them, and it becomes text below
        exchange(message, lost_source(message) or lone_colons(message))
    for problem in found.of(nodes.problematic):
        problem.replace_self(nodes.inline("", problem.astext()))
    blocks = found.of(nodes.literal_block)
    raws = found.of(nodes.raw)
    divided = {id(raw.parent): raw.parent for raw in raws if _is_break(raw)}
    others = [raw for raw in raws if not _is_break(raw)]
    for paragraph in divided.values():
        _divide(paragraph)
    for raw in others:
        text = raw.astext()
        if isinstance(raw.parent, nodes.TextElement):
            raw.replace_self(nodes.literal(text, text))
        else:
            blocks.append(nodes.literal_block(text, text))
            raw.replace_self(blocks[-1])
    for node in found.of(*_DROPPED):
        node.parent.remove(node)
    for citation in found.of(nodes.citation):
        citation.replace_self(nodes.footnote("", *citation.children, **citation.attributes))
    for mark in found.of(nodes.citation_reference):
        mark.replace_self(nodes.footnote_reference("", mark.astext(), **mark.attributes))
    for block in blocks:
        _quiet_highlighting(block)


_DROPPED = (
    nodes.comment,
    nodes.pending,
    nodes.substitution_definition,
    nodes.meta,
    addnodes.highlightlang,
)


def _is_break(node: nodes.Node) -> bool:
    """Say whether a raw node is a line break: Markdown cells have no other way to write one."""
    return (
        isinstance(node, nodes.raw)
        and isinstance(node.parent, nodes.paragraph)
        and BREAK.fullmatch(node.astext()) is not None
    )


def _divide(paragraph: nodes.Element) -> None:
    """Divide a paragraph at its raw line breaks."""
    pieces: list[list[nodes.Node]] = [[]]
    for child in paragraph.children:
        if _is_break(child):
            pieces.append([])
        else:
            pieces[-1].append(child)
    new = [nodes.paragraph("", "", *piece) for piece in pieces if piece]
    for node in new:
        node.source, node.line = paragraph.source, paragraph.line
    exchange(paragraph, new)


def _quiet_highlighting(block: nodes.literal_block) -> None:
    """Keep Sphinx from warning of a code block that is not in the language that it names."""
    block["force"] = True
    language = block.get("language")
    if language:
        try:
            get_lexer_by_name(language)
        except ClassNotFound:
            block["language"] = "none"
