"""``make mutants`` measures what it says: on a copy, with the tests of one room."""

from __future__ import annotations

import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tools import mutants


def test_each_part_is_there() -> None:
    for part in mutants.PARTS:
        for pattern in part.files:
            assert list((ROOT / mutants.PACKAGE).glob(pattern)), pattern
        for name in part.tests:
            assert (ROOT / name).exists(), name


def test_settings_are_toml_that_mutmut_reads() -> None:
    part = mutants.Part("x", ("a.py", "b/*.py"), ("tests/x",), without="slow or odd")
    section = tomllib.loads(mutants.settings(part, ["tests", "data", mutants.PACKAGE, "conf.py"]))
    assert section["tool"]["mutmut"] == {
        "source_paths": ["sphinx_error_index"],
        "only_mutate": ["sphinx_error_index/a.py", "sphinx_error_index/b/*.py"],
        "also_copy": ["conf.py", "data"],
        "pytest_add_cli_args": ["-n", "0", "-k", "not (slow or odd)"],
        "pytest_add_cli_args_test_selection": ["tests/x"],
    }


def test_unknown_parts_are_named() -> None:
    with pytest.raises(SystemExit, match=r"no such part: nonsense; there are links, records"):
        mutants.chosen_parts(["links", "nonsense"])
    assert mutants.chosen_parts([]) == list(mutants.PARTS)


def test_a_change_that_no_test_notices_survives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A repository of one function, of which the test looks at one half."""
    repository = tmp_path / "repository"
    (repository / mutants.PACKAGE).mkdir(parents=True)
    (repository / "tests").mkdir()
    (repository / mutants.PACKAGE / "__init__.py").touch()
    (repository / mutants.PACKAGE / "sums.py").write_text(
        "def add(a, b):\n    return a + b\n\n\ndef lost(a):\n    return a - 1\n"
    )
    (repository / "tests/test_sums.py").write_text(
        "from sphinx_error_index.sums import add, lost\n\n"
        "def test_add():\n    assert add(2, 3) == 5\n\n"
        "def test_lost():\n    lost(1)\n"
    )
    (repository / "pyproject.toml").touch()
    for arguments in (["init", "-q"], ["add", "-A"]):
        subprocess.run(["git", *arguments], cwd=repository, check=True)
    monkeypatch.chdir(repository)
    part = mutants.Part("sums", ("sums.py",), ("tests",))
    count = mutants.measure(part, tmp_path / "copy")
    assert count == mutants.Count("sums", known=3, tried=3, noticed=1, survived=2, untested=0)
    survivors = (mutants.OUT / "sums.txt").read_text("utf-8")
    assert "-    return a - 1" in survivors
    assert "a - b" not in survivors
    sample = mutants.measure(part, tmp_path / "sample", 2)
    assert (sample.known, sample.tried) == (3, 2)
    assert sample.noticed + sample.survived == 2


def test_a_sample_is_the_same_in_every_run() -> None:
    names = [f"change {number}" for number in range(50)]
    sample = mutants.drawn(reversed(names), 10)
    assert sample == mutants.drawn(names, 10)
    assert len(set(sample)) == 10
    assert mutants.drawn(names[:3], 10) == names[:3]
