"""Markup that is no error to docutils and Sphinx, but that would end a build or fill the memory."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
from docutils import nodes
from sphinx import addnodes

from sphinx_error_index.reading.caching.filecache import FileCache, Reading, Said
from sphinx_error_index.reading.markup.bounds import MOST
from sphinx_error_index.sphinxext.references import VendorLabels, resolve_vendor_xref
from tests.support.reading import reader

PIXELS = b"\x89PNG\r\n\x1a\n"
BEYOND = str(10 * MOST)


def _read(text: str, name: str = "codes.rst") -> tuple[nodes.document, list[tuple[int, str]]]:
    """Return what is shown of a text, and line and text of each message."""
    reading = reader().read(text, name)
    assert reading.document
    return reading.document.doctree, [(said.line, said.text) for said in reading.said]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (".. hlist::\n   :columns: 0\n\n   * one\n   * two\n", "codes.rst"),
        ("```{hlist}\n:columns: 0\n\n* one\n* two\n```\n", "codes.md"),
    ],
)
def test_a_directive_that_fails_is_shown_as_it_is(text: str, name: str) -> None:
    tree, said = _read(text, name)
    assert any("hlist" in message and "as it is written" in message for _, message in said)
    assert {"one", "two"} <= set(re.findall(r"\w+", tree.astext()))


@pytest.mark.parametrize(
    ("directive", "option"),
    [
        ("hlist::", "columns"), ("code-block:: text", "emphasize-lines"),
        ("image:: here.png", "scale"), ("image:: here.png", "width"), ("list-table::", "widths"),
    ],
)  # fmt: skip
def test_a_number_that_is_too_large_is_left_out(directive: str, option: str) -> None:
    reader().write("here.png", PIXELS)
    content = "" if directive.startswith("image") else "\n   * - one\n"
    tree, said = _read(f"Words.\n\n.. {directive}\n   :{option}: {BEYOND}\n{content}")
    assert [line for line, text in said if f'"{option}"' in text and "too large" in text] == [3]
    assert not [node for node in tree.findall(nodes.Element) if BEYOND in str(node.attributes)]
    assert content == "" or "one" in tree.astext()


@pytest.mark.parametrize("option", ["delim", "quote", "escape"])
def test_an_option_without_its_value_is_told(option: str) -> None:
    tree, said = _read(f".. csv-table::\n   :{option}:\n\n   one,two\n")
    assert [line for line, text in said if f'"{option}"' in text] == [1]
    assert "one,two" in tree.astext()


def test_a_number_without_end_begins_no_list() -> None:
    for digits in ("9" * 5000, "9" * 4300):
        tree, _ = _read(f"{digits}. one\n\n1. two\n\n{digits}. three\n")
        assert {"one", "three"} <= set(re.findall("[a-z]+", tree.astext()))


def test_half_a_character_becomes_a_sign_that_can_be_written() -> None:
    tree, _ = _read("A |x| b.\n\n.. |x| unicode:: U+D800\n")
    assert tree.astext().encode("utf-8").decode() == "A \ufffd b."


def test_the_picture_of_a_language_is_a_picture_too() -> None:
    """Sphinx shows ``here.en.png`` in place of ``here.png``, wherever a link of it leads."""
    data = reader().folder / "data"
    outside = reader().folder / "outside.png"
    outside.write_bytes(PIXELS)
    for name in ("linked", "words", "pixels"):
        (data / f"{name}.png").write_bytes(PIXELS)
    (data / "linked.en.png").symlink_to(outside)
    (data / "words.en.png").write_bytes(b"words")
    (data / "pixels.en.png").write_bytes(PIXELS)
    text = "".join(f".. image:: {name}.png\n\n" for name in ("linked", "words", "pixels"))
    tree, said = _read(text)
    assert [image["uri"] for image in tree.findall(nodes.image)] == ["/../data/pixels.png"]
    assert [line for line, _ in said] == [1, 3]


@pytest.mark.parametrize(
    "said",
    [
        Said(True, "of-no-kind", 1, "x", ()), Said(True, "markup", "1", "x", ()),  # type: ignore[arg-type]
        Said(True, "markup", 1, "%s %s", ("x",)), Said(True, "markup", 1, "%s", ([],)),  # type: ignore[arg-type]
    ],
)  # fmt: skip
def test_a_kept_message_that_is_none_is_not_said(said: Said) -> None:
    """Nor is a reading used whose parts are others than those of a reading."""
    folder = reader().folder
    file = reader().read("Words.\n").file()
    cache, path = FileCache(folder / "kept", ""), folder / "data" / "codes.rst"
    right = Reading([nodes.paragraph("", "x")], file, frozenset(), ())
    for number, (reading, whole) in enumerate(
        [
            (right, True),
            (Reading(right.content, file, frozenset(), (said,)), False),
            (Reading([1], file, frozenset(), ()), False),  # type: ignore[list-item]
            (Reading(right.content, None, frozenset(), ()), False),  # type: ignore[arg-type]
        ]
    ):
        cache.store(f"{number:064}", path, reading)
        assert (cache.load(f"{number:064}", path) is not None) is whole


@pytest.mark.parametrize("text", ["{number.x}", "{number:d}", "{", "100 % of it"])
def test_the_text_of_a_numbered_reference_is_no_template(text: str) -> None:
    """Sphinx fills in number and name, and other places would end its build."""
    asked: list[str] = []

    def resolve_xref(*arguments: Any) -> None:
        asked.append(arguments[-1].astext())

    env: Any = SimpleNamespace(
        domains={"std": SimpleNamespace(resolve_xref=resolve_xref)},
        config=SimpleNamespace(numfig=True),
    )
    node = addnodes.pending_xref(
        "", err_refdomain="std", err_reftype="numref", reftarget="t", refexplicit=True
    )
    builder: Any = None
    for said in (text, f"number {text}", "Fig. {number} of {name}", "%s"):
        content = nodes.inline("", said)
        assert resolve_vendor_xref(VendorLabels(()), env, "x", builder, node, content) is content
    assert asked == ["Fig. {number} of {name}", "%s"]
