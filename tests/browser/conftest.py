"""Built sites in several themes, served on 127.0.0.1, and pages to open them in."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sphinx_error_index.resolver.building.build import write_folder
from sphinx_error_index.resolver.building.catalogs import Source
from sphinx_error_index.resolver.resolver import Answer, Resolver
from sphinx_error_index.resolver.store import folder_reader
from tests.conftest import Build, Project
from tests.support.sharing import SharedBuilds

THEMES = ("furo", "alabaster", "pydata_sphinx_theme")

LANDING = """\
Error index
===========

A landing page.

.. err:search::

.. err:categories::

.. err:services::

.. toctree::

   guide
   obs/index
   categories
"""


class StaticHost(http.server.SimpleHTTPRequestHandler):
    """Serves files, and 404.html where there is none, as a static host does."""

    def log_message(self, *args: object) -> None:
        """Say nothing."""

    not_found = "404.html"
    policy = ""

    def end_headers(self) -> None:
        """Add the site's Content Security Policy, where it has one."""
        if self.policy:
            self.send_header("Content-Security-Policy", self.policy)
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory, self.not_found)
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        content = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@pytest.fixture(scope="session")
def serve() -> Iterator[Any]:
    """A function that serves a folder and returns its address.

    ``base`` is the folder of the 404.html, ``policy`` a Content Security Policy.
    """
    servers = []

    def start(folder: Path, base: str = "", policy: str = "") -> str:
        host = type("Host", (StaticHost,), {"not_found": f"{base}404.html", "policy": policy})
        handler = functools.partial(host, directory=str(folder))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_address[1]}"

    yield start
    # Each waits up to half a second until its loop looks: all at once.
    with ThreadPoolExecutor(max(1, len(servers))) as several:
        list(several.map(http.server.ThreadingHTTPServer.shutdown, servers))
    for server in servers:
        server.server_close()


@pytest.fixture(scope="session")
def themed_site(builds: SharedBuilds) -> Any:
    """A function that builds the seed document's site in a theme, once."""

    def make(folder: Path, theme: str) -> Build:
        project = Project(folder)
        project.conf["html_theme"] = theme
        project.index = False
        project.write("source/index.rst", LANDING)
        project.seed()
        return project.build()

    def build(theme: str) -> Build:
        return builds.get(f"themed-{theme}", lambda folder: make(folder, theme))

    return build


@pytest.fixture(scope="session")
def sub_path_site(builds: SharedBuilds, serve: Any) -> Any:
    """A function that builds the seed's site and serves it under ``/sub/path/``, once."""

    def make(folder: Path, builder: str) -> Build:
        project = Project(folder)
        project.conf["html_baseurl"] = "https://docs.example.com/sub/path/"
        project.seed()
        build = project.build(builder)
        (folder / "root/sub").mkdir(parents=True)
        return replace(build, outdir=build.outdir.rename(folder / "root/sub/path"))

    @functools.cache
    def start(builder: str) -> str:
        build = builds.get(f"sub-path-{builder}", lambda folder: make(folder, builder))
        return str(serve(build.outdir.parent.parent, base="sub/path/"))

    return start


@pytest.fixture(scope="session")
def site_url(seed_site: Build, serve: Any) -> str:
    """The address of the project's own site on a local server."""
    return str(serve(seed_site.outdir))


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A new page; errors in its console or scripts fail the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 820})
    page = context.new_page()
    page.set_default_timeout(10_000)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    yield page
    context.close()
    # An address without a page is asked for on purpose; a theme may talk of its own state.
    expected = ("404", "theme mode")
    assert [error for error in errors if not any(word in error for word in expected)] == []


@pytest.fixture(scope="session")
def index_site(corpus_site: Build, builds: SharedBuilds) -> Path:
    """A folder with the index of the seed and the whole corpus."""

    def make(folder: Path) -> Build:
        write_folder(folder, Source.of(corpus_site.json("codes.json")))
        return Build(0, folder, "", "")

    return builds.get("index", make).outdir


class Remembering(Resolver):
    """A resolver that answers each query once."""

    def answer(self, text: str, service: str | None = None, *rest: Any, **named: Any) -> Answer:
        """Return the answer, or that of the time before."""
        return self._remembered(text, service, *rest, **named)

    @functools.cached_property
    def _remembered(self) -> Callable[..., Answer]:
        return functools.cache(super().answer)


@pytest.fixture(scope="session")
def remembering(index_site: Path) -> Remembering:
    """The resolver of the seed and the whole corpus: tests ask it the same thousands of queries."""
    return Remembering(folder_reader(index_site))
