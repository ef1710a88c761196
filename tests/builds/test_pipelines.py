"""What ``deploy/`` and the root hold for pipelines: files that parse, and scripts that run."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build

LOGS = ROOT / "deploy" / "logs"


def test_the_hook_names_a_verb() -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert (hook["id"], hook["language"]) == ("error-index-verify", "python")
    program, verb = hook["entry"].split()
    assert program == "error-index"
    help_text = subprocess.run(
        [sys.executable, "-m", "sphinx_error_index", verb, "--help"],
        capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    ).stdout  # fmt: skip
    assert "PATH" in help_text


def _action() -> dict[str, Any]:
    action: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    return action


def test_the_action_keeps_inputs_out_of_scripts() -> None:
    for step in _action()["runs"]["steps"]:
        assert "${{" not in step.get("run", "")


@pytest.mark.skipif(not shutil.which("bash"), reason="there is no bash here")
@pytest.mark.parametrize("output", ["", "out put.sarif"])
def test_the_action_finds_what_leads_nowhere(output: str, seed_site: Build, tmp_path: Path) -> None:
    step = _action()["runs"]["steps"][-1]
    program = tmp_path / "bin" / "error-index"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m sphinx_error_index "$@"\n', "utf-8")
    program.chmod(0o755)
    base = "https://docs.example.com/errors"
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "a.py").write_text(f"{base}/obs/403.html\n{base}/obs/999.html\n", "utf-8")
    values = {"catalog": str(seed_site.outdir), "base": base, "paths": "src nothing-else",
              "format": "sarif" if output else "github", "output": output}  # fmt: skip
    (tmp_path / "nothing-else").touch()
    given = {
        name: values[re.sub(r"[${} ]|inputs\.", "", value)] for name, value in step["env"].items()
    }
    path = f"{program.parent}:{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", step["run"]], cwd=tmp_path, text=True,
        capture_output=True, check=False,
        env={**os.environ, **given, "PYTHONPATH": str(ROOT), "PATH": path},
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    if output:
        (run,) = json.loads((tmp_path / output).read_text("utf-8"))["runs"]
        assert len(run["results"]) == 1
    else:
        assert done.stdout.startswith("::error file=src/a.py,line=2,")


def test_configurations_of_log_pipelines_parse() -> None:
    vector = tomllib.loads((LOGS / "vector.toml").read_text("utf-8"))
    assert vector["enrichment_tables"]["error_codes"]["file"]["encoding"]["type"] == "csv"
    stages = yaml.safe_load((LOGS / "promtail.yaml").read_text("utf-8"))["pipeline_stages"]
    assert [next(iter(stage)) for stage in stages] == ["json", "template", "structured_metadata"]
    (loki,) = yaml.safe_load((LOGS / "grafana-datasource.yaml").read_text("utf-8"))["datasources"]
    first, second = loki["jsonData"]["derivedFields"]
    url = "https://docs.example.com/errors/obs/403.html"
    for line in (f'{{"error_url": "{url}"}}', f"level=error error_url={url} x=1"):
        found = re.search(first["matcherRegex"], line)
        assert found
        assert found[1] == url
    found = re.search(second["matcherRegex"], '{"error_code":"APIG.0201"}')
    assert found
    assert found[1] == "APIG.0201"


CSV = (
    "\ufeffcode,title,service,url\r\n"
    '403,"Forbidden, or\n""so""",obs,obs/403.html\r\n'
    '"a,b",x,obs,obs/a-b.html\r\n'
)


def test_the_lua_filter_adds_addresses(tmp_path: Path) -> None:
    lua = shutil.which("lua5.4") or shutil.which("lua") or shutil.which("luajit")
    if lua is None:
        pytest.skip("there is no Lua here")
    table = tmp_path / "codes.csv"
    table.write_bytes(CSV.encode())
    script = (
        f"dofile({json.dumps(str(LOGS / 'error-url.lua'))})\n"
        "for _, given in ipairs({{'obs', 403}, {'obs', 'a,b'}, {'obs', '404'}, {'obs'}}) do\n"
        "  local record = {error_service = given[1], error_code = given[2]}\n"
        "  local code, time, made = add_error_url('tag', 7, record)\n"
        "  print(code, time, made.error_url)\n"
        "end\n"
    )
    variables = {"ERROR_INDEX_URL": "https://docs.example.com/errors/"}
    variables["ERROR_INDEX_CSV"] = str(table)
    done = subprocess.run(
        [lua, "-"], input=script, capture_output=True, text=True, check=True,
        env={**os.environ, **variables},
    )  # fmt: skip
    base = "https://docs.example.com/errors"
    assert done.stdout.splitlines() == [
        f"2\t7\t{base}/obs/403.html",
        f"2\t7\t{base}/obs/a-b.html",
        "0\t7\tnil",
        "0\t7\tnil",
    ]
    assert done.stderr == ""
    done = subprocess.run(
        [lua, "-"], input=script, capture_output=True, text=True, check=True,
        env={**os.environ, **variables, "ERROR_INDEX_CSV": str(tmp_path / "none.csv")},
    )  # fmt: skip
    assert done.stderr.count("there is no") == 1
    assert "2\t" not in done.stdout
