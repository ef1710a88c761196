"""The log of public files that were read: facts about them, none of their texts.

``public-files.csv`` names project, file and commit; the kind of places in which its codes stand;
how many codes an oracle counts there (a pattern over the lines of that one file, which shares
nothing with the reader), how many of those are found, and how many further codes are read, each
judged by hand. Each kind of fault met on the way is a case in ``cases/records`` or in
``cases/no-codes.txt``. The files themselves are not part of this project.
"""

from __future__ import annotations

import csv
from pathlib import Path

LOG = Path(__file__).parent / "public-files.csv"


def rows() -> list[dict[str, str]]:
    with LOG.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_log_has_enough_files_of_enough_projects() -> None:
    assert len({(row["project"], row["file"]) for row in rows()}) >= 30
    assert len({row["project"] for row in rows()}) >= 20
    assert {row["kind"] for row in rows()} >= {
        "sections",
        "definitions",
        "fields",
        "items",
        "tables",
    }


def test_what_is_not_found_is_explained() -> None:
    for row in rows():
        complete = row["expected"] == row["found"]
        assert row["verdict"].startswith("all" if complete else "told: "), row
        assert row["further"] == "0" or len(row["verdict"]) > len("all"), row
