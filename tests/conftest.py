"""What tests share: a project to build in a temporary folder, the real data, a browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.resolver.corpus import build_corpus
from tests.support.once import make_once
from tests.support.project import ROOT, SEED, Build, Message, Project, run_sphinx
from tests.support.sharing import SharedBuilds

__all__ = ["ROOT", "SEED", "Build", "Message", "Project"]

# No timed tests; in CI the same examples each time, at a desk new ones.
settings.register_profile("here", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("here")

make_once()

SHARED = ROOT.parent / "shared"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the last worker begin with the tests of the largest site, which takes a minute to build.

    Each worker begins with its share of the tests in their order, the last one with the last share.
    Where these tests stand in several shares, one worker waits while another builds that site.
    """
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    large: list[pytest.Item] = []
    others: list[pytest.Item] = []
    for item in items:
        largest = "corpus_site" in getattr(item, "fixturenames", ())
        (large if largest else others).append(item)
    share = len(items) * (workers - 1) // workers
    items[:] = [*others[:share], *large, *others[share:]] if workers > 1 else items


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """An empty project."""
    return Project(tmp_path)


@pytest.fixture
def seed_project(project: Project) -> Project:
    """A project with the seed document."""
    project.seed()
    return project


@pytest.fixture(scope="session")
def builds(tmp_path_factory: pytest.TempPathFactory) -> SharedBuilds:
    """Sites that are built once a run, whichever worker asks first."""
    return SharedBuilds(tmp_path_factory)


def _own_site(folder: Path) -> Build:
    out = folder / "html"
    arguments = ["-c", str(ROOT), "-b", "html", "-d", str(folder / "doctrees")]
    arguments += ["-W", "--keep-going", "--no-color", str(ROOT / "source"), str(out)]
    build = run_sphinx(arguments, out)
    assert build.status == 0, build.stderr
    return build


@pytest.fixture(scope="session")
def seed_site(builds: SharedBuilds) -> Build:
    """The project's own site."""
    return builds.get("own", _own_site)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real vendor data that is not part of the repository."""
    if not SHARED.is_dir():
        pytest.skip("the real data in ../shared is not here")
    return SHARED


@pytest.fixture(scope="session")
def corpus_site(shared: Path, builds: SharedBuilds) -> Build:
    """The site of the seed and of all real vendor files, each folder one service."""
    return builds.get("corpus", lambda folder: build_corpus(shared / "corpus", folder))


_BROWSERS = (
    "chromium-headless-shell",  # opens a page with a seventh of the processor time of the others
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)


def chromium() -> str:
    """Return the path of a Chromium; in CI a missing one fails, elsewhere it skips."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _BROWSERS)), None)
    if found:
        return found
    if os.environ.get("CI"):
        pytest.fail("no Chromium: run make browser, or set CHROMIUM")
    pytest.skip("no Chromium: run make browser, or set CHROMIUM")


CHROMIUM_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A headless Chromium, one per test process."""
    from playwright.sync_api import sync_playwright

    path = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()
