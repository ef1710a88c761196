"""What is remembered of a build: it is data, and data that is damaged is none."""

from __future__ import annotations

import json
import pickle
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_error_index.sphinxext import buildstate
from sphinx_error_index.sphinxext.buildstate import BuildState

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Project

STATE = BuildState(
    outdir="/out",
    common="c",
    inputs="i",
    shown={"index": "d"},
    objects=[("obs/403", "403 Forbidden", "code", "obs/403", "", 1)],
    exports=["codes.json", "sitemap-1.xml"],
    said=["obs: 1 table"],
    warned=True,
    frames={"": "made of", "Shape(…)": "d"},
)


def test_it_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    buildstate.write(path, STATE)
    assert buildstate.read(path) == STATE
    assert buildstate.read(tmp_path / "none.json") == BuildState()


@pytest.mark.parametrize(
    "change",
    [
        {"outdir": 7}, {"common": None}, {"inputs": []}, {"shown": []}, {"shown": {"index": 7}},
        {"objects": [["obs/403"]]}, {"objects": [["a", "b", "c", "d", "e", "1"]]},
        {"objects": [["a", "b", "c", "d", 5, 1]]}, {"objects": [["a", "b", "c", "d", "e", True]]},
        {"objects": {}}, {"exports": "codes.json"}, {"exports": ["../codes.json"]},
        {"exports": ["/etc/x"]}, {"exports": ["..\\x"]}, {"said": [7]}, {"warned": 1},
        {"more": ""},
    ],
)  # fmt: skip
def test_a_field_that_cannot_be_makes_it_none(tmp_path: Path, change: dict[str, Any]) -> None:
    path = tmp_path / "state.json"
    buildstate.write(path, STATE)
    content = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**content, **change}), "utf-8")
    assert buildstate.read(path) == BuildState()
    content.pop(next(iter(change)), None)
    if len(content) < 8:
        path.write_text(json.dumps(content), "utf-8")
        assert buildstate.read(path) == BuildState()


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes_are_none(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any-state.json"
    path.write_bytes(data)
    assert buildstate.read(path) == BuildState()


def test_deep_nesting_is_none(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("[" * 100_000, "utf-8")
    assert buildstate.read(tmp_path / "x") == BuildState()


class Touching:
    """What a pickle could do while it is read."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __reduce__(self) -> tuple[Any, tuple[str, str]]:
        return open, (str(self._path), "w")


def test_nothing_in_it_runs(seed_project: Project) -> None:
    """Whatever stands beside the doctrees under our names is data."""
    build = seed_project.build()
    doctrees = build.outdir.parent / "doctrees-html"
    ran = seed_project.folder / "ran"
    data = pickle.dumps(Touching(ran))
    for name in ("error-index-html.json", "error-index-html.pickle", "error-index.lock"):
        (doctrees / name).write_bytes(data)
    assert seed_project.build().codes.keys() == build.codes.keys()
    assert not ran.exists()
    assert "error-index-html.json" in {path.name for path in doctrees.iterdir()}
    pickle.loads(data).close()
    assert ran.exists(), "the test would have seen it"
