"""Messages: one subtype per kind, each can be silenced by conf.py."""

from __future__ import annotations

import ast
import inspect
from typing import TYPE_CHECKING

from sphinx_error_index import messages
from sphinx_error_index.messages import Subtype

if TYPE_CHECKING:
    from tests.conftest import Project

UNTIDY = """\
See `undefined`_ and |nothing|.

========== =====
Error Code Cause
========== =====
A.1        One.
A.1        One.
A.1        Two.
========== =====

.. raw:: html

   <hr>
"""


def test_every_subtype_says_what_it_means() -> None:
    tree = ast.parse(inspect.getsource(messages))
    (definition,) = [n for n in tree.body if isinstance(n, ast.ClassDef) and n.name == "Subtype"]
    documented = {
        name.value.value
        for name, text in zip(definition.body, definition.body[1:], strict=False)
        if isinstance(name, ast.Assign)
        and isinstance(name.value, ast.Constant)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
    }
    assert documented == set(Subtype)


def test_defects_that_lose_nothing_do_not_stop_a_strict_build(project: Project) -> None:
    project.write("data/svc/codes.rst", UNTIDY.partition(".. raw")[0])
    project.page("svc", "svc/*.rst")
    build = project.build()
    assert sorted((m.type, m.file, m.line) for m in build.notes) == [
        ("error_index.duplicate", "codes.rst", 7),
        ("error_index.unresolved", "data", 0),
        ("error_index.untidy", "codes.rst", 1),
        ("error_index.variant", "codes.rst", 8),
    ]


def test_every_message_can_be_silenced(project: Project) -> None:
    project.write("data/svc/codes.rst", UNTIDY)
    project.write("data/svc/left.rst", UNTIDY)
    project.page("svc", "svc/codes.rst", "svc/none.rst")
    said = project.build(strict=False)
    kinds = {message.type for message in (*said.warnings, *said.notes)}
    assert kinds == {
        f"error_index.{name}"
        for name in (
            "duplicate",
            "no_file",
            "refused",
            "unnamed_file",
            "unresolved",
            "untidy",
            "variant",
        )
    }
    project.conf["suppress_warnings"] = sorted(kinds)
    build = project.build(fresh=True)
    assert build.notes == []
    project.conf["suppress_warnings"] = ["error_index"]
    assert project.build(fresh=True).notes == []


def test_percent_signs_are_text(project: Project) -> None:
    project.write(
        "data/svc/100%s.rst",
        "========== =====\nError Code Cause\n========== =====\n"
        "%d%s       One.\n%d%s       One.\n========== =====\n",
    )
    project.page("svc", "svc/*.rst")
    (note,) = project.build().notes
    assert note.text == "'%d%s' says the same as svc/100%s.rst:4: one meaning, two origins"
