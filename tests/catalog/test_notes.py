"""Which codes and meanings a note of the house reaches."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sphinx_error_index.catalog.assemble import build_catalog
from sphinx_error_index.catalog.notes import attach
from sphinx_error_index.catalog.triage import judged
from sphinx_error_index.model import (
    Catalog,
    Origin,
    Outcome,
    Record,
    RowReading,
    TableReading,
    Text,
    VendorFile,
)
from sphinx_error_index.notes import Note

ROWS = (
    ("VPC.0601", 400, "A name is wrong.", "The name is too long."),
    ("VPC.0602", 429, "Slow.", "Too fast."),
    ("VPC.0602", 404, "Lost [a].", "It is gone."),
    ("VPC.0701", 404, "Lost.", "It never was."),
    ("429", 429, "", "Too fast."),
)


def _catalog() -> Catalog:
    records = tuple(
        Record(
            code,
            (Origin("vpc/a.rst", line, docname="vpc", anchor=f"r{line}"),),
            (status,),
            message=(Text(message),) if message else (),
            causes=(Text(cause),),
        )
        for line, (code, status, message, cause) in enumerate(ROWS, start=1)
    )
    rows = tuple(RowReading(at, Outcome.CODE, (row[0],)) for at, row in enumerate(ROWS, start=1))
    table = TableReading(1, "", read=True, rows=rows, records=records)
    return build_catalog([VendorFile("vpc", "vpc", "vpc/a.rst", "A", (table,))])


def note(*targets: str, line: int = 1, **said: Any) -> Note:
    return replace(Note("notes", "n", line, targets, Text("Said.")), **said)


def reached(one: Note) -> list[tuple[str, str]]:
    """Code and message of each meaning that a note is on; no message for a whole code."""
    catalog, _ = attach(_catalog(), [one])
    found = [(code.code, "") for code in catalog.codes.values() if code.notes]
    for code in catalog.codes.values():
        found += [(code.code, v.message[0].plain) for v in code.variants if v.notes]
    return found


@pytest.mark.parametrize(
    ("target", "said", "expected"),
    [
        ("vpc/VPC.0601", {}, [("VPC.0601", "")]),
        ("vpc/vpc.0601", {}, [("VPC.0601", "")]),
        ("vpc/VPC.06*", {}, [("VPC.0601", ""), ("VPC.0602", "")]),
        ("vpc/VPC.0?01", {}, [("VPC.0601", ""), ("VPC.0701", "")]),
        ("vpc", {}, [("VPC.0601", ""), ("VPC.0602", ""), ("VPC.0701", ""), ("429", "")]),
        ("*/429", {}, [("429", ""), ("VPC.0602", "Slow.")]),
        ("vpc/429", {}, [("429", "")]),
        ("vpc/*", {"status": (404,)}, [("VPC.0701", ""), ("VPC.0602", "Lost [a].")]),
        ("vpc/VPC.0602", {"variant": "lost [A]"}, [("VPC.0602", "Lost [a].")]),
        ("vpc/VPC.0602", {"cause": "Too fast"}, [("VPC.0602", "Slow.")]),
        ("vpc/VPC.0602", {"cause": "Too quick"}, [("VPC.0602", "")]),  # shown with a mark
        ("vpc/VPC.0*", {"cause": "Too quick"}, []),
    ],
)
def test_reach(target: str, said: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert reached(note(target, **said)) == expected


def test_the_most_exact_note_comes_first_and_its_answer_counts() -> None:
    notes = [
        note("vpc/*", line=1, retry="no"),
        note("vpc/VPC.0701", line=2, retry="later"),
        note("vpc/VPC.0701", line=3, retry="backoff"),
    ]
    catalog, (fault,) = attach(_catalog(), notes)
    code = judged(catalog).codes["vpc/VPC.0701"]
    assert [one.line for one in code.notes] == [2, 3, 1]
    triage = code.variants[0].triage
    assert triage is not None
    assert (triage.retry.answer, triage.retry.inferred) == ("later", False)
    assert (triage.side.answer, triage.side.inferred) == ("request", True)
    assert (fault.note.line, fault.kind) == (3, "note_conflict")
    assert "'backoff' contradicts 'later' of the note at notes:2" in fault.text


def test_what_has_changed_is_said_with_what_it_says_now() -> None:
    _, (fault,) = attach(_catalog(), [note("vpc/VPC.0601", cause="The name was too long.")])
    assert fault.kind == "note_stale"
    assert fault.text == (
        "the vendor's text of vpc/VPC.0601 has changed since 'The name was too long.' was "
        "written: it now says 'The name is too long.'; the note is shown with a mark"
    )
