"""Roles, ``:any:`` and ``objects.inv``: what names a code or a category, and from where."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.conftest import Build, Project
from tests.support.site import Site

if TYPE_CHECKING:
    from pathlib import Path

TABLE = """\
.. list-table::
   :header-rows: 1

   * - Error Code
     - Cause
   * - {0}.1
     - One.
   * - {0}.1
     - Another.
   * - {0}.2
     - Two.
   * - Shared
     - Of {0}.
   * - AbC
     - One spelling.
   * - ABC
     - Another spelling.
"""


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Two services that share a code, and a page with all kinds of references."""
    project = Project(tmp_path_factory.mktemp("domain"))
    for name in ("one", "two"):
        project.write(f"data/{name}/codes.rst", TABLE.format(name.title()))
        project.page(name, f"{name}/*.rst", text=":err:code:`Shared`")
    project.write(
        "source/refs.rst",
        "References\n==========\n\n" + "".join(f"#. {reference}\n" for reference in REFERENCES),
    )
    return project.build(strict=False)


# Reference, where it leads to, and its text; no address: a warning instead of a link.
REFERENCES = {
    ":err:code:`one/One.1`": ("one/One.1.html", "One.1"),
    ":err:code:`One.1`": ("one/One.1.html", "One.1"),
    ":err:code:`the error <one/One.1>`": ("one/One.1.html", "the error"),
    ":err:code:`ONE/one.1`": ("one/One.1.html", "One.1"),
    ":err:code:`one/One.1#Another`": ("one/One.1.html#Another", "One.1"),
    ":err:code:`One.1#One`": ("one/One.1.html#One", "One.1"),
    ":err:code:`one/One.1#nowhere`": ("", "one/One.1#nowhere"),
    ":err:code:`one/AbC`": ("one/ABC.html#One-spelling", "AbC"),
    ":err:code:`one/ABC`": ("one/ABC.html", "ABC"),
    ":err:code:`Shared`": ("one/Shared.html", "Shared"),
    ":err:code:`two/Shared`": ("two/Shared.html", "Shared"),
    ":err:code:`one/none`": ("", "one/none"),
    ":err:code:`none`": ("", "none"),
    ":err:category:`one/One`": ("one/category/One.html", "One"),
    ":err:category:`Two`": ("two/category/Two.html", "Two"),
    ":err:category:`all of it <one/One>`": ("one/category/One.html", "all of it"),
    ":err:category:`one/none`": ("", "one/none"),
    ":any:`one/One.1`": ("one/One.1.html", "one/One.1"),
    ":any:`two/Two`": ("two/category/Two.html", "two/Two"),
}


@pytest.mark.parametrize("reference", REFERENCES)
def test_reference(build: Build, reference: str) -> None:
    item = re.findall(r"<li><p>(.*?)</p>", build.read("refs.html"))[
        list(REFERENCES).index(reference)
    ]
    address, text = REFERENCES[reference]
    assert re.sub("<[^>]*>", "", item) == text
    assert re.findall('href="([^"]*)"', item) == ([address] if address else [])


def test_references_that_fail_are_named_with_file_and_line(build: Build) -> None:
    lines = {4 + i for i, (address, _) in enumerate(REFERENCES.values()) if not address}
    ambiguous = 4 + list(REFERENCES).index(":err:code:`Shared`")
    said = [(m.type, m.file, m.line) for m in build.warnings]
    assert said == [
        ("error_index.reference", "refs.rst", line) for line in sorted({*lines, ambiguous})
    ]
    (text,) = [m.text for m in build.warnings if m.line == ambiguous]
    assert "'Shared' is ambiguous: it may be one/Shared, two/Shared" in text


def test_bare_name_means_the_service_of_the_page(build: Build) -> None:
    assert 'href="one/Shared.html"' in build.read("one.html")
    assert 'href="two/Shared.html"' in build.read("two.html")


def test_links_lead_somewhere(build: Build) -> None:
    assert Site(build.outdir).broken() == []


def test_another_project_links_by_intersphinx(build: Build, tmp_path: Path) -> None:
    other = Project(tmp_path)
    other.conf["extensions"] = ["sphinx_error_index", "sphinx.ext.intersphinx"]
    inventory = str(build.outdir / "objects.inv")
    other.conf["intersphinx_mapping"] = {"errors": ("https://example.com/e/", inventory)}
    other.write(
        "source/page.rst",
        "Page\n====\n\n:external+errors:err:code:`one/One.1` :err:code:`two/Shared` "
        ":external:err:category:`two/Two`\n",
    )
    text = other.build().read("page.html")
    for address in ("one/One.1.html", "two/Shared.html", "two/category/Two.html"):
        assert f'href="https://example.com/e/{address}"' in text


def test_nitpick_ignore_counts(project: Project) -> None:
    project.conf["nitpicky"] = True
    project.write("source/page.rst", "Page\n====\n\n:err:code:`gone`\n")
    (warning,) = project.build("dummy", strict=False).warnings
    assert "gone" in warning.text
    project.conf["nitpick_ignore"] = [("err:code", "gone")]
    assert project.build("dummy", fresh=True).warnings == []


def test_parallel_reading_keeps_all_pages(tmp_path: Path) -> None:
    project = Project(tmp_path)
    for number in range(12):
        project.write(f"data/s{number}/codes.rst", TABLE.format(f"S{number}"))
        project.page(f"s{number}", f"s{number}/*.rst", text=f":err:code:`s{11 - number}/Shared`")
    build = project.build(jobs=2)
    assert len(build.json("codes.json")["services"]) == 12
    assert len(build.codes) == 48
    assert project.build(jobs=2).codes == build.codes
