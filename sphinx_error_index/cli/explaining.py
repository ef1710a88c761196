"""``error-index explain``: what a code's page says, as text."""

from __future__ import annotations

import sys
import textwrap
from typing import TYPE_CHECKING, Any

from sphinx_error_index.cli.catalogfile import address, find_codes, find_service, load_catalog
from sphinx_error_index.cli.options import FOUND, NOTHING, service_options

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping

    from sphinx_error_index.cli.catalogfile import CodesJson

WIDTH = 88
"""Columns of the text."""


def add_verb(verbs: Any) -> None:
    """Add ``explain`` to the command line."""
    parser = verbs.add_parser("explain", parents=[service_options()], help="say what a code means")
    parser.add_argument("code", help="a code, or service/code")
    parser.set_defaults(verb=_explain)


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


def explanation(catalog: CodesJson, page: Mapping[str, Any]) -> Iterator[str]:
    """Return the lines that say what a code's page says."""
    yield f"{page['code']} {page['title']}".strip()
    service = next(s for s in catalog["services"] if s["id"] == page["service"])
    named = {category["id"]: category for category in catalog["categories"]}
    categories = [f"{named[c]['name']} {named[c]['title']}".strip() for c in page["categories"]]
    yield " · ".join([service["title"] or service["id"], *categories])
    names = [name for name in page.get("aliases", ()) if name != page["title"]]
    if names:
        yield from _wrapped(f"Also known as {', '.join(names)}")
    if page.get("gone"):
        forwards = {entry["url"]: entry["to"] for entry in catalog.get("redirects", ())}
        if page["url"] in forwards:
            yield f"Now: {address(catalog['base_url'], forwards[page['url']])}"
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
    yield f"Page:   {address(catalog['base_url'], page['url'])}"


def _wrapped(text: str, bullet: str = "") -> Iterator[str]:
    for number, line in enumerate(text.splitlines()):
        lead = bullet if number == 0 else " " * len(bullet)
        yield textwrap.fill(
            line, WIDTH, initial_indent=lead, subsequent_indent=" " * len(bullet),
            break_long_words=False, break_on_hyphens=False,
        )  # fmt: skip
