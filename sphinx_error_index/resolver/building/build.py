"""A catalogue becomes an index: the steps in order."""

from __future__ import annotations

import contextlib
import gc
import pickle
import tempfile
from typing import IO, TYPE_CHECKING, Any

from sphinx_error_index.resolver.building.catalogs import Source
from sphinx_error_index.resolver.building.dictionaries import ENGLISH, write_dictionaries
from sphinx_error_index.resolver.building.shards import Shards
from sphinx_error_index.resolver.building.sinks import (
    FolderSink,
    MemorySink,
    Sink,
    build_of,
    sweep,
)
from sphinx_error_index.resolver.building.spellings import Spellings
from sphinx_error_index.resolver.building.texts import Synonyms, Texts
from sphinx_error_index.resolver.rules import of_pastes, pattern, w
from sphinx_error_index.resolver.types import DETAILS_A_FILE, SCHEMA
from sphinx_error_index.resolver.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from sphinx_error_index.resolver.building.catalogs import CodeEntry
    from sphinx_error_index.resolver.building.texts import Told

CODE_SHARD, TERM_SHARD, WORD_SHARD = 3_000, 1_500, 3_000
"""What a file of the keyed families should have at most, in characters, about."""

ROWS_A_FILE = 4
"""Codes whose rows stand in one file: of more, most would be loaded for nothing."""


def build_index(
    catalog: Mapping[str, Any], synonyms: Mapping[str, Iterable[str]] | None = None
) -> MemorySink:
    """Return the index of a catalogue, in memory.

    Args:
        catalog: the content of ``codes.json``.
        synonyms: further concepts of the site, name → words and phrases; those of equal names are
            merged. Without them the catalogue's own.
    """
    sink = MemorySink()
    write_index(Source.of(catalog, synonyms=synonyms), sink)
    return sink


def write_folder(site: Path, source: Source) -> str:
    """Write the index of a catalogue into a site's folder; return the name of the build.

    Nothing is written where the same catalogue's index is there.
    """
    there = build_of(site)
    if there and source.text and there.source == source.stamp():
        sweep(site, there.digest)
        return there.digest
    return write_index(source, FolderSink(site))


def _write_services(source: Source, sink: Sink) -> None:
    """Write a file of each service with its categories."""
    own = source.categories_of()
    for place, item in enumerate(source.services):
        listed = [[c["name"], c["title"], c["url"]] for c in own.get(item["id"], ())]
        sink.write("s", place, {"categories": listed})


def write_index(source: Source, sink: Sink) -> str:
    """Write the index of a catalogue, in time and files linear in it; return the build's name.

    Neither the catalogue nor the index is in memory as a whole.

    Raises:
        ValueError: the codes of a service do not stand together.
    """
    with _uncollected():
        return _write(source, sink)


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Collect no garbage: none is made here, and looking for it took a fifth of the time."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


def _write(source: Source, sink: Sink) -> str:
    codes, terms = Shards("c", CODE_SHARD), Shards("t", TERM_SHARD)
    words = Shards("w", WORD_SHARD)
    spellings, texts = Spellings(codes, words), Texts(Synonyms(source.synonyms))
    numbers = {item["id"]: number for number, item in enumerate(source.services)}
    firsts: dict[int, int] = {}
    gone: dict[int, int] = {}
    rows = _Rows(source, sink)
    with tempfile.TemporaryFile() as kept:
        for service, entries in source.by_service():
            firsts[service] = rows.count
            gone[service] = rows.count + sum(not entry.get("gone") for entry in entries)
            spellings.add_service(service, rows.count, entries)
            for entry in entries:
                rows.add(entry)
                pickle.dump((_shown(entry), texts.told(entry)), kept, pickle.HIGHEST_PROTOCOL)
            texts.end_service(service, source.services[service].get("language", ""))
        rows.end_details()
        kept.seek(0)
        for place, (entry, told) in enumerate(_loaded(kept)):
            rows.write(entry, told, [part for _, part in texts.weigh(place, told)])
        rows.end()
    spellings.add_classes(source.categories, numbers)
    families = spellings.finish()
    titles = [f"{item['id']} {item['title']}" for item in source.services]
    means = texts.finish(terms, words, sink, titles, spellings.beginnings)
    write_dictionaries(sink)
    sink.write("q", 0, of_pastes())
    _write_services(source, sink)
    return sink.finish(
        {
            "schema": SCHEMA,
            **source.head(),
            "suffix": rows.suffix,
            "codes": rows.count,
            "rows": ROWS_A_FILE,
            "shards": {"c": codes.write(sink), "t": terms.write(sink), "w": words.write(sink)},
            **means,
            "services": list(_services(source, firsts, gone, rows.count, texts.languages)),
            "families": families,
            "statuses": sorted(spellings.statuses),
            "exits": spellings.exits,
            "languages": sorted({*texts.languages.values()}),
        }
    )


class _Rows:
    """Writes rows and details, several codes a file."""

    def __init__(self, source: Source, sink: Sink) -> None:
        self._sink = sink
        self._forwards = {
            entry["url"]: entry.get("successors") or [entry["to"]] for entry in source.redirects
        }
        wanted = {to.partition("#")[0] for all_to in self._forwards.values() for to in all_to}
        self._names = {
            item["url"]: item["id"]
            for item in (*source.services, *source.categories)
            if item["url"] in wanted
        }
        self._wanted = wanted
        self._details: list[CodeEntry] = []
        self._pages: list[dict[str, Any]] = []
        self._actions: list[list[str]] = []
        self._number = 0
        #: How many codes came, and what their addresses end with.
        self.count, self.suffix = 0, ".html"

    def add(self, entry: CodeEntry) -> None:
        """Take a code: its details are written, its row later."""
        if entry["url"] in self._wanted:
            self._names[entry["url"]] = entry["id"]
        if entry["url"].endswith("/"):
            self.suffix = "/"
        self._details.append(entry)
        self._actions.append([_first_action(variant) for variant in entry["variants"]])
        self.count += 1
        if len(self._details) == DETAILS_A_FILE:
            self.end_details()

    def end_details(self) -> None:
        """Write the details that are left."""
        if self._details:
            self._sink.write("d", (self.count - 1) // DETAILS_A_FILE, self._details)
            self._sink.write("a", (self.count - 1) // DETAILS_A_FILE, self._actions)
            self._details, self._actions = [], []

    def write(self, entry: CodeEntry, told: Told, parts: list[list[Any]]) -> None:
        """Take the row of the next code, with mass and concepts of each of its sentences."""
        page: dict[str, Any] = {"c": entry["code"], "t": entry["title"]}
        if entry["url"] != f"{entry['service']}/{entry['code']}{self.suffix}":
            page["u"] = entry["url"]
        if entry["categories"]:
            page["g"] = [name.partition("/")[2] for name in entry["categories"]]
        if entry["gone"]:
            page["x"] = 1
            to = self._forwards.get(entry["url"], [])
            if to:  # of several successors the old page itself lets one choose
                names = ", ".join(self._names.get(url.partition("#")[0], url) for url in to)
                page["to"] = [names, to[0] if len(to) == 1 else entry["url"]]
        rest = iter(parts)
        for said, part in zip(told.shared, rest, strict=False):
            page["h" if said.field == "t" else "k"] = part
        page["v"] = [
            _variant(meaning, [[s.field, s.text, *next(rest)] for s in sentences])
            for meaning, sentences in zip(entry["variants"], told.meanings, strict=True)
        ]
        self._pages.append({key: value for key, value in page.items() if value})
        self._number += 1
        if len(self._pages) == ROWS_A_FILE:
            self.end()

    def end(self) -> None:
        """Write the rows that are left."""
        if self._pages:
            self._sink.write("r", (self._number - 1) // ROWS_A_FILE, self._pages)
            self._pages = []


def _shown(entry: CodeEntry) -> CodeEntry:
    """What the row of a code has, but for its texts."""
    several = len(entry["variants"]) > 1
    return {
        "code": entry["code"],
        "title": entry["title"],
        "service": entry["service"],
        "url": entry["url"],
        "categories": entry["categories"],
        "gone": entry.get("gone", ""),
        "variants": [
            {
                "anchor": variant["anchor"] if several else "",
                "status": variant["status"],
                "acted": int(bool(variant["actions"])),
                "judged": _judged(variant.get("triage") or {}),
            }
            for variant in entry["variants"]
        ],
    }


def _first_action(variant: Mapping[str, Any]) -> str:
    """The first action of a meaning in one line, cut behind a word where it is long."""
    text = " ".join(next(iter(variant["actions"]), "").split())
    if len(text) <= w.ACTION_MOST:
        return text
    return f"{text[: w.ACTION_MOST].rpartition(' ')[0] or text[: w.ACTION_MOST]} …"


def _judged(triage: Mapping[str, Any]) -> list[str]:
    """The answers to whether to retry and whose side it is; nothing where neither is known."""
    said = [str(triage.get(name, {}).get("answer", "")) for name in ("retry", "side")]
    return said if any(said) else []


def _variant(meaning: Mapping[str, Any], sentences: list[list[Any]]) -> dict[str, Any]:
    row = {"a": meaning["anchor"], "s": meaning["status"], "d": meaning["acted"]}
    row |= {"y": meaning["judged"], "m": sentences}
    return {key: value for key, value in row.items() if value}


def _services(
    source: Source,
    firsts: Mapping[int, int],
    gone: Mapping[int, int],
    count: int,
    languages: Mapping[int, str],
) -> Iterator[dict[str, Any]]:
    """The services as the root has them; one without codes begins where the next one does."""
    begins = [firsts.get(number, -1) for number in range(len(source.services))]
    for number in range(len(begins) - 1, -1, -1):
        if begins[number] < 0:
            begins[number] = begins[number + 1] if number + 1 < len(begins) else count
    for place, (service, first) in enumerate(zip(source.services, begins, strict=True)):
        names = [service["id"], service["title"], _initials(service["title"])]
        names += service.get("known_as", ())
        yield {
            "id": service["id"],
            "title": service["title"],
            "url": service["url"],
            "first": first,
            "gone": gone.get(place, first),
            "names": list(dict.fromkeys(filter(None, map(fold, names)))),
            **({"language": languages[place]} if languages.get(place, ENGLISH) != ENGLISH else {}),
        }


def _initials(title: str) -> str:
    """``Elastic Cloud Server`` → ``ecs``; nothing for a title of fewer than three words."""
    words = pattern("initials").findall(title)
    return "".join(word[0] for word in words).lower() if len(words) > 2 else ""


def _loaded(kept: IO[bytes]) -> Iterator[Any]:
    with contextlib.suppress(EOFError):
        while True:
            yield pickle.load(kept)
