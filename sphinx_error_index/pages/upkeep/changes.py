"""What changed from revision to revision: on the page of each code, on one page, and as feeds."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from sphinx_error_index.knowledge.changes import Change, Kind, Piece, counts, word_diff
from sphinx_error_index.links import slug
from sphinx_error_index.pages.contents import CHANGES, GENERATED, Page
from sphinx_error_index.pages.language import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinx_error_index.knowledge.history import Revision
    from sphinx_error_index.model import Catalog

MOST_CODES = 200
"""Most codes that the page shows of one revision."""

MOST_REVISIONS = 10
"""Most revisions that the page of a code shows."""


@dataclass(frozen=True, slots=True)
class Line:
    """A change as a page shows it; ``pieces`` are the texts, with what is gone and what is new."""

    kind: str
    what: str
    meaning: str
    before: str
    after: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """What changed of one code in one revision; ``pagename`` is its page, empty without one."""

    code: str
    pagename: str
    label: str
    anchor: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A revision as the page of changes shows it; ``left`` counts the codes that it leaves out."""

    label: str
    date: str
    anchor: str
    codes: int
    counts: dict[str, int]
    changed: tuple[Changed, ...]
    left: int


def anchor_of(revision: Revision) -> str:
    """Return the anchor of a revision on the page of changes."""
    return f"revision-{slug(revision.label)}"


def by_code(catalog: Catalog, revisions: Sequence[Revision]) -> dict[str, tuple[Changed, ...]]:
    """Return what changed of each code, the newest revision first."""
    found: dict[str, list[Changed]] = defaultdict(list)
    for revision in reversed(revisions):
        for changed in _changed(catalog, revision):
            if len(found[changed.code]) < MOST_REVISIONS:
                found[changed.code].append(changed)
    return {code: tuple(changed) for code, changed in found.items()}


def _changed(catalog: Catalog, revision: Revision) -> Iterable[Changed]:
    for name, changes in groupby(revision.changes, lambda change: change.code):
        code = catalog.codes.get(name) or catalog.past.codes.get(name)
        pagename = code.pagename if code else ""
        lines = tuple(map(_line, changes))
        yield Changed(name, pagename, revision.label, anchor_of(revision), lines)


def _line(change: Change) -> Line:
    pieces: tuple[Piece, ...] = ()
    if change.kind is Kind.REWORDED:
        pieces = tuple(word_diff(change.before, change.after))
    elif change.kind is not Kind.STATUS:
        pieces = (Piece("", change.before or change.after),)
    return Line(str(change.kind), change.what, change.meaning, change.before, change.after, pieces)


def changes_page(catalog: Catalog, revisions: Sequence[Revision], feeds: Sequence[str]) -> Page:
    """Return the page that lists all revisions, the newest first.

    ``feeds`` are the services that have a feed of their own, "" for the feed of all.
    """
    shown = []
    for revision in reversed(revisions):
        changed = tuple(_changed(catalog, revision))
        left = max(0, len(changed) - MOST_CODES)
        shown.append(
            Shown(
                revision.label, revision.date, anchor_of(revision), revision.codes,
                counts(revision.changes), changed[:MOST_CODES], left,
            )
        )  # fmt: skip
    return Page(
        CHANGES,
        "changes",
        title=str(GENERATED[CHANGES]),
        description=_("What changed in the documentation of error codes, by revision."),
        context={"revisions": shown, "feeds": list(feeds)},
    )
