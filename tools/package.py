"""Build the source distribution and the wheel, and try the wheel where there is nothing else.

``python -m tools.package FOLDER`` writes both into FOLDER and ends with 1 where something is
wrong: the wheel must equal the one that the source distribution gives, and, alone in a new virtual
environment, build a project of three lines.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

PAGE = """\
Errors
======

.. err:tables:: ../data/errors.rst
   :service: shop
"""
VENDOR = """\
========== =======================
Error Code Description
========== =======================
E.1        The first of its kind.
========== =======================
"""


def build(folder: Path, root: Path, *kinds: str) -> list[Path]:
    """Build distributions of the checkout *root* into *folder*; return their files.

    ``kinds`` are ``sdist`` and ``wheel``. Raises ``subprocess.CalledProcessError`` where the
    build fails.
    """
    before = set(folder.glob("*"))
    arguments = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    for kind in kinds:
        subprocess.run([*arguments, "-t", kind], cwd=root, check=True, capture_output=True)
    return sorted(set(folder.glob("*")) - before)


def unpack(sdist: Path, folder: Path) -> Path:
    """Unpack a source distribution into *folder*; return the folder with its files."""
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    (root,) = folder.iterdir()
    return root


def unzip(wheel: Path, folder: Path) -> None:
    """Put the files of a wheel into *folder*, as an installer would."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)


def contents(wheel: Path) -> dict[str, bytes]:
    """Return the files of a wheel by name."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write_project(folder: Path) -> None:
    """Write a project whose conf.py has three lines, with one vendor file, into *folder*."""
    (folder / "source").mkdir(parents=True)
    (folder / "data").mkdir()
    (folder / "conf.py").write_text(
        'project = "Errors"\nextensions = ["sphinx_error_index"]\nhtml_theme = "alabaster"\n'
    )
    (folder / "source/index.rst").write_text(PAGE)
    (folder / "data/errors.rst").write_text(VENDOR)


def build_command(folder: Path) -> list[str]:
    """Return Sphinx's arguments that build that project into ``folder/html``."""
    return ["-q", "-W", "-b", "html", "-c", str(folder), f"{folder}/source", f"{folder}/html"]


def missing(folder: Path) -> list[str]:
    """Return which files of that project's site are not there."""
    names = ("shop/E.1.html", "guide.html", "404.html", "codes.json", "_static/error-index.js")
    return [name for name in names if not (folder / "html" / name).is_file()]


def try_alone(wheel: Path, folder: Path) -> list[str]:
    """Install a wheel into a new environment in *folder* and build the small project with it.

    Returns what is missing of the site. What the wheel requires comes from the package index that
    pip is set up with. Raises ``subprocess.CalledProcessError`` where a step fails.
    """
    subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)
    python = str(folder / "venv/bin/python")
    subprocess.run([python, "-m", "pip", "install", "--quiet", str(wheel)], check=True)
    write_project(folder / "project")
    # The current folder is elsewhere, so that no checkout stands in for the wheel.
    command = [python, "-m", "sphinx", *build_command(folder / "project")]
    subprocess.run(command, cwd=folder, check=True)
    explain = [str(folder / "venv/bin/error-index"), "explain", "E.1", "--catalog"]
    catalog = str(folder / "project/html/codes.json")
    subprocess.run([*explain, catalog], check=True, stdout=subprocess.DEVNULL)
    return missing(folder / "project")


def main(arguments: Sequence[str]) -> int:
    """Build and try the distributions; return the exit status."""
    if len(arguments) != 1:
        print("use: python -m tools.package FOLDER", file=sys.stderr)
        return 2
    out = Path(arguments[0]).absolute()
    out.mkdir(parents=True, exist_ok=True)
    for old in (*out.glob("*.whl"), *out.glob("*.tar.gz")):
        old.unlink()
    sdist, wheel = sorted(build(out, Path.cwd(), "sdist", "wheel"), key=lambda path: path.suffix)
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        (scratch / "again").mkdir()
        root = unpack(sdist, scratch / "source")
        (again,) = build(scratch / "again", root, "wheel")
        if contents(again) != contents(wheel):
            print("the wheel of the source distribution is not equal", file=sys.stderr)
            return 1
        if lacking := try_alone(wheel, scratch):
            print(f"the wheel alone built a site without {', '.join(lacking)}", file=sys.stderr)
            return 1
    print(f"{sdist}\n{wheel}\nThe wheel alone builds a site; that of the sources is equal.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
