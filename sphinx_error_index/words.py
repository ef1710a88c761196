"""Words: how texts and queries become stems and concepts. The twin of ``static/words.js``.

A *concept* is a set of words and phrases that mean the same in this field (``synonyms.toml``); it
is written ``~name`` among the stems.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

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
        if self.raw in STOP or _NUMBER.fullmatch(self.raw):
            return False
        return len(self.raw) > 1 or self.raw >= _SIGNS


class Words:
    """Cuts texts into stems and finds concepts in them.

    Args:
        concepts: name of each concept → its words and phrases.
    """

    def __init__(self, concepts: Mapping[str, Iterable[str]]) -> None:
        self._stemmer = EnglishStemmer()
        self._stems: dict[str, str] = {}
        self._phrases: dict[str, list[tuple[list[str], str]]] = {}
        for name, phrases in concepts.items():
            for phrase in phrases:
                stems = [word.stem for word in self.cut(phrase)]
                if stems:
                    self._phrases.setdefault(stems[0], []).append((stems, "~" + name))

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

    def concepts(self, words: Sequence[Word]) -> list[tuple[int, int, str]]:
        """Return every phrase of a concept in *words*: first position, end, name.

        Stop words between the words of a phrase are skipped.
        """
        found = []
        for at, word in enumerate(words):
            for phrase, name in self._phrases.get(word.stem, ()):
                end = at + 1
                for stem in phrase[1:]:
                    while end < len(words) and words[end].stem != stem and words[end].raw in STOP:
                        end += 1
                    if end == len(words) or words[end].stem != stem:
                        break
                    end += 1
                else:
                    found.append((at, end, name))
        return found

    def alone(self, stem: str) -> list[str]:
        """The concepts that a stem belongs to without any other word."""
        return [name for phrase, name in self._phrases.get(stem, ()) if len(phrase) == 1]

    @property
    def known(self) -> Iterable[str]:
        """Every word that was ever stemmed."""
        return self._stems
