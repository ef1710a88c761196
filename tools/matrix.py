"""Builds one project with many versions, themes, extensions and builders: ``make matrix``.

Each column of the table is an environment of its own: a Python and a Sphinx, with the wheel of
this checkout installed. Each cell is a real build with ``-W``. ``python -m tools.matrix [NAME …]``
keeps to the columns whose names hold one of the words, such as ``3.12`` or ``oldest``;
``--rows WORD …`` to the rows with one of these words, such as ``furo`` or ``builder``. The table
is printed and written to ``build/matrix/table.md``, with the logs of builds that failed beside it.
A column takes many minutes, so each is kept in ``build/matrix/*.json`` once it is done, and the
table shows those of earlier runs, too.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from tests.support import rich
from tests.support.project import Project
from tools import package

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

Named = TypeVar("Named", "Row", "Column")

OUT: Final = Path("build/matrix")
BASE: Final = "https://docs.example.com/errors/"
FAILS: Final = "fails"
THEIRS: Final = "fails without us, too"


@dataclass(frozen=True)
class Row:
    """One way to build the project: what it takes beside Sphinx, and what conf.py says."""

    name: str
    builder: str = "html"
    requires: tuple[str, ...] = ()
    conf: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Column:
    """An environment: a Python, by its program, and the requirements that choose the versions."""

    name: str
    python: str
    requires: tuple[str, ...]


_EPUB = {
    "version": "1",
    "epub_copyright": "C",
    "epub_identifier": BASE,
    "epub_scheme": "URL",
    "epub_uid": "BookId",
}


def _builder(name: str) -> Row:
    return Row(f"builder {name}", builder=name, conf=_EPUB)


def _theme(package: str, theme: str) -> Row:
    return Row(f"theme {theme}", requires=(package,), conf={"html_theme": theme})


def _extension(package: str, module: str, **conf: object) -> Row:
    name = package.partition(">")[0] or module
    requires = (package,) if package else ()
    return Row(f"extension {name}", requires=requires, conf={"extensions": [module], **conf})


ROWS: Final = (
    *map(_builder, "html dirhtml singlehtml epub latex text man texinfo gettext xml".split()),
    # No address outside the site is asked for.
    Row("builder linkcheck", "linkcheck", conf={"linkcheck_ignore": [r"https?://.*"]}),
    _theme("furo", "furo"),
    _theme("pydata-sphinx-theme", "pydata_sphinx_theme"),
    _theme("sphinx-rtd-theme", "sphinx_rtd_theme"),
    _theme("sphinx-book-theme", "sphinx_book_theme"),
    _theme("shibuya", "shibuya"),
    # Without the option it would load fonts from elsewhere.
    Row("theme sphinx_immaterial", requires=("sphinx-immaterial",),
        conf={"html_theme": "sphinx_immaterial", "html_theme_options": {"font": False},
              "extensions": ["sphinx_immaterial"]}),
    _theme("sphinx-breeze-theme", "breeze"),
    _theme("piccolo-theme", "piccolo_theme"),
    _theme("sphinxawesome-theme", "sphinxawesome_theme"),
    Row("theme classic", conf={"html_theme": "classic"}),
    Row("theme scrolls", conf={"html_theme": "scrolls"}),
    _extension("ablog", "ablog", blog_title="B", blog_baseurl=BASE, fontawesome_included=True),
    _extension("myst-parser", "myst_parser"),
    _extension("sphinx-copybutton", "sphinx_copybutton"),
    _extension("sphinx-design", "sphinx_design"),
    _extension("sphinx-favicon", "sphinx_favicon", favicons=[{"href": f"{BASE}icon.svg"}]),
    _extension("sphinx-llms-txt", "sphinx_llms_txt", html_copy_source=True, html_baseurl=BASE),
    _extension("sphinx-notfound-page", "notfound.extension", html_baseurl=BASE),
    _extension("sphinx-sitemap", "sphinx_sitemap", html_baseurl=BASE),
    _extension("sphinx-tippy", "sphinx_tippy"),
    _extension("sphinxext-opengraph", "sphinxext.opengraph", ogp_site_url=BASE),
    _extension("", "sphinx.ext.autosectionlabel", autosectionlabel_prefix_document=True),
    _extension("", "sphinx.ext.viewcode"),
    Row("extensions together", requires=("sphinx-copybutton", "sphinx-design", "sphinx-favicon",
        "sphinx-notfound-page", "sphinx-sitemap", "sphinx-tippy", "sphinxext-opengraph"),
        conf={"extensions": ["sphinx.ext.autosectionlabel", "sphinx.ext.githubpages",
                             "sphinx.ext.intersphinx", "sphinx.ext.todo", "sphinx.ext.viewcode",
                             "sphinx_copybutton", "sphinx_design", "sphinx_favicon",
                             "notfound.extension", "sphinx_sitemap", "sphinx_tippy",
                             "sphinxext.opengraph"],
              "autosectionlabel_prefix_document": True, "html_baseurl": BASE,
              "favicons": [{"href": f"{BASE}icon.svg"}], "ogp_site_url": BASE}),
    Row("builder markdown", "markdown", ("sphinx-markdown-builder",),
        {"extensions": ["sphinx_markdown_builder"]}),
)  # fmt: skip


def lowest(requirements: Sequence[str]) -> tuple[str, ...]:
    """Return each requirement at its lower bound: ``a>=1,<2; marker`` becomes ``a==1; marker``."""
    found = []
    for text in requirements:
        wanted, _, marker = text.partition(";")
        match = re.match(r"\s*([\w.-]+)\s*>=\s*([\w.]+)", wanted)
        if match:
            found.append(f"{match[1]}=={match[2]}{f'; {marker.strip()}' if marker else ''}")
    return tuple(found)


def pythons() -> dict[str, str]:
    """Return the Pythons from 3.11 that are here, by version: ``3.12`` → its program."""
    found = {}
    for minor in range(11, 30):
        name = f"python3.{minor}"
        managed = sorted(Path.home().glob(f".pyenv/versions/3.{minor}.*/bin/{name}"))
        path = os.fspath(managed[-1]) if managed else shutil.which(name)
        if (
            path
            and subprocess.run([path, "-c", "import venv"], capture_output=True).returncode == 0
        ):
            found[f"3.{minor}"] = path
    return found


def columns(root: Path) -> list[Column]:
    """Return the environments of the checkout *root*: its oldest dependencies to its newest."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    oldest = lowest(project["dependencies"])
    found = []
    for version, python in pythons().items():
        found.append(Column(f"{version} oldest", python, oldest))
        found.append(Column(f"{version} Sphinx 8.2", python, ("sphinx~=8.2.0",)))
        found.append(Column(f"{version} Sphinx 9.0", python, ("sphinx~=9.0.0",)))
        if version != "3.11":  # for which Sphinx 9.0 is the last
            found.append(Column(f"{version} newest", python, ("sphinx>=9.1",)))
    return found


class Environment:
    """A virtual environment of one column; it is made anew in every run."""

    def __init__(self, column: Column, wheel: Path, folder: Path) -> None:
        self.python = str(folder / "bin/python")
        self._pins = folder / "pins.txt"
        subprocess.run([column.python, "-m", "venv", "--clear", str(folder)], check=True)
        self._pins.write_text("")
        if error := self.install(str(wheel), *column.requires):
            raise RuntimeError(f"{column.name} cannot be installed: {error}")
        frozen = self._run("-m", "pip", "freeze", "--exclude", "sphinx-error-index")
        self._pins.write_text(frozen.stdout)  # what comes later must go with these versions

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([self.python, *arguments], capture_output=True, text=True)

    def version(self) -> str:
        """Return which Sphinx it has."""
        code = "import sphinx; print(sphinx.__display_version__)"
        return self._run("-c", code).stdout.strip()

    def install(self, *requirements: str) -> str:
        """Install packages; return what pip says where they do not go with what is there."""
        done = self._run("-m", "pip", "install", "-q", "-c", str(self._pins), *requirements)
        return done.stderr.strip().splitlines()[-1] if done.returncode else ""


def write_project(row: Row, folder: Path) -> Project:
    """Write the project that every cell builds, as one row wants it, into *folder*."""
    project = Project(folder)
    rich.write(project)
    extensions = row.conf.get("extensions", [])
    assert isinstance(extensions, list)
    project.conf |= {"html_theme": "alabaster", **row.conf}
    project.conf["extensions"] = ["sphinx_error_index", *extensions]
    return project


def write_plain_project(row: Row, folder: Path) -> Project:
    """Write a project without error pages, with the same theme and extensions."""
    project = Project(folder)
    project.conf |= {"html_theme": "alabaster", "extensions": [], **row.conf}
    project.write("source/index.rst", "Plain\n=====\n\n.. toctree::\n\n   other\n")
    project.write("source/other.rst", "Other\n=====\n\nText.\n\nMore\n----\n\nText.\n")
    return project


def build(python: str, row: Row, folder: Path) -> str:
    """Build the project of a row with a Python; return what went wrong, empty for nothing."""
    wrong = _built(python, row, write_project(row, folder))
    if wrong and _built(python, row, write_plain_project(row, folder / "plain")) == FAILS:
        return THEIRS
    return wrong


def _built(python: str, row: Row, project: Project) -> str:
    folder = project.folder
    conf = "".join(f"{name} = {value!r}\n" for name, value in project.conf.items())
    project.write("conf.py", conf)
    command = [python, "-m", "sphinx", "-W", "--keep-going", "-b", row.builder]
    command += ["-c", str(folder), "-d", str(folder / "doctrees")]
    command += [str(folder / "source"), str(folder / "out")]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    project.write("log.txt", done.stdout + done.stderr)
    if done.returncode:
        return FAILS
    ours = "sphinx_error_index" in project.conf["extensions"]
    if ours and row.builder in {"html", "dirhtml"}:
        page = "obs/403.html" if row.builder == "html" else "obs/403/index.html"
        expected = ("codes.json", "404.html", page)
        if not all((folder / "out" / name).is_file() for name in expected):
            return "lacks pages"
    return ""


def column_of_cells(
    environment: Environment, name: str, rows: Sequence[Row], say: Callable[[str], None]
) -> Iterator[str]:
    """Build every row in an environment; yield what the table says of each."""
    # Mostly all packages go together, and one call of pip is much faster than one for each row.
    everything = [name for row in rows for name in row.requires]
    missing = bool(environment.install(*everything)) if everything else False
    for row in rows:
        if row.requires and missing and (reason := environment.install(*row.requires)):
            say(f"{name}: {row.name}: skipped: {reason}")
            yield "–"
            continue
        folder = OUT / f"{name}-{row.name}".replace(" ", "-").replace(".", "_")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        wrong = build(environment.python, row, folder.absolute())
        say(f"{name}: {row.name}: {wrong or 'builds'}")
        if not wrong:
            shutil.rmtree(folder)  # logs are for what went wrong
        yield wrong or "✓"


def _kept_in(name: str) -> Path:
    return OUT / f"{name.replace(' ', '-')}.json"


def keep(name: str, head: str, cells: Mapping[str, str]) -> None:
    """Keep what cells of a column say, by their rows, beside what is kept of the same versions."""
    older = dict(kept([name])).get(head, {})
    _kept_in(name).write_text(json.dumps({"head": head, "cells": {**older, **cells}}), "utf-8")


def kept(names: Sequence[str]) -> list[tuple[str, dict[str, str]]]:
    """Return head and cells, by the name of the row, of the columns that are kept."""
    found = []
    for name in names:
        with contextlib.suppress(OSError):
            column = json.loads(_kept_in(name).read_text("utf-8"))
            found.append((column["head"], column["cells"]))
    return found


def table(heads: Sequence[str], rows: Sequence[Row], cells: Sequence[Sequence[str]]) -> str:
    """Return the cells, column by column, as a table in Markdown."""
    lines = [f"| | {' | '.join(heads)} |", f"|---|{'---|' * len(heads)}"]
    for row, *said in zip((row.name for row in rows), *cells, strict=True):
        lines.append(f"| {row} | {' | '.join(said)} |")
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str]) -> int:
    """Build every cell of the chosen columns and rows; return 1 where one of them fails."""
    parser = argparse.ArgumentParser(prog="python -m tools.matrix")
    parser.add_argument("columns", nargs="*", metavar="NAME", help="columns whose names have it")
    parser.add_argument("--rows", nargs="+", metavar="WORD", help="rows whose names have it")
    asked = parser.parse_args(arguments)
    chosen = _named(columns(Path.cwd()), asked.columns)
    rows = _named(ROWS, asked.rows)
    if not chosen or not rows:
        said = asked.rows if chosen else asked.columns
        print(f"no {'row' if chosen else 'column'} is called {' or '.join(said)}", file=sys.stderr)
        return 2
    OUT.mkdir(parents=True, exist_ok=True)
    for old in OUT.glob("*.whl"):
        old.unlink()
    (wheel,) = package.build(OUT.absolute(), Path.cwd(), "wheel")
    for column in chosen:
        folder = (OUT / "venv").absolute()
        environment = Environment(column, wheel, folder)
        head = f"Python {column.name} ({environment.version()})"
        cells = column_of_cells(environment, column.name, rows, _said)
        keep(column.name, head, dict(zip((row.name for row in rows), cells, strict=True)))
        with contextlib.suppress(OSError):
            shutil.rmtree(folder)
    finished = kept([column.name for column in columns(Path.cwd())])
    table_cells = [[said.get(row.name, "") for row in ROWS] for _, said in finished]
    text = table([head for head, _ in finished], ROWS, table_cells)
    (OUT / "table.md").write_text(text, "utf-8")
    print(f"\n{text}\n✓ builds with -W; – the package does not go with this Sphinx or Python")
    fine = {"✓", "–", THEIRS, ""}
    return 1 if any(said not in fine for column in table_cells for said in column) else 0


def _named(things: Sequence[Named], words: Sequence[str] | None) -> list[Named]:
    return [thing for thing in things if not words or any(word in thing.name for word in words)]


def _said(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
