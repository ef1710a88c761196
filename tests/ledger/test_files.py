"""Ledger files that are damaged: one message each, and nothing is lost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sphinx_error_index.ledger.accepting import accept
from sphinx_error_index.ledger.files import ledger_files, read_ledger, write_ledger
from sphinx_error_index.ledger.ledger import compare
from tests.support.ledgers import EMPTY, accepted, content, past, run


@pytest.mark.parametrize(
    ("name", "text", "line", "said"),
    [
        ("links.txt", "gw/1\n<<<<<<< HEAD\ngw/2\n", 2, "a merge left this"),
        ("links.txt", "gw/1\n=======\n", 2, "a merge left this"),
        ("links.txt", "../etc/passwd\n", 1, "no address"),
        ("links.txt", "gw/../x\n", 1, "no address"),
        ("links.txt", "/gw/1\n", 1, "no address"),
        ("links.txt", "gw/1#\n", 1, "no address"),
        ("links.txt", "https://example.com/x\n", 1, "no address"),
        ("links.txt", b"gw/1\ngw/\xff\n", 2, "not UTF-8"),
        (
            "published/gw.json",
            '{"service": {"id": "gw"},\n"codes": [\n{"page": }\n]}',
            3,
            "not JSON",
        ),
        ("published/gw.json", '{"service": {"id": "gw"},\n=======\n}', 2, "a merge left"),
        ("published/gw.json", "[1, 2]", 1, "does not say"),
        ("published/gw.json", '{"service": {"id": 7}}', 1, "does not say"),
        ("published/gw.json", "[" * 100_000, 1, "nested too deeply"),
        ("published/gw.json", '{"service": {"id": "gw\\udc80"}}', 1, "half a character"),
    ],
)
def test_bad_files_are_one_message(
    tmp_path: Path, name: str, text: str | bytes, line: int, said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    (tmp_path / "published").mkdir()
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    _, (fault,) = read_ledger(tmp_path)
    assert fault.path == path
    assert fault.fault.line == line
    assert said in fault.fault.text
    (tmp_path / "codes.json").write_text(json.dumps(content("GW.1")), "utf-8")
    assert run(tmp_path, "--accept") == 2
    assert f"{path}:{line}: " in capsys.readouterr().err
    assert path.read_bytes() == (text if isinstance(text, bytes) else text.encode())


@pytest.mark.parametrize(
    "entry",
    [{"page": "gw/X", "variants": 7}, {"page": "gw/X", "variants": [7]},
     {"page": "gw/X", "variants": [{"causes": [7, None], "status": "x", "extra": [], "origins": 3,
                                    "categories": "GW", "aliases": {}, "cause_aliases": [7]}]},
     {"page": "gw/X", "past": [], "gone": 7}, {"page": "gw/X", "past": {"a": 7}, "code": {}}],
)  # fmt: skip
def test_what_is_of_the_wrong_type_is_passed_over(tmp_path: Path, entry: Any) -> None:
    (tmp_path / "published").mkdir()
    whole = {"service": {"id": "gw", "page": 7, "former": 7}, "codes": [entry]}
    (tmp_path / "published/gw.json").write_text(json.dumps(whole), "utf-8")
    (tmp_path / "links.txt").write_text("gw/X\ngw/X#a\ngw/category/Y\ngw\n", "utf-8")
    ledger, faults = read_ledger(tmp_path)
    assert faults == []
    for state in (content("GW.1"), EMPTY, content("X")):
        catalog = past(ledger, state)
        known = accept(ledger, state, "r1")
        assert not compare(known, past(known, state)), (compare(ledger, catalog), entry)
        write_ledger(tmp_path, known)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not JSON"),
        ('{"schema": 99, "service": {"id": "gw"}}', "another version"),
        ('{"service": {"id": "gw"}, "codes": {"a": 1}}', '"codes" are no list'),
        ('{"service": {"id": "gw"}, "codes": [7]}', '"codes" are no list'),
        ('{"service": {"id": "gw"}, "categories": [{"page": 7}]}', '"categories" are no list'),
    ],
)
def test_a_damaged_file_is_refused_and_its_texts_stay(
    tmp_path: Path, text: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "published" / "gw.json"
    path.parent.mkdir()
    path.write_text(text, "utf-8")
    _, (fault,) = read_ledger(tmp_path)
    assert said in fault.fault.text
    (tmp_path / "codes.json").write_text(json.dumps(content("GW.1")), "utf-8")
    assert run(tmp_path, "--accept") == 2
    assert str(path) in capsys.readouterr().err
    assert path.read_text("utf-8") == text


# -- The command line ------------------------------------------------------------------------------


def test_all_files_of_a_ledger_are_told_as_far_as_they_can_be_read(tmp_path: Path) -> None:
    assert ledger_files(tmp_path) == []
    write_ledger(tmp_path, accepted(content("GW.1")))
    (tmp_path / "redirects.txt").write_text("gw/A -> gw/GW.1\n", "utf-8")
    (tmp_path / "published" / "folder.json").mkdir()
    names = ("links.txt", "redirects.txt", "published/gw.json")
    expected = [(name.rpartition("/")[2], (tmp_path / name).read_bytes()) for name in names]
    assert ledger_files(tmp_path) == expected
