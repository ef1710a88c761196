"""Tables as plain rows: spans, lines, lists, addresses of cells with markup."""

from __future__ import annotations

from dataclasses import replace

import pytest
from docutils import nodes

from sphinx_error_index.model import CellAddress
from sphinx_error_index.reading.tables import Table, entry_content, row_nodes
from tests.support.reading import reader


def table(text: str, name: str = "codes.rst") -> Table:
    (found,) = reader().read(text, name).tables
    return found


def plain(found: Table) -> list[list[str]]:
    return [[cell.plain for cell in row.cells] for row in found.body]


SPANS = """\
+---+---+---+
| A | B | C |
+===+===+===+
| 1 | 2     |
|   +---+---+
|   | 3 | 4 |
+---+---+   |
| 5     |   |
+---+---+---+
| 6 | 7     |
+---+       |
| 8 |       |
+---+---+---+
"""


def test_spans_are_repeated_in_every_cell_they_cover() -> None:
    assert plain(table(SPANS)) == [
        ["1", "2", "2"], ["1", "3", "4"], ["5", "5", "4"], ["6", "7", "7"], ["8", "7", "7"]
    ]  # fmt: skip


def test_repetitions_say_what_they_repeat() -> None:
    assert [[cell.repeats for cell in row.cells] for row in table(SPANS).body] == [
        ["", "", "left"], ["above", "", ""], ["", "left", "above"], ["", "", "left"],
        ["", "above", "left"],
    ]  # fmt: skip


def test_rows_know_their_lines() -> None:
    found = table("Title\n=====\n\n" + SPANS)
    assert [row.line for row in (*found.head, *found.body)] == [5, 7, 9, 11, 13, 15]
    assert found.line == 5


def test_a_row_of_punctuation_has_the_line_above() -> None:
    """docutils says none; the line of a row is at least 1."""
    text = '.. csv-table::\n   :header: Code,Status\n\n   "////////////////",""\n'
    assert [row.line for row in table(f"Codes\n=====\n\n{text}").body] == [4]


def test_empty_row_has_the_line_above() -> None:
    found = table("+---+---+\n| A | B |\n+===+===+\n| 1 | 2 |\n+---+---+\n|   |   |\n+---+---+\n")
    assert [row.line for row in found.body] == [4, 4]


def test_only_the_first_cell_filled() -> None:
    found = table(
        "+---+---+\n| A | B |\n+===+===+\n| 1     |\n+---+---+\n| 2 |   |\n+---+---+\n|   | 3 |\n"
        "+---+---+\n"
    )
    assert [row.alone for row in found.body] == [True, True, False]
    assert [row.across for row in found.body] == [True, False, False]


def test_a_cell_that_is_one_list_has_items() -> None:
    found = table(
        """\
.. list-table::

   * - - one
       - two *words*
     - before

       - one
     - #. first
       #. second
"""
    )
    one, mixed, numbered = found.body[0].cells
    assert [item.plain for item in one.items] == ["one", "two words"]
    assert [bool(item.markup) for item in one.items] == [False, True]
    assert mixed.items == ()
    assert mixed.plain == "before\none"
    assert [item.plain for item in numbered.items] == ["first", "second"]


def test_plain_paragraphs_need_no_address() -> None:
    found = table(".. list-table::\n\n   * - plain\n     - **bold**\n     - a\n\n       b\n")
    assert [cell.text.markup is not None for cell in found.body[0].cells] == [False, True, True]


def test_addresses_lead_to_the_nodes() -> None:
    text = """\
Head
====

.. list-table::
   :header-rows: 1

   * - A
     - B
   * - - x
       - y
     - *z*
"""
    reading = reader().read(text)
    (found,) = reading.tables
    assert reading.document
    node = next(iter(reading.document.doctree.findall(nodes.table)))
    listed, marked = found.body[0].cells
    entries = [e for e in row_nodes(node)[1].children if isinstance(e, nodes.entry)]
    assert marked.text.markup
    assert replace(marked.text.markup, content="") == CellAddress("svc/index", node["ids"][0], 1, 1)
    assert [n.astext() for n in entry_content(entries[1])] == ["z"]
    item = CellAddress("svc/index", node["ids"][0], 1, 0, 1)
    assert [n.astext() for n in entry_content(entries[0], 1)] == ["y"]
    assert listed.text.markup
    assert replace(listed.text.markup, content="") == replace(item, item=-1)


@pytest.mark.parametrize(
    ("cell", "same"),
    [("*z*", True), ("**z**", False), ("*z*\n", True), ("`z <https://example.org>`__", None)],
)
def test_markup_has_a_digest_unless_it_leads_elsewhere(cell: str, same: bool | None) -> None:
    def digest(cell: str) -> str:
        text = f"Head\n====\n\n.. list-table::\n\n   * - a\n     - {cell}\n"
        (found,) = reader().read(text).tables
        markup = found.body[0].cells[1].text.markup
        assert markup
        return markup.content

    if same is None:
        assert digest(cell) == ""
    else:
        assert (digest(cell) == digest("*z*")) is same


def test_rows_of_nested_tables_are_not_counted() -> None:
    text = """\
.. list-table::

   * - .. list-table::

          * - inner
          * - more
     - outer
"""
    reading = reader().read(text)
    assert reading.document
    outer, inner = reading.document.doctree.findall(nodes.table)
    assert len(row_nodes(outer)) == 1
    assert len(row_nodes(inner)) == 2
    assert plain(reading.tables[0]) == [["inner\nmore", "outer"]]


def test_text_without_markup() -> None:
    text = """\
.. list-table::

   * - A ``literal``, *emphasis*,
       a `link <https://example.org>`__ and a mark [1]_

       .. note:: noted

       term
           definition

       | line one
       | line two

       ::

          code   block

            indented

.. [1] foot
"""
    (cell,) = table(text).body[0].cells
    assert cell.plain.split("\n") == [
        "A literal, emphasis, a link and a mark [1]", "noted", "term", "definition", "line one",
        "line two", "code   block", "", "  indented",
    ]  # fmt: skip
    assert cell.name.split("\n")[0] == "A literal, emphasis, a link and a mark"


def test_markdown_rows_know_their_lines() -> None:
    found = table("# T\n\n| A | B |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n", "codes.md")
    assert [row.line for row in (*found.head, *found.body)] == [3, 5, 6]


def test_hidden_characters_do_not_count() -> None:
    found = table(".. list-table::\n\n   * - a\u00a0\u200bb\u00adc\ufeff\n")
    assert plain(found) == [["a bc"]]
