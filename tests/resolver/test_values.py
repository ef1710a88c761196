"""Codes by another name, as another form of their number, and by a number in their range."""

from __future__ import annotations

from typing import Any

import pytest

from sphinx_error_index.cli.annotate.annotator import Annotator
from sphinx_error_index.resolver.building.build import build_index
from sphinx_error_index.resolver.index import Index
from sphinx_error_index.resolver.resolver import Resolver
from sphinx_error_index.resolver.store import Store
from sphinx_error_index.resolver.values import in_range, is_telling, numbers

NEVER = "0x80040154"


def entry(service: str, code: str, *names: str, ends: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return a code of ``codes.json`` in which each name is the title of a meaning of its own."""
    variants = [
        {
            "anchor": name, "code": code, "title": name, "status": [], "message": "",
            "description": "", "causes": [], "actions": [], "categories": [], "extra": {},
            "origins": [], "known_as": [name] if name else [],
        }
        for name in names or ("",)
    ]  # fmt: skip
    return {
        "id": f"{service}/{code}", "service": service, "code": code,
        "title": names[0] if names else "", "categories": [], "url": f"{service}/{code}.html",
        "aliases": [*names, *ends], "range": list(ends), "variants": variants,
    }  # fmt: skip


CATALOG: dict[str, Any] = {
    "services": [
        {"id": "chip", "title": "Chip", "url": "chip.html"},
        {"id": "win", "title": "Windows", "url": "win.html"},
    ],
    "categories": [],
    "codes": [
        entry("chip", "0x101", "CHIP_ERR_NO_MEM"),
        entry("chip", "0xA700 to 0xA7FF", ends=("0xA700", "0xA7FF")),
        entry("chip", "3..99", ends=("3", "99")),
        entry("chip", "E1000 to E5000", ends=("E1000", "E5000")),
        entry("chip", "5", "FLT_ONE", "FLT_LOG_CUT"),
        entry("win", "-2147221164", "REGDB_E_CLASSNOTREG"),
        entry("win", "C0000005"),
        entry("win", "-8"),
        entry("win", "403"),
        {
            **entry("win", "W1"),
            "variants": [
                {**entry("win", "W1")["variants"][0], "extra": {"Id": "4711", "Level": "2"}}
            ],
        },
        *(
            {
                **entry("win", f"W{n}"),
                "variants": [{**entry("win", f"W{n}")["variants"][0], "extra": {"Level": "2"}}],
            }
            for n in (2, 3, 4)
        ),
    ],
}
INDEX = build_index(CATALOG)
QUERIES = (
    "CHIP_ERR_NO_MEM", "chip err no mem", "257", "error 257", "0X0101", "0xA712", "42777", "0xA700",
    "5", "50", "E1001", "FLT_LOG_CUT", "flt log cut", NEVER, "-2147221164", "\u22122147221164",
    "REGDB_E_CLASSNOTREG", "0xC0000005", "0xfffffff8", "0xfffffffffffffff8", "4294967288",
    f"died with code {NEVER} in foo", "connect failed: CHIP_ERR_NO_MEM (3)", "rc=-8", "code: 257",
    '{"code": "0x0101"}', "at 0x193 in main", "port 257 open on host", "12:0xA712. then", "0xA712.",
    "4711", "error 4711", "2",
)  # fmt: skip


def found(query: str, *, confidence: str = "") -> list[str]:
    matches = Resolver(INDEX).resolve(query)
    return [match.id for match in matches if confidence in ("", match.confidence)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("257", "0x101"), ("0X0101", "257"), ("-8", "0xfffffff8"), ("-8", "0xFFFFFFFFFFFFFFF8"),
        ("-2147221164", NEVER), ("C0000005", "0xc0000005"), ("4294967288", "-8"),
        ("\u22128", "-8"), ("+8", "8"), ("007", "7"),
    ],
)  # fmt: skip
def test_same_numbers(one: str, other: str) -> None:
    assert set(numbers(one)) & set(numbers(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [("257", "0x257"), ("8", "-8"), ("E101", "0xE101"), ("0x1.5", "1"), ("", ""),
     ("12ab", "0x12ab"), ("0x7fffffff", "-1"), ("12345678901234567890123", "1")],
)  # fmt: skip
def test_other_numbers(one: str, other: str) -> None:
    assert not set(numbers(one)) & set(numbers(other))


def test_numbers_of_32_and_64_bits() -> None:
    assert numbers("0x80000000") == (2**31, -(2**31))
    assert numbers("0x7fffffff") == (2**31 - 1,)
    assert numbers("0x8000000000000000") == (2**63, -(2**63))
    assert numbers("deadbee5") == (0xDEADBEE5, 0xDEADBEE5 - 2**32)
    assert numbers("FACEFEED") == ()  # a word as well as not


def test_what_tells_in_a_text() -> None:
    assert [text for text in ("0x1", "0x101", "101", "10101", "-10101", "C0000005") if
            is_telling(text)] == ["0x101", "10101", "-10101", "C0000005"]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "inside"),
    [("0xA712", True), ("42777", True), ("0xa7ff", True), ("0xA6FF", False), ("EA712", False)],
)
def test_in_a_range(text: str, inside: bool) -> None:
    assert in_range(text, "0xA700", "0xA7FF") is inside


def test_in_a_range_with_a_prefix() -> None:
    assert in_range("e1001", "E1000", "E5000")
    assert not in_range("1001", "E1000", "E5000")
    assert not in_range("E1001", "E", "E5000")


@pytest.mark.parametrize(
    ("query", "code", "confidence"),
    [
        ("CHIP_ERR_NO_MEM", "chip/0x101", "exact"),
        ("connect failed: CHIP_ERR_NO_MEM (3)", "chip/0x101", "exact"),
        ("chip err no mem", "chip/0x101", "likely"),
        ("257", "chip/0x101", "likely"),
        ("error 257", "chip/0x101", "likely"),
        ('{"code": "0x0101"}', "chip/0x101", "likely"),
        ("0xA700", "chip/0xA700 to 0xA7FF", "exact"),
        ("0xA712", "chip/0xA700 to 0xA7FF", "likely"),
        ("50", "chip/3..99", "likely"),
        ("E1001", "chip/E1000 to E5000", "likely"),
        ("5", "chip/5", "exact"),
        (f"died with code {NEVER} in foo", "win/-2147221164", "likely"),
        ("0xC0000005", "win/C0000005", "likely"),
        ("0xfffffff8", "win/-8", "likely"),
    ],
)
def test_found_first(query: str, code: str, confidence: str) -> None:
    first = Resolver(INDEX).resolve(query)[0]
    assert (first.id, first.confidence) == (code, confidence)


def test_a_code_of_the_service_wins_over_a_range() -> None:
    assert found("5") == ["chip/5"]


def test_a_number_in_a_column_without_a_role_is_found() -> None:
    assert found("4711") == ["win/W1"]
    assert found("error 4711", confidence="likely") == ["win/W1"]
    assert found("took 4711 ms of the time it had") == []
    assert "win/W2" not in found("2")  # four codes have it


def test_short_numbers_of_a_text_are_no_codes() -> None:
    assert "win/403" not in found("at 0x193 in main")
    assert "chip/0x101" not in found("port 257 open on host")


def test_a_name_leads_to_the_meaning_that_has_it() -> None:
    match = Resolver(INDEX).resolve("FLT_LOG_CUT")[0]
    assert (match.id, match.title, match.anchor) == ("chip/5", "FLT_LOG_CUT", "FLT_LOG_CUT")


@pytest.mark.parametrize(
    ("line", "urls"),
    [
        ("connect failed: CHIP_ERR_NO_MEM", ["chip/0x101.html"]),
        (f"CoCreateInstance returned {NEVER}", ["win/-2147221164.html"]),
        ("raised 3221225477 at the end", ["win/C0000005.html"]),
        ("port 257 open on host", []),
        ("read 50 blocks of 0x193", []),
    ],
)
def test_annotate(line: str, urls: list[str]) -> None:
    assert Annotator(Index(Store(INDEX))).urls(line) == urls


@pytest.mark.parametrize(
    "line",
    ["died of CHIP_ERR_NO_MEM", "it returned 0x0101 then", "raised 3221225477 at the end of it all",
     f"and then CoCreateInstance said {NEVER} to all of us here", "it was 0x00000101 this time"],
)  # fmt: skip
def test_annotate_reads_the_lines_with_names_and_numbers(line: str) -> None:
    annotator = Annotator(Index(Store(INDEX)))
    assert annotator.urls(line)
    assert annotator.prefilter().worth_reading([b"nothing", line.encode()]) == [1]
