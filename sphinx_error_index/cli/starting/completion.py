"""``error-index completion``: prints what lets a shell complete verbs, options and choices.

The script is made by shtab, the extra ``completion``, of the command line's own parser; completing
starts no Python.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any, Final

from sphinx_error_index.cli.catalogfile import BadUseError
from sphinx_error_index.cli.options import FOUND, ending
from sphinx_error_index.language import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterator

SHELLS: Final = ("bash", "zsh", "tcsh")
FOLDERS: Final = ("--data", "--ndjson", "--source", "--site")
"""Options that take a folder; every other path may be a file."""

_PATHS: Final = ("PATH", "FILE", "FOLDER", "SITE")
"""What the help calls values that are paths."""


def add_verb(verbs: Any) -> None:
    """Add ``completion`` to the command line."""
    parser = verbs.add_parser(
        "completion",
        help=_("print what lets a shell complete verbs and options"),
        description=_(
            "Print a script for the shell. It takes the extra completion: pip install "
            "sphinx-error-index[completion]."
        ),
        epilog=ending(
            "error-index completion bash > ~/.local/share/bash-completion/completions/error-index",
            _("Exit status: 0 printed, 2 bad use, or no shtab."),
        ),
    )
    parser.add_argument("shell", choices=SHELLS)
    parser.set_defaults(verb=_completion, whole_parser=True)


def _completion(options: argparse.Namespace) -> int:
    try:
        import shtab
    except ImportError:
        text = _("shtab is not installed: pip install sphinx-error-index[completion]")
        raise BadUseError(text) from None
    parser: argparse.ArgumentParser = options.parser
    for action in _actions(parser):
        if action.metavar in _PATHS:
            is_folder = set(FOLDERS) & set(action.option_strings)
            action.complete = shtab.DIRECTORY if is_folder else shtab.FILE  # type: ignore[attr-defined]
    sys.stdout.write(shtab.complete(parser, options.shell) + "\n")
    return FOUND


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """Yield the options and arguments of a parser and of its verbs."""
    for action in parser._actions:  # argparse has no public list of them
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for verb in action.choices.values():
                yield from _actions(verb)
