"""Bad input is named with file and line, loses nothing else, and stops no build."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conftest import Build, Message, Project
from tests.support import bad_cases
from tests.support.site import visible

if TYPE_CHECKING:
    from tests.support.bad_cases import Case

CASES = bad_cases.load()
GOOD = "========== =====\nError Code Cause\n========== =====\nG.1        Good.\n========== =====\n"

each_case = pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """All cases as one site."""
    project = Project(tmp_path_factory.mktemp("bad"))
    for case in CASES:
        case.write(project)
    return project.build(strict=False)


@each_case
def test_everything_is_said_once_with_file_and_line(case: Case, site: Build) -> None:
    said, expected = case.said(site), case.lines("messages")
    assert len(said) == len(expected), "\n".join(said)
    for one, wanted in zip(sorted(said), sorted(expected), strict=True):
        assert one.startswith(wanted)


@each_case
def test_everything_else_is_read(case: Case, site: Build) -> None:
    codes = [
        f"{code['service']}/{variant['code']}"
        for code in site.codes.values()
        for variant in code["variants"][:1]
        if any(case.name in origin["file"] for origin in variant["origins"])
    ]
    assert sorted(codes) == sorted(case.lines("codes"))


@each_case
def test_rows_are_accounted_for(case: Case, site: Build) -> None:
    expected = case.lines("rows")
    if expected:
        assert [f"{line} {outcome}" for line, outcome, _ in site.rows(case.name)] == expected


@each_case
def test_texts_are_shown_as_texts(case: Case, site: Build) -> None:
    for page, text in case.shown("shown"):
        assert text in visible(site.read(f"{page}.html")), page
    for page, text in case.shown("not shown"):
        assert text not in site.read(f"{page}.html"), page


def test_nothing_else_is_said(site: Build) -> None:
    files = {file for case in CASES for file in (*case.files, f"{case.name}.rst")}
    assert [message for message in site.warnings if message.file not in files] == []


def test_every_warning_is_ours(site: Build) -> None:
    assert {message.type.split(".")[0] for message in site.warnings} == {"error_index"}


def test_report_names_the_unread_table(site: Build) -> None:
    (table, read) = next(
        service["tables"]
        for service in site.json("report.json")["services"]
        if service["id"] == "unknown_header"
    )
    assert (table["line"], table["read"], read["read"]) == (5, False, True)
    assert "'Inches', 'Metres'" in table["reason"]


def test_report_names_the_broken_tables(site: Build) -> None:
    tables = {
        service["id"]: [(table["line"], table["read"]) for table in service["tables"]]
        for service in site.json("report.json")["services"]
    }
    broken, outside = tables["malformed_table"], tables["csv_outside"]
    assert sorted(broken) == [(5, True), (14, False), (18, True)]
    assert [line for line, read in outside if not read] == [1, 4, 7]
    assert (
        "malformed_table: 2 tables, 2 rows → 2 codes, 0 categories, 1 table unread" in site.stdout
    )


def test_a_file_of_broken_tables_has_tables(project: Project) -> None:
    project.conf["extensions"] = ["sphinx_error_index", "myst_parser"]
    project.write("data/svc/html.md", "# Codes\n\n<table>\n<tr><td>A.1</td></tr>\n</table>\n")
    project.page("svc", "svc/html.md")
    build = project.build(strict=False)
    assert said(build) == [("unread_table", "html.md", 4)]
    (service,) = build.json("report.json")["services"]
    (table,) = service["tables"]
    assert (table["file"], table["line"], table["read"]) == ("svc/html.md", 4, False)
    assert table["reason"].startswith("it has no column headers")
    assert "svc: 0 tables, 0 rows → 0 codes, 0 categories, 1 table unread" in build.stdout


def test_texts_cannot_break_out_of_the_script(site: Build) -> None:
    # A script of its own that is one call with one JSON value: no text is code.
    texts = [path.read_text("utf-8") for path in site.outdir.glob("error-index/*/r/0/*.js")]
    calls = [re.fullmatch(r'ei\("[0-9a-f]{16}/r/[0-9]+",(.*)\);\n', text) for text in texts]
    values = [json.dumps(json.loads(call[1])) for call in calls if call]
    assert len(values) == len(calls) > 0
    assert any("<script>alert(1)</script> {{ 6 * 7 }}" in value for value in values)
    variant = site.codes["script_and_jinja/X.1"]["variants"][0]
    assert variant["description"].startswith("<script>alert(1)</script> {{ 6 * 7 }}")
    assert variant["causes"] == [
        "<img src=x onerror=alert(2)> {{ 6 * 7 }}",
        "</script><script>alert(3)",
    ]


def test_fields_of_a_vendor_file_do_not_reach_the_page(site: Build) -> None:
    origin = site.codes["page_fields/F.1"]["variants"][0]["origins"][0]
    assert (origin["original_name"], origin["document"]) == ("fields.html", "Vendor's title")
    # ":tocdepth: 1" of the vendor would cut the page's own table of contents.
    assert ">Part</a>" in site.read("page_fields.html")


def said(build: Build, kind: str = "warnings") -> list[tuple[str, str, int]]:
    """Type, file and line of what a build said."""
    messages: list[Message] = getattr(build, kind)
    return [(m.type.removeprefix("error_index."), m.file, m.line) for m in messages]


def test_not_utf8(project: Project) -> None:
    table = GOOD.replace("Good.", "Gr\xfc\xdfe").encode("cp1252")
    project.write("data/svc/windows.rst", b"Title\n-----\n\n" + table)
    project.write("data/svc/utf16.rst", GOOD.replace("G.1 ", "G.16").encode("utf-16"))
    project.write("data/svc/bom.rst", b"\xef\xbb\xbf" + GOOD.replace("G.1", "G.8").encode())
    project.page("svc", "svc/*.rst")
    build = project.build(strict=False)
    assert said(build) == [("encoding", "windows.rst", 7)]
    assert set(build.codes) == {"svc/G.1", "svc/G.16", "svc/G.8"}
    assert build.codes["svc/G.1"]["variants"][0]["causes"] == ["Gr\xfc\xdfe"]


def test_file_that_no_page_names(project: Project) -> None:
    project.write("data/svc/good.rst", GOOD)
    project.write("data/svc/left.rst", GOOD)
    project.write("data/svc/notes.csv", "not a document")
    project.write("data/.git/hidden.rst", GOOD)
    project.page("svc", "svc/good.rst")
    build = project.build(strict=False)
    assert said(build) == [("unnamed_file", "left.rst", 1)]


def test_documents_of_the_site_need_no_name(project: Project) -> None:
    project.conf["error_index_data"] = "."
    project.write("vendor/good.rst", GOOD)
    project.write("source/svc.rst", "Service\n=======\n\n.. err:tables:: ../vendor/good.rst\n")
    assert project.build().codes["svc/G.1"]["variants"][0]["origins"][0]["file"] == (
        "vendor/good.rst"
    )


def test_links_out_of_the_data_root(project: Project) -> None:
    project.write("outside/secret.csv", "Error Code,Cause\nZ.1,Secret\n")
    project.write("outside/picture.png", b"png")
    (project.folder / "data/svc").mkdir(parents=True)
    (project.folder / "data/svc/in.csv").symlink_to(project.folder / "outside/secret.csv")
    (project.folder / "data/svc/in").symlink_to(project.folder / "outside")
    project.write(
        "data/svc/codes.rst",
        f"{GOOD}\n.. csv-table::\n   :file: in.csv\n\n.. csv-table::\n   :file: in/secret.csv\n\n"
        ".. image:: in/picture.png\n",
    )
    project.page("svc", "svc/codes.rst")
    build = project.build(strict=False)
    assert said(build) == [("outside", "codes.rst", line) for line in (7, 10, 13)]
    assert set(build.codes) == {"svc/G.1"}
    assert "Secret" not in build.read("svc.html")


def test_data_root_behind_a_link(project: Project) -> None:
    project.write("vendor/svc/codes.rst", f".. csv-table::\n   :file: x.csv\n\n{GOOD}")
    project.write("vendor/svc/x.csv", "Error Code,Cause\nX.1,From a file.\n")
    (project.folder / "data").symlink_to(project.folder / "vendor")
    project.page("svc", "svc/*.rst")
    project.conf["suppress_warnings"] = ["error_index.unread_table"]
    origin = project.build().codes["svc/G.1"]["variants"][0]["origins"][0]
    assert origin["file"] == "svc/codes.rst"


def test_file_that_fails_while_it_is_read(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.write("data/svc/good.rst", GOOD)
    project.write("data/svc/locked.rst", GOOD)
    project.page("svc", "svc/*.rst")
    read_bytes = Path.read_bytes

    def fail(path: Path) -> bytes:
        if path.name == "locked.rst":
            raise PermissionError(13, "Permission denied", str(path))
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", fail)
    build = project.build(strict=False)
    assert said(build) == [("no_file", "locked.rst", 1)]
    assert "cannot be read (Permission denied)" in build.warnings[0].text
    assert set(build.codes) == {"svc/G.1"}


def test_service_without_codes(project: Project) -> None:
    project.write("data/svc/words.rst", "Words\n-----\n\nNothing but words.\n")
    project.page("svc", "svc/words.rst")
    build = project.build(strict=False)
    assert said(build) == [("no_tables", "words.rst", 1)]
    assert "svc: 0 tables, 0 rows → 0 codes, 0 categories, 0 tables unread" in build.stdout


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("error_index_vocabulary", {"poem": ["Rhyme"]}, "'poem' is not a column role"),
        ("error_index_vocabulary", {"cause": "Why"}, "'cause' must be given a list of strings"),
        ("error_index_vocabulary", {"cause": [1]}, "'cause' must be given a list of strings"),
        ("error_index_vocabulary", ["cause"], "must be a dictionary of lists"),
        ("error_index_synonyms", {"login": "sign in"}, "'login' must be given a list of strings"),
        ("error_index_data", "da\0ta", "is no path"),
        ("error_index_edit_url", "https://[{code}", "is no address"),
        ("html_baseurl", "https://[", "is no address"),
    ],
)
def test_configuration_that_means_nothing(
    project: Project, name: str, value: object, words: str
) -> None:
    project.conf[name] = value
    message, *others = [m for m in project.build(strict=False).warnings if m.type]
    assert (message.type, message.file, message.line) == ("error_index.config", "conf.py", 1)
    assert name in message.text
    assert words in message.text
    assert not others


def test_template_that_fails_is_named_and_replaced(project: Project) -> None:
    project.write("data/svc/good.rst", GOOD)
    grouped = "\n.. csv-table::\n   :header-rows: 1\n\n   Code,Category,Cause\n   H.1,Disks,Full\n"
    project.write("data/svc/grouped.rst", f"Grouped\n=======\n{grouped}")
    project.page("svc", "svc/*.rst", text=".. err:search::")
    project.conf["templates_path"] = ["templates"]
    templates = {
        "code": "<p>mine</p>\n\n{{ nowhere }}",
        "category": "{% for x in %}",
        "guide": "{{ 1 + 'a' }}",
        "404": '{% include "error_index/gone.html" %}',
        "categories": "<p>{{ services | length }} of mine</p>",
        "partials/search": "\n{{ box_id.nothing() }}",
    }
    for name, text in templates.items():
        project.write(f"templates/error_index/{name}.html", text)
    build = project.build(strict=False)
    lines = {"code": 3, "category": 1, "guide": 1, "404": 1, "search": 2}
    assert sorted(said(build)) == sorted(
        ("template", f"{name}.html", line) for name, line in lines.items()
    )
    assert "Good." in build.read("svc/G.1.html")
    assert "Troubleshooting guide" in build.read("guide.html")
    assert 'role="search"' in build.read("svc.html")
    assert "<p>1 of mine</p>" in build.read("categories.html")
