"""A query in another language in the words of the field's English.

The twin of ``static/resolver/pastes/languages.js``. A language is recognised by its small words
and its letters (``languages.toml``); what its words mean is a dictionary of the index. Only what
the dictionary has is put into English: names, codes and numbers stay where they are.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sphinx_error_index.resolver.rules import compiled, pattern, rules, w
from sphinx_error_index.resolver.rules import words as listed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

LANGUAGES: Final = ("de", "fr", "es", "pt", "it", "zh", "ja")
"""The languages that have a dictionary, in the order of their files in the index."""

_BEFORE: Final = "<"


def bare(text: str) -> str:
    """A word in lower case and without accents."""
    text = text.lower()
    if text.isascii():
        return text
    parted = unicodedata.normalize("NFD", text.replace("ß", "ss"))
    return "".join(sign for sign in parted if unicodedata.category(sign) != "Mn")


def language_of(text: str, names: Collection[str] = ()) -> str:
    """Return the language of a text, one of :data:`LANGUAGES`; "" for English or any other.

    Words among *names*, what services are called, tell no language.
    """
    if pattern("signs").search(text):
        return "ja" if pattern("kana").search(text) else "zh"
    said = [word.lower() for word in pattern("plain_words").findall(text)[: w.LANGUAGE_WORDS]]
    words = {bare(word) for word in said}.difference(names)
    english = len(words & (listed("stop") | listed("denying")))
    best, most = "", english
    joined = " ".join(said)
    for language, marks in rules("languages")["marks"].items():
        signs = compiled(rules("languages")["signs"][language], "").findall(joined)
        count = len(words.intersection(marks.split())) + min(len(signs), w.LANGUAGE_SIGNS)
        if count > most:
            best, most = language, count
    return best


class Dictionary(NamedTuple):
    """What phrases of a language mean: ``phrases`` by their first words, ``most`` of a CJK one."""

    language: str
    phrases: dict[str, list[tuple[list[str], str]]]
    most: int

    @classmethod
    def read(cls, language: str, record: Mapping[str, Any]) -> Dictionary:
        """Return the dictionary that a file of the index is: English by phrases."""
        phrases: dict[str, list[tuple[list[str], str]]] = {}
        for said, english in record.items():
            first, *rest = str(said).split()
            phrases.setdefault(first, []).append((rest, str(english)))
        return cls(language, phrases, max(map(len, phrases), default=0))


def translated(text: str, known: Dictionary, names: Collection[str] = ()) -> str:
    """Return a text with what a dictionary has put into English; *names* of services stay."""
    if known.language in rules("languages")["marks"]:
        return _Alphabetic(text, known, names).translated()
    return pattern("sign_run").sub(lambda match: _signs(match[0], known), text)


def _signs(run: str, known: Dictionary) -> str:
    """A run of Chinese or Japanese in English: at each place the longest entry."""
    said: list[str] = []
    at = 0
    while at < len(run):
        for length in range(min(known.most, len(run) - at), 0, -1):
            entry = known.phrases.get(run[at : at + length])
            if entry:
                english = entry[0][1]
                place = len(said) - 1 if english[:1] == _BEFORE and said else len(said)
                said.insert(place, english.removeprefix(_BEFORE))
                at += length - 1
                break
        at += 1
    return f" {' '.join(said)} "


class _Alphabetic:
    """Puts one text of a language with letters into English."""

    def __init__(self, text: str, known: Dictionary, names: Collection[str]) -> None:
        self._text, self._known = text, known
        languages = rules("languages")
        self._marks = frozenset(languages["marks"][known.language].split()).difference(names)
        self._joints = languages["joints"].get(known.language, ())
        found = list(pattern("said_words").finditer(text))
        self._spans = [match.span() for match in found]
        self._words = [bare(match[0]) for match in found]

    def translated(self) -> str:
        """Return the text in English."""
        said = []
        at = last = 0
        while at < len(self._words):
            start, end = self._spans[at]
            english, following = self._phrase(at)
            if not english:
                english = self._parts(self._words[at])
            joined = "-" in (self._text[start - 1 : start], self._text[end : end + 1])
            if not english and (joined or self._words[at] not in self._marks):
                english = self._text[start:end]
            said += [self._text[last:start], english]
            last = self._spans[following - 1][1]
            at = following
        return "".join([*said, self._text[last:]])

    def _starting(self, word: str) -> Iterable[tuple[int, list[tuple[list[str], str]]]]:
        """The phrases with which a word may begin, and how many letters of it they have."""
        for length in range(len(word), max(0, len(word) - w.ENDING_MOST - 1), -1):
            if length >= w.BEGINNING_LEAST or length == len(word):
                phrases = self._known.phrases.get(word[:length])
                if phrases:
                    yield length, phrases

    def _phrase(self, at: int) -> tuple[str, int]:
        """The English of the longest phrase at a word, and the word behind it."""
        best, found, following = (0, 0), "", at + 1
        for length, phrases in self._starting(self._words[at]):
            for rest, english in phrases:
                end = self._end(rest, at + 1)
                if end and (len(rest) + 1, length) > best:
                    best, found, following = (len(rest) + 1, length), english, end
        return found, following

    def _end(self, rest: Sequence[str], at: int) -> int:
        """Behind which word a phrase ends whose other words are *rest*; 0 if they are not there."""
        for wanted in rest:
            skipped = 0
            while at < len(self._words) and not _begins(self._words[at], wanted):
                skipped += 1
                if skipped > w.SKIPPED_MOST or self._words[at] not in self._marks:
                    return 0
                at += 1
            if at == len(self._words):
                return 0
            at += 1
        return at

    def _parts(self, word: str) -> str:
        """The English of a word that is made of two; "" if it is not."""
        if not self._joints or len(word) > w.LONGEST_WORD:
            return ""
        for at in range(len(word) - w.PART_LEAST, w.PART_LEAST, -1):
            first = self._known.phrases.get(word[:at])
            english = next((said for rest, said in first or () if not rest), "")
            for joint in self._joints if english else ():
                if word.startswith(joint, at):
                    for _, phrases in self._starting(word[at + len(joint) :]):
                        other = next((said for rest, said in phrases if not rest), "")
                        if other:
                            return f"{english} {other}"
        return ""


def _begins(word: str, beginning: str) -> bool:
    """Whether a word is another form of what an entry of the dictionary begins with."""
    longer = len(word) - len(beginning)
    fits = longer == 0 or (longer <= w.ENDING_MOST and len(beginning) >= w.BEGINNING_LEAST)
    return fits and word.startswith(beginning)
