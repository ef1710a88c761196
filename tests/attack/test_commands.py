"""The command line with arguments and an index that nobody meant: an answer or one clear line."""

from __future__ import annotations

import io
import json
import random
import shutil
import sys
from typing import TYPE_CHECKING, Any

import pytest

from sphinx_error_index.cli.main import main
from tests.attack.sizes import sizes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.support.project import Build

ODD = (
    "", " ", "\udcff", "\x1b[31m", "\n", "http://[", "http://", "http://\udcff/",
    "https://x y/", "file:///etc", "//", "/", ".", "..", "../..", "~", "-", "--", "-1", "%s", "{0}",
    "a" * 300, "é" * 300, "__proto__", "obs/", "/403", "obs//403", "403#x", "con", "*", "[", "(?",
)  # fmt: skip
"""What stands in place of a text, a name, a path or an address."""


def _commands(odd: str, site: str, log: str) -> list[list[str]]:
    """Return one command for each place that an odd text may have."""
    base = ["--base", "https://docs.example.com/errors"]
    return [
        ["explain", "--catalog", site, "--", odd],
        ["explain", "--catalog", odd, "403"],
        ["explain", "--catalog", site, f"--service={odd}", "403"],
        ["resolve", "--catalog", site, "--", odd],
        ["resolve", "--catalog", site, f"--service={odd}", "--json", "--", "403"],
        ["annotate", "--catalog", site, f"--base={odd}"],
        ["annotate", "--catalog", site, f"--service={odd}", *base],
        ["verify", "--catalog", site, f"--base={odd}", log],
        ["verify", "--catalog", site, *base, "--", f"{odd}x"],
        ["coverage", "--catalog", site, f"--base={odd}", log],
        ["ledger", "--catalog", site, f"--data={odd}x", "--accept"],
        ["ledger", "--catalog", site, f"--data={log}", f"--revision={odd}", "--accept"],
    ]


class _Input(io.TextIOWrapper):
    """Standard input with a line that has codes and bytes that are no text."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(b"HTTP 403 \xff\0 NoSuchBucket\n"), "utf-8", "surrogateescape")

    def isatty(self) -> bool:
        return False


def _status(arguments: Sequence[str]) -> object:
    """Run a command; return its exit status, also where its arguments are refused, or its fault."""
    try:
        return main(list(arguments))
    except SystemExit as error:
        return error.code
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def test_odd_arguments(
    seed_site: Build,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    (tmp_path / "a.log").write_text(
        "HTTP 403 https://docs.example.com/errors/obs/9.html\n", "utf-8"
    )
    monkeypatch.chdir(tmp_path)
    failed = []
    for odd in ODD:
        for command in _commands(odd, str(seed_site.outdir), "a.log"):
            monkeypatch.setattr(sys, "stdin", _Input())
            status = _status(command)
            said = capsysbinary.readouterr()
            silent = status == 2 and not said.err.strip()
            if status not in (0, 1, 2) or b"\x1b" in said.out + said.err or silent:
                failed.append((status, command[0], command[2:]))
    assert failed == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.log"]


VALUES: tuple[Any, ...] = (None, -1, 10**20, "", "x", [], {}, [[]], {"a": [1]}, [None, "\ud800"])


def _spoilt(content: str, chance: random.Random) -> str:
    """Return a file of the index with a part of it changed, as its value or as its text."""
    head, brace, body = content.partition(",")
    if chance.random() < 0.6 and body.rstrip().endswith(");"):
        try:
            value = json.loads(body.rstrip().removesuffix(");"))
        except ValueError:
            return content[: len(content) // 2]
        return f"{head}{brace}{json.dumps(_replaced(value, chance))});\n"
    at = chance.randrange(len(content))
    return content[:at] + chance.choice(("", "0", '"', "]", "é", "\0")) + content[at + 3 :]


def _replaced(value: Any, chance: random.Random) -> Any:
    """Return a JSON value with one part replaced or missing."""
    if isinstance(value, dict) and value and chance.random() < 0.85:
        key = chance.choice(list(value))
        return {**value, key: _replaced(value[key], chance)}
    if isinstance(value, list) and value and chance.random() < 0.85:
        at = chance.randrange(len(value))
        return [*value[:at], _replaced(value[at], chance), *value[at + 1 :]]
    return chance.choice(VALUES)


@sizes(60, 3_000)
def test_a_spoilt_index(
    seed_site: Build, tmp_path: Path, size: int, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """What can be read of it answers, or one line says that it cannot be read."""
    site = tmp_path / "site"
    site.mkdir()
    shutil.copy(seed_site.outdir / "codes.json", site)
    shutil.copytree(seed_site.outdir / "error-index", site / "error-index")
    paths = sorted((site / "error-index").rglob("*.js"))
    chance = random.Random(size)
    failed = set()
    for _ in range(size):
        changed = {path: path.read_text("utf-8") for path in chance.sample(paths, 4)}
        for path, content in changed.items():
            path.write_text(_spoilt(content, chance), "utf-8", "surrogatepass")
        for command in (["resolve", "--json", "cannot delete the bucket"], ["explain", "403"],
                        ["resolve", "HTTP 403 OBS.0409"]):  # fmt: skip
            try:
                assert main([command[0], "--catalog", str(site), *command[1:]]) in (0, 1, 2)
            except Exception as error:
                names = sorted(
                    path.relative_to(site / "error-index").as_posix() for path in changed
                )
                failed.add(f"{command[0]}: {type(error).__name__}: {error}; {names}")
            assert b"\x1b" not in capsysbinary.readouterr().out
        for path, content in changed.items():
            path.write_text(content, "utf-8")
    assert sorted(failed) == []
