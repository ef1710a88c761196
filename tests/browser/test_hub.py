"""A hub in Chromium: one guide over sites of other servers, which are read as data."""

from __future__ import annotations

import functools
import http.server
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from sphinx_error_index.cli.agents.answers import explain_code, list_codes, resolve_error
from sphinx_error_index.cli.joining.places import places_of
from sphinx_error_index.cli.main import main
from tests.browser.conftest import StaticHost
from tests.conftest import Build, Project

HEAD = "Error Code,Status Code,Error Message,Cause,Solution\n"


class Part(StaticHost):
    """A site that other sites may read (Cross-Origin Resource Sharing)."""

    protocol_version = "HTTP/1.0"

    def end_headers(self) -> None:
        self.send_header("Access-Control-Allow-Origin", "*")
        super().end_headers()


class Host:
    """A server on 127.0.0.1 that can be stopped and says what it was asked for."""

    def __init__(self, folder: Path, handler: type[StaticHost]) -> None:
        self._server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), functools.partial(handler, directory=str(folder))
        )
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/"

    def stop(self) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._server.server_close()


def documented(folder: Path, service: str, *rows: str) -> Project:
    """A project of one service."""
    project = Project(folder)
    project.conf["html_theme"] = "alabaster"
    body = "".join(f"   {row}\n" for row in rows)
    text = f"Codes\n=====\n\n.. csv-table::\n   :header-rows: 1\n\n   {HEAD}{body}"
    project.write(f"data/{service}/codes.rst", text)
    project.page(f"{service}/index", f"{service}/*.rst")
    return project


@pytest.fixture(scope="module")
def part(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The site of a network, of another team."""
    folder = tmp_path_factory.mktemp("vpc")
    rows = (
        "VPC.0101,400,The subnet is in use.,A port is left.,Delete the port.",
        "VPC.0102,404,No such network.,It was deleted.,List the networks.",
    )
    return documented(folder, "vpc", *rows).build()


@pytest.fixture
def host(part: Build) -> Iterator[Host]:
    """The server of that site."""
    host = Host(part.outdir, Part)
    yield host
    host.stop()


@pytest.fixture
def hub(tmp_path: Path, host: Host) -> Project:
    """The project of a site that speaks of it."""
    project = documented(tmp_path, "gw", "GW.1,400,Bad field.,The field is bad.,Mend the field.")
    project.conf["error_index_remotes"] = {"net": host.url}
    text = "Text\n====\n\n:err:code:`vpc/VPC.0101` :err:category:`vpc/4XX`\n\n"
    project.write("source/text.rst", f"{text}.. err:services::\n\n.. err:categories::\n")
    return project


def test_a_page_speaks_of_other_sites(hub: Project, host: Host) -> None:
    build = hub.build()
    page = build.read("text.html")
    assert f'href="{host.url}vpc/VPC.0101.html"' in page
    assert f'href="{host.url}vpc/category/4XX.html"' in page
    assert f'href="{host.url}vpc/index.html"' in page
    assert page.count("2 codes") == 1
    assert f'href="{host.url}vpc/category/4XX.html"' in build.read("categories.html")
    assert f'href="{host.url}vpc/index.html"' in build.read("guide.html")
    assert build.json("codes.json")["remotes"] == {"net": host.url}
    assert [service["id"] for service in build.json("codes.json")["services"]] == ["gw"]


def test_a_site_that_is_down_is_what_it_was(hub: Project, host: Host) -> None:
    before = hub.build().read("text.html")
    host.stop()
    build = hub.build(strict=False)
    [warning] = [m for m in build.warnings if m.type == "error_index.remote"]
    assert (warning.file, warning.line) == ("conf.py", 1)
    assert warning.text.startswith(f"error_index_remotes: net at {host.url}: {host.url} does not")
    assert warning.text.endswith(": what it said last is used")
    assert build.read("text.html") == before


ANSWERS: dict[str, tuple[str, bytes, str]] = {
    "HTML": ("root.js", b"<!doctype html><title>Hello</title>", "it answers with HTML"),
    "nothing": ("root.js", b"", "the index of codes cannot be read: not the whole of root"),
    "newer": (
        "root.js", b'ei("root",{"schema":9});\n',
        "the index is of a newer version of sphinx-error-index",
    ),
    "missing": ("other.js", b"", "it has no error-index/root.js, so it is no error index"),
}  # fmt: skip


@pytest.mark.parametrize("kind", ANSWERS)
def test_what_is_no_site_is_one_line(kind: str, tmp_path: Path) -> None:
    name, content, said = ANSWERS[kind]
    (tmp_path / "www/error-index").mkdir(parents=True)
    (tmp_path / "www/error-index" / name).write_bytes(content)
    host = Host(tmp_path / "www", Part)
    project = documented(tmp_path / "hub", "gw", "GW.1,400,Bad field.,Bad.,Mend it.")
    project.conf["error_index_remotes"] = {"net": host.url, "odd": "ftp://x", "a b": host.url}
    try:
        build = project.build(strict=False)
    finally:
        host.stop()
    assert [m.text for m in build.warnings if m.type == "error_index.config"] == [
        "error_index_remotes: 'ftp://x' is no address of a site (https://…): it is ignored",
        "error_index_remotes: 'a b' is no name of a site: it is ignored",
    ]
    [warning] = [m for m in build.warnings if m.type == "error_index.remote"]
    assert warning.text.startswith(f"error_index_remotes: net at {host.url}: {said}")
    assert warning.text.endswith(": its codes are left out")


def _options(page: Any, text: str, first: str) -> list[str]:
    """Return where the results of a query lead, once the one for a code is the first."""
    page.fill("input.err-search-input", text)
    page.locator(f'.err-said:has-text("First: {first}")').wait_for(timeout=15_000)
    return [each.get_attribute("href") for each in page.query_selector_all("a.err-option")]


@pytest.fixture
def opened(browser: Any, hub: Project, host: Host) -> Iterator[Callable[[str], Any]]:
    """A function that opens a page of the hub under a policy that names the other site."""
    build = hub.build()
    policy = f"default-src 'self'; connect-src 'self' {host.url}"
    own = Host(build.outdir, type("Own", (StaticHost,), {"policy": policy}))
    page = browser.new_page()
    yield lambda name: (page.goto(f"{own.url}{name}"), page)[1]
    page.close()
    own.stop()


def test_a_query_finds_a_code_of_another_site(
    opened: Callable[[str], Any],
    host: Host,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    page = opened("guide.html")
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(f"{request.resource_type} {request.url}"))
    assert _options(page, "VPC.0101", "VPC.0101") == [f"{host.url}vpc/VPC.0101.html"]
    assert _options(page, "GW.1", "GW.1")[0].endswith("/gw/GW.1.html")
    found = _options(page, "the subnet is in use", "VPC.0101")
    assert found[0] == f"{host.url}vpc/VPC.0101.html"
    catalog = ["--catalog", f"{page.url.rpartition('/')[0]}/"]
    for text in ("VPC.0101", "the subnet is in use", "404"):
        main([*catalog, "resolve", "--json", text])
        told = [match["code"] for match in json.loads(capsys.readouterr().out)]
        shown = _options(page, text, told[0])
        assert [link.rpartition("/")[2].removesuffix(".html") for link in shown] == told
    log = (
        "12:00 ERROR VPC.0102\n12:01 INFO ok\n12:02 ERROR GW.1\n12:03 INFO ok\n12:04 ERROR VPC.0101"
    )
    page.goto(f"{page.url.partition('?')[0]}?{urlencode({'error': log})}")
    page.locator(f'a[href^="{host.url}vpc/VPC.0102.html"]').first.wait_for(timeout=15_000)
    assert page.locator('a[href*="/gw/GW.1.html"]').count()
    assert not [said for said in fetched if host.url in said and said.startswith("script")]
    assert page.locator("select[name=service] option").all_inner_texts()[1:] == ["Gw", "Vpc"]


def test_a_site_that_does_not_answer_is_named(opened: Callable[[str], Any], host: Host) -> None:
    host.stop()
    page = opened("guide.html")
    assert _options(page, "GW.1", "GW.1")[0].endswith("/gw/GW.1.html")
    assert "net does not answer: its codes are missing here." in page.inner_text(".err-said")


def test_the_command_line_answers_for_all_sites(
    hub: Project, host: Host, capsys: pytest.CaptureFixture[str]
) -> None:
    catalog = str(hub.build().outdir)
    assert main(["--catalog", catalog, "resolve", "VPC.0101"]) == 0
    assert f"{host.url}vpc/VPC.0101.html" in capsys.readouterr().out
    assert main(["--catalog", catalog, "explain", "vpc/VPC.0102"]) == 0
    text = capsys.readouterr().out.rstrip("\n")
    assert f"Page: {host.url}vpc/VPC.0102.html" in text
    sites = places_of(catalog)
    assert [code["text"] for code in explain_code(sites, "VPC.0102", None)["codes"]] == [text]
    listed = list_codes(sites, None, None, 0)["services"]
    assert [(each["id"], each["codes"]) for each in listed] == [("gw", 1), ("vpc", 2)]
    assert list_codes(sites, "VPC", "4XX", 0)["total"] == 2
    found = resolve_error(sites, "the subnet is in use", None, 5)["matches"]
    assert found[0]["url"] == f"{host.url}vpc/VPC.0101.html"
    assert main(["--catalog", catalog, "resolve", "--service", "VPC", "the subnet is in use"]) == 0
    assert f"{host.url}vpc/VPC.0101.html" in capsys.readouterr().out
    host.stop()
    assert main(["--catalog", catalog, "resolve", "GW.1"]) == 0
    said = capsys.readouterr()
    assert "gw/GW.1.html" in said.out
    assert said.err.startswith("error-index: net: ")
    assert len(said.err.splitlines()) == 1
