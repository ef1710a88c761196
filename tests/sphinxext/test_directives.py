"""The directive ``err:tables``: which files it takes, and what its options say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sphinx_error_index.reading.globs import expand
from sphinx_error_index.sphinxext.directives import default_service
from tests.support.site import Site, visible

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Project

CELL = '*a* "b" -- c...'


def table(code: str, cause: str = "Why.") -> str:
    """A table with one code."""
    head = ".. list-table::\n   :header-rows: 1\n\n   * - Error Code\n     - Cause\n"
    return f"{head}   * - {code}\n     - {cause}\n"


@pytest.mark.parametrize(
    ("docname", "service"),
    [
        ("obs", "obs"),
        ("obs/index", "obs"),
        ("storage/obs", "obs"),
        ("storage/obs/index", "obs"),
        ("index", "errors"),
        ("a b/my service", "my-service"),
        ("Search/index", "Search_"),
    ],
)
def test_default_service(docname: str, service: str) -> None:
    assert default_service(docname) == service


def test_expand(tmp_path: Path) -> None:
    names = ["b.rst", "a.rst", "sub/c.rst", "sub/sub/d.rst", "odd[1].rst", ".hidden.rst", "e.txt"]
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "folder.rst").mkdir()
    pages = tmp_path / "pages [x]"
    pages.mkdir()

    def found(pattern: str, folder: Path = tmp_path) -> list[str]:
        return [path.relative_to(tmp_path).as_posix() for path in expand(pattern, folder)]

    assert found("a.rst") == ["a.rst"]
    assert found("./sub/../a.rst") == ["a.rst"]
    assert found("*.rst") == ["a.rst", "b.rst", "odd[1].rst"]
    assert found("**/*.rst") == ["a.rst", "b.rst", "odd[1].rst", "sub/c.rst", "sub/sub/d.rst"]
    assert found("odd[1].rst") == ["odd[1].rst"]
    assert found("[ab].rst") == ["a.rst", "b.rst"]
    assert found("../*.rst", pages) == ["a.rst", "b.rst", "odd[1].rst"]
    assert found("/a.rst") == ["a.rst"]
    assert found("nothing.rst") == found("folder.rst") == found("*.none") == []


def test_paths_start_at_the_page_or_at_the_site(project: Project) -> None:
    project.write("source/vendor/near.rst.txt", table("N.1"))
    project.write("source/deep/far.rst.txt", table("F.1"))
    project.conf["exclude_patterns"] = ["**.txt"]
    project.index = False
    project.write("source/index.rst", "Home\n====\n\n.. toctree::\n\n   deep/svc\n")
    project.write(
        "source/deep/svc.rst",
        "Service\n=======\n\n.. err:tables:: far.rst.txt /vendor/near.rst.txt\n",
    )
    build = project.build()
    assert set(build.codes) == {"svc/F.1", "svc/N.1"}
    file = build.codes["svc/F.1"]["variants"][0]["origins"][0]["file"]
    assert file == "../source/deep/far.rst.txt"


def test_names_with_blanks_and_quotes(project: Project) -> None:
    project.write("data/a b/c d.rst", table("S.1"))
    project.write("data/vendor's.rst", table("Q.1"))
    project.write(
        "source/svc.rst",
        'Service\n=======\n\n.. err:tables:: "../data/a b/c d.rst" "../data/vendor\'s.rst"\n',
    )
    project.write("source/other.rst", "Other\n=====\n\n.. err:tables:: ../data/vendor's.rst\n")
    assert set(project.build().codes) == {"svc/S.1", "svc/Q.1", "other/Q.1"}


def test_order_of_files_and_pages(project: Project) -> None:
    project.write("data/z.rst", table("Z.1"))
    project.write("data/a.rst", table("A.1"))
    project.write("data/m.rst", table("M.1"))
    project.page("second", "a.rst", options=":service: svc")
    project.page("first", "z.rst", "m.rst", options=":service: svc")
    build = project.build()
    assert list(build.codes) == ["svc/M.1", "svc/Z.1", "svc/A.1"]
    assert build.json("codes.json")["services"][0]["title"] == "First"


def test_ids_of_files_with_like_names(project: Project) -> None:
    for name in ("a/b.rst", "a-b.rst", "a_b.rst", "错误.rst", "说明.rst"):
        project.write(f"data/{name}", f".. _spot:\n\nTitle\n-----\n\n{table('T.1', name)}")
    project.page("svc", "a/b.rst", "*.rst")
    build = project.build()
    assert Site(build.outdir).repeated_ids() == []
    assert Site(build.outdir).broken() == []
    assert len(build.codes["svc/T.1"]["variants"]) == 5


def test_columns_by_header_and_position(project: Project) -> None:
    project.write(
        "data/odd.rst",
        ".. list-table::\n   :header-rows: 1\n\n"
        "   * - Number\n     - What, when\n     - Cause\n"
        "   * - N.1\n     - It broke.\n     - kept as it is\n",
    )
    project.page("svc", "odd.rst", options=":columns: number = code, 2=cause, Cause=-")
    (variant,) = project.build().codes["svc/N.1"]["variants"]
    assert variant["causes"] == ["It broke."]
    assert variant["extra"] == {"Cause": "kept as it is"}


def test_the_language_of_the_files(project: Project) -> None:
    project.write("data/a.rst", table("A.1"))
    project.write("data/b.rst", table("B.1"))
    project.page("german", "a.rst", options=":language: de_AT")
    project.page("none", "b.rst", options=":language: 1")
    build = project.build(strict=False)
    services = {each["id"]: each for each in build.json("codes.json")["services"]}
    assert services["german"]["language"] == "de"
    assert "language" not in services["none"]
    assert [(m.file, m.type) for m in build.warnings] == [("none.rst", "error_index.option")]


def test_hidden(project: Project) -> None:
    project.write("data/svc/codes.rst", f"Vendor title\n------------\n\n{table('H.1', '*Why.*')}")
    project.page("svc", "svc/*.rst", options=":hidden:", text="Words of the page.")
    build = project.build()
    page = visible(build.read("svc.html"))
    assert "Words of the page." in page
    assert '<a href="svc/H.1.html">H.1</a>' in build.read("svc.html")
    assert "Vendor title" not in page
    code = build.read("svc/H.1.html")
    assert "<em>Why.</em>" in code
    assert 'href="../svc.html"' in code
    assert build.codes["svc/H.1"]["variants"][0]["origins"][0]["url"] == "svc.html"
    assert Site(build.outdir).broken() == []


def test_rows_lead_to_codes(project: Project) -> None:
    project.seed()
    page = project.build().read("obs/index.html")
    assert '<tr class="row-odd" id="obs-http-status-codes-row-403">' in page or (
        'id="obs-http-status-codes-row-403"' in page
    )
    assert 'href="403.html"' in page
    assert 'href="category/4XX.html"' in page


def test_quotation_marks_stay_as_the_vendor_writes_them(project: Project) -> None:
    project.write("data/svc/codes.rst", f'"Words" -- and...\n\n{table("Q.1", CELL)}')
    project.page("svc", "svc/*.rst", text='My own "words".')
    build = project.build()
    text = visible(build.read("svc.html"))
    assert '"Words" -- and...' in text
    assert 'a "b" -- c...' in text
    assert "My own \N{LEFT DOUBLE QUOTATION MARK}words" in text
    assert 'a "b" -- c...' in visible(build.read("svc/Q.1.html"))


def test_directive_on_a_markdown_page(project: Project) -> None:
    pytest.importorskip("myst_parser")
    project.conf["extensions"] = ["myst_parser", "sphinx_error_index"]
    project.write("data/svc/codes.rst", table("M.1"))
    project.write(
        "data/svc/more.md", "# More\n\n| Error Code | Cause |\n|--|--|\n| M.2 | *Why.* |\n"
    )
    project.write(
        "source/svc.md",
        "# Service\n\n```{err:tables} ../data/svc/*\n:service: svc\n```\n\n"
        "```{err:tables} ../data/none.rst\n```\n\n{err:code}`M.1` {err:code}`svc/M.3`\n",
    )
    build = project.build(strict=False)
    assert set(build.codes) == {"svc/M.1", "svc/M.2"}
    assert [(m.type, m.file, m.line) for m in build.warnings] == [
        ("error_index.no_file", "svc.md", 7),
        ("error_index.reference", "svc.md", 10),
    ]
    assert 'href="svc/M.1.html"' in build.read("svc.html")
    assert "<em>Why.</em>" in build.read("svc/M.2.html")


def test_option_without_a_value(project: Project) -> None:
    project.write("data/svc/codes.rst", table("O.1"))
    project.page("svc", "svc/*.rst", options=":service:")
    build = project.build(strict=False)
    assert ("svc.rst", 6) in [(m.file, m.line) for m in build.warnings]
    assert "argument required but none supplied" in build.stderr


CAPTIONED = """\
.. list-table::
   :header-rows: 1

   * - Error Code
     - Cause
     - Solution
   * - C.1
     - See it:

       .. code-block:: python
          :caption: What **to** do

          retry(now=True)
     - .. figure:: plan.png

          Where it is
   * - C.2
     - .. table:: Inner *words*

          ====  ====
          Key   Text
          ====  ====
          a     b
          ====  ====
     - Wait.
"""


@pytest.mark.parametrize("numfig", [False, True])
def test_captions_in_cells(project: Project, *, numfig: bool) -> None:
    project.conf["numfig"] = numfig
    project.write("data/svc/plan.png", b"\x89PNG\r\n\x1a\n")
    project.write("data/svc/codes.rst", CAPTIONED)
    project.page("svc", "svc/*.rst")
    build = project.build()
    page = build.read("svc/C.1.html")
    assert "What <strong>to</strong> do" in page
    assert 'class="highlight-python' in page
    assert "retry(now=True)" in visible(page)
    assert "Where it is" in visible(page)
    assert "Inner <em>words</em>" in build.read("svc/C.2.html")
    assert Site(build.outdir).repeated_ids() == []
    assert Site(build.outdir).broken() == []
