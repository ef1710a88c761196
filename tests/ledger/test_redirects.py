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


@pytest.mark.parametrize("old", ["obs/" + "x" * 200, "guide.v2/old", "_old", "obs/a.b"])
def test_names_that_a_page_can_have(old: str) -> None:
    (redirect,), faults = parse(f"{old} -> guide\n")
    assert (redirect.old, faults) == (old, [])


def test_a_part_is_measured_in_bytes() -> None:
    assert parse(f"obs/{'ü' * 100} -> guide\n")[1] == []
    assert len(parse(f"obs/{'ü' * 101} -> guide\n")[1]) == 1


def test_a_line_that_is_no_redirect_takes_none_away() -> None:
    """Neither the one of the same page before it, nor the one after it."""
    redirects, faults = parse("gw/A -> gw/B\ngw/A -> ../x\n\tgw/C\ngw/C -> gw/D\n")
    assert [(redirect.line, redirect.old, redirect.new) for redirect in redirects] == [
        (1, "gw/A", "gw/B"), (4, "gw/C", "gw/D"),
    ]  # fmt: skip
    assert [(fault.line, fault.text) for fault in faults] == [
        (2, "this is no redirect such as obs/Old -> obs/New: 'gw/A -> ../x' is left out"),
        (3, "this is no redirect such as obs/Old -> obs/New: 'gw/C' is left out"),
    ]


def test_case_does_not_matter_on_the_way() -> None:
    redirects, _ = parse("gw/A -> GW/B\ngw/b -> GW/C\nGW/X -> gw/Y\nGW/Y -> gw/x\n")
    forwards, faults = settle(redirects, {"gw/c": "gw/C"}, {}, {})
    assert {(f.pagename, f.target) for f in forwards.values()} == {
        ("gw/A", "gw/C"),
        ("gw/b", "gw/C"),
    }
    assert [fault.text for fault in faults] == [
        "GW/X leads in a circle: nothing forwards there",
        "GW/Y leads in a circle: nothing forwards there",
    ]


def test_an_anchor_is_only_doubted_where_the_anchors_are_known() -> None:
    redirects, _ = parse("gw/A -> gw/C#x\ngw/B -> guide#y\ngw/D -> gw/C\ngw/E -> gw/C#no\n")
    living = {"gw/c": "gw/C", "guide": "guide"}
    forwards, faults = settle(redirects, living, {}, {"gw/c": frozenset({"x"})})
    assert {(f.pagename, f.target, f.anchor) for f in forwards.values()} == {
        ("gw/A", "gw/C", "x"), ("gw/B", "guide", "y"), ("gw/D", "gw/C", ""),
    }  # fmt: skip
    assert [fault.text for fault in faults] == ["gw/E leads to nothing: gw/C has no anchor no"]


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


def test_several_successors() -> None:
    redirects, faults = parse("gw/A -> gw/B | gw/C#x\ngw/D -> gw/A\ngw/E -> gw/B | gw/none\n")
    assert faults == []
    forwards, faults = settle(redirects, {"gw/b": "gw/B", "gw/c": "gw/C"}, {}, {})
    assert {key: forward.successors for key, forward in forwards.items()} == {
        "gw/a": (("gw/B", ""), ("gw/C", "x")),
        "gw/d": (("gw/A", ""),),  # whose page lists both
        "gw/e": (("gw/B", ""),),
    }
    assert [fault.text for fault in faults] == ["gw/E leads to nothing: there is no page gw/none"]


def test_several_successors_in_a_circle() -> None:
    redirects, _ = parse("gw/A -> gw/A | gw/B\n")
    forwards, (fault,) = settle(redirects, {"gw/b": "gw/B"}, {}, {})
    assert forwards["gw/a"].successors == (("gw/B", ""),)
    assert fault.kind == "redirect_loop"
