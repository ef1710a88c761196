"""A site with every kind of page, to be looked at in any theme."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.support.project import Project

if TYPE_CHECKING:
    from pathlib import Path

INDEX = """\
Error index
===========

Every error of our services on a page of its own.

.. err:search::

Services
--------

.. err:services::

Categories
----------

.. err:categories::

.. toctree::
   :hidden:

   guide
   gateway/index
   storage
   queue
   categories

.. toctree::
   :hidden:
   :caption: For maintainers

   notes
"""

NOTES = """\
Notes
=====

See :err:code:`gateway/GW.0007`.

.. code-block:: console

   $ error-index explain GW.0007
"""

_CODES = [
    (400, "The field {field} is missing.", "The request lacks a field that the call needs.",
     "Add the field {field} to the request."),
    (401, "The token has expired.", "Tokens are good for an hour.", "Ask for a new token."),
    (403, "You may not {field} this gateway.", "The role has no permission to {field}.",
     "Ask the administrator for the permission to {field}."),
    (404, "There is no gateway {field}.", "The gateway was deleted, or its name is misspelt.",
     "List the gateways and compare the names."),
    (409, "The name {field} is taken.", "Another gateway has that name.", "Choose another name."),
    (429, "Too many calls of {field}.", "The quota for {field} is used up.",
     "Wait a minute, and send fewer calls."),
    (502, "The backend {field} gave no valid answer.", "The backend is not running.",
     "Look at the log of the backend {field}."),
    (504, "The backend {field} did not answer in time.", "The backend is overloaded.",
     "Raise the timeout, or add instances."),
]  # fmt: skip
_FIELDS = ("region", "owner", "route", "policy", "quota")

_HEAD = """\
{title}
{line}

.. list-table:: {title}
   :header-rows: 1

   * - Error Code
     - Status Code
     - Error Message
     - Possible Cause
     - Solution
"""

_ROW = """\
   * - {code}
     - {status}
     - {message}
     - {cause}
     - {action}
"""

_STORAGE = """\
Storage errors
==============

====== ============================ ===================================================
Code   Message                      Description
====== ============================ ===================================================
E1001  The volume is full.          Nothing can be written until space is freed.
E1002  The volume is read only.     A check of the volume found damage; see E1001.
E2001  The snapshot is older than   Take a new snapshot.
       its volume.
====== ============================ ===================================================
"""

_GONE = {
    "page": "gateway/GW.0099", "code": "GW.0099", "gone": "2031-04",
    "variants": [{
        "anchor": "503-The-gateway-is-asleep", "code": "GW.0099", "status": [503],
        "message": "The gateway is asleep.", "causes": ["Nobody called it for a week."],
        "cause_anchors": ["cause-Nobody-called-it-for-a-week"],
        "actions": ["Call it once and wait a minute."],
    }],
}  # fmt: skip


def build(folder: Path, theme: str) -> Path:
    """Build the site in *folder* with a theme; return where its pages are.

    In a process of its own, as some themes change Sphinx itself for whatever is built after them.
    """
    project = Project(folder)
    project.conf |= {"html_theme": theme, "html_title": "Error index"}
    if theme in ("piccolo_theme", "sphinx_immaterial", "sphinxawesome_theme"):
        project.conf["extensions"] = ["sphinx_error_index", theme]
    if theme == "sphinx_immaterial":
        project.conf["html_theme_options"] = {"font": False}  # else it asks the network
    write(project)
    project.write("conf.py", "".join(f"{name} = {said!r}\n" for name, said in project.conf.items()))
    command = [sys.executable, "-m", "sphinx", "--quiet", "--no-color", "-c", str(folder)]
    done = subprocess.run(
        [*command, str(folder / "source"), str(folder / "out")], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return folder / "out"


def write(project: Project) -> None:
    """Write the project's pages and data."""
    project.index = False
    project.write("source/index.rst", INDEX)
    project.write("source/notes.rst", NOTES)
    rows = []
    for number in range(1, 41):
        status, message, cause, action = _CODES[number % len(_CODES)]
        field = _FIELDS[number % len(_FIELDS)]
        texts = [text.format(field=field) for text in (message, cause, action)]
        causes = f"- {texts[1]}\n       - The call went to another region."
        actions = f"- {texts[2]}\n       - If that does not help, open a ticket."
        rows.append(_row(f"GW.{number:04}", status, texts[0], causes, actions))
    for number, (status, message, cause, action) in enumerate(_CODES[:7]):
        texts = [text.format(field=_FIELDS[number % 5]) for text in (message, cause, action)]
        rows.append(_row("GW.0042", status, *texts))
    head = _HEAD.format(title="Gateway errors", line="=" * 14)
    project.write("data/gateway/errors.rst", head + "".join(rows))
    project.page("gateway/index", "gateway/*.rst", text="The gateway answers with these codes.")
    project.write("data/storage/errors.rst", _STORAGE)
    project.page("storage", "storage/*.rst")
    rows = [
        _row(f"Q-{n}", 503, f"Queue {n} is full.", "Nobody reads it.", "Read it.") for n in (1, 2)
    ]
    head = _HEAD.format(title="Queue errors", line="=" * 12)
    project.write("data/queue/errors.rst", head + "".join(rows))
    project.page("queue", "queue/*.rst")
    project.write("data/links.txt", "gateway/GW.0099\ngateway/GW.0099#503-The-gateway-is-asleep\n")
    published = {"service": {"id": "gateway", "page": "gateway/index"}, "codes": [_GONE]}
    project.write("data/published/gateway.json", json.dumps(published))


def _row(code: str, status: int, message: str, cause: str, action: str) -> str:
    return _ROW.format(code=code, status=status, message=message, cause=cause, action=action)
