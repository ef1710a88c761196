"""Made-up words and texts whose frequencies and lengths are those of a real vendor.

The figures are in ``vendorfigures.json``; no word of the vendor's is used. The stop words of the
resolver stand at the ranks where the vendor has stop words, the other words are made up.
"""

from __future__ import annotations

import json
import math
import random
from functools import cache
from itertools import accumulate, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

FIGURES: Final[dict[str, Any]] = json.loads(
    Path(__file__).with_name("vendorfigures.json").read_text("utf-8")
)
WORDS_A_ROW: Final = 22
"""About as many words has a row: they tell how far down the ranks a catalogue's words go."""
TOPIC_WORDS: Final = 40
"""Words that the texts of one service prefer."""
_STOP: Final = "the is to of a in be for and or by with are can from this that you it as".split()
_ONSETS: Final = "b c d f g h j k l m n p r s t v w z br cr dr gr pl st tr".split()
_VOWELS: Final = "a e i o u ai ea io ou".split()
_CODAS: Final = ["", "", "n", "r", "s", "t", "l", "m"]
_ENDINGS: Final = ["", "", "", "", "", "s", "ed", "ing", "ion", "er"]


class Vocabulary:
    """The words of all catalogues of a size, by rank.

    Args:
        rows: rows of the catalogue; a larger one has rarer words besides those of a smaller one.
        seed: equal seeds give equal words.
    """

    def __init__(self, rows: int, seed: int) -> None:
        known = {int(rank): share for rank, share in FIGURES["words"]["share_by_rank"].items()}
        shares = _shares(known, 0.2 / (rows * WORDS_A_ROW))
        self.cumulated = list(accumulate(shares))
        self.words = _made_words(len(shares), seed)

    def draw(self, chance: random.Random, count: int) -> list[str]:
        """Return so many words by their frequencies."""
        return chance.choices(self.words, cum_weights=self.cumulated, k=count)


class Texts:
    """The texts of one service, in the order in which they are asked for.

    Args:
        vocabulary: the words of the catalogue.
        name: name of the service; it and the seed settle everything.
        seed: the catalogue's seed.
    """

    def __init__(self, vocabulary: Vocabulary, name: str, seed: int) -> None:
        self.chance = random.Random(f"{seed} {name}")
        self._vocabulary = vocabulary
        words = vocabulary.words
        ranks = [math.exp(self.chance.uniform(3.5, 8)) for _ in range(TOPIC_WORDS)]
        self._topic = [words[min(int(rank), len(words) - 1)] for rank in ranks]
        self._said: dict[str, list[str]] = {}

    def text(self, column: str) -> str:
        """Return a text of a column: a new one, or one that was there before."""
        said = self._said.setdefault(column, [])
        if said and self.chance.random() < FIGURES["texts"][column]["repeated"]:
            return self.chance.choice(said)
        text = self._new(column)
        said.append(text)
        return text

    def texts(self, column: str) -> list[str]:
        """Return the texts of a cell of a column, which may be none."""
        return [
            self.text(column) for _ in range(drawn(self.chance, FIGURES["texts"][column]["items"]))
        ]

    def name(self, words: int) -> str:
        """Return some words of the service, put together as in ``NoSuchBucket``."""
        found = [word for word in self._vocabulary.words[60:2000] if len(word) > 2]
        return "".join(self.chance.choice(found).capitalize() for _ in range(words))

    def _new(self, column: str) -> str:
        count = max(1, drawn(self.chance, FIGURES["texts"][column]["words"]))
        share = FIGURES["words"]["topical_share"]
        words = [
            self.chance.choice(self._topic) if self.chance.random() < share else word
            for word in self._vocabulary.draw(self.chance, count)
        ]
        return " ".join(words).capitalize() + "."


def drawn(chance: random.Random, quantiles: Sequence[int]) -> int:
    """Return a number with the distribution of which these are equally spaced quantiles."""
    at, part = divmod(chance.random() * (len(quantiles) - 1), 1)
    below, above = quantiles[int(at)], quantiles[int(at) + 1]
    # The last step leads to the single largest value: it is reached on a curve, not a line.
    steep = 8 if int(at) == len(quantiles) - 2 else 1
    return round(below + (above - below) * part**steep)


def _shares(known: dict[int, float], least: float) -> list[float]:
    """Return the share of each rank, from the first on, down to the least one.

    Between two known ranks, and beyond the last one, frequencies follow a power law.
    """
    ranks = sorted(known)
    shares: list[float] = []
    for low, high in pairwise(ranks):
        slope = math.log(known[high] / known[low]) / math.log(high / low)
        shares += [known[low] * (rank / low) ** slope for rank in range(low, high)]
    first, last = ranks[-5], ranks[-1]
    slope = math.log(known[last] / known[first]) / math.log(last / first)
    rank = last
    while (share := known[last] * (rank / last) ** slope) > least:
        shares.append(share)
        rank += 1
    return shares


@cache
def _made_words(count: int, seed: int) -> list[str]:
    chance = random.Random(seed)
    letters = FIGURES["words"]["letters"]
    stop = dict(zip(FIGURES["words"]["stop_ranks"], _STOP, strict=False))
    used = set(_STOP)
    words = []
    for rank in range(1, count + 1):
        word = stop.get(rank, "")
        wanted = max(3, letters[chance.randrange(len(letters) - 1)])
        while not word:
            made = ""
            while len(made) < wanted:
                made += chance.choice(_ONSETS) + chance.choice(_VOWELS) + chance.choice(_CODAS)
            made = made[:wanted] if wanted < 5 else made[: wanted - 2] + chance.choice(_ENDINGS)
            if made in used:
                wanted += 1
            else:
                word = made
        used.add(word)
        words.append(word)
    return words
