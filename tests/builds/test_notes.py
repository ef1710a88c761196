"""Notes of the house: on the pages of codes, in the exports, found by the resolver, kept true."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from sphinx_error_index.cli.main import main
from tests.support.site import visible

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build, Project

NOTES = """\
Notes
=====

.. err:note:: obs/403
   :owner: Storage team
   :reviewed: 2025-03-24
   :runbook: https://wiki.example.com/obs-403
   :keywords: bastion host, jump server
   :who: caller

   Ask the *bastion* team to renew the gateway's key.

   .. code-block:: python

      print(resp.errorCode)

   See :err:code:`obs/404`.

.. err:note:: obs/403
   :cause: Invalid AK.

   Rotate the key.

.. err:note:: obs/5* */404

   One for many.
"""


MARKDOWN = """\
# More

```{err:note} obs/409
:owner: Owls

Ask **them**.
```
"""


def with_notes(project: Project, text: str = NOTES) -> Project:
    project.seed()
    project.write("source/team/notes.rst", text)
    return project


@pytest.fixture(scope="module")
def noted(tmp_path_factory: pytest.TempPathFactory) -> Build:
    from tests.support.project import Project

    project = with_notes(Project(tmp_path_factory.mktemp("notes")))
    project.conf["extensions"] = ["sphinx_error_index", "myst_parser"]
    project.write("source/more.md", MARKDOWN)
    return project.build(jobs=2)


def test_note_on_the_page_of_its_code(noted: Build) -> None:
    page = noted.read("obs/403.html")
    todo = page[page.index('class="err-do"') : page.index('class="err-why"')]
    assert "House note · Storage team · reviewed 2025-03-24" in visible(todo)
    assert "<em>bastion</em>" in todo
    assert '<a class="reference internal" href="404.html"' in todo
    assert 'href="#cause-Invalid-AK"' in todo
    tools = page[page.index('class="err-tools"') :]
    first = re.search(r"<(?:a|button)[^>]*>", tools)
    assert first is not None
    assert 'href="https://wiki.example.com/obs-403"' in first[0]
    assert "One for many." in visible(noted.read("obs/503.html"))
    assert "One for many." in visible(noted.read("obs/404.html"))
    assert "One for many." not in visible(page)
    assert "<strong>them</strong>" in noted.read("obs/409.html")


def test_note_on_its_own_page(noted: Build) -> None:
    text = visible(noted.read("team/notes.html"))
    assert "House note: obs/403" in text
    assert "renew the gateway's key" in text.replace("’", "'")


def test_note_in_the_exports(noted: Build) -> None:
    first, second = noted.codes["obs/403"]["notes"]
    assert first["keywords"] == ["bastion host", "jump server"]
    assert "print(resp.errorCode)" in first["text"]
    assert "print(resp.errorCode)" not in first["sentences"]
    assert first["document"] == "team/notes"
    assert first["line"] == 4
    assert second["cause"] == "cause-Invalid-AK"
    who = noted.codes["obs/403"]["variants"][0]["triage"]["who"]
    assert who == {"answer": "caller", "inferred": False, "rule": "note"}


def test_note_in_the_terminal(noted: Build, capsys: pytest.CaptureFixture[str]) -> None:
    catalog = ["--catalog", str(noted.outdir)]
    assert main([*catalog, "explain", "obs/403"]) == 0
    said = capsys.readouterr().out
    assert "House note · Storage team · reviewed 2025-03-24" in said
    assert "Runbook: https://wiki.example.com/obs-403" in said
    assert main([*catalog, "resolve", "the jump server of the bastion team wants a new key"]) == 0
    assert "obs/403" in capsys.readouterr().out.splitlines()[0]


WRONG = """\
Notes
=====

.. err:note:: obs/403
   :cause: Invalid access key.
   :colour: red
   :reviewed: last week
   :runbook: javascript:alert
   :retry: maybe
   :status: four

   Rotate the key.

.. err:note:: obs/999

   Nobody.

.. err:note:: obs/404
   :retry: no

.. err:note:: obs/404
   :retry: later

.. err:note::

   For nobody.

.. err:note:: obs/4*
   :cause: A cause that is nowhere

   For none.
"""


def test_what_is_wrong_with_notes_is_told_and_nothing_lost(project: Project) -> None:
    build = with_notes(project, WRONG).build(strict=False)
    assert [(m.file, m.line, m.type.removeprefix("error_index.")) for m in build.warnings] == [
        ("notes.rst", 4, "option"),
        ("notes.rst", 4, "option"),
        ("notes.rst", 4, "option"),
        ("notes.rst", 4, "option"),
        ("notes.rst", 4, "option"),
        ("notes.rst", 24, "option"),
        ("notes.rst", 4, "note_stale"),
        ("notes.rst", 14, "note_stale"),
        ("notes.rst", 28, "note_stale"),
        ("notes.rst", 21, "note_conflict"),
    ]
    changed = next(m.text for m in build.warnings if m.type.endswith("note_stale"))
    assert "the vendor's text of obs/403 has changed since 'Invalid access key.'" in changed
    assert "Rotate the key." in visible(build.read("obs/403.html"))
    assert "Written for a text that the vendor has changed since" in visible(
        build.read("obs/403.html")
    )
    for text in ("Nobody.", "For nobody.", "For none."):
        assert text in visible(build.read("team/notes.html"))
    assert build.codes["obs/404"]["variants"][0]["triage"]["retry"]["answer"] == "no"


def test_note_follows_what_changes(project: Project, tmp_path: Path) -> None:
    with_notes(project).build()
    data = tmp_path / "data/obs/http-status-codes.rst"
    data.write_bytes(data.read_bytes().replace(b"Invalid AK", b"Wrong AK  "))
    build = project.build(strict=False)
    (warning,) = build.warnings
    assert (warning.file, warning.line) == ("notes.rst", 19)
    assert "has changed since 'Invalid AK.'" in warning.text
    first = NOTES.replace("bastion", "castle").split(".. err:note:: obs/403\n   :cause")[0]
    project.write("source/team/notes.rst", first)
    build = project.build()
    assert "castle" in visible(build.read("obs/403.html"))
    assert "One for many." not in visible(build.read("obs/503.html"))
    (tmp_path / "source/team/notes.rst").unlink()
    build = project.build()
    assert build.codes["obs/403"]["notes"] == []
    assert "castle" not in visible(build.read("obs/403.html"))
