"""A site that names others answers for all of them. The twin of ``static/page/hub.js``."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from sphinx_error_index.cli.catalogfile import address
from sphinx_error_index.cli.joining.places import services_of
from sphinx_error_index.resolver.resolver import Answer, Resolver

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sphinx_error_index.cli.joining.places import Place
    from sphinx_error_index.resolver.resolver import Match

RANKS: Final = ("exact", "likely", "weak")
MOST_ELSEWHERE: Final = 5
MOST_MATCHES: Final = 10


def asker(places: Sequence[Place]) -> Callable[[str, str | None], Answer]:
    """Return what answers a text, within a service or over all, from several sites as one."""
    resolvers = [(place, Resolver(place.index.store)) for place in places]

    def ask(text: str, service: str | None) -> Answer:
        given = [
            _placed(place, resolver.answer(text, service))
            for place, resolver in resolvers
            if service is None or service in services_of([place])
        ]
        return combined(given) if len(given) > 1 else given[0] if given else Answer([])

    return ask


def combined(answers: Sequence[Answer], limit: int = MOST_MATCHES) -> Answer:
    """Return the answers of several sites as one; the first is the hub's own.

    Exact matches come first, then the best. Where a site knows a code exactly, what others have
    that is merely similar is left out.
    """
    surest = min(_rank(answer.matches[:1]) for answer in answers)
    kept = [
        match
        for answer in answers
        for match in answer.matches
        if surest > 0 or _rank(answer.matches[:1]) == 0 or _rank([match]) < 2
    ]
    matches = sorted(kept, key=lambda match: (_rank([match]) > 0, -match.score))[:limit]
    firsts = [
        answer.matches[0].service
        for answer in answers
        if answer.matches and surest < 2 and _rank(answer.matches[:1]) == surest
    ]
    choice = [name for answer in answers for name in answer.services]
    choice += firsts if len(set(firsts)) > 1 else []
    common = set.intersection(*(set(answer.unknown) for answer in answers))
    return Answer(
        matches,
        None if matches else next((a.family for a in answers if a.family), None),
        any(answer.truncated for answer in answers),
        tuple(sorted({part for answer in answers for part in answer.unread})),
        tuple(m for answer in answers for m in answer.elsewhere)[:MOST_ELSEWHERE],
        tuple(token for token in answers[0].unknown if token in common),
        tuple(dict.fromkeys(choice)),
    )


def _rank(matches: Sequence[Match]) -> int:
    return RANKS.index(matches[0].confidence) if matches else len(RANKS)


def _placed(place: Place, answer: Answer) -> Answer:
    """Return an answer whose addresses are whole, where it is that of another site."""
    if not place.name:
        return answer

    def whole(match: Match) -> Match:
        successor = match.successor_url and address(place.base, match.successor_url)
        return replace(match, url=address(place.base, match.url), successor_url=successor)

    family = answer.family
    return replace(
        answer,
        matches=[whole(match) for match in answer.matches],
        elsewhere=tuple(map(whole, answer.elsewhere)),
        family=family and replace(family, url=address(place.base, family.url)),
    )
