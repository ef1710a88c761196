"""``error-index diff``: what changed between two states of a catalogue."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from sphinx_error_index.cli.options import NO_PROBLEM, ending
from sphinx_error_index.cli.upkeep.states import load_state
from sphinx_error_index.knowledge.changes import changes
from sphinx_error_index.knowledge.showing import as_json, as_markdown, as_text
from sphinx_error_index.language import gettext as _

if TYPE_CHECKING:
    import argparse


def add_verb(verbs: Any) -> None:
    """Add ``diff`` to the command line."""
    parser = verbs.add_parser(
        "diff",
        help=_("say what changed between two states of a catalogue"),
        description=_(
            "Compare two states: each is a codes.json, the folder or address of a site, "
            "a folder of vendor files, or a revision of git."
        ),
        epilog=ending(
            "error-index diff HEAD~1 HEAD --format markdown",
            _("Exit status: 0 compared, 2 bad use."),
        ),
    )
    parser.add_argument("old", help=_("the state before"))
    parser.add_argument("new", help=_("the state after"))
    parser.add_argument(
        "--data", metavar="FOLDER", default="data",
        help=_("where a revision of git has the vendor files (default: data)"),
    )  # fmt: skip
    parser.add_argument("--service", metavar="ID", help=_("only codes of this service"))
    parser.add_argument(
        "--format", choices=("text", "markdown", "json"), default="text", help="(default: text)"
    )
    parser.set_defaults(verb=_diff)


def _diff(options: argparse.Namespace) -> int:
    found = changes(load_state(options.old, options.data), load_state(options.new, options.data))
    if options.service:
        found = [change for change in found if change.code.startswith(f"{options.service}/")]
    if options.format == "json":
        json.dump(as_json(found), sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
    else:
        for line in (as_markdown if options.format == "markdown" else as_text)(found):
            sys.stdout.write(f"{line}\n")
    return NO_PROBLEM
