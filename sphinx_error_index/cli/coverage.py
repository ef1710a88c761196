"""``error-index coverage``: which documented codes nothing refers to.

A file refers to a code by its address (``…/obs/403.html``), by its id (``obs/403``), by
``url_for("obs", 403)``, or by its name as a whole word. Plain numbers and words occur in any
text, so the mere name of such a code is no reference.
"""

from __future__ import annotations

import json
import re
import sys
from typing import TYPE_CHECKING, Any

from sphinx_error_index.cli.catalogfile import find_service, load_catalog
from sphinx_error_index.cli.options import (
    NO_PROBLEM,
    PROBLEMS,
    add_scanning_verb,
    given_base,
    require_paths,
)
from sphinx_error_index.cli.scan import scan
from sphinx_error_index.cli.shape import require_shape
from sphinx_error_index.language import gettext as _
from sphinx_error_index.links import Mentions, is_plain, slug

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator, Mapping

_PART = re.compile(r"/([A-Za-z0-9._-]+)")
_CALL = re.compile(r"""url_for\(\s*["']([^"']+)["']\s*,\s*(?:code\s*=\s*)?["']?([^"',)\n]+)""")
_ADDRESS = re.compile(r"https?://[^\s\"'<>]*\Z", re.IGNORECASE)
_FAR = 300
"""How many characters before an id the address may begin that ends with it."""


class References:
    """Finds the codes that a block of bytes refers to.

    ``pages`` are the service and the spellings of each code. With a ``base``, addresses of other
    sites do not count.
    """

    def __init__(self, pages: Iterable[tuple[str, Iterable[str]]], base: str = "") -> None:
        self._root = base.partition("://")[2].rstrip("/").lower() + "/" if base else ""
        self._by_name: dict[str, set[str]] = {}
        self._known: set[str] = set()
        services: set[str] = set()
        for service, spellings in pages:
            services.add(service.lower())
            for spelling in spellings:
                key = _key(service, spelling)
                self._known.add(key)
                if not is_plain(spelling):
                    self._by_name.setdefault(_in_latin(spelling), set()).add(key)
        self._mentions = Mentions(self._by_name)
        self._services = tuple(sorted(services, key=len, reverse=True))

    def __call__(self, block: bytes) -> set[str]:
        """Return ``service/slug``, in lower case, of each code that a block refers to."""
        text = block.decode("latin-1")  # a character for every byte, whatever the encoding is
        found: set[str] = set()
        for _place, name in list(self._mentions.find(text)):
            found |= self._by_name[name]
            self._mentions.drop(name)  # one reference is enough, and the next files go faster
        at = 0
        while match := _PART.search(text, at):
            at = match.start() + 1
            service = self._service_before(text, match.start())
            if service:
                found.update(_meanings(service, match[1]))
        for service, code in _CALL.findall(text):
            found.add(_key(service, code))
        return found & self._known

    def _service_before(self, text: str, end: int) -> str:
        """Return the service whose name ends here, unless it is part of another word or site."""
        end -= text[end - 1 : end] == "\\"
        before = text[max(0, end - _FAR) : end].lower()
        if not before.endswith(self._services):
            return ""
        service = next(service for service in self._services if before.endswith(service))
        before = before.removesuffix(service).replace("\\/", "/")
        if not before.endswith("/"):
            return "" if re.search(r"[a-z0-9_.-]\Z", before) else service
        foreign = _ADDRESS.search(before) and not before.endswith(self._root)
        return "" if foreign else service


def _meanings(service: str, part: str) -> Iterator[str]:
    """Return the codes that a part of an address may mean, without suffix or punctuation."""
    for form in (part.lower(), part.lower().rstrip("._-")):
        yield f"{service}/{form}"
        yield f"{service}/{form.removesuffix('.html')}"


def _key(service: str, code: str) -> str:
    return f"{service}/{slug(code)}".lower()


def _in_latin(name: str) -> str:
    """Return a name as it looks when each of its UTF-8 bytes is read as a character."""
    return name.encode().decode("latin-1")


def unreferred(
    paths: Iterable[str], catalog: Mapping[str, Any], base: str = "", service: str | None = None
) -> Iterator[Mapping[str, Any]]:
    """Return the codes of ``codes.json`` (of one service, or of all) that no file refers to.

    Raises OSError for a path that does not exist.
    """
    codes = [
        (
            code,
            {
                code["code"],
                *(variant["code"] for variant in code["variants"]),
                *code.get("aliases", ()),
            },
        )
        for code in catalog["codes"]
        if service in (None, code["service"]) and not code.get("gone")
    ]
    look = References([(code["service"], names) for code, names in codes], base)
    seen: set[str] = set()
    for _file, blocks in scan(look, paths):
        for _lines, found in blocks:
            seen |= found
    for code, names in codes:
        if not any(_key(code["service"], name) in seen for name in names):
            yield code


def add_verb(verbs: Any) -> None:
    """Add ``coverage`` to the command line."""
    said = (
        _("find codes with a page that nothing refers to"),
        _(
            "Look through files of any kind for references to documented codes - addresses, ids, "
            "names - and list the codes that have none."
        ),
        "error-index coverage src/ docs/",
    )
    add_scanning_verb(verbs, "coverage", said, ["text", "json"], _coverage)


def _coverage(options: argparse.Namespace) -> int:
    catalog = load_catalog(options.catalog)
    require_shape(catalog, options.catalog)
    require_paths(options.paths)
    base = given_base(options, catalog)
    codes = list(unreferred(options.paths, catalog, base, find_service(catalog, options.service)))
    if options.format == "json":
        shown = [{name: code[name] for name in ("id", "title", "url")} for code in codes]
        sys.stdout.write(json.dumps(shown, ensure_ascii=False, indent=1) + "\n")
    else:
        for code in codes:
            sys.stdout.write(f"{code['id']} {code['title']}".strip() + "\n")
    return PROBLEMS if codes else NO_PROBLEM
