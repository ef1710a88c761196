"""``error-index``: the error index in a terminal. It reads only what a site has published.

Exit status: 0 found, 1 nothing found, 2 bad use.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from sphinx_error_index.cli.catalogfile import BadUseError, default_catalog
from sphinx_error_index.cli.options import BAD_USE, EXIT, FOUND, add_catalog
from sphinx_error_index.language import gettext as _
from sphinx_error_index.language import use_environment
from sphinx_error_index.version import __version__
from sphinx_error_index.wording import loggable, printable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TextIO

VERBS: Final = {
    "explain": "explaining",
    "resolve": "resolving",
    "annotate": "annotate.verb",
    "verify": "verify",
    "coverage": "coverage",
    "ledger": "ledgerverb",
    "mcp": "agents.verb",
    "new": "starting.newservice",
    "completion": "starting.completion",
    "diff": "upkeep.diffing",
    "snapshot": "upkeep.snapshot",
    "debt": "upkeep.debts",
    "export": "export.verb",
    "merge": "joining.verb",
}
"""The verbs and their modules, in the order in which ``--help`` lists them."""


class _Printable:
    """An output stream through which no text of a catalogue commands a terminal or a log.

    With ``commands`` set, what is written are commands for the log.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.commands = False

    def write(self, text: str) -> int:
        """Write a text as it may be shown."""
        return self._stream.write(printable(text) if self.commands else loggable(text))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


TEXTS = ("base", "catalog", "csv", "data", "ndjson", "prometheus", "revision", "service", "sqlite")
"""Options with one text as their value."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit status."""
    use_environment()
    if sys.stdout is None:
        print("error-index: " + _("standard output is closed"), file=sys.stderr)
        return BAD_USE
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without "─" still gets the text
    out, err = _Printable(sys.stdout), _Printable(sys.stderr)
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        return _run(arguments, out)


def _run(arguments: Sequence[str] | None, out: _Printable) -> int:
    given = list(sys.argv[1:] if arguments is None else arguments)
    parser = _parser(given)
    options = parser.parse_args(given)
    for name in TEXTS:
        if getattr(options, name, None) == []:  # what argparse of Python 3.11 makes of "--base=--"
            parser.error(f"argument --{name}: -- is no value")
    out.commands = getattr(options, "format", "") == "github"
    verb: Callable[[argparse.Namespace], int] = options.verb
    if getattr(options, "whole_parser", False):
        options.parser = _parser([])
    try:
        return verb(options)
    except BadUseError as error:
        print(f"error-index: {error}", file=sys.stderr)
        return BAD_USE
    except BrokenPipeError:
        # The reader of our output has gone, as with `error-index … | head`.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FOUND
    except OSError as error:
        print(f"error-index: {error}", file=sys.stderr)
        return BAD_USE
    except KeyboardInterrupt:
        return 130


def _parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    """Return the parser; of the verbs only the given one is loaded, as that is most of the time."""
    parser = argparse.ArgumentParser(
        prog="error-index",
        description=_("Look up error codes of a built error index, and keep its addresses alive."),
        epilog=_("error-index VERB --help says more of each.")
        + f" {EXIT} {_('verify and coverage: 0 no problem, 1 problems.')}",
    )
    parser.add_argument("--version", action="version", version=__version__)
    add_catalog(parser, default_catalog())
    verbs = parser.add_subparsers(required=True, metavar="VERB", prog="error-index")
    for name in _given_verb(arguments):
        import_module(f"sphinx_error_index.cli.{VERBS[name]}").add_verb(verbs)
    return parser


def _given_verb(arguments: Sequence[str]) -> Sequence[str]:
    """Return the verb of a command, or all verbs where it names none."""
    values = iter(arguments)
    for argument in values:
        if argument == "--catalog":
            next(values, None)
        elif not argument.startswith("-"):
            return [argument] if argument in VERBS else list(VERBS)
    return list(VERBS)
