"""What the scripts need of our words: those that they name, in the reader's language."""

from __future__ import annotations

import json
import re

from sphinx_error_index.language import deferred as deferred
from sphinx_error_index.language import gettext as gettext
from sphinx_error_index.language import ngettext as ngettext

_CALL = re.compile(
    r'\b(?:_|gettext)\(\s*"((?:[^"\\]|\\.)*)"'
    r'|\bngettext\(\s*"((?:[^"\\]|\\.)*)",\s*"((?:[^"\\]|\\.)*)"'
)


def words_of(script: str) -> list[tuple[str, ...]]:
    """Return the texts that a script passes to ``_``, and the pairs for ``ngettext``."""
    found: list[tuple[str, ...]] = []
    for single, one, many in _CALL.findall(script):
        texts = (single,) if single else (one, many)
        found.append(tuple(json.loads(f'"{text}"') for text in texts))
    return list(dict.fromkeys(found))


def script_table(script: str) -> dict[str, str | list[str]]:
    """Return what a script needs in the reader's language: its texts that are translated.

    A pair comes as a list of its forms for one and for many, by its first text, and a third one
    for none where that differs from many (French). Numbers from 2 share a form: languages with more
    forms get that of five.
    """
    table: dict[str, str | list[str]] = {}
    for texts in words_of(script):
        if len(texts) == 1:
            said: str | list[str] = gettext(texts[0])
        else:
            said = [ngettext(texts[0], texts[1], number) for number in (1, 5, 0)]
            said = said[:2] if said[2] == said[1] else said
        if said not in (texts[0], list(texts)):
            table[texts[0]] = said
    return table
