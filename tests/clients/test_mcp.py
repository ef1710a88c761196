"""The MCP server, asked by the official SDK's own client: over standard input, and over HTTP."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

mcp = pytest.importorskip("mcp", reason="the MCP SDK, version 2, is not installed")
if not hasattr(mcp, "Client"):
    pytest.skip("the MCP SDK, version 2, is not installed", allow_module_level=True)

ROOT = Path(__file__).parent.parent.parent
CAUSES = ["The signature of the request does not match.", "The account is in arrears."]


def _code(service: str, code: str, title: str, *causes: str) -> dict[str, Any]:
    variant = {
        "anchor": title, "code": code, "title": title,
        "status": [int(code)] if code.isdigit() else [],
        "message": "", "description": f"About {title}.", "causes": list(causes), "actions": [],
        "categories": [f"{service}/4XX"], "extra": {}, "cause_anchors": ["c"] * len(causes),
        "origins": [{"file": "a.rst", "line": 3, "table": "", "document": "", "original_name": "",
                     "cell": code, "url": ""}],
    }  # fmt: skip
    return {
        "id": f"{service}/{code}", "service": service, "code": code, "title": title,
        "categories": [f"{service}/4XX"], "url": f"{service}/{code}.html",
        "page": f"{service}/{code}", "variants": [variant],
    }  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    codes = [
        _code("obs", "403", "Forbidden", *CAUSES),
        _code("obs", "404", "Not Found", "The bucket does not exist."),
        *(_code("vpc", f"VPC.{number:04}", f"Fault {number}") for number in range(120)),
    ]
    content = {
        "schema": 1,
        "base_url": "https://docs.example.com/errors/",
        "services": [
            {"id": name, "title": name.upper(), "url": f"{name}.html", "page": name}
            for name in ("obs", "vpc")
        ],
        "categories": [
            {"id": f"{name}/4XX", "service": name, "name": "4XX", "title": "", "description": "",
             "url": f"{name}/category/4XX.html", "page": f"{name}/category/4XX",
             "codes": [code["id"] for code in codes if code["service"] == name]}
            for name in ("obs", "vpc")
        ],
        "codes": codes,
    }  # fmt: skip
    path = tmp_path_factory.mktemp("site") / "codes.json"
    path.write_text(json.dumps(content), "utf-8")
    return path


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def _cli(site: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "sphinx_error_index", "--catalog", str(site), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env=_environment(), check=False)
    return done.stdout


async def _asked(target: Any, *calls: tuple[str, dict[str, Any]]) -> list[Any]:
    async with mcp.Client(target) as client:
        answers = [sorted(tool.name for tool in (await client.list_tools()).tools)]
        return [*answers, *[await client.call_tool(name, given) for name, given in calls]]


@pytest.fixture(params=["stdio", "http"])
def target(request: Any, site: Path) -> Iterator[Any]:
    arguments = ["-m", "sphinx_error_index", "--catalog", str(site), "mcp"]
    if request.param == "stdio":
        yield mcp.StdioServerParameters(
            command=sys.executable, args=arguments, env=_environment(), cwd=ROOT
        )
        return
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, *arguments, "--http", str(port)], cwd=ROOT, env=_environment(),
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait_for(port, server)
        yield f"http://127.0.0.1:{port}/mcp"
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert server.poll() is None
        with socket.socket() as asking:
            asking.settimeout(0.1)
            if asking.connect_ex(("127.0.0.1", port)) == 0:
                return
        import time

        time.sleep(0.1)
    pytest.fail("the server does not listen")


def _content(result: Any) -> Any:
    assert not result.is_error, result
    return json.loads(result.content[0].text)


def test_an_agent_reads_what_people_read(target: Any, site: Path) -> None:
    tools, found, explained, services, listed, rest, missing, wrong = asyncio.run(
        _asked(
            target,
            ("resolve_error", {"text": "the signature of the request does not match"}),
            ("explain_code", {"code": "obs/403"}),
            ("list_codes", {}),
            ("list_codes", {"service": "VPC"}),
            ("list_codes", {"service": "vpc", "category": "4xx", "start": 100}),
            ("resolve_error", {"text": "zzz qqq xxx"}),
            ("list_codes", {"service": "ecs"}),
        )
    )
    assert tools == ["explain_code", "list_codes", "resolve_error"]
    matches = _content(found)["matches"]
    said = json.loads(
        _cli(site, "resolve", "--json", "the signature of the request does not match")
    )
    assert [each["id"] for each in matches] == [each["id"] for each in said[:5]]
    assert matches[0]["id"] == "obs/403"
    assert matches[0]["url"].startswith("https://docs.example.com/errors/obs/403.html")
    (code,) = _content(explained)["codes"]
    assert code["text"] == _cli(site, "explain", "obs/403").rstrip("\n")
    assert code["url"] == "https://docs.example.com/errors/obs/403.html"
    assert [each["id"] for each in _content(services)["services"]] == ["obs", "vpc"]
    first, second = _content(listed), _content(rest)
    assert (len(first["codes"]), first["total"], first["next"]) == (100, 120, 100)
    assert (len(second["codes"]), second["total"], "next" in second) == (20, 120, False)
    assert second["codes"][0] == {
        "code": "VPC.0100",
        "title": "Fault 100",
        "url": "https://docs.example.com/errors/vpc/VPC.0100.html",
    }
    assert _content(missing)["matches"] == []
    assert wrong.is_error
    assert "no service 'ecs'; there are obs, vpc" in wrong.content[0].text


def test_bad_use_is_one_line(site: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sphinx_error_index", "--catalog"]
    for arguments, said in (
        ([str(tmp_path / "none.json"), "mcp"], "no catalogue at"),
        ([str(site), "mcp", "--http", "80", "--host", "0.0.0.0"], "is no loopback address"),
        ([str(site), "mcp", "--http", "x"], "is no port"),
    ):
        done = subprocess.run(
            [*command, *arguments], capture_output=True, text=True, env=_environment(),
            stdin=subprocess.DEVNULL, check=False,
        )  # fmt: skip
        assert done.returncode == 2
        assert said in done.stderr
        assert "Traceback" not in done.stderr
