"""The fast reading of tables gives docutils' own doctree: node by node, attribute by attribute."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from docutils import nodes
from docutils.frontend import get_default_settings
from docutils.parsers.rst import Parser
from docutils.parsers.rst.tableparser import GridTableParser
from docutils.utils import Reporter

from sphinx_error_index.reading.markup.fast_tables import FAST_STATES, SAFE_STATES
from tests.conftest import SEED

SETTINGS = get_default_settings(Parser)
SETTINGS.file_insertion_enabled = SETTINGS.raw_enabled = False
CONTENTS = (
    "plain", "two words", "", "", "a sentence. It has a stop", "first\nsecond", "first\n\nsecond",
    "- item\n- other", "* item", "1. one\n2. two", "#. one\n#. two", "a. one", "A) one", "(i) one",
    "i. one\nno more", "word.", "x. ", "*emphasis* and **strong**", "``literal``", "`role`",
    "*open",
    "http://example.com/a", "see mail@example.com", "name_", "`a b`_", "|sub|", "[1]_", "_`here`",
    "term\n   definition", ":field: body", "-a  option", ">>> doctest", "| line", "ends so::",
    "::", "a::\n\n   code", "back\\slash", "trailing\\", ".. note:: x", ".. _here:", "__", "====",
    "----", "title\n-----", "title\n=====", "ab\n--", "x\n+", "wide 漢字 text", "ｆｕｌｌ",
    "combi\u0301ned",
    "nb\u00a0space", "\u00a0begins", "en – dash", "“quoted”", "(brackets)", "'quote'", "9", "9.",
    "9)",
    "+-+\n| |\n+-+", "= =", "a | b", "a + b", "+", "|", "  indented\nnot", "a\n  b", "a\n b\nc",
    "100%", "a, b", "C:\\path", "e.g. this", "MCMXC. x", "<tag>", "$x", "~", "&amp;", "a\n-\nb",
    "Überlauf", "_under", "a_b", "a__", "x:y", "12:30", "a@b", "\\*", "one\n\n\ntwo", "\n\nlate",
)  # fmt: skip
"""What a cell may hold: plain texts, and everything that looks like one and is none."""


def parsed(text: str, states: tuple[Any, ...] | None) -> tuple[nodes.document, list[str]]:
    """A text's doctree, read with these states or docutils' own, and the messages."""
    messages: list[str] = []
    reporter = Reporter("file", Reporter.SEVERE_LEVEL + 1, Reporter.SEVERE_LEVEL + 1, stream=False)
    reporter.attach_observer(lambda message: messages.append(message.pformat()))
    document = nodes.document(SETTINGS, reporter, source="file")
    document.note_source("file", -1)
    parser = Parser()
    if states:
        parser.state_classes = states
    parser.parse(text, document)
    return document, messages


def differences(left: nodes.Node, right: nodes.Node, path: str = "") -> Iterator[str]:
    """Where two doctrees differ, in a class, a text, an attribute, a source or a line."""
    if type(left) is not type(right):
        yield f"{path}: {left!r} {right!r}"
    elif isinstance(left, nodes.Text):
        if left != right:
            yield f"{path}: {left!r} {right!r}"
    elif isinstance(left, nodes.Element) and isinstance(right, nodes.Element):
        path += f"/{left.tagname}"
        for name in ("source", "line", "rawsource", "attributes"):
            if getattr(left, name) != getattr(right, name):
                yield f"{path}: {name} {getattr(left, name)!r} {getattr(right, name)!r}"
        if len(left.children) != len(right.children):
            yield f"{path}: {len(left.children)} and {len(right.children)} children"
        for at, (one, other) in enumerate(zip(left.children, right.children, strict=False)):
            yield from differences(one, other, f"{path}[{at}]")


def assert_same(text: str) -> None:
    """Assert that the fast way reads a text as docutils does, where that does not fail."""
    try:
        slow, said = parsed(text, None)
    except AssertionError:
        slow, said = parsed(text, SAFE_STATES)
        assert any("its cells overlap" in message for message in said)
    fast, heard = parsed(text, FAST_STATES)
    assert list(differences(slow, fast)) == [], text
    assert heard == said, text
    for name in ("nameids", "ids", "refnames", "substitution_defs", "footnote_refs"):
        assert getattr(slow, name).keys() == getattr(fast, name).keys(), text
    assert (slow.current_source, slow.current_line) == (fast.current_source, fast.current_line)


def width(text: str) -> int:
    return max(map(len, text.split("\n")))


def grid(rows: list[list[str]], chance: random.Random, *, head: bool) -> str:
    """Rows as a grid table, in which some cells span the column beside them."""
    count = len(rows[0])
    widths = [max(3, *(width(row[at]) for row in rows)) + 2 for at in range(count)]
    spans = [[chance.random() < 0.1 and at + 1 < count for at in range(count)] for _ in rows]
    rules = [widths_of(widths, [False] * count)]
    lines = []
    for number, row in enumerate(rows):
        bounds = bounds_of(spans[number])
        cells = [(row[start], sum(widths[start:end]) + end - start - 1) for start, end in bounds]
        height = max(len(text.split("\n")) for text, _ in cells)
        rule = widths_of(widths, [False] * count)
        lines.append(rule.replace("-", "=") if head and number == 1 else rule)
        for at in range(height):
            parts = [(text.split("\n") + [""] * height)[at].ljust(room - 1) for text, room in cells]
            lines.append("|" + "|".join(f" {part}" for part in parts) + "|")
    return "\n".join([*lines, rules[0]]) + "\n"


def widths_of(widths: list[int], merged: list[bool]) -> str:
    signs = ["" if hidden else "+" for hidden in merged]
    return "+" + "".join("-" * room + sign for room, sign in zip(widths, signs, strict=True))


def bounds_of(spans: list[bool]) -> list[tuple[int, int]]:
    """The first and the last column of each cell of a row."""
    bounds, at = [], 0
    while at < len(spans):
        end = at + 2 if spans[at] else at + 1
        bounds.append((at, end))
        at = end
    return bounds


def tables(count: int) -> Iterator[str]:
    """Seeded texts with a table, at the top or in a list, a section or another directive."""
    chance = random.Random(11)
    for _ in range(count):
        columns, height = chance.randint(1, 4), chance.randint(1, 4)
        rows = [[chance.choice(CONTENTS) for _ in range(columns)] for _ in range(height)]
        table = grid(rows, chance, head=chance.random() < 0.7 and height > 1)
        indented = table.replace("\n", "\n   ").rstrip() + "\n"
        yield chance.choice(
            [
                table, f"Before.\n\n{table}\nAfter.\n", f"{table}After at once.\n",
                f"Title\n=====\n\n{table}\nOther\n-----\n\n{table}", f"-  {indented}\nEnd.\n",
                f".. note::\n\n   {indented}", f".. table:: Caption\n\n   {indented}",
                f"term\n   {indented}", f"   {indented}",
            ]
        )  # fmt: skip


def mutated(text: str, count: int) -> Iterator[str]:
    """Copies of a text with some signs replaced, taken away or doubled."""
    chance = random.Random(12)
    signs = "+-=| \n:*`_\\\u00a0漢x"
    for _ in range(count):
        copy = list(text)
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(copy))
            copy[at] = chance.choice(["", copy[at] * 2, *signs])
        yield "".join(copy)


def test_generated_tables_are_read_alike() -> None:
    for text in tables(200):
        assert_same(text)


def test_mutated_tables_are_read_alike() -> None:
    for text in tables(60):
        for copy in mutated(text, 4):
            assert_same(copy)


@pytest.mark.parametrize("content", CONTENTS)
def test_a_cell_of_each_kind_is_read_alike(content: str) -> None:
    for kind in ("grid", "simple", "csv"):
        assert_same(table_of(content, kind))


def table_of(content: str, kind: str) -> str:
    """A table that has a content in one of its cells."""
    if kind == "grid":
        return grid([["Code", "Text"], ["A.1", content]], random.Random(1), head=True)
    if kind == "csv":
        quoted = content.replace('"', '""')
        return f'.. csv-table::\n   :header: Code,Text\n\n   A.1,"{quoted}"\n'.replace(
            "\n\n\n", "\n\n"
        )
    lines = content.split("\n")
    rule = "=====  " + "=" * max(4, width(content))
    rows = [f"A.1    {lines[0]}", *(f"       {line}" for line in lines[1:])]
    return "\n".join([rule, "Code   Text", rule, *rows, rule]) + "\n"


def test_the_seed_is_read_alike_whatever_happens_to_it() -> None:
    text = SEED.read_text("utf-8")
    assert_same(text)
    for copy in mutated(text, 8):
        assert_same(copy)


def test_real_files_are_read_alike(shared: Path) -> None:
    files = sorted(
        path for name in ("corpus", "corpus-history") for path in (shared / name).rglob("*.rst")
    )
    assert len(files) > 50
    for path in files:
        assert_same(path.read_text("utf-8"))


def test_most_tables_are_read_fast(monkeypatch: pytest.MonkeyPatch) -> None:
    slow: list[int] = []
    monkeypatch.setattr(
        GridTableParser,
        "parse_table",
        lambda _: slow.append(1),
    )
    document, _ = parsed(SEED.read_text("utf-8"), FAST_STATES)
    assert len(list(document.findall(nodes.table))) > 0
    assert slow == []
