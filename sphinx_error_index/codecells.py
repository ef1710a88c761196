"""What a code cell or a status cell says: codes, titles, statuses, categories.

The vendor's words stay in the origin; every change made to them is returned as a
:class:`~sphinx_error_index.model.Normalisation`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sphinx_error_index.model import Normalisation
from sphinx_error_index.tables import Cell
from sphinx_error_index.vocabulary import Vocabulary

_CLASS = re.compile(r"([1-9])\s?[xX*]{2}")
_STATUS = re.compile(r"(?<![\w.])[1-5][0-9]{2}(?![\w])")
_STATUS_AND_TITLE = re.compile(r"([1-9][0-9]{2})\s*[:\-–]?\s*([^\W\d]\w.*)")
_STATUS_IN_PARENTHESES = re.compile(r"([^\W\d][^()]*?)\s*\(([1-5][0-9]{2})\)")
_BETWEEN = re.compile(r"\s*(?:[,;\n/|\u3001\uff0c]|\bor\b|\band\b)\s*", re.IGNORECASE)
_TOKEN = re.compile(r"[^\s,;/|]+")
_BLANK_AT_SEPARATOR = re.compile(r"(?<=[._\-])\s+(?=\w)|(?<=\w)\s+(?=[._]\w)")
_CAMEL = re.compile(r"[A-Z][a-z0-9]+(?:[A-Z][A-Za-z0-9]*)*|[A-Z]+[a-z0-9]*")
_HUMPS = re.compile(r"[a-z0-9][A-Z]")


@dataclass(frozen=True, slots=True)
class CodeCell:
    """What a code cell names: pairs of code and title, and categories; all may be empty."""

    codes: tuple[tuple[str, str], ...] = ()
    categories: tuple[tuple[str, str], ...] = ()
    normalised: tuple[Normalisation, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The codes and categories without titles."""
        return tuple(name for name, _ in (*self.codes, *self.categories))


@dataclass(frozen=True, slots=True)
class CodeColumn:
    """What the cells of a code column have in common.

    ``tokens`` are the codes of one word in it; ``phrases`` says that codes of several words
    are usual: where they are not, a blank in a code is taken for the vendor's line break.
    """

    tokens: frozenset[str] = frozenset()
    phrases: bool = False

    @classmethod
    def of(cls, cells: Sequence[Cell], vocabulary: Vocabulary) -> CodeColumn:
        """Return what a column's cells have in common."""
        texts = [cell.plain for cell in cells if not vocabulary.is_no_code(cell.plain)]
        tokens = [text for text in texts if is_token(text)]
        return cls(frozenset(tokens), phrases=len(tokens) * 2 < len(texts))


def looks_like_code(text: str) -> bool:
    """Say whether a text may be a code: short, and not a sentence."""
    return len(text) <= 100 and len(text.split()) <= 8 and not text.rstrip().endswith((".", ":"))


def is_token(text: str) -> bool:
    """Say whether a text is one unbroken word, as most codes are."""
    return _TOKEN.fullmatch(text) is not None


def class_name(text: str) -> str:
    """Return the name of a class of statuses (``4XX``) if a text is one, else nothing."""
    match = _CLASS.fullmatch(text.strip())
    return f"{match[1]}XX" if match else ""


def statuses(text: str) -> tuple[int, ...]:
    """Return the HTTP statuses (100 to 599) that a text names, each once, in order."""
    return tuple(dict.fromkeys(int(match) for match in _STATUS.findall(text)))


def says_more_than_statuses(text: str) -> bool:
    """Say whether a status cell has more in it than numbers and what separates them."""
    return bool(_BETWEEN.sub("", _STATUS.sub("", text)).strip())


def read_code_cell(cell: Cell, vocabulary: Vocabulary, column: CodeColumn) -> CodeCell:
    """Return what a code cell names, seen with the other cells of its column."""
    parts = [item.plain for item in cell.items] or _split(cell.plain)
    codes: list[tuple[str, str]] = []
    categories: list[tuple[str, str]] = []
    normalised: list[Normalisation] = []
    for part in parts:
        text = " ".join(part.split())
        if vocabulary.is_no_code(text):
            if text:
                normalised.append(Normalisation(text, "", "no code"))
            continue
        name, title = _with_title(text)
        if klass := class_name(name):
            if klass != text:
                normalised.append(Normalisation(text, klass, "class of statuses"))
            categories.append((klass, title))
            continue
        code = name if title else _mended(name, column)
        if code != name:
            normalised.append(Normalisation(name, code, "blank in a code"))
        codes.append((code, title))
    return CodeCell(
        tuple(dict.fromkeys(codes)), tuple(dict.fromkeys(categories)), tuple(normalised)
    )


def _with_title(text: str) -> tuple[str, str]:
    """Split ``403 Forbidden`` and ``Forbidden (403)`` into code and title."""
    if match := _STATUS_AND_TITLE.fullmatch(text):
        return match[1], match[2]
    if match := _STATUS_IN_PARENTHESES.fullmatch(text):
        return match[2], match[1]
    name, _, rest = text.partition(" ")
    if rest and class_name(name):
        return name, rest
    return text, ""


def _split(text: str) -> Sequence[str]:
    """Split a cell into the codes it names: only where every part can stand alone."""
    for parts in (text.splitlines(), _BETWEEN.split(text)):
        filled = [part for part in parts if part.strip()]
        if len(filled) > 1 and all(map(_stands_alone, filled)):
            return filled
    return [text]


def _stands_alone(part: str) -> bool:
    """Say whether a part of a cell is a code of its own: a number, a word with a digit …"""
    name, title = _with_title(part)
    if title:
        return True
    return is_token(name) and (any(map(str.isdigit, name)) or bool(_HUMPS.search(name)))


def _mended(text: str, column: CodeColumn) -> str:
    """Join what the vendor's column width broke: ``DCS. 4855``, ``FilesInPost Request``."""
    text = _BLANK_AT_SEPARATOR.sub("", text)
    words = text.split()
    if len(words) == 1 or column.phrases:
        return text
    joined = "".join(words)
    camel = all(_CAMEL.fullmatch(word) for word in words)
    if joined in column.tokens or (camel and any(_HUMPS.search(word) for word in words)):
        return joined
    return text
