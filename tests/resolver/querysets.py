"""The query sets of this folder, and how well a resolver answers them."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx_error_index.resolver.resolver import Resolver

FOLDER = Path(__file__).parent / "queries"

#: Queries in other languages, with half sentences, counts, names of services and more of the kind.
WILD = FOLDER.with_name("wild")

#: Query and service (or None) to the ids of the answer, best first.
Ask = Callable[[str, str | None], Sequence[str]]


@dataclass(frozen=True)
class Query:
    """What someone pastes; the ids of which one must come first, none if nothing is right.

    *every* are the ids that must all be listed.
    """

    text: str
    form: str
    expect: frozenset[str]
    service: str | None = None
    holdout: bool = False
    scoped_only: bool = False
    every: frozenset[str] = frozenset()


def queries(folder: Path = FOLDER) -> list[Query]:
    """Return all queries of a folder, in order."""
    return [
        Query(
            entry["query"],
            entry["form"],
            frozenset(entry["expect"]),
            entry.get("service"),
            entry.get("holdout", False),
            entry.get("scoped_only", False),
            frozenset(entry.get("all", ())),
        )
        for path in sorted(folder.glob("*.toml"))
        for entry in tomllib.loads(path.read_text("utf-8"))["query"]
    ]


@dataclass
class Score:
    """How a group of queries was answered."""

    asked: int = 0
    first: int = 0
    three: int = 0
    reciprocal: float = 0.0
    silent: int = 0  # queries without a right answer
    silent_right: int = 0

    def note(self, answer: Sequence[str], expect: frozenset[str]) -> None:
        """Add one answer."""
        if not expect:
            self.silent += 1
            self.silent_right += not answer
            return
        place = next((at for at, name in enumerate(answer) if name in expect), None)
        self.asked += 1
        self.first += place == 0
        self.three += place is not None and place < 3
        self.reciprocal += 1 / (place + 1) if place is not None else 0.0

    def row(self) -> str:
        """Return the figures as columns."""
        asked, silent = max(1, self.asked), max(1, self.silent)
        quiet = f"{self.silent_right / silent:7.1%} of {self.silent}" if self.silent else ""
        if not self.asked:
            return f"{'':5} {'':7} {'':7} {'':6} {quiet}"
        return (
            f"{self.asked:5} {self.first / asked:7.1%} {self.three / asked:7.1%} "
            f"{self.reciprocal / asked:6.3f} {quiet}"
        )


@dataclass
class Report:
    """The scores of a run: in all, per form and per service."""

    total: Score = field(default_factory=Score)
    forms: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    services: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    wrong: list[tuple[Query, Sequence[str]]] = field(default_factory=list)


def asking(resolver: Resolver) -> Ask:
    """Return what asks a resolver: its matches, then what it offers of other services."""

    def ask(text: str, service: str | None) -> Sequence[str]:
        answer = resolver.answer(text, service)
        return [match.id for match in (*answer.matches, *answer.elsewhere)]

    return ask


def _meant(answer: Sequence[str], query: Query) -> Sequence[str]:
    """What an answer says of the service asked for, or of others where only they are right."""
    own = [name for name in answer if name.startswith(f"{query.service}/")]
    if not query.expect or any(name.startswith(f"{query.service}/") for name in query.expect):
        return own
    return [name for name in answer if name not in own]


def measure(ask: Ask, asked: Iterable[Query], *, scoped: bool) -> Report:
    """Ask all queries, each within its service (those that name one) or over all services."""
    report = Report()
    for query in asked:
        if scoped and query.service is None:
            continue
        answer = ask(query.text, query.service if scoped else None)
        if scoped:
            answer = _meant(answer, query)
        groups = [report.total, report.forms[query.form]]
        groups.append(report.services[query.service or "(none)"])
        for score in groups:
            score.note(answer, query.expect)
        right = answer and answer[0] in query.expect if query.expect else not answer
        if not right:
            report.wrong.append((query, answer))
    return report
