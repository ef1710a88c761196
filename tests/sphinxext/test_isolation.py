"""Vendor files on one page do not touch each other, nor the page, nor the site."""

from __future__ import annotations

import re

import pytest

from tests.conftest import Build, Project
from tests.support.site import Site, visible

FILE = """\
.. _same:

Title of {0}
============

|name| [1]_ [#auto]_ [#named]_ [*]_ [CIT]_ see `here`_, same_, :ref:`same`, `anonymous`__

.. |name| replace:: Name of {0}
.. _here: https://example.com/{0}
__ https://example.com/anonymous/{0}
.. [1] First footnote of {0}
.. [#auto] Second footnote of {0}
.. [#named] Third footnote of {0}
.. [*] Symbol of {0}
.. [CIT] Citation of {0}

.. highlight:: python

.. list-table::
   :header-rows: 1
   :name: table

   * - Error Code
     - Cause
   * - {0}.1
     - |name| [1]_ [#auto]_ [CIT]_ `here`_ :ref:`same` :ref:`of-{1}`

.. _of-{0}:

Part of {0}
-----------

Words.
"""


PAGE = "The page: |name| [1]_ [#auto]_ `here`_ `anonymous`__ :ref:`same`"


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Two files with the same names for everything on one page, and one on another page."""
    project = Project(tmp_path_factory.mktemp("isolation"))
    project.conf["rst_epilog"] = ".. |name| replace:: Name of the site\n\n.. |epilog| replace:: E"
    project.write("data/svc/a.rst", FILE.format("A", "B"))
    project.write("data/svc/b.rst", FILE.format("B", "C"))
    project.write("data/other/c.rst", FILE.format("C", "A"))
    project.page("svc", "svc/*.rst", text=PAGE)
    page = project.folder / "source/svc.rst"
    page.write_text(
        page.read_text("utf-8")
        + "\n.. _here: https://example.com/page\n__ https://example.com/page/anonymous\n"
        ".. [1] Footnote of the page\n"
        ".. [#auto] Another of the page\n",
        "utf-8",
    )
    project.page("other", "other/*.rst")
    project.write(
        "source/site.rst", ".. _same:\n\nTitle of the site\n=================\n\nWords.\n"
    )
    return project.build()


def part(build: Build, name: str) -> str:
    """The section of a page that shows a file."""
    page = build.read("other.html" if name == "C" else "svc.html")
    start = page.index(f"<h2>Title of {name}")
    return page[start : page.find("<h2>", start + 4)]


@pytest.mark.parametrize("name", "ABC")
def test_names_stay_within_a_file(build: Build, name: str) -> None:
    text = visible(part(build, name))
    assert f"Name of {name} " in text
    assert f"see here, Title of {name}" not in text
    for other in set("ABC") - {name}:
        assert f"Name of {other}" not in text
        assert f"otnote of {other}" not in text
        assert f"itation of {other}" not in text
    assert "Name of the site" not in text
    assert f'href="https://example.com/{name}"' in part(build, name)
    assert f'href="https://example.com/anonymous/{name}"' in part(build, name)


@pytest.mark.parametrize("name", "ABC")
def test_cells_keep_their_own_names(build: Build, name: str) -> None:
    page = build.read(f"{'other' if name == 'C' else 'svc'}/{name}.1.html")
    text = visible(page)
    assert f"Name of {name} " in text
    assert f'href="https://example.com/{name}"' in page
    assert f">Title of {name}<" in page
    following = {"A": "B", "B": "C", "C": "A"}[name]
    assert f">Part of {following}<" in page


def test_page_keeps_its_own_names(build: Build) -> None:
    page = build.read("svc.html")
    assert "The page: Name of the site" in visible(page)
    assert 'href="https://example.com/page"' in page
    assert 'href="https://example.com/page/anonymous"' in page
    assert ">Title of the site<" in page
    assert "Footnote of the page" in page


def test_every_footnote_is_found(build: Build) -> None:
    assert Site(build.outdir).broken() == []
    assert Site(build.outdir).repeated_ids() == []


def test_numbers_of_footnotes_are_those_of_each_file(build: Build) -> None:
    for name in "ABC":
        marks = re.findall(
            r'class="footnote-reference[^>]*>(?:<span[^>]*>\[</span>)?([^<]+)', part(build, name)
        )
        assert marks[:5] == ["1", "2", "3", "*", "CIT"]


def test_labels_try_their_own_file_service_and_site(project: Project) -> None:
    head = ".. list-table::\n   :header-rows: 1\n\n   * - Error Code\n     - Cause\n"
    table = head + "   * - {0}\n     - {1}\n"
    labelled = ".. _{2}:\n\n{3}\n{4}\n\n" + table
    project.write("data/one/a.rst", labelled.format("A.1", ":ref:`x`", "x", "A", "-"))
    project.write("data/one/b.rst", labelled.format("B.1", ":ref:`x`", "x", "B", "-"))
    project.write("data/one/c.rst", table.format("C.1", ":ref:`x` :ref:`only` :ref:`genindex`"))
    project.write("data/two/d.rst", labelled.format("D.1", ":ref:`x`", "x", "D", "-"))
    project.write("data/two/e.rst", labelled.format("E.1", ":ref:`site`", "only", "E", "-"))
    for name in ("a", "b", "c"):
        project.page(f"one-{name}", f"one/{name}.rst", options=":service: one")
    project.page("two", "two/*.rst")
    project.write("source/site.rst", ".. _site:\n\nThe site\n========\n\nWords.\n")
    build = project.build()
    assert ">A<" in build.read("one/A.1.html")
    assert ">B<" in build.read("one/B.1.html")
    assert 'href="../one-b.html#one-b-x"' in build.read("one/B.1.html")
    assert 'href="../one-a.html#one-a-x"' in build.read("one/C.1.html")
    assert 'href="../two.html#two-e-only"' in build.read("one/C.1.html")
    assert 'href="../genindex.html"' in build.read("one/C.1.html")
    assert 'href="../two.html#two-d-x"' in build.read("two/D.1.html")
    assert 'href="../site.html#site"' in build.read("two/E.1.html")


def test_references_out_of_the_site_become_text(project: Project) -> None:
    project.write(
        "data/svc/a.rst",
        "See :ref:`gone`, :ref:`words <gone>`, `lost`_, :doc:`nowhere`, :numref:`t`, :term:`x`, "
        ":option:`--y`, :any:`z`.\n\n"
        ".. list-table::\n   :header-rows: 1\n\n   * - Error Code\n     - Cause\n   * - A.1\n"
        "     - See :ref:`gone` and `lost`_.\n",
    )
    project.page("svc", "svc/*.rst")
    build = project.build()
    assert "See gone, words, lost, nowhere, t, x, --y, z." in visible(build.read("svc.html"))
    assert "See gone and lost." in visible(build.read("svc/A.1.html"))
    (note,) = [note for note in build.notes if note.type == "error_index.unresolved"]
    assert note.text.startswith("3 references of vendor files lead out of the site")
