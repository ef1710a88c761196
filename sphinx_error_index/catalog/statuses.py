"""HTTP statuses: what each means, from ``statuses.toml``, and the pages that list their codes.

There is a page of each status for each service that has codes with it, and one over all
services: ``obs/status/429``, ``status/429``.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from sphinx_error_index.lists import StatusPage

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sphinx_error_index.model import Code

FOLDER = "status"
"""The folder of the pages of statuses, at the site's root and in the folder of each service."""

_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Status:
    """What a status means; all texts are empty for a number that nobody has defined.

    Attributes:
        number: the status, such as 429.
        phrase: its reason phrase, such as ``Too Many Requests``.
        means: what has happened, in a sentence or two.
        source: the document and section that defines it.
        owner: whose status it is, where it is not in the registry of statuses.
        klass: what its class means (4 for client errors, and so on).
    """

    number: int
    phrase: str = ""
    means: str = ""
    source: str = ""
    owner: str = ""
    klass: str = ""

    @property
    def name(self) -> str:
        """Number and phrase, such as ``429 Too Many Requests``."""
        return f"{self.number} {self.phrase}".strip()


@cache
def _table() -> Mapping[str, Any]:
    file = resources.files("sphinx_error_index.catalog").joinpath("statuses.toml")
    return tomllib.loads(file.read_text("utf-8"))


@cache
def status_of(number: int) -> Status:
    """Return what is known of a status, which for a number of nobody's is its class alone."""
    klass = str(_table()["classes"].get(str(number // 100), ""))
    return Status(number, klass=klass, **_table().get(str(number), {}))


def known_statuses() -> list[Status]:
    """Return all statuses of the table, in order."""
    return [status_of(int(name)) for name in _table() if name.isdigit()]


def says_only(text: str, statuses: Iterable[int]) -> bool:
    """Say whether a text says no more than some statuses: their numbers and phrases.

    ``HTTP Status: 502 Bad Gateway`` says no more than 502. A bare number may mean anything.
    """
    numbers = set(map(int, re.findall(r"[0-9]+", text)))
    words = _LETTERS.findall(text)
    if not numbers or not words or not numbers <= set(statuses):
        return False
    known = {"http", "status", "code"}
    for number in numbers:
        known |= {word.casefold() for word in _LETTERS.findall(status_of(number).phrase)}
    return all(word.casefold() in known for word in words)


def status_page(service: str, number: int) -> str:
    """Return the name of the page of a status: of a service, or over all with an empty service."""
    return f"{service}/{FOLDER}/{number}" if service else f"{FOLDER}/{number}"


def status_pages(codes: Iterable[Code]) -> dict[str, StatusPage]:
    """Return the pages of all statuses by page name: those over all services first.

    A code of a service that is called ``status`` keeps the address that it would share with one.
    """
    codes = list(codes)
    taken = {code.pagename.lower() for code in codes}
    everywhere: dict[int, list[str]] = defaultdict(list)
    own: dict[tuple[str, int], list[str]] = defaultdict(list)
    for code in codes:
        for number in code.status:
            everywhere[number].append(code.id)
            own[code.service, number].append(code.id)
    pages = [
        StatusPage("", number, status_page("", number), tuple(everywhere[number]))
        for number in sorted(everywhere)
    ]
    pages += [
        StatusPage(service, number, status_page(service, number), tuple(names))
        for (service, number), names in sorted(own.items())
    ]
    return {page.pagename: page for page in pages if page.pagename not in taken}
