"""Codes that a spelling may be meant to be: misspelt ones, and numbers in another form.

The twin of ``static/resolver/misspelt.js``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_error_index.resolver.rules import pattern, w
from sphinx_error_index.resolver.rules import words as listed
from sphinx_error_index.resolver.spelling import (
    alike,
    as_meant,
    distance,
    last_number,
    letter_keys,
    prefix_of,
)
from sphinx_error_index.resolver.values import (
    in_range,
    is_telling,
    numbers,
    place,
    telling_numbers,
)
from sphinx_error_index.resolver.words import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_error_index.resolver.index import Index
    from sphinx_error_index.resolver.pastes.reading import Found, Reading
    from sphinx_error_index.resolver.types import Code


def want_misspelt(index: Index, spellings: Sequence[str]) -> None:
    """Load what :func:`misspelt` looks up for folded spellings."""
    coded = [folded for folded in spellings if pattern("digits").search(folded)]
    keys = [f"a:{alike(said)}" for folded in coded for said in (folded, as_meant(folded))]
    index.want_codes([*keys, *(f"c:{last_number(folded)}" for folded in coded)])
    plain = [folded for folded in spellings if folded not in coded and len(folded) >= w.LETTERS_ONE]
    index.store.want("w", [key for folded in plain for key in letter_keys(folded)])


def misspelt(index: Index, folded: str) -> list[Code]:
    """Codes that *folded* may be meant to be; digits must agree but for look-alikes."""
    if pattern("digits").search(folded):
        same = index.alike(alike(folded)) or index.alike(alike(as_meant(folded)))
        return list(same) or _prefix_typo(index, folded)
    return _letter_typo(index, folded)


def _prefix_typo(index: Index, folded: str) -> list[Code]:
    """Codes with the same numbers whose letters are nearly those of *folded*."""
    prefix = prefix_of(folded)
    if len(prefix) < w.PREFIX_LEAST or prefix in index.root.families:
        return []
    digits = pattern("digits").findall(folded)
    most = 1 if len(prefix) < w.PREFIX_TWO else 2
    near = []
    for code in index.spelled(digits[-1]).tails:
        other = prefix_of(code.folded)
        meant = other.startswith(prefix) or sorted(prefix) == sorted(other)
        if not meant and distance(prefix, other, most) > most:
            continue
        if pattern("digits").findall(code.folded) == digits:
            near.append((distance(folded, code.folded, most), code))
    best = min((cost for cost, _ in near), default=0)
    return [code for cost, code in near if cost == best]


def _letter_typo(index: Index, folded: str) -> list[Code]:
    """Codes of letters that are nearly *folded*, with its beginning or its end."""
    length = len(folded)
    if length < w.LETTERS_ONE:
        return []
    most = 1 if length < w.LETTERS_TWO else 2
    near: dict[str, tuple[int, Sequence[Code]]] = {}
    for key in letter_keys(folded):
        for name, codes in index.code_letters(key).items():
            if name not in near:
                near[name] = (distance(folded, name, most), codes)
    best = min((cost for cost, _ in near.values()), default=most + 1)
    found = {c.number: c for cost, codes in near.values() if cost == best <= most for c in codes}
    return [found[number] for number in sorted(found)]


def add_numbers(index: Index, found: Found, reading: Reading) -> None:
    """Note codes that are the same number as one in the text, or a range around it."""
    asked = {item.value: item.start for item in reading.fields if item.kind == "code"}
    if reading.short:
        words = [(m[0], m.start()) for m in pattern("plain_word").finditer(reading.text)]
        rest = [
            (word, start)
            for word, start in words
            if word.lower() not in listed("fillers") and fold(word) not in index.names
        ]
        asked |= dict(rest) if len(rest) == 1 else {}
    telling = dict(telling_numbers(reading.text))
    forms = dict([*asked.items(), *telling.items()][: w.MOST_MISSPELT])
    keys = [f"v:{value}" for text in forms for value in numbers(text)]
    keys += [f"r:{at[0]}" for text in forms if (at := place(text)) is not None]
    index.want_codes([*keys, *(f"x:{text}" for text in asked if text in forms)])
    for text, start in forms.items():
        _add_number(index, found, text, start, telling=text not in asked)
        for code, called in index.beside(text) if text in asked else ():
            found.add([code], w.CODE_BEGUN, "likely", f"{called} {text}", start)


def _add_number(index: Index, found: Found, text: str, start: int, *, telling: bool) -> None:
    """Note codes of services in which no code is spelled like a number: other forms, and ranges.

    Args:
        index: the index.
        found: where they are noted.
        text: the number.
        start: where it stands.
        telling: whether only codes count that would tell by themselves in running text.
    """
    known = {index.service(code.number) for code in index.spelled(fold(text)).codes}
    for code in _same_number(index, text, telling=telling):
        if index.service(code.number) not in known:
            why = f"the same number as {code.spelling}"
            found.add([code], w.CODE_TAIL, "likely", why, start)
            if is_telling(text) and is_telling(code.spelling):
                found.numbered.add(code.number)
    at = place(text)
    for code, first, last in index.ranges(at[0]) if at else ():
        own = text.lower() in (first.lower(), last.lower())
        inside = not own and in_range(text, first, last)
        if inside and index.service(code.number) not in known:
            found.add([code], w.CODE_TAIL, "likely", f"in the range {code.spelling}", start)


def _same_number(index: Index, text: str, *, telling: bool) -> list[Code]:
    """The codes that have a value in common with a spelling that is not theirs."""
    found = {
        (code.number, code.spelling): code
        for value in numbers(text)
        for code in index.valued(value)
        if code.spelling.lower() != text.lower() and (not telling or is_telling(code.spelling))
    }
    return list(found.values())
