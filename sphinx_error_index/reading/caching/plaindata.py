"""Doctrees and records as plain data, for JSON, and back: only classes that are named here.

A value that is no plain one becomes a list whose first item says what it is. What cannot be written
so that it comes back equal, or not at all, raises :class:`NotPlainError`.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from functools import cache
from types import UnionType
from typing import TYPE_CHECKING, Any, Final, get_args, get_origin, get_type_hints

from docutils import nodes
from sphinx import addnodes

from sphinx_error_index import model
from sphinx_error_index.reading.formats.parts import vendor_blocks, vendor_words
from sphinx_error_index.reading.markup.addresses import SCHEMES, scheme_of

if TYPE_CHECKING:
    from collections.abc import Callable

_NODES: Final = {
    kind.__name__: kind
    for kind in (
        nodes.admonition, nodes.attention, nodes.attribution, nodes.block_quote, nodes.bullet_list,
        nodes.caution, nodes.classifier, nodes.colspec, nodes.compound, nodes.container,
        nodes.danger, nodes.definition, nodes.definition_list, nodes.definition_list_item,
        nodes.description, nodes.emphasis, nodes.entry, nodes.enumerated_list, nodes.error,
        nodes.field, nodes.field_body, nodes.field_list, nodes.field_name, nodes.footnote,
        nodes.footnote_reference, nodes.hint, nodes.important, nodes.inline, nodes.label,
        nodes.line, nodes.line_block, nodes.list_item, nodes.literal, nodes.literal_block,
        nodes.note, nodes.option, nodes.option_argument, nodes.option_group, nodes.option_list,
        nodes.option_list_item, nodes.option_string, nodes.paragraph, nodes.reference, nodes.row,
        nodes.rubric, nodes.section, nodes.strong, nodes.subscript, nodes.superscript, nodes.table,
        nodes.target, nodes.tbody, nodes.term, nodes.tgroup, nodes.thead, nodes.tip, nodes.title,
        nodes.title_reference, nodes.topic, nodes.transition, nodes.warning,
        addnodes.pending_xref, vendor_blocks, vendor_words,
    )
}  # fmt: skip
"""Nodes that are nothing but their attributes: none stands for raw output, a file or an index."""

_RECORDS: Final = {
    kind.__name__: kind
    for kind in (
        model.CategoryRecord, model.CellAddress, model.Label, model.Normalisation, model.Origin,
        model.Record, model.Reference, model.RowReading, model.TableReading, model.Text,
        model.VendorFile,
    )
}  # fmt: skip
_LISTS: Final = frozenset(nodes.Element.list_attributes)
_LEADING: Final = frozenset({"refid", "refname", "reftarget"})
_OWN: Final = frozenset(vars(nodes.paragraph())) | {"parent", "_document", "source", "line"}
"""What every node has; anything else is what transforms have noted on it."""
_PASSING: Final = frozenset({"expect_referenced_by_name", "expect_referenced_by_id"})
"""Notes on nodes that serve to resolve the references of their own document, which is done."""


class NotPlainError(Exception):
    """A value cannot be plain data, or data is not what was once made of one."""


def to_plain(value: Any, path: str) -> Any:
    """Return a value as what JSON can hold; ``path`` is that of the vendor's file.

    Raises :class:`NotPlainError`.
    """
    kind = value.__class__
    if value is None or kind in (bool, int, str):
        return value
    if kind is nodes.Text:
        return ["T", str(value)]
    if kind is list or kind is tuple:
        return ["l" if kind is list else "t", *(to_plain(item, path) for item in value)]
    if kind is model.Outcome:
        return ["o", value.value]
    if _RECORDS.get(kind.__name__) is kind and is_dataclass(kind):
        said = (to_plain(getattr(value, field.name), path) for field in fields(kind))
        return ["r", kind.__name__, *said]
    if isinstance(value, nodes.Element) and _NODES.get(kind.__name__) is kind:
        return _of_node(value, path)
    if kind is frozenset:
        return ["f", *sorted(value)]
    raise NotPlainError(kind.__name__)


def _of_node(node: nodes.Element, path: str) -> list[Any]:
    attributes = [
        part
        for name, value in node.attributes.items()
        if value or name not in _LISTS
        for part in (name, to_plain(value, path))
    ]
    noted = [
        part
        for name, value in vars(node).items()
        if name not in _OWN and name not in _PASSING
        for part in (name, to_plain(value, path))
    ]
    # A clone of a project stands elsewhere, and so does the file in it.
    source = node.source if node.source != path else 0
    children = [to_plain(child, path) for child in node.children]
    name = node.__class__.__name__
    return ["n", name, node.rawsource, source, node.line, attributes, noted, children]


def from_plain(data: Any, path: str) -> Any:
    """Return what :func:`to_plain` was given. Raises :class:`NotPlainError`."""
    try:
        return _value(data, path)
    except (IndexError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise NotPlainError(str(error)) from error


def _value(data: Any, path: str) -> Any:
    if data.__class__ is not list:
        return data
    kind = data[0]
    if kind == "T":
        return nodes.Text(_text(data[1]))
    if kind == "n":
        return _node(data, path)
    if kind == "r":
        return _record(data[1], [_value(item, path) for item in data[2:]])
    if kind == "o":
        return model.Outcome(data[1])
    if kind in ("l", "t", "f"):
        items = [_value(item, path) for item in data[1:]]
        return items if kind == "l" else tuple(items) if kind == "t" else frozenset(items)
    raise ValueError(f"unknown kind {kind!r}")


def _text(value: Any) -> str:
    if value.__class__ is not str:
        raise ValueError(f"{value!r} is no text")
    text: str = value
    return text


def _record(name: str, values: list[Any]) -> Any:
    checks = _checks(name)
    if len(values) != len(checks) or not all(map(_holds, checks, values)):
        raise ValueError(f"this is no {name}")
    return _RECORDS[name](*values)


def _holds(check: Callable[[Any], bool], value: Any) -> bool:
    return check(value)


@cache
def _checks(name: str) -> tuple[Callable[[Any], bool], ...]:
    """Return for each field of a kind of record what says whether a value can be its."""
    kind = _RECORDS[name]
    hints = get_type_hints(kind)
    return tuple(_check_of(hints[field.name]) for field in fields(kind))


def _check_of(hint: Any) -> Callable[[Any], bool]:
    """Return the check of a type: a class, a tuple of some, or one or another of them."""
    parts = get_args(hint)
    if get_origin(hint) is tuple:
        if parts[-1] is Ellipsis:
            item = _check_of(parts[0])
            return lambda value: value.__class__ is tuple and all(map(item, value))
        items = [_check_of(part) for part in parts]
        return lambda value: (
            value.__class__ is tuple and len(value) == len(items) and all(map(_holds, items, value))
        )
    if get_origin(hint) is UnionType:
        return lambda value: value.__class__ in parts
    return lambda value: value.__class__ is hint


def _node(data: list[Any], path: str) -> nodes.Element:
    _, name, rawsource, source, line, attributes, noted, children = data
    found = [_value(child, path) for child in children]
    if not all(isinstance(child, nodes.Node) for child in found):
        raise ValueError("a child is no node")
    given = {
        name: _value(value, path)
        for name, value in zip(attributes[::2], attributes[1::2], strict=True)
    }
    if not all(map(_can_be_attribute, given, given.values())):
        raise ValueError("an attribute is none")
    node: nodes.Element = _NODES[name](_text(rawsource))
    node.attributes.update(given)
    node.source, node.line = source if source != 0 else path, line
    for key, value in zip(noted[::2], noted[1::2], strict=True):
        if key in _OWN or callable(getattr(node, _text(key), None)):
            raise ValueError(f"{key} is nothing that is noted")
        setattr(node, key, _value(value, path))
    node.children = found
    for child in found:
        child.parent = node
    return node


def _can_be_attribute(name: Any, value: Any) -> bool:
    """Say whether a node can have an attribute: lists are of texts, and a link leads to the web."""
    if name in _LISTS:
        return value.__class__ is list and all(item.__class__ is str for item in value)
    if name == "refuri":
        return value.__class__ is str and scheme_of(value) in SCHEMES | {""}
    return name.__class__ is str and (value.__class__ is str or name not in _LEADING)
