"""What one build does and knows, from its first event to its last; nothing of it is pickled.

The environment keeps what the pages said (:class:`~.domain.ErrorDomain`); this is the rest.
"""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_error_index.pages.cells import CellStore
from sphinx_error_index.pages.templating import Templates
from sphinx_error_index.reading.vocabulary import Vocabulary, load
from sphinx_error_index.sphinxext.buildstate import BuildState

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder

    from sphinx_error_index.ledger.keeper import Keeper


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
        self._language = str(config.language or "")
        self._words: dict[str, list[str]] = config.error_index_vocabulary

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words of headers by role, with those that the site adds."""
        return load(self._words, self._language)

    def file_name(self, path: Path) -> str:
        """Return a file's path from the data root, with slashes, as messages and exports do."""
        return os.path.relpath(path, self.data_root).replace(os.sep, "/")
