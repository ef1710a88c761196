"""The licences of what the extension needs."""

from __future__ import annotations

import pytest

from tools import licences


def test_every_dependency_names_a_licence(capsys: pytest.CaptureFixture[str]) -> None:
    assert licences.main() == 0
    said = dict(line.split(" ", 1) for line in capsys.readouterr().out.splitlines())
    assert {"sphinx", "docutils", "jinja2", "snowballstemmer"} <= said.keys()
    assert "babel" in said  # which the extension needs through Sphinx
    assert "pytest" not in said
    assert said["markupsafe"].endswith("BSD-3-Clause") or "BSD" in said["markupsafe"]
