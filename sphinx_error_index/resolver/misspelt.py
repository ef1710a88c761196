"""The codes by how they may be misspelt. The twin of ``static/misspelt.js``."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sphinx_error_index.resolver.spelling import DIGITS, PIECE, alike, distance, prefix_of
from sphinx_error_index.resolver.words import fold

if TYPE_CHECKING:
    from collections.abc import Sequence


class Misspelt:
    """Finds the codes that a text may be meant to be.

    Args:
        codes: the codes; their position is their number.
        kinds: of each what it is made of (:func:`~sphinx_error_index.spelling.kind_of`).
    """

    def __init__(self, codes: Sequence[str], kinds: Sequence[str]) -> None:
        self._codes = codes
        #: Codes by their last number, alone and with the letters about it.
        self.tails: dict[str, list[int]] = defaultdict(list)
        self._alike: dict[str, list[int]] = defaultdict(list)
        self._letters: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for number, (code, kind) in enumerate(zip(codes, kinds, strict=True)):
            folded = fold(code)
            if kind == "mixed":
                self._alike[alike(folded)].append(number)
                tail = PIECE.findall(code)[-1]
                digits = DIGITS.findall(tail)[-1:] or [""]
                if tail.endswith(digits[0]) and len(digits[0]) > 2:
                    for name in dict.fromkeys((digits[0], fold(tail))):
                        self.tails[name].append(number)
            elif kind != "number":
                self._letters[len(folded)][folded].append(number)

    def find(self, folded: str) -> list[int]:
        """Codes that *folded* may be meant to be; digits must agree but for look-alikes."""
        if DIGITS.search(folded):
            return self._alike.get(alike(folded)) or self._prefix_typo(folded)
        return self._letter_typo(folded)

    def _prefix_typo(self, folded: str) -> list[int]:
        prefix = prefix_of(folded)
        digits = DIGITS.findall(folded)[-1]
        if len(prefix) < 3:
            return []
        most = 1 if len(prefix) < 7 else 2
        near = []
        for code in self.tails.get(digits, ()):
            other = fold(self._codes[code])
            begun = prefix_of(other).startswith(prefix)
            swapped = sorted(prefix) == sorted(prefix_of(other))
            if not begun and not swapped and distance(prefix, prefix_of(other), most) > most:
                continue
            if DIGITS.findall(other) == DIGITS.findall(folded):
                near.append((distance(folded, other, most), code))
        best = min((cost for cost, _ in near), default=0)
        return [code for cost, code in near if cost == best]

    def _letter_typo(self, folded: str) -> list[int]:
        length = len(folded)
        most = 0 if length < 6 else 1 if length < 10 else 2
        near: list[tuple[int, list[int]]] = []
        for other in range(length - most, length + most + 1) if most else ():
            for name, codes in self._letters.get(other, {}).items():
                if name[0] == folded[0] or name[-1] == folded[-1]:
                    cost = distance(folded, name, most)
                    if cost <= most:
                        near.append((cost, codes))
        best = min((cost for cost, _ in near), default=0)
        return sorted({code for cost, codes in near if cost == best for code in codes})
