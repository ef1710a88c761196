"""Our own words in the reader's language: the message catalogue ``error_index`` of gettext.

Catalogues are ``<folder>/<language>/LC_MESSAGES/error_index.mo``. Those of a site come before
those that ship with the extension; a word that none of them has stays English. A build says which
language it wants (:func:`use`), a program in a terminal takes that of its environment
(:func:`use_environment`); until then all words are English.
"""

from __future__ import annotations

import gettext as catalogues
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

CATALOG = "error_index"
"""The name of the message catalogue."""

FOLDER = os.path.join(os.path.dirname(__file__), "locale")  # noqa: PTH118, PTH120
"""The folder of the catalogues that ship with the extension.

It is no ``Path``, since the command line is spared the time that pathlib takes to load.
"""


class _Words:
    """The catalogues in use, the first one asked first."""

    translations: catalogues.NullTranslations = catalogues.NullTranslations()


class Deferred:
    """A text of ours that is made before the language is known: it is looked up when used."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __str__(self) -> str:
        """Return the text in the reader's language."""
        return gettext(self._text)


def deferred(text: str) -> Deferred:
    """Mark a text that is looked up when it is used, by ``str``."""
    return Deferred(text)


def gettext(text: str) -> str:
    """Return a text of ours in the reader's language."""
    return _Words.translations.gettext(text) if text else ""


def ngettext(one: str, many: str, number: int) -> str:
    """Return the one of two texts that goes with a number, in the reader's language."""
    return _Words.translations.ngettext(one, many, number)


def use(language: str, folders: Iterable[str | Path] = ()) -> None:
    """Speak a language, such as ``de`` or ``zh_CN``, from now on.

    ``folders`` have further catalogues, which come before ours.
    """
    _Words.translations = _chain([*folders, FOLDER], forms(language))


def use_environment() -> None:
    """Speak the language that ``LANGUAGE``, ``LC_ALL``, ``LC_MESSAGES`` or ``LANG`` names."""
    _Words.translations = _chain([FOLDER], None)


def forms(language: str) -> list[str]:
    """Return a language and what may stand for it: ``zh_CN`` for ``zh-Hans-CN``, ``de``."""
    parts = language.replace("-", "_").split("_")
    names = [language, "_".join(parts), f"{parts[0]}_{parts[-1].upper()}", parts[0]]
    if parts[0] == "zh" and "TW" not in parts and "Hant" not in parts:
        names.append("zh_CN")
    return list(dict.fromkeys(names))


def _chain(
    folders: Iterable[str | Path], languages: list[str] | None
) -> catalogues.NullTranslations:
    """Return all catalogues of some languages that are in folders, each falling back on the next.

    One that cannot be read is left out.
    """
    chain = catalogues.NullTranslations()
    for folder in folders:
        chain.add_fallback(_read(str(folder), languages))
    return chain


def _read(folder: str, languages: list[str] | None) -> catalogues.NullTranslations:
    try:
        return catalogues.translation(CATALOG, folder, languages, fallback=True)
    except (OSError, ValueError, UnicodeDecodeError):
        return catalogues.NullTranslations()
