"""Walks over doctrees in one pass, and what garbage collection costs beside them.

Vendor files are large: each pass over one costs, and so does each of Python's searches for garbage.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import io
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from docutils import nodes

SELDOM = (20_000, 10, 3)
"""After how many new objects garbage is searched for in a build; Python's own number is 700.

The last number is lower than Python's: a doctree that is done with is garbage of many megabytes.
"""

_WRITERS = frozenset({io.TextIOWrapper, io.BufferedWriter, io.BufferedRandom})

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
def existing_objects_frozen(*, garbage_freed: bool = False) -> Iterator[None]:
    """Let the garbage collector look only at objects that are made from now on.

    With ``garbage_freed`` what is garbage already, such as the doctrees of written documents, is
    freed before; else it stays until the end.
    """
    if garbage_freed:
        gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


class Collecting:
    """How often Python searches for garbage; what a build makes, it keeps for the most part."""

    def __init__(self) -> None:
        self._before: tuple[int, int, int] | None = None

    def seldom(self) -> None:
        """Let it search less often."""
        if self._before is None:
            self._before = gc.get_threshold()
            gc.set_threshold(*SELDOM)

    def as_before(self) -> None:
        """Let it search as often as before."""
        if self._before is not None:
            gc.set_threshold(*self._before)
            self._before = None


@cache
def leave_to_the_system() -> None:
    """Let a process that ends give its memory back as a whole.

    Python would first free a build's million objects one by one, for a sixth of the time that the
    build took. Files that an extension has left open are flushed, as they would be then.
    """
    atexit.register(_freeze)


def _freeze() -> None:
    for found in gc.get_objects():
        if found.__class__ in _WRITERS:
            with contextlib.suppress(OSError, ValueError):
                found.flush()
    gc.freeze()
