"""Text files of vendors in whatever encoding."""

from __future__ import annotations

import pytest

from sphinx_error_index.reading.textfiles import decoded


@pytest.mark.parametrize(
    ("raw", "encoding", "expected"),
    [
        (b"abc", "", ("abc", None, "UTF-8")),
        ("\ufeffdéjà".encode(), "", ("déjà", None, "UTF-8")),
        ("déjà".encode("utf-16"), "", ("déjà", None, "UTF-16")),
        ("déjà".encode("latin-1"), "", ("déjà", 1, "Windows-1252")),
        (b"\x81\xe9", "", ("\x81é", 0, "Windows-1252")),
        ("déjà".encode("latin-1"), "latin-1", ("déjà", None, "latin-1")),
        ("d\u0161".encode(), "ascii", ("d\u00c5\u00a1", 1, "Windows-1252")),
        (b"abc", "rot13", ("abc", 0, "UTF-8")),
        (b"6162", "hex", ("6162", 0, "UTF-8")),
    ],
)
def test_decoded(raw: bytes, encoding: str, expected: tuple[str, int | None, str]) -> None:
    assert decoded(raw, encoding) == expected
