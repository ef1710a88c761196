"""The search index: everything that a query needs, as one small structure for JSON.

All that both implementations of the resolver share - weights, synonyms, patterns - travels in it.
"""

from __future__ import annotations

import json
import tomllib
from functools import cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sphinx_error_index.resolver import weights as w

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

INDEX_VERSION: Final = 1
#: The columns that texts come from; the index names them by number.
FIELDS: Final = ("title", "message", "description", "cause", "extra")


def build_index(
    catalog: Mapping[str, Any], synonyms: Mapping[str, Iterable[str]] | None = None
) -> dict[str, Any]:
    """Return the search index of a catalogue: all that a query needs, as small as that goes.

    Args:
        catalog: the structure of ``codes.json`` (contract 5 of the design).
        synonyms: further concepts of this site, name → words and phrases; those of equal names
            are merged.

    Returns:
        A structure for JSON. ``services`` are ``[id, title, url]``; ``categories`` are ``[service
        number, name, title, url]``; ``codes`` are ``[service number, code, title, url, category
        numbers, variants]``, where url is 0 if it is the usual one (:func:`usual_url`); ``gone``
        are the numbers of those that are no longer documented, ``moved`` of those whose page
        forwards, with the address that it forwards to; variants are ``[anchor, statuses,
        [field number, text, …], has action]``.
    """
    concepts = {name: list(said) for name, said in _data("synonyms.toml")["concepts"].items()}
    for name, said in (synonyms or {}).items():
        concepts[name] = [*concepts.get(name, ()), *said]
    services = {service["id"]: number for number, service in enumerate(catalog["services"])}
    categories = {category["id"]: number for number, category in enumerate(catalog["categories"])}
    suffix = "/" if any(code["url"].endswith("/") for code in catalog["codes"]) else ".html"
    forwards = {entry["url"]: entry["to"] for entry in catalog.get("redirects", ())}
    codes = []
    for code in catalog["codes"]:
        usual = usual_url(code["service"], code["code"], suffix)
        codes.append(
            [
                services[code["service"]],
                code["code"],
                code["title"],
                0 if code["url"] == usual else code["url"],
                [categories[name] for name in code["categories"] if name in categories],
                [_pack(variant, code) for variant in code["variants"]],
            ]
        )
    return {
        "version": INDEX_VERSION,
        "weights": w.as_table(),
        "reading": _data("query.toml"),
        "concepts": concepts,
        "near": _data("synonyms.toml")["near"],
        "faults": _data("synonyms.toml")["faults"],
        "everyday": _data("synonyms.toml")["everyday"],
        "fields": list(FIELDS),
        "suffix": suffix,
        "services": [[item["id"], item["title"], item["url"]] for item in catalog["services"]],
        "categories": [
            [services[item["service"]], item["name"], item["title"], item["url"]]
            for item in catalog["categories"]
        ],
        "codes": codes,
        "gone": [number for number, code in enumerate(catalog["codes"]) if code.get("gone")],
        "moved": [
            [number, forwards[code["url"]]]
            for number, code in enumerate(catalog["codes"])
            if code.get("gone") and code["url"] in forwards
        ],
    }


def index_script(index: Mapping[str, Any]) -> str:
    """Return *index* as a script, which a page opened from disk can load too."""
    text = json.dumps(index, ensure_ascii=False, separators=(",", ":"))
    return f"ErrorIndex.load({text});\n".replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def usual_url(service: str, code: str, suffix: str) -> str:
    """Return the address that most codes have; the index spells out only the others."""
    return f"{service}/{code}{suffix}"


def _pack(variant: Mapping[str, Any], code: Mapping[str, Any]) -> list[Any]:
    """One meaning of a code; each text once, an anchor only where the code has several meanings."""
    said = [
        [variant["title"]],
        [variant["message"]],
        [variant["description"]],
        variant["causes"],
        variant["extra"].values(),
    ]  # not the actions: other errors have the same, and without them the index is a sixth smaller
    texts: list[Any] = []
    seen = {code["title"], ""}
    for number, column in enumerate(said):
        for text in column:
            plain = " ".join(text.split())
            if plain not in seen:
                seen.add(plain)
                texts += [number, plain]
    anchor = variant["anchor"] if len(code["variants"]) > 1 else ""
    return [anchor, variant["status"], texts, int(bool(variant["actions"]))]


def _data(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))


class VariantRow(NamedTuple):
    """One meaning of a code; ``texts`` alternates numbers of fields and texts."""

    anchor: str
    statuses: list[int]
    texts: list[Any]
    has_action: int


class CodeRow(NamedTuple):
    """One code; ``url`` is 0 where it is the usual one (:func:`usual_url`)."""

    service: int
    code: str
    title: str
    url: str | int
    categories: list[int]
    variants: list[VariantRow]

    @classmethod
    def read(cls, row: Iterable[Any]) -> CodeRow:
        """Return a code of the index's JSON with its parts by name."""
        service, code, title, url, categories, variants = row
        meanings = [VariantRow(*variant) for variant in variants]
        return cls(service, code, title, url, categories, meanings)


class CategoryRow(NamedTuple):
    """One category."""

    service: int
    name: str
    title: str
    url: str


class ServiceRow(NamedTuple):
    """One service."""

    id: str
    title: str
    url: str


class SearchIndex:
    """An index that was built, with its parts by name.

    Codes, variants and services are numbers in here: their positions in the index.
    """

    def __init__(self, index: Mapping[str, Any]) -> None:
        self.concepts: dict[str, list[str]] = index["concepts"]
        self.near: dict[str, list[str]] = index["near"]
        self.faults: list[str] = index["faults"]
        self.everyday: list[str] = index["everyday"]
        self.reading: dict[str, Any] = index["reading"]
        self.services = [ServiceRow(*row) for row in index["services"]]
        self.categories = [CategoryRow(*row) for row in index["categories"]]
        self.codes = [CodeRow.read(row) for row in index["codes"]]
        #: The codes that are no longer documented.
        self.gone = frozenset(index.get("gone", ()))
        #: Of the codes that were renamed where their pages forward to.
        self.moved: dict[int, str] = dict(index.get("moved", ()))
        self._fields: list[str] = index["fields"]
        self._suffix: str = index["suffix"]
        #: Of each variant its code and what :func:`build_index` kept of it.
        self.variants = [
            (number, variant) for number, code in enumerate(self.codes) for variant in code.variants
        ]

    @cached_property
    def first_variants(self) -> list[int]:
        """The number of each code's first variant."""
        first: dict[int, int] = {}
        for number, (code, _) in enumerate(self.variants):
            first.setdefault(code, number)
        return [first[code] for code in range(len(self.codes))]

    def service(self, code: int) -> int:
        """Return the service of a code."""
        return self.codes[code].service

    def name(self, code: int) -> str:
        """Return a code's id, such as ``obs/403``."""
        return f"{self.services[self.service(code)].id}/{self.codes[code].code}"

    def category(self, number: int) -> str:
        """Return a category's id, such as ``obs/4XX``."""
        category = self.categories[number]
        return f"{self.services[category.service].id}/{category.name}"

    def url(self, code: int) -> str:
        """Return a code's address, relative to the site's root."""
        row, service = self.codes[code], self.services[self.service(code)]
        return str(row.url) if row.url else usual_url(service.id, row.code, self._suffix)

    @cached_property
    def pages(self) -> dict[str, str]:
        """The ids of services, categories and codes by the addresses of their pages."""
        return {
            **{url: name for name, _, url in self.services},
            **{item.url: self.category(number) for number, item in enumerate(self.categories)},
            **{self.url(number): self.name(number) for number in range(len(self.codes))},
        }

    def successor(self, code: int) -> tuple[str, str]:
        """Return id and address of what a renamed code is now; empty for any other code."""
        url = self.moved.get(code, "")
        return self.pages.get(url.partition("#")[0], url) if url else "", url

    def sentences(self, worded: Iterable[int]) -> list[tuple[int, str, str]]:
        """Return all texts: variant, field, text. The codes of *worded* are texts of their own."""
        sentences = []
        spoken = set(worded)
        for number, (code, variant) in enumerate(self.variants):
            row, texts = self.codes[code], variant.texts
            if row.title:
                sentences.append((number, "title", row.title))
            for field, text in zip(texts[::2], texts[1::2], strict=True):
                sentences.append((number, self._fields[field], text))
            if code in spoken:
                sentences.append((number, "code", row.code))
        return sentences
