"""Codes that a spelling may be meant to be. The twin of ``static/resolver/misspelt.js``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_error_index.resolver.rules import pattern, w
from sphinx_error_index.resolver.spelling import (
    alike,
    distance,
    last_number,
    letter_keys,
    prefix_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_error_index.resolver.index import Index
    from sphinx_error_index.resolver.types import Code


def want_misspelt(index: Index, spellings: Sequence[str]) -> None:
    """Load what :func:`misspelt` looks up for folded spellings."""
    coded = [folded for folded in spellings if pattern("digits").search(folded)]
    keys = [f"a:{alike(folded)}" for folded in coded]
    index.want_codes([*keys, *(f"c:{last_number(folded)}" for folded in coded)])
    plain = [folded for folded in spellings if folded not in coded and len(folded) >= w.LETTERS_ONE]
    index.store.want("w", [key for folded in plain for key in letter_keys(folded)])


def misspelt(index: Index, folded: str) -> list[Code]:
    """Codes that *folded* may be meant to be; digits must agree but for look-alikes."""
    if pattern("digits").search(folded):
        return list(index.alike(alike(folded))) or _prefix_typo(index, folded)
    return _letter_typo(index, folded)


def _prefix_typo(index: Index, folded: str) -> list[Code]:
    """Codes with the same numbers whose letters are nearly those of *folded*."""
    prefix = prefix_of(folded)
    if len(prefix) < w.PREFIX_LEAST:
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
