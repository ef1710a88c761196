"""Undoing what carried a text has done to it: escapes, entities, percent signs, base64.

The twin of ``static/resolver/pastes/decoding.js``. Each step looks for what it undoes by a pattern
of ``patterns.toml`` and leaves what it cannot decode as it is. The steps run again while they
change anything, at most ``DECODE_ROUNDS`` times, as pastes are encoded twice; each takes time in
proportion to the text.
"""

from __future__ import annotations

import binascii
import re
import unicodedata
from typing import Final

from sphinx_error_index.resolver.rules import pattern, rules, w

_BYTES: Final = re.compile("[0-9A-Fa-f]{2}")
_SURROGATES: Final = range(0xD800, 0xE000)
_LAST: Final = 0x10FFFF


def normalise(text: str) -> str:
    """*text* in plain characters: without colours, frames, escapes, entities and encodings."""
    text = pattern("ansi").sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = pattern("hidden").sub("", text)
    text = pattern("boxes").sub(" ", text)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).replace("\u2019", "'").replace("\u2018", "'")
        text = text.replace("\u201c", '"').replace("\u201d", '"').replace("\u201e", '"')
    for _ in range(w.DECODE_ROUNDS):
        before = text
        text = _decoded(text)
        if text == before:
            break
    return pattern("broken").sub(r"\1\2", text.replace("\t", " "))


def _decoded(text: str) -> str:
    """*text* with every encoding undone once."""
    text = pattern("base64").sub(_from_base64, text)
    if pattern("soft_break").search(text) or pattern("quoted_sign").search(text):
        text = pattern("soft_break").sub(r"\1", text)
        text = pattern("quoted_run").sub(lambda match: _from_bytes(match[0]), text)
    if "%" in text:
        text = pattern("unspaced").sub(_from_percent, text)
    if "\\" in text:
        text = pattern("byte_run").sub(lambda match: _from_bytes(match[0]), text)
        text = pattern("escape").sub(lambda match: _sign(int(match[1], 16)), text)
        text = pattern("slashed").sub(r"\1", text)
        text = pattern("newline").sub("\n", text).replace("\\t", " ")
    if "&" in text:
        entities = rules("words")["entities"]
        text = pattern("entity").sub(lambda match: entities[match[1]], text)
        text = pattern("number_entity").sub(_from_entity, text)
    return pattern("bytes_literal").sub("", text)


def _from_percent(match: re.Match[str]) -> str:
    """A run without blanks, with its ``%22`` decoded, unless it is an address without quotes."""
    run = match[0]
    if "%" not in run or ("://" in run and not pattern("percent_telling").search(run)):
        return run
    decoded = pattern("percent_run").sub(lambda found: _from_bytes(found[0]), run)
    return decoded if decoded == run else pattern("plus").sub(" ", decoded)


def _from_bytes(run: str) -> str:
    """A run of encoded bytes, such as ``%C3%A9`` or ``=C3=A9``, as the text that they are."""
    try:
        return bytes.fromhex("".join(_BYTES.findall(run))).decode()
    except UnicodeDecodeError:
        return run


def _from_base64(match: re.Match[str]) -> str:
    """A run of base64 as the JSON or XML that it is; anything else stays."""
    packed = match[0].replace("\n", "").rstrip("=").replace("-", "+").replace("_", "/")
    if len(packed) % 4 == 1:
        return match[0]
    try:
        text = binascii.a2b_base64(packed + "=" * (-len(packed) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError):
        return match[0]
    return text if pattern("body").match(text) else match[0]


def _from_entity(match: re.Match[str]) -> str:
    return _sign(int(match[1]) if match[1] else int(match[2], 16))


def _sign(number: int) -> str:
    """The character of a number; a blank for one that is none."""
    return chr(number) if 0 < number <= _LAST and number not in _SURROGATES else " "
