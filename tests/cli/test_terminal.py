"""Nothing in a catalogue, or in a file that is looked at, gives orders to the terminal."""

from __future__ import annotations

import contextlib
import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from sphinx_error_index.cli.main import main
from sphinx_error_index.wording import loggable

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build

ORDERS = "\x1b[31m\x07\r\x9b1A\x7f\u202e"
"""A colour, a bell, a carriage return, a cursor that goes up, a delete, text turned round."""


def _spoilt(value: Any, key: str = "") -> Any:
    """Return a part of a catalogue with orders in all texts but those by which it is found."""
    if isinstance(value, dict):
        return {name: _spoilt(item, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_spoilt(item, key) for item in value]
    kept = ("id", "service", "code", "categories", "codes", "page", "gone")
    return value + ORDERS if isinstance(value, str) and key not in kept else value


@pytest.fixture
def spoilt(seed_site: Build, tmp_path: Path) -> Path:
    path = tmp_path / "codes.json"
    content = json.loads((seed_site.outdir / "codes.json").read_text("utf-8"))
    content = {**_spoilt(content), "base_url": "https://docs.example.com/errors", "redirects": []}
    path.write_text(json.dumps(content), "utf-8")
    return path


def _has_orders(text: str) -> bool:
    return any(character in ORDERS for character in text if character not in "[31mA")


@pytest.mark.parametrize(
    "arguments",
    [
        ["explain", "403"],
        ["explain", "nothing" + ORDERS],
        ["resolve", "access denied"],
        ["resolve", "--json", "access denied"],
        ["resolve", "zzzz" + ORDERS],
        ["coverage", "{}/nothing.txt"],
        ["coverage", "--format", "json", "{}/nothing.txt"],
        ["coverage", "--service", "x" + ORDERS, "{}/nothing.txt"],
        ["verify", "{}/dead.txt"],
        ["verify", "--format", "json", "{}/dead.txt"],
        ["verify", "--format", "github", "{}/dead.txt"],
        ["verify", "{}/missing" + ORDERS],
        ["ledger", "--data", "{}"],
        ["ledger", "--data", "{}", "--accept", "--revision", "x" + ORDERS],
        ["explain"],
        ["explain", "--" + ORDERS, "403"],
    ],
    ids=lambda arguments: ascii(" ".join(arguments))[:40],
)
def test_no_orders(spoilt: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    folder = spoilt.parent
    (folder / "nothing.txt").write_text("nothing", "utf-8")
    (folder / "dead.txt").write_text(
        f"https://docs.example.com/errors/obs/999{ORDERS}\n"
        "https://docs.example.com/errors/obs/403.html?status=999\n", "utf-8"
    )  # fmt: skip
    verb, *rest = (argument.replace("{}", str(folder)) for argument in arguments)
    with contextlib.suppress(SystemExit):  # argparse ends the program where it is used badly
        main([verb, "--catalog", str(spoilt), *rest])
    said = capsys.readouterr()
    assert (said.out + said.err).strip()
    assert not _has_orders(said.out + said.err)
    if {"json", "--json"} & set(arguments):
        assert _texts(json.loads(said.out))


def _texts(value: Any) -> list[str]:
    """Return all texts of something that was read from JSON."""
    if isinstance(value, dict):
        value = list(value.values())
    return [text for item in value for text in _texts(item)] if isinstance(value, list) else [value]


def test_json_is_what_it_was(spoilt: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Escaped, not lost: the title that is read back is that of the catalogue."""
    (spoilt.parent / "nothing.txt").write_text("nothing", "utf-8")
    arguments = ["--format", "json", str(spoilt.parent / "nothing.txt")]
    assert main(["coverage", "--catalog", str(spoilt), *arguments]) == 1
    codes = json.loads(capsys.readouterr().out)
    assert {code["title"][-len(ORDERS) :] for code in codes} == {ORDERS}


def test_a_log_keeps_its_colours_and_gets_clean_addresses(
    spoilt: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    line = b"\x1b[31mHTTP 403 from obs: access denied\x1b[0m"

    class Input:
        buffer = io.BytesIO(line + b"\n")

    monkeypatch.setattr("sys.stdin", Input())
    assert main(["annotate", "--catalog", str(spoilt), "--service", "obs"]) in (0, 1)
    said = capfdbinary.readouterr()
    assert said.out.startswith(line)
    added = said.out.removeprefix(line).removesuffix(b"\n").decode()
    assert not _has_orders(added + said.err.decode())


@pytest.mark.parametrize("text", ["::error::x", "a\n\t::set-output name=a::b", "a ##[error]b"])
def test_no_text_is_a_command_to_a_runner(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    assert loggable(text) == text
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    said = loggable(text)
    assert json.loads(json.dumps(said).replace("\\\\u", "\\u")) == text
    assert "##[" not in said
    assert not any(line.lstrip().startswith("::") for line in said.splitlines())


def test_annotations_are_commands(
    seed_site: Build,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    file = tmp_path / "a.txt"
    file.write_text("https://docs.example.com/e/obs/NoSuchCode.html\n", "utf-8")
    command = ["verify", "--catalog", str(seed_site.outdir), "--base", "https://docs.example.com/e"]
    assert main([*command, "--format", "github", str(file)]) == 1
    assert capsys.readouterr().out.startswith("::error file=")
