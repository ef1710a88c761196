"""Signs alone in a cell that docutils takes for markup with nothing in it: ``*``, ``|``, ``::``."""

from __future__ import annotations

from docutils import nodes

from sphinx_error_index.reading.plaintext import plain_text


def lone_sign(only: nodes.Node | None) -> str:
    """Return the sign that is all a cell says, from the only node in it; else nothing."""
    if isinstance(only, nodes.bullet_list) and len(only.children) == 1 and not only.astext():
        return str(only.get("bullet", ""))
    if isinstance(only, nodes.line_block) and len(only.children) == 1 and not only.astext():
        return "|"
    return ""


def lone_colons(message: nodes.system_message) -> list[nodes.Node]:
    """Return the two colons that a message about a missing literal block leaves out of a cell."""
    alone = isinstance(message.parent, nodes.entry) and len(message.parent.children) == 1
    if alone and "Literal block expected" in message.astext():
        paragraph = nodes.paragraph("::", "::")
        paragraph.line = message.get("line")
        return [paragraph]
    return []


def numeral_and_words(only: nodes.Node | None) -> str:
    """Return the words of a cell that docutils takes for a list of one item: ``V. 2 is needed``.

    A letter or a Roman numeral alone makes no list. An item with markup or several parts stays
    what it is.
    """
    if not isinstance(only, nodes.enumerated_list) or len(only.children) != 1:
        return ""
    parts = only.children[0].children
    words = parts[0] if len(parts) == 1 else None
    if only.get("enumtype") == "arabic" or not isinstance(words, nodes.paragraph):
        return ""
    plain = all(isinstance(child, nodes.Text) for child in words.children)
    return plain_text(only) if plain else ""
