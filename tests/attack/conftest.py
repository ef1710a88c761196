"""Hostile tests: each is bounded in time; the long ones run with ``make attack``.

A long test has the mark ``attack``. ``LONG`` and ``SHORT`` are the sizes of one test: the short
one belongs to every run of the tests.
"""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

SHORT_LIMIT = 300
"""Seconds after which a short test has failed: what it does must not hang."""

LONG_LIMIT = 3600
"""The same for a long test."""


@pytest.fixture(autouse=True)
def bounded(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that takes too long, where the system has alarms."""
    limit = LONG_LIMIT if request.node.get_closest_marker("attack") else SHORT_LIMIT

    def too_long(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"this took longer than {limit} seconds")

    before = signal.signal(signal.SIGALRM, too_long)
    signal.alarm(limit)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
