"""Lists of codes that have pages of their own, as ``model`` has them in the catalogue."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of codes on a page of its own.

    ``kind`` says what they share: ``"message"`` (their message), ``"elsewhere"`` (they are the
    same code of different services) or ``"alias"`` (another name). ``codes`` are ids.
    """

    service: str
    pagename: str
    kind: str
    heading: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StatusPage:
    """A page of an HTTP status: of a service, or over all services where ``service`` is empty.

    ``codes`` are the ids of all codes that come with the status.
    """

    service: str
    status: int
    pagename: str
    codes: tuple[str, ...]
