"""``error-index annotate``: copies a log and adds the address of each code in it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from sphinx_error_index.cli.catalogfile import BadUseError, address, find_service, load_catalog
from sphinx_error_index.cli.options import FOUND, NOTHING, add_base, given_base, service_options

if TYPE_CHECKING:
    import argparse


def add_verb(verbs: Any) -> None:
    """Add ``annotate`` to the command line."""
    parser = verbs.add_parser(
        "annotate",
        parents=[service_options()],
        help="copy a log, adding the address after each code in it",
    )
    add_base(parser)
    parser.set_defaults(verb=_annotate)


def _annotate(options: argparse.Namespace) -> int:
    catalog = load_catalog(options.catalog)
    service = find_service(catalog, options.service)
    base = given_base(options, catalog)
    if not base:
        raise BadUseError("the address of the site is not known: give --base or ERROR_INDEX_URL")
    # Imported here: other verbs are spared the resolver.
    from sphinx_error_index.cli.annotating import Annotator
    from sphinx_error_index.resolver.building import build_index

    annotator = Annotator(build_index(catalog), service)
    found = False
    for raw in sys.stdin.buffer:
        line = raw.rstrip(b"\r\n")
        ending = raw[len(line) :]
        links = [address(base, url).encode() for url in annotator.urls(_text_of(line))]
        sys.stdout.buffer.write(b"  ".join([line, *links]) + ending)
        sys.stdout.buffer.flush()
        found = found or bool(links)
    return FOUND if found else NOTHING


def _text_of(line: bytes) -> str:
    """Return the text of a line; an empty one where its bytes are not UTF-8 or have a NUL."""
    try:
        return "" if b"\0" in line else line.decode("utf-8")
    except UnicodeDecodeError:
        return ""
