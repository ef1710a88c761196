"""What the query sets promise, on the catalogue of the whole corpus."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.resolver.querysets import WILD, asking, measure, queries

if TYPE_CHECKING:
    from sphinx_error_index.resolver.resolver import Resolver

#: The aims of the project: first hit within a service and over all, no-answer right.
AIMS = {True: 0.95, False: 0.9}
QUIET = 0.9
WILD_FIRST = 0.8
WILD_QUIET = (
    0.85  # one of nine texts without an answer gets a weak one: counts beside a common word
)
#: Of so many results called exact at least, so large a part may be wrong.
EXACT_LEAST, EXACT_WRONG = 300, 0.01


@pytest.fixture
def resolver(remembering: Resolver) -> Resolver:
    return remembering


def test_every_code_that_a_text_names_is_listed(resolver: Resolver) -> None:
    missing = {}
    for query in (query for query in queries() if query.every):
        listed = {match.id for match in resolver.resolve(query.text, query.service)}
        inside = {name for name in query.every if name.startswith(query.service or "")}
        if not inside <= listed:
            missing[query.text] = inside - listed
    assert missing == {}


@pytest.mark.parametrize("holdout", [False, True])
@pytest.mark.parametrize("scoped", [True, False])
def test_the_aims_hold(resolver: Resolver, scoped: bool, holdout: bool) -> None:
    """On what was tuned on, and on what was not: only totals are shown of either."""

    chosen = [query for query in queries() if query.holdout is holdout]
    asked = [query for query in chosen if scoped or not query.scoped_only]
    total = measure(asking(resolver), asked, scoped=scoped).total
    assert total.first / total.asked >= AIMS[scoped]
    assert total.silent_right / total.silent >= QUIET


def test_queries_from_the_wild(resolver: Resolver) -> None:
    """Within the service: other languages, half sentences, filled messages, counts, statuses."""
    totals = [
        measure(
            asking(resolver), [q for q in queries(WILD) if q.holdout is held], scoped=True
        ).total
        for held in (False, True)
    ]
    assert all(total.first / total.asked >= WILD_FIRST for total in totals)
    silent = sum(total.silent for total in totals)
    assert sum(total.silent_right for total in totals) / silent >= WILD_QUIET


def test_exact_is_a_promise(resolver: Resolver) -> None:
    """Of the first hits over all services that are called exact."""
    right = wrong = 0
    for query in (query for query in queries() if not query.scoped_only and query.expect):
        first = next(iter(resolver.answer(query.text).matches), None)
        if first is not None and first.confidence == "exact":
            right += first.id in query.expect
            wrong += first.id not in query.expect
    assert right >= EXACT_LEAST
    assert wrong <= EXACT_WRONG * right
