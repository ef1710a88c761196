"""Files are touched only where they would say something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_error_index.files import write_bytes_if_changed, write_if_changed

if TYPE_CHECKING:
    from pathlib import Path


def test_only_what_differs_is_written(tmp_path: Path) -> None:
    path = tmp_path / "a" / "page.html"
    assert write_if_changed(path, "a longer text")
    path.chmod(0o444)
    assert not write_if_changed(path, "a longer text")
    path.chmod(0o644)
    assert write_if_changed(path, "shört")
    assert path.read_bytes() == "shört".encode()


def test_empty_and_large(tmp_path: Path) -> None:
    path = tmp_path / "page"
    for data in (b"", b"x" * 3_000_000, b""):
        assert write_bytes_if_changed(str(path), data)
        assert path.read_bytes() == data
        assert not write_bytes_if_changed(str(path), data)
