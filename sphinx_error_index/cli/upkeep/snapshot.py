"""``error-index snapshot``: takes the built catalogue into the history as a revision."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx_error_index.cli.catalogfile import BadUseError, load_catalog
from sphinx_error_index.cli.ledgerverb import DEFAULT_DATA, revision_name
from sphinx_error_index.cli.options import NO_PROBLEM, catalog_options, ending
from sphinx_error_index.cli.shape import require_shape
from sphinx_error_index.knowledge.history import HistoryError, take
from sphinx_error_index.knowledge.showing import summary
from sphinx_error_index.knowledge.states import state_of
from sphinx_error_index.language import gettext as _

if TYPE_CHECKING:
    import argparse


def add_verb(verbs: Any) -> None:
    """Add ``snapshot`` to the command line."""
    parser = verbs.add_parser(
        "snapshot",
        parents=[catalog_options()],
        help=_("take the catalogue into the history as a revision"),
        epilog=ending(
            "error-index snapshot --label 2025-03-24",
            _("Exit status: 0 taken, 2 bad use or nothing to take."),
        ),
    )
    parser.add_argument(
        "--label", metavar="NAME", help=_("what the revision is called (default: its date)")
    )
    parser.add_argument(
        "--date", metavar="DAY",
        help=_("its day, such as 2025-03-24 (default: the label if it is a day, else today, UTC)"),
    )  # fmt: skip
    parser.add_argument(
        "--data", metavar="FOLDER", type=Path, default=Path(DEFAULT_DATA),
        help=_("the data root, which has the history (default: %s)") % DEFAULT_DATA,
    )  # fmt: skip
    parser.set_defaults(verb=_snapshot)


def _snapshot(options: argparse.Namespace) -> int:
    catalog = load_catalog(options.catalog)
    require_shape(catalog, options.catalog)
    if not options.data.is_dir():
        raise BadUseError(_("there is no folder %s: name the data root with --data") % options.data)
    label = revision_name(options.label, "--label")
    try:
        revision, written = take(options.data, state_of(catalog), label, _day(options.date, label))
    except HistoryError as error:
        raise BadUseError(str(error)) from None
    first = _("%s codes, the first revision") % revision.codes
    said = summary(revision.changes) if revision.changes else first
    sys.stdout.write(
        _("revision %(label)s: %(said)s") % {"label": revision.label, "said": said} + "\n"
    )
    for path in written:
        sys.stdout.write(_("wrote %s") % path + "\n")
    return NO_PROBLEM


def _day(given: str | None, label: str) -> str:
    """Return the day of a revision: as given, else its label if that is one, else today."""
    for text in filter(None, (given, label)):
        try:
            return datetime.date.fromisoformat(text).isoformat()
        except ValueError:
            if text is given:
                raise BadUseError(_("--date: %r is no day such as 2025-03-24") % text) from None
    return revision_name(None)
