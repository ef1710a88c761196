"""A build says where the installed stemmer and that of the browser disagree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from snowballstemmer.english_stemmer import EnglishStemmer

from sphinx_error_index.sphinxext.compat import stemming
from tests.browser.harness import ALGORITHM

if TYPE_CHECKING:
    import pytest

    from tests.conftest import Project


def test_the_installed_stemmer_agrees() -> None:
    assert stemming.differing() == []


def test_the_browser_agrees(browser: Any) -> None:
    page = browser.new_page()
    page.add_script_tag(content=ALGORITHM)
    stems = page.evaluate("words => words.map(ErrorIndex.stemOf)", [*stemming.STEMS])
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
