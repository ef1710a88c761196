"""What other ways of searching make of the same queries: ``make bench-rivals``.

Plain BM25, SQLite's FTS5 with stems and with trigrams, and those of :mod:`bench.searchers` get the
same texts: each meaning of a code is one document of its code, title, message, description and
causes. ``python -m bench.rivals N`` asks every N-th query of the sets in ``tests/resolver``; first
hits are counted where there is a right answer.
"""

from __future__ import annotations

import math
import re
import sqlite3
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bench.searchers import SEARCHERS
from sphinx_error_index.resolver.building.build import build_index
from sphinx_error_index.resolver.resolver import Resolver
from tests.conftest import SHARED
from tests.resolver.corpus import build_corpus
from tests.resolver.querysets import WILD, Ask, Query, asking, measure, queries

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_WORD: Final = re.compile(r"\w+")
_K1, _B = 1.2, 0.75
_MOST = 10


def documents(catalog: Any) -> Iterator[tuple[str, str, str]]:
    """Yield id, service and text of every meaning of every code."""
    for entry in catalog["codes"]:
        for variant in entry["variants"]:
            texts = [entry["code"], variant["title"], variant["message"], variant["description"]]
            yield entry["id"], entry["service"], " ".join([*texts, *variant["causes"]])


def bm25(catalog: Any) -> Ask:
    """Return a plain BM25 (k1 1.2, b 0.75) over words in lower case."""
    rows = [(name, own, Counter(_words(text))) for name, own, text in documents(catalog)]
    mean = sum(said.total() for _, _, said in rows) / len(rows)
    places: dict[str, list[int]] = defaultdict(list)
    for place, (_, _, said) in enumerate(rows):
        for word in said:
            places[word].append(place)

    def ask(text: str, service: str | None) -> Sequence[str]:
        points: dict[str, float] = {}
        scores: dict[int, float] = defaultdict(float)
        for word in set(_words(text)):
            having = places.get(word, [])
            told = math.log(1 + (len(rows) - len(having) + 0.5) / (len(having) + 0.5))
            for place in having:
                said = rows[place][2]
                norm = _K1 * (1 - _B + _B * said.total() / mean)
                scores[place] += told * said[word] * (_K1 + 1) / (said[word] + norm)
        for place, score in scores.items():
            name, own, _ = rows[place]
            if service in (None, own):
                points[name] = max(score, points.get(name, 0.0))
        return sorted(points, key=lambda name: -points[name])[:_MOST]

    return ask


def fts5(catalog: Any, tokenizer: str) -> Ask:
    """Return SQLite's FTS5 with a tokenizer; a query is all its words, any of which may match."""
    database = sqlite3.connect(":memory:")
    database.execute(
        "CREATE VIRTUAL TABLE said "
        f"USING fts5(id UNINDEXED, own UNINDEXED, text, tokenize='{tokenizer}')"
    )
    database.executemany("INSERT INTO said VALUES (?, ?, ?)", documents(catalog))

    def ask(text: str, service: str | None) -> Sequence[str]:
        words = [f'"{word}"' for word in dict.fromkeys(_words(text)) if len(word) > 2][:60]
        if not words:
            return []
        found = database.execute(
            "SELECT id, own FROM said WHERE text MATCH ? ORDER BY rank LIMIT 400",
            (" OR ".join(words),),
        )
        return [*dict.fromkeys(name for name, own in found if service in (None, own))][:_MOST]

    return ask


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def main(step: int) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        catalog = build_corpus(SHARED / "corpus", Path(folder)).json("codes.json")
    show(catalog, step)


def show(catalog: Any, step: int) -> None:
    """Print how many first hits each way has on each set, in percent."""
    ways = {
        "ours": asking(Resolver(build_index(catalog))),
        "BM25": bm25(catalog),
        "FTS5, porter": fts5(catalog, "porter"),
        "FTS5, trigram": fts5(catalog, "trigram"),
    }
    wild = queries(WILD)
    held = [query for query in queries() if query.holdout][::step]
    other = [query for query in wild if query.form.startswith("language")]
    sets: dict[str, list[Query]] = {
        "held out": held,
        "in the wild": [query for query in wild if query not in other],
        "other languages": other,
        "everyday words, held out": [query for query in held if query.form == "everyday-words"],
    }
    every = {
        (query.text, service)
        for query in (query for asked in sets.values() for query in asked)
        for service in {query.service, None}
    }
    texts, asked_once = list(documents(catalog)), sorted(every, key=str)
    for name, searcher in SEARCHERS.items():
        ask = searcher(texts, asked_once)
        if ask is None:
            print(f"{name}: not to be had here")
        else:
            ways[name] = ask
    print(f"{'first hit, %':40}" + "".join(f"{name:>15}" for name in ways))
    for title, asked in sets.items():
        for scoped in (True, False):
            part = [query for query in asked if query.expect and (scoped or not query.scoped_only)]
            if not part:
                continue
            line = f"{title}, {'within the service' if scoped else 'over all'}"
            for ask in ways.values():
                total = measure(ask, part, scoped=scoped).total
                line = f"{line:40}" if len(line) < 40 else line
                line += f"{100 * total.first / max(1, total.asked):15.1f}"
            print(f"{line}   of {total.asked}")


if __name__ == "__main__":
    if not SHARED.is_dir():
        sys.exit("the real data in ../shared is not here: nothing to measure")
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
