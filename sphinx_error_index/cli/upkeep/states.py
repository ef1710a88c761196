"""The states that ``diff`` compares: a catalogue, or vendor files that are built for it.

A build is a child process: the command line itself knows nothing of Sphinx.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_error_index.cli.catalogfile import BadUseError, is_address, load_catalog
from sphinx_error_index.cli.shape import require_shape
from sphinx_error_index.knowledge.states import StateError, state_of
from sphinx_error_index.language import gettext as _
from sphinx_error_index.links import slug

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_error_index.knowledge.states import State

SUFFIXES = (".rst", ".md")
"""Suffixes of vendor files."""

MOST_SECONDS = 3600
"""Seconds after which a build is given up."""

_CONF = """\
project = "State"
extensions = ["sphinx_error_index.sphinxext.house.dump"]
suppress_warnings = ["error_index"]
try:
    import myst_parser
    extensions.append("myst_parser")
except ImportError:
    pass
"""


def load_state(name: str, data: str) -> State:
    """Return the state that a name stands for.

    Args:
        name: a ``codes.json``, the folder or address of a site, a folder of vendor files, or a
            revision of git, of which the folder ``data`` is taken.
        data: the path of the vendor files within the repository.

    Raises:
        BadUseError: the name stands for none of these, or the files cannot be built.
    """
    path = Path(name)
    if is_address(name) or path.is_file() or (path / "codes.json").is_file():
        catalog = load_catalog(name)
        require_shape(catalog, name)
        return _of_catalog(catalog, name)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made).resolve()
        if path.is_dir():
            return _built(path, name, folder)
        root = folder / "revision"
        _check_out(name, data, root)
        return _built(root / data, f"{name}:{data}", folder)


def _of_catalog(catalog: Mapping[str, object], name: str) -> State:
    try:
        return state_of(catalog)
    except StateError as error:
        raise BadUseError(
            _("%(name)s is not a catalogue: %(error)s") % {"name": name, "error": error}
        ) from None


def _check_out(revision: str, data: str, folder: Path) -> None:
    """Write the vendor files of a revision into a folder."""
    command = ["git", "archive", "--format=tar", "--end-of-options", revision, data]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except OSError:
        raise BadUseError(_("there is no %s, and no git to ask for it") % revision) from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines() or [_("git failed")]
        raise BadUseError(
            _(
                "%(revision)s is no catalogue, no folder, and no revision of git with a folder "
                "%(data)s (%(reason)s)"
            )
            % {"revision": revision, "data": data, "reason": said[-1]}
        )
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(folder, filter="data")


def _built(data: Path, name: str, folder: Path) -> State:
    """Return the state of vendor files: each folder is a service, and so are files without one."""
    services = _services(data.resolve())
    if not services:
        raise BadUseError(_("%s has neither a codes.json nor vendor files (.rst, .md)") % name)
    source, out = folder / "source", folder / "out"
    (folder / "conf.py").parent.mkdir(exist_ok=True)
    (folder / "conf.py").write_text(
        _CONF + f"error_index_data = {str(data.resolve())!r}\n", "utf-8"
    )
    source.mkdir()
    for service, paths in services.items():
        # As in any include, a path is from the page: one from the root would be from the source.
        named = " ".join(f'"{Path(os.path.relpath(path, source)).as_posix()}"' for path in paths)
        text = (
            f"{service}\n{'=' * len(service)}\n\n.. err:tables:: {named}\n   :service: {service}\n"
        )
        (source / f"{service}.rst").write_text(text, "utf-8")
    entries = "".join(f"   {service}\n" for service in services)
    (source / "index.rst").write_text(f"State\n=====\n\n.. toctree::\n\n{entries}", "utf-8")
    package = str(Path(__file__).parents[3])
    places = [package, *filter(None, [os.environ.get("PYTHONPATH")])]
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "dummy", "-j", "auto"]
    command += ["-c", str(folder), "-d", str(folder / "doctrees"), str(source), str(out)]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=MOST_SECONDS,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(places)},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise BadUseError(_("%s could not be built in an hour") % name) from None
    if done.returncode or not (out / "codes.json").is_file():
        said = done.stderr.strip().splitlines() or [_("no reason was given")]
        raise BadUseError(
            _("%(name)s could not be built: %(reason)s") % {"name": name, "reason": said[-1]}
        )
    return _of_catalog(load_catalog(out / "codes.json"), name)


def _services(data: Path) -> dict[str, list[Path]]:
    """Return the files of each service: of each folder in a data root, or of the root itself."""
    found: dict[str, list[Path]] = {}
    for path in sorted(data.rglob("*")):
        inside = path.relative_to(data).parts
        if path.suffix in SUFFIXES and path.is_file() and not any(p[0] == "." for p in inside):
            service = slug(inside[0] if len(inside) > 1 else data.name)
            found.setdefault(service, []).append(path)
    return found
