"""A project with a ledger, to build, change and accept."""

from __future__ import annotations

from pathlib import Path

from sphinx_error_index.cli.main import main
from tests.conftest import Build, Project

HEAD = "Error Code,Status Code,Error Message,Cause,Solution\n"
ROWS = {
    "GW.1": "GW.1,400,Bad field.,The field is bad.,Mend the field.\n",
    "GW.2": "GW.2,504,No answer.,The peer sleeps.,Wake the peer.\n",
    "GW.3": "GW.3,504,No answer at all.,The peer is gone.,Call us.\n",
}


class Keeper:
    """A project with a ledger, and its keeper's hands."""

    def __init__(self, project: Project) -> None:
        self.project = project
        project.page("gw", "gw/*.rst")
        self.document(*ROWS)

    @property
    def data(self) -> Path:
        return self.project.folder / "data"

    def document(self, *names: str, **changed: str) -> None:
        """Write the vendor's file with some rows of ``ROWS``, or changed ones."""
        rows = "".join(f"   {changed.get(name.replace('.', ''), ROWS[name])}" for name in names)
        text = f"Codes\n=====\n\n.. csv-table::\n   :header-rows: 1\n\n   {HEAD}{rows}"
        self.project.write("data/gw/codes.rst", text)

    def redirect(self, text: str) -> None:
        self.project.write("data/redirects.txt", text)

    def accept(self, revision: str = "r1", builder: str = "html") -> None:
        catalog = self.project.folder / "build" / builder / "codes.json"
        arguments = ["ledger", "--accept", "--revision", revision, "--catalog", str(catalog)]
        assert main([*arguments, "--data", str(self.data)]) == 0

    def start(self, builder: str = "html") -> Build:
        """Build and accept for the first time."""
        build = self.project.build(builder)
        self.accept("r1", builder)
        return build

    def ledger_lines(self, build: Build) -> list[str]:
        return [line for line in build.stdout.splitlines() if line.startswith("ledger: ")]
