"""A project to build in a temporary folder, and what is known of a finished build."""

from __future__ import annotations

import contextlib
import copy
import gettext
import io
import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx import locale
from sphinx.cmd.build import build_main
from sphinx.config import Config

from sphinx_error_index import language

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parent.parent.parent
SEED = ROOT / "data" / "obs" / "http-status-codes.rst"

_ESCAPES = re.compile(r"\x1b\[[0-9;]*[mK]|\r")
_WARNING = re.compile(
    r"^(?P<location>.*?): (?:WARNING|ERROR): (?P<text>.*?)(?: \[(?P<type>[\w.]+)\])?$"
)
_NOTE = re.compile(r"^(?P<location>[^\s].*?): (?P<text>.*) \[(?P<type>error_index\.\w+)\]$")


@dataclass(frozen=True)
class Message:
    """A warning or note of a build: ``file`` (last part of the path), line (0: none), type."""

    file: str
    line: int
    type: str
    text: str


def _message(match: re.Match[str]) -> Message:
    path, _, line = match["location"].rpartition(":")
    if not line.isdigit():
        path, line = match["location"], "0"
    return Message(Path(path).name, int(line), match["type"] or "", match["text"])


@dataclass(frozen=True)
class Build:
    """A finished build."""

    status: int
    outdir: Path
    stdout: str
    stderr: str

    @property
    def warnings(self) -> list[Message]:
        """The warnings, in order."""
        return [_message(m) for line in self.stderr.splitlines() if (m := _WARNING.match(line))]

    @property
    def notes(self) -> list[Message]:
        """The pieces of information about vendor files."""
        return [_message(m) for line in self.stdout.splitlines() if (m := _NOTE.match(line))]

    def read(self, name: str) -> str:
        """The text of a file of the site."""
        return (self.outdir / name).read_text("utf-8")

    def json(self, name: str) -> Any:
        """The content of a JSON file of the site."""
        return json.loads(self.read(name))

    @property
    def codes(self) -> dict[str, Any]:
        """The codes of ``codes.json`` by id."""
        return {code["id"]: code for code in self.json("codes.json")["codes"]}

    def rows(self, service: str) -> list[tuple[int, str, list[str]]]:
        """Line, outcome and codes of every row of a service, from ``report.json``."""
        return [
            (row["line"], row["outcome"], row["codes"])
            for entry in self.json("report.json")["services"]
            if entry["id"] == service
            for table in entry["tables"]
            for row in table["rows"]
        ]


def run_sphinx(arguments: Sequence[str], out: Path) -> Build:
    """Run Sphinx with *arguments*, which write to *out*; return what came of it."""
    _forget_other_builds()
    stdout, stderr = io.StringIO(), io.StringIO()
    with (
        contextlib.redirect_stdout(stdout),
        contextlib.redirect_stderr(stderr),
    ):
        try:
            status = build_main([*arguments])
        except SystemExit as left:  # the extension ends a build that cannot go on
            status = int(left.code or 0)
        finally:
            _forget_language()
    said, complained = (_ESCAPES.sub("", stream.getvalue()) for stream in (stdout, stderr))
    return Build(status, out, said, complained)


def _forget_other_builds() -> None:
    """Undo what builds of other tests did to all builds of this process.

    The lists that stand for "nothing configured" are the same ones in all of them, and extensions
    add to them.
    """
    for name, before in _DEFAULTS.items():
        default = Config.config_values[name].default
        if default != before:
            default.clear()
            (default.extend if isinstance(default, list) else default.update)(before)


_DEFAULTS = {
    name: copy.deepcopy(option.default)
    for name, option in Config.config_values.items()
    if isinstance(option.default, list | dict | set)
}


def _forget_language() -> None:
    """Forget the language of a build, which Sphinx and gettext keep for the whole process."""
    locale.translators.clear()
    vars(gettext).get("_translations", {}).clear()
    language.use("en")


class Project:
    """A Sphinx project in a temporary folder: conf.py, source/, data/."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.conf: dict[str, Any] = {
            "project": "Test",
            "extensions": ["sphinx_error_index"],
            "html_theme": "basic",
            "html_copy_source": False,
        }
        self.index = True  # write an index page with all others in its toctree

    def write(self, name: str, text: str | bytes) -> Path:
        """Write a file, folders included."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
        return path

    def page(self, docname: str, *paths: str, options: str = "", text: str = "") -> None:
        """Write a service page that names data files (paths from ``data/``)."""
        up = "../" * (docname.count("/") + 1)
        title = docname.split("/")[0].title()
        named = " ".join(f"{up}data/{path}" for path in paths)
        lines = "".join(f"   {line}\n" for line in options.splitlines())
        directive = f".. err:tables:: {named}\n{lines}" if paths else ""
        heading = "=" * len(title)
        self.write(f"source/{docname}.rst", f"{title}\n{heading}\n\n{text}\n\n{directive}\n")

    def seed(self) -> None:
        """Add the seed document and its page, as the project's own site has them."""
        (self.folder / "data/obs").mkdir(parents=True, exist_ok=True)
        shutil.copy(SEED, self.folder / "data/obs" / SEED.name)
        self.page("obs/index", "obs/*.rst")

    def _write_index(self) -> None:
        source = self.folder / "source"
        names = [
            path.relative_to(source).with_suffix("").as_posix() for path in source.rglob("*.*")
        ]
        entries = "".join(f"   {name}\n" for name in sorted(names) if name != "index")
        text = f"Test\n====\n\n.. toctree::\n\n{entries}"
        path = source / "index.rst"
        if not path.exists() or path.read_text("utf-8") != text:
            self.write("source/index.rst", text)

    def build(
        self, builder: str = "html", *, strict: bool = True, jobs: int = 1, fresh: bool = False
    ) -> Build:
        """Build the project; ``strict`` builds turn warnings into errors and must succeed."""
        conf = "".join(f"{name} = {value!r}\n" for name, value in self.conf.items())
        path = self.folder / "conf.py"
        if not path.exists() or path.read_text("utf-8") != conf:
            path.write_text(conf, "utf-8")
        if self.index:
            self._write_index()
        out = self.folder / "build" / builder
        arguments = ["-c", str(self.folder), "-b", builder, "-j", str(jobs)]
        arguments += ["-d", str(self.folder / "build" / f"doctrees-{builder}")]
        arguments += [
            "--no-color",
            "--keep-going",
            *(["-W"] if strict else []),
            *(["-E"] if fresh else []),
        ]
        arguments += [str(self.folder / "source"), str(out)]
        build = run_sphinx(arguments, out)
        assert "Traceback" not in build.stderr, build.stderr
        if strict:
            assert build.status == 0, build.stderr
        return build
