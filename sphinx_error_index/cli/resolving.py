"""``error-index resolve``: which codes a text is about."""

from __future__ import annotations

import json
import sys
import textwrap
from typing import TYPE_CHECKING, Any

from sphinx_error_index.cli.batch import asked
from sphinx_error_index.cli.catalogfile import BadUseError, address, find_service, load_catalog
from sphinx_error_index.cli.options import BAD_USE, FOUND, NOTHING, service_options

if TYPE_CHECKING:
    import argparse

    from sphinx_error_index.cli.catalogfile import CodesJson

WIDTH = 88
"""Columns of the text that matched."""


def add_verb(verbs: Any) -> None:
    """Add ``resolve`` to the command line."""
    parser = verbs.add_parser(
        "resolve", parents=[service_options()], help="find the codes that a text is about"
    )
    parser.add_argument("text", nargs="*", help="the text; - or nothing: standard input")
    parser.add_argument("--json", action="store_true", help="print a JSON list, best first")
    parser.add_argument(
        "--batch",
        action="store_true",
        help='read one JSON object {"query", "service"?} a line, print one JSON list a line',
    )
    parser.set_defaults(verb=_resolve)


def _resolve(options: argparse.Namespace) -> int:
    if options.batch:
        return _resolve_batch(options)
    text = " ".join(options.text)
    if text in ("", "-"):
        text = _standard_input()
    if not text.strip():
        raise BadUseError("nothing to resolve: give a text, or pipe one in")
    catalog = load_catalog(options.catalog)
    answer = _resolver(catalog).answer(text, find_service(catalog, options.service))
    if options.json:
        found = [match.as_dict() for match in answer.matches]
        print(json.dumps(found, ensure_ascii=False, indent=1))
    elif not answer.matches:
        print("no match", file=sys.stderr)
        if answer.family:
            near = ", ".join(answer.family.codes)
            print(f"nearest: {answer.family.label}{f' ({near})' if near else ''}", file=sys.stderr)
            print(f"  {address(catalog['base_url'], answer.family.url)}", file=sys.stderr)
    else:
        for match in answer.matches:
            heading = f"{match.id} {match.title}".strip()
            why = ", ".join([*match.why, *(["no longer documented"] if match.gone else [])])
            print(f"{heading}  [{match.confidence}: {why}]")
            if match.text:
                print(f"  {textwrap.shorten(match.text, WIDTH, placeholder=' …')}")
            place = f"{match.url}#{match.anchor}" if match.anchor else match.url
            print(f"  {address(catalog['base_url'], place)}")
            if match.successor:
                now = address(catalog["base_url"], match.successor_url)
                print(f"  now {match.successor}: {now}")
    return FOUND if answer.matches else NOTHING


def _resolve_batch(options: argparse.Namespace) -> int:
    catalog = load_catalog(options.catalog)
    usual = find_service(catalog, options.service)
    resolver = _resolver(catalog)
    found = bad = False
    for number, line in enumerate(sys.stdin.buffer, start=1):
        if not line.strip():
            continue
        matches = []
        try:
            query, service = asked(line, catalog)
            matches = resolver.resolve(query, service or usual)
        except BadUseError as error:
            print(f"error-index: line {number}: {error}", file=sys.stderr)
            bad = True
        found = found or bool(matches)
        print(json.dumps([match.as_dict() for match in matches], ensure_ascii=False), flush=True)
    if bad:
        return BAD_USE
    return FOUND if found else NOTHING


def _resolver(catalog: CodesJson) -> Any:
    from sphinx_error_index.resolver.resolver import Resolver, build_index

    return Resolver(build_index(catalog, synonyms=catalog.get("synonyms")))


def _standard_input() -> str:
    if sys.stdin.isatty():
        raise BadUseError("nothing to resolve: give a text, or pipe one in")
    return sys.stdin.buffer.read().decode("utf-8", errors="replace")
