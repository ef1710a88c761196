"""The resolver in both languages on texts that nobody would write: no failure, equal answers.

A seeded generator changes real queries: signs lost, doubled and turned round, other scripts and
cases, escapes of every kind, pieces of several queries in one.
"""

from __future__ import annotations

import html
import json
import random
import time
import unicodedata
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from sphinx_error_index.resolver.building.build import write_folder
from sphinx_error_index.resolver.building.catalogs import Source
from sphinx_error_index.resolver.resolver import Resolver
from sphinx_error_index.resolver.store import folder_reader
from tests.attack.sizes import sizes
from tests.browser.harness import in_node
from tests.browser.test_resolver_parity import Asked, _assert_same
from tests.resolver.querysets import queries
from tests.resolver.test_values import CATALOG, QUERIES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.project import Build

LONGEST = 4_000
"""Characters of a text; longer ones are tried by the tests of patterns and of large pastes."""

AT_MOST = 10.0
"""Seconds, on a busy machine too, that an answer in Node may take."""

ON_AVERAGE = 0.5
"""Seconds of CPU that an answer in Python takes at most, on average."""

PIECES = (
    "\0", "\x07", "\x1b[31m", "\x1b]8;;x\x07", "\x1c", "\x85", "\u00a0", "\u00ad", "\u200b",
    "\u200d", "\u2028", "\u202e", "\ufeff", "\ufffd", "\ud800", "\udfff", "İ", "ı", "ß", "ﬀ", "Σ",
    "ς", "ǰ", "Å", "e\u0301", "k\u0307", "٣", "४", "８", "²", "Ⅳ", "½", "①", "𝟒𝟎𝟑", "一", "🙂",
    "👩‍🚒", "𠮷", "𠮷野家", "𝒸𝑜𝒹𝑒", "𐐨𐑀𐐫", "__proto__", "constructor", "toString", "hasOwnProperty",
    "undefined", "NaN", "-0",
    "1e999", "9007199254740993", "0x", "0b1", "0o7", "-2147221164", "80004005", "4xx", "5XX",
    "9" * 400, "%", "%0", "%zz", "\\", "\\u", "\\ud83d", "${", "{{", "}}", "<", "</script>",
    "<!--", "]]>", "&", "&#", "&#x110000;", "&lt;", "'", '"', "`", "|", "||", "(", ")", "[", "]",
    "{", "}", "*", "**", "?", "+", "^", "$", ".", "..", "...", ",", ";", ":", "::", "=", "=>",
    "/", "//", "://", "@", "#", "no ", "not ", "is not ", "error ", "code: ", "status=",
    "HTTP/2 ", "at a.b(C.java:1)", "\n", "\r", "\r\n", "\t", "    ", "\v", "\f",
)  # fmt: skip


def _cut(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] if chance.random() < 0.5 else text[at:]


def _without(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + text[at + chance.randrange(1, 6) :]


def _with(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice(PIECES) * chance.choice((1, 1, 1, 2, 40)) + text[at:]


def _turned(text: str, chance: random.Random) -> str:
    at, length = chance.randrange(len(text) + 1), chance.randrange(2, 12)
    return text[:at] + text[at : at + length][::-1] + text[at + length :]


def _cased(text: str, chance: random.Random) -> str:
    return chance.choice((str.upper, str.lower, str.title, str.swapcase))(text)


def _wide(text: str, chance: random.Random) -> str:
    """Some characters in their form of full width."""
    wide = (chr(ord(c) + 0xFEE0) if "!" <= c <= "~" and chance.random() < 0.3 else c for c in text)
    return "".join(wide)


def _joined(text: str, chance: random.Random) -> str:
    return chance.choice(("", "_", "-", ".", "+", "%20", "\u00a0")).join(text.split(" "))


def _shuffled(text: str, chance: random.Random) -> str:
    words = text.split(" ")
    chance.shuffle(words)
    return " ".join(words)


def _escaped(text: str, chance: random.Random) -> str:
    """As JSON, HTML, an address or a shell would write it, once or twice."""
    own = text.encode("utf-8", "replace").decode()
    escapes: tuple[Callable[[str], str], ...] = (json.dumps, html.escape, quote, repr)
    for escape in chance.choices(escapes, k=chance.randrange(1, 3)):
        own = escape(own)
    return own


def _any(text: str, chance: random.Random) -> str:
    """Any characters of Unicode, halves of pairs included.

    Those that Python's version of Unicode does not know yet are left out: a younger browser may
    take them for letters.
    """
    drawn = (chr(chance.randrange(0x110000)) for _ in range(chance.randrange(1, 60)))
    return text + "".join(each for each in drawn if unicodedata.category(each) != "Cn")


CHANGES: tuple[Callable[[str, random.Random], str], ...] = (
    _cut, _without, _without, _with, _with, _with, _turned, _cased, _wide, _joined, _shuffled,
    _escaped, _any,
)  # fmt: skip


def texts(size: int) -> list[str]:
    """Return so many texts, the same for the same number."""
    chance = random.Random(size)
    known = [*(query.text for query in queries()), *QUERIES]
    made = []
    for _ in range(size):
        text = chance.choice(known)
        if chance.random() < 0.2:
            text += chance.choice(("", " ", "\n")) + chance.choice(known)
        for _ in range(chance.randrange(1, 6)):
            text = chance.choice(CHANGES)(text, chance)
        made.append(text[:LONGEST])
    return made


@pytest.fixture(scope="module")
def site(seed_site: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of the project's own site with services of numbers, ranges and symbols."""
    codes: dict[str, Any] = json.loads((seed_site.outdir / "codes.json").read_text("utf-8"))
    for name in ("services", "codes"):
        codes[name] = [*codes[name], *CATALOG[name]]
    folder = tmp_path_factory.mktemp("fuzzed")
    write_folder(folder, Source.of(codes))
    return folder


@sizes(250, 5_000)
def test_both_answer_and_answer_alike(site: Path, size: int) -> None:
    services = (None, None, "obs", "chip", "win")
    asked: Asked = [(text, services[at % 5]) for at, text in enumerate(texts(size))]
    node = in_node(site / "error-index", asked)
    assert max(node["milliseconds"]) < 1_000 * AT_MOST
    started = time.process_time()
    _assert_same(Resolver(folder_reader(site)), asked, node["answers"])
    assert time.process_time() - started < ON_AVERAGE * size
    found = sum(bool(answer["matches"]) for answer in node["answers"])
    assert size / 10 < found < size, "the texts are all nonsense, or none of them is"
