"""The verb ``annotate`` of the command line."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, BinaryIO

from sphinx_error_index.cli.catalogfile import BadUseError, address, open_index, service_of
from sphinx_error_index.cli.options import FOUND, NOTHING, add_base, given_base, service_options
from sphinx_error_index.language import gettext as _
from sphinx_error_index.wording import printable

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from sphinx_error_index.cli.annotate.annotator import Annotator
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
        epilog=_("Exit status: 0 an address was added, 1 none was, 2 bad use."),
    )
    add_base(parser)
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
    return FOUND if _copy(source, sys.stdout.buffer, annotator, base, options.progress) else NOTHING


def _copy(source: Source, sink: BinaryIO, annotator: Annotator, base: str, progress: bool) -> bool:
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
                lines[number] = _with_links(lines[number], (address(base, url) for url in links))
                found = True
        sink.write(part.copied)
        if lines:
            sink.write(b"\n".join(lines) + part.end)
        sink.flush()
        if report:
            report.add(len(part.copied) + sum(map(len, lines)) + len(lines))
    return found


def _with_links(line: bytes, links: Iterable[str]) -> bytes:
    """Return a line with links behind its text, before the carriage return that may end it."""
    text = line.rstrip(b"\r")
    added = (printable(link).encode() for link in links)
    return b"  ".join([text, *added]) + line[len(text) :]


def _text_of(line: bytes) -> str:
    """Return the text of a line; an empty one where its bytes are not UTF-8 or have a NUL."""
    try:
        return "" if b"\0" in line else line.decode("utf-8")
    except UnicodeDecodeError:
        return ""
