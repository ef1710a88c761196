"""Change one thing at a time in the parts that must not be wrong, and count what no test notices.

``python -m tools.mutants [--sample N] [PART …]`` runs mutmut over each part in a copy of the
repository, with the tests of the part's own room alone, so that nothing passes for tested because a
whole site happens to come out right. With a sample, so many changes of a part are drawn, the same
in every run. What survived is written to ``build/mutants/PART.txt``.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

OUT: Final = Path("build/mutants")
PACKAGE: Final = "sphinx_error_index"
SEED: Final = 11
SURVIVED: Final = ("survived", "suspicious")
UNTESTED: Final = ("no tests",)
NOTICED: Final = ("killed", "timeout", "segfault")


@dataclass(frozen=True)
class Part:
    """What is changed, and the tests that should notice."""

    name: str
    files: tuple[str, ...]  # patterns, from the package
    tests: tuple[str, ...]  # files and folders, from the repository
    without: str = ""  # tests that cannot run on changed files, as pytest's ``-k`` names them


def _about(room: str, names: str) -> tuple[str, ...]:
    """Return files of a room's tests, where all of them would take too long for each change."""
    return tuple(f"tests/{room}/test_{name}.py" for name in names.split())


# What reads the real data beside the repository is left out: it is slow, and absent in the copy.
PARTS: Final = (
    Part("links", ("links.py",), ("tests/top",), without="runs_alone"),
    Part("records", ("reading/records.py",), ("tests/reading",), without="test_corpus"),
    Part("codecells", ("reading/codecells.py",), _about("reading", "codecells cells rows records")),
    Part("weighing", ("resolver/weighing.py",), _about("resolver", "weighing resolver values")),
    Part("ledger", ("ledger/*.py",), ("tests/ledger",)),
)


@dataclass(frozen=True)
class Count:
    """How many changes of a part there are and were tried, and what became of those."""

    name: str
    known: int
    tried: int
    noticed: int  # a test failed, or ran on for ever
    survived: int
    untested: int  # no test of the room runs the changed function

    @property
    def share(self) -> float:
        """The part of the changes that was noticed, from 0 to 1."""
        return self.noticed / self.tried if self.tried else 1.0


def copy_of_the_repository(folder: Path) -> Path:
    """Copy the files that git knows, as they stand now, into *folder*; return where they are."""
    listed = subprocess.run(["git", "ls-files", "-z"], check=True, capture_output=True, text=True)
    for name in filter(None, listed.stdout.split("\0")):
        if Path(name).is_file():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(name, target)
    return folder


def settings(part: Part, copied: Iterable[str]) -> str:
    """Return mutmut's section of ``pyproject.toml``; *copied* are names at the top."""
    chosen = ["-k", f"not ({part.without})"] if part.without else []
    lines = {
        "source_paths": [PACKAGE],
        "only_mutate": [f"{PACKAGE}/{name}" for name in part.files],
        "also_copy": sorted(set(copied) - {PACKAGE, "tests"}),
        "pytest_add_cli_args": ["-n", "0", *chosen],
        "pytest_add_cli_args_test_selection": list(part.tests),
    }
    # A JSON list of texts is a TOML array.
    return "\n[tool.mutmut]\n" + "".join(
        f"{key} = {json.dumps(value)}\n" for key, value in lines.items()
    )


def _mutmut(folder: Path, *arguments: str, fails: bool = False) -> str:
    """Run mutmut and return what it prints; with *fails* it may end with a failure."""
    command = Path(sys.executable).with_name("mutmut")
    done = subprocess.run([command, *arguments], cwd=folder, capture_output=True, text=True)
    if done.returncode and not fails:
        raise RuntimeError(f"mutmut {arguments[0]} failed:\n{done.stdout[-4000:]}{done.stderr}")
    return done.stdout


def outcomes(folder: Path) -> dict[str, str]:
    """Return what became of each change, by its name: for example killed or survived."""
    lines = (line.strip() for line in _mutmut(folder, "results", "--all", "true").splitlines())
    return {name: outcome for name, _, outcome in (line.rpartition(": ") for line in lines) if name}


def drawn(names: Iterable[str], size: int) -> list[str]:
    """Draw *size* of the names, the same in every run; all of them where there are no more."""
    names = sorted(names)
    return names if len(names) <= size else sorted(random.Random(SEED).sample(names, size))


def measure(part: Part, folder: Path, size: int = 0) -> Count:
    """Try changes of *part* in a copy of the repository in *folder*; write what survived.

    A ``size`` is how many changes are drawn of all; with 0 each is tried.
    """
    copy = copy_of_the_repository(folder)
    names = [path.name for path in copy.iterdir() if not path.name.startswith(".")]
    with (copy / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write(settings(part, names))
    chosen: list[str] = []
    if size:
        # mutmut makes its changes, and a list of them, before it finds that none has this name.
        _mutmut(copy, "run", "none", fails=True)
        chosen = drawn(outcomes(copy), size)
    _mutmut(copy, "run", *chosen)
    known = outcomes(copy)
    tried = {name: known[name] for name in chosen or known}
    OUT.mkdir(parents=True, exist_ok=True)
    with (OUT / f"{part.name}.txt").open("w", encoding="utf-8") as file:
        for name, outcome in tried.items():
            if outcome in {*SURVIVED, *UNTESTED}:
                file.write(f"# {name}: {outcome}\n{_mutmut(copy, 'show', name)}\n")
    counts = Counter(tried.values())
    survived = sum(counts[each] for each in SURVIVED)
    untested = sum(counts[each] for each in UNTESTED)
    noticed = sum(counts[each] for each in NOTICED)
    if noticed + survived + untested < len(tried):
        raise RuntimeError(f"not every change was tried: {dict(counts)}")
    return Count(part.name, len(known), len(tried), noticed, survived, untested)


def chosen_parts(names: Sequence[str]) -> list[Part]:
    """Return the parts with these names, all of them for none; raise ``SystemExit`` for others."""
    known = {part.name: part for part in PARTS}
    if unknown := [name for name in names if name not in known]:
        raise SystemExit(f"no such part: {', '.join(unknown)}; there are {', '.join(known)}")
    return [known[name] for name in names] or list(PARTS)


def main(arguments: Sequence[str]) -> int:
    """Measure the parts that are named and print a row for each; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tools.mutants", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help="default: all of them")
    parser.add_argument("--sample", type=int, default=0, help="try so many changes of each part")
    options = parser.parse_args(arguments)
    parts = chosen_parts(options.parts)
    # The examples that hypothesis generates are the same in every run then.
    os.environ["CI"] = "true"
    print("| part | changes | tried | noticed | survived | without a test |")
    print("|---|---|---|---|---|---|")
    for part in parts:
        with tempfile.TemporaryDirectory() as folder:
            count = measure(part, Path(folder), options.sample)
        cells = (count.name, count.known, count.tried, f"{count.noticed} ({count.share:.1%})")
        print(
            "| " + " | ".join(map(str, (*cells, count.survived, count.untested))) + " |", flush=True
        )
    print(f"\nWhat survived is in {OUT}/.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
