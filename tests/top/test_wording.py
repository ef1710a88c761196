"""Numbers and their nouns."""

from __future__ import annotations

import pytest

from sphinx_error_index.wording import counted


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
