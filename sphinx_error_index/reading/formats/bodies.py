"""What the body of a section, a definition or an item says: its paragraphs, under their labels.

Vendors set labels in bold or with a colon, as fields, as terms, as headings of a level below, or
as items of a list: ``**Reason:** The file is missing.``
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_error_index.reading.formats.parts import Run, replace_node
from sphinx_error_index.reading.plaintext import plain_text, tidy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx_error_index.reading.vocabulary import Vocabulary

LONGEST_LABEL = 4
"""The most words that a label has."""

_PLAIN_LABEL = re.compile(
    r"(?:^|(?<=\n))(?P<label>[^\W\d_][^:\n.,;()]{1,40}?)\s?[:\uff1a](?=\s|$)\s*"
)
_COLON = re.compile(r"\s*[:\uff1a]\s*")
_NOT_SHOWN = (nodes.target, nodes.comment, nodes.Invisible)


@dataclass(slots=True)
class Piece:
    """What stands under one label; the label is empty before the first one."""

    label: str
    runs: list[Run] = field(default_factory=list)


class Body:
    """Divides the content of an entry into pieces; equal labels are one piece."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._pieces: dict[str, Piece] = {}
        self._current = self._piece("")

    def pieces(self) -> list[Piece]:
        """Return the pieces that say anything, in the order of their labels."""
        return [piece for piece in self._pieces.values() if piece.runs]

    def add_words(self, words: Sequence[nodes.Node]) -> None:
        """Add words of a text that stand before the content."""
        if "".join(word.astext() for word in words).strip():
            self._current.runs.append(Run(tuple(words), inline=True))

    def add(self, content: Sequence[nodes.Node]) -> None:
        """Add blocks, in order."""
        for at, node in enumerate(content):
            if isinstance(node, _NOT_SHOWN):
                continue
            if isinstance(node, nodes.paragraph):
                self._add_paragraph(node, is_last=at == len(content) - 1)
            elif isinstance(node, nodes.line_block):
                self._add_lines(node)
            elif isinstance(node, nodes.field_list):
                for name, body in (part.children[:2] for part in node.findall(nodes.field)):
                    self._add_under(tidy(name.astext()), body.children)
            elif isinstance(node, nodes.definition_list) and self._are_labels(_terms(node)):
                for item in node.children:
                    self._add_under(tidy(item.children[0].astext()), item.children[-1].children)
            elif isinstance(node, nodes.section):
                self._add_under(plain_text(node.children[0]), node.children[1:])
            elif isinstance(node, nodes.rubric):
                self._current = self._piece(tidy(node.astext()).rstrip(":"))
            elif isinstance(node, nodes.bullet_list) and self._has_labelled_items(node):
                for item in node.children:
                    self.add(item.children)
            else:
                self._current.runs.append(Run((node,), inline=False))

    def is_label(self, text: str) -> bool:
        """Say whether a text is a label that the vocabulary knows."""
        text = text.rstrip(":：").strip()
        return 0 < len(text.split()) <= LONGEST_LABEL and self._vocabulary.knows(text)

    def _piece(self, label: str) -> Piece:
        return self._pieces.setdefault(label.casefold(), Piece(label))

    def _add_under(self, label: str, content: Sequence[nodes.Node]) -> None:
        """Add content that has a label of its own; what follows it goes on as before."""
        before = self._current
        self._current = self._piece(label.rstrip(":：").strip())
        self.add(content)
        self._current = before

    def _are_labels(self, texts: Sequence[str]) -> bool:
        return any(map(self.is_label, texts))

    def _has_labelled_items(self, node: nodes.bullet_list) -> bool:
        """Say whether most items of a list begin with a label."""
        starts = [item.children[0] if item.children else None for item in node.children]
        labelled = [
            start
            for start in starts
            if isinstance(start, nodes.paragraph) and self._begins_with_label(start)
        ]
        return len(labelled) * 2 > len(starts)

    def _add_lines(self, block: nodes.line_block) -> None:
        """Add lines that stay lines; one that begins with a label begins a piece."""
        lines = list(block.children)
        if not any(
            isinstance(line, nodes.line) and self._begins_with_label(line) for line in lines
        ):
            self._current.runs.append(Run((block,), inline=False))
            return
        for line in lines:
            if isinstance(line, nodes.line):
                self._add_paragraph(line, is_last=False)

    def _add_paragraph(self, node: nodes.TextElement, *, is_last: bool) -> None:
        """Add a paragraph, divided at the labels in it."""
        labels = list(self._labels(node))
        if len(node.children) == 1 and isinstance(node.children[0], nodes.strong) and not labels:
            text = tidy(node.astext())
            if not is_last and (self.is_label(text) or text.endswith((":", "："))):
                self._current = self._piece(text.rstrip(":：").strip())
                return
        if not labels:
            self._current.runs.append(
                Run((node,), inline=False)
                if isinstance(node, nodes.paragraph)
                else Run(tuple(node.children), inline=True)
            )
            return
        self.add_words(node.children[: labels[0]])
        for start, end in zip(labels, [*labels[1:], len(node.children)], strict=True):
            label, rest = self._split_label(node.children[start:end])
            self._current = self._piece(label)
            self.add_words(rest)

    def _begins_with_label(self, node: nodes.TextElement) -> bool:
        at = next(self._labels(node), None)
        return at is not None and not "".join(n.astext() for n in node.children[:at]).strip()

    def _labels(self, node: nodes.TextElement) -> Iterator[int]:
        """Give the places of the children with which labels begin; texts are divided there."""
        self._divide_texts(node)
        for at, child in enumerate(node.children):
            begins = _begins_line(node, at)
            if not begins and not isinstance(child, nodes.strong):
                continue
            after = node.children[at + 1].astext() if at + 1 < len(node.children) else ""
            text = tidy(child.astext())
            has_colon = text.endswith((":", "：")) or bool(_COLON.match(after))
            if isinstance(child, nodes.strong | nodes.emphasis):
                short = begins and len(text.split()) <= LONGEST_LABEL
                if has_colon and (
                    self.is_label(text) or (short and isinstance(child, nodes.strong))
                ):
                    yield at
            elif isinstance(child, nodes.Text):
                match = _PLAIN_LABEL.fullmatch(child.astext())
                if match and self.is_label(match["label"]):
                    yield at

    def _divide_texts(self, node: nodes.TextElement) -> None:
        """Divide the texts of a node where a known label stands at the beginning of a line."""
        children: list[nodes.Node] = []
        for at, child in enumerate(node.children):
            text = child.astext()
            found = (
                [m for m in _PLAIN_LABEL.finditer(text) if self.is_label(m["label"])]
                if isinstance(child, nodes.Text)
                else []
            )
            if not _begins_line(node, at):
                found = [match for match in found if match.start()]
            if not found or (
                len(found) == 1 and found[0].end() == len(text) and not found[0].start()
            ):
                children.append(child)
                continue
            places = [0, *(place for match in found for place in match.span()), len(text)]
            pieces = [text[a:b] for a, b in itertools.pairwise(places) if a < b]
            children += [nodes.Text(piece) for piece in pieces]
        if len(children) != len(node.children):
            node.children = []
            node.extend(children)

    def _split_label(self, words: Sequence[nodes.Node]) -> tuple[str, list[nodes.Node]]:
        """Return a label and the words behind it, of which a colon is part of the label."""
        label = tidy(words[0].astext()).rstrip(":：").strip()
        rest = list(words[1:])
        if rest and isinstance(rest[0], nodes.Text) and (match := _COLON.match(rest[0].astext())):
            text = rest[0]
            behind = nodes.Text(text.astext()[match.end() :])
            replace_node(text, [nodes.Text(match[0]), behind])
            rest[0] = behind
        return label, [word for word in rest if word.astext() or not isinstance(word, nodes.Text)]


def _begins_line(node: nodes.Element, at: int) -> bool:
    """Say whether a child of a text stands at the beginning of one of its lines."""
    before = "".join(child.astext() for child in node.children[:at]).rstrip(" ")
    return not before or before.endswith("\n")


def _terms(node: nodes.definition_list) -> list[str]:
    return [tidy(item.children[0].astext()) for item in node.children if item.children]
