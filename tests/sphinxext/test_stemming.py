"""A build says where the installed stemmer and that of the browser disagree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from snowballstemmer.english_stemmer import EnglishStemmer

from sphinx_error_index.sphinxext.compat import stemming
from tests.conftest import ROOT, Project

if TYPE_CHECKING:
    import pytest


def test_the_installed_stemmer_agrees() -> None:
    assert stemming.differing() == []


def test_the_browser_agrees(browser: object) -> None:
    page = browser.new_page()  # type: ignore[attr-defined]
    script = ROOT / "sphinx_error_index/static/resolver/stem.js"
    page.add_script_tag(path=str(script))
    stems = page.evaluate("words => words.map(word => ErrorIndex.stem(word))", [*stemming.STEMS])
    page.close()
    assert stems == [*stemming.STEMS.values()]


def test_another_stemmer_is_named(seed_project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """The stems of these words changed in snowballstemmer 3.1."""
    proper = EnglishStemmer.stemWord

    def older(self: EnglishStemmer, word: str) -> str:
        return {"internal": "intern", "interval": "interv"}.get(word) or str(proper(self, word))

    monkeypatch.setattr(EnglishStemmer, "stemWord", older)
    build = seed_project.build(strict=False)
    (warning,) = build.warnings
    assert (warning.type, warning.file) == ("error_index.stemmer", "conf.py")
    assert "stems internal, interval unlike the browser" in warning.text
