"""Walks over doctrees in one pass: vendor files are large, and each pass over one costs."""

from __future__ import annotations

import contextlib
import gc
from collections import defaultdict
from typing import TYPE_CHECKING, Any, TypeVar

from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_Node = TypeVar("_Node", bound="nodes.Node")


class NodesByClass:
    """The nodes of a tree, its root included, grouped by class and then in document order."""

    def __init__(self, tree: nodes.Node) -> None:
        self._found: dict[type, list[Any]] = defaultdict(list)
        waiting: list[nodes.Node] = [tree]
        while waiting:
            node = waiting.pop()
            self._found[node.__class__].append(node)
            waiting += node.children[::-1]

    def of(self, *classes: type[_Node]) -> list[_Node]:
        """Return the nodes of some classes and of their subclasses, grouped by class."""
        return [
            node
            for kind, nodes in self._found.items()
            if issubclass(kind, classes)
            for node in nodes
        ]


def exchange(node: nodes.Element, others: Sequence[nodes.Node]) -> None:
    """Put other nodes, or none, in the place of a node.

    Its classes, names and ids go with it to the first of the others. docutils itself raises
    AssertionError where that cannot have them, since it is a text or there is none: then they are
    dropped.
    """
    if not others or not isinstance(others[0], nodes.Element):
        for name in node.basic_attributes:
            node[name] = []
    node.replace_self(list(others))


@contextlib.contextmanager
def without_collector() -> Iterator[None]:
    """Keep Python's garbage collector from going over a growing doctree again and again."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@contextlib.contextmanager
def existing_objects_frozen() -> Iterator[None]:
    """Let the garbage collector look only at objects that are made from now on."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
