"""The forms in which ``annotate`` adds addresses: nothing else of a line changes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_error_index.cli.annotate.forms import FORMS, as_github, as_json, as_links, as_logfmt
from tests.conftest import ROOT

if TYPE_CHECKING:
    from tests.conftest import Build

URL = "https://docs.example.com/errors/obs/403.html"


@given(st.dictionaries(st.text(max_size=5), st.text() | st.integers() | st.none(), max_size=3))
def test_an_object_of_json_gets_a_field(content: dict[str, object]) -> None:
    content.pop("error_url", None)
    line = (json.dumps(content, indent=None) + "  ").encode()
    made = as_json(line, [URL])
    assert json.loads(made) == {**content, "error_url": URL}
    assert made.startswith(line.rstrip()[:-1])
    assert json.loads(as_json(b"{ }", [URL, "b"])) == {"error_url": [URL, "b"]}


@pytest.mark.parametrize(
    "line", [b"no JSON 403", b'["403"]', b'{"error_url": ""}', b'{"a": ', b"[" * 5000, b""]
)
def test_other_lines_stay_as_they_are(line: bytes) -> None:
    assert as_json(line, [URL]) == line


def test_logfmt_and_github() -> None:
    assert (
        as_logfmt(b"level=error code=403 ", [URL])
        == f"level=error code=403 error_url={URL}".encode()
    )
    assert as_logfmt(b"a=1", ["x", "y"]) == b'a=1 error_url="x y"'
    assert as_logfmt(b"a=1 error_url=z", [URL]) == b"a=1 error_url=z"
    made = as_github("100% of\tit \x1b[0m é".encode(), [URL]).decode().splitlines()
    assert made[0] == "100% of\tit \x1b[0m é"
    assert made[1].startswith("::error title=Error index::100%25 of")
    assert made[1].endswith(f"  {URL}")
    assert "\x1b" not in made[1]


def test_links_of_terminals_hold_no_sequence_of_a_catalogue() -> None:
    made = as_links(b"x", ["https://a/\x1b]8;;evil\x1b\\"]).decode()
    assert made.count("\x1b]8;;") == 2


@pytest.mark.parametrize("form", FORMS)
def test_the_verb_uses_them(form: str, seed_site: Build) -> None:
    lines = b'{"status": 403, "n": 1}\r\nstatus=403 service=obs\nnothing here\n'
    command = [sys.executable, "-m", "sphinx_error_index", "--catalog", str(seed_site.outdir)]
    command += ["annotate", "--service", "obs", "--base", "https://docs.example.com/errors"]
    done = subprocess.run(
        [*command, "--format", form], input=lines, capture_output=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    first, second, *_ = done.stdout.split(b"\n")
    expected = FORMS[form](b'{"status": 403, "n": 1}', [URL]) + b"\r"
    assert done.stdout.startswith(expected.split(b"\n")[0])
    assert done.stdout.endswith(b"nothing here\n")
    assert URL.encode() in done.stdout
    assert first
    assert second
    done = subprocess.run(
        [*command, "--links", "always", "--format", form], input=lines, capture_output=True,
        check=False, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert (b"\x1b]8;;" in done.stdout) is (form == "text")
