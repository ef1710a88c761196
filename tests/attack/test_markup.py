"""Hostile reStructuredText and Markdown: every directive and role that is known, with any argument.

Whatever a vendor's file says, nothing outside the data folder is read, nothing is written, run or
asked of a network, and no text is taken for a template.
"""

from __future__ import annotations

import random
import sys
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from docutils import nodes
from docutils.parsers.rst import directives, roles

from tests.attack.pipeline import pipeline
from tests.attack.sizes import sizes
from tests.support.reading import reader

if TYPE_CHECKING:
    from collections.abc import Iterator

SECRET = "the-secret-outside"
ALLOWED = {"http", "https", "mailto", "ftp", ""}
"""Kinds of addresses that may lead somewhere; the empty one is that of a place on the site."""

OPTIONS = (
    "file", "url", "source", "encoding", "loading", "class", "name", "target", "alt", "figclass",
    "lines", "pyobject", "hidden", "service", "columns", "start-after", "literal", "parser",
    "maxdepth", "glob", "force", "module", "members", "template", "format", "width", "header",
)  # fmt: skip
CONTENT = (
    "Some text.", "{{ 7 * 191 }}", "{% include '/etc/hostname' %}", "<script>alert(1)</script>",
    "Error Code,Cause\nA.1,x", "print(1)", ".. include:: SECRET", ".. raw:: html\n   :file: SECRET",
    "`x <javascript:alert(1)>`_", ":download:`SECRET`", "|x|", ".. image:: SECRET", "$x$",
    "@import url(SECRET)", "__import__('os').getpid()",
    "- a\n\n  .. csv-table::\n     :file: SECRET",
)  # fmt: skip

CELLS = ".. list-table::\n\n   * - Error Code\n     - Cause\n   * - A.1\n     - x"
"""The beginning of a table, of which the last cell may go on."""


@dataclass
class Seen:
    """What the interpreter does while a file is read; ``active`` switches the record on."""

    active: bool = False
    outside: Path = Path()
    events: list[str] = field(default_factory=list)

    def hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Note an event that no vendor's file may bring about."""
        if not self.active:
            return
        if event == "open":
            path, mode = str(arguments[0]), arguments[1]
            if str(self.outside) in path or (isinstance(mode, str) and set(mode) & set("wax+")):
                self.events.append(f"open {path} {mode}")
        elif event.split(".")[0] in ("subprocess", "socket", "shutil") or event in (
            "os.system", "os.remove", "os.rename", "os.exec", "os.fork", "os.posix_spawn",
            "urllib.Request", "os.mkdir", "os.rmdir", "os.symlink", "os.truncate",
        ):  # fmt: skip
            self.events.append(f"{event} {arguments!r:.200}")


@cache
def _seen() -> Seen:
    """Return the one record of this process: a hook cannot be taken away."""
    seen = Seen()
    sys.addaudithook(seen.hook)
    return seen


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    """A folder with a secret beside the data, links to it within the data, and a record."""
    outside = tmp_path_factory.mktemp("outside")
    for name in ("secret.txt", "secret.csv", "secret.rst", "secret.png", "secret.py"):
        (outside / name).write_text(f"Error Code,Cause\n{SECRET},{SECRET}\n", "utf-8")
    data = reader().folder / "data"
    links = [data / "out", data / "out.csv"]
    links[0].symlink_to(outside)
    links[1].symlink_to(outside / "secret.csv")
    pipeline()  # loads whatever it needs before anything is recorded
    reader().read("Text.\n")
    reader().read("Text.\n", "codes.md")
    record = _seen()
    record.outside = outside
    before = _registered()
    yield record
    assert _registered() == before, "a vendor's file has entered something for the whole site"
    for link in links:
        link.unlink()


def _registered() -> dict[str, str]:
    """Return what the site's domains know; which version changed what belongs to its page."""
    domains = reader().env.domains
    return {name: repr(domains[name].data) for name in domains if name != "changeset"}


@cache
def _directives() -> tuple[str, ...]:
    """Return the names of all directives that docutils, Sphinx and its domains know."""
    env = reader().env
    own = {f"{name}:{each}" for name in env.domains for each in env.domains[name].directives}
    known = {*directives._directive_registry, *reader()._directives}  # type: ignore[attr-defined]
    return tuple(sorted(known | own | {name.partition(":")[2] for name in own}))


@cache
def _roles() -> tuple[str, ...]:
    env = reader().env
    own = {f"{name}:{each}" for name in env.domains for each in env.domains[name].roles}
    known = {*roles._role_registry, *reader()._roles}  # type: ignore[attr-defined]
    return tuple(sorted(known | own))


def _places(outside: Path) -> list[str]:
    """Return ways to name the secret."""
    data = reader().folder / "data"
    return [
        f"{outside}/secret.csv", f"file://{outside}/secret.rst", "out/secret.csv", "out.csv",
        "../../../secret.txt", f"/{'../' * 12}{str(outside).lstrip('/')}/secret.py",
        f"{data}/out/secret.png", "./out/./secret.rst", "out/*.rst", f"<{outside}/secret.txt>",
        f"~/{outside}/secret.txt", f"out{chr(0)}/secret.csv", "https://example.org/secret.csv",
    ]  # fmt: skip


def _block(name: str, chance: random.Random, places: list[str], *, markdown: bool) -> str:
    """Return a directive with any argument, options and content."""
    place = chance.choice(places)
    content = chance.choice(CONTENT).replace("SECRET", place)
    options = "".join(
        f":{option}: {chance.choice([place, '1', 'embed', 'utf-8', 'x'])}\n"
        for option in chance.sample(OPTIONS, chance.randrange(4))
    )
    argument = chance.choice([place, "", "html", "x", "1 2"])
    if markdown:
        return f"````{{{name}}} {argument}\n{options}\n{content}\n````\n"
    lines = f"{options}\n{content}".splitlines()
    return f".. {name}:: {argument}\n" + "".join(f"   {line}\n" for line in lines)


def _inline(name: str, chance: random.Random, places: list[str], *, markdown: bool) -> str:
    text = chance.choice([*places, "{{ 7 * 191 }}", "x", "a <javascript:alert(1)>"])
    return f"See {{{name}}}`{text}` there.\n" if markdown else f"See :{name}:`{text}` there.\n"


def _check(text: str, name: str, seen: Seen) -> None:
    """Read a file and send its records on; assert that nothing came of it but text."""
    seen.events.clear()
    seen.active = True
    try:
        # The vendor's file itself is written by the test, before it is read.
        reading = reader().read(text, name)
    finally:
        seen.active = False
    data = reader().folder / "data"
    own = (f"open {data / name} w", f"os.mkdir ('{data}'")
    assert [event for event in seen.events if not event.startswith(own)] == []
    pipeline().run_file(reading.file())
    if reading.document is None:
        return
    tree = reading.document.doctree
    shown = [
        str(value) for node in tree.findall(nodes.Element) for value in node.attributes.values()
    ]
    assert not [piece for piece in (tree.astext(), *shown) if SECRET in piece or "1337" in piece]
    assert not [node for node in tree.findall(nodes.raw) if node["format"] != "text"]
    for node in tree.findall(nodes.reference):
        kind = str(node.get("refuri", "")).partition(":")
        assert not kind[1] or kind[0].lower() in ALLOWED, node


@pytest.mark.parametrize("name", ["codes.rst", "codes.md"])
def test_every_directive_and_role(seen: Seen, name: str) -> None:
    """Each one several times, some dozen to a file."""
    chance = random.Random(name)
    markdown = name.endswith(".md")
    places = _places(seen.outside)
    assert len(_directives()) > 150
    assert len(_roles()) > 100
    pieces = [
        make(each, chance, places, markdown=markdown)
        for make, known in ((_block, _directives()), (_inline, _roles()))
        for each in known
        for _ in range(2)
    ]
    chance.shuffle(pieces)
    for at in range(0, len(pieces), 40):
        _check("\n".join(pieces[at : at + 40]), name, seen)


@sizes(25, 3_000)
def test_any_markup_around_any_other(seen: Seen, size: int) -> None:
    """Directives within cells, lists, quotes and each other."""
    chance = random.Random(size)
    places = _places(seen.outside)
    for _ in range(size):
        markdown = chance.random() < 0.4
        pieces = []
        for _ in range(chance.randrange(1, 6)):
            make = chance.choice([_block, _inline])
            known = _directives() if make is _block else _roles()
            piece = make(chance.choice(known), chance, places, markdown=markdown)
            around = chance.randrange(4)
            if around == 1:
                piece = "".join(f"> {line}\n" for line in piece.splitlines())
            elif around == 2:
                indented = "".join(f"       {line}\n" for line in piece.splitlines())
                piece = f"{CELLS}\n\n{indented}"
            elif around == 3:
                inner = "".join(f"   {line}\n" for line in piece.splitlines())
                piece = f".. |x| {piece.removeprefix('.. ')}\n|x|\n" if ".." in piece else inner
            pieces.append(piece)
        _check("\n".join(pieces), "codes.md" if markdown else "codes.rst", seen)
