"""Files are touched only where they would say something else."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING, Any

import pytest

from sphinx_error_index.files import (
    UNFINISHED,
    json_of,
    write_bytes_if_changed,
    write_if_changed,
)

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


@pytest.mark.parametrize("before", [b"", b"what was there"])
def test_a_full_disk_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: bytes
) -> None:
    path = tmp_path / "page"
    if before:
        path.write_bytes(before)
    write = os.write

    def until_full(descriptor: int, data: Any) -> int:
        if len(data) <= 60:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(descriptor, data[:40])

    monkeypatch.setattr(os, "write", until_full)
    with pytest.raises(OSError, match="No space left") as caught:
        write_bytes_if_changed(str(path), b"x" * 100)
    assert caught.value.filename == str(path)
    assert [found.read_bytes() for found in tmp_path.iterdir()] == ([before] if before else [])


def test_the_error_names_the_file_that_was_to_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "page"
    path.write_bytes(b"what was there")

    def refused(*_: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    opened = os.open

    def opened_if_there(name: str, *more: int) -> int:
        return opened(name, *more) if name == str(path) else refused()

    for function, instead in (("open", opened_if_there), ("replace", refused)):
        with monkeypatch.context() as patch:
            patch.setattr(os, function, instead)
            with pytest.raises(PermissionError) as caught:
                write_bytes_if_changed(str(path), b"other")
        assert caught.value.filename == str(path)
        assert [found.read_bytes() for found in tmp_path.iterdir()] == [b"what was there"]


def test_links_and_rights_stay(tmp_path: Path) -> None:
    path, link = tmp_path / "page", tmp_path / "link"
    path.write_bytes(b"one")
    path.chmod(0o600)
    link.symlink_to(path)
    assert write_bytes_if_changed(str(link), b"two")
    assert link.is_symlink()
    assert path.read_bytes() == b"two"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.glob(UNFINISHED)) == []


@pytest.mark.parametrize(
    "text", ['{"a": ["\\ud800"]}', '{"\\uDFFF": 1}', '["\\ude00\\ud83d"]', "[NaN]", "Infinity", "{"]
)
def test_json_that_no_file_could_hold_again_is_refused(text: str) -> None:
    for given in (text, text.encode()):
        with pytest.raises(ValueError, match=r"half a character|no number|Expecting"):
            json_of(given)


def test_json_is_read() -> None:
    assert json_of(b'{"a": ["\\ud83d\\ude00", "\\\\ud800", 1e3]}') == {
        "a": ["😀", "\\ud800", 1000.0]
    }
