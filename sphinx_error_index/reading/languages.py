"""Header words of other languages than English → column roles, from ``languages.toml``."""

from __future__ import annotations

import tomllib
import unicodedata
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Sense = tuple[str, str]
"""The role of a header, and the one it has where another column is the code."""


@cache
def senses(language: str = "") -> Mapping[str, Sense]:
    """Return headers in the form of :func:`folded` with what they say.

    ``language`` is that of the documents (``de``, ``pt_BR``): words that say little, or mean
    something else in English, count only in it. Where two languages disagree, that one counts,
    else the first.
    """
    text = resources.files(__package__).joinpath("languages.toml").read_text("utf-8")
    known = tomllib.loads(text)
    own = language.replace("_", "-").partition("-")[0].lower()
    result: dict[str, Sense] = {}
    for name in sorted(known, key=lambda name: name != own):
        facts = dict(known[name])
        guarded = facts.pop("guarded", {})
        for role, headers in [*facts.items(), *(guarded.items() if name == own else ())]:
            sense = ("code", "message") if role == "errors" else (role, role)
            for header in headers:
                result.setdefault(folded(header), sense)
    return result


def folded(header: str) -> str:
    """Return a header as it is compared: case, kinds of blanks and punctuation do not count."""
    text = unicodedata.normalize("NFKC", header).casefold()
    words = "".join(c if c.isalnum() else " " for c in text).split()
    return " ".join(words)
