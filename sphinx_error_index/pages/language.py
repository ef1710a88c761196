"""Our own words in the reader's language: the message catalogue ``error_index`` of gettext.

Sphinx loads it from ``locale/`` beside the package, and from the site's ``locale_dirs`` where it
has one of that name. A word that it lacks stays English.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from sphinx.locale import get_translation, get_translator

CATALOG = "error_index"
"""The name of the message catalogue."""

FOLDER = Path(__file__).parent.parent / "locale"
"""The folder of the catalogues that ship with the extension."""

deferred = get_translation(CATALOG)
"""Marks a text of ours that is made before the language is known: it is looked up when used."""

_CALL = re.compile(
    r'\b(?:_|gettext)\(\s*"((?:[^"\\]|\\.)*)"'
    r'|\bngettext\(\s*"((?:[^"\\]|\\.)*)",\s*"((?:[^"\\]|\\.)*)"'
)


def gettext(text: str) -> str:
    """Return a text of ours in the reader's language."""
    return get_translator(CATALOG).gettext(text)


def ngettext(one: str, many: str, number: int) -> str:
    """Return the one of two texts that goes with a number, in the reader's language."""
    return get_translator(CATALOG).ngettext(one, many, number)


def words_of(script: str) -> list[tuple[str, ...]]:
    """Return the texts that a script passes to ``_``, and the pairs for ``ngettext``."""
    found: list[tuple[str, ...]] = []
    for single, one, many in _CALL.findall(script):
        texts = (single,) if single else (one, many)
        found.append(tuple(json.loads(f'"{text}"') for text in texts))
    return list(dict.fromkeys(found))


def script_table(script: str) -> dict[str, str | list[str]]:
    """Return what a script needs in the reader's language: its texts that are translated.

    A pair comes as a list of its two forms, by its first text. Numbers from 2 share a form:
    languages with more forms get that of many.
    """
    table: dict[str, str | list[str]] = {}
    for texts in words_of(script):
        if len(texts) == 1:
            said: str | list[str] = gettext(texts[0])
        else:
            said = [ngettext(texts[0], texts[1], 1), ngettext(texts[0], texts[1], 5)]
        if said not in (texts[0], list(texts)):
            table[texts[0]] = said
    return table
