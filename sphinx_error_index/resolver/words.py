"""Words: how texts and queries become stems and concepts. The twin of ``static/words.js``.

A *concept* is a set of words and phrases that mean the same in this field (``synonyms.toml``); it
is written ``~name`` among the stems.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from snowballstemmer.english_stemmer import EnglishStemmer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

#: Words that carry no meaning of their own. "not", "no" and "already" do.
STOP: Final = frozenset(
    "a an and are as at be been being but by can could did do does for from had has have he her "
    "his how i if in into is it its let me my of on or our please s she should so some than that "
    "the their them then these they this those to us was we were what when where which while who "
    "why will with would you your".split()
)

#: Words that deny: one stem for all.
_NOT: Final = frozenset(
    "no nothing none nor never dont doesnt dosnt dosent doesn didnt isnt arent wasnt werent hasnt "
    "havent hadnt".split()
)
#: Words that say that something fails, not that something is not so: they deny within a phrase
#: only ("cannot access").
_CANNOT: Final = frozenset(
    "cannot cant canot can't couldnt couldn't wont won't wouldnt wouldn't".split()
)
#: How such a word is written among the words of a text.
CANNOT: Final = "cannot"
#: Before the terms that are numbers.
NUMBER: Final = "#"
#: Numbers that people write in letters.
NUMERALS: Final = {
    "zero": "0", "ten": "10", "twelve": "12", "fifteen": "15", "twenty": "20", "thirty": "30",
    "forty": "40", "fifty": "50", "sixty": "60",
}  # fmt: skip
#: What stands in a phrase for a few other words ("no * left").
GAP: Final = "*"
GAP_WORDS: Final = 3
_MODAL: Final = frozenset(("can", "could", "will", "would"))

_SIGNS: Final = "\u2e80"  # from here on one character is a word (Chinese, Japanese, Korean)
_WORD: Final = re.compile(r"[^\W_]+(?:'[a-z]{1,2}(?![^\W_]))?")
_NUMBER: Final = re.compile("[0-9]+")
_HUMP: Final = re.compile(r"([a-z])(?=[A-Z][a-z])|([a-z]{2})(?=[A-Z])|([A-Z]{2})(?=[A-Z][a-z]{2})")
_FOLD: Final = re.compile(r"[^0-9a-z]+")


def fold(text: str) -> str:
    """Return *text* in lower case without all but letters and digits: so codes and keys compare."""
    return _FOLD.sub("", text.lower()) or text.strip().lower()


def split_humps(text: str) -> str:
    """``NoSuchBucket`` → ``No Such Bucket``; ``IPv6``, ``IDs`` and ``OAuth`` stay."""
    return _HUMP.sub(lambda m: m[0] + " ", text)


@dataclass(frozen=True)
class Word:
    """One word of a text: as written (lower case), its stem, and where it starts."""

    raw: str
    stem: str
    start: int

    @property
    def speaks(self) -> bool:
        """Whether it is ranked: stop words, numbers and single letters (but not signs) are not."""
        if self.raw in STOP or self.counts:
            return False
        return len(self.raw) > 1 or self.raw >= _SIGNS

    @property
    def counts(self) -> bool:
        """Whether it is a number."""
        return _NUMBER.fullmatch(self.raw) is not None

    @property
    def number(self) -> str:
        """The number that it is, be it written in letters; nothing for other words."""
        return self.raw if self.counts else NUMERALS.get(self.raw, "")

    @property
    def denies(self) -> bool:
        """Whether it denies what follows."""
        return self.stem == "not"


class Concept(NamedTuple):
    """A phrase of a concept among words: their places, and whether it is a loose one."""

    places: tuple[int, ...]
    name: str
    loose: bool


class Words:
    """Cuts texts into stems and finds concepts in them.

    Args:
        concepts: name of each concept → its words and phrases.
        near: name of a concept → what people loosely say for it; looked for in queries only.
    """

    def __init__(
        self, concepts: Mapping[str, Iterable[str]], near: Mapping[str, Iterable[str]]
    ) -> None:
        self._stemmer = EnglishStemmer()
        self._stems: dict[str, str] = {}
        self._phrases = self._by_first(concepts)
        self._loose = self._by_first(near)

    def _by_first(
        self, concepts: Mapping[str, Iterable[str]]
    ) -> dict[str, list[tuple[list[str], str]]]:
        """The phrases of concepts by the stem that they begin with."""
        phrases: dict[str, list[tuple[list[str], str]]] = {}
        for name, said in concepts.items():
            for phrase in said:
                stems: list[str] = []
                for part in phrase.split(GAP):
                    stems += [GAP] * bool(stems) + [word.stem for word in self.cut(part)]
                if stems:
                    phrases.setdefault(stems[0], []).append((stems, "~" + name))
        return phrases

    def stem(self, word: str) -> str:
        """The stem of a word in lower case."""
        stem = self._stems.get(word)
        if stem is None:
            stem = self._stems[word] = self._stemmer.stemWord(word)
        return stem

    def cut(self, text: str) -> list[Word]:
        """The words of *text* in order; "can't", "cannot" and "no" stem to "not"."""
        words: list[Word] = []
        for match in _WORD.finditer(text):
            start = match.start()
            for piece in split_humps(match[0]).split(" "):
                raw = piece.lower()
                if raw in _CANNOT or (raw == "not" and words and words[-1].raw in _MODAL):
                    raw = CANNOT
                elif raw in _NOT or raw.endswith("n't"):
                    raw = "not"
                elif "'" in raw:
                    raw = raw[: raw.index("'")]
                words.append(Word(raw, self.stem("not" if raw == CANNOT else raw), start))
                start += len(piece)
        return words

    def concepts(self, words: Sequence[Word], near: bool = False) -> list[Concept]:
        """Return every phrase of a concept in *words*; with *near* the loose ones too.

        Stop words between the words of a phrase are skipped. What a phrase denies is not meant:
        "not exist" is no "exist".
        """
        found = []
        for at, word in enumerate(words):
            for table in (self._phrases, self._loose) if near else (self._phrases,):
                for phrase, name in table.get(word.stem, ()):
                    places = self._places(phrase, words, at)
                    if places:
                        found.append(Concept(places, name, table is self._loose))
        denied = [set(item.places) for item in found if words[item.places[0]].denies]
        return [item for item in found if not any(set(item.places) < said for said in denied)]

    def _places(self, phrase: Sequence[str], words: Sequence[Word], at: int) -> tuple[int, ...]:
        """Where the words of a phrase stand that begins at *at*; empty if they do not."""
        places = [at]
        skipped = 0
        for stem in phrase[1:]:
            if stem == GAP:
                skipped = GAP_WORDS
                continue
            at += 1
            while at < len(words) and words[at].stem != stem and (words[at].raw in STOP or skipped):
                skipped -= words[at].raw not in STOP
                at += 1
            if at == len(words) or words[at].stem != stem:
                return ()
            places.append(at)
            skipped = 0
        return tuple(places)

    def alone(self, stem: str) -> list[str]:
        """The concepts that a stem belongs to without any other word."""
        return [name for phrase, name in self._phrases.get(stem, ()) if len(phrase) == 1]

    @property
    def known(self) -> Iterable[str]:
        """Every word that was ever stemmed."""
        return self._stems
