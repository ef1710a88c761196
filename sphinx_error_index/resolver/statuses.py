"""Which numbers of a paste are statuses or short codes. The twin of ``static/statuses.js``.

A log line is full of numbers that look like a status: bytes, durations, lines, ids. What stands
around one tells, and the contexts are data (``query.toml``).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from sphinx_error_index.resolver import weights as w
from sphinx_error_index.resolver.types import Number
from sphinx_error_index.resolver.words import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_error_index.resolver.types import Reading

_FLAT: Final = re.IGNORECASE | re.ASCII  # for pieces of one line
_NUMBER: Final = re.compile(r"[0-9]+")
_HEADED: Final = re.compile(" [A-Z][a-z]")  # "401 Authorization Required" at a line's start
_ALONE: Final = re.compile("[ 0-9.,]*$")  # nothing but numbers after it on its line
_LETTER_AFTER: Final = re.compile(r"(?!s\b)[^\W\d_]")  # a number in a word, but for "503s"
_HTTP: Final = re.compile(r"\b(?:http|error|status|the|response)\b", _FLAT)
_PART: Final = re.compile(r"[^A-Za-z0-9\n]")
_CONTEXT: Final = 40  # characters around a number that can tell what it is


class StatusReader:
    """Tells statuses from other numbers by the table of ``query.toml``.

    ``reasons`` are HTTP's reason phrases by status, folded.
    """

    def __init__(self, table: Mapping[str, Any]) -> None:
        noise = table["noise"]
        self._strong = re.compile(noise["number_strong"], _FLAT)
        self._strong_after = re.compile(noise["number_strong_after"], _FLAT)
        self._medium_before = re.compile(noise["number_medium_before"], _FLAT)
        self._medium_after = re.compile(noise["number_medium_after"], _FLAT)
        self._never_before = re.compile(noise["number_never_before"], _FLAT)
        self._never_after = re.compile(noise["number_never_after"], _FLAT)
        self._small = re.compile(noise["number_small"], _FLAT)
        self._last = re.compile(noise["number_last"], _FLAT)
        self._last_after = re.compile(noise["number_last_after"], _FLAT)
        self._glued = re.compile(noise["number_glued"], _FLAT)
        self.reasons: dict[str, str] = {
            number: fold(words) for number, words in table["reasons"].items()
        }

    def read(self, reading: Reading) -> list[Number]:
        """Return the numbers of a masked text that may mean something, in its order."""
        numbers = []
        named = {}
        for item in reading.fields:
            if item.kind in ("code", "status"):
                match = _NUMBER.search(item.value)
                if match and (match.start() == 0 or item.kind == "status") and len(match[0]) <= 4:
                    named[item.start + match.start()] = item.key
            elif item.kind == "either":  # <h1>405 Not Allowed</h1>
                match = _NUMBER.match(item.value)
                if match and match[0] in self.reasons:
                    named[item.start] = item.key
        text = reading.masked
        for match in _NUMBER.finditer(text):
            start, end = match.span()
            before = text[max(0, start - _CONTEXT) : start].rpartition("\n")[2]
            after = text[end : end + _CONTEXT].partition("\n")[0]
            glued = before[-1:].isalpha() and not self._glued.search(before)
            if glued or _LETTER_AFTER.match(after) or end - start > 4:
                continue
            if start in named:
                numbers.append(Number(match[0], w.NUMBER_STRONG, named[start], start))
                continue
            certainty = self._certainty(match[0], before, after, reading)
            if certainty:
                where = (before.lstrip() + match[0])[-24:].strip()
                numbers.append(Number(match[0], certainty, where, start))
        if reading.calm:  # "Tests run: 412": what is no status for sure is none
            return [number for number in numbers if number.certainty >= w.NUMBER_STRONG]
        return numbers or self._reasons_alone(reading)

    def _reasons_alone(self, reading: Reading) -> list[Number]:
        """Statuses of which a field, or the whole of a query, is the reason phrase."""
        said = [item for item in reading.fields if item.kind in ("either", "status")]
        places = {fold(item.value): (item.value, item.start) for item in reversed(said)}
        if reading.short:
            places[fold(_HTTP.sub("", reading.masked))] = (reading.text.strip(), 0)
        return [
            Number(number, w.STATUS_REASON, *places[reason])
            for number, reason in self.reasons.items()
            if reason in places
        ]

    def _certainty(self, number: str, before: str, after: str, reading: Reading) -> float:
        """How sure it is that *number* is a status or code, by what stands around it."""
        if reading.text.strip() == number:
            return w.NUMBER_STRONG
        reason = self.reasons.get(number)
        if reason and fold(after).startswith(reason):
            return w.NUMBER_STRONG
        if self._never_after.search(after):
            return 0.0
        if reason and not before.strip() and _HEADED.match(after):
            return w.NUMBER_STRONG
        strong = self._strong if len(number) > 2 else self._small
        if self._glued.search(before) or strong.search(before) or self._strong_after.search(after):
            return w.NUMBER_STRONG
        if reason and self._last_after.search(after) and self._last.search(before):
            return w.NUMBER_MEDIUM
        if reason and not before.strip() and _ALONE.match(after) and not reading.sentence:
            return w.NUMBER_MEDIUM  # what "curl -w" prints
        if self._never_before.search(before):
            return 0.0
        if self._medium_before.search(before) and self._medium_after.search(after):
            return w.NUMBER_MEDIUM
        bare = reading.short or (reason is not None and reading.sentence)
        return w.NUMBER_BARE if bare and not reading.foreign else 0.0

    def without_reasons(self, reading: Reading) -> str:
        """The text without the reason phrases behind statuses: they are no words of a message."""
        masked = reading.masked
        for number in reading.numbers:
            reason = self.reasons.get(number.text)
            if not reason or number.certainty < w.NUMBER_STRONG:
                continue
            start = at = number.start + len(number.text)
            left = reason
            while left and at < len(masked):
                if masked[at].lower() == left[0]:
                    left = left[1:]
                elif not _PART.match(masked[at]):
                    break
                at += 1
            if not left:
                masked = blanked(masked, start, at)
        return masked


def statuses_of(reading: Reading) -> dict[int, Number]:
    """Return the statuses that a text names most certainly, in its order."""
    statuses: dict[int, Number] = {}
    strongest = max((number.certainty for number in reading.numbers), default=0.0)
    for number in reading.numbers:
        value = int(number.text)
        if number.certainty == strongest and len(number.text) == 3 and 100 <= value < 600:
            statuses.setdefault(value, number)
    return statuses


def blanked(text: str, start: int, end: int) -> str:
    """Return *text* with blanks from *start* to *end*."""
    return text[:start] + " " * (end - start) + text[end:]
