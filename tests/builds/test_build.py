"""Whole builds: what they account for, and what stands where a page of ours would."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Build, Project
from tests.support import rich
from tests.support.site import Site, visible

TABLE = """\
========== =====
Error Code Cause
========== =====
T.1        One.
T.2        Two.
========== =====
"""


@pytest.fixture
def table_project(project: Project) -> Project:
    """A project with two codes of one service."""
    project.write("data/svc/codes.rst", TABLE)
    project.page("svc", "svc/*.rst")
    return project


def test_seed_is_accounted_for(seed_project: Project) -> None:
    build = seed_project.build()
    assert "obs: 2 tables, 13 rows → 8 codes, 5 categories, 0 tables unread" in build.stdout
    assert [codes for _, outcome, codes in build.rows("obs") if outcome == "code"] == [
        ["400"], ["403"], ["404"], ["405"], ["408"], ["409"], ["500"], ["503"]
    ]  # fmt: skip


def files(build: Build) -> dict[str, bytes]:
    """All pages and data of a site by name; what holds a time or a random order left out."""
    return {
        path.relative_to(build.outdir).as_posix(): path.read_bytes()
        for path in build.outdir.rglob("*")
        if path.is_file() and (path.suffix in {".html", ".json"} or "error-index" in path.parts)
    }


def test_parallel_builds_give_the_same_bytes(tmp_path: Path) -> None:
    sites = []
    for jobs in (1, 2):
        project = Project(tmp_path / str(jobs))
        rich.write(project)
        sites.append(files(project.build(jobs=jobs)))
    one, two = sites
    assert one.keys() == two.keys()
    assert [name for name in one if one[name] != two[name]] == []


def test_project_without_services(project: Project) -> None:
    project.write(
        "source/home.rst", "Home\n====\n\n.. err:search::\n.. err:services::\n.. err:categories::\n"
    )
    build = project.build()
    assert "There are no services yet." in build.read("home.html")
    assert "There are no categories yet." in build.read("home.html")
    for name in ("guide", "categories"):
        assert "No error codes are documented here yet" in build.read(f"{name}.html")
    assert build.json("codes.json")["codes"] == []
    assert build.json("report.json")["services"] == []
    assert Site(build.outdir).broken() == []


TAKEN = ["svc/T.1", "svc/category/T", "guide", "categories", "404"]


@pytest.mark.parametrize("name", [*TAKEN, "SVC/t.1", "Guide", "CATEGORIES"])
def test_a_document_keeps_its_address(table_project: Project, name: str) -> None:
    table_project.write(f"source/{name}.rst", "Mine\n====\n\nWords of my own.\n")
    build = table_project.build(strict=False)
    assert [(m.type, m.file) for m in build.warnings] == [
        ("error_index.address_taken", Path(f"{name}.rst").name)
    ]
    assert "Words of my own." in build.read(f"{name}.html")
    ours = next(taken for taken in TAKEN if taken.lower() == name.lower())
    assert ours == name or not (build.outdir / f"{ours}.html").exists()
    assert "Two." in build.read("svc/T.2.html")
    # The links to the page lead to the document, as it is spelled; it has no anchors of ours.
    if "/" in name:
        assert [link for link in Site(build.outdir).broken() if "#" not in link] == []


def test_documents_and_pages_share_folders_in_dirhtml(table_project: Project) -> None:
    table_project.index = False
    table_project.write(
        "source/index.rst", "Home\n====\n\n.. toctree::\n\n   svc\n   svc/T.1/index\n   404\n"
    )
    table_project.write("source/svc/T.1/index.rst", "Mine\n====\n\nWords of my own.\n")
    table_project.write("source/404.rst", "Lost\n====\n\nLost words of my own.\n")
    build = table_project.build("dirhtml", strict=False)
    assert [(m.type, m.file) for m in build.warnings] == [
        ("error_index.address_taken", "index.rst")
    ]
    assert "Words of my own." in build.read("svc/T.1/index.html")
    assert "Lost words of my own." in build.read("404/index.html")
    assert "Page not found" in build.read("404.html")
    assert "Two." in build.read("svc/T.2/index.html")


def test_additional_pages_replace_ours(table_project: Project) -> None:
    table_project.write("templates/mine.html", "My own words.")
    table_project.conf["templates_path"] = ["templates"]
    table_project.conf["html_additional_pages"] = {"404": "mine.html"}
    assert table_project.build().read("404.html") == "My own words."
    assert table_project.build().read("404.html") == "My own words."


def test_a_page_that_became_a_document_is_not_pruned(table_project: Project) -> None:
    table_project.build()
    table_project.write("source/svc/T.1.rst", "Mine\n====\n\nWords of my own.\n")
    table_project.conf["suppress_warnings"] = ["error_index.address_taken"]
    assert "Words of my own." in table_project.build().read("svc/T.1.html")
    assert "Words of my own." in table_project.build().read("svc/T.1.html")
    (table_project.folder / "source/svc/T.1.rst").unlink()
    assert "One." in table_project.build().read("svc/T.1.html")


def test_services_that_differ_only_in_case(table_project: Project) -> None:
    table_project.write("data/other/codes.rst", TABLE)
    table_project.page("other", "other/*.rst", options=":service: SVC")
    build = table_project.build(strict=False)
    assert [(m.type, m.file) for m in build.warnings] == [("error_index.service", "svc.rst")]
    assert "'SVC' and 'svc'" in build.warnings[0].text


def test_toctree_names_generated_pages(project: Project) -> None:
    project.index = False
    project.write("data/svc/codes.rst", TABLE)
    project.page("svc", "svc/*.rst")
    project.write(
        "source/index.rst", "Home\n====\n\n.. toctree::\n\n   guide\n   svc\n   All <categories>\n"
    )
    text = project.build().read("index.html")
    assert '<a class="reference internal" href="guide.html">Troubleshooting guide</a>' in text
    assert '<a class="reference internal" href="categories.html">All</a>' in text


def test_toctree_names_a_document_of_that_name(project: Project) -> None:
    project.conf["suppress_warnings"] = ["error_index.address_taken"]
    project.index = False
    project.write("source/index.rst", "Home\n====\n\n.. toctree::\n\n   guide\n   categories\n")
    project.write("source/guide.rst", "My guide\n========\n\nMy words.\n")
    build = project.build()
    assert '<a class="reference internal" href="guide.html">My guide</a>' in build.read(
        "index.html"
    )
    assert "My words." in build.read("guide.html")
    # It comes and goes: the page that names it is read again.
    (project.folder / "source/guide.rst").unlink()
    build = project.build()
    assert '<a class="reference internal" href="guide.html">Trouble' in build.read("index.html")
    assert "Troubleshooting guide" in build.read("guide.html")
    project.write("source/guide.rst", "My guide\n========\n\nMy words.\n")
    build = project.build()
    assert '<a class="reference internal" href="guide.html">My guide</a>' in build.read(
        "index.html"
    )
    assert "My words." in build.read("guide.html")


def test_every_page_is_complete(table_project: Project) -> None:
    table_project.conf["html_baseurl"] = "https://docs.example.com/errors/"
    build = table_project.build()
    assert "T.1" in visible(build.read("svc/T.1.html"))
    assert 'href="https://docs.example.com/errors/svc/T.1.html"' in build.read("svc/T.1.html")
    assert build.json("codes.json")["base_url"] == "https://docs.example.com/errors/"


def test_vendor_files_beside_conf_py_are_no_documents(project: Project) -> None:
    """The usual layout: conf.py in the source folder, the data root beside it, inside it."""
    project.index = False
    project.folder.joinpath("source").mkdir(exist_ok=True)
    project.conf["error_index_data"] = "source/data"
    project.write(
        "source/data/v.rst",
        ".. list-table::\n   :header-rows: 1\n\n   * - Error Code\n     - Cause\n"
        "   * - V.1\n     - Wear\n\n.. raw:: html\n\n   <script>alert(1)</script>\n",
    )
    project.write("source/index.rst", "V\n=\n\n.. err:tables:: data/*.rst\n   :service: v\n")
    build = project.build(strict=False)
    assert [message.type for message in build.warnings] == ["error_index.refused"]
    assert not (build.outdir / "data" / "v.html").exists()
    assert "<script>alert(1)" not in build.read("index.html")
    assert "v/V.1" in build.codes
