"""Redirects in builds: what they lead to, and what is said of those that cannot be."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from sphinx_error_index.cli.main import main
from tests.catalog.test_schemas import schema
from tests.support.keeper import Keeper
from tests.support.site import read_page

if TYPE_CHECKING:
    import pytest


def test_redirect(keeper: Keeper) -> None:
    keeper.project.conf["html_baseurl"] = "https://docs.example.com/errors/"
    keeper.start()
    keeper.document("GW.1", "GW.3")
    keeper.redirect("# renamed\ngw/GW.2 -> gw/GW.3#504-No-answer-at-all\n")
    build = keeper.project.build()
    html = build.read("gw/GW.2.html")
    assert '<meta http-equiv="refresh" content="0; url=GW.3.html#504-No-answer-at-all">' in html
    assert '<meta name="robots" content="noindex">' in html
    canonical = re.findall(r'<link rel="canonical" href="([^"]*)"', html)
    assert canonical == ["https://docs.example.com/errors/gw/GW.3.html"]
    assert '<a href="GW.3.html#504-No-answer-at-all"><strong>GW.3' in html
    assert {"504-No-answer", "cause-The-peer-sleeps"} <= set(
        read_page(build.outdir / "gw/GW.2.html").ids
    )
    assert build.codes["gw/GW.2"]["gone"]
    assert build.json("codes.json")["redirects"] == [
        {
            "page": "gw/GW.2",
            "url": "gw/GW.2.html",
            "to": "gw/GW.3.html#504-No-answer-at-all",
            "successors": ["gw/GW.3.html#504-No-answer-at-all"],
        }
    ]
    assert keeper.ledger_lines(build) == []
    schema("codes").validate(build.json("codes.json"))


def test_redirect_without_a_base(keeper: Keeper) -> None:
    keeper.start()
    keeper.document("GW.1", "GW.3")
    keeper.redirect("gw/gw.2 -> GW/gw.1\ngw/Older -> gw/GW.2\n")
    build = keeper.project.build()
    assert '<link rel="canonical" href="GW.1.html">' in build.read("gw/gw.2.html")
    assert 'content="0; url=GW.1.html"' in build.read("gw/Older.html")
    # A page that never was in the ledger is published from now on.
    assert keeper.ledger_lines(build)[0] == "ledger: new: 1 code (gw/Older)"
    keeper.accept("r2")
    keeper.redirect("")
    build = keeper.project.build()
    assert "no longer document" in build.read("gw/Older.html")


def test_several_successors(keeper: Keeper, capsys: pytest.CaptureFixture[str]) -> None:
    """Of a code that is gone, and of a name that was never documented."""
    keeper.start()
    keeper.document("GW.1", "GW.3")
    keeper.redirect("gw/GW.2 -> gw/GW.1 | gw/GW.3\ngw/NeverSeen -> gw/GW.3 | gw/GW.1\n")
    build = keeper.project.build()
    for name in ("gw/GW.2.html", "gw/NeverSeen.html"):
        html = build.read(name)
        assert "http-equiv" not in html
        assert "Several have taken its place" in html
        assert {"GW.1.html", "GW.3.html"} <= set(re.findall(r'<li><a href="([^"#]*)', html))
    assert build.codes["gw/GW.1"]["former"] == ["NeverSeen"]
    schema("codes").validate(build.json("codes.json"))
    capsys.readouterr()
    assert main(["--catalog", str(build.outdir), "resolve", "--json", "NeverSeen"]) == 0
    found = {match["id"] for match in json.loads(capsys.readouterr().out)}
    assert found == {"gw/GW.1", "gw/GW.3"}
    assert main(["--catalog", str(build.outdir), "resolve", "GW.2"]) == 0
    assert "now gw/GW.1, gw/GW.3: " in capsys.readouterr().out


def test_redirects_work_without_a_ledger(keeper: Keeper) -> None:
    keeper.redirect("gw/Old -> guide\n")
    assert 'content="0; url=../guide.html"' in keeper.project.build().read("gw/Old.html")


def test_redirects_that_cannot_be(keeper: Keeper) -> None:
    keeper.start()
    keeper.document("GW.1", "GW.3")
    keeper.redirect(
        "gw/GW.1 -> gw/GW.3\ngw/GW.2 -> gw/GW.9\ngw/A -> gw/B\ngw/B -> gw/A\nnonsense\n"
        "gw/C -> gw/GW.3#nope\nindex -> gw/GW.1\nguide -> index\n"
    )
    build = keeper.project.build(strict=False)
    assert {(w.file, w.line, w.type.removeprefix("error_index.")) for w in build.warnings} == {
        ("redirects.txt", 1, "redirect_living"), ("redirects.txt", 2, "redirect_nowhere"),
        ("redirects.txt", 3, "redirect_loop"), ("redirects.txt", 4, "redirect_loop"),
        ("redirects.txt", 5, "redirect"), ("redirects.txt", 6, "redirect_nowhere"),
        ("redirects.txt", 7, "redirect_living"), ("redirects.txt", 8, "redirect_living"),
    }  # fmt: skip
    assert "Mend the field." in build.read("gw/GW.1.html")
    assert "no longer document" in build.read("gw/GW.2.html")
    assert not (build.outdir / "gw/A.html").exists()
    keeper.project.conf["suppress_warnings"] = [
        f"error_index.{name}"
        for name in ("redirect", "redirect_living", "redirect_loop", "redirect_nowhere")
    ]
    keeper.project.build()
