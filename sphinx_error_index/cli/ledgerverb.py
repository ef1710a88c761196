"""``error-index ledger``: lists what the ledger does not know yet; ``--accept`` takes it in."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx_error_index.cli.catalogfile import BadUseError, load_catalog
from sphinx_error_index.cli.options import (
    NO_PROBLEM,
    PROBLEMS,
    add_base,
    add_format,
    catalog_options,
    ending,
    given_base,
)
from sphinx_error_index.cli.servermaps import MAPS, server_map
from sphinx_error_index.cli.shape import require_shape
from sphinx_error_index.language import gettext as _
from sphinx_error_index.ledger.accepting import accept
from sphinx_error_index.ledger.entries import catalog_of
from sphinx_error_index.ledger.files import has_ledger, read_ledger, write_ledger
from sphinx_error_index.ledger.ledger import compare

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping, Sequence

    from sphinx_error_index.ledger.ledger import Changes

DEFAULT_DATA = "data"

NEEDED = {
    "services": {"page"},
    "categories": {"page", "service", "origins"},
    "codes": {"page"},
    "lists": {"page"},
    "statuses": {"page"},
    "redirects": {"page"},
}
"""The fields that the ledger needs, beside what every catalogue has, of each kind of entry."""

VARIANT_NEEDED = {"title", "message", "causes", "cause_anchors"}


def add_verb(verbs: Any) -> None:
    """Add ``ledger`` to the command line."""
    parser = verbs.add_parser(
        "ledger",
        parents=[catalog_options()],
        help=_("list or accept changes of published addresses"),
        description=_(
            "List what the ledger of published addresses does not know yet, or take it in."
        ),
        epilog=ending(
            "error-index ledger --accept",
            _("Exit status: 0 nothing has changed, or all is accepted; 1 changes, 2 bad use."),
        ),
    )
    parser.add_argument(
        "--accept", action="store_true", help=_("take the changes into the ledger: write its files")
    )
    parser.add_argument(
        "--data",
        metavar="FOLDER",
        type=Path,
        default=Path(DEFAULT_DATA),
        help=_("the data root, which has the ledger (default: %s)") % DEFAULT_DATA,
    )
    parser.add_argument(
        "--revision",
        metavar="NAME",
        help=_("what the accepted state is called (default: the date, UTC)"),
    )
    parser.add_argument(
        "--server",
        choices=list(MAPS),
        help=_("print the site's redirects, other names of codes included, for this server"),
    )
    add_base(parser)
    add_format(parser, ("text", "json"))
    parser.set_defaults(verb=_ledger)


def _ledger(options: argparse.Namespace) -> int:
    content = _content(options.catalog)
    if options.server:
        for line in server_map(options.server, content, given_base(options, content)):
            sys.stdout.write(f"{line}\n")
        return NO_PROBLEM
    if not options.data.is_dir():
        raise BadUseError(_("there is no folder %s: name the data root with --data") % options.data)
    ledger, faults = read_ledger(options.data)
    if faults:
        raise BadUseError("\n".join(f"{f.path}:{f.fault.line}: {f.fault.text}" for f in faults))
    forwards = [redirect["page"] for redirect in content["redirects"]]
    changes = compare(ledger, catalog_of(content), forwards, content["documents"])
    written = None
    if options.accept:
        name = revision_name(options.revision)
        written = write_ledger(options.data, accept(ledger, content, name, forwards))
    if options.format == "json":
        _print_json(changes, written)
    elif written is None:
        _print_changes(changes, options.data)
    else:
        _print_accepted(changes, written)
    return PROBLEMS if changes and written is None else NO_PROBLEM


def _print_json(changes: Changes, written: Sequence[Path] | None) -> None:
    """Print the changes as lines of the ledger, and the files that were written for them."""
    said = {
        "new": list(changes.new),
        "gone": list(changes.gone),
        "back": list(changes.back),
        "accepted": written is not None,
        "written": [str(path) for path in written or ()],
    }
    sys.stdout.write(f"{json.dumps(said, ensure_ascii=False, indent=1)}\n")


def _print_accepted(changes: Changes, written: Sequence[Path]) -> None:
    for line in changes.summary():
        sys.stdout.write(_("accepted: %s") % line + "\n")
    for path in written:
        sys.stdout.write(_("wrote %s") % path + "\n")
    if not written:
        sys.stdout.write(_("the ledger is up to date") + "\n")


def _print_changes(changes: Changes, data: Path) -> None:
    if not has_ledger(data):
        sys.stdout.write(_("there is no ledger yet: error-index ledger --accept starts one") + "\n")
    for line in changes.listing() if has_ledger(data) else changes.summary():
        sys.stdout.write(f"{line}\n")


def _content(catalog: str) -> Mapping[str, Any]:
    content = load_catalog(catalog)
    require_shape(content, catalog)
    if not {"redirects", "documents"} <= content.keys() or not all(
        map(_is_of_ledger, _entries(content))
    ):
        raise BadUseError(_("%s is of an older version: build the site again") % catalog)
    return _in_own_words(content)


def _in_own_words(content: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a catalogue whose meanings are in the vendor's words, whatever the site shows."""
    codes = [
        {**code, "variants": [{**v, **v.get("original", {})} for v in code["variants"]]}
        for code in content["codes"]
    ]
    return {**content, "codes": codes}


def _entries(content: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for kind in NEEDED:
        for entry in content.get(kind, ()):
            yield kind, entry


def _is_of_ledger(entry: tuple[str, Mapping[str, Any]]) -> bool:
    """Say whether an entry of a kind has what the ledger keeps of it."""
    kind, fields = entry
    return NEEDED[kind] <= fields.keys() and all(
        variant.keys() >= VARIANT_NEEDED for variant in fields.get("variants", ())
    )


def revision_name(name: str | None, option: str = "--revision") -> str:
    """Return a revision's name: as given, else the date (UTC) of SOURCE_DATE_EPOCH or today."""
    if name is not None:
        if not name.strip() or not name.isprintable():
            raise BadUseError(_("%s must be a name, such as 2.4 or 2025-03-24") % option)
        return name.strip()
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    try:
        seconds = int(epoch) if epoch else time.time()
        return time.strftime("%Y-%m-%d", time.gmtime(seconds))
    except (ValueError, OverflowError, OSError):
        raise BadUseError(_("SOURCE_DATE_EPOCH is no time in seconds: %r") % epoch) from None
