"""A vendor's file as a document of its own: what runs in it, what is said of it, what it loses."""

from __future__ import annotations

import logging

import pytest
from docutils import nodes
from sphinx import addnodes

from sphinx_error_index.reading import allowed_markup
from tests.conftest import Project
from tests.support.reading import Reading, reader

TABLE = """
==========  =======
Error Code  Message
==========  =======
A.1         {}
==========  =======
"""


def read(text: str, name: str = "codes.rst") -> Reading:
    return reader().read(text, name)


def doctree(text: str, name: str = "codes.rst") -> nodes.document:
    document = read(text, name).document
    assert document
    return document.doctree


def said(reading: Reading) -> list[tuple[str, str, int]]:
    return [(said.kind, said.subtype, said.line) for said in reading.said]


def message(reading: Reading) -> str:
    return reading.readings[0].records[0].message[0].plain


def test_title_and_original_name() -> None:
    document = read(
        ":original_name: x_1.html\n:author: A\n\n.. _x:\n\nThe *title*\n===========\n"
    ).document
    assert document
    assert (document.title, document.original_name) == ("The title", "x_1.html")
    assert "x_1" not in document.doctree.astext()


def test_front_matter_of_markdown() -> None:
    document = read("---\noriginal_name: x_1.html\n---\n# The *title*\n", "codes.md").document
    assert document
    assert (document.title, document.original_name) == ("The title", "x_1.html")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("---\ntitle: The name\n---\n## One\n\n## Two\n", "codes.md"),
        (".. title:: The name\n\nOne\n===\n\nTwo\n===\n", "codes.rst"),
        (":title: The name\n\nOne\n===\n\nTwo\n===\n", "codes.rst"),
    ],
)
def test_a_document_may_be_named(text: str, name: str) -> None:
    document = read(text, name).document
    assert document
    assert document.title == "The name"


def test_content_in_the_place_of_a_field_stays() -> None:
    reading = read(f":orphan:\n{TABLE.format('One').replace(chr(10), chr(10) + ' ')}\n")
    assert [table.records[0].code for table in reading.readings] == ["A.1"]


def test_fields_that_are_codes_are_no_data_about_the_file() -> None:
    reading = read(":E101: One error\n:E102: Another error\n")
    assert reading.document
    assert "One error" in reading.document.doctree.astext()


def test_objects_in_markdown_are_definitions() -> None:
    text = (
        "# Errors\n\n```{c:macro} SIEVE_ETORN\n:noindex:\n\nIt is torn.\n```\n\n"
        "```{data} SIEVE_EGONE\nGone.\n```\n"
    )
    reading = read(text, "codes.md")
    assert said(reading) == []
    (table,) = reading.readings
    assert [record.code for record in table.records] == ["SIEVE_ETORN", "SIEVE_EGONE"]


def test_an_unknown_directive_is_shown_if_it_names_a_code() -> None:
    text = (
        "Errors\n======\n\n.. my:fault:: F100\n   :level: high\n\n   Torn.\n\n.. my:fault:: words\n"
    )
    reading = read(text)
    assert said(reading) == [("warning", "refused", 9)]
    assert reading.document
    assert "high" in reading.document.doctree.astext()


def test_a_field_list_further_down_is_text() -> None:
    assert "kept" in doctree("Title\n=====\n\nText.\n\n:field: kept\n").astext()


@pytest.mark.parametrize("directive", ["raw", "include", "automodule", "literalinclude", "toctree",
                                       "eval-rst", "math", "only", "role", "default-role", "meta",
                                       "container2"])  # fmt: skip
def test_other_directives_are_refused(directive: str) -> None:
    reading = read(f"Text.\n\n.. {directive}:: html\n   :option: 1\n\n   the content\n")
    assert said(reading) == [("warning", "refused", 3)]
    assert reading.document
    (block,) = reading.document.doctree.findall(nodes.literal_block)
    assert block.astext() == f".. {directive}:: html\n   :option: 1\n\n   the content"


@pytest.mark.parametrize(
    "text",
    [":raw-html:`<b>`", ":eval:`1`", ":download:`x <conf.py>`", ":py:func:`os.exit`"],
)
def test_other_roles_stay_as_they_are_written(text: str) -> None:
    reading = read(f"Text {text}.\n")
    assert [line for _, _, line in said(reading)] == [1]
    assert reading.document
    assert reading.document.doctree.astext() == f"Text {text}."


def test_harmless_directives_run() -> None:
    text = """\
.. note:: Mind

.. code-block:: nosuchlanguage

   x = 1

.. deprecated:: 2.0
   Old.
"""
    tree = doctree(text)
    assert isinstance(tree.children[0], nodes.note)
    assert [block["language"] for block in tree.findall(nodes.literal_block)] == ["none"]
    assert list(tree.findall(addnodes.versionmodified))


@pytest.mark.parametrize(
    ("link", "leads"),
    [
        ("`x <https://example.org>`_", True),
        ("`x <mailto:a@example.org>`_", True),
        ("https://example.org", True),
        ("`x <javascript:alert(1)>`_", False),
        ("`x <JavaScript:alert(1)>`_", False),
        ("`x <data:text/html,x>`_", False),
        ("`x <file:///etc/passwd>`_", False),
        ("`x <other.html>`_", False),
        ("`x </absolute.html>`_", False),
        ("x_", False),
        ("|x|", False),
    ],
)
def test_links(link: str, *, leads: bool) -> None:
    reading = read(f"See {link} there.\n")
    assert reading.document
    assert bool(list(reading.document.doctree.findall(nodes.reference))) is leads
    assert reading.document.doctree.astext().startswith("See ")


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


def test_links_inside_the_file() -> None:
    text = """\
See target_ and [1]_ and |sub|.

.. _target:

Part
====

.. [1] Foot

.. |sub| replace:: text
"""
    reading = read(text)
    assert said(reading) == []
    assert reading.document
    assert reading.document.dangling == 0
    assert reading.document.doctree.astext().startswith("See target and 1 and text.")


def test_every_id_has_the_prefix_of_its_file() -> None:
    tree = doctree("Part\n====\n\n.. _target:\n\nText [1]_\n\n.. [1] Foot\n" + TABLE.format("x"))
    ids = [node_id for node in tree.findall(nodes.Element) for node_id in node["ids"]]
    assert ids
    assert all(node_id.startswith("codes-") for node_id in ids)


def test_labels_and_references() -> None:
    document = read(".. _ErrorCode:\n\nCodes\n=====\n\nSee :ref:`other` and :doc:`x`.\n").document
    assert document
    assert [(label.name, label.anchor, label.title) for label in document.labels] == [
        ("errorcode", "codes-errorcode", "Codes")
    ]
    assert [(r.type, r.target) for r in document.references] == [
        ("std:ref", "other"), ("std:doc", "x")
    ]  # fmt: skip


def test_labels_and_references_of_markdown() -> None:
    text = "(Error-Code)=\n# Codes\n\nSee [it](#Elsewhere) and {ref}`there`.\n"
    document = read(text, "codes.md").document
    assert document
    assert [label.name for label in document.labels] == ["error-code"]
    assert [(r.type, r.target) for r in document.references] == [
        ("std:ref", "elsewhere"), ("std:ref", "there")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "line", "text"),
    [
        (b"gr\xfc\xdfe", 5, "grüße"),
        (b"\x81", 5, "\x81"),
        ("grüße".encode(), 0, "grüße"),
    ],
)
def test_encodings(raw: bytes, line: int, text: str) -> None:
    reading = reader().read(TABLE.encode().replace(b"{}", raw))
    expected = [("warning", "encoding", line)] if line else []
    assert said(reading) == expected
    assert message(reading) == text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks(encoding: str) -> None:
    reading = reader().read(TABLE.format("é").encode(encoding))
    assert said(reading) == []
    assert message(reading) == "é"


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_line_ends(newline: str) -> None:
    reading = reader().read(TABLE.format("one").replace("\n", newline).encode())
    assert message(reading) == "one"
    assert reading.readings[0].rows[0].line == 5


@pytest.mark.parametrize("char", ["\v", "\f", "\x1c", "\x85", "\u2028", "\u2029"])
def test_line_ends_that_no_editor_knows(char: str) -> None:
    reading = read(TABLE.format(f"a{char}b"))
    assert message(reading) == "a b"


def test_empty_file() -> None:
    assert said(read(" \n")) == [("warning", "empty_file", 1)]


def test_what_is_lost_is_a_warning_and_what_is_not_a_note() -> None:
    text = "Titles\n====\n\n+---+\n| A |\n+--+\n\n*open\n\n.. note::\n"
    assert said(read(text)) == [
        ("note", "untidy", 2), ("warning", "markup", 6), ("note", "untidy", 8),
        ("warning", "markup", 10),
    ]  # fmt: skip


def test_nothing_is_said_of_the_page(caplog: pytest.LogCaptureFixture) -> None:
    """What MyST tells Sphinx of a vendor file names the vendor's file."""
    with caplog.at_level(logging.WARNING):
        reading = read("# A\n\n### C\n\n{nosuchrole}`x`\n\n```{nosuch}\nkept\n```\n", "codes.md")
    assert said(reading)
    assert ("warning", "refused", 7) in said(reading)
    assert {line for _, _, line in said(reading)} <= {3, 5, 7}
    assert caplog.records == []
    assert reading.document
    assert "kept" in reading.document.doctree.astext()


def test_system_messages_leave_their_source_only() -> None:
    tree = doctree("+---+\n| A |\n+--+\n\n*open and |undefined|\n")
    assert not list(tree.findall(nodes.system_message))
    assert not list(tree.findall(nodes.problematic))
    assert "| A |" in tree.astext()
    assert "*open and |undefined|" in tree.astext()


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


def broken(text: str, name: str = "codes.rst") -> list[tuple[int, str]]:
    document = read(text, name).document
    assert document
    assert not any(table.read for table in document.broken)
    return [(table.line, table.reason) for table in document.broken]


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("+---+\n| A |\n+--+\n", 5, "Malformed table. Bottom border"),
        ("== ==\nA  B\n== ==\nxxx y\n== ==\n", 6, "Malformed table. Text in column margin"),
        (".. list-table::\n\n   * - A\n     - B\n   * - C\n", 3, "Error parsing content block"),
        (".. csv-table::\n   :nosuch: 1\n\n   a,b\n", 3, 'Error in "csv-table" directive'),
        (".. csv-table::\n   :widths: 1,2,3\n\n   a,b\n", 3, '"csv-table" widths do not match'),
        (".. csv-table::\n   :header-rows: 3\n\n   a,b\n", 3, "3 header row(s) specified"),
        (".. csv-table::\n   :url: https://example.org\n", 3, '"csv-table" may not read a :url:'),
        (".. csv-table::\n   :file: no.csv\n", 3, "\"csv-table\" may not read 'no.csv'"),
        (".. table:: T\n\n   +---+\n   | A |\n   +--+\n", 3, "Error parsing content block"),
        (".. flat-table:: T\n\n   * - A\n", 3, 'the directive "flat-table" may not run'),
        (".. raw:: html\n\n   <table><tr></table>\n", 3, 'the directive "raw" may not run'),
    ],
)
def test_tables_that_cannot_be_parsed_are_accounted_for(text: str, line: int, reason: str) -> None:
    ((found, said),) = broken(f"Text.\n\n{text}\nText.\n")
    assert (found, said[: len(reason)]) == (line, reason)


def test_broken_table_of_markdown_is_accounted_for() -> None:
    ((line, reason),) = broken("# T\n\n```{list-table}\n* - A\n  - B\n* - C\n```\n", "codes.md")
    assert line == 3
    assert "row 2 does not contain" in reason


def test_other_messages_are_of_no_table() -> None:
    assert broken("Titles\n====\n\n*open\n\n.. note::\n\n.. raw:: html\n\n   <b>\n") == []


def test_broken_table_in_a_cell_is_part_of_it() -> None:
    cell = "+---+\n       | B |\n       +--+\n"
    assert broken(f".. list-table::\n\n   * - A\n     - {cell}") == []


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


def test_images() -> None:
    (reader().folder / "data" / "here.png").write_bytes(b"")
    text = """\
.. image:: here.png

.. image:: ../source/x.png
   :alt: words

.. image:: https://e.org/x.png
"""
    reading = read(text)
    assert [(kind, subtype) for kind, subtype, _ in said(reading)] == [("warning", "outside")] * 2
    assert reading.document
    (image,) = reading.document.doctree.findall(nodes.image)
    assert image["uri"] == "/../data/here.png"
    assert "words" in reading.document.doctree.astext()


def test_citations_become_footnotes() -> None:
    tree = doctree("See [Codes]_.\n\n.. [Codes] The book\n")
    assert not list(tree.findall(nodes.citation))
    assert len(list(tree.findall(nodes.footnote))) == 1


def test_what_may_run_cannot_read_files() -> None:
    """No directive or role on the lists reads a file, a URL or Python."""
    forbidden = {
        "raw",
        "include",
        "literalinclude",
        "download",
        "math",
        "eval-rst",
        "only",
        "toctree",
    }
    assert not forbidden & (allowed_markup.DIRECTIVES | allowed_markup.ROLES)


def test_markdown_needs_its_parser(project: Project) -> None:
    project.write("data/x.md", "# T\n")
    project.page("x", "x.md")
    build = project.build("dummy", strict=False)
    assert [(m.file, m.type) for m in build.warnings] == [("x.md", "error_index.no_parser")]


def test_each_kind_of_page_shows_each_kind_of_file(project: Project) -> None:
    project.conf["extensions"] = ["sphinx_error_index", "myst_parser"]
    project.write("data/a.rst", ".. _lab:\n\nA\n=\n\nSee :ref:`lab`.\n" + TABLE.format("one"))
    project.write("data/b.md", "# B\n\n| Error Code | Message |\n|---|---|\n| B.1 | *two* |\n")
    project.page("rst", "a.rst", "b.md")
    directive = "```{err:tables} ../data/a.rst ../data/b.md\n:service: markdown\n```\n"
    project.write("source/md.md", f"# Page\n\n{directive}")
    build = project.build()
    assert list(build.codes) == ["markdown/A.1", "markdown/B.1", "rst/A.1", "rst/B.1"]
    for page in ("md.html", "rst.html"):
        assert "<em>two</em>" in build.read(page)
    lines = [o["line"] for o in build.codes["markdown/B.1"]["variants"][0]["origins"]]
    assert lines == [5]
