"""How a number and its noun are written, in every message."""

from __future__ import annotations


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun: ``1 code``, ``2 categories``.

    ``plural`` is needed where the noun's plural follows neither of the two rules.
    """
    if number == 1:
        return f"1 {noun}"
    if not plural:
        plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number} {plural}"
