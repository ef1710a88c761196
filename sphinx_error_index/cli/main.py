"""``error-index``: the error index in a terminal. It reads only what a site has published.

Exit status: 0 found, 1 nothing found, 2 bad use.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_error_index.cli import (
    coverage,
    explaining,
    ledgerverb,
    resolving,
    verify,
)
from sphinx_error_index.cli.annotate import verb as annotate_verb
from sphinx_error_index.cli.catalogfile import DEFAULT_CATALOG, BadUseError
from sphinx_error_index.cli.options import BAD_USE, FOUND, add_catalog
from sphinx_error_index.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

VERBS = (explaining, resolving, annotate_verb, verify, coverage, ledgerverb)
"""The modules of the verbs, in the order in which ``--help`` lists them."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without "─" still gets the text
    options = _parser().parse_args(arguments)
    verb: Callable[[argparse.Namespace], int] = options.verb
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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="error-index", description="Look up error codes of a built error index."
    )
    parser.add_argument("--version", action="version", version=__version__)
    add_catalog(parser, Path(DEFAULT_CATALOG))
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    for module in VERBS:
        module.add_verb(verbs)
    return parser
