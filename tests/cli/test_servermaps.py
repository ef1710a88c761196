"""``error-index ledger --server``: redirects that real nginx and Apache answer themselves."""

from __future__ import annotations

import http.client
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sphinx_error_index.cli.catalogfile import BadUseError
from sphinx_error_index.cli.servermaps import server_map
from tests.support.servers import apache, nginx

if TYPE_CHECKING:
    from collections.abc import Iterator

BASE = "https://docs.example.com/errors/"


def _catalog(*moves: tuple[str, str]) -> dict[str, Any]:
    return {"redirects": [{"page": old, "url": old, "to": new} for old, new in moves]}


MOVES = (
    ("chip/257.html", "chip/0x101.html"),
    ("obs/old.html", "obs/403.html#403-Forbidden"),
    ("obs/a.b-c.html", "obs/403.html"),
)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that Apache can read, which does not run as root."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.mark.parametrize("kind", ["nginx", "apache"])
def test_a_server_answers_the_move_itself(kind: str, folder: Path) -> None:
    www = folder / "www"
    for name in ("chip/0x101.html", "obs/403.html", "obs/axb-c.html", "404.html"):
        file = www / "errors" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name, "utf-8")
    more = "\n".join(server_map(kind, _catalog(*MOVES), BASE)) + "\n"
    serve = {"nginx": nginx, "apache": apache}[kind]
    with serve(folder / "server", www, "/errors/", more) as server:
        for path, to in (
            ("/errors/chip/257.html", "/errors/chip/0x101.html"),
            ("/errors/obs/old.html", "/errors/obs/403.html#403-Forbidden"),
            ("/errors/obs/a.b-c.html?status=403", "/errors/obs/403.html?status=403"),
        ):
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            connection.close()
            assert answer.status == 301
            location = answer.headers["Location"].removeprefix(f"http://127.0.0.1:{server.port}")
            assert location == to
        assert server.get("/errors/obs/axb-c.html").status == 200
        assert server.get("/errors/obs/403.html").body == "obs/403.html"


@pytest.mark.parametrize("kind", ["nginx", "apache"])
def test_no_address_becomes_configuration(kind: str) -> None:
    bad = [('a".html', "b.html"), ("a.html", "b$1.html"), ("a;b.html", "c.html"), ("a\n.html", "b")]
    lines = list(server_map(kind, _catalog(*bad, ("ok.html", "obs/403.html")), ""))
    assert lines[-1].startswith("# 4 redirects")
    text = "\n".join(line for line in lines if not line.startswith("#"))
    assert '"/obs/403.html' in text
    assert "b$1" not in text
    assert text.count(".html") == 2


@pytest.mark.parametrize("kind", ["nginx", "apache"])
@pytest.mark.parametrize("path", ['e";}', "$host", "a b", "x{y}"])
def test_no_base_becomes_configuration(kind: str, path: str) -> None:
    """A catalogue says where it is published; its file may come from anywhere."""
    catalog = _catalog(("a.html", "b.html"))
    with pytest.raises(BadUseError, match="cannot be written here"):
        list(server_map(kind, catalog, f"https://docs.example.com/{path}"))
