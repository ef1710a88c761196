"""The rules that both readers of the index share: patterns, word lists, limits and weights.

They are the TOML files of this folder. Python reads them here; the site's script begins with what
:func:`as_script` gives, and :func:`of_pastes` is a file of the index.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from functools import cache
from types import SimpleNamespace
from typing import Any, Final

FILES: Final = ("query", "patterns", "words", "weights", "languages")
"""The files of the rules, by name."""

_CLASSES: Final = {"[:w:]": r"[^\W_]", "[:a:]": r"[^\W\d_]"}
"""How Python writes the classes of every script."""


@cache
def rules(name: str) -> dict[str, Any]:
    """Return the rules of one of :data:`FILES`; it is read when it is first asked for."""
    return data(f"{name}.toml")


def data(name: str) -> dict[str, Any]:
    """Return the content of a TOML file of this folder."""
    # importlib.resources and pathlib would take a fifth of the time of a whole command.
    with open(os.path.join(os.path.dirname(__file__), name), "rb") as file:  # noqa: PTH118, PTH120, PTH123
        return tomllib.load(file)


def of_pastes() -> dict[str, Any]:
    """Return how pastes are read: the keys and the noise of ``query.toml``, and the languages."""
    query = rules("query")
    return {"keys": query["keys"], "noise": query["noise"], "languages": rules("languages")}


def of_script() -> dict[str, Any]:
    """Return all other rules, which a bare code needs, too."""
    said = {name: rules(name) for name in FILES if name != "languages"}
    apart = of_pastes()
    said["query"] = {key: rule for key, rule in said["query"].items() if key not in apart}
    return said


def as_script() -> str:
    """Return the rules of the site's own script as a script, for its head.

    Weights are not among them: they stand in that script as their values.
    """
    said = {name: rule for name, rule in of_script().items() if name != "weights"}
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    text = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f"(globalThis.ErrorIndex ??= {{}}).rules = {text};\n"


@cache
def pattern(name: str) -> re.Pattern[str]:
    """Return a pattern of ``patterns.toml``, compiled when it is first asked for."""
    text, flags = rules("patterns")[name]
    return compiled(text, flags)


@cache
def compiled(text: str, flags: str) -> re.Pattern[str]:
    """Return a pattern with its flags as ``patterns.toml`` describes them."""
    wanted = re.RegexFlag(0) if "u" in flags else re.ASCII
    for letter, flag in (("i", re.IGNORECASE), ("m", re.MULTILINE)):
        if letter in flags:
            wanted |= flag
    for neutral, own in _CLASSES.items():
        text = text.replace(neutral, own)
    return re.compile(text, wanted)


@cache
def words(name: str) -> frozenset[str]:
    """Return a list of ``words.toml``."""
    return frozenset(rules("words")[name].split())


w: Final = SimpleNamespace(**rules("weights"))
"""The weights and limits of ``weights.toml``, by name."""
