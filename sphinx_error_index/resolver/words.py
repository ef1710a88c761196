"""Words: how texts and queries become stems and concepts. The twin of ``static/resolver/words.js``.

A *concept* is a set of words and phrases that mean the same in this field (``synonyms.toml``); it
is written ``~name`` among the stems. Lists of words are in ``words.toml``.
"""

from __future__ import annotations

import sys
from functools import cache
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from typing import TYPE_CHECKING, Final, NamedTuple

from sphinx_error_index.resolver.rules import pattern, rules, w
from sphinx_error_index.resolver.rules import words as listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from snowballstemmer.english_stemmer import EnglishStemmer

#: How a word that says that something fails is written among the words of a text.
CANNOT: Final = "cannot"
#: Before the terms that are numbers.
NUMBER: Final = "#"
#: What stands in a phrase for a few other words ("no * left").
GAP: Final = "*"

_SIGNS: Final = "\u2e80"  # from here on one character is a word (Chinese, Japanese, Korean)


def fold(text: str) -> str:
    """Return *text* in lower case without all but letters and digits: so codes and keys compare."""
    return pattern("folded").sub("", text.lower()) or text.strip().lower()


def split_humps(text: str) -> str:
    """``NoSuchBucket`` → ``No Such Bucket``; ``IPv6``, ``IDs`` and ``OAuth`` stay."""
    return pattern("hump").sub(lambda match: match[0] + " ", text)


@cache
def stem(word: str) -> str:
    """The stem of a word in lower case."""
    if word.isdigit():
        return word
    return str(_stemmer().stemWord(word))


@cache
def _stemmer() -> EnglishStemmer:
    """The stemmer of English, without those of the thirty other languages of its package."""
    name = "snowballstemmer"
    spec = find_spec(name)
    hollow = spec is not None and name not in sys.modules
    if spec is not None and hollow:
        sys.modules[name] = module_from_spec(spec)
    try:
        stemmer: EnglishStemmer = import_module(f"{name}.english_stemmer").EnglishStemmer()
    finally:
        if hollow:
            sys.modules.pop(name, None)
    return stemmer


class Word(NamedTuple):
    """One word of a text: as written (lower case), its stem, and where it starts."""

    raw: str
    stem: str
    start: int

    @property
    def speaks(self) -> bool:
        """Whether it is ranked: stop words, numbers and single letters (but not signs) are not.

        Neither are words with a letter beyond the first 65,536 characters, a few rare signs: the
        length of such a word, and so what it may be a slip of, differs between the two languages.
        """
        if self.raw in listed("stop") or self.counts:
            return False
        if not self.raw.isascii() and pattern("counted_twice").search(self.raw):
            return False
        return len(self.raw) > 1 or self.raw >= _SIGNS

    @property
    def counts(self) -> bool:
        """Whether it is a number."""
        return self.raw.isascii() and self.raw.isdigit()

    @property
    def number(self) -> str:
        """The number that it is, be it written in letters; nothing for other words."""
        return self.raw if self.counts else str(rules("words")["numerals"].get(self.raw, ""))

    @property
    def denies(self) -> bool:
        """Whether it denies what follows."""
        return self.stem == "not"


class Phrase(NamedTuple):
    """A phrase of a concept: its stems, in which ``*`` is a gap; loose ones are of queries only."""

    stems: tuple[str, ...]
    concept: str
    loose: bool


class Concept(NamedTuple):
    """A phrase of a concept among words: their places, and whether it is a loose one."""

    places: tuple[int, ...]
    name: str
    loose: bool


def cut(text: str) -> list[Word]:
    """The words of *text* in order; "can't", "cannot" and "no" stem to "not"."""
    failing, denying, modal = listed("failing"), listed("denying"), listed("modal")
    words: list[Word] = []
    for match in pattern("word").finditer(text):
        for piece, start in _pieces(match[0], match.start()):
            raw = piece.lower()
            if raw in failing or (raw == "not" and words and words[-1].raw in modal):
                raw = CANNOT
            elif raw in denying or raw.endswith("n't"):
                raw = "not"
            elif "'" in raw:
                raw = raw[: raw.index("'")]
            words.append(Word(raw, stem("not" if raw == CANNOT else raw), start))
    return words


def _pieces(word: str, start: int) -> Iterator[tuple[str, int]]:
    """The parts of a word: its humps; of Chinese and Japanese each two signs that follow.

    *start* is where the word starts; yields each part and where it does.
    """
    last = 0
    runs = [] if word.isascii() else [found.span() for found in pattern("sign_run").finditer(word)]
    for begin, end in [*runs, (len(word), 0)]:
        for piece in split_humps(word[last:begin]).split(" ") if begin > last else ():
            yield piece, start + last
            last += len(piece)
        for at in range(begin, max(begin + 1, end - 1) if end else begin):
            yield word[at : at + 2][: end - at], start + at
        last = max(last, end)


def concepts_in(
    words: Sequence[Word], phrases: Callable[[str], Sequence[Phrase]], near: bool = False
) -> list[Concept]:
    """Return every phrase of a concept in *words*; with *near* the loose ones too.

    Stop words between the words of a phrase are skipped. What a phrase denies is not meant: "not
    exist" is no "exist".

    Args:
        words: the words of a text, in order.
        phrases: gives the phrases that begin with a stem.
        near: whether this is a query.
    """
    found = []
    begun: dict[tuple[str, ...], list[Phrase]] = {}  # by words that a paste often repeats
    for at, word in enumerate(words):
        after = _stems_after(words, at)
        key = (word.stem, *after)
        if key not in begun:
            fits = {GAP, *after}
            begun[key] = [p for p in phrases(word.stem) if len(p.stems) < 2 or p.stems[1] in fits]
        for phrase in begun[key]:
            places = _places(phrase, words, at) if near or not phrase.loose else ()
            if places:
                found.append(Concept(places, phrase.concept, phrase.loose))
    denied = [set(item.places) for item in found if words[item.places[0]].denies]
    if not denied:
        return found
    within: dict[int, list[set[int]]] = {}
    for said in denied:
        for place in said:
            within.setdefault(place, []).append(said)
    return [
        item
        for item in found
        if not any(set(item.places) < other for other in within.get(item.places[0], ()))
    ]


def _stems_after(words: Sequence[Word], at: int) -> list[str]:
    """What may be second in a phrase: stems up to the first word that is no stop word."""
    stop = listed("stop")
    stems = []
    for word in words[at + 1 : at + 1 + w.STOPS_BETWEEN]:
        stems.append(word.stem)
        if word.raw not in stop:
            break
    return stems


def _places(phrase: Phrase, words: Sequence[Word], at: int) -> tuple[int, ...]:
    """Where the words of a phrase stand that begins at *at*; empty if they do not."""
    stop = listed("stop")
    places = [at]
    skipped = 0
    for wanted in phrase.stems[1:]:
        if wanted == GAP:
            skipped = w.GAP_WORDS
            continue
        at += 1
        last = min(len(words), at + w.STOPS_BETWEEN + skipped)
        while at < last and words[at].stem != wanted and (words[at].raw in stop or skipped):
            skipped -= words[at].raw not in stop
            at += 1
        if at == last or words[at].stem != wanted:
            return ()
        places.append(at)
        skipped = 0
    return tuple(places)


def alone(phrases: Sequence[Phrase]) -> list[str]:
    """The concepts that a stem belongs to without any other word, of the phrases that it begins."""
    return [phrase.concept for phrase in phrases if len(phrase.stems) == 1 and not phrase.loose]


def rounded(value: float) -> float:
    """*value* to six places, the same in both implementations."""
    return ((value * 1e6 + 0.5) // 1) / 1e6
