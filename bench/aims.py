"""Measured figures and their bounds, shown beside the figures that were accepted last."""

from __future__ import annotations

import statistics
from dataclasses import dataclass

HEAD = f"{'':56} {'median':>9} {'spread':>15} {'aim':>8} {'accepted':>9}"


@dataclass(frozen=True)
class Aim:
    """A measured figure with its bound: an upper one, or a lower one where ``least`` is set."""

    name: str
    values: list[float]
    bound: float
    least: bool = False

    @property
    def value(self) -> float:
        """The median."""
        return statistics.median(self.values)

    @property
    def holds(self) -> bool:
        """Whether the aim is met."""
        return self.value >= self.bound if self.least else self.value <= self.bound

    def row(self, accepted: float | None = None) -> str:
        """Return the figure as a line under ``HEAD``."""
        spread = f"{min(self.values):.2f}-{max(self.values):.2f}"
        bound = f"{'≥' if self.least else '≤'} {self.bound:g}"
        before = "" if accepted is None else f"{accepted:9.2f}"
        verdict = "" if self.holds else "  not met"
        return f"{self.name:56} {self.value:9.2f} {spread:>15} {bound:>8} {before:>9}{verdict}"
