"""Mutants of real files: bytes lost, doubled, moved or made markup; every row is accounted for."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from sphinx_error_index.reading.columns import header_rows
from tests.attack.pipeline import VOCABULARY, pipeline
from tests.attack.sizes import sizes
from tests.support.project import SEED
from tests.support.reading import reader

if TYPE_CHECKING:
    from pathlib import Path

PIECES = (
    b"|", b"+---+", b"`", b"``", b"*", b"**", b"_", b".. ", b"::", b"\n", b"\n\n", b" ", b"\t",
    b"=", b"\\", b"\x00", b"\xff", b"\xef\xbb\xbf", b"\r", b"<", b"&", b"{{", b"#", b"|---|",
)  # fmt: skip


def mutant(content: bytes, chance: random.Random) -> bytes:
    """Return a file with a few changes."""
    changed = bytearray(content)
    for _ in range(chance.randrange(1, 5)):
        at, length = chance.randrange(len(changed)), chance.randrange(1, 80)
        piece = changed[at : at + length]
        changed[at : at + length] = chance.choice(
            [b"", piece * 2, piece[::-1], chance.choice(PIECES), chance.choice(PIECES) + piece]
        )
        elsewhere = chance.randrange(len(changed) + 1)
        if chance.random() < 0.2:
            changed[elsewhere:elsewhere] = piece
    return bytes(changed)


def _check(content: bytes, name: str) -> int:
    """Read a file as a vendor's; return how many rows were accounted for."""
    reading = reader().read(content, name)
    assert [said for said in reading.said if said.line < 0] == []
    rows = 0
    for table, said in zip(reading.tables, reading.readings, strict=True):
        _, body = header_rows(table, VOCABULARY)
        if said.read:
            # A head that is none, as of a table that was cut in two, is a row as well.
            lines = [row.line for row in said.rows]
            assert lines[len(lines) - len(body) :] == [row.line for row in body]
            rows += len(body)
        else:
            assert said.reason
    pipeline().run_file(reading.file())
    return rows


@sizes(8, 240)
def test_mutants_of_the_seed(size: int) -> None:
    chance = random.Random(size)
    content = SEED.read_bytes()
    rows = sum(_check(mutant(content, chance), SEED.name) for _ in range(size))
    assert rows > 0


@sizes(4, 240)
def test_mutants_of_real_files(shared: Path, size: int) -> None:
    chance = random.Random(size)
    files = sorted(
        path for path in (shared / "corpus").rglob("*.rst") if path.stat().st_size < 60_000
    )
    rows = sum(
        _check(mutant(path.read_bytes(), chance), path.name)
        for path in chance.choices(files, k=size)
    )
    assert rows > 0
