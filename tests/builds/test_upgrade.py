"""A site of the first version, with templates of its own and an accepted, locked ledger."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest

from sphinx_error_index.cli.main import main
from tests.conftest import ROOT
from tests.support.project import run_sphinx
from tests.support.site import read_page

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build

FIRST = ROOT / "tests" / "cases" / "upgrade"
_RENAMED = re.compile(r"\* - ``([a-z_.]+)``\n +- ``([a-z_.]+)``")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The folder of that site."""
    shutil.copytree(FIRST, tmp_path / "site")
    return tmp_path / "site"


def build(site: Path, *options: str) -> Build:
    """Build it with the version at hand."""
    out = site / "out"
    arguments = ["-c", str(site), "-b", "html", "-E", "--no-color", *options]
    return run_sphinx([*arguments, "-d", str(site / "d"), str(site / "source"), str(out)], out)


def unanswered(built: Build) -> list[str]:
    """Return the addresses of the ledger that no page answers."""
    lost = []
    for line in (FIRST / "data/links.txt").read_text("utf-8").splitlines():
        page, _, anchor = line.partition("#")
        path = built.outdir / f"{page}.html"
        if page and not (path.is_file() and (not anchor or anchor in read_page(path).ids)):
            lost.append(line)
    return lost


def test_an_old_template_is_named_and_nothing_is_lost(site: Path) -> None:
    built = build(site)
    assert built.status == 0, built.stderr
    [warning] = built.warnings
    assert (warning.file, warning.line, warning.type) == (
        "variant.html", 28, "error_index.template",
    )  # fmt: skip
    assert "'aliases'" in warning.text
    assert unanswered(built) == []


def test_the_guide_brings_the_site_up_to_date(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    renamed = _RENAMED.findall((ROOT / "source/upgrading.rst").read_text("utf-8"))
    assert len(renamed) == 2
    for template in (site / "templates").rglob("*.html"):
        text = template.read_text("utf-8")
        for before, now in renamed:
            text = re.sub(rf"\b{re.escape(before)}\b", now, text)
        template.write_text(text, "utf-8")
    built = build(site, "-W", "--keep-going")
    assert built.status == 0, built.stderr
    assert "Gateway desk: 4711" in built.read("gw/GW.0002.html")
    assert "What our desk advises" in built.read("gw/GW.0002.html")
    assert unanswered(built) == []
    capsys.readouterr()
    main(["ledger", "--catalog", str(built.outdir), "--data", str(site / "data")])
    kinds = {line.split()[0] for line in capsys.readouterr().out.splitlines()}
    assert kinds <= {"new"}
