"""Redirects: which lines are some, where they lead, and what is wrong with the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sphinx_error_index.ledger.files import read_redirects
from sphinx_error_index.ledger.redirects import parse, settle

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "old", ["obs/" + "x" * 300, "codes.json", "_static/error-index", "sitemap.xml", "obs/.hidden"]
)
def test_names_that_no_page_can_have_are_refused(old: str) -> None:
    redirects, (fault,) = parse(f"{old} -> guide\n")
    assert redirects == []
    assert fault.line == 1


def test_an_address_will_do_for_a_page() -> None:
    (redirect,), faults = parse("obs/Old.html -> obs/New/#x\n")
    assert faults == []
    assert (redirect.old, redirect.new) == ("obs/Old", "obs/New/#x".replace("/#", "#"))


def test_redirects() -> None:
    redirects, faults = parse(
        "# old names\n\ngw/A -> gw/B\ngw/B->gw/C#x\n gw/L -> gw/M \ngw/M -> gw/l\ngw/N -> gw/none\n"
        "gw/C -> gw/D\ngw/Q -> gw/C#nope\ngw/A -> gw/B\ngw/G -> gw/gone\ngw/H -> guide\n"
    )
    assert faults == []
    living = {"gw/c": "gw/C", "gw/d": "gw/D", "guide": "guide"}
    forwards, faults = settle(redirects, living, {"gw/gone": "gw/gone"}, {"gw/c": frozenset("x")})
    assert {(f.pagename, f.target, f.anchor) for f in forwards.values()} == {
        ("gw/A", "gw/C", "x"), ("gw/B", "gw/C", "x"), ("gw/G", "gw/gone", ""),
        ("gw/H", "guide", ""),
    }  # fmt: skip
    assert [(fault.line, fault.kind) for fault in faults] == [
        (5, "redirect_loop"), (6, "redirect_loop"), (7, "redirect_nowhere"), (8, "redirect_living"),
        (9, "redirect_nowhere"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "line",
    ["gw/A", "gw/A ->", "-> gw/A", "gw/A => gw/B", "gw/A#x -> gw/B", "../A -> gw/B",
     "gw/A -> /gw/B", "gw/A -> https://example.com/", "gw/A -> gw/B -> gw/C",
     "https://x.org/A -> gw/B", "gw/.A -> gw/B"],
)  # fmt: skip
def test_no_redirects(line: str) -> None:
    redirects, faults = parse(f"gw/X -> gw/Y\n{line}\n")
    assert [redirect.old for redirect in redirects] == ["gw/X"]
    assert [(fault.line, fault.kind) for fault in faults] == [(2, "redirect")]


def test_redirects_that_contradict(tmp_path: Path) -> None:
    (tmp_path / "redirects.txt").write_text("gw/A -> gw/B\ngw/a -> gw/C\n", "utf-8")
    redirects, (fault,) = read_redirects(tmp_path)
    assert [redirect.new for redirect in redirects] == ["gw/B"]
    assert (fault.fault.line, fault.fault.kind) == (2, "redirect")
    assert "line 1" in fault.fault.text
