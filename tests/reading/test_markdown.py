"""A vendor's Markdown: what runs in it, what it links to, and what of its tables is kept."""

from __future__ import annotations

import pytest
from docutils import nodes
from sphinx import addnodes

from tests.reading.test_vendor import broken, doctree, message, read, said


def test_front_matter_of_markdown() -> None:
    document = read("---\noriginal_name: x_1.html\n---\n# The *title*\n", "codes.md").document
    assert document
    assert (document.title, document.original_name) == ("The title", "x_1.html")


def test_objects_in_markdown_are_definitions() -> None:
    text = (
        "# Errors\n\n```{c:macro} SIEVE_ETORN\n:noindex:\n\nIt is torn.\n```\n\n"
        "```{data} SIEVE_EGONE\nGone.\n```\n"
    )
    reading = read(text, "codes.md")
    assert said(reading) == []
    (table,) = reading.readings
    assert [record.code for record in table.records] == ["SIEVE_ETORN", "SIEVE_EGONE"]


@pytest.mark.parametrize("target", ["/etc/hostname", "conf.py", "#nowhere", "javascript:alert(1)"])
def test_links_of_markdown(target: str) -> None:
    tree = doctree(f"See [text]({target}).\n", "codes.md")
    assert not list(tree.findall(nodes.reference))
    assert not list(tree.findall(addnodes.download_reference))
    assert "text" in tree.astext()


@pytest.mark.parametrize("target", ["Error-Code", "the-title", "codes"])
def test_links_inside_markdown(target: str) -> None:
    text = f"# The title\n\n(Error-Code)=\n## Codes\n\nSee [text](#{target}).\n"
    tree = doctree(text, "codes.md")
    (link,) = tree.findall(nodes.reference)
    assert tree.ids[link["refid"]] is not None


def test_labels_and_references_of_markdown() -> None:
    text = "(Error-Code)=\n# Codes\n\nSee [it](#Elsewhere) and {ref}`there`.\n"
    document = read(text, "codes.md").document
    assert document
    assert [label.name for label in document.labels] == ["error-code"]
    assert [(r.type, r.target) for r in document.references] == [
        ("std:ref", "elsewhere"), ("std:ref", "there")
    ]  # fmt: skip


def test_raw_html_is_text() -> None:
    tree = doctree("<script>alert(1)</script>\n\nA <b>bold</b> word.\n", "codes.md")
    assert not list(tree.findall(nodes.raw))
    assert "<script>alert(1)</script>" in tree.astext()
    tree = doctree("A <blink>bold</blink> <b>word</b>, <i>open.\n", "codes.md")
    assert tree.astext() == "A <blink>bold</blink> word, <i>open."
    assert [node.astext() for node in tree.findall(nodes.strong)] == ["word"]


@pytest.mark.parametrize("role", ["func", "py:class", "raw", "download", "math", "index", "foo"])
def test_text_of_other_roles_of_markdown_is_kept(role: str) -> None:
    rows = f"| A.1 | one |\n| {{{role}}}`A.2` | two {{{role}}}`three` |\n"
    reading = read("| Error Code | Message |\n|---|---|\n" + rows, "codes.md")
    assert said(reading) == [("note", "untidy", 4)] * 2
    assert f'the role "{role}" may not run' in reading.said[0].text
    codes = {record.code: record.message[0].plain for record in reading.readings[0].records}
    assert codes == {"A.1": "one", "A.2": "two three"}


def test_roles_of_markdown_that_may_run_do() -> None:
    reading = read("Press {kbd}`Enter` in {file}`a/{b}`.\n", "codes.md")
    assert said(reading) == []
    assert reading.document
    assert reading.document.doctree.astext() == "Press Enter in a/b."


@pytest.mark.parametrize(
    ("row", "kept", "named"),
    [
        ("| A.1 | one | lost |", "one | lost", "lost"),
        ("| A.1 | one | two | | three |", "one | two | | three", "two | | three"),
        ("A.1 | one | lost", "one | lost", "lost"),
        ("| A.1 | `one || two` |", "one || two", ""),  # bars in code, joined again
        ("| A.1 | `one || two |", "`one || two", "| two"),
        (r"| A.1 | one \| two | three \||", "one | two | three |", "three |"),
        ("| A.1 | one | |", "one", ""),
        ("| A.1 | one ||", "one", ""),
        (r"| A.1 | one \| two |", "one | two", ""),
    ],
)
@pytest.mark.parametrize(
    ("before", "indent", "after"),
    [("", "", ""), ("", "> ", ""), ("- Item\n\n", "  ", ""), ("> - Item\n>\n", ">   ", ""),
     ("```{note}\n", "", "```\n")],
)  # fmt: skip
def test_surplus_cells_of_markdown_are_kept(
    row: str, kept: str, named: str, before: str, indent: str, after: str
) -> None:
    lines = ["| Error Code | Message |", "|---|---|", row, "| A.2 | four |"]
    table = "".join(f"{indent}{line}\n" for line in lines)
    reading = read(f"{before}{table}{after}", "codes.md")
    assert message(reading) == kept
    assert reading.readings[0].records[1].message[0].plain == "four"
    line = before.count("\n") + 3
    kind = ("warning", "markup") if "`" in named + kept and named else ("note", "untidy")
    assert said(reading) == ([(*kind, line)] if named else [])
    assert f"cells without a header ({named})" in reading.said[0].text if named else True


def test_broken_table_of_markdown_is_accounted_for() -> None:
    ((line, reason),) = broken("# T\n\n```{list-table}\n* - A\n  - B\n* - C\n```\n", "codes.md")
    assert line == 3
    assert "row 2 does not contain" in reason


def test_html_tables_of_markdown() -> None:
    text = """\
# Codes

<div>
<TABLE class="x">
<tr><td><table><tr><td>inner</td></tr></table></td></tr>
</TABLE></div>

<!-- <table> --> <tablet>

> <table><tr><td>quoted</td></tr></table>

Text with <table><tr><td>A.1</td></tr></table>.

`<table>` is no table.
"""
    reading = read(text, "codes.md")
    assert [table.line for table in reading.readings] == [5, 10]
    assert said(reading) == [("warning", "unread_table", 12)]
    assert [line for line, _ in broken(text, "codes.md")] == [12]
    assert reading.said[0].text.startswith("an HTML table is not read: ")
    assert reading.document
    assert "inner" in reading.document.doctree.astext()


def test_line_breaks_of_markdown_divide_paragraphs() -> None:
    reading = read("| Error Code | Message |\n|---|---|\n| A.1 | one<br>two <BR/> |\n", "codes.md")
    assert message(reading) == "one\ntwo"


def test_markdown_cannot_speak_to_the_head_of_the_page() -> None:
    text = "---\nhtml_meta:\n  http-equiv=refresh: 0;url=https://example.org\n---\n# T\n"
    tree = doctree(text, "codes.md")
    assert not list(tree.findall(nodes.meta))
