"""What questions cost in the terminal, beside the revision that read all of ``codes.json``."""

from __future__ import annotations

import io
import shutil
import statistics
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bench.aims import Aim
from bench.catalogues import Catalogue, spellings
from bench.logs import write_log
from bench.processes import ROOT, Run, measured
from bench.sites import sentences

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bench.sites import Site

BEFORE: Final = "e034b9b"
"""The revision before the index was made at build time."""
LINES: Final = 200_000
SHARE: Final = 10
"""The old revision reads one of so many lines, and the rest is reckoned: it needs minutes."""
ROUNDS: Final = 5
RESULTS: Final[dict[str, Run]] = {}


@dataclass(frozen=True)
class Before:
    """The old revision: the folder with its files, and the ``codes.json`` that it reads."""

    folder: Path
    catalog: Path


def checkout(folder: Path) -> Path:
    """Return a folder with the files of the old revision, out of the repository itself."""
    packed = subprocess.run(
        ["git", "archive", BEFORE], cwd=ROOT, capture_output=True, check=True
    ).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(folder, filter="data")
    return folder


def ask(catalog: Path, *arguments: str, folder: Path = ROOT, rounds: int = ROUNDS) -> Run:
    """Run a verb on a catalogue; return the run with the median of the CPU time."""
    verb, *rest = arguments
    command = [sys.executable, "-m", "sphinx_error_index", verb, "--catalog", str(catalog)]
    runs = [measured([*command, *rest], folder, allowed=(0, 1))[0] for _ in range(rounds)]
    return sorted(runs, key=lambda run: run.cpu)[len(runs) // 2]


def aims(sites: Sequence[Site], folder: Path) -> list[Aim]:
    """Measure all verbs on sites of ascending size, the first also with the old revision."""
    old = Before(checkout(folder / BEFORE), folder / "codes.json")
    Catalogue(sites[0].rows).write(old.catalog)
    return [*_questions(sites, old), *_annotating(sites[0], old, folder)]


def _questions(sites: Sequence[Site], old: Before) -> list[Aim]:
    small, *larger = sites
    found = []
    catalogue = Catalogue(small.rows)
    sentence = next(text for text, _ in sentences(catalogue, 97))
    code = next(entry["code"] for entry in catalogue.codes())
    asked = {
        "resolve of a code": (("resolve", code), 1 / 20),
        "resolve of a sentence": (("resolve", sentence), 1 / 12),
        "explain": (("explain", code), 1 / 3),
    }
    for name, (arguments, bound) in asked.items():
        ours = RESULTS[f"{name}, {small.rows} rows"] = ask(small.folder, *arguments)
        before = RESULTS[f"{name}, {small.rows} rows, {BEFORE}"] = ask(
            old.catalog, *arguments, folder=old.folder, rounds=2
        )
        found.append(Aim(f"{name}: CPU / {BEFORE}'s", [ours.cpu / before.cpu], bound))
        if name == "explain":
            found.append(Aim(f"{name}: memory / {BEFORE}'s", [ours.peak / before.peak], bound))
        elif name == "resolve of a code":
            found.append(Aim(f"{name}: peak memory, MB", [ours.peak], 30))
        for site in larger:
            run = RESULTS[f"{name}, {site.rows} rows"] = ask(site.folder, *arguments)
            if name == "explain":
                ratio = run.cpu / ours.cpu
                found.append(Aim(f"{name}: {site.rows:,} rows / {small.rows:,}", [ratio], 1.1))
            elif name == "resolve of a sentence":
                found.append(Aim(f"{name}: {site.rows:,} rows, CPU s", [run.cpu], 0.5))
    return found


def _annotating(site: Site, old: Before, folder: Path) -> list[Aim]:
    """Measure ``annotate`` beside ``grep`` and the old revision on one log."""
    codes = list(dict.fromkeys(spellings(Catalogue(site.rows).codes())))
    log, part, nothing = folder / "log", folder / "part", folder / "nothing"
    write_log(log, codes, LINES)
    write_log(part, codes, LINES // SHARE)
    nothing.write_bytes(b"")
    (folder / "codes.txt").write_text("".join(f"{code}\n" for code in codes), "utf-8")
    verb = [sys.executable, "-m", "sphinx_error_index", "annotate", "--base", "https://e.example"]
    verb += ["--catalog"]
    ours = [measured([*verb, str(site.folder)], stdin=log)[0] for _ in range(3)]
    verb += [str(old.catalog)]
    started = measured(verb, old.folder, nothing, allowed=(1,))[0]
    read = measured(verb, old.folder, part)[0]
    before = started.cpu + (read.cpu - started.cpu) * SHARE
    RESULTS[f"annotate, {LINES} lines"] = ours[0]
    RESULTS[f"annotate, {LINES // SHARE} lines, {BEFORE}"] = read
    found = [Aim(f"annotate: {BEFORE} / ours", [before / run.cpu for run in ours], 45, least=True)]
    grep = shutil.which("grep")
    if grep is None:
        return found
    command = [grep, "-oFf", str(folder / "codes.txt"), str(log)]
    peer = [measured(command)[0] for _ in range(3)]
    RESULTS[f"grep -oFf, {LINES} lines"] = peer[0]
    usual = statistics.median(run.cpu for run in peer)
    return [Aim("annotate / grep -oFf", [run.cpu / usual for run in ours], 30), *found]
