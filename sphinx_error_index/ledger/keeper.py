"""The ledger during one build: it adds the past to the catalogue and knows what is not accepted."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from sphinx_error_index.ledger.entries import anchors_of
from sphinx_error_index.ledger.files import FileFault, has_ledger, read_ledger, read_redirects
from sphinx_error_index.ledger.ledger import Changes, Ledger, compare, pages_of
from sphinx_error_index.ledger.merge import as_published, with_past
from sphinx_error_index.ledger.redirects import Fault, Redirect, settle

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sphinx_error_index.model import Catalog


class Keeper:
    """The ledger of a site while the site is built.

    ``data`` is the data root; ``further`` are the pages that the site has beside its documents
    and those of its codes.
    """

    def __init__(self, data: Path, further: Iterable[str]) -> None:
        self.exists = has_ledger(data)
        self._data = data
        self._faults: list[Fault] = []
        self._further = tuple(further)

    @cached_property
    def _ledger(self) -> tuple[Ledger, list[FileFault]]:
        return read_ledger(self._data)

    @cached_property
    def _redirects(self) -> tuple[list[Redirect], list[FileFault]]:
        return read_redirects(self._data)

    @property
    def ledger(self) -> Ledger:
        """The ledger; it is read when it is first asked for."""
        return self._ledger[0]

    @property
    def faults(self) -> list[FileFault]:
        """The faults of the ledger's files, in the order in which they were found."""
        path = self._data / "redirects.txt"
        files = (*self._ledger[1], *self._redirects[1])
        return [*files, *(FileFault(path, fault) for fault in self._faults)]

    def complete(self, catalog: Catalog, documents: Iterable[str]) -> Catalog:
        """Return the catalogue with its past; ``documents`` are the names of the site's own."""
        redirects = self._redirects[0]
        if not self.exists and not redirects:
            return catalog
        elsewhere = {name.lower(): name for name in (*self._further, *documents)}
        catalog = as_published(catalog, self.ledger, elsewhere)
        living = {
            **{page: forward.target for page, forward in catalog.forwards.items()},
            **elsewhere,
            **{page.lower(): page for page in pages_of(catalog)},
        }
        known = {page.lower(): own for page, own in self.ledger.pages.items()}
        anchors = {
            code.pagename.lower(): known.get(code.pagename.lower(), frozenset())
            | anchors_of(code).keys()
            for code in catalog.codes.values()
        }
        gone = {page.lower(): page for page in self.ledger.pages}
        forwards, self._faults = settle(redirects, living, gone, anchors)
        return with_past(catalog, self.ledger, forwards, elsewhere)

    def changes(self, catalog: Catalog) -> Changes:
        """Return the changes of a completed catalogue that nobody has accepted yet."""
        forwards = [forward.pagename for forward in catalog.forwards.values()]
        return compare(self.ledger, catalog, forwards, catalog.past.documents)
