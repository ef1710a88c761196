"""What clients printed, as ``make record-clients`` wrote it down, and what is right for it.

``clients/*.toml`` holds tables ``[[print]]``: the text, the services that it may be looked up in,
the client, the answer that it was sent, the part of the print, and what the text still ``says`` of
that answer: its ``code``, its ``message``, its ``status``, or nothing.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sphinx_error_index.resolver.statuses import generic_names
from sphinx_error_index.resolver.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER: Final = Path(__file__).parent / "clients"


@dataclass(frozen=True)
class ClientPrint:
    """One text that a client printed."""

    query: str
    services: tuple[str, ...]
    client: str
    answer: str
    part: str
    says: str
    code: str
    status: int


def prints() -> Iterator[ClientPrint]:
    """Yield all that was recorded, by client."""
    for path in sorted(FOLDER.glob("*.toml")):
        for each in tomllib.loads(path.read_text("utf-8"))["print"]:
            yield ClientPrint(**{**each, "services": tuple(each["services"])})


class Expected:
    """Which pages of a catalogue are right for a print."""

    def __init__(self, catalog: Any) -> None:
        self._codes: dict[str, list[str]] = defaultdict(list)
        self._statuses: dict[int, list[str]] = defaultdict(list)
        self._services: dict[str, str] = {}
        for entry in catalog["codes"]:
            self._codes[entry["code"]].append(entry["id"])
            self._services[entry["id"]] = entry["service"]
            for status in {number for each in entry["variants"] for number in each["status"]}:
                self._statuses[status].append(entry["id"])

    def pages(self, printed: ClientPrint, service: str | None) -> set[str]:
        """Return the pages that are right first: of a code, or of a status where no code is said.

        A service that documents statuses only has an error's page under its status. A message alone
        may lead to the page of its status as well.
        """
        of_code = self._codes.get(printed.code, []) if printed.says in ("code", "message") else []
        of_status = self._statuses.get(printed.status, [])
        pages = {each for each in of_status if self._is_status(each)}
        if service is None:
            vague = not of_code or printed.says == "message"
            return set(of_code) | (pages if vague else set())
        inside = {each for each in of_code if self._services[each] == service}
        own = {each for each in of_status if self._services[each] == service}
        if inside:
            return inside | (own & pages if printed.says == "message" else set())
        return own & pages or own

    @staticmethod
    def _is_status(name: str) -> bool:
        """Whether a page is that of a status, under its number or its name."""
        code = name.rpartition("/")[2]
        return code.isdigit() or fold(code) in generic_names()
