"""The directive ``err:tables``: the vendor's files, shown as they are and read into records."""

from __future__ import annotations

import hashlib
import shlex
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from sphinx_error_index.doctrees import without_collector
from sphinx_error_index.links import slug
from sphinx_error_index.messages import Messages, Subtype
from sphinx_error_index.reading.globs import expand, folder_of, shown_name
from sphinx_error_index.reading.vocabulary import ROLES
from sphinx_error_index.sphinxext.codelists import code_list, original_begin, original_end
from sphinx_error_index.sphinxext.domain import domain_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sphinx.util.typing import OptionSpec

    from sphinx_error_index.reading.formats.listing import Kind


def default_service(docname: str) -> str:
    """Return the service of a page: the last part of its name, or of its folder for an index."""
    parts = docname.split("/")
    if parts[-1] == "index" and len(parts) > 1:
        parts.pop()
    return slug(parts[-1]) if parts[-1] != "index" else "errors"


class TablesDirective(SphinxDirective):
    """``.. err:tables:: <path or glob> …``: show vendor files and document their codes."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[OptionSpec] = {
        "service": directives.unchanged_required,
        "columns": directives.unchanged_required,
        "codes": directives.unchanged_required,
        "quiet": directives.unchanged_required,
        "known-as": directives.unchanged_required,
        "language": directives.unchanged_required,
        "hidden": directives.flag,
    }

    def run(self) -> list[nodes.Node]:
        """Return the content of the files; the rows of their tables have anchors and links."""
        # Imported here: a build that reads nothing is spared all that reads.
        from sphinx_error_index.reading.filereader import FileReader, FileRequest
        from sphinx_error_index.reading.vendor import Source

        source, line = self.get_source_info()
        self._messages = Messages(self.config, source)
        self._line = line
        self._domain = domain_of(self.env)
        self._session = self._domain.session
        service = self._service()
        if self._session.leaves_out(service):
            return self._left_out(service)
        chosen = self._chosen_columns()
        kinds = self._kinds()
        quiet = self._quiet_tables()
        result: list[nodes.Node] = []
        used: set[str] = set()
        heard: set[str] = set()
        for path in self._paths():
            self.env.note_dependency(str(path))
            file = self._session.file_name(path)
            request = FileRequest(
                Source(path, file, service, self._data_root, self._id_prefix(file)),
                docname=self.env.docname,
                columns=chosen,
                hidden="hidden" in self.options,
                vocabulary=self._session.vocabulary,
                kinds=kinds,
                quiet=frozenset(quiet),
                known_as=self._known_as(),
                language=self._language(),
            )
            reader = FileReader(request, self.env, self._session.cache)
            with without_collector():
                content, said = reader.read(self.state.document)
            if reader.kept_as:
                self._domain.readings.setdefault(self.env.docname, []).append(reader.kept_as)
            if said is not None:
                used |= reader.used_columns
                heard |= reader.used_quiet
                self._domain.note_file(said)
                result += content
        result = self._framed(result, service)
        known = {header.casefold() for header in used}
        for header in sorted(header for header in chosen if header.casefold() not in known):
            self._warn(Subtype.OPTION, "columns: no table here has a column %r", header)
        for name in (written for key, written in quiet.items() if key not in heard):
            self._warn(Subtype.OPTION, "quiet: no table here is called %r", name)
        return result

    def _left_out(self, service: str) -> list[nodes.Node]:
        """Note that the page documents a service that this build leaves out; show nothing."""
        docname = self.env.docname
        self._domain.left_out.setdefault(docname, []).append(service)
        for pattern in self._patterns():
            paths = expand(pattern, folder_of(self.env, docname, pattern))
            self._domain.note_glob(docname, pattern, paths)
        return []

    def _framed(self, content: list[nodes.Node], service: str) -> list[nodes.Node]:
        """Return what is shown: the list of the service's codes, and the original to be folded."""
        listed = code_list("", service=service)
        if not content or "hidden" in self.options:
            return [listed, *content]
        rows = sum(1 for node in content for _ in node.findall(nodes.row))
        return [listed, original_begin("", rows=rows), *content, original_end()]

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
        """Return the option ``:columns:``: a role for each header or position, ``-`` for none."""
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

    def _quiet_tables(self) -> dict[str, str]:
        """Return the tables that ``:quiet:`` names, as written, by their names in lower case."""
        names = (
            " ".join(name.split())
            for line in self.options.get("quiet", "").splitlines()
            for name in line.split(";")
        )
        return {name.casefold(): name for name in names if name}

    def _known_as(self) -> tuple[str, ...]:
        """Return what people call the service: names with commas between them."""
        names = (name.strip() for name in self.options.get("known-as", "").split(","))
        return tuple(dict.fromkeys(filter(None, names)))

    def _language(self) -> str:
        """Return the language of the files: two or three letters, of ``zh_CN`` the first two."""
        given = str(self.options.get("language", "")).strip().lower()
        language = given.replace("_", "-").partition("-")[0]
        if given and not (language.isascii() and language.isalpha() and len(language) in (2, 3)):
            self._warn(Subtype.OPTION, "language: %r is no language such as de: ignored", given)
            return ""
        return language

    def _kinds(self) -> frozenset[Kind] | None:
        """Return where the ``:codes:`` option wants codes to be read, ``None`` for ``auto``."""
        from sphinx_error_index.reading.formats.listing import Kind

        known = {str(kind): kind for kind in Kind}
        given = self.options.get("codes", "").replace(",", " ").split()
        for name in given:
            if name not in known and name != "auto":
                text = "codes: %r is none of auto, %s: ignored"
                self._warn(Subtype.OPTION, text, name, ", ".join(known))
        kinds = frozenset(known[name] for name in given if name in known)
        return None if "auto" in given or not kinds else kinds

    def _patterns(self) -> list[str]:
        try:
            return shlex.split(self.arguments[0])
        except ValueError:
            return self.arguments[0].split()

    def _paths(self) -> Iterator[Path]:
        """Return the files that the arguments name, each once; note what each argument led to."""
        seen: set[Path] = set()
        for pattern in self._patterns():
            folder = folder_of(self.env, self.env.docname, pattern)
            paths = expand(pattern, folder)
            self._domain.note_glob(self.env.docname, pattern, paths)
            if not paths:
                what = "a folder, not a" if (folder / pattern.lstrip("/")).is_dir() else "no"
                self._warn(
                    Subtype.NO_FILE, "%r leads to %s file: nothing is shown for it", pattern, what
                )
            for path in paths:
                file = self._session.file_name(path)
                if path in seen or self._domain.has_file(self.env.docname, file):
                    self._warn(
                        Subtype.TWICE,
                        "this page names %r twice: the second mention is left out",
                        file,
                    )
                elif shown_name(file) != file:
                    text = "the name %r is no UTF-8, so no page can show it: left out"
                    self._warn(Subtype.NO_FILE, text, file)
                elif self._leads_out(path):
                    text = "%r leads out of the data root (it is a link): left out"
                    self._warn(Subtype.OUTSIDE, text, file)
                else:
                    seen.add(path)
                    yield path

    def _leads_out(self, path: Path) -> bool:
        """Say whether a file that stands in the data root is a link to somewhere else."""
        inside = path.is_relative_to(self._session.data_root) or path.is_relative_to(
            self._data_root
        )
        return inside and not path.resolve().is_relative_to(self._data_root)

    @property
    def _data_root(self) -> Path:
        """The folder of the vendor's files, symbolic links resolved."""
        return self._session.data_root.resolve()

    def _id_prefix(self, file: str) -> str:
        """Return what the ids of a file's nodes start with, unique on the page."""
        prefix = _id_prefix(file)
        others = self._domain.packed.get(self.env.docname, ())
        if prefix == "file" or any(_id_prefix(other.file) == prefix for other in others):
            prefix += "-" + hashlib.sha256(file.encode()).hexdigest()[:6]
        return f"{prefix}-"


def _id_prefix(file: str) -> str:
    return nodes.make_id(file.rpartition(".")[0]) or "file"
