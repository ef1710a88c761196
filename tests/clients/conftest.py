"""One server for all clients: it listens on 127.0.0.1 and answers as a test tells it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from sphinx_error_index import links
from sphinx_error_index.integrations.core import Links

BASE = "https://docs.example.com/errors"


@dataclass
class Answer:
    """What the server answers to every request."""

    status: int = 200
    body: bytes = b""
    type: str = "application/xml"
    headers: dict[str, str] = field(default_factory=dict)
    declared: int | None = None
    """The length that the server claims, where it breaks off before."""


class Server(ThreadingHTTPServer):
    """The server, with what it answers and the requests that it was sent."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = Answer()
        self.requests: list[str] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that hang up."""

    def says(
        self, status: int, body: str | bytes = b"", type: str = "application/xml", **headers: str
    ) -> None:
        """Answer so from now on."""
        data = body.encode() if isinstance(body, str) else body
        self.answer = Answer(status, data, type, headers)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def _answer(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        self.rfile.read(length)
        self.server.requests.append(f"{self.command} {self.path}")
        answer = self.server.answer
        self.send_response(answer.status)
        self.send_header("content-type", answer.type)
        self.send_header("content-length", str(answer.declared or len(answer.body)))
        for name, value in answer.headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)
        if answer.declared:
            self.close_connection = True

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = do_PATCH = _answer  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this folder: ``make test`` leaves them to ``make test-clients``."""
    for item in items:
        if "tests/clients/" in item.path.as_posix():
            item.add_marker("clients")


@pytest.fixture(scope="session")
def running_server() -> Iterator[Server]:
    """The server of the whole run."""
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield server
        server.shutdown()


@pytest.fixture
def server(running_server: Server) -> Server:
    """The server, without what an earlier test told it."""
    running_server.answer = Answer()
    running_server.requests.clear()
    return running_server


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ERROR_INDEX_URL", "ERROR_INDEX_LINKS"):
        monkeypatch.delenv(name, raising=False)
    links.forget()


@pytest.fixture
def vpc() -> Links:
    """The links of a service whose errors have codes."""
    return Links("vpc", base=BASE)


def catalog(service: str, *codes: str) -> dict[str, object]:
    """Return the ``codes.json`` of a site that has pages of these codes."""
    return {
        "base_url": BASE,
        "codes": [
            {
                "service": service,
                "code": code,
                "url": f"{service}/{links.slug(code)}.html",
                "variants": [{"code": code, "status": []}],
            }
            for code in codes
        ],
    }
