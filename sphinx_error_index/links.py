"""Addresses of error pages, for programs that print links to them.

One file, standard library only: it may be copied into a program as it is. The rule it
implements is the project's contract: an address is a function of service and code alone,
so a program can print a link without asking anybody whether the page exists.
"""

from __future__ import annotations

import hashlib
import re

MAX_SLUG = 80
"""Longest slug, in characters; longer ones are cut and end in eight hex digits."""

_RESERVED = frozenset(
    ["index", "search", "genindex", "con", "prn", "aux", "nul"]
    + [f"{device}{number}" for device in ("com", "lpt") for number in range(1, 10)]
)
"""Names that a site or a file system already uses, in lower case."""

_FORBIDDEN = re.compile(r"[^A-Za-z0-9._-]+")


def slug(code: str) -> str:
    """Return the last part of a code's address, without suffix: ``"4 XX"`` gives ``"4-XX"``.

    The code stays as written; each run of characters outside ``A-Za-z0-9._-`` becomes one
    ``-``, a leading dot becomes ``-``. Where that would let two codes meet (a non-ASCII
    character was replaced, nothing alphanumeric is left, or the slug is over 80 characters),
    eight hex digits of the code's SHA-256 (UTF-8) follow. Reserved names get ``_`` added.
    """
    result = _FORBIDDEN.sub("-", code)
    if result.startswith("."):
        result = "-" + result[1:]
    digest = hashlib.sha256(code.encode("utf-8")).hexdigest()[:8]
    if not code.isascii() or not any(map(str.isalnum, result)):
        result = f"{result}-{digest}"
    if len(result) > MAX_SLUG:
        result = f"{result[: MAX_SLUG - 9]}-{digest}"
    if result.lower() in _RESERVED:
        result += "_"
    return result
