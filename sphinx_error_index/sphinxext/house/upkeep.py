"""What a build knows for the keepers of a site: its history, and the debt of its documentation."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from sphinx_error_index.knowledge.debt import Debt, due_day
from sphinx_error_index.knowledge.history import History, history_files, read_history
from sphinx_error_index.messages import Messages, Subtype

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sphinx.application import Sphinx

    from sphinx_error_index.model import Catalog
    from sphinx_error_index.pages.contents import Page


@dataclass(frozen=True)
class Upkeep:
    """The history, and the codes with each kind of debt."""

    history: History = field(default_factory=History)
    debts: dict[Debt, list[str]] = field(default_factory=dict)


def today() -> date:
    """Return the day of the build, or that of ``SOURCE_DATE_EPOCH``."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isascii() and epoch.isdigit() and len(epoch) < 13:
        return datetime.fromtimestamp(int(epoch), UTC).date()
    return datetime.now(UTC).date()


def review_due(app: Sphinx) -> date:
    """Return the day before which a note must have been reviewed."""
    days: int = app.config.error_index_review_days
    return due_day(today(), max(0, min(days, 100_000)))


def inputs(data: Path, notes: object, due: date) -> Iterator[object]:
    """Return what the history is made of, and which notes are due: a build compares it."""
    for path in history_files(data):
        try:
            yield path.name, hashlib.sha256(path.read_bytes()).digest()
        except OSError:
            yield path.name
    if isinstance(notes, list):
        yield [note.reviewed < due.isoformat() for note in notes if note.reviewed]


def read(app: Sphinx, data: Path, catalog: Catalog) -> Upkeep:
    """Return history and debt; a file of the history that cannot be read is warned of."""
    from sphinx_error_index.pages.upkeep.debt import debts_of

    history = read_history(data, latest=False)
    for fault in history.faults:
        Messages(app.config, str(fault.path)).warn(Subtype.HISTORY, 1, "%s", fault.text)
    return Upkeep(history, debts_of(catalog, review_due(app)))


def pages(upkeep: Upkeep, catalog: Catalog, feeds: list[str], *, named: bool) -> Iterator[Page]:
    """Return the pages of changes and of debt.

    The page of changes is there where there is a history, or a toctree that has it ``named``.
    """
    from sphinx_error_index.pages.upkeep.changes import changes_page
    from sphinx_error_index.pages.upkeep.debt import debt_page

    if upkeep.history.revisions or named:
        yield changes_page(catalog, upkeep.history.revisions, feeds)
    yield debt_page(catalog, upkeep.debts)
