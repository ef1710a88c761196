"""Sizes that no vendor has: they take their time, in proportion, and nothing breaks."""

from __future__ import annotations

import itertools
import sys
import time
from typing import TYPE_CHECKING

from tests.attack.sizes import sizes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.support.project import Build, Project


def _table(head: str, rows: Iterable[str]) -> str:
    body = "".join(f"   {row}\n" for row in rows)
    return f"Codes\n=====\n\n.. csv-table::\n   :header: {head}\n\n{body}"


def _built(project: Project, text: str, builder: str = "html") -> Build:
    """Build a project with one vendor file; say how long it took (``pytest -s`` shows it)."""
    project.write("data/svc/codes.rst", text)
    project.page("svc", "svc/*.rst", options=":hidden:")
    started = time.process_time()
    build = project.build(builder, strict=False)
    sys.stdout.write(
        f"{len(text):,} bytes, {builder}: {time.process_time() - started:.1f} s of CPU\n"
    )
    assert build.status == 0
    return build


@sizes(1_000, 100_000)
def test_many_rows(project: Project, size: int) -> None:
    """Read and accounted for; the builder writes no pages, whose cost is measured elsewhere."""
    rows = (f"R.{number:06},{400 + number % 100},It failed." for number in range(size))
    build = _built(project, _table("Error Code,Status Code,Message", rows), "dummy")
    assert build.warnings == []
    assert [note for note in build.notes if note.type != "error_index.unresolved"] == []


@sizes(100, 2_000)
def test_many_columns(project: Project, size: int) -> None:
    heads = ["Error Code", *(f"Column {number}" for number in range(size))]
    cells = ["C.1", *(f"value {number}" for number in range(size))]
    build = _built(project, _table(",".join(heads), [",".join(cells)]))
    (variant,) = build.codes["svc/C.1"]["variants"]
    assert len(variant["extra"]) == size
    assert variant["extra"][f"Column {size - 1}"] == f"value {size - 1}"


@sizes(200_000, 10_000_000)
def test_a_large_cell(project: Project, size: int) -> None:
    text = "word " * (size // 5)
    rows = (("Error Code", "Message"), ("C.1", text), ("C.2", "short"))
    cells = "".join(f"   * - {code}\n     - {message}\n" for code, message in rows)
    build = _built(project, f"Codes\n=====\n\n.. list-table::\n   :header-rows: 1\n\n{cells}")
    assert build.codes["svc/C.1"]["variants"][0]["message"] == text.strip()
    assert "short" in build.read("svc/C.2.html")


def test_a_cell_that_is_too_large_for_csv(project: Project) -> None:
    """Python's own reader of CSV has a limit: it is said where, and the source is shown."""
    build = _built(project, _table("Error Code,Message", [f"C.1,{'word ' * 30_000}"]))
    (warning,) = (w for w in build.warnings if w.type == "error_index.markup")
    assert (warning.file, warning.line) == ("codes.rst", 4)
    assert "field limit" in warning.text


@sizes(50, 1_000)
def test_many_meanings(project: Project, size: int) -> None:
    rows = (f"C.1,{400 + number % 100},It failed in way {number}." for number in range(size))
    build = _built(project, _table("Error Code,Status Code,Message", rows))
    variants = build.codes["svc/C.1"]["variants"]
    assert len({variant["anchor"] for variant in variants}) == size
    page = build.read("svc/C.1.html")
    assert all(f'id="{variant["anchor"]}"' in page for variant in variants)


def _spellings(size: int) -> Iterator[str]:
    """Return spellings of one code that differ in case alone."""
    letters = ((letter, letter.upper()) for letter in "nosuchbucketatall")
    return itertools.islice(map("".join, itertools.product(*letters)), size)


@sizes(50, 5_000)
def test_codes_that_differ_in_case(project: Project, size: int) -> None:
    """One page for all, because that is what a file system makes of their addresses."""
    rows = (f"{code},{400 + at % 100},It failed." for at, code in enumerate(_spellings(size)))
    build = _built(project, _table("Error Code,Status Code,Message", rows))
    (code,) = build.codes.values()
    assert {variant["code"] for variant in code["variants"]} == set(_spellings(size))
    assert len({variant["anchor"] for variant in code["variants"]}) == size
