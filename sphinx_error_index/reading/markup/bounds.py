"""Bounds for directives of vendor files, so that no option and no failure of one ends a build.

docutils and Sphinx take any number in an option, and some numbers need more memory than there is
(``:emphasize-lines: 1-9999999999``), or end in an exception (``:columns: 0``). Half characters,
which ``unicode:: U+D800`` makes, cannot be written to any file.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from docutils import nodes
from docutils.parsers.rst import Directive, directives

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

FAILURES: Final = (
    ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError
)  # fmt: skip
"""What docutils and Sphinx raise of markup for which they are not prepared."""

MOST: Final = 100_000
"""The largest number in an option."""

MOST_COLUMNS: Final = 100

_COUNTED: Final = frozenset({"width", "height", "emphasize-lines"})
"""Options that are texts, and whose numbers are counted with."""

_LONG_NUMBER: Final = re.compile(r"[0-9]{6}")
_HALVES: Final = re.compile("[\ud800-\udfff]")


class Bounded(Directive):
    """A directive without numbers that are too large, whose failure is a message."""

    def run(self) -> list[nodes.Node]:
        """Return what the directive returns, else a message that has its source."""
        said: list[nodes.Node] = []
        for name in [name for name, value in self.options.items() if _is_beyond(name, value)]:
            del self.options[name]
            text = f'the option "{name}" has a number that is too large: it is ignored'
            said.append(self.reporter.warning(text, line=self.lineno))
        try:
            return [*super().run(), *said]
        except FAILURES:
            source = nodes.literal_block(self.block_text, self.block_text)
            text = f'the directive "{self.name}" cannot be used as it is written'
            return [*said, self.reporter.error(text, source, line=self.lineno)]


def bounded(directive: type[Directive], *changes: type[Directive]) -> type[Directive]:
    """Return a directive with some changes, and within bounds."""
    known = directive.option_spec or {}
    spec = {
        name: convert if convert is directives.flag else _telling(convert)  # MyST looks for flags
        for name, convert in known.items()
    }
    return type(directive.__name__, (Bounded, *changes, directive), {"option_spec": spec})


def _telling(convert: Callable[[str], Any]) -> Callable[[str], Any]:
    """Return what converts an option, and raises ValueError where that fails: of no text, say."""

    def converted(argument: str) -> Any:
        try:
            return convert(argument)
        except FAILURES as error:
            raise ValueError(str(error)) from None

    return converted


def _is_beyond(name: str, value: Any) -> bool:
    """Say whether an option has a number with which no page can be made."""
    if isinstance(value, str):
        return name in _COUNTED and _LONG_NUMBER.search(value) is not None
    numbers = value if isinstance(value, list) else [value]
    most = MOST_COLUMNS if name == "columns" else MOST
    return any(isinstance(number, int) and number > most for number in numbers)


def mend_halves(texts: Iterable[nodes.Text]) -> None:
    """Put U+FFFD in the place of each half of a character (a surrogate) in texts of a doctree."""
    for text in texts:
        if _HALVES.search(text):
            text.parent.replace(text, nodes.Text(_HALVES.sub("\ufffd", text)))
