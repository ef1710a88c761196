"""The pipelines of ``deploy/`` for many services, run here: a part for each service, one merge."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from tests.conftest import ROOT, Project
from tools.pipeline import PipelineError, jobs_of, run

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "Error Code,Status Code,Error Message,Cause,Solution\n"


@pytest.fixture
def repository(tmp_path: Path) -> Project:
    """A project of two services, as a repository has it."""
    project = Project(tmp_path / "project")
    project.index = False
    for service in ("obs", "vpc"):
        row = f"{service.upper()}.1,400,Bad field.,The field is bad.,Mend the field.\n"
        text = f"Codes\n=====\n\n.. csv-table::\n   :header-rows: 1\n\n   {HEAD}   {row}"
        project.write(f"data/{service}/codes.rst", text)
        project.page(f"{service}/index", f"{service}/*.rst")
    project.write("source/index.rst", "Test\n====\n\n.. toctree::\n\n   obs/index\n   vpc/index\n")
    conf = 'project = "Test"\nextensions = ["sphinx_error_index"]\nhtml_theme = "basic"\n'
    project.write("conf.py", conf + 'suppress_warnings = ["error_index.ledger"]\n')
    return project


@pytest.mark.parametrize("name", ["github-many-services.yml", "gitlab-many-services.yml"])
def test_a_pipeline_publishes_the_whole(name: str, repository: Project, tmp_path: Path) -> None:
    pipeline = yaml.safe_load((ROOT / "deploy" / name).read_text("utf-8"))
    jobs = jobs_of(pipeline, ["obs", "vpc"])
    assert [job.name for job in jobs][:2] == ["part-obs", "part-vpc"]
    times = run(jobs, repository.folder, tmp_path / "out")
    assert len(times) == 3
    out = tmp_path / "out"
    assert (out / "obs/OBS.1.html").is_file()
    assert (out / "vpc/VPC.1.html").is_file()
    assert '"base_url":"https://docs.example.com/errors/"' in (out / "codes.json").read_text(
        "utf-8"
    )


def test_a_step_that_is_not_known_is_an_error() -> None:
    steps = [{"uses": "actions/do-anything@v1"}]
    with pytest.raises(PipelineError, match=r"not known here: actions/do-anything@v1"):
        jobs_of({"jobs": {"a": {"steps": steps}}}, [])


def test_a_command_that_fails_is_an_error(repository: Project, tmp_path: Path) -> None:
    jobs = jobs_of({"a": {"script": ["echo it said so; exit 3"]}}, [])
    with pytest.raises(PipelineError, match=r"a: echo it said so; exit 3\nit said so"):
        run(jobs, repository.folder, tmp_path / "out")
