"""The index that the browser loads as a whole, as one small structure for JSON.

It goes away as soon as the browser reads the pieces that :mod:`.building` makes.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from sphinx_error_index.resolver.rules import data as _data
from sphinx_error_index.resolver.rules import rules
from sphinx_error_index.resolver.values import numbers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

INDEX_VERSION: Final = 1
#: How many codes of a service may have a number in a column without a role, to be found by it.
MOST_WITH_NUMBER: Final = 3
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
        forwards, with the address that it forwards to; ``aliases`` are ``[code number, name,
        place of the variant that has it]``, ``ranges`` ``[code number, first, last]``, and
        ``numbers`` ``[code number, number, header]`` of columns without a role; variants are
        ``[anchor, statuses, [field number, text, …], has action]``.
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
        "weights": rules()["weights"],
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
        **_other_names(catalog["codes"]),
        "gone": [number for number, code in enumerate(catalog["codes"]) if code.get("gone")],
        "moved": [
            [number, forwards[code["url"]]]
            for number, code in enumerate(catalog["codes"])
            if code.get("gone") and code["url"] in forwards
        ],
    }


def _other_names(codes: Sequence[Mapping[str, Any]]) -> dict[str, list[list[Any]]]:
    """Return what else finds codes: other names, ranges, and numbers beside them."""
    ranges = [[number, *code["range"]] for number, code in enumerate(codes) if code.get("range")]
    return {"aliases": list(_aliases(codes)), "ranges": ranges, "numbers": list(_numbers(codes))}


def _aliases(codes: Iterable[Mapping[str, Any]]) -> Iterator[list[Any]]:
    """Return the other names of codes: the code's number, the name, and the meaning that has it.

    The meaning is its place among the code's, or -1 where several have the name.
    """
    for number, code in enumerate(codes):
        for name in code.get("aliases", ()):
            own = [at for at, v in enumerate(code["variants"]) if name in v.get("known_as", ())]
            yield [number, name, own[0] if len(own) == 1 else -1]


def _numbers(codes: Iterable[Mapping[str, Any]]) -> Iterator[list[Any]]:
    """Return the numbers in columns without a role: the code's number, the number, the header.

    A number that many codes of a service have tells none of them.
    """
    found = []
    count: Counter[tuple[str, str]] = Counter()
    for at, code in enumerate(codes):
        said = {
            (text, header)
            for variant in code["variants"]
            for header, text in variant["extra"].items()
            if numbers(text)
        }
        found += [(at, code["service"], text, header) for text, header in sorted(said)]
        count.update((code["service"], text) for text in {text for text, _ in said})
    for at, service, text, header in found:
        if count[service, text] <= MOST_WITH_NUMBER:
            yield [at, text, header]


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
