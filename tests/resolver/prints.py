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

        A service that documents statuses only has an error's page under its status. Over all
        services the page of the code is asked for, or a page of that very status.
        """
        of_code = self._codes.get(printed.code, []) if printed.says in ("code", "message") else []
        of_status = self._statuses.get(printed.status, [])
        if service is None:
            return set(of_code) or {each for each in of_status if self._is_status(each)}
        inside = {each for each in of_code if self._services[each] == service}
        if inside:
            return inside
        own = {each for each in of_status if self._services[each] == service}
        return {each for each in own if self._is_status(each)} or own

    @staticmethod
    def _is_status(name: str) -> bool:
        return name.rpartition("/")[2].isdigit()
