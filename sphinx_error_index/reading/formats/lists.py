"""Lists whose entries begin with a code: definitions, fields, options, items."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_error_index.reading.formats.listing import Entry, Kind, Listing
from sphinx_error_index.reading.formats.names import Look, Name, leading_code, read_name
from sphinx_error_index.reading.formats.parts import replace_node
from sphinx_error_index.reading.markup.places import line_near
from sphinx_error_index.reading.plaintext import plain_text, tidy
from sphinx_error_index.reading.tables import section_titles, table_title

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sphinx_error_index.doctrees import NodesByClass
    from sphinx_error_index.reading.vocabulary import Vocabulary

    Read = Callable[[nodes.Element, Vocabulary], "Entry | None"]

_SEPARATOR = re.compile(r"\s*(?:[:=\u2013-\u2015\uff1a]|-{1,3}(?=\s)|\.(?=\s))\s*")
_ENTRIES = (nodes.definition_list_item, nodes.field, nodes.option_list_item, nodes.list_item)
_SIGNATURE = re.compile(r"(?<=\w)\([^()]*\)\Z")
_QUALIFIED = re.compile(r"\A(?:[a-z_]\w*\.)+(?=[A-Z_])")


def list_listings(found: NodesByClass, vocabulary: Vocabulary) -> Iterator[Listing]:
    """Give the lists of a document that have entries with codes; adjacent lists are one."""
    for kind, classes, read in _FORMATS:
        lists = found.of(*classes)
        for group in _adjacent(lists):
            items = [item for node in group for item in node.children if isinstance(item, _ENTRIES)]
            entries = [entry for item in items if (entry := read(item, vocabulary))]
            if entries:
                yield Listing(
                    kind,
                    tuple(entries),
                    len(items) - len(entries),
                    section_titles(group[0]),
                    table_title(group[0]),
                    lead_of(group[0]),
                )


def _adjacent(lists: Sequence[nodes.Element]) -> Iterator[list[nodes.Element]]:
    """Give lists that follow one another without anything between as groups."""
    group: list[nodes.Element] = []
    for node in lists:
        if group and _follows(group[-1], node):
            group.append(node)
            continue
        if group:
            yield group
        group = [node]
    if group:
        yield group


def _follows(first: nodes.Element, second: nodes.Element) -> bool:
    if first.parent is not second.parent or type(first) is not type(second):
        return False
    between = first.parent.children[first.parent.index(first) + 1 : first.parent.index(second)]
    return all(isinstance(node, nodes.Invisible) for node in between)


def lead_of(node: nodes.Element) -> str:
    """Return the paragraph right above a list, which may say what it lists."""
    at = node.parent.index(node)
    above = node.parent.children[at - 1] if at else None
    return plain_text(above) if isinstance(above, nodes.paragraph) else ""


def _definition(item: nodes.Element, vocabulary: Vocabulary) -> Entry | None:
    """Return a term with its definition; several terms of one definition name several codes."""
    terms = [child for child in item.children if isinstance(child, nodes.term)]
    if not terms:
        return None
    texts = [tidy(term.astext()) for term in terms]
    bare = [_SIGNATURE.sub("", _QUALIFIED.sub("", text)) for text in texts]
    names = [read_name(text, vocabulary, marked=True) for text in bare]
    name = names[0]
    if name is None:
        return None
    if len(names) > 1 and all(names):
        codes = ", ".join(other.code for other in names if other)
        title = next((other.title for other in names if other and other.title), "")
        name = Name(codes, title, min(other.look for other in names if other))
    classifiers = [child for child in item.children if isinstance(child, nodes.classifier)]
    notes = tuple(("Classifier", tidy(node.astext())) for node in classifiers[:1])
    content = [n for child in item.children if isinstance(child, nodes.definition) for n in child]
    return Entry(
        terms[0],
        name,
        ", ".join(texts),
        terms[0].line or line_near(item),
        tuple(terms[0].children),
        content=tuple(content),
        notes=notes,
    )


def _field(item: nodes.Element, vocabulary: Vocabulary) -> Entry | None:
    return _labelled(item, item.children[0], vocabulary)


def _option(item: nodes.Element, vocabulary: Vocabulary) -> Entry | None:
    return _labelled(item, next(item.findall(nodes.option_string)), vocabulary)


def _labelled(item: nodes.Element, shown: nodes.Node, vocabulary: Vocabulary) -> Entry | None:
    """Return an item of a label and a body; ``shown`` is the part of the label that is shown."""
    label, body = item.children[:2]
    written = tidy(label.astext())
    name = read_name(written, vocabulary, marked=True)
    if name is None or not isinstance(label, nodes.Element):
        return None
    line = item.line or line_near(item)
    content = tuple(body.children)
    return Entry(label, name, written, line, tuple(shown.children), content=content)


def item_entry(item: nodes.Element, vocabulary: Vocabulary) -> Entry | None:
    """Return an item, or a paragraph alone, that begins with a code.

    The code is set off by markup or by what follows it.
    """
    first: nodes.Node | None = item
    if not isinstance(item, nodes.paragraph):
        first = item.children[0] if item.children else None
    if not isinstance(first, nodes.paragraph):
        return None
    filled = [child for child in first.children if child.astext()]
    start, words = (filled[0] if filled else None), filled[1:]
    if isinstance(start, nodes.literal | nodes.strong | nodes.reference):
        return _marked_item(item, first, start, words, vocabulary)
    if not isinstance(start, nodes.Text):
        return None
    text = start.astext()
    found = leading_code(text, vocabulary)
    if found is None:
        return None
    name, end, after = found
    if end == after and words:
        return None
    pieces = [nodes.Text(text[:end]), nodes.Text(text[end:after]), nodes.Text(text[after:])]
    replace_node(start, pieces)
    words = [word for word in (pieces[2], *words) if word.astext()]
    return _entry_of_item(item, first, name, (pieces[0],), words)


def _marked_item(
    item: nodes.Element,
    first: nodes.paragraph,
    start: nodes.Element,
    words: list[nodes.Node],
    vocabulary: Vocabulary,
) -> Entry | None:
    """Return an item whose first word is set off by markup, if that is a code."""
    name = read_name(start.astext(), vocabulary, marked=True)
    if name is None:
        return None
    if words and isinstance(words[0], nodes.Text):
        text = words[0].astext()
        match = _SEPARATOR.match(text)
        plain = name.look >= Look.WEAK and not name.code.lower().islower() and text[:1].isspace()
        if match is None and not (plain or isinstance(start, nodes.strong)):
            return None
        if match:
            behind = nodes.Text(text[match.end() :])
            replace_node(words[0], [nodes.Text(match[0]), behind])
            words[0] = behind
    return _entry_of_item(
        item, first, name, tuple(start.children), [w for w in words if w.astext()]
    )


def _entry_of_item(
    item: nodes.Element,
    first: nodes.paragraph,
    name: Name,
    named: Sequence[nodes.Node],
    words: Sequence[nodes.Node],
) -> Entry:
    return Entry(
        item,
        name,
        name.code if not name.title else f"{name.code} {name.title}",
        first.line or line_near(item),
        tuple(named),
        tuple(words),
        () if item is first else tuple(item.children[1:]),
    )


_FORMATS: tuple[tuple[Kind, tuple[type[nodes.Element], ...], Read], ...] = (
    (Kind.DEFINITIONS, (nodes.definition_list,), _definition),
    (Kind.FIELDS, (nodes.field_list,), _field),
    (Kind.FIELDS, (nodes.option_list,), _option),
    (Kind.ITEMS, (nodes.bullet_list,), item_entry),
    (Kind.ITEMS, (nodes.enumerated_list,), item_entry),
)
