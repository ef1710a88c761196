"""``error-index annotate`` as a program in a pipe: what comes in, what goes out, how it ends."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, TYPE_CHECKING

import pytest

from tests.conftest import ROOT, Build

if TYPE_CHECKING:
    from collections.abc import Iterator

COMMAND = [sys.executable, "-m", "sphinx_error_index", "annotate", "--base", "https://e.example"]
LINK = b"  https://e.example/obs/404.html"


@pytest.fixture
def command(seed_site: Build) -> list[str]:
    """The command with the seed's catalogue."""
    return [*COMMAND, "--catalog", str(seed_site.outdir / "codes.json")]


def started(command: list[str]) -> subprocess.Popen[bytes]:
    """Start the command with its streams in pipes."""
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe)


def annotated(command: list[str], content: bytes) -> bytes:
    """What the command makes of a stream, without a word on standard error."""
    done = subprocess.run(command, input=content, capture_output=True, cwd=ROOT, check=False)
    assert done.stderr == b""
    return done.stdout


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"status=404\r\nok\r\n", b"status=404" + LINK + b"\r\nok\r\n"),
        (b"status=404\r\r\n", b"status=404" + LINK + b"\r\r\n"),
        (b"a\rstatus=404\rb\n", b"a\rstatus=404\rb" + LINK + b"\n"),
        ("status=404\n".encode("utf-16"), "status=404\n".encode("utf-16")),
        ("status=404\n".encode("utf-16-be"), "status=404\n".encode("utf-16-be")),
        (b"\0\0\xff\n\n\nstatus=404", b"\0\0\xff\n\n\nstatus=404" + LINK),
        ("störung, status=404\n".encode("latin-1"), "störung, status=404\n".encode("latin-1")),
        ("störung, status=404\n".encode(), "störung, status=404".encode() + LINK + b"\n"),
        (bytes(range(256)) * 40, bytes(range(256)) * 40),
        (b"", b""),
    ],
)
def test_bytes_pass(command: list[str], content: bytes, expected: bytes) -> None:
    assert annotated(command, content) == expected


def test_each_line_comes_out_at_once(command: list[str]) -> None:
    with started(command) as process:
        assert process.stdin
        assert process.stdout
        for number in range(3):
            process.stdin.write(b"%d: status=404\n" % number)
            process.stdin.flush()
            assert process.stdout.readline() == b"%d: status=404%s\n" % (number, LINK)
        process.stdin.close()
        assert process.wait(timeout=60) == 0


def test_a_line_of_hundreds_of_megabytes_passes_in_little_memory(command: list[str]) -> None:
    piece, count = b"status=404 " * 100_000, 200
    with started(command) as process:
        assert process.stdin
        assert process.stdout
        pid = os.fork()
        if pid == 0:
            for _ in range(count):
                process.stdin.write(piece)
            os._exit(0)
        process.stdin.close()
        size = sum(map(len, iter(lambda: read(process.stdout), b"")))
        assert os.waitpid(pid, 0)[1] == 0
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 1  # nothing was added
    assert size == len(piece) * count
    assert usage.ru_maxrss < small(command).ru_maxrss + 16_000  # kilobytes


def read(stream: IO[bytes] | None) -> bytes:
    assert stream
    return stream.read(1 << 20)


def small(command: list[str]) -> resource.struct_rusage:
    """What the command takes for a short line."""
    with started(command) as process:
        assert process.stdin
        process.stdin.write(b"status=404\n")
        process.stdin.close()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return usage


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Processes that a test starts end by an interrupt, even if the tests run in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_ends_it_quietly(command: list[str]) -> None:
    with started(command) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(b"status=404\n")
        process.stdin.flush()
        assert process.stdout.readline() == b"status=404" + LINK + b"\n"
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 130
        assert process.stderr.read() == b""


def test_a_closed_pipe_ends_it_quietly(command: list[str]) -> None:
    with started(command) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(b"status=404\n" * 10)
        process.stdin.flush()
        process.stdout.readline()
        process.stdout.close()
        with pytest.raises(BrokenPipeError):
            write_on(process.stdin)
        assert process.wait(timeout=60) == 0
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()
        assert process.stderr.read() == b""


def write_on(stream: IO[bytes]) -> None:
    """Write lines until nobody reads them."""
    for _ in range(10_000):
        stream.write(b"status=404\n" * 100)
        stream.flush()
        time.sleep(0.001)


@pytest.mark.parametrize("closed", ["<&-", ">&-"])
def test_a_closed_stream_is_bad_use(command: list[str], closed: str) -> None:
    done = subprocess.run(
        ["sh", "-c", f'exec "$@" {closed}', "sh", *command],
        capture_output=True, cwd=ROOT, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"error-index: ")
    assert done.stderr.endswith(b" closed\n")
    assert done.stderr.count(b"\n") == 1


def test_progress_is_said_for_a_file_and_not_for_a_pipe(command: list[str], tmp_path: Path) -> None:
    log = tmp_path / "app.log"
    log.write_bytes(b"status=404\n" + b"all is well\n" * 100_000)
    with log.open("rb") as file:
        done = subprocess.run(
            [*command, "--progress"], stdin=file, capture_output=True, cwd=ROOT, check=False
        )
    assert done.returncode == 0
    assert done.stdout.count(b"\n") == 100_001
    said = done.stderr.decode().splitlines()
    assert said[-1].startswith("annotate: 100% of 1.2 MB")
    assert 2 <= len(said) <= 10
    piped = subprocess.run(
        [*command, "--progress"], input=b"ok\n" * 9, capture_output=True, cwd=ROOT, check=False
    )
    assert piped.stderr == b""
