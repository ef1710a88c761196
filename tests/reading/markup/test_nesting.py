"""Deeply nested markup: a message with file and line, and its source; nothing ends a build."""

from __future__ import annotations

import pytest
from docutils import nodes

from sphinx_error_index.reading.markup.nesting import MAX_INDENTS
from tests.conftest import Project
from tests.support.reading import reader

DEPTH = 300


def table_in_tables(depth: int) -> str:
    text = "x\n"
    for _ in range(depth):
        inner = text.replace("\n", "\n       ").rstrip()
        text = f".. list-table::\n\n   * - {inner}\n"
    return text


def quotes(depth: int) -> str:
    return "\n\n".join(" " * level + "a" for level in range(1, depth + 1)) + "\n"


def notes(depth: int) -> str:
    lines = ["   " * level + ".. note::" for level in range(depth)]
    return "\n\n".join(lines) + "\n\n" + "   " * depth + "a\n"


def fences(depth: int) -> str:
    opening = "".join("`" * (depth + 3 - level) + "{note}\n" for level in range(depth))
    closing = "".join("`" * (4 + level) + "\n" for level in range(depth))
    return f"{opening}a\n{closing}"


NESTED = {
    "quotes.rst": quotes(DEPTH),
    "lists.rst": "- " * DEPTH + "a\n",
    "numbers.rst": "1. " * DEPTH + "a\n",
    "terms.rst": "\n".join("  " * level + "t" for level in range(DEPTH)) + "\n",
    "notes.rst": notes(DEPTH),
    "tables.rst": table_in_tables(100),
    "quotes.md": "> " * DEPTH + "a\n",
    "lists.md": "- " * DEPTH + "a\n",
    "notes.md": fences(DEPTH),
    "tables.md": "<table><tr><td>" * DEPTH + "x" + "</td></tr></table>" * DEPTH + "\n",
    "emphasis.md": "*a **b " * DEPTH + "x" + "** b*" * DEPTH + "\n",
}


@pytest.mark.parametrize("name", NESTED)
def test_a_file_nested_too_deeply_is_shown_as_it_is(name: str) -> None:
    text = f"First.\n\n{NESTED[name]}"
    reading = reader().read(text, name)
    (said,) = reading.said
    assert (said.kind, said.subtype) == ("warning", "nesting")
    assert 3 <= said.line <= text.count("\n") + 1
    assert reading.document
    (block,) = reading.document.doctree.children
    assert isinstance(block, nodes.literal_block)
    assert block.astext() == text
    assert [(table.read, table.line) for table in reading.document.broken] == [(False, said.line)]


@pytest.mark.parametrize("name", ["quotes.md", "lists.md"])
def test_markdown_drops_nothing_that_is_nested(name: str) -> None:
    """markdown-it alone drops what is nested in 20 quotes or ten lists, without a word."""
    mark = "> " if name.startswith("quotes") else "- "
    reading = reader().read("# T\n\n" + mark * MAX_INDENTS + "deep\n", name)
    assert reading.said == []
    assert reading.document
    assert "deep" in reading.document.doctree.astext()


@pytest.mark.parametrize("builder", ["html", "text", "latex"])
def test_the_rest_is_built(project: Project, builder: str) -> None:
    """What is just within the bound goes through pickling, transforms and writers, too."""
    project.conf["extensions"].append("myst_parser")
    good = "==== =====\nCode Cause\n==== =====\nE1   Good.\n==== =====\n"
    project.write("data/svc/good.rst", good)
    for name, text in NESTED.items():
        project.write(f"data/svc/deep-{name}", text)
    project.write("data/svc/near.rst", "1. " * MAX_INDENTS + "near\n\n" + good)
    project.page("svc/index", "svc/*.*")
    build = project.build(builder, strict=False)
    assert build.status == 0
    said = {message.file for message in build.warnings if message.type == "error_index.nesting"}
    assert said == {f"deep-{name}" for name in NESTED}
    assert all(message.line for message in build.warnings)
    if builder == "html":
        assert set(build.codes) == {"svc/E1"}
        assert "near" in build.read("svc/index.html")
