"""What one vendor writes changes nothing of another vendor's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.support.project import Project

if TYPE_CHECKING:
    from pathlib import Path

VICTIM = """\
.. _errorcode:

Codes of the victim
===================

.. |name| replace:: the victim

See :ref:`errorcode` and |name| and [1]_ and `link`_.

.. _link: https://victim.example.com/

.. [1] The victim's note.

========== ========= ========
Error Code Message   Solution
========== ========= ========
V.1        |name|    Go to `link`_, :ref:`errorcode`.
V.2        Same.     Wait.
========== ========= ========
"""

POISON = """\
.. _errorcode:
.. _link: https://poison.example.com/
.. _victim:
.. _victim-codes:
.. _genindex:
.. _err-V.1:

Codes of the poisoner
=====================

.. |name| replace:: the poisoner

.. [1] The poisoner's note.

.. _row-V.1:
.. _V.1:

========== ========= ========
Error Code Message   Solution
========== ========= ========
V.1        |name|    `link`_
v.2        Same.     :ref:`errorcode`
../V.1     Same.     Up.
victim/V.1 Same.     Into.
========== ========= ========
"""


def _victim(folder: Path, *, poisoned: bool) -> dict[str, Any]:
    """Return what a site says of the victim's codes, page and export."""
    project = Project(folder)
    project.write("data/victim/codes.rst", VICTIM)
    project.page("victim", "victim/*.rst")
    if poisoned:
        project.write("data/aaa/codes.rst", POISON)
        project.page("aaa", "aaa/*.rst")
        project.write("data/zzz/codes.rst", POISON)
        project.page("zzz", "zzz/*.rst")
    build = project.build(strict=False)
    assert build.status == 0
    own = {key: value for key, value in build.codes.items() if value["service"] == "victim"}
    page = build.read("victim.html").partition('role="main"')[2].partition('"sphinxsidebar"')[0]
    return {"codes": own, "page": page, "one": build.read("victim/V.1.html")}


def test_labels_substitutions_and_notes_stay_with_their_vendor(tmp_path: Path) -> None:
    alone = _victim(tmp_path / "alone", poisoned=False)
    beside = _victim(tmp_path / "beside", poisoned=True)
    assert beside["codes"] == alone["codes"]
    assert "victim.example.com" in alone["page"]
    assert beside["page"] == alone["page"]
    # Its own page links to the same code of others, under their names; its own facts are its own.
    told = beside["one"].partition("in other services")[0].lower()
    assert "the victim" in told
    assert "poison" not in told
