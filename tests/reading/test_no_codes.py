"""Documents without codes give none: release notes, parameters, references and the like."""

from __future__ import annotations

import re

import pytest

from tests.support.casefile import CASES
from tests.support.reading import reader

_PART = re.compile(r"^----- (.+)\n", re.MULTILINE)
_, *_PIECES = _PART.split((CASES / "no-codes.txt").read_text("utf-8"))
DOCUMENTS = dict(zip(_PIECES[::2], _PIECES[1::2], strict=True))


def test_there_are_many() -> None:
    assert len(DOCUMENTS) >= 40


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_code_is_read(name: str) -> None:
    text = DOCUMENTS[name]
    file = "codes.md" if text.startswith("# ") else "codes.rst"
    reading = reader().read(text, file)
    assert [record.code for table in reading.readings for record in table.records] == []
