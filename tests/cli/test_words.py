"""The terminal speaks the reader's language."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from sphinx_error_index import language
from sphinx_error_index.cli.main import main
from sphinx_error_index.cli.reasons import REASONS, reason
from sphinx_error_index.resolver.building.build import write_folder
from sphinx_error_index.resolver.building.catalogs import Source
from tests.conftest import ROOT
from tests.resolver.test_resolver import GATE, STORE, catalog


@pytest.mark.parametrize(
    ("said", "german"),
    [
        ("word for word", "wörtlich"),
        ("word for word, as in 4 codes", "wörtlich, wie in 4 Codes"),
        ("code found in the text, line 3", "Code im Text gefunden, Zeile 3"),
        (
            "number 7 of the code, line 2, by its name X",
            "Nummer 7 des Codes, Zeile 2, nach seinem Namen X",
        ),
        ("something new", "something new"),
    ],
)
def test_reasons_are_the_readers(said: str, german: str) -> None:
    assert reason(said) == said
    try:
        language.use("de")
        assert reason(said) == german
    finally:
        language.use("en")


def test_the_terminal_speaks_the_language_of_its_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = json.dumps(catalog(*GATE, *STORE))
    write_folder(tmp_path, Source.of(json.loads(text), text))
    site = tmp_path / "codes.json"
    site.write_text(text, "utf-8")
    monkeypatch.setenv("LANGUAGE", "de")
    try:
        assert main(["--catalog", str(site), "explain", "NOT.A.CODE"]) == 1
        assert main(["--catalog", str(tmp_path / "nowhere"), "resolve", "x"]) == 2
    finally:
        language.use("en")
    said = capsys.readouterr().err
    assert "kein Code 'NOT.A.CODE'; versuchen Sie" in said
    assert "kein Katalog unter" in said


def test_pages_and_terminal_have_the_same_reasons() -> None:
    script = (ROOT / "sphinx_error_index/static/page/options.js").read_text("utf-8")
    assert tuple(re.findall(r'^  \["(.*?)", _\("\1"\)\],$', script, re.MULTILINE)) == REASONS
