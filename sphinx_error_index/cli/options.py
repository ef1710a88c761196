"""What several verbs share: exit status, options, and values that follow from the options."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING, Any

from sphinx_error_index.cli.catalogfile import DEFAULT_CATALOG, ENVIRONMENT, BadUseError
from sphinx_error_index.language import deferred
from sphinx_error_index.language import gettext as _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sphinx_error_index.cli.catalogfile import CodesJson

FOUND, NOTHING, BAD_USE = 0, 1, 2
"""Exit status of verbs that look something up."""

EXIT = deferred("Exit status: 0 found, 1 nothing found, 2 bad use or no catalogue.")
"""What the help of such verbs ends with."""

CHECKED = deferred("Exit status: 0 no problem, 1 problems, 2 bad use or no catalogue.")
"""What the help of verbs that check something ends with."""

NO_PROBLEM, PROBLEMS = 0, 1
"""Exit status of verbs that check something."""


def add_catalog(parser: argparse.ArgumentParser, default: object) -> None:
    """Add the option that names the catalogue; ``default`` is its value where it is not given."""
    parser.add_argument(
        "--catalog",
        metavar="SITE",
        default=default,
        help=_(
            "the site's folder, its codes.json, or the address where it is published "
            "(default: %(variable)s, else %(path)s)"
        )
        % {"variable": ENVIRONMENT, "path": DEFAULT_CATALOG},
    )


def catalog_options() -> argparse.ArgumentParser:
    """Return the options of every verb that reads the catalogue.

    The option may also be given before the verb. Only there does it have a default: one here
    would replace what was given before the verb.
    """
    parser = argparse.ArgumentParser(add_help=False)
    add_catalog(parser, argparse.SUPPRESS)
    return parser


def service_options() -> argparse.ArgumentParser:
    """Return the options of every verb that can be limited to one service."""
    parser = argparse.ArgumentParser(add_help=False, parents=[catalog_options()])
    said = _("only codes of this service, in any case")
    parser.add_argument("--service", metavar="ID", help=said)
    return parser


def ending(example: str, status: object) -> str:
    """Return what the help of a verb ends with: an example, and what its exit status says."""
    return f"{_('Example')}: {example}. {status}"


def add_format(parser: argparse.ArgumentParser, formats: Iterable[str]) -> None:
    """Add the option that says in which form a verb prints."""
    default = _("default: %(value)s") % {"value": "text"}
    parser.add_argument("--format", choices=list(formats), default="text", help=default)


def add_base(parser: argparse.ArgumentParser) -> None:
    """Add the option that says where the site is published."""
    parser.add_argument(
        "--base",
        metavar="URL",
        help=_("where the site is published (default: ERROR_INDEX_URL, else the catalogue's own)"),
    )


def add_scanning_verb(
    verbs: Any,
    name: str,
    said: tuple[str, str, str],
    formats: Iterable[str],
    verb: Callable[..., int],
) -> None:
    """Add a verb that reads files and folders and prints what it found in one of some formats.

    ``said`` is what it does in short and at length, and an example.
    """
    short, long, example = said
    parser = verbs.add_parser(
        name,
        parents=[service_options()],
        help=short,
        description=long,
        epilog=ending(example, CHECKED),
    )
    paths = _("files and folders; -: standard input")
    parser.add_argument("paths", nargs="+", metavar="PATH", help=paths)
    add_base(parser)
    add_format(parser, formats)
    parser.set_defaults(verb=verb)


def given_base(options: argparse.Namespace, catalog: CodesJson) -> str:
    """Return where the site is published by option, environment or catalogue, else nothing.

    Raises BadUseError for what no address can be made of.
    """
    base = str(options.base or os.environ.get("ERROR_INDEX_URL") or catalog.get("base_url", ""))
    if not base.isprintable() or not _can_be_split(base):
        raise BadUseError(f"{base!r} is no address of a site")
    return base


def _can_be_split(base: str) -> bool:
    from urllib.parse import urlsplit

    try:
        urlsplit(base)
    except ValueError:  # a bracket without the other, for one
        return False
    return True


def required_base(options: argparse.Namespace, catalog: CodesJson) -> str:
    """Return where the site is published; raise BadUseError where nothing says so."""
    from urllib.parse import urlsplit

    base = given_base(options, catalog)
    if not base:
        raise BadUseError(_("the address of the site is not known: give --base or ERROR_INDEX_URL"))
    if is_variable(base):
        return base
    if urlsplit(base).scheme not in ("http", "https") or not urlsplit(base).netloc:
        text = _("%(address)s is no address of a site: it begins with https:// and a host")
        raise BadUseError(text % {"address": base})
    return base


def is_variable(base: str) -> bool:
    """Say whether a template fills in a base: ``{{ .Values.docs }}``, ``${DOCS}``, ``$(DOCS)``."""
    return base.startswith(("{{", "${", "$(")) and base.endswith(("}", ")"))


def require_paths(paths: Sequence[str]) -> None:
    """Raise BadUseError for a path that does not exist; ``-`` is standard input."""
    for path in paths:
        if path != "-" and not os.path.exists(path):  # noqa: PTH110
            raise BadUseError(_("there is no %(path)s") % {"path": path})
