"""Reading a paste: which part is a code, which number a status, which words the message.

The twin of ``static/resolver/query.js``. Nothing here knows any code; what keys, contexts and noise
look like is data (``query.toml``, ``patterns.toml``).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from sphinx_error_index.resolver.pastes.decoding import normalise
from sphinx_error_index.resolver.pastes.ranges import Ranges
from sphinx_error_index.resolver.pastes.reading import Field, Reading
from sphinx_error_index.resolver.rules import compiled, pattern, rules, w
from sphinx_error_index.resolver.statuses import numbers_in, without_reasons
from sphinx_error_index.resolver.words import fold

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping

_NAMING: Final = ("code", "status", "message")  # fields whose keys are no words of a message


def read(text: str) -> Reading:
    """Everything that can be told about *text* without knowing a code."""
    reading = glance(text)
    read_numbers(reading)
    reading.spans = Ranges(_spans(reading, "\n" in reading.text.strip()))
    if not reading.short:
        reading.masked = without_reasons(reading)
    return reading


def glance(text: str) -> Reading:
    """Read of *text* what codes are found by: its plain text, and its fields."""
    text, truncated = _condensed(normalise(text))
    lines = "\n" in text.strip()
    tokens = w.MANY_TOKENS if lines else len(pattern("token").findall(text))
    return Reading(text, text, truncated, tokens, fields=_fields(text))


def read_numbers(reading: Reading) -> None:
    """Add to a glance what statuses and short numbers the text has."""
    text = reading.text
    reading.calm = _any("calm", "m", text) and not _one("error_line").search(
        _one("no_errors").sub(" ", text)
    )
    reading.foreign = _any("foreign", "im", text)
    reading.masked = _masked(reading)
    reading.numbers = numbers_in(reading)


def _one(name: str) -> re.Pattern[str]:
    """A pattern of the table ``noise``."""
    return compiled(rules("query")["noise"][name], "i")


def _any(name: str, flags: str, text: str) -> bool:
    """Whether one of a list of patterns of the table ``noise`` is in a text."""
    return any(compiled(said, flags).search(text) for said in rules("query")["noise"][name])


def _condensed(text: str) -> tuple[str, bool]:
    """The telling lines of a text that is too long: those that speak of an error, the last."""
    if len(text) <= w.MAX_CHARS:
        return text, False
    lines: dict[str, bool] = {}
    for line in text.split("\n"):
        for at in range(0, len(line), w.MAX_LINE):
            piece = line[at : at + w.MAX_LINE]
            if piece not in lines:
                lines[piece] = bool(_one("error_line").search(piece))
    room = w.MAX_CHARS
    kept = set()
    order = list(lines)
    for wanted in (True, False):
        for at in range(len(order) - 1, -1, -1):
            if lines[order[at]] is wanted and len(order[at]) < room:
                kept.add(at)
                room -= len(order[at]) + 1
    return "\n".join(order[at] for at in sorted(kept)), True


def _fields(text: str) -> list[Field]:
    fields = []
    at = 0
    while match := pattern("field").search(text, at):
        quoted = match[1] or match[2]
        key = quoted or match[3]
        start = match.start(1 if match[1] else 2 if match[2] else 3)
        at = start + len(key) + 1
        field = _field(text, match, key, start, quoted=bool(quoted))
        if field is not None:
            fields.append(field)
    for match in pattern("xml").finditer(text):
        kind = _kind(match[1].rpartition(":")[2])
        value = match[2].strip()
        if kind and value:
            start = match.start(2) + match[2].index(value)
            key = match[1].rpartition(":")[2]
            fields.append(Field(key, kind, value, match.start(1), start, start + len(value)))
    return fields


def _field(text: str, match: re.Match[str], key: str, at: int, *, quoted: bool) -> Field | None:
    """The field of a key and what stands behind it; None where that says nothing."""
    kind, value = _kind(key), match[4] or ""
    if not kind and "=" in match[0] and value.isascii() and value.isdigit():
        kind = "noise"  # "changes=404" counts something
    if not kind:
        return None
    start = match.start(4) if match[4] else match.end()
    if value[:1] in ("'", '"'):
        value, start = value[1:-1], start + 1
    elif kind in ("message", "either") and not quoted:
        value = text[start : start + w.VALUE_MOST]
        end = pattern("value_end").search(value)
        value = (value[: end.start()] if end else value).strip()
    elif kind == "noise" and "=" not in match[0] and not quoted and _is_word(value):
        return None  # prose: "user: not authorized"
    return Field(key, kind, value, at, start, start + len(value)) if value else None


def _is_word(value: str) -> bool:
    return pattern("letters").search(value) is not None


@cache
def _kinds() -> Mapping[str, str]:
    """The rows of the table by the keys in them."""
    rows = reversed(rules("query")["keys"].items())
    return {key: kind for kind, keys in rows for key in keys}


def _kind(key: str) -> str:
    """Which row of the table a key belongs to; "" for a key that says nothing."""
    folded = fold(key)
    kind = _kinds().get(folded) or _kinds().get(fold(pattern("key_parts").split(key)[-1]), "")
    if kind:
        return kind
    compound = "_" in key or "-" in key or key[1:] != key[1:].lower()
    if compound and folded.endswith(tuple(rules("query")["noise"]["endings"])):
        return "noise"
    return ""


def _masked(reading: Reading) -> str:
    """The text with all that is no word of a message blanked."""
    noise = rules("query")["noise"]
    masked = pattern("key").sub(_blank, reading.text)
    masked = _one("no_errors").sub(_blank, masked)
    masked = Ranges(
        (item.start, item.end) if item.kind == "noise" else (item.at, item.at + len(item.key))
        for item in reading.fields
        if item.kind == "noise" or item.kind in _NAMING
    ).blanked(masked)
    for text in noise["patterns"]:
        masked = compiled(text, "im").sub(_blank, masked)
    masked = compiled(noise["levels"], "m").sub(_blank, masked)
    return pattern("tag").sub(_blank, masked)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _spans(reading: Reading, lines: bool) -> list[tuple[int, int]]:
    """Where the message stands; empty where all of the text is equally likely to be it."""
    telling = ("message", "code", "status", "either")
    spans = [(item.start, item.end) for item in reading.fields if item.kind in telling]
    worded = ("message", "either")
    if any(item.kind in worded and " " in item.value.strip() for item in reading.fields):
        return spans
    if not lines and reading.sentence:
        return []
    for part in pattern("lines" if lines else "sentences").finditer(reading.masked):
        if _one("error_line").search(part[0]):
            spans.append(part.span())
    return spans
