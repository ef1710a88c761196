"""Substitutions of a vendor file, within bounds.

A substitution may name others, so that a few lines can stand for more text than fits in memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from docutils.transforms import references

from sphinx_error_index.messages import Subtype
from sphinx_error_index.reading.markup.places import line_of

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_OF_ONE = 100_000
"""The largest text, in characters, that one reference may stand for."""

MOST_OF_ALL = 10_000_000
"""The largest text, in characters, that all references of a file together may stand for."""

_WEIGHT_OF_NODE = 100
"""What a node counts in characters: many empty ones need memory, too."""


class BoundedSubstitutions(references.Substitutions):
    """docutils' transform, which leaves as text what would expand too far or leads nowhere."""

    def apply(self) -> None:
        """Replace the references to substitutions, after those have been checked."""
        document = self.document
        sizes = _Sizes(document.substitution_defs, document.substitution_names)
        total = 0
        said = False
        for reference in list(document.findall(nodes.substitution_reference)):
            name = sizes.name_of(reference)
            inside = isinstance(reference.parent, nodes.substitution_definition)
            if name is None:
                if inside:  # docutils itself would fail where such a definition is used
                    text = f'Undefined substitution referenced: "{_text(reference)}".'
                    document.reporter.error(text, line=line_of(reference))
                    _leave(reference)
                continue
            size = sizes.of(name)
            if size <= MOST_OF_ONE and total + size <= MOST_OF_ALL:
                total += size
            else:
                if not said:
                    document.reporter.warning(
                        f'the substitution "{_text(reference)}" stands for too much text: its name '
                        "is shown instead",
                        line=line_of(reference),
                        err_subtype=Subtype.EXPANSION,
                    )
                said = True
                _leave(reference)
        super().apply()


def _leave(reference: nodes.Element) -> None:
    """Show a reference as it was written."""
    source = reference.rawsource or f"|{_text(reference)}|"
    reference.replace_self(nodes.inline(source, source))


def _text(reference: nodes.Element) -> str:
    return str(reference.get("refname", reference.astext()))


class _Sizes:
    """How much text each substitution stands for once those in it are expanded."""

    def __init__(self, definitions: Mapping[str, nodes.Element], names: Mapping[str, str]) -> None:
        self._definitions = definitions
        self._names = names
        self._known: dict[str, int] = {}

    def name_of(self, reference: nodes.Element) -> str | None:
        """Return the name of the definition that a reference leads to, ``None`` without one."""
        name = reference["refname"]
        return name if name in self._definitions else self._names.get(name.lower())

    def of(self, name: str) -> int:
        """Return the size of a substitution in characters.

        Of a definition that contains itself, which docutils refuses, the rest is counted.
        """
        waiting = [name]
        under_way: set[str] = set()
        while waiting:
            current = waiting[-1]
            if current in self._known:
                waiting.pop()
                continue
            parts = self._parts(current)
            missing = [part for part in parts if part not in self._known and part not in under_way]
            if missing and current not in under_way:
                under_way.add(current)
                waiting += missing
                continue
            self._known[current] = self._own_size(current) + sum(
                self._known.get(part, 0) for part in parts
            )
            waiting.pop()
        return self._known[name]

    def _parts(self, name: str) -> list[str]:
        found = self._definitions[name].findall(nodes.substitution_reference)
        return [part for reference in found if (part := self.name_of(reference)) is not None]

    def _own_size(self, name: str) -> int:
        definition = self._definitions[name]
        count = sum(1 for _ in definition.findall())
        return len(definition.astext()) + _WEIGHT_OF_NODE * count
