"""Rows of plain words are kept out of transforms: doctrees and pages stay the same."""

from __future__ import annotations

import pickle
import sys
from typing import Any

import pytest
from docutils import nodes
from sphinx.locale import translators

from sphinx_error_index.reading.markup import plain_rows
from sphinx_error_index.sphinxext.compat import asides
from tests.conftest import Project
from tests.reading.test_fast_tables import differences

ROWS = "".join(
    f"""   * - SV.{number}
     - Say "yes" -- or 'no'...
     - {text}
"""
    for number, text in enumerate(
        ["plain", "", "*marked*", "plain", "one\n\n       two", "- an item", "see SV.1",
         "http://example.com", ":ref:`here`", "plain", "[1]_", "``code``",
         "escaped \\\\* star", "plain"],
    )
)  # fmt: skip
FILE = f"""\
.. _here:

Errors
======

.. [1] A footnote.

.. list-table::
   :header-rows: 1

   * - Error Code
     - Message
     - Cause
{ROWS}
Not "codes"
-----------

.. list-table::

   * - A
     - b
   * - C
     - d
   * - E
     - f
"""
OWN = """
Our own -- "quoted":

.. list-table::
   :class: err-table

   * - "one"
   * - "two"
   * - "three"
"""


PO = """\
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "plain"
msgstr "einfach"
"""


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many rows were set aside, each time that a page asked for it."""
    counts: list[int] = []

    def counted(document: nodes.document, *wanted: Any) -> None:
        plain_rows.set_aside(document, *wanted)
        counts.append(sum(len(found.rows) for found in document.findall(plain_rows.plain_rows)))

    monkeypatch.setattr(asides, "set_aside", counted)
    return counts


def built(project: Project, *, full: bool) -> tuple[dict[str, str], nodes.document]:
    """The pages that a project makes, and the doctree of the one with vendor files."""
    project.conf["error_index_full_reading"] = full
    build = project.build(fresh=True)
    tree = pickle.loads((project.folder / "build/doctrees-html/svc.doctree").read_bytes())
    pages = build.outdir.rglob("*.html")
    return {page.name: page.read_text("utf-8") for page in pages}, tree


@pytest.fixture
def asked(project: Project) -> Project:
    """A project with all kinds of rows, in a vendor's file and on the page around it."""
    project.conf["suppress_warnings"] = ["error_index.unread_table"]
    project.write("data/svc/a.rst", FILE)
    project.page("svc", "svc/a.rst", text=OWN)
    return project


def test_all_is_as_without(asked: Project, seen: list[int]) -> None:
    pages, tree = built(asked, full=False)
    assert seen[0] >= 2  # the plain rows of the recognised table while the page is read
    assert seen[1] >= 2 + 2 + 2  # while it is made ready: those of the other tables, too
    slow_pages, slow_tree = built(asked, full=True)
    assert len(seen) == 2
    assert list(differences(tree, slow_tree)) == []
    assert pages == slow_pages
    assert "“one”" in pages["svc.html"]
    assert "Say &quot;yes&quot; -- or" in pages["svc.html"]
    assert not list(tree.findall(plain_rows.plain_rows))


def test_a_translated_page_is_read_whole(asked: Project, seen: list[int]) -> None:
    asked.conf |= {"language": "de", "locale_dirs": ["../locale"]}
    asked.write("locale/de/LC_MESSAGES/svc.po", PO)
    pages, tree = built(asked, full=False)
    assert len(seen) == 1  # only what makes the page ready to be written asks for it
    slow_pages, slow_tree = built(asked, full=True)
    assert list(differences(tree, slow_tree)) == []
    assert pages == slow_pages
    assert "einfach" in pages["svc.html"]
    translators.pop(("general", "svc"), None)  # Sphinx keeps what it loaded for the next build


@pytest.mark.parametrize("kind", ["transform", "post_transform"])
def test_transforms_of_others_see_every_row(asked: Project, seen: list[int], kind: str) -> None:
    asked.write("changes.py", OTHER.format(kind=kind))
    asked.conf["extensions"] = ["sphinx_error_index", "changes"]
    asked.conf["error_index_full_reading"] = False
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(asked.folder))
        page = asked.build().read("svc.html")
    sys.modules.pop("changes", None)
    assert "PLAIN" in page
    assert ">plain<" not in page
    assert len(seen) == 1  # the other half is as fast as ever


OTHER = """\
from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

class Loud(SphinxPostTransform):
    default_priority = 300

    def apply(self, **kwargs):
        for text in list(self.document.findall(nodes.Text)):
            if text == "plain":
                text.parent.replace(text, nodes.Text("PLAIN"))

def setup(app):
    app.add_{kind}(Loud)
"""
