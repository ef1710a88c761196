"""Writes seeded catalogues (``codes.json``) of any size as a stream.

``python -m bench.catalogues ROWS FILE`` writes one. Words, lengths, codes, statuses and the sizes
of services have the distributions of a real vendor (``madewords.py``). A catalogue four times as
large has twice as many services, each twice as large. Memory is for one service and for the
vocabulary, which grows more slowly than the catalogue.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bench.madewords import FIGURES, Texts, Vocabulary, drawn
from sphinx_error_index.links import slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SIZES: Final = (12_000, 100_000, 1_000_000)
"""Rows of the catalogues that are measured."""
MEASURED: Final = (24, 4_756)
"""Services and rows of the catalogue that the figures were taken from."""
SHORT_NUMBERS: Final = 0.1
"""Share of the services with numbers whose numbers have four digits."""
_CONSONANTS: Final = "BCDFGKLMNPRSTVX"


@dataclass(frozen=True)
class Service:
    """A service of a catalogue: what its codes look like, and how many it has.

    ``kind`` is ``mixed`` (``ABC.0301``), ``number`` (statuses and long numbers) or ``compound``
    (``NoSuchBucket``); ``prefix`` is what mixed codes begin with.
    """

    id: str
    kind: str
    prefix: str
    codes: int


class Catalogue:
    """A catalogue of about so many rows (meanings of codes); equal arguments give equal ones."""

    def __init__(self, rows: int, seed: int = 1) -> None:
        self.rows, self.seed = rows, seed
        self.services = list(_services(rows, seed))
        self._vocabulary = Vocabulary(rows, seed)

    def head(self) -> dict[str, Any]:
        """Return all but the categories and codes."""
        return {
            "schema": 1,
            "base_url": "https://docs.example.com/errors",
            "services": [
                {"id": item.id, "title": item.id.title(), "url": f"{item.id}.html", "gone": ""}
                for item in self.services
            ],
            "lists": [],
            "redirects": [],
            "documents": [],
        }

    def categories(self) -> Iterator[dict[str, Any]]:
        """Yield the categories, service by service: classes of statuses, with their codes."""
        for service in self.services:
            codes: dict[str, list[str]] = {}
            for name, statuses in self._rows(service):
                for kind in sorted({_class(status) for status in statuses if status}):
                    codes.setdefault(kind, []).append(f"{service.id}/{slug(name)}")
            for kind in sorted(codes):
                home = f"{service.id}/category/{kind}"
                yield {
                    "id": f"{service.id}/{kind}", "service": service.id, "name": kind,
                    "title": "", "description": "", "url": f"{home}.html",
                    "codes": codes[kind], "gone": "",
                }  # fmt: skip

    def codes(self) -> Iterator[dict[str, Any]]:
        """Yield the codes, service by service."""
        for service in self.services:
            texts = Texts(self._vocabulary, service.id, self.seed)
            for number, (name, statuses) in enumerate(self._rows(service)):
                home = f"{service.id}/{slug(name)}"
                variants = [
                    _variant(service, name, f"row-{number}-{at}", status, texts)
                    for at, status in enumerate(statuses)
                ]
                kinds = sorted({_class(status) for status in statuses if status})
                yield {
                    "id": home, "service": service.id, "code": name, "title": "",
                    "categories": [f"{service.id}/{kind}" for kind in kinds],
                    "url": f"{home}.html", "page": home, "gone": "", "variants": variants,
                }  # fmt: skip

    def whole(self) -> dict[str, Any]:
        """Return the catalogue as one structure, for small ones."""
        codes = list(self.codes())
        return {**self.head(), "categories": list(self.categories()), "codes": codes}

    def write(self, path: Path) -> None:
        """Write the catalogue as ``codes.json``, one category or code a line."""
        with path.open("w", encoding="utf-8") as file:
            file.write(_compact(self.head())[:-1])
            for key, entries in (("categories", self.categories()), ("codes", self.codes())):
                file.write(f',"{key}":[')
                for number, entry in enumerate(entries):
                    file.write((",\n" if number else "\n") + _compact(entry))
                file.write("]")
            file.write("}\n")

    def _rows(self, service: Service) -> Iterator[tuple[str, list[int]]]:
        """Yield each code of a service with the status of each of its meanings, 0 for none."""
        chance = random.Random(f"{self.seed} statuses of {service.id}")
        codes = FIGURES["codes"]
        values = [int(status) for status in codes["statuses"]] + [0]
        shares = [share * (1 - codes["without_status"]) for share in codes["statuses"].values()]
        for name in self._names(service):
            count = drawn(chance, codes["variants"])
            yield name, chance.choices(values, [*shares, codes["without_status"]], k=count)

    def _names(self, service: Service) -> Iterator[str]:
        """Yield the codes of a service, each once but for case and separators."""
        texts = Texts(self._vocabulary, f"codes of {service.id}", self.seed)
        if service.kind == "compound":
            used: set[str] = set()
            while len(used) < service.codes:
                name = texts.name(2 + len(used) % 3)
                if name.lower() not in used:
                    used.add(name.lower())
                    yield name
            return
        statuses = sorted(FIGURES["codes"]["statuses"]) if service.kind == "number" else []
        yield from statuses[: service.codes // 4]
        number = 100
        if service.kind == "number":  # a few such services have short numbers, as exit codes are
            short = texts.chance.random() < SHORT_NUMBERS
            number = 1_000 if short else 10_000_000 + 100_000 * texts.chance.randrange(90)
        for _ in range(service.codes - len(statuses[: service.codes // 4])):
            number += 1 if texts.chance.random() < 0.9 else texts.chance.randint(2, 100)
            yield f"{service.prefix}.{number:04}" if service.kind == "mixed" else str(number)


def _variant(service: Service, name: str, anchor: str, status: int, texts: Texts) -> dict[str, Any]:
    """Return one meaning of a code with its next texts."""
    return {
        "anchor": anchor, "code": name, "title": "", "status": [status] if status else [],
        "message": " ".join(texts.texts("message")),
        "description": " ".join(texts.texts("description")),
        "causes": texts.texts("cause"), "actions": texts.texts("action"),
        "categories": [f"{service.id}/{_class(status)}"] if status else [], "extra": {},
        "origins": [{
            "file": f"{service.id}/codes.rst", "line": 1, "table": "", "document": "Error Codes",
            "original_name": "", "cell": name, "url": f"{service.id}.html#{anchor}",
        }],
    }  # fmt: skip


def _class(status: int) -> str:
    return f"{status // 100}XX"


def _compact(entry: Any) -> str:
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":"))


def _services(rows: int, seed: int) -> Iterator[Service]:
    """Yield services whose codes make so many rows, with kinds of codes as often as measured."""
    chance = random.Random(f"services {seed}")
    kinds: dict[str, float] = FIGURES["codes"]["kinds"]
    wanted = {name: kinds[name] for name in ("mixed", "number", "compound")}
    made = dict.fromkeys(wanted, 0)
    sizes = FIGURES["codes"]["a_service"]
    growth = (rows / MEASURED[1]) ** 0.5
    left = round(rows * _codes_a_row())
    used: set[str] = set()
    while left > 0:
        at, part = divmod(chance.random() * (len(sizes) - 1), 1)
        size = sizes[int(at)] + (sizes[int(at) + 1] - sizes[int(at)]) * part
        count = min(left, max(5, round(size * growth)))
        kind = min(wanted, key=lambda name: (made[name] + count) / wanted[name])
        prefix = "".join(chance.choice(_CONSONANTS) for _ in range(3 + len(used) % 4))
        if prefix in used:
            continue
        used.add(prefix)
        made[kind] += count
        left -= count
        yield Service(f"{prefix.lower()}-service", kind, prefix, count)


def _codes_a_row() -> float:
    """Return how many codes a row makes: some codes have several meanings."""
    chance = random.Random(0)
    meanings = [drawn(chance, FIGURES["codes"]["variants"]) for _ in range(20_000)]
    return len(meanings) / sum(meanings)


def spellings(codes: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield each code as written, which is what ``grep -F`` is given to look for."""
    for code in codes:
        yield from dict.fromkeys([code["code"], *(item["code"] for item in code["variants"])])


def main() -> int:
    """Write a catalogue; return 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=int)
    parser.add_argument("file", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    Catalogue(chosen.rows, chosen.seed).write(chosen.file)
    return 0


if __name__ == "__main__":
    sys.exit(main())
