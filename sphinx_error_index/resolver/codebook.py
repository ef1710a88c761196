"""Codes in a text: as written, in another spelling, by their number alone, mistyped.

The twin of ``static/codebook.js``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from sphinx_error_index.resolver import weights as w
from sphinx_error_index.resolver.mentions import Found
from sphinx_error_index.resolver.misspelt import Misspelt
from sphinx_error_index.resolver.spelling import DIGITS, PIECE, SHORT_CODE, kind_of, prefix_of
from sphinx_error_index.resolver.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sphinx_error_index.resolver.types import Reading

_TOKEN: Final = re.compile(r"[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*|[^\W_]+(?:[._-][^\W_]+)*")
_ENDING: Final = re.compile(r"(?:exception|error|fault)$")
_FOREIGN: Final = re.compile("[A-Z]{1,6}[_-]?[0-9]{3,}$|[A-Z]+(?:_[A-Z0-9]+)+$")
_OBJECT: Final = re.compile(r"""["'][ \t]*:[ \t]*\{""")
_HUMPED: Final = re.compile("[a-z][A-Z]|[A-Z]{2}[a-z]")
_FEW_WORDS: Final = 2  # a code of so many words is believed in a short query only
_MOSTPIECES: Final = 7  # words of the longest code that is looked for as separate words
_FILLERS: Final = frozenset(
    "error errors code codes err no nr number what is does mean meaning the a an of in how fix to "
    "get got getting i help status exception".split()
)
_LONG_NUMBER: Final = (
    5  # a number of so many digits that it is a code anywhere in a text, if one is that number
)


class Codebook:
    """All codes of a site, ready to be found.

    Args:
        codes: the codes; their position is their number everywhere.
        services: for each code the number of its service.
        names: for each service the names that people call it.
        reasons: the reason phrases of HTTP, folded: a code that is one says little beside another.
    """

    def __init__(
        self,
        codes: Sequence[str],
        services: Sequence[int],
        names: Sequence[Sequence[str]],
        reasons: Iterable[str],
    ) -> None:
        self.codes, self.services = codes, services
        self._reasons = frozenset(reasons)
        self.kinds = [kind_of(code) for code in codes]
        self._exact: dict[str, list[int]] = defaultdict(list)
        self._misspelt = Misspelt(codes, self.kinds)
        self._tails = self._misspelt.tails
        self.prefixes: dict[str, dict[int, int]] = {}
        for number, code in enumerate(codes):
            self._enter(number, code)
        self._names: dict[str, set[int]] = defaultdict(set)
        for service, said in enumerate(names):
            for name in said:
                self._names[fold(name)].add(service)
        for prefix, counts in self.prefixes.items():
            most = max(counts.values())
            if most > 2:
                self._names[prefix].update(
                    service for service, count in counts.items() if count == most
                )

    def _enter(self, number: int, code: str) -> None:
        folded, kind = fold(code), self.kinds[number]
        self._exact[folded].append(number)
        if kind == "mixed":
            prefix = prefix_of(folded)
            if len(prefix) > 1:
                counts = self.prefixes.setdefault(prefix, {})
                counts[self.services[number]] = counts.get(self.services[number], 0) + 1

    def spans(self, found: Found) -> list[tuple[int, int]]:
        """Where codes stand that are no words (``APIG.0301``), known or not."""
        known = [
            (hit.start, hit.start + len(self.codes[code]))
            for code, hit in found.hits.items()
            if self.kinds[code] == "mixed"
        ]
        return known + [(start, start + len(token)) for token, start in found.unknown]

    def generic(self, code: int) -> bool:
        """Whether a code is but a reason phrase of HTTP."""
        return fold(self.codes[code]) in self._reasons

    def telling(self, code: int) -> bool:
        """Whether a code says by itself which service it is of: not a status or a plain word."""
        long = self.kinds[code] != "number" or len(self.codes[code]) >= _LONG_NUMBER
        return long and self.kinds[code] != "word" and not self.generic(code)

    def names_service(self, word: str) -> bool:
        """Whether a word is what people call a service."""
        return word in self._names

    def exact(self, text: str) -> list[int]:
        """The codes that are *text* but for case and separators."""
        return self._exact.get(fold(text), [])

    def find(self, reading: Reading) -> Found:
        """Every code in a text that was read."""
        found = Found()
        self._whole(reading, found)
        self._fields(reading, found)
        self._written(reading, found)
        self._spelled(reading, found)
        for code, hit in found.hits.items():
            points = hit.points
            if points < w.CODE_KEY and self.generic(code):
                points *= w.CODE_GENERIC
            if reading.text.startswith(self.codes[code], hit.start):
                points += w.CODE_SAME
            found.hits[code] = replace(hit, points=points)
        return found

    def _whole(self, reading: Reading, found: Found) -> None:
        """The whole query is a code, perhaps with words such as "error" around it."""
        if not reading.short:
            return
        text = reading.text.strip()
        pieces = [match[0] for match in PIECE.finditer(text)]
        named = {service for piece in pieces for service in self._names.get(fold(piece), ())}
        rest = [
            piece
            for piece in pieces
            if piece.lower() not in _FILLERS and fold(piece) not in self._names
        ] or pieces
        for tried in (pieces, rest):
            codes = self._exact.get(fold(" ".join(tried)), [])
            if named and len(tried) < len(pieces):
                codes = [code for code in codes if self.services[code] in named]
            if codes:
                sure = (
                    "exact"
                    if len(tried) == 1 or any(self.kinds[c] != "compound" for c in codes)
                    else "likely"
                )
                same = any(char in text for char in "._-/") or " " not in text
                start = reading.text.index(tried[0])
                found.add(codes, w.CODE_WHOLE, "exact" if same else sure, "the code itself", start)
                return
        for tried in (pieces, rest):
            self._misspelled(fold(" ".join(tried)), 0, found)
        if len(rest) == 1:
            tails = [
                code
                for code in self._tails.get(rest[0], ())
                if not named or self.services[code] in named
            ]
            found.add(tails, w.CODE_TAIL, "likely", f"number {rest[0]} of the code", 0)
        if not found.hits:
            self._begun(text, [pieces, rest], found)

    def _begun(self, text: str, ways: Sequence[Sequence[str]], found: Found) -> None:
        """The whole query is what codes begin with."""
        for pieces in ways:
            folded = fold(" ".join(pieces))
            coded = DIGITS.search(folded) is not None
            if len(folded) < w.BEGUN_LEAST or folded.isdigit() or (len(pieces) > 1 and not coded):
                continue
            codes = [
                code
                for other, numbers in self._exact.items()
                if other.startswith(folded)
                for code in numbers
            ]
            points = w.CODE_BEGUN if coded or _HUMPED.search(text) else w.CODE_BEGUN_PLAIN
            found.add(sorted(codes), points, "weak", "the code begins so", 0)
            if codes:
                return

    def _fields(self, reading: Reading, found: Found) -> None:
        for item in reading.fields:
            named = item.kind == "code" or (
                item.kind in ("either", "status") and " " not in item.value
            )
            if not named or (fold(item.value).isdigit() and len(item.value) < _LONG_NUMBER):
                continue
            for codes, start in self._parts(item.value, item.start):
                plain = item.kind != "code" and self.generic(codes[0])
                points = w.CODE_WRITTEN if plain else w.CODE_FIELD  # {"reason": "Forbidden"}
                found.add(codes, points, "exact", f"code found in {item.key}", start)
                break
            else:
                if item.kind == "code" and " " not in item.value:
                    self._misspelled(fold(item.value), item.start, found)
                    if not any(hit.start == item.start for hit in found.hits.values()):
                        found.unknown.append((item.value, item.start))
                        found.foreign = True

    def _parts(self, token: str, start: int) -> Iterator[tuple[list[int], int]]:
        """Codes that are *token* or a run of its parts (``com.acme.NoSuchBucketException``)."""
        parts = list(PIECE.finditer(token))
        for length in range(min(len(parts), _MOSTPIECES), 0, -1):
            for at in range(len(parts) - length, -1, -1):
                folded = fold(token[parts[at].start() : parts[at + length - 1].end()])
                codes = self._exact.get(folded) or self._exact.get(_ENDING.sub("", folded))
                if codes and (
                    length == len(parts) or self.kinds[codes[0]] in ("mixed", "compound")
                ):
                    yield codes, start + parts[at].start()

    def _written(self, reading: Reading, found: Found) -> None:
        """Codes in their own form anywhere in the text."""
        for match in _TOKEN.finditer(reading.text):
            token, start = match[0], match.start()
            for codes, at in self._parts(token, start):
                folded, kind = fold(token), self.kinds[codes[0]]
                if kind == "number" and (
                    len(folded) < _LONG_NUMBER or folded != fold(self.codes[codes[0]])
                ):
                    continue
                if kind == "word" or (kind == "caps" and token != self.codes[codes[0]]):
                    continue
                if kind == "mixed" and len(fold(self.codes[codes[0]])) < SHORT_CODE:
                    continue
                points = w.CODE_KEY if _OBJECT.match(reading.text, match.end()) else w.CODE_WRITTEN
                found.add(codes, points, "exact", "code found in the text", at)
                break
            else:
                self._unknown(token, start, reading, found)

    def _unknown(self, token: str, start: int, reading: Reading, found: Found) -> None:
        """A token that is no code of ours: mistyped, or of a family that we know."""
        folded, kind = fold(token), kind_of(token)
        if kind in ("number", "mixed") and folded in self._tails:
            self._tail(folded, start, reading, found)
            return
        family = prefix_of(PIECE.findall(token.lower())[0])
        of_ours = family in self.prefixes and (kind == "mixed" or "." in token)
        foreign = _FOREIGN.match(token)
        if kind == "mixed" or foreign or of_ours or (kind == "compound" and _HUMPED.search(token)):
            before = len(found.hits)
            self._misspelled(folded, start, found)
            if len(found.hits) > before:
                return
            if of_ours:
                found.unknown.append((token, start))
            named = kind == "compound" and _ENDING.search(folded)
            found.foreign = found.foreign or bool(of_ours or foreign or named)

    def _tail(self, number: str, start: int, reading: Reading, found: Found) -> None:
        """The number of a code without its prefix: in a query, or after the name of a service."""
        near = found.services or {
            service for name in self._near(reading, start) for service in self._names.get(name, ())
        }
        measured = number.isdigit() and start not in {item.start for item in reading.numbers}
        if reading.short and measured and not near:
            return  # "up to 1096"
        codes = [code for code in self._tails[number] if not near or self.services[code] in near]
        if len(number) > 3 and (reading.short or (near and number.startswith("0"))):
            found.add(codes, w.CODE_TAIL, "likely", f"number {number} of the code", start)

    def _near(self, reading: Reading, start: int) -> list[str]:
        """The words just before an offset, folded."""
        return [
            fold(match[0]) for match in PIECE.finditer(reading.text[max(0, start - 40) : start])
        ]

    def _spelled(self, reading: Reading, found: Found) -> None:
        """Codes and services as separate words: "APIG 0301", "no such bucket", "api gateway"."""
        pieces = [(fold(match[0]), match.start()) for match in PIECE.finditer(reading.text)]
        reason_end = 0  # the words of a reason phrase ("Request Entity Too Large") name no code
        for at, (first, start) in enumerate(pieces):
            joined = ""
            for length in range(1, min(_MOSTPIECES, len(pieces) - at) + 1):
                joined += pieces[at + length - 1][0]
                found.services.update(self._names.get(joined, ()))
                if length > 1 and joined in self._reasons:
                    reason_end = max(reason_end, at + length)
                codes = self._exact.get(joined) if length > 1 else None
                if not codes:
                    continue
                kind = self.kinds[codes[0]]
                if kind == "mixed" and not first.isdigit():
                    found.add(codes, w.CODE_WRITTEN, "exact", "code found in the text", start)
                elif kind == "compound" and reading.masked[start : start + 1] != " ":
                    within_reason = at + length <= reason_end and joined not in self._reasons
                    if within_reason or (length <= _FEW_WORDS and not reading.short):
                        continue
                    found.add(codes, w.CODE_SPELLED, "likely", "the words of the code", start)

    def _misspelled(self, folded: str, start: int, found: Found) -> None:
        """Codes that *folded* may be meant to be."""
        codes = self._misspelt.find(folded)
        if codes:
            found.add(codes, w.CODE_TYPO, "likely", f"spelled like {self.codes[codes[0]]}", start)
