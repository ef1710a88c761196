"""The history of the catalogue: records that are taken, and files that are none."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from sphinx_error_index.knowledge.history import HistoryError, read_history, take
from tests.knowledge.test_changes import NEW, OLD

if TYPE_CHECKING:
    from pathlib import Path


def test_revisions_are_taken_one_by_one(tmp_path: Path) -> None:
    first, written = take(tmp_path, OLD, "2.0 / beta", "2025-01-01")
    assert (first.number, first.codes, first.changes) == (1, 4, ())
    assert [path.name for path in written] == ["0001-2.0-beta.json", "latest.json"]
    second, _ = take(tmp_path, NEW, "2025-03-24", "2025-03-24")
    history = read_history(tmp_path)
    assert history.faults == ()
    assert history.revisions == (first, second)
    assert history.latest == NEW
    with pytest.raises(HistoryError, match="nothing has changed"):
        take(tmp_path, NEW, "2025-04-01", "2025-04-01")
    with pytest.raises(HistoryError, match="there is a revision '2025-03-24' already"):
        take(tmp_path, OLD, "2025-03-24", "2025-04-01")
    assert len(read_history(tmp_path).revisions) == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "this is no JSON"),
        ("[]", "this is no record of a history"),
        ('{"schema": 2}', "newer version"),
        ('{"schema": 1, "number": "2", "codes": 1, "label": "x"}', "no record"),
        ('{"schema": 1, "number": 2, "codes": 1, "label": "x", "date": "May"}', "no date"),
        ('{"schema": 1, "number": 2, "codes": 1, "label": "x", "date": "2025-01-02"}', "no list"),
        (
            '{"schema": 1, "number": 2, "codes": 1, "label": "x", "date": "2025-01-02", '
            '"changes": [{"code": "a/1", "kind": "eaten", "what": "code"}]}',
            "one of its changes is none",
        ),
        (
            '{"schema": 1, "number": 2, "codes": 1, "label": "\\ud800", "date": "2025-01-02"}',
            "half a character",
        ),
    ],
)
def test_a_damaged_record_is_left_out_and_named(tmp_path: Path, content: str, said: str) -> None:
    take(tmp_path, OLD, "one", "2025-01-01")
    path = tmp_path / "history/0002-two.json"
    path.write_text(content, "utf-8")
    history = read_history(tmp_path)
    assert [revision.label for revision in history.revisions] == ["one"]
    (fault,) = history.faults
    assert fault.path == path
    assert said in fault.text
    assert fault.text.endswith("this revision is left out")
    with pytest.raises(HistoryError, match=r"0002-two.json:1"):
        take(tmp_path, NEW, "three", "2025-01-03")


def test_nothing_is_taken_without_the_newest_state(tmp_path: Path) -> None:
    take(tmp_path, OLD, "one", "2025-01-01")
    path = tmp_path / "history/latest.json"
    content = json.loads(path.read_text("utf-8"))
    content["codes"][0]["meanings"][0]["causes"] = [1]
    path.write_text(json.dumps(content), "utf-8")
    with pytest.raises(HistoryError, match=r"latest.json:1: a meaning has a field"):
        take(tmp_path, NEW, "two", "2025-01-02")
    path.unlink()
    with pytest.raises(HistoryError, match="is missing"):
        take(tmp_path, NEW, "two", "2025-01-02")
