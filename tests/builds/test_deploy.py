"""The configurations of ``deploy/`` in real servers: any spelling arrives."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import ROOT, Project
from tests.support.servers import SERVERS, Server, container

if TYPE_CHECKING:
    from collections.abc import Iterator

TABLE = """
Errors
======

.. list-table::
   :header-rows: 1

   * - Error Code
     - Description
   * - NoSuchBucket
     - The bucket is not there.
   * - v1
     - The first.
"""
#: Codes that end in what a server may take for an extension, each of another kind: a list of
#: variants, a character set, a language, an encoding, a program, a type.
ENDINGS = "var ascii big5 de ja gz cgi shtml php tar".split()
TABLE += "".join(f"   * - Job.{ending}\n     - Größe of {ending}.\n" for ending in ENDINGS)


@dataclass(frozen=True)
class Served:
    """A site on a server: which server it is, and which builder made the site."""

    server: Server
    kind: str
    builder: str


def _site(folder: Path, builder: str, base: str) -> Path:
    project = Project(folder)
    project.conf["html_baseurl"] = f"https://docs.example.com{base}"
    project.conf["suppress_warnings"] = ["error_index"]
    project.write("data/obs/errors.rst", TABLE)
    project.page("obs/index", "obs/errors.rst")
    return project.build(builder).outdir


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder that Apache can read, which does not run as root."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture(scope="module")
def www(folder: Path) -> Any:
    """A function that returns a folder with the site of a builder under ``errors/``, built once."""

    def make(builder: str) -> Path:
        root = folder / builder
        if not root.exists():
            root.mkdir()
            _site(folder / f"project-{builder}", builder, "/errors/").rename(root / "errors")
            html = builder == "html"
            dotted = root / "errors" / ("obs/v1..html" if html else "obs/v1./index.html")
            dotted.parent.mkdir(exist_ok=True)
            dotted.write_text("with a dot", "utf-8")
        return root

    return make


@pytest.fixture(scope="module", params=["html", "dirhtml"])
def builder(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module", params=SERVERS)
def site(request: pytest.FixtureRequest, builder: str, folder: Path, www: Any) -> Iterator[Served]:
    """The site on a server, under /errors/."""
    kind = str(request.param)
    with SERVERS[kind](folder / f"{kind}-{builder}", www(builder)) as server:
        yield Served(server, kind, builder)


def _page(builder: str, name: str) -> str:
    return f"/errors/{name}{'.html' if builder == 'html' else '/'}"


SPELLINGS = (
    "NoSuchBucket NoSuchBucket.html NoSuchBucket/ NoSuchBucket/index.html NoSuchBucket.html/ "
    "NoSuchBucket.htm NoSuchBucket) NoSuchBucket.html) NoSuchBucket. NoSuchBucket.html. "
    "NoSuchBucket/. NoSuchBucket/), NoSuchBucket.html%3E NoSuchBucket.html%22 NoSuchBucket.html'"
).split()


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_any_spelling_arrives(site: Served, spelling: str) -> None:
    answer = site.server.get(f"/errors/obs/{spelling}")
    assert answer.status == 200
    own = {"NoSuchBucket/index.html", "NoSuchBucket/."} if site.builder == "dirhtml" else set()
    if spelling not in own:  # those are other names of the very file
        assert answer.path == _page(site.builder, "obs/NoSuchBucket")
    assert "The bucket is not there." in answer.body


def test_query_is_kept(site: Served) -> None:
    answer = site.server.get("/errors/obs/NoSuchBucket)?status=404")
    assert answer.path == _page(site.builder, "obs/NoSuchBucket") + "?status=404"


def test_dot_may_belong_to_a_code(site: Served) -> None:
    for spelling in ("v1.", "v1..html", "v1..html)"):
        answer = site.server.get(f"/errors/obs/{spelling}")
        assert (answer.path, answer.body) == (_page(site.builder, "obs/v1."), "with a dot")
    assert site.server.get("/errors/obs/v1").path == _page(site.builder, "obs/v1")


@pytest.mark.parametrize("path", ["/errors", "/errors/", "/errors/index.html"])
def test_home(site: Served, path: str) -> None:
    answer = site.server.get(path)
    assert answer.status == 200
    assert "<title>Test" in answer.body


@pytest.mark.parametrize("path", ["/errors/obs", "/errors/obs/", "/errors/obs/index.html"])
def test_service(site: Served, path: str) -> None:
    answer = site.server.get(path)
    assert answer.status == 200
    assert answer.path.startswith("/errors/obs/")


@pytest.mark.parametrize(
    "path", ["obs/Nope", "obs/Nope.html", "obs/Nope/", "obs/Nope)", "nope/NoSuchBucket.html",
             "obs/%0d%0aSet-Cookie:x", "_static/nope.js"]
)  # fmt: skip
def test_unknown_is_404_page(site: Served, path: str) -> None:
    answer = site.server.get(f"/errors/{path}")
    assert answer.status == 404
    assert 'id="err-404"' in answer.body


def test_traversal_stays_inside(site: Served) -> None:
    answer = site.server.get(f"/errors/%2e%2e/%2e%2e/{site.kind}-{site.builder}/error.log")
    assert answer.status in (400, 404)


@pytest.mark.parametrize("ending", ENDINGS)
def test_endings_of_codes_mean_nothing(site: Served, ending: str) -> None:
    answer = site.server.get(f"/errors/obs/Job.{ending}")
    assert answer.status == 200
    assert answer.path == _page(site.builder, f"obs/Job.{ending}")
    assert f"Größe of {ending}." in answer.body
    assert answer.headers["Content-Type"].lower() == "text/html; charset=utf-8"
    for header in ("Content-Language", "Content-Encoding"):
        assert answer.headers.get(header) is None


def test_other_files_are_what_they_are(site: Served) -> None:
    answer = site.server.get("/errors/codes.json")
    assert answer.headers["Content-Type"].partition(";")[0] == "application/json"
    assert "Größe" in answer.body
    for name in ("error-index.js", "error-index.css"):
        assert site.server.get(f"/errors/_static/{name}").status == 200


OTHER_CASES = (
    "obs/nosuchbucket OBS/NoSuchBucket.html obs/nosuchbucket/ OBS/nosuchbucket.html) "
    "Obs/NOSUCHBUCKET. obs/NoSuchBucket%20"
).split()


def test_other_case_arrives_by_404_page(site: Served, browser: Any) -> None:
    expected = f"{_page(site.builder, 'obs/NoSuchBucket')}?status=404"
    page = browser.new_page()
    arrived = {}
    try:
        for spelling in OTHER_CASES:
            page.goto(f"{site.server.url}/errors/{spelling}?status=404")
            page.wait_for_url(f"**{expected}", timeout=5_000)
            page.get_by_text("The bucket is not there.").first.wait_for()
            arrived[spelling] = page.url.removeprefix(site.server.url)
    finally:
        page.close()
    assert arrived == dict.fromkeys(OTHER_CASES, expected)


@pytest.mark.parametrize("kind", SERVERS)
def test_at_the_root_of_a_host(folder: Path, kind: str) -> None:
    built = _site(folder / f"root-project-{kind}", "html", "/")
    with SERVERS[kind](folder / f"root-{kind}", built, "/") as server:
        assert server.get("/").status == 200
        assert server.get("/obs/NoSuchBucket)").path == "/obs/NoSuchBucket.html"
        answer = server.get("/obs/Nope")
        assert answer.status == 404
        assert 'id="err-404"' in answer.body


def test_the_container_needs_no_root_and_writes_nothing(folder: Path, www: Any) -> None:
    """Its nginx, as a user without rights, on a site that it cannot write to."""
    with container(folder / "container", www("html")) as server:
        answer = server.get("/errors/obs/NoSuchBucket)")
        assert (answer.status, answer.path) == (200, "/errors/obs/NoSuchBucket.html")
        assert answer.headers["Content-Type"].lower() == "text/html; charset=utf-8"
        assert server.get("/errors/obs/Nope").status == 404
        script = server.get("/errors/_static/error-index.js")
        assert script.headers["Content-Type"].partition(";")[0].endswith("/javascript")


def test_the_recipe_of_the_container_copies_what_is_there() -> None:
    recipe = (ROOT / "deploy/Containerfile").read_text("utf-8")
    copied = re.findall(r"^COPY (\S+) \S+$", recipe, re.MULTILINE)
    assert "deploy/container.conf" in copied
    assert all((ROOT / name).exists() for name in copied)
    assert "listen 80;" in (ROOT / "deploy/nginx.conf").read_text("utf-8"), "what sed changes"
    last = recipe.rpartition("FROM ")[2]
    assert "USER www-data" in last
