"""Takes from a real vendor's catalogue what the synthetic ones are made by: figures, no sentences.

``python -m bench.vendorfigures`` builds the corpus beside the project and writes
``bench/vendorfigures.json``: how often the word of each rank stands there, how long texts and words
are, how many texts repeat an earlier one, what codes and services look like.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx_error_index.resolver.rules import words as listed
from sphinx_error_index.resolver.spelling import kind_of
from tests.conftest import SHARED
from tests.resolver.corpus import build_corpus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

FIGURES = Path(__file__).with_name("vendorfigures.json")
RANKS = (1, 2, 3, 5, 8, 13, 20, 30, 50, 80, 130, 200, 300, 500, 800, 1000)
"""The ranks of words whose frequency is kept; between them it follows a power law."""
STOP_RANKS = 60
"""Among so many most frequent words it is noted which are stop words."""
TOPICAL = 3
"""A service that has a word so many times as often as all services do is about that word."""
LENGTHS = 20
"""How many quantiles of a length are kept, from the shortest to the longest."""
TEXTS = ("message", "description", "cause", "action")
_WORD = re.compile("[a-z]+")


def figures(catalog: Mapping[str, Any]) -> dict[str, Any]:
    """Return the figures of a catalogue, which is what ``codes.json`` holds, ready for JSON."""
    codes = catalog["codes"]
    variants = [variant for code in codes for variant in code["variants"]]
    texts = {name: [text for v in variants for text in _texts(v, name)] for name in TEXTS}
    words = Counter(word for found in texts.values() for text in found for word in _words(text))
    ranked = [word for word, _ in words.most_common()]
    total = words.total()
    return {
        "words": {
            "share_by_rank": {str(rank): words[ranked[rank - 1]] / total for rank in RANKS},
            "stop_ranks": [
                n for n, word in enumerate(ranked[:STOP_RANKS], 1) if word in listed("stop")
            ],
            "letters": quantiles([len(word) for word in words]),
            "topical_share": _topical(codes, words),
        },
        "texts": {
            name: {
                "items": quantiles([len(_texts(variant, name)) for variant in variants]),
                "words": quantiles([len(text.split()) for text in found]),
                "repeated": 1 - len(set(found)) / len(found),
            }
            for name, found in texts.items()
        },
        "codes": {
            "kinds": _shares(kind_of(code["code"]) for code in codes),
            "variants": quantiles([len(code["variants"]) for code in codes]),
            "statuses": _shares(str(status) for v in variants for status in v["status"][:1]),
            "without_status": sum(not v["status"] for v in variants) / len(variants),
            "a_service": quantiles(list(Counter(code["service"] for code in codes).values())),
        },
    }


def quantiles(values: Sequence[int]) -> list[int]:
    """Return ``LENGTHS`` + 1 values at equal steps of the sorted ones, the least and most too."""
    ordered = sorted(values)
    return [ordered[round(at * (len(ordered) - 1) / LENGTHS)] for at in range(LENGTHS + 1)]


def _texts(variant: Mapping[str, Any], name: str) -> list[str]:
    """Return the texts of a meaning in a column; causes and actions may be several."""
    found = variant[f"{name}s"] if name in ("cause", "action") else [variant[name]]
    return [text for text in found if text]


def _words(text: str) -> Iterator[str]:
    for match in _WORD.finditer(text.lower()):
        yield match[0]


def _shares(values: Iterable[str]) -> dict[str, float]:
    counts = Counter(values)
    return {value: count / counts.total() for value, count in sorted(counts.items())}


def _topical(codes: Sequence[Mapping[str, Any]], words: Counter[str]) -> float:
    """Return the share of words that a service has beyond ``TOPICAL`` times what is usual."""
    own: dict[str, Counter[str]] = defaultdict(Counter)
    for code in codes:
        for variant in code["variants"]:
            for name in TEXTS:
                for text in _texts(variant, name):
                    own[code["service"]].update(_words(text))
    total = words.total()
    beyond = sum(
        max(0.0, count - TOPICAL * words[word] * counts.total() / total)
        for counts in own.values()
        for word, count in counts.items()
    )
    return beyond / total


def main() -> int:
    """Measure the corpus and write the figures; return 0, or 1 where there is no corpus."""
    if not SHARED.is_dir():
        print("the corpus of real vendor files is not here: nothing to measure")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        catalog = build_corpus(SHARED / "corpus", Path(folder)).json("codes.json")
    FIGURES.write_text(json.dumps(rounded(figures(catalog)), indent=1) + "\n", "utf-8")
    return 0


def rounded(value: Any) -> Any:
    """Return a structure for JSON with four significant digits of each number."""
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    return float(f"{value:.4g}") if isinstance(value, float) else value


if __name__ == "__main__":
    sys.exit(main())
