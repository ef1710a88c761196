"""How much a hostile test does: a little in every run, much with ``make attack``."""

from __future__ import annotations

import pytest


def sizes(short: int, long: int) -> pytest.MarkDecorator:
    """Return the parameter ``size`` of a test: a short one, and a long one with the mark."""
    return pytest.mark.parametrize(
        "size", [pytest.param(short, id="short"),
                 pytest.param(long, id="long", marks=pytest.mark.attack)],
    )  # fmt: skip
