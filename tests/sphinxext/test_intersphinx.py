"""Another Sphinx project links to codes, meanings and categories through ``objects.inv``."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup

from tests.conftest import Project

if TYPE_CHECKING:
    from pathlib import Path

BASE = "https://docs.example.com/errors/"

TABLE = """
Errors
======

.. list-table::
   :header-rows: 1

   * - Status Code
     - Error Code
     - Message
   * - 401
     - APIG.0201
     - No token
   * - 504
     - APIG.0201
     - Backend timeout
   * - 404
     - APIG.0301
     - No such API
"""

PAGE = """
Second
======

* :external+errors:err:code:`gateway/APIG.0301`
* :external+errors:err:code:`a meaning <gateway/APIG.0201#{anchor}>`
* :external+errors:err:category:`gateway/4XX`
* :external:err:code:`gateway/APIG.0201`
* :err:code:`gateway/APIG.0301`
"""


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_second_project_links(tmp_path: Path, builder: str) -> None:
    first = Project(tmp_path / "first")
    first.conf["suppress_warnings"] = ["error_index"]
    first.write("data/gateway/errors.rst", TABLE)
    first.page("gateway", "gateway/errors.rst")
    site = first.build(builder)
    variant = next(
        variant
        for variant in site.codes["gateway/APIG.0201"]["variants"]
        if variant["status"] == [504]
    )

    second = Project(tmp_path / "second")
    second.conf["extensions"] = ["sphinx.ext.intersphinx", "sphinx_error_index"]
    second.conf["intersphinx_mapping"] = {"errors": (BASE, str(site.outdir / "objects.inv"))}
    second.write("source/page.rst", PAGE.format(anchor=variant["anchor"]))
    built = second.build(builder)

    name = "page.html" if builder == "html" else "page/index.html"
    soup = BeautifulSoup(built.read(name), "html.parser")
    links = [str(link["href"]) for link in soup.select("a.reference.external")]
    codes = site.codes
    assert [link.removeprefix(BASE) for link in links] == [
        codes["gateway/APIG.0301"]["url"],
        f"{codes['gateway/APIG.0201']['url']}#{variant['anchor']}",
        f"gateway/category/4XX{'.html' if builder == 'html' else '/'}",
        codes["gateway/APIG.0201"]["url"],
        codes["gateway/APIG.0301"]["url"],
    ]
    for link in links:
        assert_leads_somewhere(site.outdir, link)


def assert_leads_somewhere(site: Path, link: str) -> None:
    path, _, anchor = unquote(link.removeprefix(BASE)).partition("#")
    file = site / path / "index.html" if path.endswith("/") else site / path
    soup = BeautifulSoup(file.read_text("utf-8"), "html.parser")
    assert not anchor or soup.find(id=anchor)
