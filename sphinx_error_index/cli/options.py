"""What several verbs share: exit status, options, and what follows from them."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sphinx_error_index.cli.catalogfile import DEFAULT_CATALOG, BadUseError
from sphinx_error_index.cli.scan import STDIN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_error_index.cli.catalogfile import CodesJson

FOUND, NOTHING, BAD_USE = 0, 1, 2
"""Exit status of verbs that look something up."""

NO_PROBLEM, PROBLEMS = 0, 1
"""Exit status of verbs that check something."""


def add_catalog(parser: argparse.ArgumentParser, default: object) -> None:
    """Add the option that names the catalogue; ``default`` is its value where it is not given."""
    parser.add_argument(
        "--catalog",
        metavar="FILE",
        type=Path,
        default=default,
        help=f"the site's codes.json (default: {DEFAULT_CATALOG})",
    )


def catalog_options() -> argparse.ArgumentParser:
    """Return the options of every verb that reads the catalogue.

    The option may also stand before the verb; the default belongs to that place alone.
    """
    parser = argparse.ArgumentParser(add_help=False)
    add_catalog(parser, argparse.SUPPRESS)
    return parser


def service_options() -> argparse.ArgumentParser:
    """Return the options of every verb that looks at one service or at all of them."""
    parser = argparse.ArgumentParser(add_help=False, parents=[catalog_options()])
    parser.add_argument("--service", metavar="ID", help="only codes of this service, in any case")
    return parser


def add_base(parser: argparse.ArgumentParser) -> None:
    """Add the option that says where the site is published."""
    parser.add_argument(
        "--base",
        metavar="URL",
        help="where the site is published (default: ERROR_INDEX_URL, else the catalogue's own)",
    )


def given_base(options: argparse.Namespace, catalog: CodesJson) -> str:
    """Return where the site is said to be published; nothing where nobody says it."""
    return str(options.base or os.environ.get("ERROR_INDEX_URL") or catalog.get("base_url", ""))


def required_base(options: argparse.Namespace, catalog: CodesJson) -> str:
    """Return where the site is published; raise BadUseError where that is not to be known."""
    base = given_base(options, catalog)
    if not base:
        raise BadUseError("the address of the site is not known: give --base or ERROR_INDEX_URL")
    if urlsplit(base).scheme not in ("http", "https") or not urlsplit(base).netloc:
        raise BadUseError(f"{base} is no address of a site: it begins with https:// and a host")
    return base


def require_paths(paths: Sequence[str]) -> None:
    """Raise BadUseError for a path that is not there."""
    for path in paths:
        if path != STDIN and not os.path.exists(path):  # noqa: PTH110
            raise BadUseError(f"there is no {path}")
