"""The directives for hand-written pages: search box, services, categories."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_error_index.sphinxext import page_directives
from tests.support.site import visible

if TYPE_CHECKING:
    import pytest

    from tests.conftest import Project

PAGE = "Lists\n=====\n\n.. err:services::\n\n.. err:categories::\n"


def test_lists(seed_project: Project) -> None:
    seed_project.write(
        "data/two/codes.rst",
        "========== =====\nError Code Cause\n========== =====\n"
        "AB.1       X\nAB.2       Y\nC.1        Z\n"
        "========== =====\n",
    )
    seed_project.page("two", "two/*.rst")
    seed_project.write("source/lists.rst", PAGE)
    page = seed_project.build().read("lists.html")
    assert re.search('href="obs/index.html".*?<p>8 codes</p>', page, re.DOTALL)
    assert re.search('href="two.html".*?<p>3 codes</p>', page, re.DOTALL)
    assert re.search('href="obs/category/4XX.html"', page)
    assert "4XX · Obs" in visible(page)
    assert "6 codes: Client errors. The request contains a syntax error" in visible(page)
    assert "AB · Two" in visible(page)


def test_categories_of_one_service(seed_project: Project) -> None:
    seed_project.write(
        "source/lists.rst", "Lists\n=====\n\n.. err:categories::\n   :service: obs\n"
    )
    text = visible(seed_project.build().read("lists.html"))
    assert "4XX" in text
    assert "·" not in text


def test_many_categories_lead_to_the_index(
    seed_project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_directives, "MAX_CATEGORIES", 4)
    seed_project.write("source/deep/lists.rst", PAGE)
    page = seed_project.build().read("deep/lists.html")
    assert re.search('<a [^>]*href="../categories.html">All 5 categories</a>', page)
    assert "4XX" not in visible(page)
    assert "All 5 categories" in seed_project.build("text").read("deep/lists.txt")


def test_service_that_is_not_there(seed_project: Project) -> None:
    seed_project.write(
        "source/lists.rst",
        "Lists\n=====\n\n.. err:categories::\n   :service: nope\n\n"
        ".. err:search::\n   :service: no\n\n.. err:search::\n   :service: obs\n",
    )
    build = seed_project.build(strict=False)
    assert sorted((m.type, m.file, m.line) for m in build.warnings) == [
        ("error_index.option", "lists.rst", 4),
        ("error_index.option", "lists.rst", 7),
    ]
    assert "there is no service 'nope'; those are: obs" in build.warnings[1].text
    assert "There are no categories yet." in build.read("lists.html")


def test_search_box(seed_project: Project) -> None:
    seed_project.write(
        "source/deep/search.rst",
        "Search\n======\n\n.. err:search::\n\n.. err:search::\n   :service: obs\n",
    )
    page = seed_project.build().read("deep/search.html")
    forms = re.findall('<form class="err-search".*?</form>', page, re.DOTALL)
    assert [re.findall('action="([^"]*)"', form) for form in forms] == [["../guide.html"]] * 2
    assert [re.findall('name="service" value="([^"]*)"', form) for form in forms] == [[], ["obs"]]
    ids = [re.findall('<input[^>]* id="([^"]*)"', form) for form in forms]
    assert ids[0] != ids[1]
