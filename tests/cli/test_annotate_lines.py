"""The filter of ``annotate`` and the blocks it works on: nothing that has a code is passed over."""

from __future__ import annotations

import io
import random
import re
import tracemalloc
from collections.abc import Callable, Collection, Iterator
from typing import Any

import pytest

from bench.catalogues import Catalogue
from bench.logs import Log
from sphinx_error_index.cli.annotate import annotator as annotator_module
from sphinx_error_index.cli.annotate import automata
from sphinx_error_index.cli.annotate.annotator import Annotator
from sphinx_error_index.cli.annotate.automata import (
    Automaton,
    Finder,
    Lookup,
    NumberAutomaton,
    NumberLookup,
)
from sphinx_error_index.cli.annotate.streams import BLOCK, LONGEST, Progress, parts
from sphinx_error_index.cli.annotate.sure import SureFinder
from sphinx_error_index.resolver.building.build import build_index
from sphinx_error_index.resolver.index import Index
from sphinx_error_index.resolver.query import read
from sphinx_error_index.resolver.store import Store

MakeFinder = Callable[[Collection[bytes]], Finder]
FAST = pytest.mark.skipif(not automata.FAST, reason="the extra 'fast' is not installed")
FINDERS = [Lookup, pytest.param(Automaton, marks=FAST)]
AVAILABLE: list[MakeFinder] = [Lookup, Automaton] if automata.FAST else [Lookup]
NUMBER_FINDERS = [NumberLookup, pytest.param(NumberAutomaton, marks=FAST)]
OWN = {
    "store": (
        "403", "417", "503", "0", "NoSuchBucket", "Conflict", "InternalError", "S3", "EIO",
        "STORE.0301", "4-0-4-1", "100200", "错误.代码", "Überlauf 7", "badRequest",
    ),
    "gate": ("403", "GATE.0301", "GATE.0302", "NoSuchBucket", "12", "7", "Gate-99", "404"),
    "obs": ("404", "0x8001", "OBS_QUOTA_EXCEEDED", "Throttling.User"),
}  # fmt: skip
"""A service by the codes that it documents: each kind of code, and several that are shared."""


def entry(service: str, code: str) -> dict[str, Any]:
    """A code as ``codes.json`` has it."""
    variant = {
        "anchor": "", "code": code, "title": "", "status": [403] if code == "Conflict" else [],
        "message": f"Text of {code}.", "description": "", "causes": [], "actions": [],
        "categories": [], "extra": {}, "origins": [],
    }  # fmt: skip
    return {
        "id": f"{service}/{code}", "service": service, "code": code, "title": "",
        "categories": [], "url": f"{service}/{code}.html", "variants": [variant],
    }  # fmt: skip


@pytest.fixture(scope="module")
def own() -> dict[str, Any]:
    """A small catalogue of every kind of code."""
    return {
        "services": [{"id": name, "title": name.title(), "url": f"{name}.html"} for name in OWN],
        "categories": [],
        "codes": [entry(name, code) for name, codes in OWN.items() for code in codes],
    }


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    """A catalogue of 1,500 rows as a vendor has them."""
    return Catalogue(1_500).whole()


def spelled(code: str, chance: random.Random) -> str:
    """A code as a log may have it: with other separators, within other words, escaped …"""
    joined = chance.choice(
        [".", "-", "_", " ", "", ", ", "&nbsp;", "\x1b[0m", "\u00a0", "\\t", "é"]
    )
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in code)
    parts = code.replace(".", " ").replace("_", " ").replace("-", " ").split()
    return chance.choice(
        [
            code, code, code, code.lower(), code.upper(), wide, joined.join(parts),
            " error ".join(parts), " obs the ".join(parts), f"com.acme.{code}Exception",
            f"{code}Error", f"{code} error", f"x{code}", f"{code}y", f"\\n{code}",
            f"&lt;{code}&gt;", f"{code[:2]}.{code[2:]}", f"{code[:-1]} {code[-1:]}",
            f"{code}Ex.ception",
        ]
    )  # fmt: skip


def wrapped(text: str, chance: random.Random) -> str:
    """A line that has a text where a code, a status or any number may stand."""
    return chance.choice(
        [
            "{}", "{}", "obs {}", "{} please", "how to fix {}", "error {}", "2031-05-04 {} failed",
            "HTTP/1.1 {} Not Found", '"GET /a HTTP/1.1" {} 512', "status={}", "exit code {}",
            "rc={} after 12 ms", '{{"code": "{}", "time": "12:30:01"}}', "<Code>{}</Code>",
            '{{"errorCode":{}}}', "<h1>{}</h1>", "returned 200, {}", "code 2031-05-04 12:00:01 {}",
            "{} 12:30 Not Found", "{} Forbidden here", "e{} x", "http{} was", "took {}ms of 9",
            '"status": "it was some very long story of more than forty signs, {}"', "-> {}",
            "a\tb\t{}\tc", 'msg="{}" pid=77', "the {} of it, and 404, 403 and 7 more", "#{}",
        ]
    ).format(text)  # fmt: skip


def tricky(catalog: dict[str, Any], count: int) -> Iterator[str]:
    """Seeded lines in which codes and numbers stand in every way that we can think of."""
    chance = random.Random(7)
    codes = [item["code"] for item in catalog["codes"]]
    for _ in range(count):
        line = wrapped(spelled(chance.choice(codes), chance), chance)
        if chance.random() < 0.2:
            line = f"{line} {wrapped(spelled(chance.choice(codes), chance), chance)}"
        yield line.replace("\n", " ")


def kept(annotator: Annotator, lines: list[str], finder: MakeFinder) -> set[int]:
    """The lines that the filter lets pass."""
    return set(annotator.prefilter(finder).worth_reading([line.encode() for line in lines]))


@pytest.mark.parametrize("service", [None, "store", "gate", "obs"])
def test_no_line_with_a_code_is_passed_over(own: dict[str, Any], service: str | None) -> None:
    annotator = Annotator(Index(Store(build_index(own))), service)
    lines = list(tricky(own, 4_000))
    coded = {at for at, line in enumerate(lines) if annotator.urls(line)}
    assert len(coded) > 400
    for finder in AVAILABLE:
        missed = coded - kept(annotator, lines, finder)
        assert [lines[at] for at in missed] == []


def test_a_large_log_is_annotated_as_if_every_line_were_read(made: dict[str, Any]) -> None:
    annotator = Annotator(Index(Store(build_index(made))))
    codes = [item["code"] for item in made["codes"]]
    lines = [*Log(codes, coded=0.1).lines(4_000), *tricky(made, 2_000)]
    coded = {at for at, line in enumerate(lines) if annotator.urls(line)}
    assert 300 < len(coded & set(range(4_000))) < 500
    for finder in AVAILABLE:
        passed = kept(annotator, lines, finder)
        assert [lines[at] for at in coded - passed] == []
        assert len(passed & set(range(4_000))) < 600  # most lines are not read


@pytest.mark.parametrize("finder", FINDERS)
def test_finders_say_which_lines_have_a_word(finder: MakeFinder) -> None:
    found = finder([b"apig0301", b"eio", b"s3", b"nosuchbucket"])
    lines = [
        b"APIG.0301", b"x APIG 03-01 y", b"xapig0301", b"an EIO", b"idea S-3", b"", b"No Such",
        b"Bucket", b"com.NoSuchBucketException", b"res3", b"\xff\x00 apig\xfe0301",
    ]  # fmt: skip
    assert list(found.find(b"\n".join(lines))) == [0, 1, 3, 4, 8, 10]
    assert list(found.find(b"")) == []
    assert list(finder([]).find(b"\n".join(lines))) == []


@pytest.mark.parametrize("finder", NUMBER_FINDERS)
def test_finders_say_which_lines_have_a_number(finder: MakeFinder) -> None:
    found = finder([b"404", b"7"])
    lines = [b"404", b"1404", b" 404 ", b"4041", b"404 7", b"", b"7", b"17 77", b"1 404", b"7"]
    assert list(found.find(b"\n".join(lines))) == [0, 2, 4, 6, 8, 9]
    assert list(found.find(b"\n\n7\n")) == [2]
    assert list(found.find(b"")) == []


@pytest.mark.parametrize("line", [b"\xff\xfe", "café".encode(), b"\x1b[31m", b""])
def test_a_line_without_a_code_is_not_read(own: dict[str, Any], line: bytes) -> None:
    assert Annotator(Index(Store(build_index(own)))).prefilter().worth_reading([line]) == []


class Trickle(io.RawIOBase):
    """A stream that gives its content in pieces, and sometimes has nothing yet."""

    def __init__(self, content: bytes, size: int) -> None:
        self._pieces = [content[at : at + size] for at in range(0, len(content), size)]

    def readable(self) -> bool:
        return True

    def read(self, _: int = -1) -> bytes:
        return self._pieces.pop(0) if self._pieces else b""


def joined(content: bytes, size: int) -> tuple[bytes, list[bytes]]:
    """What comes out of a stream, and its lines."""
    out, lines = b"", []
    for part in parts(Trickle(content, size)):
        out += part.copied
        if part.lines:
            out += b"\n".join(part.lines) + part.end
            lines += part.lines
    return out, lines


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
@pytest.mark.parametrize(
    "content", [b"", b"\n", b"a", b"a\n", b"a\r\n\nb\n\n", b"\n\n\na\nbb", b"x\0\xff\r\ny\r"]
)
def test_parts_are_the_lines_of_the_stream(content: bytes, size: int) -> None:
    out, lines = joined(content, size)
    assert out == content
    assert lines == [line.removesuffix(b"\n") for line in io.BytesIO(content).readlines()]


def test_a_line_that_is_too_long_is_copied() -> None:
    long = b"status=404 " + b"x" * (3 * LONGEST)
    out, lines = joined(b"one\n" + long + b"\ntwo\n" + long, BLOCK)
    assert out == b"one\n" + long + b"\ntwo\n" + long
    assert lines == [b"one", b"two"]


def test_a_line_of_any_length_takes_little_memory() -> None:
    class Endless(io.RawIOBase):
        left = 400

        def read(self, size: int = -1) -> bytes:
            self.left -= 1
            return b"x" * size if self.left else b""

    tracemalloc.start()
    read = sum(len(part.copied) for part in parts(Endless()))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert read == 399 * BLOCK  # a hundred megabytes
    assert peak < 4 * LONGEST


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_for_files(tmp_path: Any) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"x" * 1_000)
    out, shown = io.StringIO(), Terminal()
    with path.open("rb") as file:
        plain, terminal = Progress(file, out), Progress(file, shown)
        for _ in range(20):
            plain.add(50)
            terminal.add(50)
    assert out.getvalue().count("\n") == 10
    assert out.getvalue().endswith("100% of 0.0 MB (0.0 MB)\n")
    assert shown.getvalue().endswith("100% of 0.0 MB (0.0 MB)\n")
    silent = io.StringIO()
    Progress(Trickle(b"a\n", 1), silent).add(2)
    assert silent.getvalue() == ""


@pytest.mark.parametrize("service", [None, "gate"])
def test_a_glance_finds_what_a_whole_reading_finds(
    own: dict[str, Any], service: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    # In a query of few words, "error" within a code counts for nothing; a line says what it says.
    lines = [line for line in tricky(own, 1_500) if not re.search(r"\w error \d", line)]
    annotator = Annotator(Index(Store(build_index(own))), service)
    glanced = [annotator.urls(line) for line in lines]
    monkeypatch.setattr(annotator_module, "glance", read)
    monkeypatch.setattr(annotator_module, "read_numbers", lambda _: None)
    monkeypatch.setattr(
        SureFinder, "find", lambda finder: finder._codebook.find(finder._reading, None)
    )
    differ = [
        (line, before, urls)
        for line, before in zip(lines, glanced, strict=True)
        if (urls := annotator.urls(line)) != before
    ]
    assert differ == []
