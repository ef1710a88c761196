"""Redirects as a server's own configuration: one answer instead of a page that forwards.

The site's pages forward without a server's help; a map spares the reader that page, keeps the
query, and tells search engines that the move is for ever.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from sphinx_error_index.cli.catalogfile import BadUseError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_PLAIN = re.compile(r"[^\x00-\x20\x7f\"\\${};#?]+")
"""What an address may be so that no server reads more in it than an address."""


def server_map(kind: str, catalog: Mapping[str, Any], base: str) -> Iterator[str]:
    """Yield the lines of a server's configuration, for ``nginx`` or ``apache``.

    ``base`` is where the site is published; empty for the root of a host. Raises BadUseError where
    a server would read more in its path than a path.
    """
    path = f"/{urlsplit(base).path.strip('/')}/".replace("//", "/")
    if not _PLAIN.fullmatch(path):
        raise BadUseError(f"{base} has a path that cannot be written here: give another --base")
    moves = []
    left = 0
    for entry in catalog["redirects"]:
        old = unquote(entry["url"])
        new, _, anchor = entry["to"].partition("#")
        if all(_PLAIN.fullmatch(part) for part in (old, new, anchor or "x")):
            moves.append((old, new, anchor))
        else:
            left += 1
    yield from MAPS[kind](path, sorted(moves))
    if left:
        yield f"# {left} redirects have addresses that cannot be written here: their pages forward."


def _nginx(path: str, moves: list[tuple[str, str, str]]) -> Iterator[str]:
    yield "# nginx: this file is included within http { }; within server { } stands"
    yield "#     if ($error_index_to) { return 301 $error_index_to; }"
    yield "map $uri $error_index_to {"
    yield '    default "";'
    for old, new, anchor in moves:
        target = f"{path}{new}$is_args$args" + (f"#{anchor}" if anchor else "")
        yield f'    "{path}{old}" "{target}";'
    yield "}"


def _apache(path: str, moves: list[tuple[str, str, str]]) -> Iterator[str]:
    yield "# Apache: in the site's .htaccess, below the line RewriteEngine On."
    for old, new, anchor in moves:
        target = f"{path}{new}" + (f"#{anchor}" if anchor else "")
        target = target.replace("%", "\\%")
        yield f'RewriteRule "^{re.escape(old)}$" "{target}" [R=301,L,NE]'


MAPS: dict[str, Callable[[str, list[tuple[str, str, str]]], Iterator[str]]] = {
    "nginx": _nginx,
    "apache": _apache,
}
"""The servers, and how each writes redirects."""
