"""The browser, which loads its index as a whole, and Python, which reads pieces, agree."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from snowballstemmer.english_stemmer import EnglishStemmer

from sphinx_error_index.resolver.building import wholeindex
from sphinx_error_index.resolver.building.build import build_index
from sphinx_error_index.resolver.resolver import Resolver
from tests.browser.harness import ALGORITHM, ScriptedResolver
from tests.conftest import ROOT, Build
from tests.resolver.querysets import queries
from tests.resolver.test_values import CATALOG, QUERIES

if TYPE_CHECKING:
    from collections.abc import Iterator

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
)


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    page = browser.new_page()
    yield page
    page.close()


def _agreeing(catalog: Any, page: Any, asked: list[tuple[str, str | None]]) -> float:
    """The share of queries to which both give the same first answer, or none."""
    resolver = Resolver(build_index(catalog))
    scripted = ScriptedResolver(page, wholeindex.build_index(catalog))
    same = 0
    for (text, service), theirs in zip(asked, scripted.answers(asked), strict=True):
        mine = [match.id for match in resolver.resolve(text, service)[:1]]
        same += mine == [match["id"] for match in theirs["matches"][:1]]
    return same / len(asked)


def test_seed(seed_site: Build, page: Any) -> None:
    texts = [*ODD, *(query.text for query in queries()[::5])]
    asked = [(text, service) for text in texts for service in (None, "obs")]
    assert _agreeing(seed_site.json("codes.json"), page, asked) > 0.95


@pytest.mark.parametrize("scoped", [True, False])
def test_corpus(corpus_catalog: Any, page: Any, scoped: bool) -> None:
    asked: list[tuple[str, str | None]]
    if scoped:
        asked = [(query.text, query.service) for query in queries() if query.service]
    else:
        asked = [(text, None) for text in (*ODD, *(query.text for query in queries()))]
    assert _agreeing(corpus_catalog, page, asked) > 0.95


def test_stems(page: Any) -> None:
    """The stemmer of the browser is that of snowballstemmer on every word of this repository."""
    text = "".join(
        path.read_text("utf-8", errors="ignore").lower()
        for pattern in ("sphinx_error_index/*", "data/**/*.rst", "tests/**/*.toml", "*.md")
        for path in sorted(ROOT.glob(pattern))
        if path.is_file()
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


def test_names_numbers_and_ranges(page: Any) -> None:
    asked = [(query, service) for query in QUERIES for service in (None, "win")]
    assert _agreeing(CATALOG, page, asked) > 0.95
