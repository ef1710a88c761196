"""Run a pipeline of ``deploy/`` here: each job in a copy of a project, with its own commands.

``python -m tools.pipeline deploy/gitlab-many-services.yml PROJECT OUT --service obs --service vpc``
runs the jobs of a GitHub or GitLab file that builds parts and merges them, tells how long each
took, and puts what is published into ``OUT``. Of the steps that only a forge has, those that bring
files are done by hand, and those that set up a machine are left out; any other is an error.
"""

from __future__ import annotations

import argparse
import fnmatch
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT: Final = Path(__file__).parent.parent
BASE: Final = "https://docs.example.com/errors"
LEFT_OUT: Final = frozenset(
    {"checkout", "setup-python", "cache", "configure-pages", "deploy-pages"}
)
"""Actions that a copy of the project, this Python and no forge make needless."""

_PLACE: Final = re.compile(r"\$\{\{ *([\w.-]+) *\}\}")


class PipelineError(Exception):
    """A pipeline cannot be run here, or one of its commands failed."""


@dataclass(frozen=True)
class Step:
    """One step of a job: a command, or files that come from or go to the artifacts of a run."""

    command: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    store: tuple[str, str] | None = None
    """The name of an artifact and the path that becomes it."""
    fetch: tuple[str, str] | None = None
    """A pattern of artifacts' names, and the folder that their files go to."""
    published: str = ""


@dataclass(frozen=True)
class Job:
    """A job with a name of its own, and the names of those that it waits for."""

    name: str
    kind: str
    needs: tuple[str, ...]
    steps: tuple[Step, ...]


def jobs_of(pipeline: dict[str, Any], services: Sequence[str]) -> list[Job]:
    """Return the jobs of a file of GitHub or GitLab; ``services`` take the place of its matrix."""
    return list(
        _of_github(pipeline, services) if "jobs" in pipeline else _of_gitlab(pipeline, services)
    )


def _of_github(pipeline: dict[str, Any], services: Sequence[str]) -> Iterator[Job]:
    for kind, job in pipeline["jobs"].items():
        matrix = (job.get("strategy") or {}).get("matrix") or {}
        needs = job.get("needs", [])
        for value in services if matrix else [""]:
            known = {"matrix.service": value, "steps.pages.outputs.base_url": BASE}
            steps = tuple(_github_steps(job, known))
            name = f"{kind}-{value}" if value else kind
            yield Job(name, kind, tuple([needs] if isinstance(needs, str) else needs), steps)


def _github_steps(job: dict[str, Any], known: dict[str, str]) -> Iterator[Step]:
    def filled(text: object) -> str:
        return _PLACE.sub(lambda match: known.get(match[1], ""), str(text))

    for step in job["steps"]:
        given = {name: filled(text) for name, text in (job.get("env") or {}).items()}
        given |= {name: filled(text) for name, text in (step.get("env") or {}).items()}
        if "run" in step:
            yield Step(command=filled(step["run"]), environment=given)
            continue
        action = step["uses"].partition("@")[0].rpartition("/")[2]
        asked = {name: filled(text) for name, text in (step.get("with") or {}).items()}
        if action == "upload-artifact":
            yield Step(store=(asked["name"], asked["path"]))
        elif action == "download-artifact":
            yield Step(fetch=(asked["pattern"], asked["path"]))
        elif action == "upload-pages-artifact":
            yield Step(published=asked["path"])
        elif action not in LEFT_OUT:
            raise PipelineError(f"this step is not known here: {step['uses']}")


def _of_gitlab(pipeline: dict[str, Any], services: Sequence[str]) -> Iterator[Job]:
    for kind, job in pipeline.items():
        if not isinstance(job, dict) or "script" not in job:
            continue
        matrix = (job.get("parallel") or {}).get("matrix") or []
        variables = [name for row in matrix for name in row]
        for value in services if matrix else [""]:
            given = {**dict.fromkeys(variables, value), "CI_PAGES_URL": BASE}
            name = f"{kind}-{value}" if value else kind
            steps = [Step(fetch=(f"{other}*", ".")) for other in job.get("needs", ())]
            steps += [Step(command=line, environment=given) for line in job["script"]]
            for path in (job.get("artifacts") or {}).get("paths", ()):
                steps.append(
                    Step(published=path) if kind == "pages" else Step(store=(name, f"{path}/"))
                )
            yield Job(name, kind, tuple(job.get("needs", ())), tuple(steps))


def run(jobs: Sequence[Job], project: Path, out: Path, at_once: int = 1) -> dict[str, float]:
    """Run all jobs, those first for which others wait; return the seconds that each took.

    Raises:
        PipelineError: a command failed.
    """
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        _programs(folder / "bin")
        times: dict[str, float] = {}
        left = list(jobs)
        while left:
            waiting = {job.kind for job in left}
            ready = [job for job in left if not waiting & set(job.needs)]
            if not ready:
                raise PipelineError("the jobs wait for one another")
            with ThreadPoolExecutor(at_once) as pool:
                took = pool.map(lambda job: _run_job(job, project, folder, out), ready)
                times.update(zip([job.name for job in ready], took, strict=True))
            left = [job for job in left if job not in ready]
        return times


def _programs(folder: Path) -> None:
    """Write the programs that a job calls: those of this Python, and no pip, as all is there."""
    folder.mkdir()
    programs = {
        "pip": "exit 0",
        "sphinx-build": f'exec "{sys.executable}" -m sphinx "$@"',
        "error-index": f'exec "{sys.executable}" -m sphinx_error_index "$@"',
    }
    for name, line in programs.items():
        (folder / name).write_text(f"#!/bin/sh\n{line}\n", "utf-8")
        (folder / name).chmod(0o755)


def _run_job(job: Job, project: Path, folder: Path, out: Path) -> float:
    """Run a job in a copy of the project; return the seconds that its commands took."""
    work = folder / "work" / job.name
    shutil.copytree(project, work, ignore=shutil.ignore_patterns("build", ".*"))
    artifacts = folder / "artifacts"
    took = 0.0
    for step in job.steps:
        if step.store:
            name, path = step.store
            kept = path if path.endswith("/") else ""  # GitLab keeps the path, GitHub its content
            shutil.copytree(work / path, artifacts / name / kept, dirs_exist_ok=True)
        elif step.fetch:
            pattern, path = step.fetch
            for artifact in sorted(artifacts.iterdir()):
                if fnmatch.fnmatch(artifact.name, pattern):
                    shutil.copytree(artifact, work / path, dirs_exist_ok=True)
        elif step.published:
            shutil.copytree(work / step.published, out)
        else:
            took += _run_command(job, step, work, folder / "bin")
    return took


def _run_command(job: Job, step: Step, work: Path, programs: Path) -> float:
    start = time.monotonic()
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", "-ec", step.command], cwd=work, capture_output=True, text=True, check=False,
        env={**os.environ, **step.environment, "PATH": path, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    if done.returncode:
        raise PipelineError(f"{job.name}: {step.command}\n{done.stdout}{done.stderr}")
    return time.monotonic() - start


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Run a pipeline of deploy/ here.")
    parser.add_argument("pipeline", type=Path, help="the YAML file")
    parser.add_argument("project", type=Path, help="the folder of the project")
    parser.add_argument("out", type=Path, help="where the published site goes; it must not exist")
    parser.add_argument("--service", action="append", required=True, help="a job for this service")
    parser.add_argument("--at-once", type=int, default=1, help="jobs that run at the same time")
    given = parser.parse_args()
    jobs = jobs_of(yaml.safe_load(given.pipeline.read_text("utf-8")), given.service)
    try:
        times = run(jobs, given.project.resolve(), given.out.resolve(), given.at_once)
    except PipelineError as error:
        print(error, file=sys.stderr)
        return 1
    for name, seconds in times.items():
        print(f"{name}: {seconds:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
