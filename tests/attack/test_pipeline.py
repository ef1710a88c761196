"""Any bytes as a vendor file: nothing breaks, every row is accounted for, no page runs anything."""

from __future__ import annotations

import random

import pytest

from tests.attack.pipeline import pipeline
from tests.attack.sizes import sizes
from tests.support.reading import reader

MARKUP = b'ABCabc 019._-:|+=`*<>"&,\\\n'
"""The characters that tables, codes and HTML are made of."""

HOSTILE = (
    "<script>alert(1)</script>", "{{ 7 * 7 }}", "{% include 'x' %}", "javascript:alert(1)",
    "\" onmouseover=\"alert(1)", "</title>", "]]>", "<!--", "\u202e\u2066\x1b[31m", "%s%n",
    "../../x", "a" * 300, "\ufffd", "Ω" * 90, "٣٤٥", "9&<", "con", "index", ".", "-",
)  # fmt: skip


@sizes(30, 3000)
def test_any_bytes(size: int) -> None:
    chance = random.Random(size)
    codes = 0
    for _ in range(size):
        pieces = [
            chance.randbytes(chance.randrange(60)),
            bytes(chance.choice(MARKUP) for _ in range(chance.randrange(400))),
            chance.choice(HOSTILE).encode(),
        ]
        chance.shuffle(pieces)
        codes += len(pipeline().run(b"".join(pieces)).codes)
    assert codes > 0, "no input came as far as to be a code"


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_a_hostile_text_in_every_cell(text: str) -> None:
    """As code, title, message, cause, action, category and column of one's own."""
    heads = ("Error Code", "Message", "Possible Cause", "Solution", "Category", "Elsewhere")
    quoted = '"' + text.replace('"', '""') + '"'
    rows = [",".join(heads), ",".join([quoted] * len(heads))]
    rows += [",".join(["A.1", *[quoted] * 5]), ",".join(["403", *[quoted] * 5])]
    body = "".join(f"   {row}\n" for row in rows)
    reading = reader().read(f".. csv-table::\n   :header-rows: 1\n\n{body}")
    catalog = pipeline().run_file(reading.file(), text)
    assert "svc/A.1" in catalog.codes
    assert [row.outcome for table in catalog.files[0].tables for row in table.rows][-1] == "code"


@pytest.mark.parametrize(
    "code",
    ["9&<", "9 &", "٣٤٥", "²³¹", "1.2", "4-4", "+44", "7" * 5000],
    ids=lambda code: ascii(code)[:20],
)
def test_a_resolver_of_odd_numbers(code: str) -> None:
    reading = reader().read(f".. csv-table::\n   :header: Error Code,Status\n\n   {code},404\n")
    catalog = pipeline().run_file(reading.file(), f"{code} 404 nothing")
    (table,) = catalog.files[0].tables
    codes = [f"svc/{name}" for row in table.rows for name in row.codes]
    assert codes == list(catalog.codes)
    assert codes or table.reason or table.rows[0].reason


def test_a_code_of_punctuation_alone() -> None:
    text = '.. csv-table::\n   :header: Status Code,Status\n\n   "////////////////",""\n'
    catalog = pipeline().run_file(reader().read(text).file(), "////////////////")
    (code,) = catalog.codes.values()
    assert code.variants[0].origins[0].line > 0


def test_a_resolver_of_few_words() -> None:
    reading = reader().read(".. csv-table::\n   :header: Error Code,Cause\n\n   A.1,x\n")
    for query in ("x", "A.1 x", "some words that it does not know", "", "\x00"):
        catalog = pipeline().run_file(reading.file(), query)
        assert set(catalog.codes) == {"svc/A.1"}
