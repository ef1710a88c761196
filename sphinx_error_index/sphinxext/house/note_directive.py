"""The directive ``err:note``: the house's own words on codes, which no update of a vendor loses."""

from __future__ import annotations

import datetime
import hashlib
from collections import UserDict
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlsplit

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective

from sphinx_error_index.language import gettext as _
from sphinx_error_index.messages import Messages, Subtype
from sphinx_error_index.notes import ANSWERS, Note
from sphinx_error_index.reading.formats.parts import PART, vendor_blocks
from sphinx_error_index.reading.tables import content_digest
from sphinx_error_index.sphinxext.domain import domain_of
from sphinx_error_index.texts import CellAddress, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OPTIONS = (
    "variant", "cause", "status", "owner", "reviewed", "runbook", "keywords",
    "retry", "side", "who",
)  # fmt: skip
"""What an ``err:note`` may say beside its text."""

WILD = frozenset("*?")
"""Characters by which a target reaches more than one code."""


class _AnyOption(UserDict[str, "Callable[[str], str]"]):
    """An option table that takes every name: an unknown one must not cost the note its text."""

    def __missing__(self, name: str) -> Callable[[str], str]:
        return directives.unchanged

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str)


class NoteDirective(SphinxDirective):
    """``.. err:note:: <code, glob, status or service> …`` with any content.

    The content shows where it is written and on the page of each code that it is about.
    """

    required_arguments = 0
    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar[_AnyOption] = _AnyOption(  # type: ignore[assignment]
        dict.fromkeys(OPTIONS, directives.unchanged)
    )

    def run(self) -> list[nodes.Node]:
        """Return the note as an admonition; keep it for the pages of codes."""
        source, self._line = self.get_source_info()
        self._messages = Messages(self.config, source)
        for name in self.options:
            if name not in OPTIONS:
                text = "err:note: there is no option %r (but %s): it is ignored"
                self._warn(Subtype.OPTION, text, name, ", ".join(OPTIONS))
        content = self.parse_content_to_nodes()
        targets = tuple(self.arguments[0].split()) if self.arguments else ()
        if not targets:
            text = "err:note names no code, such as obs/403: it is shown here alone"
            self._warn(Subtype.OPTION, text)
        anchor = f"house-note-{self.env.new_serialno('err-note')}"
        note = self._note(anchor, targets, content)
        if not content and not any((note.runbook, note.keywords, note.retry, note.side, note.who)):
            self._warn(Subtype.OPTION, "err:note says nothing: it has neither text nor options")
        elif targets:
            domain_of(self.env).note_note(note)
        return [self._shown(anchor, targets, note, content)]

    def _note(self, anchor: str, targets: tuple[str, ...], content: list[nodes.Node]) -> Note:
        said = list(_blocks(content))
        plain = "\n".join(text for text, _ in said)
        written = repr((self.arguments, sorted(self.options.items()), list(self.content)))
        address = CellAddress(self.env.docname, anchor, -1, -1, content=content_digest(content))
        return Note(
            docname=self.env.docname,
            anchor=anchor,
            line=self._line,
            targets=targets,
            text=Text(plain, address if content else None),
            sentences=tuple(text for text, prose in said if prose),
            variant=self._option("variant"),
            cause=self._option("cause"),
            status=tuple(self._statuses()),
            owner=self._option("owner"),
            reviewed=self._date(),
            runbook=self._runbook(),
            keywords=tuple(filter(None, (w.strip() for w in self._option("keywords").split(",")))),
            retry=self._answer("retry"),
            side=self._answer("side"),
            who=self._answer("who"),
            digest=hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()[:12],
        )

    def _option(self, name: str) -> str:
        return " ".join(str(self.options.get(name) or "").split())

    def _statuses(self) -> Iterator[int]:
        for word in self._option("status").replace(",", " ").split():
            if word.isascii() and word.isdigit() and 100 <= int(word) <= 599:
                yield int(word)
            else:
                self._warn(Subtype.OPTION, "status: %r is no HTTP status: it is ignored", word)

    def _date(self) -> str:
        given = self._option("reviewed")
        try:
            return datetime.date.fromisoformat(given).isoformat() if given else ""
        except ValueError:
            text = "reviewed: %r is no date such as 2025-03-24: it is ignored"
            self._warn(Subtype.OPTION, text, given)
            return ""

    def _runbook(self) -> str:
        given = self._option("runbook")
        try:
            parts = urlsplit(given)
        except ValueError:
            parts = urlsplit("")
        if given and (parts.scheme not in ("http", "https") or not parts.netloc):
            text = "runbook: %r is no address that begins with https:// and a host: it is ignored"
            self._warn(Subtype.OPTION, text, given)
            return ""
        return given

    def _answer(self, name: str) -> str:
        given = self._option(name).lower().replace(" ", "-")
        if given and given not in ANSWERS[name]:
            text = f"{name}: %r is none of %s: it is ignored"
            self._warn(Subtype.OPTION, text, given, ", ".join(ANSWERS[name]))
            return ""
        return given

    def _shown(
        self, anchor: str, targets: tuple[str, ...], note: Note, content: list[nodes.Node]
    ) -> nodes.Node:
        """Return what the page itself shows: whom the note is about, and its text."""
        title = nodes.title("", _("House note"))
        for at, target in enumerate(targets):
            title += nodes.Text(": " if at == 0 else ", ")
            title += _named(target, self.env.docname)
        box = nodes.admonition("", title, classes=["err-house"], ids=[anchor])
        blocks = vendor_blocks("", *content)
        blocks[PART] = anchor
        box += blocks
        if note.runbook:
            link = nodes.reference("", _("Runbook"), refuri=note.runbook)
            box += nodes.paragraph("", "", link)
        self.set_source_info(box)
        return box

    def _warn(self, subtype: Subtype, text: str, *args: object) -> None:
        self._messages.warn(subtype, self._line, text, *args)


def _named(target: str, docname: str) -> nodes.Node:
    """Return the name of a target, as a link where it is that of one code."""
    name = nodes.literal("", target)
    if "/" not in target or WILD & set(target):
        return name
    return addnodes.pending_xref(
        "", name, refdomain="err", reftype="code", reftarget=target, refexplicit=True,
        refwarn=False, refdoc=docname,
    )  # fmt: skip


def _blocks(content: list[nodes.Node]) -> Iterator[tuple[str, bool]]:
    """Return the text of each paragraph, item or block of code, and whether it is prose."""
    for top in content:
        for node in top.findall(nodes.TextElement):
            if isinstance(node.parent, nodes.TextElement):
                continue  # it is part of a text that is returned whole
            if isinstance(node, nodes.literal_block):
                yield node.astext(), False
            elif text := " ".join(node.astext().split()):
                yield text, True
