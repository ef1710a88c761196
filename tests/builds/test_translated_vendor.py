"""A vendor's text in a translation: extracted with its place, shown with the original beside."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest
from babel.messages.pofile import read_po, write_po
from jsonschema import Draft202012Validator

from sphinx_error_index.resolver.building.build import build_index
from sphinx_error_index.resolver.resolver import Resolver
from tests.conftest import ROOT, Project

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.conftest import Build

VENDOR = """\
Gateway errors
==============

.. list-table:: Errors of calls
   :header-rows: 1

   * - Error Code
     - HTTP Status
     - Error Message
     - Cause
     - Solution
   * - GW.1
     - 502
     - The peer gave no answer.
     - - The peer is down.
       - The peer is *slow*.
     - Look at the peer.
   * - GW.2
     - 404
     - There is no such gateway.
     - It was deleted.
     - Make one.

+--------+----------------------+-----------------+
| Code   | Message              | Description     |
+========+======================+=================+
| GW.3   | The disk is full.    | No space left.  |
+--------+----------------------+-----------------+

.. list-table:: Categories
   :header-rows: 1

   * - Category
     - Description
   * - 4XX
     - The call was wrong.
   * - 5XX
     - The gateway failed.
"""

WORDS = {
    "The peer gave no answer.": "Die Gegenstelle gab keine Antwort.",
    "The peer is down.": "Die Gegenstelle ist aus.",
    "The peer is *slow*.": "Die Gegenstelle ist *langsam*.",
    "Look at the peer.": "Sehen Sie nach der Gegenstelle.",
    "The disk is full.": "Die Platte ist voll.",
    "The gateway failed.": "Das Gateway ist gescheitert.",
}


def translate(project: Project, pot: str, words: Mapping[str, str]) -> None:
    """Write the German catalogue of a page from what the gettext builder extracted."""
    catalogue = read_po(io.StringIO(pot), locale="de")
    for text, translation in words.items():
        catalogue[text].string = translation
    target = io.BytesIO()
    write_po(target, catalogue)
    project.write("locales/de/LC_MESSAGES/gw.po", target.getvalue())


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project whose only page with vendor texts is partly translated."""
    project = Project(tmp_path_factory.mktemp("translated"))
    project.write("data/gw/errors.rst", VENDOR)
    project.page("gw", "gw/*.rst")
    project.conf |= {"locale_dirs": ["../locales"], "gettext_compact": False}
    return project


@pytest.fixture(scope="module")
def pot(project: Project) -> str:
    """What the gettext builder extracts."""
    return project.build("gettext").read("gw.pot")


@pytest.fixture(scope="module")
def translated(project: Project, pot: str) -> Build:
    """The site in German."""
    translate(project, pot, WORDS)
    project.conf |= {"language": "de", "error_index_original_language": "en"}
    return project.build()


def test_vendor_texts_are_extracted_with_file_and_line(pot: str) -> None:
    lines = VENDOR.splitlines()
    for text in ("The peer is *slow*.", "The disk is full."):
        line = next(number for number, said in enumerate(lines, 1) if text in said)
        assert f'#: ../../data/gw/errors.rst:{line}\nmsgid "{text}"\n' in pot


def test_a_code_page_shows_the_translation_and_the_original_beside_it(translated: Build) -> None:
    html = translated.read("gw/GW.1.html")
    assert '<div class="err-text">Die Gegenstelle gab keine Antwort.</div>' in html
    assert '<p class="err-own-message" lang="en">The peer gave no answer.</p>' in html
    assert "<em>langsam</em>" in html
    assert "<li>The peer is slow.</li>" in html  # among the original words
    assert 'id="502-The-peer-gave-no-answer"' in html  # addresses are those of the original
    assert 'id="cause-The-peer-is-down"' in html


def test_what_has_no_translation_says_in_which_language_it_is(translated: Build) -> None:
    html = translated.read("gw/GW.2.html")
    assert '<span lang="en">There is no such gateway.</span>' in html
    assert "err-own-message" not in html
    assert 'lang="en">Die' not in translated.read("gw/GW.1.html")


def test_lists_and_exports_have_both(translated: Build) -> None:
    assert "Die Platte ist voll." in translated.read("gw.html")
    variant = translated.codes["gw/GW.1"]["variants"][0]
    assert variant["message"] == "Die Gegenstelle gab keine Antwort."
    assert variant["causes"] == ["Die Gegenstelle ist aus.", "Die Gegenstelle ist langsam."]
    assert variant["original"] == {
        "title": "",
        "message": "The peer gave no answer.",
        "description": "",
        "causes": ["The peer is down.", "The peer is slow."],
        "actions": ["Look at the peer."],
    }
    assert "original" not in translated.codes["gw/GW.2"]["variants"][0]
    schema = ROOT / "sphinx_error_index/catalog/schemas/codes.schema.json"
    Draft202012Validator(json.loads(schema.read_text("utf-8"))).validate(
        translated.json("codes.json")
    )


def test_categories_have_both(translated: Build) -> None:
    html = translated.read("gw/category/5XX.html")
    assert "Das Gateway ist gescheitert." in html
    assert '<div lang="en">' in html
    assert "<p>The gateway failed.</p>" in html
    assert "err-own-words" not in translated.read("gw/category/4XX.html")
    categories = {entry["id"]: entry for entry in translated.json("codes.json")["categories"]}
    assert categories["gw/5XX"]["original"]["description"] == "The gateway failed."
    assert "original" not in categories["gw/4XX"]


@pytest.mark.parametrize("query", ["The peer gave no answer", "Die Gegenstelle gab keine Antwort"])
def test_both_messages_are_found(translated: Build, query: str) -> None:
    assert (
        Resolver(build_index(translated.json("codes.json"))).answer(query).matches[0].id
        == "gw/GW.1"
    )


def test_a_changed_translation_reaches_the_pages(
    project: Project, pot: str, translated: Build
) -> None:
    assert "Die Platte ist voll." in translated.read("gw/GW.3.html")
    translate(project, pot, {**WORDS, "The disk is full.": "Kein Platz mehr."})
    build = project.build()
    assert "Kein Platz mehr." in build.read("gw/GW.3.html")
    assert "Die Platte ist voll." not in build.read("codes.json")
