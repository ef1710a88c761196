"""``deploy/nginx.conf`` in a real nginx: any spelling of an address arrives."""

from __future__ import annotations

import contextlib
import fcntl
import http.client
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from tests.conftest import ROOT, Project

if TYPE_CHECKING:
    from collections.abc import Iterator

CONF = ROOT / "deploy" / "nginx.conf"

FRAME = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    types {{ text/html html; text/css css; application/javascript js; application/json json; }}
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""

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


def _found() -> str | None:
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def nginx() -> str:
    """Return the path of an nginx; install it where we may, fail in CI, skip elsewhere."""
    with (Path(tempfile.gettempdir()) / "error-index-nginx.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _found() and os.geteuid() == 0 and shutil.which("apt-get"):
            environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
            for command in ("update -qq", "install -y -qq --no-install-recommends nginx-light"):
                arguments = ["apt-get", *command.split()]
                subprocess.run(arguments, check=False, capture_output=True, env=environment)
    path = _found()
    if path:
        return path
    reason = "no nginx, and it could not be installed: apt-get install nginx-light"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@dataclass
class Answer:
    """What a server said in the end: status, the path it led to, the body."""

    status: int
    path: str
    body: str


class Server:
    """A server of a site, and how to ask it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"

    def get(self, path: str) -> Answer:
        """Ask for a path as it is written, and follow where it leads."""
        for _ in range(5):
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
            connection.request("GET", path)
            response = connection.getresponse()
            body = response.read().decode("utf-8")
            connection.close()
            if response.status not in (301, 302):
                return Answer(response.status, path, body)
            location = response.headers["Location"]
            assert not urlsplit(location).netloc, location
            path = location
        raise AssertionError(f"{path} leads in circles")


@contextlib.contextmanager
def serving(folder: Path, conf: str) -> Iterator[Server]:
    """Run nginx with a configuration of ours in a folder of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    conf, count = re.subn(r"listen 80;", f"listen 127.0.0.1:{port};", conf)
    assert count == 1
    folder.mkdir()
    (folder / "site.conf").write_text(conf, "utf-8")
    (folder / "nginx.conf").write_text(FRAME.format(folder=folder), "utf-8")
    arguments = [nginx(), "-p", str(folder), "-c", str(folder / "nginx.conf")]
    arguments += ["-e", str(folder / "error.log")]
    process = subprocess.Popen(arguments, stderr=subprocess.PIPE)
    try:
        for _ in range(200):
            if process.poll() is not None:
                assert process.stderr is not None
                raise AssertionError(process.stderr.read().decode())
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.02)
        yield Server(port)
    finally:
        process.terminate()
        process.wait(10)
        if process.stderr:
            process.stderr.close()


def _site(folder: Path, builder: str, base: str) -> Path:
    project = Project(folder)
    project.conf["html_baseurl"] = f"https://docs.example.com{base}"
    project.conf["suppress_warnings"] = ["error_index"]
    project.write("data/obs/errors.rst", TABLE)
    project.page("obs/index", "obs/errors.rst")
    return project.build(builder).outdir


@pytest.fixture(scope="module", params=["html", "dirhtml"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """nginx with a site under /errors/, and the builder's name."""
    folder = tmp_path_factory.mktemp("nginx")
    built = _site(folder / "project", request.param, "/errors/")
    (folder / "www").mkdir()
    built.rename(folder / "www" / "errors")
    dotted = (
        folder
        / "www/errors"
        / ("obs/v1..html" if request.param == "html" else "obs/v1./index.html")
    )
    dotted.parent.mkdir(exist_ok=True)
    dotted.write_text("with a dot", "utf-8")
    conf = CONF.read_text("utf-8").replace("/srv/www", str(folder / "www"))
    with serving(folder / "server", conf) as server:
        yield server, request.param


def _page(builder: str, name: str) -> str:
    return f"/errors/{name}{'.html' if builder == 'html' else '/'}"


SPELLINGS = (
    "NoSuchBucket NoSuchBucket.html NoSuchBucket/ NoSuchBucket/index.html NoSuchBucket.html/ "
    "NoSuchBucket.htm NoSuchBucket) NoSuchBucket.html) NoSuchBucket. NoSuchBucket.html. "
    "NoSuchBucket/. NoSuchBucket/), NoSuchBucket.html%3E NoSuchBucket.html%22 NoSuchBucket.html'"
).split()


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_any_spelling_arrives(site: Any, spelling: str) -> None:
    server, builder = site
    answer = server.get(f"/errors/obs/{spelling}")
    assert answer.status == 200
    own = {"NoSuchBucket/index.html", "NoSuchBucket/."} if builder == "dirhtml" else set()
    if spelling not in own:  # those are other names of the very file
        assert answer.path == _page(builder, "obs/NoSuchBucket")
    assert "The bucket is not there." in answer.body


def test_query_is_kept(site: Any) -> None:
    server, builder = site
    answer = server.get("/errors/obs/NoSuchBucket)?status=404")
    assert answer.path == _page(builder, "obs/NoSuchBucket") + "?status=404"


def test_dot_may_belong_to_a_code(site: Any) -> None:
    server, builder = site
    for spelling in ("v1.", "v1..html", "v1..html)"):
        answer = server.get(f"/errors/obs/{spelling}")
        assert (answer.path, answer.body) == (_page(builder, "obs/v1."), "with a dot")
    assert server.get("/errors/obs/v1").path == _page(builder, "obs/v1")


@pytest.mark.parametrize("path", ["/errors", "/errors/", "/errors/index.html"])
def test_home(site: Any, path: str) -> None:
    answer = site[0].get(path)
    assert answer.status == 200
    assert "<title>Test" in answer.body


@pytest.mark.parametrize("path", ["/errors/obs", "/errors/obs/", "/errors/obs/index.html"])
def test_service(site: Any, path: str) -> None:
    answer = site[0].get(path)
    assert answer.status == 200
    assert answer.path.startswith("/errors/obs/")


@pytest.mark.parametrize(
    "path", ["obs/Nope", "obs/Nope.html", "obs/Nope/", "obs/Nope)", "nope/NoSuchBucket.html",
             "obs/%0d%0aSet-Cookie:x", "_static/nope.js"]
)  # fmt: skip
def test_unknown_is_404_page(site: Any, path: str) -> None:
    answer = site[0].get(f"/errors/{path}")
    assert answer.status == 404
    assert 'id="err-404"' in answer.body


def test_traversal_stays_inside(site: Any) -> None:
    assert site[0].get("/errors/%2e%2e/%2e%2e/server/site.conf").status in (400, 404)


@pytest.mark.parametrize(
    "spelling",
    "obs/nosuchbucket OBS/NoSuchBucket.html obs/nosuchbucket/ OBS/nosuchbucket.html) "
    "Obs/NOSUCHBUCKET. obs/NoSuchBucket%20".split(),
)
def test_other_case_arrives_by_404_page(site: Any, browser: Any, spelling: str) -> None:
    server, builder = site
    page = browser.new_page()
    try:
        page.goto(f"{server.url}/errors/{spelling}?status=404")
        page.wait_for_url(f"**{_page(builder, 'obs/NoSuchBucket')}?status=404", timeout=5_000)
        assert "The bucket is not there." in page.content()
    finally:
        page.close()


def test_at_the_root_of_a_host(tmp_path: Path) -> None:
    built = _site(tmp_path / "project", "html", "/")
    conf = CONF.read_text("utf-8").replace("    location = /errors { return 301 /errors/; }\n", "")
    conf = conf.replace("/srv/www", str(built)).replace("/errors/", "/")
    with serving(tmp_path / "server", conf) as server:
        assert server.get("/").status == 200
        assert server.get("/obs/NoSuchBucket)").path == "/obs/NoSuchBucket.html"
        answer = server.get("/obs/Nope")
        assert answer.status == 404
        assert 'id="err-404"' in answer.body
