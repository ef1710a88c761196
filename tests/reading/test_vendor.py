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


@pytest.mark.parametrize("name", ["codes.rst", "codes.md"])
def test_a_class_is_a_style_or_an_object_but_none_of_the_site(name: str) -> None:
    form = "```{{class}} {}\n{}\n```\n" if name.endswith(".md") else ".. class:: {}\n\n   {}\n"
    tree = doctree(form.format("wide", "Some text."), name)
    (paragraph,) = tree.findall(nodes.paragraph)
    assert (paragraph["classes"], tree.astext()) == (["wide"], "Some text.")
    tree = doctree(form.format("SieveError", "It is torn."), name)
    (term,) = tree.findall(nodes.term)
    assert (term.astext(), tree.astext()) == ("SieveError", "SieveError\n\nIt is torn.")
    known = reader().env.domains["py"].data["objects"]
    assert not {"wide", "SieveError"} & set(known)


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


def test_other_messages_are_of_no_table() -> None:
    assert broken("Titles\n====\n\n*open\n\n.. note::\n\n.. raw:: html\n\n   <b>\n") == []


def test_broken_table_in_a_cell_is_part_of_it() -> None:
    cell = "+---+\n       | B |\n       +--+\n"
    assert broken(f".. list-table::\n\n   * - A\n     - {cell}") == []


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
