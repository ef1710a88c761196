"""The parts of ``make bench-index`` measure what they say."""

from __future__ import annotations

import gzip
import sys
import urllib.request
from pathlib import Path

import pytest

from bench.browsing import serving
from bench.catalogues import Catalogue
from bench.cutting import kept
from bench.processes import measured
from bench.sites import Site, make_site, sentences
from bench.terminal import ask
from sphinx_error_index.resolver.rules import w

ROWS = 400


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A small site."""
    return make_site(tmp_path_factory.mktemp("sites") / "small", ROWS)


def test_processes_are_measured_and_fail_loudly(tmp_path: Path) -> None:
    given = tmp_path / "given"
    given.write_text("abc", "utf-8")
    reads = "import sys; sum(range(10**6)); print(sys.stdin.read() * 2)"
    taken, said = measured([sys.executable, "-c", reads], stdin=given)
    assert said == "abcabc\n"
    assert 0 < taken.cpu < 30
    assert 2 < taken.peak < 60  # not that of this process
    assert measured(["true"])[0].peak < 20
    with pytest.raises(RuntimeError, match="exit 3 failed"):
        measured(["sh", "-c", "exit 3"])
    assert measured(["sh", "-c", "exit 3"], allowed=(3,))[1] == ""


def test_a_site_answers_questions(site: Site) -> None:
    code = next(Catalogue(ROWS).codes())["code"]
    assert (site.folder / "error-index" / "root.js").is_file()
    assert not (site.folder / "codes.json").exists()
    assert ask(site.folder, "explain", code, rounds=1).cpu < 30


def test_sentences_are_asked_of_the_code_that_has_them() -> None:
    codes = {code["id"]: str(code["variants"]).lower() for code in Catalogue(ROWS).codes()}
    asked = list(sentences(Catalogue(ROWS), 5))
    assert len(asked) > 20
    for text, name in asked:
        assert len(text.split()) == 6
        assert all(word in codes[name] for word in text.split())


def test_an_uncut_search_is_compared_and_the_limits_come_back(site: Site) -> None:
    before = w.MOST_POSTINGS, w.CANDIDATES
    assert kept(site) >= 0.95
    assert before == (w.MOST_POSTINGS, w.CANDIDATES)


def test_a_server_notes_what_it_was_asked_for(tmp_path: Path) -> None:
    (tmp_path / "error-index").mkdir()
    file = tmp_path / "error-index" / "root.js"
    file.write_text("ei(1);" * 500, "utf-8")
    (tmp_path / "other.js").write_text("x" * 5_000, "utf-8")
    with serving(tmp_path) as served:
        for name in ("error-index/root.js?1", "other.js"):
            with urllib.request.urlopen(f"{served.url}/{name}") as answer:
                answer.read()
        assert served.kilobytes() == len(gzip.compress(file.read_bytes(), 9)) / 1000
        served.forget()
        assert served.kilobytes() == 0
