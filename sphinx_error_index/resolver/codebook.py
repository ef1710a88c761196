"""Codes in a text: as written, in another spelling, by their number alone, mistyped.

The twin of ``static/resolver/codebook.js``.
"""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from sphinx_error_index.resolver.misspelt import add_numbers, misspelt, want_misspelt
from sphinx_error_index.resolver.pastes.reading import Found
from sphinx_error_index.resolver.rules import pattern, w
from sphinx_error_index.resolver.rules import words as listed
from sphinx_error_index.resolver.spelling import (
    Piece,
    cut_tokens,
    folded_pieces,
    kind_of,
    pieces_of,
    prefix_of,
)
from sphinx_error_index.resolver.statuses import generic_names, reason_ends, reason_phrases
from sphinx_error_index.resolver.words import cut, fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx_error_index.resolver.index import Index
    from sphinx_error_index.resolver.pastes.reading import Field, Reading
    from sphinx_error_index.resolver.types import Code


class Codebook:
    """All codes of a site, ready to be found.

    Args:
        index: the index.
    """

    def __init__(self, index: Index) -> None:
        self._index = index

    def generic(self, code: Code) -> bool:
        """Whether a code is a reason phrase of HTTP, or another name that many services use."""
        return code.folded in generic_names()

    def telling(self, code: Code) -> bool:
        """Whether a code says by itself which service it is of: not a status or a plain word."""
        long = code.kind != "number" or len(code.spelling) >= w.LONG_NUMBER
        return long and code.kind != "word" and not self.generic(code)

    def names_service(self, word: str) -> bool:
        """Whether a word is what people call a service."""
        return word in self._index.names

    def exact(self, text: str) -> tuple[Code, ...]:
        """The codes that are *text* but for case and separators."""
        return self._index.spelled(fold(text)).codes

    def bare(self, text: str, scope: int | None = None) -> Found | None:
        """The codes of a text that is one code of letters and digits or of words, else None.

        Such a text need not be read, unless it is a code of words that the *scope* lacks.
        """
        text = text.strip()
        if (match := pattern("token").match(text)) is None or match[0] != text:
            return None
        codes = self.exact(text)
        kinds = {code.kind for code in codes}
        own = scope is None or any(self._index.service(code.number) == scope for code in codes)
        if not kinds & {"mixed", "compound"} or (not own and "compound" in kinds):
            return None
        found = Found(bare=True)
        found.add(codes, w.CODE_WHOLE, "exact", "the code itself", 0)
        self._favour_the_same(text, found)
        return found

    def find(self, reading: Reading, scope: int | None) -> Found:
        """Every code in a text that was read; beginnings of codes within a scope only."""
        return self.weighed(Finder(self._index, self, reading, scope).find(), reading)

    def weighed(self, found: Found, reading: Reading) -> Found:
        """What was found in a text, with points for how it is written there."""
        for number, hit in found.hits.items():
            if hit.points < w.CODE_KEY and self.generic(hit.code):
                found.hits[number] = hit._replace(points=hit.points * w.CODE_GENERIC)
        self._favour_the_same(reading.text, found)
        return found

    def _favour_the_same(self, text: str, found: Found) -> None:
        """Let codes count for more that are written as they are documented, or lie deeper.

        The error at the bottom of a traceback is why the one at its top was raised.
        """
        deeper = [match.start() for match in pattern("caused_by").finditer(text)]
        wrapped = [match.start() for match in pattern("wrapped_in").finditer(text)]
        for number, hit in found.hits.items():
            points, why = hit.points, hit.why
            depth = sum(at < hit.start for at in deeper) + sum(at > hit.start for at in wrapped)
            points += w.CODE_DEEPER * min(depth, w.DEPTH_MOST)
            if "\n" in text:
                why = f"{why}, line {text.count(chr(10), 0, hit.start) + 1}"
            if text.startswith(hit.code.spelling, hit.start):
                points += w.CODE_SAME
            if hit.code.meaning is not None:
                why = f"{why}, by its name {hit.code.spelling}"
            found.hits[number] = hit._replace(points=points, why=why)


class Finder:
    """Finds the codes of one text."""

    def __init__(self, index: Index, book: Codebook, reading: Reading, scope: int | None) -> None:
        self._index, self._book, self._reading, self._scope = index, book, reading, scope
        self._found = Found()
        self._looked: set[str] = set()
        self._guesses = 0
        self._names: set[int] = set()

    def find(self) -> Found:
        """Find every code."""
        tokens = [(m[0], m.start()) for m in pattern("token").finditer(self._reading.text)]
        parts = [(token, start, list(self._parts(token, start))) for token, start in tokens]
        self._want(item for _, _, runs in parts for item in runs)
        self._whole()
        for field in self._reading.fields:
            self._field(field)
        unknown = [
            (token, start) for token, start, runs in parts if not self._written(token, start, runs)
        ]
        doubtful = [fold(token) for token, _ in unknown if self._doubtful(token)]
        want_misspelt(self._index, doubtful[: w.MOST_MISSPELT])
        for token, start in unknown:
            self._unknown(token, start)
        self._rejoined()
        self._spelled()
        add_numbers(self._index, self._found, self._reading)
        return self._found

    # -- Looking up -------------------------------------------------------------------------------

    def _want(self, runs: Iterator[tuple[str, int, bool]]) -> None:
        self._index.want_codes(f"c:{folded}" for folded, _, _ in runs)

    def _codes(self, folded: str) -> tuple[Code, ...]:
        """The codes of a folded spelling; none when too many were looked up of one text."""
        if folded not in self._looked and len(self._looked) >= w.MOST_SPELLINGS:
            return ()
        self._looked.add(folded)
        return self._index.spelled(folded).codes

    def _misspelt(self, folded: str, start: int) -> None:
        """Note the codes that *folded* may be meant to be."""
        if self._guesses >= w.MOST_MISSPELT:
            return
        self._guesses += 1
        want_misspelt(self._index, [folded])
        codes = misspelt(self._index, folded)
        if codes:
            why = f"spelled like {codes[0].spelling}"
            self._found.add(codes, w.CODE_TYPO, "likely", why, start)

    def _parts(self, token: str, start: int) -> Iterator[tuple[str, int, bool]]:
        """The runs of a token's parts that may be a code, longest and last first.

        Yields each folded, where it starts, and whether it is the whole token.
        """
        parts = list(pattern("piece").finditer(token))[-w.TOKEN_PIECES :]
        for length in range(min(len(parts), w.MOST_PIECES), 0, -1):
            for at in range(len(parts) - length, -1, -1):
                run = token[parts[at].start() : parts[at + length - 1].end()]
                if self._plausible(run):
                    whole = len(run) == len(token)
                    folded = fold(run)
                    yield folded, start + parts[at].start(), whole
                    ended = pattern("ending").sub("", folded)
                    if ended not in ("", folded):
                        yield ended, start + parts[at].start(), whole

    def _plausible(self, run: str) -> bool:
        """Whether a run of letters and digits may be a code in a text: most words are none."""
        folded, kind = fold(run), kind_of(run)
        if kind == "number":
            return bool(len(folded) >= w.LONG_NUMBER)
        if kind == "mixed":
            letters = prefix_of(folded)
            return self._reading.short or letters in self._index.root.families
        return bool(kind != "word" or len(folded) >= w.LOWER_LEAST)

    # -- The whole text ---------------------------------------------------------------------------

    def _whole(self) -> None:
        """The whole query is a code, perhaps with words such as "error" around it."""
        if not self._reading.short:
            return
        text, names = self._reading.text.strip(), self._index.names
        pieces = [match[0] for match in pattern("piece").finditer(text)]
        named = {service for piece in pieces for service in names.get(fold(piece), ())}
        plain = [piece for piece in pieces if piece.lower() not in listed("fillers")] or pieces
        rest = [piece for piece in plain if fold(piece) not in names] or pieces
        ways = [pieces] if plain == pieces else [pieces, plain]
        ways += [rest] if rest != ways[-1] else []
        self._index.want_codes(f"c:{fold(' '.join(tried))}" for tried in ways)
        for tried in ways:
            codes = self._codes(fold(" ".join(tried)))
            if named and len(tried) < len(pieces):
                codes = tuple(code for code in codes if self._index.service(code.number) in named)
            if codes:
                self._is(codes, tried, text)
                return
        self._almost([tried for tried in ways if len(tried) <= w.GUESSED_PIECES], rest, named)

    def _is(self, codes: Sequence[Code], tried: Sequence[str], text: str) -> None:
        """Note that the query is these codes."""
        plain = len(tried) == 1 or any(code.kind != "compound" for code in codes)
        same = any(char in text for char in "._-/") or " " not in text
        start = self._reading.text.index(tried[0])
        sure = "exact" if same or plain else "likely"
        self._found.add(codes, w.CODE_WHOLE, sure, "the code itself", start)

    def _almost(self, ways: Sequence[Sequence[str]], rest: Sequence[str], named: set[int]) -> None:
        """The query is misspelt, the number of a code, or what codes begin with."""
        want_misspelt(self._index, [fold(" ".join(tried)) for tried in ways])
        for tried in ways:
            self._misspelt(fold(" ".join(tried)), 0)
        if len(rest) == 1:
            tails = [
                code
                for code in self._index.spelled(fold(rest[0])).tails
                if not named or self._index.service(code.number) in named
            ]
            self._found.add(tails, w.CODE_TAIL, "likely", f"number {rest[0]} of the code", 0)
        if not self._found.hits:
            self._begun(ways)

    def _begun(self, ways: Sequence[Sequence[str]]) -> None:
        """The whole query is what codes begin with."""
        for pieces in ways:
            folded = fold(" ".join(pieces))
            coded = pattern("digits").search(folded) is not None
            if len(folded) < w.BEGUN_LEAST or folded.isdigit() or (len(pieces) > 1 and not coded):
                continue
            codes = self._index.begun(folded, self._scope)
            likely = coded or pattern("humped").search(self._reading.text)
            points = w.CODE_BEGUN if likely else w.CODE_BEGUN_PLAIN
            self._found.add(codes, points, "weak", "the code begins so", 0)
            if codes:
                return

    # -- Fields -----------------------------------------------------------------------------------

    def _field(self, item: Field) -> None:
        """Codes that a field names."""
        told = item.kind in ("either", "status") and " " not in item.value
        number = fold(item.value).isdigit() and len(item.value) < w.LONG_NUMBER
        if number or not (item.kind == "code" or told):
            return
        runs = list(self._parts(item.value, item.start))
        if " " not in item.value:
            runs = [(fold(item.value), item.start, True), *runs]
        self._want(iter(runs))
        codes, start = self._first(runs)
        if codes:
            plain = item.kind != "code" and self._book.generic(codes[0])
            points = w.CODE_WRITTEN if plain else w.CODE_FIELD  # {"reason": "Forbidden"}
            self._found.add(codes, points, "exact", f"code found in {item.key}", start)
        elif item.kind == "code" and " " not in item.value:
            self._misspelt(fold(item.value), item.start)
            if item.start in self._found.starts:
                return
            if pattern("name_only").search(item.value):
                self._names.add(item.start)  # its words are read: <Code>BucketIsLocked</Code>
            else:
                self._found.unknown.append((item.value, item.start))
                self._found.foreign = True

    def _first(self, runs: Sequence[tuple[str, int, bool]]) -> tuple[Sequence[Code], int]:
        """The codes of the first run of a token that is one, and where it starts."""
        for folded, start, whole in runs:
            codes = self._codes(folded)
            if codes and (whole or codes[0].kind in ("mixed", "compound")):
                return codes, start
        return (), 0

    # -- Tokens -----------------------------------------------------------------------------------

    def _written(self, token: str, start: int, runs: Sequence[tuple[str, int, bool]]) -> bool:
        """Note the code in its own form that a token is or has; return whether there is one."""
        for folded, at, whole in runs:
            codes = self._codes(folded)
            if not codes or not (whole or codes[0].kind in ("mixed", "compound")):
                continue
            kind, spelling = codes[0].kind, codes[0].spelling
            if kind == "number" and fold(token) != fold(spelling):
                continue
            if kind == "word" or (kind == "caps" and token != spelling):
                continue
            if kind == "mixed" and len(fold(spelling)) < w.SHORT_CODE:
                continue
            rest = self._reading.text[start + len(token) : start + len(token) + w.CONTEXT]
            points = w.CODE_KEY if pattern("object").search(rest) else w.CODE_WRITTEN
            self._found.add(codes, points, "exact", "code found in the text", at)
            return True
        return False

    def _rejoined(self) -> None:
        """Codes that a line break has cut in two."""
        cuts = [cut for cut in cut_tokens(self._reading.text) if self._doubtful(cut[0])]
        cuts = cuts[: w.MOST_CUT]
        self._index.want_codes(f"c:{fold(part)}" for cut in cuts for part in cut[:2])
        for first, whole, start in cuts:
            codes = () if self._codes(fold(first)) else self._codes(fold(whole))
            if codes and codes[0].kind in ("mixed", "compound"):
                self._found.add(codes, w.CODE_WRITTEN, "exact", "code cut by a line break", start)

    def _of_ours(self, token: str) -> bool:
        """Whether a token begins with the letters of numbered codes of ours."""
        family = prefix_of(pieces_of(token.lower())[0])
        known = len(family) > 1 and family in self._index.root.families
        return known and (kind_of(token) == "mixed" or "." in token)

    def _doubtful(self, token: str) -> bool:
        """Whether a token that is no code looks like one."""
        kind = kind_of(token)
        humped = kind == "compound" and pattern("humped").search(token)
        foreign = pattern("foreign_code").search(token)
        return bool(kind == "mixed" or foreign or humped or self._of_ours(token))

    def _unknown(self, token: str, start: int) -> None:
        """A token that is no code of ours: mistyped, or of a family that we know."""
        folded, kind = fold(token), kind_of(token)
        if kind in ("number", "mixed") and self._tail(folded, start):
            return
        if not self._doubtful(token):
            return
        before = len(self._found.hits)
        self._misspelt(folded, start)
        if len(self._found.hits) > before or start in self._names:
            return
        of_ours = self._of_ours(token)
        if of_ours:
            self._found.unknown.append((token, start))
        foreign = of_ours or pattern("foreign_code").search(token)
        named = kind == "compound" and pattern("ending").search(folded)
        self._found.foreign = self._found.foreign or bool(foreign or named)

    def _tail(self, number: str, start: int) -> bool:
        """The number of a code without its prefix: in a query, or after the name of a service.

        Returns whether the token is such a number, be it meant as one or not.
        """
        reading = self._reading
        near = self._found.services or {
            service for name in self._near(start) for service in self._index.names.get(name, ())
        }
        if not reading.short and not (near and number.startswith("0")):
            return False
        codes = self._index.spelled(number).tails
        if not codes:
            return False
        measured = number.isdigit() and start not in self._numbers
        if reading.short and measured and not near:
            return True  # "up to 1096"
        codes = tuple(
            code for code in codes if not near or self._index.service(code.number) in near
        )
        if len(number) > 3:
            why = f"number {number} of the code"
            self._found.add(codes, w.CODE_TAIL, "likely", why, start)
        return True

    @cached_property
    def _numbers(self) -> set[int]:
        """Where the numbers stand that may mean something."""
        return {item.start for item in self._reading.numbers}

    def _near(self, start: int) -> list[str]:
        """The words just before an offset, folded."""
        before = self._reading.text[max(0, start - w.NEAR_NUMBER) : start]
        return [fold(match[0]) for match in pattern("piece").finditer(before)]

    # -- Words ------------------------------------------------------------------------------------

    def _spelled(self) -> None:
        """Codes and services as separate words: "APIG 0301", "no such bucket", "api gateway"."""
        pieces = folded_pieces(self._reading.text)
        self._name_services(pieces)
        places = self._beginnings(pieces)
        self._index.want_codes(f"c:{pieces[at].folded}{pieces[at + 1].folded}" for at in places)
        ends = reason_ends([piece.folded for piece in pieces]) if places else []
        for at in places:
            joined = pieces[at].folded
            for length in range(2, min(w.MOST_PIECES, len(pieces) - at) + 1):
                joined += pieces[at + length - 1].folded
                codes = self._codes(joined)
                if codes:
                    within = at + length <= ends[at] and joined not in reason_phrases()
                    self._note_words(codes, pieces[at], length, within)
                if not self._index.spelled(joined).more:
                    break

    def _name_services(self, pieces: Sequence[Piece]) -> None:
        """Note the services that the text names, in up to seven words, or by a module of an SDK."""
        names = self._index.names
        for piece in pieces:
            module = pattern("sdk_module").search(piece.folded)
            self._found.meant.update(names.get(module[1], ()) if module else ())
        for match in pattern("joined").finditer(self._reading.text):
            parts = pieces_of(match[0])
            if len(parts) != 2 or not pattern("digits").search(parts[1]):  # no code
                for part in parts:
                    self._found.meant.update(names.get(fold(part), ()))
        self._found.services |= self._found.meant
        longest = max(map(len, names), default=0)
        for at in range(len(pieces)):
            joined = ""
            for piece in pieces[at : at + w.MOST_PIECES]:
                joined += piece.folded
                if len(joined) > longest:
                    break
                self._found.services.update(names.get(joined, ()))

    def _beginnings(self, pieces: Sequence[Piece]) -> list[int]:
        """The places of words with which codes of several words may begin."""
        coded: list[int] = []
        worded: dict[int, str] = {}
        for at, (first, second) in enumerate(pairwise(pieces)):
            if first.folded.isdigit():
                continue
            ours = first.folded in self._index.root.families or self._reading.short
            if ours and pattern("digits").search(second.folded):
                coded.append(at)
            elif first.text.lower() not in listed("stop") and len(worded) < w.MOST_WORDS:
                worded[at] = cut(first.text)[0].stem
        self._index.want_terms(worded.values())
        begun = [at for at, stem in worded.items() if self._index.term(stem).begins]
        return sorted([*coded, *begun])

    def _note_words(self, codes: Sequence[Code], first: Piece, length: int, within: bool) -> None:
        """Note codes whose words stand in the text, *within* those of a reason phrase or not."""
        reading, kind = self._reading, codes[0].kind
        if kind == "mixed":
            why = "code found in the text"
            self._found.add(codes, w.CODE_WRITTEN, "exact", why, first.start)
        elif kind == "compound" and reading.masked[first.start : first.start + 1] != " ":
            if within or (length <= w.FEW_WORDS and not reading.short):
                return
            self._found.add(codes, w.CODE_SPELLED, "likely", "the words of the code", first.start)
