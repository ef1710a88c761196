"""Changes as text, Markdown and JSON."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from sphinx_error_index.knowledge.changes import Change, Kind, counts, word_diff
from sphinx_error_index.wording import markdown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SCHEMA = 1
"""Version of the JSON of changes, and of the records of history."""


def summary(found: Sequence[Change]) -> str:
    """Return the counts in a line: ``1 code added, 2 removed, 3 changed``."""
    number = counts(found)
    return f"{number['added']} added, {number['removed']} removed, {number['changed']} changed"


def sentence(change: Change) -> str:
    """Return what happened in a few words, without the texts: ``cause reworded``."""
    if change.kind is Kind.STATUS:
        return f"status {change.before or 'none'} → {change.after or 'none'}"
    return f"{change.what} {change.kind}"


def as_text(found: Sequence[Change]) -> Iterator[str]:
    """Return lines of text; what is gone stands in ``[-…-]``, what is new in ``{+…+}``."""
    for code, changes in groupby(found, lambda change: change.code):
        yield _one_line(code)
        for change in changes:
            of = f" ({change.meaning})" if change.meaning else ""
            yield f"  {_one_line(sentence(change) + of)}{_text_of(change)}"
    yield summary(found)


def _text_of(change: Change) -> str:
    marks = {"-": "[-{}-]", "+": "{{+{}+}}", "": "{}"}
    pieces = _pieces(change)
    said = "".join(marks[sign].format(" ".join(text.splitlines())) for sign, text in pieces)
    return f": {said}" if said else ""


def _pieces(change: Change) -> list[tuple[str, str]]:
    if change.kind is Kind.STATUS:
        return []
    if change.kind is Kind.REWORDED:
        return [(piece.sign, piece.text) for piece in word_diff(change.before, change.after)]
    return [("", change.before or change.after)]


def as_markdown(found: Sequence[Change]) -> Iterator[str]:
    """Return Markdown; what is gone is struck through, what is new bold."""
    yield f"{summary(found)}."
    for code, changes in groupby(found, lambda change: change.code):
        yield ""
        yield f"### {markdown(_one_line(code))}"
        yield ""
        for change in changes:
            of = f" ({change.meaning})" if change.meaning else ""
            yield f"- {markdown(_one_line(sentence(change) + of))}{_markdown_of(change)}"


def _markdown_of(change: Change) -> str:
    said = "".join(
        _marked(sign, " ".join(text.splitlines())) for sign, text in _pieces(change)
    ).strip()
    return f": {said}" if said else ""


def _marked(sign: str, text: str) -> str:
    """Return a run of words marked; blanks stay outside of the marks, where Markdown wants them."""
    mark = {"-": "~~", "+": "**", "": ""}[sign]
    plain = markdown(_one_line(text))
    if not plain:
        return text
    before = text[: len(text) - len(text.lstrip())]
    return f"{before}{mark}{plain}{mark}{text[len(text.rstrip()) :]}"


def _one_line(text: str) -> str:
    """Return a text on one line: headers and names of codes are the vendor's words, too."""
    return " ".join(text.split())


def as_json(found: Sequence[Change]) -> dict[str, Any]:
    """Return the changes as JSON: counts, and a list with all texts."""
    return {"schema": SCHEMA, **counts(found), "changes": [change_json(c) for c in found]}


def change_json(change: Change) -> dict[str, str]:
    """Return one change as JSON, without what is empty."""
    said = {
        "code": change.code,
        "kind": str(change.kind),
        "what": change.what,
        "before": change.before,
        "after": change.after,
        "meaning": change.meaning,
    }
    return {name: text for name, text in said.items() if text}
