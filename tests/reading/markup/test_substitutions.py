"""Substitutions within bounds: what expands too far is shown by its name."""

from __future__ import annotations

import pytest

from sphinx_error_index.reading.markup import substitutions
from tests.support.reading import Reading, reader


def chain(length: int, times: int) -> str:
    """Definitions of which each names the one before it so many times."""
    lines = [".. |s0| replace:: word"]
    for number in range(1, length):
        named = " ".join([f"|s{number - 1}|"] * times)
        lines.append(f".. |s{number}| replace:: {named}")
    return "\n".join(lines) + "\n"


def said(reading: Reading) -> list[tuple[str, str, int]]:
    return [(said.kind, said.subtype, said.line) for said in reading.said]


@pytest.mark.parametrize("before", [True, False])
def test_what_expands_too_far_is_said_with_its_line(before: bool) -> None:
    use = "Use |s1| and |s11|.\n"
    text = f"{chain(12, 10)}\n{use}" if before else f"{use}\n{chain(12, 10)}"
    reading = reader().read(text)
    assert [(kind, subtype) for kind, subtype, _ in said(reading)] == [("warning", "expansion")]
    assert reading.said[0].line > 0
    assert reading.document
    shown = reading.document.doctree.astext()
    assert shown.startswith("Use " + " ".join(["word"] * 10) + " and ")
    assert len(shown) < substitutions.MOST_OF_ONE


def test_a_usual_chain_expands() -> None:
    reading = reader().read(f"{chain(3, 3)}\nUse |s2|.\n")
    assert said(reading) == []
    assert reading.document
    assert reading.document.doctree.astext() == "Use " + " ".join(["word"] * 9) + "."


def test_all_together_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(substitutions, "MOST_OF_ALL", 1000)
    reading = reader().read(".. |a| replace:: word\n\n" + "Use |a|.\n" * 20)
    assert said(reading) == [("warning", "expansion", 3)]
    assert reading.document
    shown = reading.document.doctree.astext()
    assert 0 < shown.count("word") < 20
    assert shown.count("word") + shown.count("|a|") == 20


def test_one_that_names_nothing_or_itself_ends_nothing() -> None:
    text = "Use |u| and |v|.\n\n.. |u| replace:: a |nope| b\n.. |v| replace:: a |v| b\n"
    reading = reader().read(text)
    assert reading.document
    assert "a |nope| b" in reading.document.doctree.astext()
    assert all(said.line for said in reading.said)


def test_long_chains_need_no_recursion() -> None:
    reading = reader().read(f"{chain(150, 1)}\nUse |s149|.\n")
    assert reading.document
    assert reading.document.doctree.astext() == "Use word."
