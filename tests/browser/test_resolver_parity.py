"""Both implementations of the resolver give the same answers."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from snowballstemmer.english_stemmer import EnglishStemmer

from sphinx_error_index.resolver.building.build import write_folder
from sphinx_error_index.resolver.building.catalogs import Source
from sphinx_error_index.resolver.resolver import Resolver
from sphinx_error_index.resolver.store import folder_reader
from tests.browser.conftest import Remembering
from tests.browser.harness import ALGORITHM, in_node, in_page
from tests.conftest import ROOT, Build
from tests.resolver import test_languages as languages
from tests.resolver.hostile import SIZES, UNITS, hostile
from tests.resolver.prints import prints
from tests.resolver.querysets import WILD, queries
from tests.resolver.test_pastes import PASTES
from tests.resolver.test_values import CATALOG, QUERIES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

Asked = list[tuple[str, str | None]]

#: Texts that have tripped one of the two: other scripts, odd lengths, markup, escapes.
ODD = (
    "",
    " \n\t ",
    "🙂 403 🙂",
    "HTTP 403 Zugriff verweigert: ungültige Größe",
    "存储桶不存在 NoSuchBucket",
    "İstanbul ŞERİT ﬁle ２００ ＮｏＳｕｃｈＢｕｃｋｅｔ",
    "\x1b[31mERROR\x1b[0m status\u00a0403\u2028next",
    '{\\"error_code\\": \\"NoSuchBucket\\", \\"error_msg\\": \\"x\\\\ny\\"}',
    "<script>alert(1)</script><b>403</b> &lt;Code&gt;NoSuchBucket&lt;/Code&gt;",
    "a" * 30_000,
    "\n".join(f"2024-05-01 10:00:{n % 60:02} INFO line {n}" for n in range(2_000)) + "\nerror 409",
    "can't cannot don't won't o'clock user's",
    "can't delete bucket: Error Code: , Status: 409; retry 1/3",
    "constructor toString __proto__ hasOwnProperty",
)
SIZE = 3_000  # characters of a hostile text
ROUNDS = 3  # so often those are timed again that seem to take too long
MOST = 3.5  # times as long as for half the text
QUICK = 20  # milliseconds that say nothing


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    page = browser.new_page()
    yield page
    page.close()


def _told(answer: dict[str, Any]) -> dict[str, Any]:
    """What both tell: scores to five places, without what only a page needs."""
    for match in (*answer["matches"], *answer["elsewhere"]):
        match["score"] = round(match["score"], 5)
        match.pop("marks", None)
    if answer["family"]:
        answer["family"].pop("addresses", None)
    return answer


def _assert_same(resolver: Resolver, asked: Asked, theirs: Sequence[dict[str, Any]]) -> None:
    """Assert that the answers of Python's resolver are *theirs*, query by query."""
    differing = []
    for (text, service), other in zip(asked, theirs, strict=True):
        mine = resolver.answer(text, service)
        family = mine.family and {
            "label": mine.family.label,
            "url": mine.family.url,
            "codes": mine.family.codes,
        }
        told = {**mine.as_dict(), "family": family}
        ours, browsers = _told(json.loads(json.dumps(told))), _told(other)
        if ours != browsers:
            found = [[match["id"] for match in told["matches"]] for told in (ours, browsers)]
            differing.append((text[:200], service, found))
    assert differing == []


def test_seed(seed_site: Build, page: Any) -> None:
    """In Chromium, and in Node."""
    texts = [*ODD, *(query.text for query in queries()[::15])]
    asked: Asked = [(text, service) for text in texts for service in (None, "obs")]
    index = seed_site.outdir / "error-index"
    resolver = Remembering(folder_reader(seed_site.outdir))
    _assert_same(resolver, asked, in_page(page, index, asked))
    _assert_same(resolver, asked, in_node(index, asked)["answers"])


def test_corpus_in_chromium(index_site: Path, remembering: Resolver, page: Any) -> None:
    asked: Asked = [(text, None) for text in (*ODD, *(query.text for query in queries()[::9]))]
    _assert_same(remembering, asked, in_page(page, index_site / "error-index", asked))


@pytest.mark.parametrize("scoped", [True, False])
def test_corpus_in_node(index_site: Path, remembering: Resolver, scoped: bool) -> None:
    """All queries; within their service every third one, which take the same way."""
    asked: Asked
    everything = [*queries(), *queries(WILD)]
    if scoped:
        asked = [(query.text, query.service) for query in everything[::3] if query.service]
    else:
        printed = (each.query for each in [*prints()][::3])
        texts = (*ODD, *PASTES, *(query.text for query in everything), *printed)
        asked = [(text, None) for text in texts]
    _assert_same(remembering, asked, in_node(index_site / "error-index", asked)["answers"])


def test_other_names_numbers_and_ranges_in_node(tmp_path: Path) -> None:
    write_folder(tmp_path, Source.of(CATALOG))
    asked: Asked = [(text, None) for text in QUERIES]
    resolver = Resolver(folder_reader(tmp_path))
    _assert_same(resolver, asked, in_node(tmp_path / "error-index", asked)["answers"])


def test_services_in_languages_of_their_own_in_node(tmp_path: Path) -> None:
    write_folder(tmp_path, Source.of(languages.catalog()))
    asked: Asked = [
        (text, service)
        for text, place, _ in languages.QUERIES
        for service in (None, f"s{place or 0}")
    ]
    _assert_same(
        Resolver(folder_reader(tmp_path)),
        asked,
        in_node(tmp_path / "error-index", asked)["answers"],
    )


def test_hostile_texts_in_node(index_site: Path, remembering: Resolver) -> None:
    asked: Asked = [(hostile(unit, SIZE), None) for unit in UNITS]
    _assert_same(remembering, asked, in_node(index_site / "error-index", asked)["answers"])


def test_no_hostile_text_takes_long_in_node(index_site: Path) -> None:
    """Twice the text takes about twice the time; how long that is, `make bench-index` tells.

    Of what seems to take longer the shortest of some times counts: what else runs makes one longer,
    never shorter.
    """
    doubtful, rounds = _grown(index_site, UNITS, 1), 0
    while doubtful and rounds < ROUNDS:
        doubtful, rounds = _grown(index_site, tuple(doubtful), 2), rounds + 1
    assert doubtful == {}


def _grown(site: Path, units: Sequence[str], times: int) -> dict[str, tuple[float, float]]:
    """The units of which twice the text takes too long, with the shortest of so many times."""
    asked: Asked = [(hostile(unit, size), None) for size in SIZES[1:] for unit in units]
    taken = in_node(site / "error-index", asked * times)["milliseconds"]
    least = [min(taken[at :: len(asked)]) for at in range(len(asked))]
    short, long = least[: len(units)], least[len(units) :]
    return {
        unit: (before, after)
        for unit, before, after in zip(units, short, long, strict=True)
        if after > MOST * max(before, QUICK)
    }


def test_stems(page: Any) -> None:
    """The stemmer of the browser is that of snowballstemmer on every word of this repository."""
    text = "".join(
        path.read_text("utf-8", errors="ignore").lower()
        for pattern in ("sphinx_error_index/**/*", "data/**/*.rst", "tests/**/*.toml", "*.md")
        for path in sorted(ROOT.glob(pattern))
        if path.is_file() and path.suffix != ".pyc"
    )
    words = sorted(set(re.findall("[a-z]+", text)))
    words += [
        "dying",
        "exceeded",
        "proceeding",
        "generously",
        "skies",
        "succeed",
        "egging",
        "sayyid",
    ]
    page.add_script_tag(content=ALGORITHM)
    theirs = page.evaluate("words => words.map(word => ErrorIndex.stemOf(word))", words)
    stemmer = EnglishStemmer()
    differing = [
        (word, stemmer.stemWord(word), stem)
        for word, stem in zip(words, theirs, strict=True)
        if stemmer.stemWord(word) != stem
    ]
    assert len(words) > 2_000
    assert differing == []
