"""The ledger in a build: it completes the catalogue, says what is not accepted, and may lock."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_error_index.builders import has_pages
from sphinx_error_index.contents import CATEGORIES, GUIDE, NOT_FOUND
from sphinx_error_index.ledger import Changes, Ledger, compare, pages_of
from sphinx_error_index.ledgerfiles import FileFault, has_ledger, read_ledger, read_redirects
from sphinx_error_index.messages import Messages, Subtype, logger
from sphinx_error_index.past import as_published, with_past
from sphinx_error_index.published import anchors_of
from sphinx_error_index.redirects import Fault, Redirect, settle

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_error_index.domain import ErrorDomain
    from sphinx_error_index.model import Catalog

LOCKED = "locked"
"""The value of ``error_index_ledger`` that makes an unaccepted change fail a build."""

OWN_PAGES = ("index", "search", "genindex", GUIDE, CATEGORIES, NOT_FOUND)
"""Pages that every site has beside its documents."""


class Keeper:
    """The ledger of a site while the site is built; ``further`` are pages that conf.py adds."""

    def __init__(self, data: Path, further: Iterable[str] = ()) -> None:
        self.exists = has_ledger(data)
        self._data = data
        self._faults: list[Fault] = []
        self._further = (*OWN_PAGES, *further)

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
        """What cannot be used of the files, in the order in which it was found."""
        path = self._data / "redirects.txt"
        files = (*self._ledger[1], *self._redirects[1])
        return [*files, *(FileFault(path, fault) for fault in self._faults)]

    def complete(self, catalog: Catalog, documents: Iterable[str]) -> Catalog:
        """Return the catalogue with its past; ``documents`` are those of the site."""
        redirects = self._redirects[0]
        if not self.exists and not redirects:
            return catalog
        elsewhere = {name.lower(): name for name in (*self._further, *documents)}
        catalog = as_published(catalog, self.ledger, elsewhere)
        living = {**elsewhere, **{page.lower(): page for page in pages_of(catalog)}}
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
        """Return what a completed catalogue has that was not accepted."""
        forwards = [forward.pagename for forward in catalog.past.forwards.values()]
        return compare(self.ledger, catalog, forwards, catalog.past.documents)


def prepare(app: Sphinx) -> None:
    """Read the ledger, if the builder writes the pages that it is about."""
    domain = _domain_of(app.env)
    domain.keeper = None
    if has_pages(app.builder):
        domain.keeper = Keeper(domain.data_root, app.config.html_additional_pages)


def check(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn of what cannot be used of the ledger's files."""
    domain = _domain_of(env)
    # Making the catalogue finds what is wrong with redirects.
    if domain.keeper and not domain.unchanged and domain.catalog:
        for fault in domain.keeper.faults:
            messages = Messages(app.config, str(fault.path))
            messages.warn(Subtype(fault.fault.kind), fault.fault.line, "%s", fault.fault.text)


def closing_lines(app: Sphinx) -> list[str]:
    """Return what is to be said of what was not accepted; where the ledger is locked say it.

    Then it is an error, and the build fails.
    """
    domain = _domain_of(app.env)
    keeper, locked = domain.keeper, app.config.error_index_ledger == LOCKED
    if keeper is None or not (keeper.exists or domain.catalog.codes):
        return []
    command = _command(app, domain.data_root)
    if not keeper.exists:
        lines = [f"ledger: there is none yet, so addresses may die; to start one: {command}"]
    elif changes := keeper.changes(domain.catalog):
        lines = [f"ledger: {line}" for line in changes.summary()]
        lines.append(f"ledger: to accept: {command}")
        if locked:
            listing = "".join(f"\n  {line}" for line in changes.listing())
            lines = [f"ledger: these changes are not accepted:{listing}\nto accept: {command}"]
    else:
        return []
    if not locked:
        return lines
    for line in lines:
        logger.error("%s", line)
    app.statuscode = 1
    return []


def _command(app: Sphinx, data: Path) -> str:
    """Return the command that accepts, as it is to be typed in the folder of the build."""
    words = ["error-index", "ledger", "--accept"]
    for option, path, usual in (
        ("--catalog", Path(app.outdir, "codes.json"), "build/html/codes.json"),
        ("--data", data, "data"),
    ):
        if Path(usual).resolve() != path.resolve():
            words += [option, os.path.relpath(path)]
    return " ".join(words)


def _domain_of(env: BuildEnvironment) -> ErrorDomain:
    return env.domains["err"]  # type: ignore[return-value]
