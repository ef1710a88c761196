"""``make lint`` proves the rooms of the package: each kind of breach is planted and found."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tools import house


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A folder with the package's Python files and the settings of import-linter."""
    ignored = shutil.ignore_patterns("__pycache__", "static", "*.json", "*.toml")
    shutil.copytree(ROOT / house.PACKAGE, tmp_path / house.PACKAGE, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def _run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    # The columns keep the name of a contract on one line.
    environment = {**os.environ, "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}", "COLUMNS": "200"}
    return subprocess.run(
        [sys.executable, *command], cwd=folder, env=environment, capture_output=True, text=True
    )


def _broken(folder: Path) -> tuple[int, list[str]]:
    """Return the status of import-linter in *folder* and the names of the broken contracts."""
    code = "import sys; from importlinter.cli import lint_imports_command as c; sys.exit(c())"
    done = _run(folder, "-c", code, "--no-cache")
    lines = (line.rstrip() for line in done.stdout.splitlines())
    return done.returncode, [line.split(" BROKEN")[0] for line in lines if " BROKEN" in line]


def _plant(folder: Path, module: str, text: str) -> None:
    path = folder / house.PACKAGE / module
    path.write_text(f"{path.read_text('utf-8') if path.exists() else ''}\n\n{text}\n", "utf-8")


def test_the_package_keeps_every_contract(copy: Path) -> None:
    assert _broken(copy) == (0, [])


IN_A_FUNCTION = "def planted() -> None:\n    import {}"
FOR_TYPES = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import {}"


@pytest.mark.parametrize(
    ("module", "imported", "contract"),
    [
        ("reading/columns.py", "pages.cells", "Data flows down"),
        ("files.py", "catalog.export", "Data flows down"),
        ("resolver/words.py", "messages", "Data flows down"),
        ("links.py", "model", "Data flows down"),
        ("cli/main.py", "sphinxext.domain", "Data flows down"),
        ("sphinxext/domain.py", "cli.main", "Only __main__ imports the command line"),
        ("cli/main.py", "pages.manifest", "Pages are for what Sphinx calls"),
        ("pages/cells.py", "reading.columns", "Pages know the tables and row marks"),
        ("ledger/files.py", "reading.tables", "Pages know the tables and row marks"),
        ("cli/main.py", "catalog.export", "The command line reads codes.json"),
        ("wording.py", "resolver.words", "The resolver is for pages"),
        ("model.py", "doctrees", "What runs without Sphinx"),
    ],
)
def test_a_forbidden_import_is_found(copy: Path, module: str, imported: str, contract: str) -> None:
    _plant(copy, module, f"import {house.PACKAGE}.{imported}")
    status, broken = _broken(copy)
    assert status == 1
    assert any(name.startswith(contract) for name in broken), broken


@pytest.mark.parametrize("form", [IN_A_FUNCTION, FOR_TYPES])
def test_imports_in_functions_and_for_types_count(copy: Path, form: str) -> None:
    _plant(copy, "pages/cells.py", form.format(f"{house.PACKAGE}.reading.columns"))
    status, broken = _broken(copy)
    assert status == 1
    assert any(name.startswith("Pages know the tables") for name in broken), broken


def test_sphinx_is_found_through_others(copy: Path) -> None:
    _plant(copy, "wording.py", f"import {house.PACKAGE}.files")
    _plant(copy, "files.py", IN_A_FUNCTION.format("docutils.nodes"))
    status, broken = _broken(copy)
    assert status == 1
    assert any(name.startswith("What runs without Sphinx") for name in broken), broken


def test_a_circle_within_a_room_is_found(copy: Path) -> None:
    _plant(copy, "catalog/first.py", f"import {house.PACKAGE}.catalog.second")
    _plant(copy, "catalog/second.py", FOR_TYPES.format(f"{house.PACKAGE}.catalog.first"))
    assert _broken(copy) == (1, ["No room and no module is part of a circle"])


def test_a_module_without_a_place_is_found(copy: Path) -> None:
    _plant(copy, "corridor.py", "")
    status, _ = _broken(copy)
    assert status == 1


def test_a_circle_through_an_init_is_found(copy: Path) -> None:
    _plant(copy, "catalog/__init__.py", f"import {house.PACKAGE}.catalog.export")
    _plant(copy, "catalog/export.py", IN_A_FUNCTION.format(f"{house.PACKAGE}.catalog"))
    done = _run(copy, "-m", "tools.house")
    assert done.returncode == 1
    assert "circle of imports: sphinx_error_index.catalog" in done.stdout


def test_the_package_has_no_fault() -> None:
    assert list(house.faults(ROOT / house.PACKAGE)) == []


def test_a_crowded_folder_is_found(tmp_path: Path) -> None:
    for number in range(house.MODULES_OF_A_FOLDER):
        (tmp_path / f"m{number}.py").touch()
    (tmp_path / "__init__.py").touch()
    assert list(house.crowded(tmp_path)) == []
    (tmp_path / "one_more.py").touch()
    assert list(house.crowded(tmp_path)) == [
        f"{tmp_path}: 17 modules, of which 16 may share a folder"
    ]


def test_long_code_is_found(tmp_path: Path) -> None:
    body = "    x = 1\n"
    (tmp_path / "fits.py").write_text(f'def f():\n    """Say.\n\n    More.\n    """\n{body * 49}')
    (tmp_path / "long.py").write_text("\n" * 400 + f"def f():\n{body * 50}")
    lines = [line.removeprefix(f"{tmp_path}{os.sep}") for line in house.oversized(tmp_path)]
    assert lines == [
        "long.py:1: 451 lines, of which a file may have 450",
        "long.py:401: f has 51 lines, of which a function may have 50",
    ]
