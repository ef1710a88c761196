"""The ledger's part in a build.

It completes the catalogue, tells what was not accepted, and may fail the build for it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_error_index.builders import has_pages
from sphinx_error_index.ledger.keeper import Keeper
from sphinx_error_index.messages import Messages, Subtype, logger
from sphinx_error_index.pages.contents import CATEGORIES, CHANGES, DEBT, GUIDE, NOT_FOUND
from sphinx_error_index.sphinxext.domain import domain_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


LOCKED = "locked"
"""The value of ``error_index_ledger`` that makes an unaccepted change fail a build."""

OWN_PAGES = ("index", "search", "genindex", GUIDE, CATEGORIES, CHANGES, DEBT, NOT_FOUND)
"""Pages that every site has in addition to its documents."""


def prepare(app: Sphinx) -> None:
    """Read the ledger, if the builder writes the pages that it is about."""
    session = domain_of(app.env).session
    # To a build of some services only, all others would seem to be gone.
    if has_pages(app.builder) and not app.config.error_index_services:
        further = (*OWN_PAGES, *app.config.html_additional_pages)
        session.keeper = Keeper(session.data_root, further)


def check(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn of what cannot be used of the ledger's files."""
    domain = domain_of(env)
    session = domain.session
    # Making the catalogue finds what is wrong with redirects.
    if session.keeper and not session.unchanged and domain.catalog:
        for fault in session.keeper.faults:
            messages = Messages(app.config, str(fault.path))
            messages.warn(Subtype(fault.fault.kind), fault.fault.line, "%s", fault.fault.text)


def closing_lines(app: Sphinx) -> list[str]:
    """Return the lines that tell what was not accepted.

    Where the ledger is locked, they are logged as errors instead, and the build fails.
    """
    if services := app.config.error_index_services:
        return [f"ledger: not asked, since this build has only {', '.join(services)}"]
    domain = domain_of(app.env)
    keeper, locked = domain.session.keeper, app.config.error_index_ledger == LOCKED
    if keeper is None or not (keeper.exists or domain.catalog.codes):
        return []
    command = _command(app, domain.session.data_root)
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
    """Return the command that accepts all changes, to be typed in the folder of the build."""
    words = ["error-index", "ledger", "--accept"]
    for option, path, usual in (
        ("--catalog", Path(app.outdir, "codes.json"), "build/html/codes.json"),
        ("--data", data, "data"),
    ):
        if Path(usual).resolve() != path.resolve():
            words += [option, os.path.relpath(path)]
    return " ".join(words)
