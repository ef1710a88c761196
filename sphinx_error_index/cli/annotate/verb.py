"""The verb ``annotate`` of the command line."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, BinaryIO

from sphinx_error_index.cli.annotate.forms import FORMS, as_links
from sphinx_error_index.cli.catalogfile import BadUseError, address, open_index, service_of
from sphinx_error_index.cli.options import (
    FOUND,
    NOTHING,
    add_base,
    ending,
    given_base,
    service_options,
)
from sphinx_error_index.language import gettext as _

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from sphinx_error_index.cli.annotate.annotator import Annotator
    from sphinx_error_index.cli.annotate.forms import Form
    from sphinx_error_index.cli.annotate.streams import Source


def add_verb(verbs: Any) -> None:
    """Add ``annotate`` to the command line."""
    parser = verbs.add_parser(
        "annotate",
        parents=[service_options()],
        help=_("copy a log, adding the address after each code in it"),
        description=_(
            "Copies standard input to standard output, byte for byte, and adds to each line the "
            "addresses of the codes that it names. Lines that are not UTF-8 or longer than 1 MB "
            "are copied as they are."
        ),
        epilog=ending(
            "kubectl logs my-pod | error-index annotate --base https://docs.example.com/errors",
            _("Exit status: 0 an address was added, 1 none was, 2 bad use."),
        ),
    )
    add_base(parser)
    parser.add_argument(
        "--format",
        choices=list(FORMS),
        default="text",
        help=_(
            "text: behind the line; json, logfmt: as the field error_url; github: as an "
            "annotation below it (default: text)"
        ),
    )
    parser.add_argument(
        "--links",
        choices=["auto", "always", "never"],
        default="auto",
        help=_("underline addresses and let terminals open them (default: on a terminal)"),
    )
    parser.add_argument(
        "--progress",
        action="store_true",
        help=_("say on standard error how much of the input was read, where that is a file"),
    )
    parser.set_defaults(verb=_annotate)


def _annotate(options: argparse.Namespace) -> int:
    if sys.stdin is None or sys.stdout is None:
        raise BadUseError(
            _("annotate copies standard input to standard output: one of them is closed")
        )
    index = open_index(options.catalog)
    service = service_of(index, options.service)
    base = given_base(options, {"base_url": index.root.base_url})
    if not base:
        raise BadUseError(_("the address of the site is not known: give --base or ERROR_INDEX_URL"))
    # Imported here: other verbs are spared the resolver.
    from sphinx_error_index.cli.annotate.annotator import Annotator

    annotator = Annotator(index, service)
    source = getattr(sys.stdin.buffer, "raw", sys.stdin.buffer)
    linked = options.links == "always" or (options.links == "auto" and _is_terminal())
    form = as_links if linked and options.format == "text" else FORMS[options.format]
    found = _copy(source, sys.stdout.buffer, annotator, base, form, options.progress)
    return FOUND if found else NOTHING


def _copy(
    source: Source, sink: BinaryIO, annotator: Annotator, base: str, form: Form, progress: bool
) -> bool:
    """Copy a stream, adding addresses below *base*; say whether any was added."""
    from sphinx_error_index.cli.annotate.streams import Progress, parts

    worth_reading = annotator.prefilter().worth_reading
    report = Progress(source) if progress else None
    found = False
    for part in parts(source):
        lines = part.lines
        for number in worth_reading(lines):
            links = annotator.urls(_text_of(lines[number].rstrip(b"\r")))
            if links:
                links = [address(base, url) for url in links]
                lines[number] = _with_links(lines[number], links, form)
                found = True
        sink.write(part.copied)
        if lines:
            sink.write(b"\n".join(lines) + part.end)
        sink.flush()
        if report:
            report.add(len(part.copied) + sum(map(len, lines)) + len(lines))
    return found


def _with_links(line: bytes, links: Sequence[str], form: Form) -> bytes:
    """Return a line with links, before the carriage return that may end it."""
    text = line.rstrip(b"\r")
    return form(text, links) + line[len(text) :]


def _is_terminal() -> bool:
    """Say whether addresses may be links: on a terminal whose user has not set ``NO_COLOR``."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not plain


def _text_of(line: bytes) -> str:
    """Return the text of a line; an empty one where its bytes are not UTF-8 or have a NUL."""
    try:
        return "" if b"\0" in line else line.decode("utf-8")
    except UnicodeDecodeError:
        return ""
