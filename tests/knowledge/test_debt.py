"""What the documentation of codes lacks."""

from __future__ import annotations

from datetime import date

import pytest

from sphinx_error_index.knowledge.debt import NoteAge, debts, due_day
from sphinx_error_index.knowledge.states import Meaning

WHOLE = Meaning(message="Wrong.", causes=("It is long.",), actions=("Cut it.",))
DUE = due_day(date(2025, 6, 1))


def lacks(*meanings: Meaning, notes: tuple[NoteAge, ...] = ()) -> set[str]:
    found = debts({"a/1": meanings}, {"a/1": notes}, DUE)
    return {str(kind) for kind, names in found.items() if names}


def said(**texts: object) -> Meaning:
    fields = {"message": "Wrong.", "causes": ("It is long.",), "actions": ("Cut it.",)}
    return Meaning(**{**fields, **texts})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("meaning", "expected"),
    [
        (said(), set()),
        (said(causes=()), {"no-cause"}),
        (said(causes=(), description="It is very long."), set()),
        (said(causes=("wrong",)), {"no-cause", "repeated"}),
        (said(actions=()), {"no-action"}),
        (said(actions=("Contact technical support.",)), {"contact-only"}),
        (said(actions=("System error. Please contact customer service.",)), {"contact-only"}),
        (said(actions=("Contact support to increase the quota.",)), set()),
        (said(actions=("Try again or contact technical support.",)), set()),
        (said(actions=("Contact technical support.", "Wait.")), set()),
        (said(message="No {id} here.", causes=("{id}",)), {"placeholder"}),
        (said(message="No %s here."), set()),
        (said(message="No {id} here.", causes=("The ID of the bucket is wrong.",)), set()),
    ],
)
def test_kinds(meaning: Meaning, expected: set[str]) -> None:
    assert lacks(meaning) == expected


def test_meanings_that_contradict_each_other() -> None:
    assert lacks(said(status=(400,)), said(status=(404,))) == {"contradictory"}
    assert lacks(said(), said(causes=("It is short.",))) == set()


def test_notes_settle_debt_and_make_their_own() -> None:
    empty = said(actions=())
    assert lacks(empty, notes=(NoteAge("2025-05-01", says=True),)) == set()
    assert lacks(empty, notes=(NoteAge("", says=False),)) == {"no-action"}
    assert lacks(WHOLE, notes=(NoteAge("2024-05-31", says=True),)) == {"review"}
    assert date(2024, 6, 1) == DUE
