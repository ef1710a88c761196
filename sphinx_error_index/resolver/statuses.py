"""Which numbers of a paste are statuses or short codes.

The twin of ``static/resolver/statuses.js``.

A log line is full of numbers that look like a status: bytes, durations, lines, ids. What stands
around one tells, and the contexts are data (``query.toml``).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from sphinx_error_index.resolver.pastes.ranges import Ranges
from sphinx_error_index.resolver.pastes.reading import Number
from sphinx_error_index.resolver.rules import compiled, pattern, rules, w
from sphinx_error_index.resolver.words import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sphinx_error_index.resolver.pastes.reading import Reading


_TELLING: Final = ("either", "status")  # fields that may have a reason phrase


@cache
def reasons() -> Mapping[str, str]:
    """HTTP's reason phrases by status, folded."""
    return {number: fold(words) for number, words in rules("query")["reasons"].items()}


@cache
def reason_phrases() -> frozenset[str]:
    """The reason phrases alone: a code that is one says little beside another."""
    return frozenset(reasons().values())


@cache
def generic_names() -> frozenset[str]:
    """Names of errors that many services use: reason phrases, and others like ``itemNotFound``."""
    return reason_phrases() | frozenset(rules("query")["faults"]["words"].split())


def numbers_in(reading: Reading) -> list[Number]:
    """Return the numbers of a masked text that may mean something, in its order."""
    numbers = []
    named = _named(reading)
    text, alone = reading.masked, reading.text.strip()
    for match in pattern("digits").finditer(text):
        start, end = match.span()
        before = text[max(0, start - w.CONTEXT) : start].rpartition("\n")[2]
        after = text[end : end + w.CONTEXT].partition("\n")[0]
        glued = pattern("letter_before").search(before) and not _said("number_glued", before)
        if glued or pattern("letter_after").search(after) or end - start > w.NUMBER_DIGITS:
            continue
        if start in named:
            numbers.append(Number(match[0], w.NUMBER_STRONG, named[start], start))
            continue
        certainty = (
            w.NUMBER_STRONG if alone == match[0] else _certainty(match[0], before, after, reading)
        )
        if certainty:
            where = (before.lstrip() + match[0])[-w.WHERE :].strip()
            numbers.append(Number(match[0], certainty, where, start))
    numbers += _signals(reading)
    if reading.calm:  # "Tests run: 412": what is no status for sure is none
        return [number for number in numbers if number.certainty >= w.NUMBER_STRONG]
    return numbers or _reasons_alone(reading)


def _signals(reading: Reading) -> list[Number]:
    """The exit codes by which a shell tells of the signals that the text names."""
    numbers = []
    names = rules("query")["signals"]
    for match in pattern("signal").finditer(reading.text):
        told = match[1] or match[3]
        signal = int(told) if told else names.get((match[2] or "kill").lower(), 0)
        if signal:
            exit_code = str(w.SIGNALLED + signal)
            numbers.append(Number(exit_code, w.NUMBER_SIGNAL, match[0].strip(), match.start()))
    return numbers


def _said(name: str, text: str) -> bool:
    """Whether a context of the table ``noise`` is in a piece of one line."""
    return compiled(rules("query")["noise"][name], "i").search(text) is not None


def _named(reading: Reading) -> dict[int, str]:
    """Where the numbers stand that fields name, with the keys of the fields."""
    named = {}
    for item in reading.fields:
        match = pattern("digits").search(item.value)
        if not match:
            continue
        if item.kind in ("code", "status"):
            begins = match.start() == 0 or item.kind == "status"
            if begins and len(match[0]) <= w.NUMBER_DIGITS:
                named[item.start + match.start()] = item.key
        elif item.kind == "either" and match.start() == 0 and match[0] in reasons():
            named[item.start] = item.key  # <h1>405 Not Allowed</h1>
    return named


def _reasons_alone(reading: Reading) -> list[Number]:
    """Statuses of which a field, or the whole of a query, is the reason phrase."""
    said = [(item.value, item.start) for item in reading.fields if item.kind in _TELLING]
    said += [(match[1], match.start(1)) for match in pattern("bracketed").finditer(reading.masked)]
    places = {}
    for value, start in reversed(said):
        places[fold(pattern("qualified").sub("", value))] = (value, start)
    if reading.short:
        plain = pattern("around_reason").sub("", reading.masked)
        places[fold(plain)] = (reading.text.strip(), 0)
    named = [(name, str(status)) for name, status in rules("query")["named"].items()]
    known = [*((reason, number) for number, reason in reasons().items()), *named]
    return [
        Number(number, w.STATUS_REASON, *places[name]) for name, number in known if name in places
    ]


def _certainty(number: str, before: str, after: str, reading: Reading) -> float:
    """How sure it is that *number* is a status or code, by what stands around it."""
    reason = reasons().get(number)
    if reason and fold(after).startswith(reason):
        return float(w.NUMBER_STRONG)
    if _said("number_never_after", after) or (len(number) < 3 and before.endswith("-")):
        return 0.0
    if not reason and _said("number_count" if len(number) > 2 else "number_count_small", after):
        return 0.0
    heads = reason is not None and not before.strip()
    if heads and pattern("headed").search(after):
        return float(w.NUMBER_STRONG)
    strong = "number_strong" if len(number) > 2 else "number_small"
    if (
        _said("number_glued", before)
        or _said(strong, before)
        or _said("number_strong_after", after)
    ):
        return float(w.NUMBER_STRONG)
    if reason and _said("number_last_after", after) and _said("number_last", before):
        return float(w.NUMBER_MEDIUM)
    if heads and pattern("alone").search(after) and not reading.sentence:
        return float(w.NUMBER_MEDIUM)  # what "curl -w" prints
    if _said("number_never_before", before):
        return 0.0
    if _said("number_medium_before", before) and _said("number_medium_after", after):
        return float(w.NUMBER_MEDIUM)
    bare = reading.short or (reason is not None and reading.sentence)
    return float(w.NUMBER_BARE) if bare and not reading.foreign else 0.0


def without_reasons(reading: Reading) -> str:
    """The text without the reason phrases behind statuses: they are no words of a message."""
    masked = reading.masked
    ranges = []
    for number in reading.numbers:
        reason = reasons().get(number.text)
        if not reason or number.certainty < w.NUMBER_STRONG:
            continue
        start = at = number.start + len(number.text)
        left = reason
        while left and at < len(masked):
            if masked[at].lower() == left[0]:
                left = left[1:]
            elif not pattern("between").match(masked, at):
                break
            at += 1
        if not left:
            ranges.append((start, at))
        ranges += [
            (item.start, item.end)
            for item in reading.fields
            if item.kind == "message" and fold(item.value) == reason
        ]
    return Ranges(ranges).blanked(masked)


def statuses_of(reading: Reading) -> dict[int, Number]:
    """Return the statuses that a text names most certainly, in its order."""
    statuses: dict[int, Number] = {}
    strongest = max((number.certainty for number in reading.numbers), default=0.0)
    for number in reading.numbers:
        value = int(number.text)
        if number.certainty == strongest and len(number.text) == 3 and 100 <= value < 600:
            statuses.setdefault(value, number)
    return statuses


def reason_ends(words: Sequence[str]) -> list[int]:
    """Return up to which word the reason phrases go that began at each word or before.

    The words of a reason phrase ("Request Entity Too Large") name no code.
    """
    ends = []
    end = 0
    for at in range(len(words)):
        joined = ""
        for length, word in enumerate(words[at : at + w.MOST_PIECES], 1):
            joined += word
            if length > 1 and joined in reason_phrases():
                end = max(end, at + length)
        ends.append(end)
    return ends
