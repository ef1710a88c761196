"""How deep the markup of a vendor file may be nested.

docutils, Sphinx and pickle walk over doctrees by recursion. What is nested too deeply for one of
them would end the build, so such a file is noticed while it is read.
"""

from __future__ import annotations

from docutils import nodes
from docutils.statemachine import StateMachine

from sphinx_error_index.reading.markup.places import line_near

MAX_DEPTH = 80
"""How many nodes may stand in one another. Pickling takes five calls a level of Python's 1,000."""


MAX_INDENTS = 20
"""How many of them may be indented: Sphinx's text writer has 70 columns, and fails without any."""

_INDENTED = (
    nodes.block_quote,
    nodes.list_item,
    nodes.definition,
    nodes.field_body,
    nodes.Admonition,
    nodes.line_block,
)


class TooDeepError(Exception):
    """The markup of a file is nested too deeply; ``line`` says where (0 if that is unknown)."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def check_depth(doctree: nodes.document) -> None:
    """Raise :class:`TooDeepError` if nodes of a doctree stand too deeply in one another."""
    waiting: list[tuple[nodes.Node, int, int]] = [(doctree, 0, 0)]
    while waiting:
        node, depth, indents = waiting.pop()
        indents += isinstance(node, _INDENTED)
        if depth > MAX_DEPTH or indents > MAX_INDENTS:
            raise TooDeepError(line_near(node))
        waiting += [(child, depth + 1, indents) for child in node.children]


def line_of_recursion(error: RecursionError) -> int:
    """Return the line that was being read when Python's recursion limit was met, 0 if unknown.

    docutils reads each level by a state machine of its own, MyST each token by a call of its own;
    the innermost knows best.
    """
    line = 0
    trace = error.__traceback__
    while trace is not None:
        names = trace.tb_frame.f_locals
        machine, place = names.get("self"), getattr(names.get("token"), "map", None)
        if isinstance(machine, StateMachine) and machine.line_offset >= 0:
            line = machine.abs_line_number()
        elif place:
            line = place[0]
        trace = trace.tb_next
    return line
