"""Sites of synthetic catalogues, each a folder with the index of the resolver.

``python -m bench.sites ROWS FOLDER`` writes one, as a stream: what that takes is what building an
index of so many rows takes.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench.catalogues import Catalogue
from bench.processes import Run, measured
from sphinx_error_index.resolver.building.build import write_folder
from sphinx_error_index.resolver.building.catalogs import Source

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Site:
    """A written site: its folder, its rows, and what making its index took.

    The folder has no ``codes.json``: the commands read the index, and nothing but the index.
    """

    folder: Path
    rows: int
    taken: Run


TAKEN: Final = "taken.json"
"""What making a site took: there is one where the site is whole."""


def make_site(folder: Path, rows: int) -> Site:
    """Write a site; its index is made by a process of its own, which is measured.

    A site that an earlier run has made there stays as it is.
    """
    note = folder / TAKEN
    if note.is_file():
        return Site(folder, rows, Run(**json.loads(note.read_text("utf-8"))))
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    taken, _ = measured([sys.executable, "-m", "bench.sites", str(rows), str(folder)])
    note.write_text(json.dumps(asdict(taken)), "utf-8")
    return Site(folder, rows, taken)


def write_index(folder: Path, catalogue: Catalogue) -> None:
    """Write the index of a catalogue, without ever holding all of it."""
    head = catalogue.head()
    source = Source(
        services=head["services"],
        categories=[{**entry, "codes": []} for entry in catalogue.categories()],
        codes=catalogue.codes(),
        base_url=head["base_url"],
    )
    write_folder(folder, source)


def sentences(catalogue: Catalogue, every: int, words: int = 6) -> Iterator[tuple[str, str]]:
    """Yield queries of so many words of a text each, with the id of the code that has the text."""
    for number, code in enumerate(catalogue.codes()):
        if number % every:
            continue
        variant = code["variants"][0]
        said = f"{variant['message']} {variant['description']}".replace(".", "").lower().split()
        if len(said) >= words:
            yield " ".join(said[:words]), code["id"]


def main() -> int:
    """Write an index; return 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=int)
    parser.add_argument("folder", type=Path)
    chosen = parser.parse_args()
    write_index(chosen.folder, Catalogue(chosen.rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
