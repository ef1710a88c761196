"""What other projects find in ``objects.inv``: every name comes back as it was written."""

from __future__ import annotations

import pytest
from sphinx.util.inventory import InventoryFile

from tests.conftest import Build, Project

CODES = """\
Codes
=====

===== =================== ==================
Code  Name                Description
===== =================== ==================
0x101 CHIP_ERR_NO_MEM     Memory is used up
0x102 CHIP_ERR_INVALID    Argument is wrong
===== =================== ==================

====================== ===============
Error code             Message
====================== ===============
Login failed 3 times   Somebody guessed
Rule 7 is off          Switch it on
Login failed 3         It stops there
Error 3                An end
====================== ===============
"""


@pytest.fixture
def site(project: Project) -> Build:
    """A site whose codes have words and numbers in them."""
    project.write("data/svc/codes.rst", CODES)
    project.page(
        "svc", "svc/*.rst", text=":err:code:`svc/Login failed 3 times` :err:code:`Rule-7-is-off`"
    )
    return project.build()


def test_names_come_back(site: Build) -> None:
    content = (site.outdir / "objects.inv").read_bytes()
    found = InventoryFile.loads(content, uri="").data["err:code"]
    places = {name: item.uri for name, item in found.items()}
    assert places == {
        "svc/0x101": "svc/0x101.html",
        "svc/0x102": "svc/0x102.html",
        "svc/257": "svc/0x101.html",
        "svc/258": "svc/0x102.html",
        "svc/CHIP_ERR_NO_MEM": "svc/0x101.html",
        "svc/CHIP_ERR_INVALID": "svc/0x102.html",
        "svc/Login-failed-3-times": "svc/Login-failed-3-times.html",
        "svc/Rule 7 is off": "svc/Rule-7-is-off.html",
        "svc/Login-failed-3": "svc/Login-failed-3.html",
        "svc/Error 3": "svc/Error-3.html",
    }


def test_roles_find_both_names(site: Build) -> None:
    page = site.read("svc.html")
    assert 'href="svc/Login-failed-3-times.html"' in page
    assert 'href="svc/Rule-7-is-off.html"' in page
