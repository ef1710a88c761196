"""Help of every verb, completion in shells, and ``error-index new``."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sphinx_error_index.cli.main import VERBS, main
from sphinx_error_index.cli.starting.newservice import _enter
from tests.conftest import SEED, Project


@pytest.mark.parametrize("verb", VERBS)
def test_help_says_what_a_verb_does_with_an_example(
    verb: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main([verb, "--help"])
    assert left.value.code == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "Exit status: 0" in said
    assert "2 bad use" in said
    assert f"error-index {verb}" in said.partition("Example: ")[2] or f" {verb}. Exit" in said
    usage, _, rest = said.partition("options:")
    assert usage.rstrip().endswith((".", "]")) or "positional arguments:" in usage
    assert rest


@pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh"])
def test_completion_knows_all_verbs(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert all(verb in script for verb in VERBS)
    if shell == "bash" and shutil.which("bash"):
        ask = (
            'COMP_WORDS=(error-index verify --format ""); COMP_CWORD=3; COMP_LINE="x"\n'
            "complete -p error-index >/dev/null && $(complete -p error-index | "
            "sed 's/.*-F \\([^ ]*\\).*/\\1/') error-index; echo \"${COMPREPLY[@]}\""
        )
        command = ["bash", "-c", f"shopt -s extglob\n{script}\n{ask}"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert done.stdout.split() == ["text", "json", "github", "sarif"]


def test_completion_without_its_package(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "shtab", None)
    assert main(["completion", "bash"]) == 2
    assert "pip install sphinx-error-index[completion]" in capsys.readouterr().err


@pytest.fixture
def site(project: Project) -> Path:
    project.index = False
    project.write("conf.py", "extensions = ['sphinx_error_index']\nhtml_theme = 'basic'\n")
    index = "Index\n=====\n\n.. toctree::\n   :hidden:\n\n   guide\n   categories\n"
    project.write("source/index.rst", index)
    return project.folder


def test_a_new_service_has_a_page_and_is_read(
    site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    theirs = tmp_path / "theirs" / "errors.rst"
    theirs.parent.mkdir()
    unread = (
        "\n\nOthers\n\n======  =====\nGadget  Knob\n======  =====\nAbc     Def\n======  =====\n"
    )
    theirs.write_text(SEED.read_text("utf-8") + unread, "utf-8")
    assert main(["new", "gateway", str(theirs), "--site", str(site), "--title", "A gateway"]) == 0
    said = capsys.readouterr().out
    assert "gateway: 2 tables, 13 rows → 8 codes, 5 categories, 1 table unread\n" in said
    assert said.count("no header is known to be a code") == 1
    assert "data/gateway/errors.rst:64: " in said
    page = (site / "source/gateway.rst").read_text("utf-8")
    assert page.startswith("A gateway\n")
    assert "   ../data/gateway/errors.rst\n" in page
    assert (site / "data/gateway/errors.rst").read_bytes() == theirs.read_bytes()
    index = (site / "source/index.rst").read_text("utf-8")
    assert index.endswith("   guide\n   gateway\n   categories\n")
    assert main(["new", "gateway", str(theirs), "--site", str(site)]) == 2
    assert "there is a page" in capsys.readouterr().err
    assert (site / "source/index.rst").read_text("utf-8") == index


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["index", "conf.py"], "cannot be a service"),
        (["a/b", "conf.py"], "cannot be a service"),
        (["gateway", "nowhere.rst"], "there is no file nowhere.rst"),
    ],
)
def test_what_cannot_be_new(
    arguments: list[str], said: str, site: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(site)
    assert main(["new", *arguments]) == 2
    assert said in capsys.readouterr().err
    assert not (site / "data").exists()
    monkeypatch.chdir(site / "source")
    assert main(["new", *arguments]) == 2
    assert "name the site's folder with --site" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "result"),
    [
        (".. toctree::\n\n   a\n", ".. toctree::\n\n   a\n   x\n"),
        (
            ".. toctree::\n   :hidden:\n\n   a\n\nMore.\n",
            ".. toctree::\n   :hidden:\n\n   a\n   x\n\nMore.\n",
        ),
        (".. toctree::\n   :glob:\n\nText.\n", None),
        ("No tree.\n", None),
        (".. toctree::\n\n   x\n", ".. toctree::\n\n   x\n"),
    ],
)
def test_where_an_entry_goes(text: str, result: str | None, tmp_path: Path) -> None:
    index = tmp_path / "index.rst"
    index.write_text(text, "utf-8")
    said = _enter(tmp_path, "x")
    assert index.read_text("utf-8") == (text if result is None else result)
    assert said.startswith("add x to a toctree") is (result is None)
