"""Numbers and their nouns."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_error_index.wording import counted, printable


@pytest.mark.parametrize(
    ("number", "noun", "said"),
    [
        (0, "code", "0 codes"),
        (1, "code", "1 code"),
        (2, "code", "2 codes"),
        (0, "category", "0 categories"),
        (1, "category", "1 category"),
        (2, "category", "2 categories"),
        (2, "entry", "2 entries"),
    ],
)
def test_counted(number: int, noun: str, said: str) -> None:
    assert counted(number, noun) == said


def test_an_odd_plural_is_given() -> None:
    assert counted(2, "index", "indices") == "2 indices"
    assert counted(1, "index", "indices") == "1 index"


def test_what_a_terminal_would_obey_is_shown() -> None:
    assert printable("\x1b[31mred\x1b[0m") == "\\u001b[31mred\\u001b[0m"
    assert printable("a\rb\x00c\x7fd\x9be") == "a\\u000db\\u0000c\\u007fd\\u009be"
    assert printable("a\u202eb\u2066c\u2028d") == "a\\u202eb\\u2066c\\u2028d"
    for text in ("a\tb\nc", "Überlauf 鍵 — ─ é", "\u200fשלום", ""):
        assert printable(text) == text


@given(st.text())
def test_json_stays_json(text: str) -> None:
    said = printable(json.dumps({"text": text}, ensure_ascii=False, indent=1))
    assert json.loads(said) == {"text": text}
    assert not set(said) & {"\x1b", "\x9b", "\x7f", "\u202e", "\u2028"}
