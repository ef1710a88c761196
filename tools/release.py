"""The version that is about to be published, and what CHANGELOG.md says of it.

``python -m tools.release check TAG`` ends with 1 where the tag, ``version.py`` and the changelog do
not agree; ``python -m tools.release notes`` prints the notes of the version.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_VERSION = re.compile(r'^__version__ = "([^"]+)"$', re.MULTILINE)
_HEADING = re.compile(r"^## (?P<version>\S+) \((?P<date>[^)]+)\)$", re.MULTILINE)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def version(root: Path) -> str:
    """Return the version of the checkout *root*."""
    text = (root / "sphinx_error_index/version.py").read_text("utf-8")
    match = _VERSION.search(text)
    if match is None:
        raise ValueError("version.py names no version")
    return match[1]


def sections(root: Path) -> dict[str, tuple[str, str]]:
    """Return date and notes of each version in CHANGELOG.md, the newest first."""
    text = (root / "CHANGELOG.md").read_text("utf-8")
    headings = list(_HEADING.finditer(text))
    ends = [*(heading.start() for heading in headings[1:]), len(text)]
    return {
        heading["version"]: (heading["date"], text[heading.end() : end].strip())
        for heading, end in zip(headings, ends, strict=True)
    }


def disagreements(root: Path, tag: str) -> list[str]:
    """Return what keeps *tag* from being published."""
    current = version(root)
    found = []
    if tag != f"v{current}":
        found.append(f"the tag is {tag}, and version.py says {current}: it must be v{current}")
    date, notes = sections(root).get(current, ("", ""))
    if not notes:
        found.append(f'CHANGELOG.md has no section "## {current} (date)" with notes')
    elif not _DATE.fullmatch(date):
        found.append(f'CHANGELOG.md says "{date}" where the date of {current} belongs: 2031-12-24')
    return found


def main(arguments: Sequence[str]) -> int:
    """Do what the arguments say; return the exit status."""
    root = Path.cwd()
    match arguments:
        case ["check", tag]:
            found = disagreements(root, tag)
            for line in found:
                print(line, file=sys.stderr)
            return 1 if found else 0
        case ["notes"]:
            print(sections(root)[version(root)][1])
            return 0
        case _:
            print("use: python -m tools.release check TAG | notes", file=sys.stderr)
            return 2


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
