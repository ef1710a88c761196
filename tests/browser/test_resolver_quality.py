"""What the query sets promise, on the catalogue of the whole corpus."""

from __future__ import annotations

from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

import pytest

from sphinx_error_index.resolver.building.build import build_index
from sphinx_error_index.resolver.resolver import Answer, Resolver
from tests.resolver.querysets import WILD, asking, measure, queries

if TYPE_CHECKING:
    from collections.abc import Callable

#: The aims of the project: first hit within a service and over all, no-answer right.
AIMS = {True: 0.95, False: 0.9}
QUIET = 0.9
WILD_FIRST = 0.8
#: Of so many results called exact at least, so large a part may be wrong.
EXACT_LEAST, EXACT_WRONG = 300, 0.01


class Remembering(Resolver):
    """A resolver that answers each query once."""

    def answer(self, text: str, service: str | None = None, *rest: Any, **named: Any) -> Answer:
        """Return the answer, or that of the time before."""
        return self._remembered(text, service, *rest, **named)

    @cached_property
    def _remembered(self) -> Callable[..., Answer]:
        return cache(super().answer)


@pytest.fixture(scope="module")
def resolver(corpus_catalog: Any) -> Resolver:
    return Remembering(build_index(corpus_catalog))


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


@pytest.mark.parametrize("holdout", [False, True])
def test_queries_from_the_wild(resolver: Resolver, holdout: bool) -> None:
    """Within the service: other languages, half sentences, filled messages, counts, statuses."""
    asked = [query for query in queries(WILD) if query.holdout is holdout]
    report = measure(asking(resolver), asked, scoped=True)
    assert report.total.first / report.total.asked >= WILD_FIRST
    assert report.total.silent == report.total.silent_right


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
