"""Builders other than HTML: no page of ours, no crash, and links that lead to the rows."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from tests.conftest import Build, Project
from tests.support import rich
from tests.support.site import Site

EPUB = {
    "version": "1",
    "release": "1",
    "epub_author": "A",
    "epub_publisher": "P",
    "epub_copyright": "C",
    "epub_identifier": "https://example.com",
    "epub_scheme": "URL",
    "epub_uid": "BookId",
    "epub_description": "D",
}


@pytest.fixture(scope="module")
def rich_project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project with a bit of everything, for all builders."""
    project = Project(tmp_path_factory.mktemp("builders"))
    rich.write(project)
    project.conf |= EPUB
    return project


@pytest.mark.parametrize(
    "builder",
    ["text", "man", "texinfo", "xml", "pseudoxml", "dummy", "gettext", "changes"],
)
def test_builds_without_a_warning(rich_project: Project, builder: str) -> None:
    build = rich_project.build(builder)
    assert "obs: 2 tables, 13 rows → 8 codes, 5 categories, 0 tables unread" in build.stdout


@pytest.mark.filterwarnings("ignore")  # those of the builders themselves
@pytest.mark.parametrize("builder", ["json", "pickle"])
def test_serialised_html_has_no_pages_of_ours(rich_project: Project, builder: str) -> None:
    build = rich_project.build(builder)
    assert not list(build.outdir.rglob("403*"))


def test_text_has_the_texts(rich_project: Project) -> None:
    build = rich_project.build("text")
    assert "Service Unavailable" in build.read("obs/index.txt")
    assert '"Third" -- meaning.' in build.read("kit/index.txt")
    assert "TOOL-1" not in build.read("deep/er/tool.txt")
    index = build.read("index.txt")
    assert "4XX" in index
    assert "Troubleshooting guide" not in index
    assert "403" in build.read("linking.txt")


def test_singlehtml_leads_to_rows(rich_project: Project) -> None:
    build = rich_project.build("singlehtml")
    site = Site(build.outdir)
    assert site.pages == ["index.html"]
    broken = [link.removeprefix("index.html -> ") for link in site.broken()]
    # Sphinx's own: the theme's relations bar, and (9.0) sections as "#document#section".
    assert [b for b in broken if not b.startswith("#document-") and "index" not in b] == [
        "search.html"
    ]
    assert [link for link in broken if "row-" in link] == []
    assert site.repeated_ids() == []
    text = build.read("index.html")
    assert re.search('<a [^>]*href="#obs-http-status-codes-row-403"', text)
    assert "err-search" not in text
    assert not (build.outdir / "codes.json").exists()


def test_epub_leads_to_rows(rich_project: Project, tmp_path: Path) -> None:
    build = rich_project.build("epub")
    (book,) = build.outdir.glob("*.epub")
    with zipfile.ZipFile(book) as archive:
        archive.extractall(tmp_path)
    for page in tmp_path.rglob("*.xhtml"):
        page.rename(page.with_suffix(".html"))
        target = page.with_suffix(".html")
        target.write_text(target.read_text("utf-8").replace(".xhtml", ".html"), "utf-8")
    site = Site(tmp_path)
    assert "obs/index.html" in site.pages
    assert "guide.html" not in site.pages
    assert site.broken() == []
    linking = (tmp_path / "linking.html").read_text("utf-8")
    assert 'href="obs/index.html#obs-http-status-codes-row-403"' in linking


def test_latex_leads_to_rows(rich_project: Project) -> None:
    build = rich_project.build("latex")
    (file,) = build.outdir.glob("*.tex")
    text = file.read_text("utf-8")
    labels = set(re.findall(r"\\label\{\\detokenize\{([^}]*)\}\}", text))
    links = set(re.findall(r"\\(?:hyperref|sphinxcrossref)\[\\detokenize\{([^}]*)\}\]", text))
    links |= set(re.findall(r"\\hyperref\[\\detokenize\{([^}]*)\}\]", text))
    assert "obs/index:obs-http-status-codes-row-403" in links
    assert links - labels == set()


def test_texinfo_leads_to_rows(rich_project: Project) -> None:
    build = rich_project.build("texinfo")
    (file,) = build.outdir.glob("*.texi")
    text = file.read_text("utf-8")
    anchors = set(re.findall(r"@anchor\{([^}]*)\}", text)) | set(
        re.findall(r"@node ([^,\n]*)", text)
    )
    links = set(re.findall(r"@ref\{([^,}]*)", text))
    anchor = re.search(r"row-403\}@anchor\{(\w+)\}403 Forbidden", text)
    assert anchor
    assert f"@ref{{{anchor[1]},,403}}" in text
    assert links - anchors == set()


def test_assets_are_only_where_they_are_used(rich_project: Project) -> None:
    assert not list(rich_project.build("text").outdir.rglob("error-index*"))
    assert not list(rich_project.build("epub").outdir.rglob("error-index*"))


def names(build: Build) -> set[str]:
    return {path.relative_to(build.outdir).as_posix() for path in build.outdir.rglob("*")}


def test_nothing_of_ours_beside_text(rich_project: Project) -> None:
    assert {Path(name).suffix for name in names(rich_project.build("text"))} <= {"", ".txt"}
