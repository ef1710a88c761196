"""How messages write a number with its noun, and a text that may hold anything."""

from __future__ import annotations

import re

_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""Control characters but tab and line feed, separators of lines, and what turns text around."""


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun: ``1 code``, ``2 categories``.

    ``plural`` is needed where the noun's plural follows neither of the two rules.
    """
    if number == 1:
        return f"1 {noun}"
    if not plural:
        plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number} {plural}"


def printable(text: str) -> str:
    r"""Return a text that does nothing to a terminal but show itself.

    A control character is written as JSON would escape it (``\u001b``), so that JSON stays JSON
    with the same content. Tabs and line feeds stay. Characters that reverse the direction of
    the text around them (Unicode's embeddings, overrides and isolates) are written so as well.
    """
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


UNACCEPTED = "not yet accepted"
"""Said in place of a revision, of what is gone since a change that nobody has accepted yet."""


def since(gone: str) -> str:
    """Return the revision since which something is gone, if the ledger has one to name."""
    return "" if gone == UNACCEPTED else gone
