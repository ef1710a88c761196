"""Checks that the installed stemmer gives the stems that the browser's own stemmer gives.

The index holds the stems of snowballstemmer, and a query in the browser is stemmed by
``static/resolver/stem.js``. Releases of Snowball change the stems of single words; a word whose
stems differ would not be found in the browser.
"""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final

from snowballstemmer.english_stemmer import EnglishStemmer

from sphinx_error_index.messages import Messages, Subtype

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx

#: Words and the stems that ``stem.js`` gives them: one for each rule that a release has changed,
#: and one for each step of the algorithm.
STEMS: Final[Mapping[str, str]] = {
    "added": "add",
    "egging": "egg",
    "emergency": "emergenc",
    "evening": "evening",
    "exceeding": "exceed",
    "generously": "generous",
    "hopping": "hop",
    "internal": "internal",
    "interval": "interval",
    "laterally": "lateral",
    "organization": "organiz",
    "pasted": "paste",
    "refused": "refus",
    "skies": "sky",
    "universal": "universal",
    "university": "universiti",
}


def differing() -> list[str]:
    """Return the words of ``STEMS`` to which the installed stemmer gives other stems."""
    stemmer = EnglishStemmer()
    return [word for word, stem in STEMS.items() if stemmer.stemWord(word) != stem]


def check(app: Sphinx) -> None:
    """Warn where the installed stemmer and that of the browser disagree."""
    if words := differing():
        text = (
            "snowballstemmer %s stems %s unlike the browser, whose search will miss such words: "
            "install a release that sphinx-error-index names in its requirements"
        )
        messages = Messages(app.config, str(Path(app.confdir) / "conf.py"))
        messages.warn(Subtype.STEMMER, 0, text, version("snowballstemmer"), ", ".join(words))
