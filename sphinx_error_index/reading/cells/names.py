"""Names that stand beside a code and mean the same: a symbol for a number, another number base."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

MOSTLY = 0.8
"""At least this share of a column's cells must be names before the column holds names."""

FEW = 5
"""At least so many words must be there before it tells that they come again."""

_NUMBER = re.compile(r"[-+\u2212]?[0-9]+|0[xX][0-9A-Fa-f]+|[0-9A-Fa-f]{8}")
_NAME = re.compile(r"[A-Za-z_$@][\w$@./:-]*")
_TOLD = re.compile(r"[a-z0-9][A-Z]|[A-Za-z0-9][_-]+[A-Za-z0-9]|[A-Za-z][0-9]|[a-z]\.[a-z]")
_CAPITALS = re.compile(r"[A-Z][A-Z0-9_]+")
_WORD = re.compile("[A-Za-z\u00c0-\u024f]{1,20}")
_NUMBERED = re.compile(r"([A-Z][A-Za-z]*)[-_.]?[0-9]{2,}")
_SEPARATOR = re.compile(r"\s*[,;/\n]\s*")


def is_number(text: str) -> bool:
    """Say whether a text is a whole number: decimal with a sign or without, or hexadecimal."""
    return _NUMBER.fullmatch(text.strip()) is not None and any(map(str.isdigit, text))


def is_identifier(text: str) -> bool:
    """Say whether a text is a name as programs have them: ``NO_SPACE``, ``NoSpace``, ``no-space``.

    Ordinary words are none, in small letters or with a capital at the beginning.
    """
    text = text.strip()
    if not _NAME.fullmatch(text):
        return False
    return _TOLD.search(text) is not None or _CAPITALS.fullmatch(text) is not None


def share(texts: Sequence[str], holds: object) -> float:
    """Return the share of some texts of which the function ``holds`` is true; 0 of none."""
    return sum(bool(holds(text)) for text in texts) / len(texts) if texts else 0  # type: ignore[operator]


def are_numbers(texts: Sequence[str]) -> bool:
    """Say whether all of some texts are numbers."""
    return bool(texts) and all(map(is_number, texts))


def are_names(texts: Sequence[str]) -> bool:
    """Say whether most of some texts are identifiers and the others single words."""
    return share(texts, is_identifier) >= MOSTLY


def are_numbered(texts: Sequence[str]) -> bool:
    """Say whether all of some texts begin with the same letters and end in a number: ``MA0001``."""
    found = [_NUMBERED.fullmatch(text.strip()) for text in texts]
    return len({match[1] if match else "" for match in found} | {""}) == 2 and all(found)


def count_rows(texts: Sequence[str]) -> bool:
    """Say whether some texts only count their rows: 1, 2, 3 and so on."""
    return len(texts) > 1 and list(texts) == [str(number) for number in range(1, len(texts) + 1)]


def are_choices(texts: Iterable[str], known: Container[str]) -> bool:
    """Say whether texts are words of a closed list (``Send``, ``Receive``), not advice.

    Such a list has ``known`` words only (in small letters), or few words that come again and
    again. Several words may be joined by a comma or a slash. A single word tells nothing.
    """
    words = [word.casefold() for text in texts for word in _SEPARATOR.split(text.strip())]
    if not words or not all(map(_WORD.fullmatch, words)):
        return False
    few = len(words) >= FEW and 1 < len(set(words)) <= len(words) / 2
    return few or (len(words) > 1 and all(word in known for word in words))


def other_names(text: str, code: str) -> tuple[str, ...]:
    """Return the names of a code that a cell beside it gives; none if it says anything else."""
    names = [name.strip("'\"`") for name in _SEPARATOR.split(text.strip())]
    if not all(is_identifier(name) or is_number(name) for name in names):
        return ()
    return tuple(dict.fromkeys(name for name in names if name != code))
