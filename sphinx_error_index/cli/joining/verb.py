"""``error-index merge``: makes one site of several, by one build that is a child process."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sphinx_error_index.cli.catalogfile import BadUseError
from sphinx_error_index.cli.joining.project import (
    Given,
    files_of,
    join,
    layout_of,
    project_root,
    write_own_project,
    write_project,
)
from sphinx_error_index.cli.options import ending
from sphinx_error_index.language import gettext as _
from sphinx_error_index.ledger.files import LINKS, PUBLISHED, REDIRECTS
from sphinx_error_index.sites.parts import PartError, read_part

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from sphinx_error_index.sites.parts import Layout

MERGED, COLLISIONS = 0, 1

MANIFEST: Final = ".error_index.json"
"""What says that a folder is a site that this extension wrote."""

BUILDERS: Final = ("html", "dirhtml")


def add_verb(verbs: Any) -> None:
    """Add ``merge`` to the command line."""
    parser = verbs.add_parser(
        "merge",
        help=_("make one site of several built ones"),
        description=_(
            "Make one site of several: each was built with error_index_part = True. The outcome is "
            "that of one build of everything. Documents of the sites are built again, so merge "
            "only sites whose authors you trust."
        ),
        epilog=ending(
            "error-index merge build/obs build/vpc --into build/html --project .",
            _(
                "Exit status: 0 merged; 1 two sites have what only one can have, and nothing is "
                "written; 2 bad use, or the build fails."
            ),
        ),
    )
    sites = _("folders of built sites, or their error-index-part.zip")
    parser.add_argument("sites", nargs="+", metavar="SITE", type=Path, help=sites)
    into = _("the folder of the merged site; an earlier merged site in it is replaced")
    parser.add_argument("--into", metavar="DIR", type=Path, required=True, help=into)
    project = _(
        "the folder of the conf.py with which to build, and whose pages the merged site has "
        "(default: the settings that all sites share, and a first page of our own)"
    )
    parser.add_argument("--project", metavar="FOLDER", type=Path, help=project)
    base = _("where the merged site is published (default: what conf.py says)")
    parser.add_argument("--base", metavar="URL", default="", help=base)
    ledger = _("also write the joined ledger into this folder")
    parser.add_argument("--ledger", metavar="FOLDER", type=Path, help=ledger)
    strict = _("let a warning of the build be an error")
    parser.add_argument("--strict", action="store_true", help=strict)
    parser.set_defaults(verb=_merge)


def _merge(options: argparse.Namespace) -> int:
    parts = [Given(str(site), _part(site)) for site in options.sites]
    layout = layout_of(parts)
    into: Path = options.into
    _require_place(into)
    omitted = [into, *options.sites]
    root = project_root(options.project, layout) if options.project else None
    into.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".error-index-merge-", dir=into.parent) as made:
        folder = Path(made).resolve()
        own = files_of(root, layout, omitted) if root else {}
        joined = join(parts, own, folder / "ledgers", root)
        if joined.collisions:
            for line in joined.collisions:
                print(f"error-index: {line}", file=sys.stderr)
            return COLLISIONS
        project = folder / "project"
        write_project(project, joined, layout, root, omitted)
        if root is None:
            write_own_project(project, parts, layout)
        _keep_readings(parts, folder / "cache")
        _build(parts, layout, folder, options)
        if options.ledger:
            _copy_ledger(project / layout.data, options.ledger)
        _put(folder / "out", into, folder / "before")
    services = sorted(service for given in parts for service in given.part.services)
    text = _("merged %(sites)d sites into %(folder)s: %(services)s")
    said = {"sites": len(parts), "folder": into, "services": ", ".join(services)}
    sys.stdout.write(f"{text % said}\n")
    return MERGED


def _part(site: Path) -> Any:
    try:
        return read_part(site)
    except PartError as error:
        raise BadUseError(str(error)) from None


def _require_place(into: Path) -> None:
    """Raise BadUseError where there is something else in place of the merged site."""
    if into.is_dir() and any(into.iterdir()) and not (into / MANIFEST).is_file():
        raise BadUseError(f"{into} has files and is no site of ours: nothing is written into it")
    if into.exists() and not into.is_dir():
        raise BadUseError(f"{into} is no folder")


def _keep_readings(parts: Sequence[Given], cache: Path) -> None:
    cache.mkdir()
    for given in parts:
        for name, content in given.part.readings.items():
            (cache / name).write_bytes(content)


def _build(
    parts: Sequence[Given], layout: Layout, folder: Path, options: argparse.Namespace
) -> None:
    """Build the merged project; tell what the build says. Raises BadUseError where it fails."""
    builder = parts[0].part.builder
    if builder not in BUILDERS:
        raise BadUseError(f"{parts[0].site} was built by {builder}, not by {' or '.join(BUILDERS)}")
    project = folder / "project"
    command = [sys.executable, "-m", "sphinx", "-b", builder, "-j", "auto", "--no-color"]
    command += ["-c", str(project / layout.conf), "-d", str(folder / "doctrees")]
    command += ["-D", f"error_index_cache={folder / 'cache'}", "-D", "error_index_services="]
    command += ["-D", f"html_baseurl={options.base}"] if options.base else []
    command += ["-W", "--keep-going"] if options.strict else []
    command += [str(project / layout.source), str(folder / "out")]
    places = [str(Path(__file__).parents[3]), *filter(None, [os.environ.get("PYTHONPATH")])]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, errors="replace",
        env={**os.environ, "PYTHONPATH": os.pathsep.join(places)},
    )  # fmt: skip
    for line in done.stderr.splitlines():
        if line.strip():
            print(_shown(line, project), file=sys.stderr)
    if done.returncode:
        raise BadUseError(_("the merged site does not build: nothing is written"))
    for line in _account(done.stdout, parts):
        sys.stdout.write(f"{_shown(line, project)}\n")


def _shown(line: str, project: Path) -> str:
    """Return a line of the build with paths from the project, not from where it was built."""
    return line.replace(f"{project}{os.sep}", "")


def _account(said: str, parts: Sequence[Given]) -> Iterator[str]:
    """Return the closing lines of a build: the account of each service."""
    services = {service for given in parts for service in given.part.services}
    for line in said.splitlines():
        name, separator, _rest = line.partition(": ")
        if separator and name in services and "→" in line:
            yield line


def _copy_ledger(data: Path, folder: Path) -> None:
    for path in [data / LINKS, data / REDIRECTS, *sorted((data / PUBLISHED).glob("*.json"))]:
        if path.is_file():
            target = folder / path.relative_to(data)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)


def _put(out: Path, into: Path, before: Path) -> None:
    """Put the finished site in its place, whole; what was there before goes away at the end."""
    if into.is_dir():
        into.rename(before)
    try:
        out.rename(into)
    except OSError:
        if before.is_dir():
            before.rename(into)
        raise
