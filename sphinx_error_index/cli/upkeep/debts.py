"""``error-index debt``: counts what the documentation lacks, and holds it in CI."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx_error_index.cli.catalogfile import BadUseError, find_service, load_catalog
from sphinx_error_index.cli.ledgerverb import revision_name
from sphinx_error_index.cli.options import NO_PROBLEM, PROBLEMS, ending, service_options
from sphinx_error_index.cli.shape import require_shape
from sphinx_error_index.files import write_if_changed
from sphinx_error_index.knowledge.debt import REVIEW_DAYS, Debt, NoteAge, debts, due_day
from sphinx_error_index.knowledge.states import state_of
from sphinx_error_index.language import gettext as _

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence

    from sphinx_error_index.knowledge.debt import Debts

SCHEMA = 1
"""Version of the baseline's structure."""

MOST_NAMED = 20
"""Most codes that are named of one kind."""


def add_verb(verbs: Any) -> None:
    """Add ``debt`` to the command line."""
    parser = verbs.add_parser(
        "debt",
        parents=[service_options()],
        help=_("count what the documentation of codes lacks"),
        epilog=ending(
            "error-index debt --max no-cause=20",
            _("Exit status: 0 no more than allowed, 1 more, 2 bad use. Kinds: %s.")
            % (", ".join(Debt)),
        ),
    )
    parser.add_argument(
        "--max", metavar="[KIND=]NUMBER", action="append", default=[],
        help=_("most debts that are allowed, of a kind or of all together; may be given again"),
    )  # fmt: skip
    parser.add_argument(
        "--baseline", metavar="FILE", type=Path,
        help=_("debts that are known: only others count for --max, which is 0 then if not given"),
    )  # fmt: skip
    parser.add_argument(
        "--accept", action="store_true", help=_("write what there is now into the baseline")
    )
    parser.add_argument(
        "--review-days", metavar="DAYS", type=int, default=REVIEW_DAYS,
        help=_("days after which a note is due again (default: %s)") % REVIEW_DAYS,
    )  # fmt: skip
    parser.set_defaults(verb=_debt)


def _debt(options: argparse.Namespace) -> int:
    found = _found(options)
    if options.accept:
        if options.baseline is None:
            raise BadUseError(_("--accept needs the --baseline that it writes"))
        _write(options.baseline, found)
        sys.stdout.write(_("wrote %s") % options.baseline + "\n")
        return NO_PROBLEM
    known = _read(options.baseline) if options.baseline else {}
    limits = _limits(options.max)
    if options.baseline and not limits:
        limits = {"": 0}
    fresh = {
        kind: [n for n in names if n not in known.get(kind, ())] for kind, names in found.items()
    }
    for kind, names in found.items():
        more = f" ({len(fresh[kind])} not in the baseline)" if options.baseline else ""
        sys.stdout.write(f"{kind}: {len(names)}{more}\n")
    problems = list(_problems(fresh, limits))
    for line in problems:
        sys.stdout.write(f"{line}\n")
    return PROBLEMS if problems else NO_PROBLEM


def _found(options: argparse.Namespace) -> Debts:
    """Return the debt of the catalogue, or of one service of it."""
    catalog = load_catalog(options.catalog)
    require_shape(catalog, options.catalog)
    service = find_service(catalog, options.service)
    state = state_of(catalog)
    if service is not None:
        state = {name: said for name, said in state.items() if name.startswith(f"{service}/")}
    try:
        today = date.fromisoformat(revision_name(None))
        due = due_day(today, options.review_days)
    except (ValueError, OverflowError):
        raise BadUseError(
            _("--review-days: %s is no number of days") % options.review_days
        ) from None
    return debts(state, _ages(catalog), due)


def _ages(catalog: Mapping[str, Any]) -> dict[str, list[NoteAge]]:
    return {
        code["id"]: [
            NoteAge(note["reviewed"], bool(note["text"] or note["runbook"]))
            for note in code["notes"]
        ]
        for code in catalog["codes"]
        if code.get("notes")
    }


def _limits(given: Sequence[str]) -> dict[str, int]:
    """Return the most that is allowed of each kind; the empty kind is all together."""
    limits = {}
    for text in given:
        kind, _sign, number = text.rpartition("=")
        if kind not in ("", *Debt) or not (number.isascii() and number.isdigit()):
            kinds = ", ".join(Debt)
            raise BadUseError(
                _("--max %(text)s: give a number, or KIND=NUMBER with a KIND of %(kinds)s")
                % {"text": text, "kinds": kinds}
            )
        limits[str(kind)] = int(number)
    return limits


def _problems(fresh: Mapping[Debt, Sequence[str]], limits: Mapping[str, int]) -> list[str]:
    """Return a line for each limit that is passed, with the codes that pass it."""
    problems = []
    for kind, most in limits.items():
        kinds = [one for one in Debt if kind in ("", one)]
        named = [(one, name) for one in kinds for name in fresh[one]]
        if len(named) > most:
            of = _("of %s") % kind if kind else _("of all kinds")
            said = {"number": len(named), "of": of, "most": most}
            problems.append(_("%(number)s debts %(of)s, %(most)s allowed:") % said)
            problems += [f"  {one}: {name}" for one, name in named[:MOST_NAMED]]
            if len(named) > MOST_NAMED:
                problems.append("  " + _("and %s more") % (len(named) - MOST_NAMED))
    return problems


def _write(path: Path, found: Debts) -> None:
    said = {str(kind): sorted(names) for kind, names in found.items()}
    text = json.dumps({"schema": SCHEMA, "debt": said}, ensure_ascii=False, indent=1)
    write_if_changed(path, f"{text}\n")


def _read(path: Path) -> dict[str, frozenset[str]]:
    try:
        content = json.loads(path.read_text("utf-8"))
    except OSError as error:
        reason = _("no baseline at %(path)s (%(strerror)s): --accept writes one") % {
            "path": path,
            "strerror": error.strerror,
        }
        raise BadUseError(reason) from None
    except (ValueError, RecursionError) as error:
        raise BadUseError(
            _("%(path)s:1: this is no baseline: %(error)s") % {"path": path, "error": error}
        ) from None
    if not isinstance(content, dict) or not isinstance(content.get("schema"), int):
        raise BadUseError(_("%s:1: this is no baseline") % path)
    if content["schema"] > SCHEMA:
        raise BadUseError(_("%s:1: this is of a newer version of sphinx-error-index") % path)
    said = content.get("debt")
    if not isinstance(said, dict) or not all(
        isinstance(names, list) and all(isinstance(name, str) for name in names)
        for names in said.values()
    ):
        raise BadUseError(_("%s:1: this is no baseline: its debt is no lists of codes") % path)
    return {kind: frozenset(names) for kind, names in said.items()}
