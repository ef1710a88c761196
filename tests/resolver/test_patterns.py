"""Patterns and loops over hostile texts: none takes more than linear time."""

from __future__ import annotations

import gc
import time
from functools import partial
from typing import TYPE_CHECKING

import pytest

from sphinx_error_index.resolver.building.build import build_index
from sphinx_error_index.resolver.resolver import Resolver
from sphinx_error_index.resolver.rules import compiled, rules, w
from tests.resolver.hostile import SIZES, UNITS, hostile
from tests.resolver.test_resolver import GATE, SHELF, STORE, catalog

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator

MOST = 2.3
"""Times as long as for half the text."""

QUICK = 0.02
"""Seconds for the longest text that need no second look: a quadratic pattern takes far more."""

ROUNDS = 12
"""So often is measured again what seems to take more than linear time."""

SLOW = 0.25
"""The same for all of an answer."""


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every pattern of the data files, with its name."""
    for name, (text, flags) in rules("patterns").items():
        yield name, compiled(text, flags)
    for name, said in rules("query")["noise"].items():
        flags = {"patterns": "im", "foreign": "im", "calm": "m", "levels": "m"}.get(name, "i")
        if name != "endings":
            for place, text in enumerate([said] if isinstance(said, str) else said):
                yield f"{name} {place}", compiled(text, flags)


def _search(pattern: re.Pattern[str], text: str) -> int:
    return sum(1 for _ in pattern.finditer(text))


def seconds(run: Callable[[], object]) -> float:
    """The processor time of a run.

    The collector of garbage is off meanwhile: how long it takes depends on what other tests left.
    """
    gc.disable()
    try:
        start = time.process_time()
        run()
        return time.process_time() - start
    finally:
        gc.enable()


def grown(short: Callable[[], object], long: Callable[[], object], quick: float) -> str:
    """Say what is wrong if *long* takes more than linear time, in each of several rounds.

    The shortest times of all rounds count: what else runs makes a time longer, never shorter.
    """
    times = [seconds(short), seconds(long)]
    for _ in range(ROUNDS):
        if times[1] <= max(MOST * times[0], quick):
            return ""
        times = [min(times[0], seconds(short)), min(times[1], seconds(long))]
    return "" if times[1] <= max(MOST * times[0], quick) else f"{times[0]} s, {times[1]} s"


@pytest.mark.parametrize("name", [name for name, _ in patterns()])
def test_every_pattern_is_linear(name: str) -> None:
    pattern = dict(patterns())[name]
    for unit in UNITS:
        texts = [hostile(unit, size) for size in SIZES]
        if name.startswith("number_"):
            texts = [text[: w.CONTEXT] for text in texts]  # they see no more
        runs = [partial(_search, pattern, text) for text in texts]
        if seconds(runs[-1]) < QUICK:
            continue
        assert not grown(runs[0], runs[1], QUICK), unit
        assert not grown(runs[1], runs[2], QUICK), unit


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    return Resolver(build_index(catalog(*GATE, *STORE, *SHELF)))


@pytest.mark.parametrize("unit", UNITS)
def test_an_answer_is_linear_in_the_paste(resolver: Resolver, unit: str) -> None:
    texts = [hostile(unit, size) for size in SIZES]
    runs = [partial(resolver.answer, text) for text in texts[1:]]
    if seconds(runs[1]) < SLOW:
        return
    assert not grown(runs[0], runs[1], SLOW), unit


def test_the_check_sees_what_is_worse_than_linear(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of ``[0-9]+x`` each digit of a run is a beginning: the time is quadratic."""
    quadratic = compiled("[0-9]+x", "")
    short, long = (hostile("1", size) for size in SIZES[:2])
    assert seconds(lambda: quadratic.search(short)) > QUICK
    monkeypatch.setattr("tests.resolver.test_patterns.ROUNDS", 3)
    assert grown(lambda: quadratic.search(short), lambda: quadratic.search(long), QUICK)
