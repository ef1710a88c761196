"""``error-index resolve``: which codes a text is about."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from sphinx_error_index.cli.batch import asked
from sphinx_error_index.cli.catalogfile import BadUseError, address
from sphinx_error_index.cli.joining.answers import asker
from sphinx_error_index.cli.joining.places import places_of, service_in
from sphinx_error_index.cli.options import (
    BAD_USE,
    EXIT,
    FOUND,
    NOTHING,
    add_format,
    ending,
    service_options,
)
from sphinx_error_index.cli.reasons import reason
from sphinx_error_index.language import deferred
from sphinx_error_index.language import gettext as _

if TYPE_CHECKING:
    import argparse
    from collections.abc import Collection, Iterable, Iterator

    from sphinx_error_index.resolver.resolver import Answer, Match

WIDTH = 88
"""Columns of the text that matched."""

CONFIDENCE = {
    "exact": deferred("exact"),
    "likely": deferred("likely"),
    "weak": deferred("weak"),
}
"""How sure a match is, as it is shown."""


def add_verb(verbs: Any) -> None:
    """Add ``resolve`` to the command line."""
    parser = verbs.add_parser(
        "resolve",
        parents=[service_options()],
        help=_("find the codes that a text is about"),
        description=_(
            "Find the codes that a log line, a traceback, JSON, XML or a message is about, best "
            "first, and say how sure that is and why."
        ),
        epilog=ending("kubectl logs my-pod | tail -n 1 | error-index resolve", EXIT),
    )
    parser.add_argument("text", nargs="*", help=_("the text; - or nothing: standard input"))
    add_format(parser, ("text", "json"))
    parser.add_argument(
        "--json",
        action="store_const",
        const="json",
        dest="format",
        help=_("print a JSON list, best first"),
    )
    parser.add_argument(
        "--answer",
        action="store_true",
        help=_(
            "print one JSON object: the matches, and what stands beside them (elsewhere, "
            "unknown, services, family)"
        ),
    )
    parser.add_argument(
        "--batch",
        action="store_true",
        help=_('read one JSON object {"query", "service"?} a line, print one JSON list a line'),
    )
    parser.set_defaults(verb=_resolve)


def _resolve(options: argparse.Namespace) -> int:
    if options.batch:
        return _resolve_batch(options)
    text = " ".join(options.text)
    if text in ("", "-"):
        text = _standard_input()
    if not text.strip():
        raise BadUseError(_("nothing to resolve: give a text, or pipe one in"))
    places = places_of(options.catalog)
    answer = asker(places)(text, service_in(places, options.service))
    base = places[0].base
    if options.answer:
        print(json.dumps(answer.as_dict(), ensure_ascii=False, indent=1))
    elif options.format == "json":
        found = [match.as_dict() for match in answer.matches]
        print(json.dumps(found, ensure_ascii=False, indent=1))
    elif answer.matches:
        print("\n".join(_lines(answer.matches, base)))
    else:
        print(_("no match"), file=sys.stderr)
        if answer.family:
            near = ", ".join(answer.family.codes)
            label = f"{answer.family.label} ({near})" if near else answer.family.label
            print(f"{_('nearest:')} {label}", file=sys.stderr)
            print(f"  {address(base, answer.family.url)}", file=sys.stderr)
    _say_beside(answer, base, options.service)
    _say_unread(answer.unread)
    return FOUND if answer.matches else NOTHING


def _say_beside(answer: Answer, base: str, service: str | None) -> None:
    """Say on standard error what is no match: unknown codes, codes of other services, a choice."""
    if answer.unknown:
        like = _("; texts like it are listed") if answer.matches else ""
        print(
            _("not documented: %(unknown)s%(like)s")
            % {"unknown": ", ".join(answer.unknown), "like": like},
            file=sys.stderr,
        )
    if answer.elsewhere:
        print(_("not documented in %s, but elsewhere:") % service, file=sys.stderr)
        print("\n".join(_lines(answer.elsewhere, base)), file=sys.stderr)
    if answer.services:
        named = ", ".join(answer.services)
        print(_("several services fit; choose one with --service: %s") % named, file=sys.stderr)


def _lines(matches: Iterable[Match], base: str) -> Iterator[str]:
    """Yield the lines that say what matched; addresses are below *base*."""
    for match in matches:
        heading = f"{match.id} {match.title}".strip()
        why = ", ".join(
            [*map(reason, match.why), *([_("no longer documented")] if match.gone else [])]
        )
        yield f"{heading}  [{CONFIDENCE[match.confidence]}: {why}]"
        if match.text:
            yield f"  {_shortened(match.text)}"
        place = f"{match.url}#{match.anchor}" if match.anchor else match.url
        yield f"  {address(base, place)}"
        if match.successor:
            now = _("now %(code)s") % {"code": match.successor}
            yield f"  {now}: {address(base, match.successor_url)}"


def _shortened(text: str) -> str:
    """Return a text in one line, cut after a word where it is too long."""
    words = " ".join(text.split())
    if len(words) <= WIDTH:
        return words
    return f"{words[: WIDTH - 1].rpartition(' ')[0] or words[: WIDTH - 2]} …"


def _say_unread(unread: Collection[str]) -> None:
    if unread:
        print(
            "error-index: "
            + _("Not all could be searched: the %s of the index could not be loaded.")
            % ", ".join(_(part) for part in sorted(unread)),
            file=sys.stderr,
        )


def _resolve_batch(options: argparse.Namespace) -> int:
    places = places_of(options.catalog)
    usual = service_in(places, options.service)
    ask = asker(places)
    if sys.stdin is None:
        raise BadUseError(_("nothing to resolve: standard input is closed"))
    found = bad = False
    unread: set[str] = set()
    for number, line in enumerate(sys.stdin.buffer, start=1):
        if not line.strip():
            continue
        matches = []
        try:
            query, service = asked(line, places)
            answer = ask(query, service or usual)
            matches = answer.matches
            unread.update(answer.unread)
        except BadUseError as error:
            print(
                "error-index: " + _("line %(line)s") % {"line": number} + f": {error}",
                file=sys.stderr,
            )
            bad = True
        found = found or bool(matches)
        print(json.dumps([match.as_dict() for match in matches], ensure_ascii=False), flush=True)
    _say_unread(unread)
    if bad:
        return BAD_USE
    return FOUND if found else NOTHING


def _standard_input() -> str:
    if sys.stdin is None or sys.stdin.isatty():
        raise BadUseError(_("nothing to resolve: give a text, or pipe one in"))
    return sys.stdin.buffer.read().decode("utf-8", errors="replace")
