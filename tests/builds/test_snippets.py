"""The snippets of the site's own notes run against the real SDK and a server of ours."""

from __future__ import annotations

import re
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from tests.support.project import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Build

obs = pytest.importorskip("obs", reason="esdk-obs-python is not installed")

PAGE = (ROOT / "source/obs/what-to-check.rst").read_text("utf-8")
BLOCK = re.compile(r"^( *)\.\. code-block:: python\n\n((?:\1   .*\n|\n)+)", re.MULTILINE)
ERROR = "<Error><Code>{}</Code><Message>M</Message><RequestId>R1</RequestId></Error>"


def snippets() -> dict[str, str]:
    """The snippet of each note by the status that the note is about; "" has the beginning."""
    found = {"": dedent(next(BLOCK.finditer(PAGE))[2])}
    for note in PAGE.split("\n.. err:note:: obs/")[1:]:
        for block in BLOCK.finditer(note):
            found[note[:3]] = dedent(block[2])
    return found


class _Server(ThreadingHTTPServer):
    answer = (200, "")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def answer(self) -> None:
        """Answer with the status and the code that the server was told, whatever is asked."""
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        status, code = self.server.answer
        body = b"" if self.command == "HEAD" else ERROR.format(code).encode()
        self.send_response(status)
        for name, value in (
            ("Content-Length", str(len(body))),
            ("Content-Type", "application/xml"),
            ("x-obs-request-id", "R1"),
            ("x-amz-request-id", "R1"),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = answer  # noqa: N815

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serving() -> Iterator[_Server]:
    with _Server(("127.0.0.1", 0), _Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


ANSWERS = [
    ("400", 400, "InvalidBucketName", "InvalidBucketName"),
    ("403", 403, "SignatureDoesNotMatch", "SignatureDoesNotMatch"),
    ("404", 404, "NoSuchKey", "404"),  # an answer to HEAD has no body
    ("405", 405, "MethodNotAllowed", "MethodNotAllowed"),
    ("408", 408, "RequestTimeout", "RequestTimeout"),
    ("409", 409, "BucketAlreadyExists", "BucketAlreadyExists"),
    ("500", 500, "InternalError", "InternalError"),
    ("500", 200, "InternalError", "500"),  # a failure that comes with 200
    ("503", 503, "SlowDown", "SlowDown"),
]


def test_every_note_has_a_snippet_that_is_run() -> None:
    assert set(snippets()) == {"", *(note for note, *_ in ANSWERS)}


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_snippets_print_the_address_of_a_page(
    seed_site: Build, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the client that the page begins with; only its patience is cut short here."""
    monkeypatch.setenv("OBS_ACCESS_KEY", "access")
    monkeypatch.setenv("OBS_SECRET_KEY", "secret")
    found = snippets()
    with serving() as server:
        server.answer = (200, "")
        monkeypatch.setenv("OBS_SERVER", f"http://127.0.0.1:{server.server_port}")
        names: dict[str, object] = {}
        exec(found[""], names)
        names["client"].max_retry_count = 0  # type: ignore[attr-defined]
        for note, status, code, page in ANSWERS:
            server.answer = (status, code)
            exec(found[note], names)
            printed = capsys.readouterr().out
            assert f"{names['SITE']}/obs/{page}.html" in printed, (note, status)
            assert Path(seed_site.outdir, "obs", f"{page}.html").exists()
        server.answer = (409, "BucketAlreadyOwnedByYou")
        exec(found["409"], names)
        assert capsys.readouterr().out == ""
