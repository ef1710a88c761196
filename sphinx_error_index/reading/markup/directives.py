"""Directives of vendor files that run in a form of ours: each only arranges the text it is given.

Those that name an object of a program, and glossaries, become definitions; an unknown directive
does so if what it names looks like a code. ``replace`` keeps the text of roles that may not run.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.parsers.rst import Directive, directives, states
from docutils.parsers.rst.directives.misc import Class, Replace
from docutils.statemachine import StringList

from sphinx_error_index.messages import Subtype

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import ClassVar

OBJECTS = frozenset(
    "data function method exception attribute property var variable macro member struct union "
    "enum enumerator object describe option cmdoption envvar confval setting constant const error "
    "errorcode error-code statuscode status-code".split()
)
"""Directives that name an object, with the prefix of a domain (``c:macro``) or without."""

BREAK = re.compile(r"\s*<br\s*/?>\s*", re.IGNORECASE)
"""HTML that is a line break and nothing else."""

_STYLES = re.compile(r"[a-z][a-z0-9-]*(?:\s+[a-z][a-z0-9-]*)*")
"""Names of styles, as their authors write them."""

_TABLE_BEGINS = re.compile(r"\s*(?:\+[-=]|={2,}\s|[*-]\s+-\s)")


class Refused(Directive):
    """Takes the place of a directive that may not run: keeps its source and gives a message."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return the message, which has the source."""
        source = nodes.literal_block(self.block_text, self.block_text)
        message = self.reporter.error(
            f'the directive "{self.name}" may not run in a vendor file',
            source,
            line=self.lineno,
            err_subtype=Subtype.REFUSED,
        )
        return [message]


class RawText(Refused):
    """``raw`` in the definition of a substitution, where it is a line break or a character."""

    def run(self) -> list[nodes.Node]:
        """Return the break or the character; anything else is refused."""
        text = "\n".join(self.content).strip()
        is_html = bool(self.arguments) and "html" in self.arguments[0].lower().split()
        if is_html and isinstance(self.state, states.SubstitutionDef):
            if BREAK.fullmatch(text):
                return [nodes.raw(text, text, format="html")]
            if text and not set("<>") & set(text):
                return [nodes.Text(html.unescape(text))]
        return super().run()


class _Options(dict[str, "Callable[[str], Any]"]):
    """Options of any name, each a text."""

    def __missing__(self, name: str) -> Callable[[str], Any]:
        return directives.unchanged


_SILENT = frozenset(
    "noindex no-index noindexentry no-index-entry nocontentsentry no-contents-entry no-typesetting "
    "module canonical async abstractmethod classmethod staticmethod final"
    .split()
)  # fmt: skip
"""Options that say nothing to a reader."""


class Described(Directive):
    """A directive that names an object of a program: its names as terms, its content below."""

    has_content = True
    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Any]] = _Options(value=directives.unchanged)

    def run(self) -> list[nodes.Node]:
        """Return a list of one definition."""
        item = nodes.definition_list_item()
        source, item.line = self.state_machine.get_source_and_line(self.lineno)
        for text in filter(None, map(str.strip, self.arguments[0].splitlines())):
            term = nodes.term(text, "", nodes.literal(text, text))
            term.source, term.line = source, item.line
            item += term
        definition = nodes.definition()
        fields = nodes.field_list()
        for name, value in self.options.items():
            if name.lower() not in _SILENT and value:
                body = nodes.field_body("", nodes.paragraph("", value))
                fields += nodes.field("", nodes.field_name("", name), body)
        if fields.children:
            definition += fields
        self.state.nested_parse(self.content, self.content_offset, definition)
        item += definition
        return [nodes.definition_list("", item)]


class ClassOrObject(Described):
    """``class``: a style for what follows, as in docutils; any other name is that of an object.

    Sphinx itself would take either for a class of Python, and list it among the site's objects.
    """

    def run(self) -> list[nodes.Node]:
        """Return what the content holds, with the style; or a definition."""
        if _STYLES.fullmatch(self.arguments[0]):
            return list(Class.run(self))
        return super().run()


class Unknown(Described):
    """A directive that nobody knows: described if it names a code, else refused."""

    required_arguments = 0
    optional_arguments = 1
    names_code: ClassVar[Callable[[str], bool]]

    def run(self) -> list[nodes.Node]:
        """Return a definition, or the message that the directive may not run."""
        if self.arguments and type(self).names_code(self.arguments[0]):
            return super().run()
        return Refused.run(self)  # type: ignore[arg-type]


class Glossary(Directive):
    """``glossary``: terms, several of which may share a definition, as a definition list."""

    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {"sorted": directives.flag}

    def run(self) -> list[nodes.Node]:
        """Return the definition list."""
        result = nodes.definition_list()
        for terms, start, end in self._entries():
            item = nodes.definition_list_item()
            for at in terms:
                line = self.content_offset + at + 1
                text = self.content[at].strip()
                shown, messages = self.state.inline_text(text, line)
                term = nodes.term(text, "", *shown, *messages)
                term.source, term.line = self.state_machine.get_source_and_line(line)
                item.line = item.line or term.line
                item += term
            definition = nodes.definition()
            block = self.content[start:end]
            block.trim_left(min((_indent(line) for line in block if line.strip()), default=0))
            self.state.nested_parse(block, self.content_offset + start, definition)
            item += definition
            result += item
        return [result]

    def _entries(self) -> Iterator[tuple[list[int], int, int]]:
        """Give the lines of the terms of each entry, and where its definition begins and ends."""
        terms: list[int] = []
        start = end = 0
        for at, line in enumerate(self.content):
            if not line.strip() or line.startswith(".. "):
                continue
            if _indent(line):
                if terms and not start:
                    start = at
                end = at + 1
                continue
            if start:
                yield terms, start, end
                terms, start = [], 0
            terms.append(at)
        if terms:
            yield terms, start, max(start, end)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


class TableRightBelow(Directive):
    """A table whose rows follow the title without a blank line, as if they were part of it."""

    def run(self) -> list[nodes.Node]:
        """Return what the directive returns once title and rows are told apart."""
        lines = self.arguments[0].splitlines() if self.arguments and not self.content else []
        starts = [at for at, line in enumerate(lines) if _TABLE_BEGINS.match(line)]
        if starts:
            first, offset = starts[0], self.lineno - 1
            source = self.state.document.current_source or ""
            rows = lines[first:]
            places = [(source, offset + first + at) for at in range(len(rows))]
            self.content = StringList(rows, items=places)
            self.content_offset = offset + first
            self.arguments = [" ".join(lines[:first])] if first else []
        return list(super().run())


class LenientReplace(Replace):
    """``replace`` that keeps the text of roles that may not run, instead of losing all of it."""

    lenient: ClassVar[Callable[[bool], None]]

    def run(self) -> list[nodes.Node]:
        """Return the text that stands for the substitution."""
        type(self).lenient(True)
        try:
            return list(super().run())
        finally:
            type(self).lenient(False)


def text_of_role(
    name: str,
    rawtext: str,
    text: str,
    lineno: int,
    inliner: states.Inliner,
    options: Any = None,  # noqa: ARG001
    content: Any = None,  # noqa: ARG001
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    """Return the text of a role that may not run, and say so."""
    inliner.reporter.warning(
        f'the role "{name}" may not run in a vendor file: its text is shown', line=lineno
    )
    return [nodes.inline(rawtext, text)], []
