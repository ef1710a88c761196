"""``error-index ledger``: looking, accepting, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sphinx_error_index.cli.main import main
from tests.support.ledgers import content, run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "codes.json").write_text(json.dumps(content("GW.1", "GW.2")), "utf-8")
    return tmp_path


def test_starting_and_looking(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder) == 1
    assert "there is no ledger yet" in capsys.readouterr().out
    assert not (folder / "links.txt").exists()
    assert run(folder, "--accept", "--revision", "1.0") == 0
    assert "accepted: new: 2 codes (gw/GW.1, gw/GW.2)" in capsys.readouterr().out
    assert run(folder) == 0
    assert capsys.readouterr().out == ""
    assert run(folder, "--accept") == 0
    assert capsys.readouterr().out == "the ledger is up to date\n"
    (folder / "codes.json").write_text(json.dumps(content("GW.2", "GW.3")), "utf-8")
    assert run(folder) == 1
    assert capsys.readouterr().out.splitlines() == ["new   gw/GW.3", "gone  gw/GW.1"]


def test_revision(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(folder, "--accept")
    (folder / "codes.json").write_text(json.dumps(content("GW.2")), "utf-8")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert run(folder, "--accept") == 0
    assert '"gone":"2023-11-14"' in (folder / "published/gw.json").read_text("utf-8")


def test_bad_use(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(folder, "--accept", "--revision", " ") == 2
    assert run(folder, "--accept", "--revision", "a\nb") == 2
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    assert run(folder, "--accept") == 2
    assert (
        main(["ledger", "--catalog", str(folder / "codes.json"), "--data", str(folder / "no")]) == 2
    )
    assert "there is no folder" in capsys.readouterr().err
    old = content("GW.1")
    del old["redirects"]
    (folder / "codes.json").write_text(json.dumps(old), "utf-8")
    assert run(folder) == 2
    assert "older version" in capsys.readouterr().err
    assert not (folder / "links.txt").exists()


def test_json_says_the_same(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "--format", "json") == 1
    said = json.loads(capsys.readouterr().out)
    assert {"gw", "gw/GW.1", "gw/GW.2", "gw/category/GW"} <= set(said["new"])
    assert (said["accepted"], said["written"]) == (False, [])
    assert run(folder, "--accept", "--format", "json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["accepted"], len(said["written"])) == (True, 2)
    (folder / "codes.json").write_text(json.dumps(content("GW.2")), "utf-8")
    assert run(folder, "--format", "json") == 1
    assert json.loads(capsys.readouterr().out)["gone"] == ["gw/GW.1"]
