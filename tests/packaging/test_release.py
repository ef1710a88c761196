"""A release: tag, version and changelog agree, and the workflows name no secret."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from tests.conftest import ROOT
from tools import release

WORKFLOWS = (".github/workflows/ci.yml", ".github/workflows/release.yml", ".gitlab-ci.yml")


def _checkout(folder: Path, version: str, changelog: str) -> Path:
    (folder / "sphinx_error_index").mkdir()
    (folder / "sphinx_error_index/version.py").write_text(
        f'"""V."""\n\n__version__ = "{version}"\n'
    )
    (folder / "CHANGELOG.md").write_text(f"# Changelog\n\n{changelog}")
    return folder


def test_the_changelog_speaks_of_this_version() -> None:
    date, notes = release.sections(ROOT)[release.version(ROOT)]
    assert notes
    assert re.fullmatch(r"not yet released|\d{4}-\d{2}-\d{2}", date)


def test_a_release_that_agrees(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "## 1.1.0 (2031-12-24)\n\n- New.\n\n## 1.0.0 (2031-01-01)\n\n- Old.\n"
    monkeypatch.chdir(_checkout(tmp_path, "1.1.0", text))
    assert release.main(["check", "v1.1.0"]) == 0
    assert release.main(["notes"]) == 0
    assert capsys.readouterr().out == "- New.\n"


@pytest.mark.parametrize(
    ("tag", "changelog", "said"),
    [
        ("v1.0.0", "## 1.1.0 (2031-12-24)\n\n- New.\n", "the tag is v1.0.0"),
        ("v1.1.0", "## 1.1.0 (not yet released)\n\n- New.\n", 'CHANGELOG.md says "not yet rel'),
        ("v1.1.0", "## 1.0.0 (2031-12-24)\n\n- Old.\n", "CHANGELOG.md has no section"),
        ("v1.1.0", "## 1.1.0 (2031-12-24)\n\n## 1.0.0 (2031-01-01)\n\n- Old.\n", "no section"),
    ],
)
def test_a_release_that_does_not(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tag: str,
    changelog: str,
    said: str,
) -> None:
    monkeypatch.chdir(_checkout(tmp_path, "1.1.0", changelog))
    assert release.main(["check", tag]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line


@pytest.mark.parametrize("name", WORKFLOWS)
def test_workflows_name_no_secret(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert yaml.safe_load(text)
    assert not re.search(r"secrets\.|password|api[-_]?token|_KEY\b", text, re.IGNORECASE)


@pytest.mark.parametrize("name", WORKFLOWS)
def test_workflows_run_what_is_there(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    targets = set(re.findall(r"\bmake ([a-z-]+)", text))
    known = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert targets <= known
    for module in re.findall(r"python -m (tools\.\w+)", text):
        assert (ROOT / f"{module.replace('.', '/')}.py").is_file()
    assert "bash .ci/run" in text
    assert (ROOT / ".ci/run").is_file()
