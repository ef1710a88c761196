"""Addresses that the standard library refuses to split: they become text, and nothing stops.

The splitter is made to refuse a harmless address.
"""

from __future__ import annotations

import urllib.parse
from typing import Any

import pytest
from docutils import nodes

from tests.support.reading import Reading, reader

BAD = "https://odd.example.org/page"


@pytest.fixture(autouse=True)
def _refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    split = urllib.parse.urlsplit

    def refuse(url: str, *args: Any, **options: Any) -> Any:
        if "odd" in url:
            raise ValueError("no such address")
        return split(url, *args, **options)

    monkeypatch.setattr(urllib.parse, "urlsplit", refuse)


def notes(reading: Reading) -> list[tuple[str, str, int]]:
    return [(said.kind, said.subtype, said.line) for said in reading.said]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"See {BAD} there.", f"See {BAD} there."),
        (f"See `the page <{BAD}>`__ there.", "See the page there."),
        (f"See page_ there.\n\n.. _page: {BAD}", "See page there."),
        (f".. image:: picture.png\n   :target: {BAD}\n   :alt: a picture", "a picture"),
    ],
)
def test_in_restructuredtext(text: str, shown: str) -> None:
    reading = reader().read(f"First.\n\n{text}\n\nA good one: https://example.org/\n")
    assert ("note", "untidy", 3) in notes(reading)
    assert reading.document
    doctree = reading.document.doctree
    assert shown in doctree.astext()
    assert [node["refuri"] for node in doctree.findall(nodes.reference)] == ["https://example.org/"]
    assert not [node for node in doctree.findall(nodes.target) if node.get("refuri") == BAD]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"See <{BAD}> there.", f"See {BAD} there."),
        (f"See [the page]({BAD}) there.", "See the page there."),
        (f"See [the page][p] there.\n\n[p]: {BAD}", "See the page there."),
        ("See [the page](inv:odd#page) there.", "See the page there."),
    ],
)
def test_in_markdown(text: str, shown: str) -> None:
    reading = reader().read(f"First.\n\n{text}\n\n[good](https://example.org/)\n", "codes.md")
    assert notes(reading) == [("note", "untidy", 3)]
    assert reading.document
    doctree = reading.document.doctree
    assert shown in doctree.astext()
    assert [node["refuri"] for node in doctree.findall(nodes.reference)] == ["https://example.org/"]


@pytest.mark.parametrize(
    ("text", "name", "subtype"),
    [
        ("[x](" + "a" * 5000 + ".md)", "codes.md", "untidy"),
        (".. image:: " + "a" * 5000 + ".png", "codes.rst", "outside"),
        (".. csv-table::\n   :file: " + "a" * 5000 + ".csv", "codes.rst", "outside"),
    ],
)
def test_a_name_that_no_file_system_takes_costs_only_itself(
    text: str, name: str, subtype: str
) -> None:
    reading = reader().read(f"First.\n\n{text}\n\nLast.\n", name)
    assert [(s, line) for _, s, line in notes(reading)] == [(subtype, 3)]
    assert reading.document
    assert "Last." in reading.document.doctree.astext()
