"""Names of vendor files that nobody would give: shown as text, or left out with a message."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.support.project import Project

TABLE = "Codes\n=====\n\n.. csv-table::\n   :header: Error Code,Status\n\n   N.{},403\n"
NAMES = (
    "a b", "<script>alert(1)<", "q\"uo'te", "per%20cent%", "ha#sh", "que?ry", "new\nline", "-dash",
    "esc\x1b[31m", "[ab]", "st*r", "{{ 7 * 191 }}", "\xfc", "u\u0308", "\u202egnp", ".", "..",
    "\xe9" * 100, "con", "semi;colon", "back\\slash", "dollar$x", "amp&lt;", "a:b", "~", "x.md",
)  # fmt: skip


def test_names_of_vendor_files(project: Project) -> None:
    folder = project.folder / "data" / "svc"
    folder.mkdir(parents=True)
    for at, name in enumerate(NAMES):
        (folder / f"{name}.rst").write_text(TABLE.format(at), "utf-8")
    (folder / os.fsdecode(b"no\xfftext.rst")).write_text(TABLE.format("lost"), "utf-8")
    (folder / os.fsdecode(b"un\xffnamed.md")).write_text("Nothing.\n", "utf-8")
    project.page("svc", "svc/*.rst")
    build = project.build(strict=False)
    assert build.status == 0
    hidden = {f"svc/N.{at}" for at, name in enumerate(NAMES) if name.startswith(".")}
    assert set(build.codes) == {f"svc/N.{at}" for at in range(len(NAMES))} - hidden
    said = [warning.type for warning in build.warnings]
    assert sorted(said) == ["error_index.no_file", "error_index.unnamed_file"]
    for path in ("svc.html", "svc/N.1.html", "svc/N.11.html"):
        page = build.read(path)
        assert "<script>alert" not in page
        assert "1337" not in page
    assert "\x1b" not in build.stdout + build.stderr
