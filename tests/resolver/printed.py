"""The table of what clients print and what is found: ``docs/clients.md``.

``python -m tests.resolver.printed`` writes it; it takes the corpus beside the repository.
"""

from __future__ import annotations

import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sphinx_error_index.resolver.building.build import build_index
from sphinx_error_index.resolver.resolver import Resolver
from tests.conftest import SHARED
from tests.resolver.corpus import build_corpus
from tests.resolver.prints import ClientPrint, Expected, prints

if TYPE_CHECKING:
    from sphinx_error_index.resolver.resolver import Match

TABLE: Final = Path(__file__).parents[2] / "docs" / "clients.md"
_HEAD: Final = """\
# What clients print, and what is found for it

Real clients were asked of a local server that answers with errors, and what they printed was put to
the resolver over the vendor's catalogue of 24 services and this site's own. `make record-clients`
asks the clients again, `make test-clients` compares, and `python -m tests.resolver.printed` writes
this page. Those named "by hand" cannot be run here; their lines were written after their documented
formats.

A text *says* of the answer that was sent its code, else its message, else its status, or nothing of
it: then the right answer is none, or a page called "perhaps". A message alone is right with the
page of its code or of its status. *Within* is within the service that answered (for the SDK of the
object storage both catalogues of that service), *over all* is over all services.

## In short

First answers that are right, of all that a client printed:

| client | within the service | over all | a text that says its code: within, over all |
|---|---|---|---|
"""
_ALL: Final = """
## All of it

| client | answer | part of the print | says | within | over all |
|---|---|---|---|---|---|
"""


@dataclass(frozen=True)
class Result:
    """What a print was answered with: within a service, or over all where that is None."""

    printed: ClientPrint
    service: str | None
    first: Match | None
    right: bool

    @property
    def cell(self) -> str:
        """The first answer as a cell of the table; one that is wrong stands in brackets."""
        shown = self.first.id if self.first else "none"
        sure = f", {self.first.confidence}" if self.first else ""
        return f"{shown}{sure}" if self.right else f"({shown}{sure})"


def results(resolver: Resolver, catalog: Any) -> list[Result]:
    """Resolve every print, within its services and over all."""
    expected = Expected(catalog)
    found = []
    for printed in prints():
        for service in (*printed.services, None):
            first = next(iter(resolver.answer(printed.query, service).matches), None)
            if printed.says:
                right = first is not None and first.id in expected.pages(printed, service)
            else:
                right = first is None or first.confidence == "weak"
            found.append(Result(printed, service, first, right))
    return found


def page(found: Iterable[Result]) -> str:
    """Return the page: a line for each client, then one for each print."""
    clients: dict[str, list[Result]] = defaultdict(list)
    for each in found:
        clients[each.printed.client].append(each)
    short = [_short(client, own) for client, own in sorted(clients.items())]
    long = [line for _, own in sorted(clients.items()) for line in _long(own)]
    return _HEAD + "\n".join(short) + "\n" + _ALL + "\n".join(long) + "\n"


def _short(client: str, own: list[Result]) -> str:
    columns = []
    for chosen in (own, [each for each in own if each.printed.says == "code"]):
        for wide in (False, True):
            part = [each.right for each in chosen if (each.service is None) is wide]
            columns.append(f"{sum(part)} of {len(part)}" if part else "")
    return f"| {client} | {columns[0]} | {columns[1]} | {', '.join(filter(None, columns[2:]))} |"


def _long(own: list[Result]) -> Iterator[str]:
    lines: dict[ClientPrint, list[Result]] = defaultdict(list)
    for each in own:
        lines[each.printed].append(each)
    for printed, both in lines.items():
        within = "; ".join(each.cell for each in both if each.service)
        wide = "; ".join(each.cell for each in both if not each.service)
        says = printed.says or "nothing"
        yield (
            f"| {printed.client} | {printed.answer} | {printed.part} | {says} | {within} | {wide} |"
        )


def main() -> int:
    """Write the table; return 1 where the corpus is not here."""
    if not SHARED.is_dir():
        return 1
    with tempfile.TemporaryDirectory() as folder:
        catalog = build_corpus(SHARED / "corpus", Path(folder)).json("codes.json")
    TABLE.write_text(page(results(Resolver(build_index(catalog)), catalog)), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
