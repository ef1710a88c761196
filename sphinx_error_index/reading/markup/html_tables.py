"""Tables in HTML, as Markdown files have them → the same nodes that other tables give.

The HTML is parsed by Beautiful Soup, which takes whatever people write. Nothing of it reaches a
page as HTML: known tags become nodes, of others only the text stays.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag
from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

MOST_SPANNED = 1000
"""The most rows or columns that a cell may span, as in the HTML standard (4.9.11)."""

_INLINE: dict[str, Callable[..., nodes.TextElement]] = {
    "b": nodes.strong,
    "strong": nodes.strong,
    "i": nodes.emphasis,
    "em": nodes.emphasis,
    "code": nodes.literal,
    "tt": nodes.literal,
    "kbd": nodes.literal,
    "samp": nodes.literal,
    "var": nodes.emphasis,
    "sub": nodes.subscript,
    "sup": nodes.superscript,
}
_BLOCKS = frozenset(
    "p div section article center details summary blockquote figure dl dt dd "
    "h1 h2 h3 h4 h5 h6".split()
)
_PARTS = frozenset("table thead tbody tfoot tr td th caption colgroup col".split())
_BLANKS = re.compile(r"\s+")


def has_table(html: str) -> bool:
    """Say whether some HTML has a table that is complete, so that it can be read."""
    return BeautifulSoup(html, "html.parser").find("table") is not None


def nodes_of(html: str, line: int, document: nodes.document) -> list[nodes.Node]:
    """Return some HTML as nodes; ``line`` is where it begins in the file, from 1."""
    return _Converter(line, document).blocks(BeautifulSoup(html, "html.parser").contents)


class _Converter:
    """Turns tags into nodes, each with the line on which it stands."""

    def __init__(self, line: int, document: nodes.document) -> None:
        self._line = line
        self._document = document

    def blocks(self, content: Iterable[object]) -> list[nodes.Node]:
        """Return blocks; the words between them become paragraphs, which ``<br>`` divides."""
        result: list[nodes.Node] = []
        words: list[nodes.Node] = []

        def end_paragraph() -> None:
            if any(word.astext().strip() or isinstance(word, nodes.image) for word in words):
                result.append(self._paragraph(words))
            words.clear()

        line = self._line
        for child in content:
            if isinstance(child, Tag):
                line = self._line_of(child) or line
            if isinstance(child, Tag) and (child.name in _PARTS and child.name != "table"):
                continue  # its end tag was left out: it is one of the next cells
            if isinstance(child, Tag) and child.name == "br":
                end_paragraph()
            elif isinstance(child, Tag) and (block := self._block(child)) is not None:
                end_paragraph()
                result += block
            else:
                words += self._inline(child)
        end_paragraph()
        for node in result:
            node.line = node.line or line
        return result

    def _block(self, tag: Tag) -> list[nodes.Node] | None:
        """Return a tag as blocks, ``None`` if it is part of a text."""
        name = tag.name
        if name == "table":
            return [self._table(tag)]
        if name in {"ul", "ol"}:
            return self._list(tag)
        if name in {"pre", "script", "style"}:
            text = tag.get_text().strip("\n")
            return [nodes.literal_block(text, text, language="none")] if text.strip() else []
        if name in _BLOCKS or tag.find(["table", "ul", "ol", "pre", "p", "div"]):
            return self._blocks_of(tag)
        return None

    def _list(self, tag: Tag) -> list[nodes.Node]:
        """Return a list with its items; none if it has no items."""
        made = [
            nodes.list_item("", *self._blocks_of(item))
            for item in tag.children
            if isinstance(item, Tag) and item.name == "li"
        ]
        if not made:
            return []
        if tag.name == "ul":
            return [nodes.bullet_list("", *made, bullet="-")]
        return [nodes.enumerated_list("", *made, enumtype="arabic", prefix="", suffix=".")]

    def _blocks_of(self, tag: Tag) -> list[nodes.Node]:
        inner = _Converter(self._line, self._document)
        blocks = inner.blocks(tag.contents)
        line = self._line_of(tag)
        for block in blocks:
            if isinstance(block, nodes.paragraph):
                block.line = line
        return blocks

    def _paragraph(self, words: list[nodes.Node]) -> nodes.paragraph:
        """Return a paragraph without blanks at both ends."""
        if isinstance(words[0], nodes.Text):
            words[0] = nodes.Text(words[0].astext().lstrip())
        if isinstance(words[-1], nodes.Text):
            words[-1] = nodes.Text(words[-1].astext().rstrip())
        return nodes.paragraph("", "", *words)

    def _inline(self, child: object) -> list[nodes.Node]:
        """Return a part of a text as nodes; comments and declarations say nothing."""
        if isinstance(child, PreformattedString):
            return []
        if isinstance(child, NavigableString):
            text = _BLANKS.sub(" ", str(child))
            return [nodes.Text(text)] if text else []
        if not isinstance(child, Tag):
            return []
        inner = [node for part in child.contents for node in self._inline(part)]
        text = "".join(node.astext() for node in inner)
        if child.name == "img":
            return [nodes.image(uri=_value(child, "src"), alt=_value(child, "alt"))]
        if child.name == "br":
            return [nodes.Text(" ")]
        if child.name == "a" and (href := _value(child, "href")) and inner:
            return [nodes.reference("", "", *inner, refuri=href)]
        made: list[nodes.Node] = []
        if anchor := _value(child, "id") or (child.name == "a" and _value(child, "name")):
            made = self._anchor(str(anchor))
        if child.name in _INLINE and text.strip():
            return [*made, _INLINE[child.name](text, "", *inner)]
        return made + inner

    def _anchor(self, name: str) -> list[nodes.Node]:
        """Return a place that links may lead to by the name that the vendor gave it."""
        target = nodes.target("", "", names=[nodes.fully_normalize_name(name)])
        self._document.note_explicit_target(target)
        return [target]

    def _table(self, tag: Tag) -> nodes.table:
        """Return a table; rows of ``th`` alone at its beginning are its head."""
        rows = [row for row in tag.find_all("tr") if row.find_parent("table") is tag]
        cells = [list(_cells(row)) for row in rows]
        made = [
            self._row(row, own, len(rows) - at)
            for at, (row, own) in enumerate(zip(rows, cells, strict=True))
        ]
        width = _fill(made)
        heads = 0
        for row, own in zip(rows, cells, strict=True):
            in_head = row.find_parent(["thead", "table"]) is not tag
            if not (own and (in_head or all(cell.name == "th" for cell in own))):
                break
            heads += 1
        if heads == len(rows):
            heads = min(heads, 1)
        group = nodes.tgroup("", cols=width)
        group += [nodes.colspec("", colwidth=1) for _ in range(width)]
        if heads:
            group += nodes.thead("", *made[:heads])
        group += nodes.tbody("", *made[heads:])
        table = nodes.table("", group)
        table.line = self._line_of(tag)
        caption = tag.find("caption")
        if isinstance(caption, Tag) and caption.find_parent("table") is tag:
            words = [node for part in caption.contents for node in self._inline(part)]
            table.insert(0, nodes.title("", "", *words))
        return table

    def _row(self, tag: Tag, cells: list[Tag], rows_left: int) -> nodes.row:
        """Return a row; a cell spans no more rows than there are."""
        row = nodes.row()
        row.line = self._line_of(tag)
        for cell in cells:
            entry = nodes.entry("", *self._blocks_of(cell))
            if (columns := _number(cell, "colspan")) > 1:
                entry["morecols"] = columns - 1
            if (rows := min(_number(cell, "rowspan"), rows_left)) > 1:
                entry["morerows"] = rows - 1
            row += entry
        return row

    def _line_of(self, tag: Tag) -> int:
        return self._line + (tag.sourceline or 1) - 1


def _cells(row: Tag) -> Iterator[Tag]:
    """Give the cells of a row, those of rows and tables within it left out."""
    for cell in row.find_all(["td", "th"]):
        if cell.find_parent(["tr", "table"]) is row:
            yield cell


def _fill(rows: list[nodes.row]) -> int:
    """Give every row as many columns as the widest has; return their number."""
    hanging: dict[int, int] = {}
    widths = []
    for row in rows:
        column = 0
        below: dict[int, int] = {}
        for entry in row.children:
            while hanging.get(column, 0):
                column += 1
            for _ in range(entry.get("morecols", 0) + 1):  # type: ignore[attr-defined]
                below[column] = entry.get("morerows", 0)  # type: ignore[attr-defined]
                column += 1
        taken = {at for at, left in hanging.items() if left}
        widths.append(max((*below, *taken), default=-1) + 1)
        hanging = {at: left - 1 for at, left in hanging.items() if left > 1}
        hanging.update({at: left for at, left in below.items() if left})
    width = max(widths, default=1) or 1
    for row, own in zip(rows, widths, strict=True):
        row += [nodes.entry() for _ in range(width - own)]
    return width


def _value(tag: Tag, name: str) -> str:
    value = tag.get(name)
    return value if isinstance(value, str) else ""


def _number(tag: Tag, name: str) -> int:
    text = _value(tag, name).strip()
    return (
        min(int(text), MOST_SPANNED) if text.isascii() and text.isdigit() and len(text) < 9 else 1
    )
