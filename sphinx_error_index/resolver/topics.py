"""What the texts of a service are about. The twin of ``static/topics.js``.

Whoever asks over all services says which one is meant: "the bucket", "our cluster", "a function".
No sentence of the service need have that word, as its other sentences do: the word is on its topic.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from sphinx_error_index.resolver import weights as w

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Topics:
    """The topics of all services.

    Args:
        services: of each variant the number of its service.
        titles: of each service the terms of its title and name.
    """

    def __init__(self, services: Sequence[int], titles: Sequence[Iterable[str]]) -> None:
        self._services = services
        self._sizes = Counter(services)
        self._titled: dict[str, set[int]] = defaultdict(set)
        for service, terms in enumerate(titles):
            for term in terms:
                self._titled[term].add(service)
        self._known: dict[str, frozenset[int]] = {}

    def service(self, variant: int) -> int:
        """Return the service of a variant."""
        return self._services[variant]

    def of(self, term: str, variants: Iterable[int]) -> frozenset[int]:
        """Return the services that a term is on the topic of; ``variants`` have it."""
        known = self._known.get(term)
        if known is None:
            known = self._known[term] = frozenset(self._find(term, set(variants)))
        return known

    def _find(self, term: str, variants: set[int]) -> Iterable[int]:
        titled = self._titled.get(term, set())
        if len(titled) <= w.TOPIC_TITLES:  # not "service", which most titles have
            yield from titled
        counts = Counter(self._services[variant] for variant in variants)
        for service, count in counts.items():
            size = self._sizes[service]
            others = len(self._services) - size
            here, elsewhere = count / size, (len(variants) - count) / max(1, others)
            often = here >= w.TOPIC_SHARE and here >= w.TOPIC_LIFT * elsewhere
            if others and count >= w.TOPIC_LEAST and often:
                yield service
