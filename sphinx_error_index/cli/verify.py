"""``error-index verify``: which addresses and codes in sources, logs or fixtures lead nowhere.

It looks for addresses below the site's base, and for codes of known families: a text with the
letters and the number of digits of documented codes (``APIG.`` and four digits) is reported if
no such code is documented.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from sphinx_error_index.cli.addresses import GONE, DeadEnd, Site, normal
from sphinx_error_index.cli.catalogfile import find_service, folder_of, load_catalog
from sphinx_error_index.cli.options import (
    NO_PROBLEM,
    PROBLEMS,
    add_scanning_verb,
    is_variable,
    require_paths,
    required_base,
)
from sphinx_error_index.cli.reports import FORMATS, Problem
from sphinx_error_index.cli.scan import scan
from sphinx_error_index.cli.shape import require_shape
from sphinx_error_index.language import gettext as _
from sphinx_error_index.links import slug

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator, Mapping

_FAMILY = re.compile(r"(?P<prefix>\S*[A-Za-z]\S*?)(?P<digits>[0-9]{2,})")
_GLUED = ".,;:!?*_~&=-+@"
"""Characters that an address may hold; at its end they rather belong to the text around it."""

_PATH = rb"(?:[A-Za-z0-9._~%/-]|\\/)*"
_QUERY = rb"(?:\?[A-Za-z0-9._~%+&=;:@/-]*)?(?:#[A-Za-z0-9._~%-]*)?"
_INSIDE = re.compile(rb"(?<!\\)[A-Za-z0-9_]\Z|\\[A-Za-mo-qsu-z0-9_]\Z")
_COLOUR = re.compile(rb"\x1b\[[0-9;]*m\Z")
_AFTER = rb"(?![A-Za-z0-9_]|[.-][0-9])"
_HOLE = re.compile(rb"[{<$]|\xe2\x80\xa6")
"""What follows an address that a program completes: ``{code}``, ``<code>``, ``$1`` or ``…``."""


_VARIABLE = re.compile(rb"(?:\$?\{\{?[^{}\n]{1,80}\}\}?|\$\([^()\n]{1,80}\))\Z")
"""What a template has in the place of a base: ``{{ .Values.docs }}``, ``${DOCS}``, ``$(DOCS)``."""

_FAR = 90
"""How many bytes before an address the variable may begin that is its base."""

Place = tuple[int, str, DeadEnd]
"""Line within a block (from 0), the address or code, and what is wrong with it."""


class Checker:
    """Finds what leads nowhere in a block of bytes.

    ``codes`` maps each documented code to whether it is gone; ``base`` is where the site is
    published.
    """

    def __init__(self, site: Site, codes: Mapping[str, bool], base: str) -> None:
        self._site = site
        self._codes = {slug(code).lower(): gone for code, gone in codes.items()}
        self._families = families(codes)
        self._prefixes = tuple(sorted({prefix for prefix, _ in self._families}))
        self._pattern = re.compile(_pattern(base, self._families, site.services))

    def __call__(self, block: bytes) -> list[Place]:
        """Return what leads nowhere, in order; each address or code once a line."""
        places: dict[tuple[int, str], DeadEnd] = {}
        line = position = 0
        for match in self._pattern.finditer(block):
            if match["open"] is not None:
                found = self._in_template(match)
            else:
                found = self._code(match) if match["below"] is None else self._address(match)
            if found:
                line += block.count(b"\n", position, match.start())
                position = match.start()
                places.setdefault((line, found[0]), found[1])
        return [(line, text, fault) for (line, text), fault in places.items()]

    def _address(self, match: re.Match[bytes]) -> tuple[str, DeadEnd] | None:
        """Return an address, without punctuation at its end, if nothing answers there."""
        below = match["below"].decode("ascii").replace("\\/", "/")
        root = match[0].decode("ascii").replace("\\/", "/").removesuffix(below)
        fault = self._site.fault(below)
        while fault and below and below[-1] in _GLUED:
            if below.endswith(self._prefixes):
                return None  # the beginning of an address: "…/APIG." + number
            below = below[:-1]
            fault = self._site.fault(below)
        if fault is None or _has_hole(below, match.string[match.end() : match.end() + 3]):
            return None
        return root + below, fault

    def _in_template(self, match: re.Match[bytes]) -> tuple[str, DeadEnd] | None:
        """Return an address whose base is a variable, with that, if nothing answers there."""
        before = match.string[max(0, match.start() - _FAR) : match.start()]
        variable = _VARIABLE.search(before)
        below = match[0].decode("ascii")
        fault = self._site.fault(below) if variable else None
        if variable is None or fault is None or _has_hole(below, b""):
            return None
        return variable[0].decode("utf-8", "replace") + below, fault

    def _code(self, match: re.Match[bytes]) -> tuple[str, DeadEnd] | None:
        before = match.string[max(0, match.start() - 8) : match.start()]
        if _INSIDE.search(before) and not _COLOUR.search(before):
            return None
        code = match[0].decode("utf-8")
        gone = self._codes.get(slug(code).lower())
        if gone is None:
            return code, DeadEnd("code", _("there is no such code"))
        return (code, DeadEnd("gone", str(GONE))) if gone else None


def _has_hole(below: str, following: bytes) -> bool:
    """Say whether an address has a gap that a program fills."""
    path = urlsplit(below).path
    if re.search(r"%(?![0-9A-Fa-f]{2})", path) or not unquote(path).isprintable():
        return True  # %s, %04d
    return _HOLE.match(following) is not None and not path.endswith((".html", ".htm"))


def families(codes: Iterable[str]) -> list[tuple[str, int]]:
    """Return the families of codes as prefix and number of digits: ``("APIG.", 4)``.

    Plain numbers and words make no family. A prefix of letters only (``E`` of ``E1101``) makes
    one if two codes have it.
    """
    counted: Counter[tuple[str, int]] = Counter()
    for code in set(codes):
        match = _FAMILY.fullmatch(code)
        if match and match["prefix"].lower() != "0x":
            counted[match["prefix"], len(match["digits"])] += 1
    return sorted(
        family for family, count in counted.items() if count > 1 or not family[0].isalnum()
    )


def _pattern(base: str, known: Iterable[tuple[str, int]], services: Iterable[str]) -> bytes:
    """Return the one expression that finds addresses below a base and codes of families.

    An address whose base is a variable is one of a service, and ends in ``.html``. Each
    alternative begins with a plain sign, so that the search can skip other bytes quickly.
    """
    end = rb"(?![A-Za-z0-9_~%-]|\.[A-Za-z0-9]|:[0-9])"
    below = end + rb"(?P<below>" + _PATH + _QUERY + rb")"
    codes = [
        re.escape(prefix.encode()) + rb"[0-9]{%d}" % digits + _AFTER for prefix, digits in known
    ]
    names = b"|".join(re.escape(name.encode()) for name in sorted(services)) or rb"(?!)"
    opened = rb"(?P<open>(?<=[})])/(?:" + names + rb")/[A-Za-z0-9._~%/-]*?\.html"
    opened += rb"(?![A-Za-z0-9_~%/-]|\.[A-Za-z0-9])" + _QUERY + rb")"
    return b"|".join([_root(base) + below, opened, *codes])


def _root(base: str) -> bytes:
    """Return the expression of a base as text has it, with slashes that JSON escapes."""
    if is_variable(base):
        return re.escape(base.encode())
    _, host, path, *_ = urlsplit(base.rstrip("/"))
    slash = rb"\\?/"
    root = rb"[Hh][Tt][Tt][Pp][Ss]?:" + slash * 2 + rb"(?i:" + re.escape(host.encode()) + rb")"
    return root + re.escape(path.encode()).replace(b"/", slash)


def verify(
    paths: Iterable[str],
    catalog: Mapping[str, Any],
    site: Site,
    base: str,
    service: str | None = None,
) -> Iterator[Problem]:
    """Return what leads nowhere in the files below paths, file by file and line by line.

    With a ``service``, only codes of its families are looked for. Raises OSError for a path
    that does not exist.
    """
    codes: dict[str, bool] = {}
    for code in catalog["codes"]:
        if service in (None, code["service"]):
            for name in {
                code["code"],
                *(variant["code"] for variant in code["variants"]),
                *code.get("aliases", ()),
            }:
                gone = bool(code.get("gone")) and normal(code["url"]) not in site.forwards
                codes[name] = codes.get(name, True) and gone
    for file, blocks in scan(Checker(site, codes, base), paths):
        for lines, places in blocks:
            for line, text, fault in places:
                yield Problem(file, lines + line + 1, fault.kind, text, fault.reason)


def add_verb(verbs: Any) -> None:
    """Add ``verify`` to the command line."""
    said = (
        _("find addresses and codes in files that lead nowhere"),
        _(
            "Look through files of any kind for addresses of the site, and for codes that look "
            "like documented ones, and tell which lead nowhere."
        ),
        "error-index verify src/ --base https://docs.example.com/errors --format github",
    )
    add_scanning_verb(verbs, "verify", said, FORMATS, _verify)


def _site_folder(catalog: str) -> Path | None:
    """Return the folder of the built site that has a catalogue; None where there is none."""
    name = folder_of(catalog)
    return Path(name) if name and Path(name, "index.html").is_file() else None


def _verify(options: argparse.Namespace) -> int:
    catalog = load_catalog(options.catalog)
    require_shape(catalog, options.catalog)
    base = required_base(options, catalog)
    require_paths(options.paths)
    site = Site(catalog, _site_folder(options.catalog))
    found = 0

    def counted(problems: Iterable[Problem]) -> Iterator[Problem]:
        nonlocal found
        for problem in problems:
            found += 1
            yield problem

    service = find_service(catalog, options.service)
    problems = counted(verify(options.paths, catalog, site, base, service))
    for line in FORMATS[options.format](problems):
        sys.stdout.write(f"{line}\n")
    return PROBLEMS if found else NO_PROBLEM
