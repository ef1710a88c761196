"""What a question costs, whatever the size of the catalogue: ``make bench-index``.

Catalogues of 12,000 and 100,000 rows, with ``--huge`` of 1,000,000 too, beside the revision that
read the whole catalogue for a question, ``grep`` and Pagefind, all in one run. ``--sites FOLDER``
keeps the sites, and ``--only PART`` measures one part, as ``--only bytes`` or ``--only waits``.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from bench import browsing, cutting, terminal
from bench.aims import HEAD, Aim
from bench.catalogues import SIZES, Catalogue
from bench.processes import ROOT, measured
from bench.sites import Site, make_site, sentences
from tests.browser.harness import in_node
from tests.resolver.hostile import SIZES as HOSTILE
from tests.resolver.hostile import UNITS, hostile

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

ACCEPTED = Path(__file__).with_name("accepted.json")
PARTS = ("building", "terminal", "cutting", "node", *browsing.PARTS, "pagefind")


def building(sites: list[Site]) -> list[Aim]:
    """Return what making the indexes took: in proportion to the rows, and in how much memory."""
    small, large = sites[0], sites[-1]
    a_row = [site.taken.cpu / site.rows for site in (small, large)]
    return [
        Aim(f"index made: a row of {large.rows:,} / of {small.rows:,}", [a_row[1] / a_row[0]], 1.2),
        Aim(f"index made: peak memory at {large.rows:,} rows, MB", [large.taken.peak], 1_500),
    ]


def further(site: Site) -> list[Aim]:
    """Return how long queries take whose files are there, in Node; of each the shortest time."""
    usual = [text for text, _ in islice(sentences(Catalogue(site.rows), site.rows // 60), 20)]
    taken = in_node(site.folder / "error-index", [(text, None) for text in usual] * 5)
    again = taken["milliseconds"][len(usual) :]
    times = [min(again[at :: len(usual)]) for at in range(len(usual))]
    return [Aim(f"further query in Node, ms, {site.rows:,} rows", times, 5)]


def pastes(site: Site) -> list[Aim]:
    """Return how long the worst of the hostile texts takes in Node, the shortest of four times."""
    asked: list[tuple[str, str | None]] = [(hostile(unit, HOSTILE[-1]), None) for unit in UNITS]
    taken = in_node(site.folder / "error-index", asked * 4)["milliseconds"]
    worst = max(min(taken[at :: len(UNITS)]) for at in range(len(UNITS)))
    return [Aim(f"paste of {HOSTILE[-1]:,} hostile characters in Node, ms", [worst], 100)]


def write_guide(folder: Path, sites: list[Site]) -> None:
    """Build the project's own site, and give each of *sites* its pages and scripts."""
    built = folder / "built"
    command = [sys.executable, "-m", "sphinx", "-q", "-c", ".", "-b", "html", "source", str(built)]
    measured(command, ROOT)
    for site in sites:
        for path in built.iterdir():
            if path.name in ("error-index", "codes.json"):
                continue
            if path.is_dir():
                shutil.copytree(path, site.folder / path.name, dirs_exist_ok=True)
            else:
                shutil.copy(path, site.folder / path.name)


def show(aims: list[Aim]) -> list[Aim]:
    """Print figures beside the accepted ones; return them."""
    accepted = json.loads(ACCEPTED.read_text("utf-8"))
    print(f"\n{HEAD}")
    for aim in aims:
        print(aim.row(accepted.get(aim.name)), flush=True)
    return aims


def measure(parts: Collection[str], sites: list[Site], folder: Path) -> Iterator[list[Aim]]:
    """Measure parts of the whole, and yield the figures of each."""
    if "building" in parts:
        yield building(sites)
    if "terminal" in parts:
        yield terminal.aims(sites, folder)
    if "cutting" in parts:
        yield cutting.aims(sites)
    if "node" in parts:
        yield [aim for site in sites for aim in further(site)] + pastes(sites[0])
    browsed = [part for part in parts if part in browsing.PARTS]
    if browsed:
        write_guide(folder, sites)
        yield browsing.aims(sites, browsed)
    if "pagefind" in parts:
        yield browsing.pagefind(folder, sites[0].rows)


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, compare; return 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--huge", action="store_true", help="1,000,000 rows, too: a quarter hour")
    parser.add_argument("--rows", type=int, nargs="*", help="these sizes instead")
    parser.add_argument("--only", choices=PARTS, nargs="*", default=PARTS, help="these parts")
    parser.add_argument("--sites", type=Path, help="where the sites are kept from run to run")
    parser.add_argument("--accept", action="store_true", help="accept the figures")
    chosen = parser.parse_args(arguments)
    rows = chosen.rows or (SIZES if chosen.huge else SIZES[:-1])
    with tempfile.TemporaryDirectory(prefix="error-index-bench-") as name:
        kept = chosen.sites or Path(name)
        sites = [make_site(kept / str(count), count) for count in rows]
        found = [aim for aims in measure(chosen.only, sites, Path(name)) for aim in show(aims)]
        runs = {f"index of {site.rows} rows made": site.taken for site in sites}
        print(f"\n{'':48} {'wall s':>8} {'CPU s':>8} {'peak MB':>8}")
        for title, run in {**runs, **terminal.RESULTS}.items():
            print(f"{title:48} {run.wall:8.2f} {run.cpu:8.2f} {run.peak:8.0f}")
    if chosen.accept:
        accepted = json.loads(ACCEPTED.read_text("utf-8"))
        figures = accepted | {aim.name: round(aim.value, 3) for aim in found}
        ACCEPTED.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
