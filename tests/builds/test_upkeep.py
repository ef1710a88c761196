"""History and debt: the pages of a site, its feeds, and the verbs that hold both."""

from __future__ import annotations

import json
import subprocess
import xml.etree.ElementTree as ET
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from sphinx_error_index.cli.main import main
from sphinx_error_index.cli.upkeep.states import load_state
from sphinx_error_index.knowledge.changes import Kind, changes
from tests.support.site import visible

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_error_index.knowledge.states import State
    from tests.conftest import Project

ROWS = """\
.. list-table::
   :header-rows: 1

   * - Error Code
     - HTTP Status
     - Error Message
     - Possible Cause
     - Solution
   * - GW.1
     - 400
     - The name is {word}.
     - The name is long & <b>.
     - {action}
   * - GW.2
     - 500
     - Broken.
     -
     - Contact technical support.
"""


def write(project: Project, word: str, action: str = "Cut it.") -> None:
    project.write("data/gw/codes.rst", ROWS.format(word=word, action=action))


def snapshot(project: Project, label: str, *more: str) -> int:
    catalog = ["--catalog", str(project.folder / "build/html")]
    data = ["--data", str(project.folder / "data")]
    return main([*catalog, "snapshot", "--label", label, *data, *more])


@pytest.fixture
def kept(project: Project) -> Project:
    """A project with a history of two revisions."""
    project.conf["html_baseurl"] = "https://example.com/errors/"
    project.conf["suppress_warnings"] = ["error_index.ledger"]
    project.page("gw", "gw/*.rst")
    write(project, "wrong")
    project.build()
    assert snapshot(project, "one", "--date", "2025-01-01") == 0
    write(project, "not valid", "Cut it & wait.")
    project.build()
    assert snapshot(project, "2025-03-24") == 0
    return project


def test_history_of_a_site(kept: Project, capsys: pytest.CaptureFixture[str]) -> None:
    build = kept.build()
    page = build.read("changes.html")
    assert visible(page).index("2025-03-24") < visible(page).index("The first revision: 2 codes.")
    assert "The name is <del>wrong</del><ins>not valid</ins>." in page
    assert 'href="gw/GW.1.html"' in page
    code = build.read("gw/GW.1.html")
    assert 'href="../changes.html#revision-2025-03-24"' in code
    assert "Changed in 2025-03-24" in visible(code)
    assert "Cut it<ins> &amp; wait</ins>." in code
    assert "What changed" not in visible(build.read("gw/GW.2.html"))
    feed = ET.fromstring(build.read("gw/changes.xml"))
    atom = "{http://www.w3.org/2005/Atom}"
    newest, *_ = feed.findall(f"{atom}entry")
    assert newest.findtext(f"{atom}updated") == "2025-03-24T00:00:00Z"
    assert str(newest.findtext(f"{atom}id")).startswith(
        "https://example.com/errors/changes.html#revision-2025-03-24"
    )
    assert "GW.1" in str(newest.findtext(f"{atom}content"))
    assert feed.findtext(f"{atom}id") == "https://example.com/errors/gw/changes.xml"
    assert (build.outdir / "changes.xml").exists()
    kept.write("data/history/0003-later.json", '{"schema": 7}')
    (warning,) = kept.build(strict=False).warnings
    assert (warning.file, warning.line, warning.type) == (
        "0003-later.json", 1, "error_index.history",
    )  # fmt: skip
    assert "this is of a newer version of sphinx-error-index" in warning.text
    assert snapshot(kept, "four") == 2
    assert "0003-later.json:1: this is of a newer version" in capsys.readouterr().err


def test_debt_of_a_site(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    project.page("gw", "gw/*.rst")
    write(project, "wrong")
    project.write(
        "source/notes.rst",
        "Notes\n=====\n\n.. err:note:: gw/GW.1\n   :reviewed: 2020-01-01\n\n   Old.\n",
    )
    build = project.build()
    (service,) = build.json("report.json")["services"]
    assert service["debt"] == {
        "no-cause": ["gw/GW.2"], "contact-only": ["gw/GW.2"], "review": ["gw/GW.1"],
    }  # fmt: skip
    page = build.read("debt.html")
    assert 'href="#gw-review"' in page
    assert '<a href="gw/GW.2.html">GW.2</a>' in page
    catalog = ["--catalog", str(build.outdir)]
    baseline = ["--baseline", str(project.folder / "debt.json")]
    assert main([*catalog, "debt"]) == 0
    assert main([*catalog, "debt", "--max", "3"]) == 0
    assert main([*catalog, "debt", "--max", "review=0"]) == 1
    assert "1 debts of review, 0 allowed:\n  review: gw/GW.1" in capsys.readouterr().out
    assert main([*catalog, "debt", *baseline]) == 2
    assert main([*catalog, "debt", *baseline, "--accept"]) == 0
    assert main([*catalog, "debt", *baseline]) == 0
    project.write("source/notes.rst", "Notes\n=====\n")
    write(project, "wrong", "Ask customer service.")
    project.build()
    assert main([*catalog, "debt", *baseline]) == 1
    assert "contact-only: gw/GW.1" in capsys.readouterr().out
    for wrong in (
        ["--max", "often"],
        ["--max", "sloth=1"],
        ["--accept"],
        ["--review-days", "9" * 20],
    ):
        assert main([*catalog, "debt", *wrong]) == 2
    project.write("debt.json", '{"schema": 9}')
    assert main([*catalog, "debt", *baseline]) == 2
    assert "newer version" in capsys.readouterr().err


def test_diff_of_folders_and_of_revisions(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    write(project, "wrong")
    monkeypatch.chdir(tmp_path)
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "one"]):
        subprocess.run(
            ["git", "-c", "user.name=A", "-c", "user.email=a@example.com", *command], check=True
        )
    write(project, "not valid")
    assert main(["diff", "HEAD", "data", "--format", "json"]) == 0
    content = json.loads(capsys.readouterr().out)
    (change,) = content["changes"]
    assert (change["code"], change["what"]) == ("gw/GW.1", "message")
    assert (change["before"], change["after"]) == ("The name is wrong.", "The name is not valid.")
    assert main(["diff", "nothing-there", "data"]) == 2
    assert "is no catalogue, no folder, and no revision of git" in capsys.readouterr().err
    (tmp_path / "empty").mkdir()
    assert main(["diff", "empty", "data"]) == 2
    assert "has neither a codes.json nor vendor files" in capsys.readouterr().err


VANISHED = {
    "api-gateway": {"APIG.3714"},
    "elastic-cloud-server": {"Ecs.0910"},
    "object-storage-service": set(),
    "virtual-private-cloud": {"SYS.0400", "SYS.0500"},
}
"""Codes of the real history that are known to have vanished."""


def test_diff_of_the_real_history(shared: Path, tmp_path: Path) -> None:
    """Each revision is built as a service, and compared with the one before it."""
    for path in (shared / "corpus-history").glob("*/*.rst"):
        target = tmp_path / f"{path.parent.name}.{path.stem}" / "error_codes.rst"
        target.parent.mkdir(parents=True)
        target.write_bytes(path.read_bytes())
    revisions: dict[str, State] = {}
    for name, meanings in load_state(str(tmp_path), "data").items():
        service, _, code = name.partition("/")
        revisions.setdefault(service, {})[code] = meanings
    reworded = 0
    removed: dict[str, set[str]] = {folder: set() for folder in VANISHED}
    for old, new in pairwise(sorted(revisions)):
        folder = old.partition(".")[0]
        if folder == new.partition(".")[0]:
            found = changes(revisions[old], revisions[new])
            gone = revisions[old].keys() - revisions[new].keys()
            assert {c.code for c in found if (c.kind, c.what) == ("removed", "code")} == gone
            removed[folder] |= gone
            reworded += sum(change.kind is Kind.REWORDED for change in found)
    assert all(codes <= removed[folder] for folder, codes in VANISHED.items())
    assert reworded > 100
