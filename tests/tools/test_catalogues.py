"""The catalogues of our words: complete, compiled, and with the same places to fill in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sphinx_error_index.pages.language import words_of
from tools import catalogues
from tools.catalogues import LANGUAGES

MISSING = 0.05
"""The part of the words that may lack a translation for a while: they stay English."""

_HOLES = re.compile(r"%\(\w+\)[a-z]|%[a-z]")
_TAGS = re.compile("<[^>]*>")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_has_all_words_and_is_compiled(language: str) -> None:
    catalog = catalogues.catalogue(language)
    known = {message.id for message in catalog if message.id}
    lacking = {str(message.id) for message in catalogues.missing(catalog)}
    lacking |= {str(text) for text in catalogues.words() if text not in known}
    assert len(lacking) <= MISSING * len(known), f"make messages; then translate {sorted(lacking)}"
    ours = catalogues.OurCatalog(language, header_comment=catalogues.COMMENT, fuzzy=False)
    for message in catalog:
        if message.id:
            ours.add(message.id, message.string, locations=message.locations)
    for path, content in catalogues.files_of(ours).items():
        assert path.read_bytes() == content, f"{path.name} is out of date: make messages"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_fills_in_what_the_text_fills_in(language: str) -> None:
    for message in catalogues.catalogue(language):
        if not message.id:
            continue
        for text, translation in catalogues.forms(message):
            for pattern in (_HOLES, _TAGS) if translation else ():
                expected = sorted(pattern.findall(text))
                assert sorted(pattern.findall(translation)) == expected, (text, translation)
            in_order = [hole for hole in _HOLES.findall(text) if "(" not in hole]
            if translation and in_order:  # they are filled in by their places
                said = [hole for hole in _HOLES.findall(translation) if "(" not in hole]
                assert said == in_order, (text, translation)


def test_the_build_finds_the_same_words_in_scripts_as_the_extraction() -> None:
    static = Path(catalogues.PACKAGE / "static")
    scripts = "".join(path.read_text("utf-8") for path in sorted(static.rglob("*.js")))
    extracted = {
        text if isinstance(text, tuple) else (text,)
        for text, files in catalogues.words().items()
        if any(file.endswith(".js") for file in files)
    }
    assert set(words_of(scripts)) == extracted


def test_the_check_names_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(catalogues, "LOCALE", tmp_path)
    monkeypatch.setattr(catalogues, "LANGUAGES", ("de",))
    monkeypatch.setattr(catalogues, "words", lambda: {"Find": ["templates/x.html"]})
    assert catalogues.main(["--check"]) == 1
    assert "templates/x.html: 'Find'" in capsys.readouterr().out
    assert not list(tmp_path.iterdir())
    assert catalogues.main([]) == 0
    assert catalogues.main(["--check"]) == 0
    path = catalogues.path_of("de")
    before, empty, after = path.read_text("utf-8").rpartition('msgstr ""')
    assert empty
    path.write_text(f'{before}msgstr "Suchen"{after}', "utf-8")
    assert catalogues.main([]) == 0
    assert "de: 1 words, 0 without" in capsys.readouterr().out.splitlines()[-1]
