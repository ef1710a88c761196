"""The directive ``err:tables``: the vendor's files, shown as they are and read into records."""

from __future__ import annotations

import glob
import hashlib
import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from sphinx_error_index.doctrees import without_collector
from sphinx_error_index.links import slug
from sphinx_error_index.messages import Messages, Subtype
from sphinx_error_index.vocabulary import ROLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import OptionSpec

    from sphinx_error_index.domain import ErrorDomain

GLOB_CHARACTERS = frozenset("*?[")


def default_service(docname: str) -> str:
    """Return the service of a page: the last part of its name, the folder's for an index."""
    parts = docname.split("/")
    if parts[-1] == "index" and len(parts) > 1:
        parts.pop()
    return slug(parts[-1]) if parts[-1] != "index" else "errors"


def folder_of(env: BuildEnvironment, docname: str, pattern: str) -> Path:
    """Return the folder that a path starts from: the page's, the site's for ``/…``."""
    return Path(env.srcdir) if pattern.startswith("/") else Path(env.doc2path(docname)).parent


def expand(pattern: str, folder: Path) -> list[Path]:
    """Return the files that a path or glob leads to, sorted; ``**`` spans folders."""
    pattern = pattern.lstrip("/")
    path = Path(os.path.normpath(folder / pattern))
    if path.is_file():
        return [path]
    if not GLOB_CHARACTERS & set(pattern):
        return []
    found = glob.glob(f"{glob.escape(str(folder))}/{pattern}", recursive=True)  # noqa: PTH207 - Path.glob knows no ".."
    return [
        path for path in sorted(Path(os.path.normpath(name)) for name in found) if path.is_file()
    ]


class TablesDirective(SphinxDirective):
    """``.. err:tables:: <path or glob> …``: show vendor files and document their codes."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[OptionSpec] = {
        "service": directives.unchanged_required,
        "columns": directives.unchanged_required,
        "hidden": directives.flag,
    }

    def run(self) -> list[nodes.Node]:
        """Return the content of the files, their tables anchored and linked."""
        # Imported here: a build that reads nothing is spared all that reads.
        from sphinx_error_index.filereader import FileReader

        source, line = self.get_source_info()
        self._messages = Messages(self.config, source)
        self._line = line
        self._domain: ErrorDomain = self.env.domains["err"]  # type: ignore[assignment]
        service = self._service()
        chosen = self._chosen_columns()
        result: list[nodes.Node] = []
        used: set[str] = set()
        for path in self._paths():
            self.env.note_dependency(str(path))
            file = self._domain.file_name(path)
            reading = FileReader(self, path, file, service, chosen, self._domain.vocabulary)
            with without_collector():
                content, said = reading.read()
            if said is not None:
                used |= reading.used_columns
                self._domain.note_file(said)
                result += content
        known = {header.casefold() for header in used}
        for header in sorted(header for header in chosen if header.casefold() not in known):
            self._warn(Subtype.OPTION, "columns: no table here has a column %r", header)
        return result

    def _warn(self, subtype: Subtype, text: str, *args: object) -> None:
        self._messages.warn(subtype, self._line, text, *args)

    def _service(self) -> str:
        given = self.options.get("service", "").strip()
        if not given:
            return default_service(self.env.docname)
        if slug(given) != given:
            self._warn(
                Subtype.OPTION,
                "service: %r cannot be part of an address; %r is used instead",
                given,
                slug(given),
            )
        return slug(given)

    def _chosen_columns(self) -> dict[str, str]:
        """Return the ``:columns:`` option: header or position → role, ``-`` for none."""
        chosen = {}
        for part in filter(str.strip, self.options.get("columns", "").split(",")):
            header, _, role = (piece.strip() for piece in part.rpartition("="))
            if not header or (role != "-" and role not in ROLES):
                self._warn(
                    Subtype.OPTION,
                    "columns: %r is not of the form Header=role with a role of %s, -: ignored",
                    part.strip(),
                    ", ".join(ROLES),
                )
                continue
            chosen[header] = role
        return chosen

    def _paths(self) -> Iterator[Path]:
        """Return the files named by the arguments, each once; note the globs."""
        try:
            patterns = shlex.split(self.arguments[0])
        except ValueError:
            patterns = self.arguments[0].split()
        seen: set[Path] = set()
        for pattern in patterns:
            folder = folder_of(self.env, self.env.docname, pattern)
            paths = expand(pattern, folder)
            self._domain.note_glob(self.env.docname, pattern, paths)
            if not paths:
                what = "a folder, not a" if (folder / pattern.lstrip("/")).is_dir() else "no"
                self._warn(
                    Subtype.NO_FILE, "%r leads to %s file: nothing is shown for it", pattern, what
                )
            for path in paths:
                file = self._domain.file_name(path)
                if path in seen or self._domain.has_file(self.env.docname, file):
                    self._warn(
                        Subtype.TWICE,
                        "this page names %r twice: the second mention is left out",
                        file,
                    )
                elif self._leads_out(path):
                    text = "%r leads out of the data root (it is a link): left out"
                    self._warn(Subtype.OUTSIDE, text, file)
                else:
                    seen.add(path)
                    yield path

    def _leads_out(self, path: Path) -> bool:
        """Say whether a file that stands in the data root is a link to somewhere else."""
        inside = path.is_relative_to(self._domain.data_root) or path.is_relative_to(self.data_root)
        return inside and not path.resolve().is_relative_to(self.data_root)

    @property
    def data_root(self) -> Path:
        """The folder of the vendor's files, symbolic links resolved."""
        return self._domain.data_root.resolve()

    def id_prefix(self, file: str) -> str:
        """Return what the ids of a file's nodes start with, unique on the page."""
        prefix = _id_prefix(file)
        others = self._domain.packed.get(self.env.docname, ())
        if prefix == "file" or any(_id_prefix(other.file) == prefix for other in others):
            prefix += "-" + hashlib.sha256(file.encode()).hexdigest()[:6]
        return f"{prefix}-"


def _id_prefix(file: str) -> str:
    return nodes.make_id(file.rpartition(".")[0]) or "file"
