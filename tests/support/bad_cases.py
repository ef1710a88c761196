"""Bad input as text files: what stands in a project, and what its build says and keeps.

A case is a file in ``cases/bad``; its parts start with ``=== <part>``:

- ``page``: the page that names the files (without it: one that names ``*.rst``);
- ``file <name>``: a file in the case's folder under ``data/``; names differ between cases;
- ``messages``: all that is said of them, as ``warning|note <subtype> <file> <line> <text>``,
  where the text is the beginning of the message;
- ``codes``: the ids of the codes that are read;
- ``rows``: line and outcome of the rows, as in ``report.json``;
- ``shown <page>``: texts that the reader of a page sees;
- ``not shown <page>``: what the HTML of a page has not.

All cases are built as one site: each is a page and a service of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Build, Project

FOLDER = Path(__file__).parent.parent / "cases" / "bad"
_PART = re.compile(r"^=== (\S.*)\n", re.MULTILINE)


@dataclass(frozen=True)
class Case:
    """One case: its name, and the text of its parts."""

    name: str
    parts: dict[str, str]

    @property
    def files(self) -> dict[str, str]:
        """The data files by name."""
        return dict(self._named("file"))

    def _named(self, kind: str) -> Iterator[tuple[str, str]]:
        for part, text in self.parts.items():
            if part.startswith(f"{kind} "):
                yield part.removeprefix(f"{kind} "), text

    def lines(self, part: str) -> list[str]:
        """The lines of a part, blank ones left out."""
        return [line for line in self.parts.get(part, "").splitlines() if line.strip()]

    def write(self, project: Project) -> None:
        """Write the case's page and files into a project."""
        for name, text in self.files.items():
            project.write(f"data/{self.name}/{name}", text)
        title = f"{self.name}\n{'=' * len(self.name)}\n\n"
        default = f"{title}.. err:tables:: ../data/{self.name}/*.rst\n"
        project.write(f"source/{self.name}.rst", self.parts.get("page", default))

    def said(self, build: Build) -> list[str]:
        """All that a build says of the case, in the form of the part ``messages``."""
        files = {f"{self.name}.rst", *self.files}
        said = []
        for kind, messages in (("warning", build.warnings), ("note", build.notes)):
            for m in messages:
                if m.file in files:
                    subtype = m.type.removeprefix("error_index.")
                    said.append(f"{kind} {subtype} {m.file} {m.line} {m.text}")
        return said

    def shown(self, kind: str) -> Iterator[tuple[str, str]]:
        """The pages and texts that the site has (``shown``) or has not (``not shown``)."""
        for page, text in self._named(kind):
            for line in filter(str.strip, text.splitlines()):
                yield page, line


def load() -> list[Case]:
    """Return all cases, by name."""
    cases = []
    for path in sorted(FOLDER.glob("*.txt")):
        _, *pieces = _PART.split(path.read_text("utf-8"))
        parts = {
            name: text.strip("\n") + "\n" for name, text in zip(*[iter(pieces)] * 2, strict=True)
        }
        cases.append(Case(path.stem, parts))
    return cases
