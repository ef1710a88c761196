"""What one build does and knows, from its first event to its last; nothing of it is pickled.

The environment keeps what the pages said (:class:`~.domain.ErrorDomain`); this is the rest.
"""

from __future__ import annotations

import hashlib
import os
import sys
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import docutils
import pygments
import sphinx

from sphinx_error_index.doctrees import Collecting
from sphinx_error_index.pages.cells import CellStore
from sphinx_error_index.pages.templating import Templates
from sphinx_error_index.reading.vocabulary import Vocabulary, load
from sphinx_error_index.sphinxext.buildstate import BuildState

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders import Builder

    from sphinx_error_index.ledger.keeper import Keeper
    from sphinx_error_index.reading.caching.filecache import FileCache
    from sphinx_error_index.sites.remotes import Remote


class Session:
    """One build of a site.

    Attributes:
        builder: says whether codes have pages.
        post_transforms: the transforms by which all extensions make pages ready to be written.
        data_root: the folder of the vendor's files.
        templates: the page templates.
        cells: the cells with markup.
        keeper: the ledger, where the builder writes the pages that it is about.
        state: what there is to remember of the build (see ``outdated.py``).
        being_read: the documents that this build reads.
        unchanged: whether nothing that our pages are made of has changed since the last build.
        wrote: whether this build writes documents.
        cache: what earlier builds read of vendor files, where conf.py names a folder for that.
        remotes: the other sites that this one speaks of.
        originals: the texts of the page that is being read, with what they said at first.
        collecting: how often Python searches for garbage.
        parallel_ok: whether several processes may write.
    """

    def __init__(self, app: Sphinx) -> None:
        config = app.config
        self.builder: Builder = app.builder
        self.post_transforms = app.registry.get_post_transforms()
        self.data_root = Path(os.path.normpath(app.confdir / str(config.error_index_data)))
        self.templates = Templates([Path(app.confdir, path) for path in config.templates_path])
        self.cells = CellStore(app.builder)
        self.keeper: Keeper | None = None
        self.state = BuildState()
        self.being_read: frozenset[str] = frozenset()
        self.unchanged = False
        self.wrote = False
        self.cache = _cache(app)
        self.originals: list[tuple[nodes.TextElement, str]] = []
        self.remotes: tuple[Remote, ...] = ()
        self.collecting = Collecting()
        self.parallel_ok = False
        self._services = frozenset(config.error_index_services)
        self._language = str(config.language or "")
        self._words: dict[str, list[str]] = config.error_index_vocabulary

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words of headers by role, with those that the site adds."""
        return load(self._words, self._language)

    def leaves_out(self, service: str) -> bool:
        """Say whether conf.py names services for this build, and this one not among them."""
        return bool(self._services) and service not in self._services

    def file_name(self, path: Path) -> str:
        """Return a file's path from the data root, with slashes, as messages and exports do."""
        return os.path.relpath(path, self.data_root).replace(os.sep, "/")


def _cache(app: Sphinx) -> FileCache | None:
    """Return the cache of readings that conf.py asks for, or that a part for merging ships."""
    if app.config.error_index_cache:
        folder = Path(os.path.normpath(app.confdir / app.config.error_index_cache))
    elif app.config.error_index_part:
        folder = Path(app.doctreedir, "error-index-readings")
    else:
        return None
    from sphinx_error_index.reading.caching.filecache import FileCache

    return FileCache(folder, _of_readings(app))


def _of_readings(app: Sphinx) -> str:
    """Return what the reading of every vendor file depends on, apart from the file, as a text."""
    package = Path(__file__).parent.parent
    files = [*package.glob("*.py"), *package.glob("reading/**/*.*")]
    digests = [
        (file.relative_to(package).as_posix(), hashlib.sha256(file.read_bytes()).hexdigest())
        for file in sorted(files)
        if file.suffix in (".py", ".toml")
    ]
    names = ("source_suffix", "language", "error_index_vocabulary", "error_index_full_reading")
    values = [(name, repr(app.config[name])) for name in names]
    # What an extension adds to the markup is told by its version, and by its configuration.
    values += [(each.name, repr(each.value)) for each in app.config if each.name.startswith("myst")]
    extensions = sorted((each.name, str(each.version)) for each in app.extensions.values())
    versions = (*sys.version_info[:3], sphinx.__display_version__, docutils.__version__)
    return repr((versions, pygments.__version__, extensions, values, digests))
