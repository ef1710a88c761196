"""Reading a paste: which part is a code, which number a status, which words the message.

The twin of ``static/query.js``. Nothing here knows any code; what keys, contexts and noise look
like is data (``query.toml``).
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any, Final

from sphinx_error_index.resolver import weights as w
from sphinx_error_index.resolver.statuses import StatusReader, blanked
from sphinx_error_index.resolver.types import Field, Reading
from sphinx_error_index.resolver.words import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

_FLAGS: Final = re.IGNORECASE | re.MULTILINE | re.ASCII
_FLAT: Final = re.IGNORECASE | re.ASCII  # for pieces of one line
_ANSI: Final = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_ENTITIES: Final = {
    "lt": "<",
    "gt": ">",
    "amp": "&",
    "quot": '"',
    "apos": "'",
    "#39": "'",
    "#34": '"',
    "nbsp": " ",
}
_ENTITY: Final = re.compile("&(lt|gt|amp|quot|apos|#39|#34|nbsp);")
_BOXES: Final = re.compile(
    r"[\u2500-\u257f\u00a0\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff]"
)
_FIELD: Final = re.compile(
    r"(?:\"([A-Za-z_][A-Za-z0-9_ .-]{0,40})\"|'([A-Za-z_][A-Za-z0-9_ .-]{0,40})'|"
    r"([A-Za-z_][A-Za-z0-9_.-]{0,40}(?: (?:code|message|msg|id|status|type|reason|details?)\b)?))"
    r"[ \t]*(?:=>|:=|[:=])[ \t]*"
    r"(\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|[^\s,;\"'{}\[\]<>()|]+)?",
    re.ASCII,
)
_KEY: Final = re.compile(
    r"[\"'][A-Za-z_][A-Za-z0-9_ .-]{0,40}[\"'](?=[ \t]*(?:=>|:))"
    r"|\b[A-Za-z_][A-Za-z0-9_.-]{0,40}(?==)",
    re.ASCII,
)
_XML: Final = re.compile(
    r"<([A-Za-z][A-Za-z0-9_.:-]{0,40})(?: [^<>]{0,200})?>\s{0,99}([^<>]{1,2000}?)\s{0,99}</\1\s*>",
    re.ASCII,
)
_TAG: Final = re.compile(r"</?[A-Za-z!?][^<>]{0,500}>")
_LAST: Final = re.compile("[. ]")  # the last part of a key tells what it is: "/a status=403"
_REST: Final = re.compile(
    r"[^\n;|{}]*?(?=[;|{}\n]|, *[\"']?[A-Za-z_][A-Za-z0-9_]*[\"']?[:=]|$)", re.ASCII
)
_LINES: Final = re.compile(r"[^\n]+")
_SENTENCES: Final = re.compile(r"(?:[^.!?\n]|[.!?](?! ))+")  # of prose in one line
_NAMING: Final = ("code", "status", "message")  # fields whose keys are no words of a message
_TOKEN: Final = re.compile(r"[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*|[^\W_]+")
_MANY: Final = 1000


class Reader:
    """Reads pastes by the table of ``query.toml``."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        noise = table["noise"]
        self._kinds: dict[str, str] = {
            key: kind for kind, keys in reversed(table["keys"].items()) for key in keys
        }
        self._endings = tuple(noise["endings"])
        self._noise: list[re.Pattern[str]] = [
            re.compile(pattern, _FLAGS) for pattern in noise["patterns"]
        ]
        self._noise.append(re.compile(noise["levels"], re.MULTILINE | re.ASCII))
        self._calm = [re.compile(pattern, re.ASCII | re.MULTILINE) for pattern in noise["calm"]]
        self._foreign = [re.compile(pattern, _FLAGS) for pattern in noise["foreign"]]
        self._no_errors = re.compile(noise["no_errors"], _FLAT)
        self._error_line = re.compile(noise["error_line"], _FLAT)
        self.statuses = StatusReader(table)

    def read(self, text: str) -> Reading:
        """Everything that can be told about *text* without knowing a code."""
        text, truncated = self._condense(normalise(text))
        tokens = _MANY if "\n" in text.strip() else len(_TOKEN.findall(text))
        calm = any(said.search(text) for said in self._calm) and not self._error_line.search(
            self._no_errors.sub(" ", text)
        )
        foreign = any(said.search(text) for said in self._foreign)
        reading = Reading(text, text, truncated, tokens, calm, foreign, self._fields(text))
        reading.masked = self._mask(reading)
        reading.numbers = self.statuses.read(reading)
        reading.spans = self._spans(reading)
        if not reading.short:
            reading.masked = self.statuses.without_reasons(reading)
        return reading

    def _condense(self, text: str) -> tuple[str, bool]:
        """The telling lines of a text that is too long: those that speak of an error, the last."""
        if len(text) <= w.MAX_CHARS:
            return text, False
        lines: dict[str, bool] = {}
        for line in text.split("\n"):
            for at in range(0, len(line), w.MAX_LINE):
                piece = line[at : at + w.MAX_LINE]
                if piece not in lines:
                    lines[piece] = bool(self._error_line.search(piece))
        room = w.MAX_CHARS
        kept = set()
        order = list(lines)
        for wanted in (True, False):
            for at in range(len(order) - 1, -1, -1):
                if lines[order[at]] is wanted and len(order[at]) < room:
                    kept.add(at)
                    room -= len(order[at]) + 1
        return "\n".join(order[at] for at in sorted(kept)), True

    def _fields(self, text: str) -> list[Field]:
        fields = []
        at = 0
        while match := _FIELD.search(text, at):
            quoted = match[1] or match[2]
            key = quoted or match[3]
            at = match.start(1 if match[1] else 2 if match[2] else 3) + len(key) + 1
            kind = self._kind(key)
            value = match[4] or ""
            if not kind and "=" in match[0] and value.isascii() and value.isdigit():
                kind = "noise"  # "changes=404" counts something
            if not kind:
                continue
            start = match.start(4) if match[4] else match.end()
            if value[:1] in ("'", '"'):
                value, start = value[1:-1], start + 1
            elif kind in ("message", "either") and not quoted:
                rest = _REST.match(text, start)
                value = rest[0].strip() if rest else value
            elif kind == "noise" and "=" not in match[0] and not quoted and value.isalpha():
                continue  # prose: "user: not authorized"
            if value:
                fields.append(Field(key, kind, value, start, start + len(value)))
        for match in _XML.finditer(text):
            key = match[1].rpartition(":")[2]
            kind = self._kind(key)
            if kind:
                fields.append(Field(key, kind, match[2], match.start(2), match.end(2)))
        return fields

    def _kind(self, key: str) -> str:
        """Which row of the table a key belongs to; "" for a key that says nothing."""
        folded = fold(key)
        kind = self._kinds.get(folded) or self._kinds.get(fold(_LAST.split(key)[-1]), "")
        compound = "_" in key or "-" in key or key[1:] != key[1:].lower()
        if not kind and compound and folded.endswith(self._endings):
            return "noise"
        return kind

    def _mask(self, reading: Reading) -> str:
        masked = reading.text
        masked = _KEY.sub(lambda match: " " * len(match[0]), masked)
        masked = self._no_errors.sub(lambda match: " " * len(match[0]), masked)
        for item in reading.fields:
            if item.kind == "noise":
                masked = blanked(masked, item.start, item.end)
            elif item.kind in _NAMING:
                start = masked.rfind(item.key, 0, item.start)
                masked = blanked(masked, start, start + len(item.key)) if start >= 0 else masked
        for pattern in self._noise:
            masked = pattern.sub(lambda match: " " * len(match[0]), masked)
        return _TAG.sub(lambda match: " " * len(match[0]), masked)

    def _spans(self, reading: Reading) -> list[tuple[int, int]]:
        """Where the message stands; empty where all of the text is equally likely to be it."""
        spans = [
            (item.start, item.end)
            for item in reading.fields
            if item.kind in ("message", "code", "status") or (item.kind == "either")
        ]
        if any(
            " " in item.value.strip()
            for item in reading.fields
            if item.kind in ("message", "either")
        ):
            return spans
        if "\n" not in reading.text.strip() and reading.sentence:
            return []
        parts = _LINES if "\n" in reading.text.strip() else _SENTENCES
        for part in parts.finditer(reading.masked):
            if self._error_line.search(part[0]):
                spans.append(part.span())
        return spans


def normalise(text: str) -> str:
    """*text* without terminal colours, frames, escapes and entities."""
    text = _ANSI.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _BOXES.sub(" ", text)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).replace("\u2019", "'").replace("\u2018", "'")
        text = text.replace("\u201c", '"').replace("\u201d", '"').replace("\u201e", '"')
    text = text.replace('\\"', '"').replace("\\n", "\n").replace("\\t", " ").replace("\t", " ")
    return _ENTITY.sub(lambda match: _ENTITIES[match[1]], text)
