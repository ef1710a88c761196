"""``error-index``: the error index in a terminal. Reads ``codes.json`` and nothing else.

Exit status: 0 found, 1 nothing found, 2 bad use.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sphinx_error_index import __version__
from sphinx_error_index.links import slug

DEFAULT_CATALOG = "build/html/codes.json"
FOUND, NOTHING, BAD_USE = 0, 1, 2
WIDTH = 88
"""Columns of the text that ``explain`` prints."""

FIELDS = frozenset({"base_url", "services", "categories", "codes"})
CODE_FIELDS = frozenset({"id", "service", "code", "title", "categories", "url", "variants"})
"""What a catalogue, and each code in it, must have."""

Catalog = Mapping[str, Any]


class BadUseError(Exception):
    """The command cannot be carried out as it was given; the text says why."""


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
    catalog = argparse.ArgumentParser(add_help=False)
    for place, default in ((parser, Path(DEFAULT_CATALOG)), (catalog, argparse.SUPPRESS)):
        place.add_argument(
            "--catalog",
            metavar="FILE",
            type=Path,
            default=default,
            help=f"the site's codes.json (default: {DEFAULT_CATALOG})",
        )
    common = argparse.ArgumentParser(add_help=False, parents=[catalog])
    common.add_argument("--service", metavar="ID", help="only codes of this service, in any case")
    verbs = parser.add_subparsers(required=True, metavar="VERB")

    explain = verbs.add_parser("explain", parents=[common], help="say what a code means")
    explain.add_argument("code", help="a code, or service/code")
    explain.set_defaults(verb=_explain)

    resolve = verbs.add_parser(
        "resolve", parents=[common], help="find the codes that a text is about"
    )
    resolve.add_argument("text", nargs="*", help="the text; - or nothing: standard input")
    resolve.add_argument("--json", action="store_true", help="print a JSON list, best first")
    resolve.add_argument(
        "--batch",
        action="store_true",
        help='read one JSON object {"query", "service"?} a line, print one JSON list a line',
    )
    resolve.set_defaults(verb=_resolve)

    annotate = verbs.add_parser(
        "annotate", parents=[common], help="copy a log, adding the address after each code in it"
    )
    annotate.add_argument(
        "--base",
        metavar="URL",
        help="where the site is published (default: ERROR_INDEX_URL, else the catalogue's own)",
    )
    annotate.set_defaults(verb=_annotate)
    from sphinx_error_index import coverage, ledgerverb, verify  # they use this module

    verify.add_verb(verbs, common)
    coverage.add_verb(verbs, common)
    ledgerverb.add_verb(verbs, catalog)
    return parser


def load_catalog(path: Path) -> Catalog:
    """Return a site's ``codes.json``; raise :class:`BadUseError` where it is none."""
    try:
        catalog = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise BadUseError(
            f"no catalogue at {path} ({error.strerror}): build the site, or name its codes.json "
            "with --catalog"
        ) from None
    except ValueError as error:
        raise BadUseError(f"{path} is not a catalogue: {error}") from None
    if not isinstance(catalog, dict) or not catalog.keys() >= FIELDS:
        raise BadUseError(f"{path} is not a catalogue: it has no {', '.join(sorted(FIELDS))}")
    for code in catalog["codes"]:
        if not isinstance(code, dict) or not code.keys() >= CODE_FIELDS or not code["variants"]:
            raise BadUseError(f"{path} is not a catalogue: one of its codes is not complete")
    return catalog


def _explain(options: argparse.Namespace) -> int:
    catalog = load_catalog(options.catalog)
    service = find_service(catalog, options.service)
    pages = list(find_codes(catalog, options.code, service))
    if not pages:
        print(
            f"error-index: no code {options.code!r}; try: error-index resolve {options.code!r}",
            file=sys.stderr,
        )
        return NOTHING
    for number, page in enumerate(pages):
        if number:
            print("\n" + "─" * WIDTH + "\n")
        print("\n".join(explanation(catalog, page)))
    return FOUND


def find_codes(catalog: Catalog, name: str, service: str | None = None) -> Iterator[dict[str, Any]]:
    """Return the codes that a name means: ``obs/403``, or ``403`` in every service, in any case."""
    wanted = name.strip().lower()
    for page in catalog["codes"]:
        if service not in (None, page["service"]):
            continue
        spellings = {page["code"], *(variant["code"] for variant in page["variants"])}
        names = {slug(spelling).lower() for spelling in spellings}
        own = f"{page['service'].lower()}/"
        if slug(wanted.removeprefix(own)).lower() in names:
            yield page


def explanation(catalog: Catalog, page: Mapping[str, Any]) -> Iterator[str]:
    """Return the lines that say what a code's page says."""
    yield f"{page['code']} {page['title']}".strip()
    service = next(s for s in catalog["services"] if s["id"] == page["service"])
    named = {category["id"]: category for category in catalog["categories"]}
    categories = [f"{named[c]['name']} {named[c]['title']}".strip() for c in page["categories"]]
    yield " · ".join([service["title"] or service["id"], *categories])
    if page.get("gone"):
        forwards = {entry["url"]: entry["to"] for entry in catalog.get("redirects", ())}
        if page["url"] in forwards:
            yield f"Now: {_address(catalog['base_url'], forwards[page['url']])}"
        yield from _wrapped(f"No longer documented (since: {page['gone']}). It said last:")
    several = len(page["variants"]) > 1
    for variant in page["variants"]:
        yield ""
        if several:
            own = variant["code"] if variant["code"] != page["code"] else ""
            yield " ".join(filter(None, ["──", own, variant["title"] or variant["message"]]))
        status = "/".join(map(str, variant["status"]))
        if status and status != variant["code"]:
            yield f"HTTP {status}"
        for text in (variant["message"], variant["description"]):
            yield from _wrapped(text)
        for heading, texts in (
            ("Possible causes", variant["causes"]),
            ("What to do", variant["actions"]),
        ):
            if texts:
                yield ""
                yield f"{heading}:"
                for text in texts:
                    yield from _wrapped(text, "  - ")
        for header, text in variant["extra"].items():
            yield from _wrapped(f"{header}: {text}")
        for origin in variant["origins"]:
            yield ""
            line = f", line {origin['line']}" if origin["line"] else ""
            yield f"Source: {origin['file']}{line}"
    yield f"Page:   {_address(catalog['base_url'], page['url'])}"


def _wrapped(text: str, bullet: str = "") -> Iterator[str]:
    for number, line in enumerate(text.splitlines()):
        lead = bullet if number == 0 else " " * len(bullet)
        yield textwrap.fill(
            line, WIDTH, initial_indent=lead, subsequent_indent=" " * len(bullet),
            break_long_words=False, break_on_hyphens=False,
        )  # fmt: skip


def _address(base: str, url: str) -> str:
    return f"{base.rstrip('/')}/{url}" if base else url


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
            print(f"  {_address(catalog['base_url'], answer.family.url)}", file=sys.stderr)
    else:
        for match in answer.matches:
            heading = f"{match.id} {match.title}".strip()
            why = ", ".join([*match.why, *(["no longer documented"] if match.gone else [])])
            print(f"{heading}  [{match.confidence}: {why}]")
            if match.text:
                print(f"  {textwrap.shorten(match.text, WIDTH, placeholder=' …')}")
            print(f"  {_address(catalog['base_url'], match.url)}")
            if match.successor:
                now = _address(catalog["base_url"], match.successor_url)
                print(f"  now {match.successor}: {now}")
    return FOUND if answer.matches else NOTHING


def _resolve_batch(options: argparse.Namespace) -> int:
    from sphinx_error_index.batch import asked  # it uses this module

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


def _annotate(options: argparse.Namespace) -> int:
    catalog = load_catalog(options.catalog)
    service = find_service(catalog, options.service)
    base = options.base or os.environ.get("ERROR_INDEX_URL") or catalog["base_url"]
    if not base:
        raise BadUseError("the address of the site is not known: give --base or ERROR_INDEX_URL")
    from sphinx_error_index.annotating import Annotator
    from sphinx_error_index.searchindex import build_index

    annotator = Annotator(build_index(catalog), service)
    found = False
    for raw in sys.stdin.buffer:
        line = raw.rstrip(b"\r\n")
        ending = raw[len(line) :]
        links = [_address(base, url).encode() for url in annotator.urls(_text_of(line))]
        sys.stdout.buffer.write(b"  ".join([line, *links]) + ending)
        sys.stdout.buffer.flush()
        found = found or bool(links)
    return FOUND if found else NOTHING


def _text_of(line: bytes) -> str:
    """Return the text of a line, which is empty if its bytes are no text."""
    try:
        return "" if b"\0" in line else line.decode("utf-8")
    except UnicodeDecodeError:
        return ""


def _resolver(catalog: Catalog) -> Any:
    from sphinx_error_index.resolver import Resolver, build_index

    return Resolver(build_index(catalog, synonyms=catalog.get("synonyms")))


def find_service(catalog: Catalog, name: str | None) -> str | None:
    """Return the id of the service called *name*, in any case; None for None.

    Raises:
        BadUseError: there is no such service.
    """
    if name is None:
        return None
    known = [str(entry["id"]) for entry in catalog["services"]]
    if name in known:
        return name
    for service in known:
        if service.lower() == name.lower():
            return service
    raise BadUseError(f"no service {name!r}; there are {', '.join(known)}")


def _standard_input() -> str:
    if sys.stdin.isatty():
        raise BadUseError("nothing to resolve: give a text, or pipe one in")
    return sys.stdin.buffer.read().decode("utf-8", errors="replace")
