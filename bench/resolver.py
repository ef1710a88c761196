"""Quality, size and speed of the resolver: ``make bench-resolver``.

Quality is measured on the query sets of ``tests/resolver/queries``. Speed is measured in Chromium
on a catalogue of 12,000 rows: those of the corpus, and changed copies of them to fill it up.
"""

from __future__ import annotations

import copy
import gzip
import random
import re
import statistics
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.aims import Aim
from sphinx_error_index.resolver.building.build import build_index, write_folder
from sphinx_error_index.resolver.building.catalogs import Source
from sphinx_error_index.resolver.resolver import Resolver
from sphinx_error_index.resolver.store import FOLDER
from tests.browser.harness import in_node, open_in_page
from tests.conftest import CHROMIUM_ARGUMENTS, SHARED, chromium
from tests.resolver.corpus import build_corpus
from tests.resolver.querysets import Ask, Query, Report, asking, measure, queries

if TYPE_CHECKING:
    from collections.abc import Sequence

ROWS = 12_000
PASTE = 10_000  # characters
ROUNDS = 3
_WORD = re.compile("[a-z0-9]+")
_TIME = """async ([texts, rounds]) => {
  const taken = [];
  const ask = (text) => session.run((resolver) => resolver.answer(text, { limit: 20 }));
  for (let round = 0; round <= rounds; round++) {
    for (const text of texts) {
      const start = performance.now();
      await ask(text);
      if (round) taken.push(performance.now() - start); // once all files are there
    }
  }
  return taken;
}"""
SHOWN = 30  # rows of an answer whose bytes are counted
SENTENCE = range(5, 8)  # words of a sentence whose bytes are counted
MOST_COLD = 15  # queries of each kind


def main() -> int:
    """Print all figures; return 0."""
    for aim in aims():
        print(aim.row())
    return 0


def aims() -> list[Aim]:
    """Print the tables of quality and speed; return the aims of the resolver."""
    if not SHARED.is_dir():
        print("the real data in ../shared is not here: nothing to measure")
        return []
    with tempfile.TemporaryDirectory() as folder:
        catalog = build_corpus(SHARED / "corpus", Path(folder)).json("codes.json")
    return [*quality(catalog), *speed(enlarged(catalog))]


def quality(catalog: Any) -> list[Aim]:
    """Print how well the query sets are answered; return how well the held-out half is."""
    found = []
    resolver = Resolver(build_index(catalog))
    ask = asking(resolver)
    plain = overlap(catalog)
    for holdout in (False, True):
        asked = [query for query in queries() if query.holdout == holdout]
        for scoped in (True, False):
            half = "held out" if holdout else "tuned on"
            title = f"{half}, {'within the service' if scoped else 'over all services'}"
            part = fair(asked, scoped=scoped)
            report = measure(ask, part, scoped=scoped)
            show(title, report)
            print(f"{'  plain word overlap':36} {measure(plain, part, scoped=scoped).total.row()}")
            if holdout:
                total, where = report.total, "scoped" if scoped else "over all"
                first, silent = total.first / total.asked, total.silent_right / total.silent
                bound = 95 if scoped else 90
                found.append(Aim(f"resolver: first hit {where}, %", [first * 100], bound, True))
                found.append(Aim(f"resolver: no answer {where}, %", [silent * 100], 90, True))
    return found


def overlap(catalog: Any) -> Ask:
    """Return a plain ranking to compare with: by the number of words shared with the query."""
    texts = [
        (code["id"], code["service"], set(_WORD.findall(_said(code).lower())))
        for code in catalog["codes"]
    ]

    def ask(text: str, service: str | None) -> Sequence[str]:
        words = set(_WORD.findall(text.lower()))
        scores = {name: len(words & said) for name, own, said in texts if service in (None, own)}
        found = [name for name in scores if scores[name]]
        return sorted(found, key=lambda name: -scores[name])[:10]

    return ask


def _said(code: Any) -> str:
    parts = [code["code"], code["title"]]
    for variant in code["variants"]:
        parts += [variant["title"], variant["message"], variant["description"], *variant["causes"]]
    return " ".join(parts)


def fair(asked: Sequence[Query], *, scoped: bool) -> list[Query]:
    """Return the queries that have one clear answer when asked within a service or over all."""
    return [query for query in asked if scoped or not query.scoped_only]


def show(title: str, report: Report) -> None:
    """Print one table."""
    print(f"\n{title:36} asked   first   three    MRR  no-answer right")
    print(f"{'  in all':36} {report.total.row()}")
    for name, score in [*sorted(report.forms.items()), *sorted(report.services.items())]:
        print(f"  {name:34} {score.row()}")


def enlarged(catalog: Any) -> Any:
    """Return a catalogue of ``ROWS`` rows: the given one with changed copies of its codes."""
    large = copy.deepcopy(catalog)
    words = sorted(set(re.findall("[a-z]{4,}", str([c["variants"] for c in catalog["codes"]]))))
    chance = random.Random(1)
    rows = sum(len(entry["variants"]) for entry in large["codes"])
    for number in range(ROWS):
        if rows >= ROWS:
            break
        entry = copy.deepcopy(catalog["codes"][number % len(catalog["codes"])])
        entry["code"] = f"{entry['code']}{number}"
        entry["id"] = f"{entry['service']}/{entry['code']}"
        entry["url"] = f"{entry['id']}.html"
        for variant in entry["variants"]:
            for name in ("message", "description"):
                variant[name] = re.sub(
                    "[a-z]{5,}",
                    lambda match: chance.choice(words) if chance.random() < 0.3 else match[0],
                    variant[name],
                )
        rows += len(entry["variants"])
        large["codes"].append(entry)
    return large


def cold(index: Path, text: str) -> float:
    """Return the kB, gzipped, of the files that a first query reads."""
    files = in_node(index, [(text, None)], SHOWN)["files"][0]
    return sum(len(gzip.compress((index / path).read_bytes(), 9)) for path in files) / 1000


def speed(catalog: Any) -> list[Aim]:
    """Print what a query costs in bytes, and in time in Chromium; return both as aims."""
    from playwright.sync_api import sync_playwright

    texts = [query.text for query in queries()]
    plain = [text for text in texts if not re.search("[0-9\\n]", text)]
    sentences = [text for text in plain if len(text.split()) in SENTENCE][:MOST_COLD]
    codes = [code["code"] for code in catalog["codes"] if re.search("[0-9]", code["code"])]
    paste = ("\n".join(texts) * 10)[:PASTE]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        write_folder(Path(folder), Source.of(catalog))
        index = Path(folder, FOLDER)
        code = [cold(index, text) for text in codes[:: len(codes) // MOST_COLD][:MOST_COLD]]
        said = [cold(index, text) for text in sentences]
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_ARGUMENTS)
        page = browser.new_page()
        open_in_page(page, index)
        taken = page.evaluate(_TIME, [texts, ROUNDS])
        pasted = page.evaluate(_TIME, [[paste], ROUNDS * 5])
        browser.close()
    late = sorted(taken)[int(len(taken) * 0.95)]
    print(f"\nfirst query: a code {statistics.median(code):.1f} kB gzipped, ", end="")
    print(f"a sentence {statistics.median(said):.1f} kB")
    print(f"a query: {statistics.median(taken):.1f} ms median (≤ 5), {late:.1f} ms at 95 %")
    print(f"a paste of {PASTE} characters: {statistics.median(pasted):.1f} ms median (≤ 50)")
    return [
        Aim("resolver: first query, a code, kB gzipped", code, 20),
        Aim("resolver: first query, a sentence, kB gzipped", said, 60),
        Aim("resolver: a query, ms", [statistics.median(taken)], 5),
        Aim("resolver: a paste of 10 kB, ms", [statistics.median(pasted)], 50),
    ]


if __name__ == "__main__":
    sys.exit(main())
