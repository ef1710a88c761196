"""Files of the ledger as git leaves them when it cannot merge, and as a disk leaves them."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from sphinx_error_index.cli.main import main
from tests.attack.sizes import sizes
from tests.support.project import Project

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TABLE = "========== =====\nError Code Cause\n========== =====\n{}========== =====\n"
NAMES = ("links.txt", "published/svc.json", "redirects.txt")


def _vendor(project: Project, *codes: str) -> None:
    rows = "".join(f"{code:<10} Cause of {code}.\n" for code in codes)
    project.write("data/svc/codes.rst", TABLE.format(rows))


def _accept(project: Project) -> int:
    """Accept what a build of the project documents; return the exit status."""
    codes = project.folder / "build/html/codes.json"
    data = str(project.folder / "data")
    return main(["ledger", "--catalog", str(codes), "--data", data, "--accept"])


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data with a ledger that knows three codes, two of them gone, and a redirect."""
    project = Project(tmp_path_factory.mktemp("accepted"))
    project.page("svc", "svc/*.rst")
    _vendor(project, "A.1", "A.2", "A.3")
    project.build()
    assert _accept(project) == 0
    _vendor(project, "A.1")
    project.write("data/redirects.txt", "svc/A.2 -> svc/A.1\n")
    project.build()
    assert _accept(project) == 0
    return project.folder / "data"


@pytest.fixture
def accepted(project: Project, data: Path) -> Project:
    """A project with a copy of that data."""
    project.page("svc", "svc/*.rst")
    shutil.copytree(data, project.folder / "data", dirs_exist_ok=True)
    return project


def _git(folder: Path, *arguments: str) -> int:
    settings = ["-c", "user.name=Test", "-c", "user.email=test@example.com",
                "-c", "commit.gpgsign=false", "-c", "core.autocrlf=false"]  # fmt: skip
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    command = ["git", *settings, *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, check=False
    ).returncode


def _merged(folder: Path, ours: Callable[[Path], None], theirs: Callable[[Path], None],
            *options: str) -> None:  # fmt: skip
    """Let git merge two changes of a folder, which it cannot do by itself."""
    _git(folder, "init", "-q", "-b", "main")
    _git(folder, "add", "-A")
    assert _git(folder, "commit", "-qm", "base") == 0
    assert _git(folder, "checkout", "-qb", "theirs") == 0
    theirs(folder)
    _git(folder, "add", "-A")
    assert _git(folder, "commit", "-qm", "theirs") == 0
    assert _git(folder, "checkout", "-q", "main") == 0
    ours(folder)
    _git(folder, "add", "-A")
    assert _git(folder, "commit", "-qm", "ours") == 0
    assert _git(folder, "merge", "-q", *options, "theirs") != 0, "git merged it"
    shutil.rmtree(folder / ".git")


def _replaced(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    return change


def _removed(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def _as_folder(name: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / name).unlink()
        (folder / name).mkdir()
        (folder / name / "x.txt").write_text("x", "utf-8")

    return change


def _binary(text: bytes) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / "published/svc.json").write_bytes(text)

    return change


CONFLICTS = {
    "both changed a line": (
        _replaced("published/svc.json", "Cause of A.2", "Ours"),
        _replaced("published/svc.json", "Cause of A.2", "Theirs"),
    ),
    "both changed the lines": (
        _replaced("links.txt", "svc/A.2\n", "svc/A.2\nsvc/A.4\n"),
        _replaced("links.txt", "svc/A.2\n", "svc/A.2\nsvc/A.5\n"),
    ),
    "both added a redirect": (
        _replaced("redirects.txt", "svc/A.2 -> svc/A.1\n", "svc/A.2 -> svc/A.3\n"),
        _replaced("redirects.txt", "svc/A.2 -> svc/A.1\n", "svc/A.2 -> svc\n"),
    ),
    "one removed it": (
        _replaced("published/svc.json", "Cause of A.2", "Ours"),
        _removed("published/svc.json"),
    ),
    "a folder in its place": (
        _replaced("published/svc.json", "Cause of A.2", "Ours"),
        _as_folder("published/svc.json"),
    ),
    "binary": (_binary(b"\0ours"), _binary(b"\0theirs")),
}


@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git here")
@pytest.mark.parametrize("style", ["merge", "diff3"])
@pytest.mark.parametrize("kind", CONFLICTS)
def test_each_kind_of_conflict(
    accepted: Project, kind: str, style: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is said where it is, no address is lost that is still readable, nothing is accepted."""
    data = accepted.folder / "data"
    ours, theirs = CONFLICTS[kind]
    (data / ".gitattributes").write_text("", "utf-8")
    os.environ["GIT_CONFIG_COUNT"] = "1"
    os.environ["GIT_CONFIG_KEY_0"] = "merge.conflictStyle"
    os.environ["GIT_CONFIG_VALUE_0"] = style
    try:
        _merged(data, ours, theirs)
    finally:
        for name in ("COUNT", "KEY_0", "VALUE_0"):
            del os.environ[f"GIT_CONFIG_{name}"]
    before = {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    build = accepted.build(strict=False)
    assert build.status == 0
    kinds = {warning.type for warning in build.warnings}
    whole = kind in ("one removed it",)  # git leaves our file as it was
    assert kinds <= {"error_index.ledger", "error_index.redirect"}
    assert bool(kinds) is not whole or kind == "a folder in its place"
    for warning in build.warnings:
        assert warning.file in {name.rpartition("/")[2] for name in NAMES}
        assert warning.line > 0
    for page in ("svc/A.1.html", "svc/A.2.html", "svc/A.3.html"):
        assert build.read(page), "an address died"
    capsys.readouterr()
    status = _accept(accepted)
    if kinds - {"error_index.redirect"}:
        assert status == 2
        assert "error-index:" in capsys.readouterr().err
        assert {path: path.read_bytes() for path in data.rglob("*") if path.is_file()} == before


@sizes(10, 100)
def test_damaged_files(accepted: Project, size: int) -> None:
    """Bytes are lost, doubled, turned round or zeroed: no build breaks, today's pages stay."""
    chance = random.Random(size)
    data = accepted.folder / "data"
    whole = {name: (data / name).read_bytes() for name in NAMES}
    for _ in range(size):
        name = chance.choice(NAMES)
        content = bytearray(whole[name])
        for _ in range(chance.randrange(1, 4)):
            at, length = chance.randrange(len(content)), chance.randrange(1, 40)
            piece = content[at : at + length]
            content[at : at + length] = chance.choice(
                [b"", piece * 2, bytes(len(piece)), chance.randbytes(length), piece[::-1]]
            )
        (data / name).write_bytes(content)
        build = accepted.build(strict=False)
        assert build.status == 0
        assert build.read("svc/A.1.html")
        assert {warning.type.partition(".")[0] for warning in build.warnings} <= {"error_index"}
        assert _accept(accepted) in (0, 2)
        for each, before in whole.items():
            (data / each).write_bytes(before)
