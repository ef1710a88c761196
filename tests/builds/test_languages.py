"""A site in another language: every word of ours is in it, on every kind of page."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from tests.conftest import Project
from tests.support import gallery
from tools import catalogues

if TYPE_CHECKING:
    from tests.conftest import Build

PAGES = (
    "index.html",
    "guide.html",
    "categories.html",
    "404.html",
    "gateway/index.html",
    "gateway/GW.0006.html",
    "gateway/GW.0042.html",
    "gateway/GW.0099.html",
    "gateway/category/4XX.html",
    "gateway/status/502.html",
    "status/502.html",
)
SAID = ("aria-label", "title", "placeholder")


class Said(HTMLParser):
    """Collects what the parts of a page say that are ours: texts, and what is read aloud."""

    OURS = re.compile(r"\berr-(?:page|search|cards|vendor)\b")
    VOID = frozenset("area br col hr img input link meta source wbr".split())

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.open: list[bool] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        ours = bool(self.open and self.open[-1])
        ours = ours or bool(self.OURS.search(dict(attrs).get("class") or ""))
        if ours:
            self.texts += [value or "" for name, value in attrs if name in SAID]
        if tag not in self.VOID:
            self.open.append(ours)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID and self.open:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1]:
            self.texts.append(" ".join(data.split()))


@pytest.fixture(scope="module")
def german(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """A site in German with every kind of page."""
    project = Project(tmp_path_factory.mktemp("german"))
    project.conf |= {"language": "de"}
    gallery.write(project)
    return project.build(strict=False)


def untranslated() -> dict[str, str]:
    """The words of pages that are other ones in German, by what would stay English."""
    catalog = catalogues.catalogue("de")
    found = {}
    for message in catalog:
        if all("/cli/" in file for file, _ in message.locations):
            continue
        for text, translation in catalogues.forms(message):
            if text and text != translation:
                found[text] = translation
    return found


@pytest.mark.parametrize("name", PAGES)
def test_a_german_page_is_german_throughout(german: Build, name: str) -> None:
    html = german.read(name)
    assert re.search('<html[^>]* lang="de"', html)
    said = Said(html).texts
    english = untranslated()
    filled = [
        re.compile(re.sub(r"%(?:\\\()?\w+(?:\\\))?[a-z]?", ".+", re.escape(text)) + r"\Z")
        for text in english
    ]
    left = [text for text in said if any(pattern.match(text) for pattern in filled)]
    assert left == []
    assert set(said) & set(english.values())


def test_the_script_speaks_german_too(german: Build) -> None:
    found = re.match(r".*?ErrorIndexWords[^,]*, (.*?})\);\n", german.read("_static/error-index.js"))
    assert found
    table = json.loads(found[1])
    assert table["You asked for:"] == "Sie suchten:"
    assert table["%s code"] == ["%s Code", "%s Codes"]
    assert "English" not in table


def test_numbers_choose_the_form_that_the_language_has(project: Project) -> None:
    project.conf |= {"language": "fr", "error_index_ledger": "shut"}
    project.write("source/index.rst", "Index\n=====\n\n.. err:services::\n")
    project.index = False
    project.seed()
    build = project.build(strict=False)
    table = json.loads(
        re.match(r".*?ErrorIndexWords[^,]*, (.*?})\);\n", build.read("_static/error-index.js"))[1]  # type: ignore[index]
    )
    assert table["%s code"] == ["%s code", "%s codes", "%s code"]  # French: none takes the singular
    assert 'error_index_ledger peut être "locked" ou vide' in build.stderr
    assert "8 codes" in build.read("index.html")
    assert "Causes possibles" in build.read("obs/403.html")
