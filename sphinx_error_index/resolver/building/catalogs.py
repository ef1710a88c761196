"""A catalogue as the builder of the index takes it: its head, and its codes as they come."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

CodeEntry = dict[str, Any]
"""An entry of the list ``codes`` of ``codes.json``."""


@dataclass(frozen=True)
class Source:
    """What an index is made of.

    Attributes:
        services, categories, redirects: the lists of ``codes.json`` of these names.
        codes: its entries, all of a service together, services in the order of *services*; they
            may be made as they are asked for, and are asked for once.
        base_url: where the site is published, or "".
        synonyms: further concepts of this site, name → words and phrases.
        remotes: addresses of other sites that this one answers for, by their names.
        text: the whole of ``codes.json``, if there is one: its size and its digest are noted.
    """

    services: list[dict[str, Any]]
    categories: list[dict[str, Any]]
    codes: Iterable[CodeEntry]
    redirects: list[dict[str, Any]] = field(default_factory=list)
    base_url: str = ""
    synonyms: Mapping[str, Iterable[str]] = field(default_factory=dict)
    text: str = ""
    remotes: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        catalog: Mapping[str, Any],
        text: str = "",
        synonyms: Mapping[str, Iterable[str]] | None = None,
    ) -> Source:
        """Return the source that the content of ``codes.json`` is.

        Args:
            catalog: the content.
            text: the file's own text, if there is a file.
            synonyms: in place of the catalogue's own.
        """
        numbers = {service["id"]: number for number, service in enumerate(catalog["services"])}
        return cls(
            list(catalog["services"]),
            list(catalog["categories"]),
            sorted(catalog["codes"], key=lambda code: numbers[code["service"]]),
            list(catalog.get("redirects", ())),
            str(catalog.get("base_url", "")),
            (catalog.get("synonyms") or {}) if synonyms is None else synonyms,
            text,
            dict(catalog.get("remotes") or {}),
        )

    @property
    def size(self) -> int:
        """Bytes of ``codes.json``; 0 if there is none."""
        return len(self.text.encode())

    def stamp(self) -> str:
        """Return the digest of ``codes.json`` and of all that makes an index of it, or ""."""
        if not self.text:
            return ""
        whole = sha256(self.text.encode())
        for path in sorted(Path(__file__).parent.parent.rglob("*")):
            if path.suffix in {".py", ".toml"}:
                whole.update(path.read_bytes())
        return whole.hexdigest()[:16]

    def head(self) -> dict[str, Any]:
        """Return what the root of the index says of the catalogue and its site."""
        said = {"bytes": self.size, "source": self.stamp(), "base_url": self.base_url}
        return {**said, **({"remotes": dict(self.remotes)} if self.remotes else {})}

    def by_service(self) -> Iterator[tuple[int, list[CodeEntry]]]:
        """Yield each service that has codes with them: in the order of category and place.

        Those that are no longer documented come last.

        Raises:
            ValueError: the codes are not in the order of their services.
        """
        numbers = {service["id"]: number for number, service in enumerate(self.services)}
        places = {category["id"]: place for place, category in enumerate(self.categories)}
        last = -1
        for service, codes in groupby(self.codes, lambda code: code["service"]):
            number = numbers[service]
            if number <= last:
                raise ValueError(f"the codes of {service} do not stand together")
            last = number
            yield number, sorted(codes, key=lambda code: _place(code, places))

    def categories_of(self) -> dict[str, list[dict[str, Any]]]:
        """Return the categories of each service, by its id."""
        own: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for category in self.categories:
            own[category["service"]].append(category)
        return own


def _place(code: CodeEntry, places: Mapping[str, int]) -> tuple[bool, int]:
    """Where a code stands in its service: behind all that are documented, then by category."""
    last = len(places)
    first = min((places.get(name, last) for name in code["categories"]), default=last)
    return bool(code.get("gone")), first
