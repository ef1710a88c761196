"""Sphinx's own search index: what of it depends on the builds before, without anything of ours."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Project


def _words(project: Project) -> dict[str, object]:
    text = project.build().read("searchindex.js")
    content = json.loads(text.removeprefix("Search.setIndex(").rstrip().removesuffix(")"))
    words: dict[str, object] = content["terms"]
    return words


def test_sphinx_keeps_words_that_no_document_has(project: Project) -> None:
    """Why tests compare its index without them; once this fails, they need not."""
    project.conf["extensions"] = []
    project.write("source/one.rst", "One\n===\n\nUnheard things.\n")
    project.build()
    project.write("source/one.rst", "One\n===\n\nOther.\n")
    project.build()
    project.write("source/one.rst", "One\n===\n\nAnother.\n")
    third = _words(project)
    kept = {word for word, documents in third.items() if documents == []}
    assert kept
    shutil.rmtree(project.folder / "build")
    clean = _words(project)
    assert {word: documents for word, documents in third.items() if word not in kept} == clean
