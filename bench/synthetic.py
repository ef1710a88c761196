"""Writes seeded vendor files of any size: grid tables in the shape of real ones, one row a code.

The words are made up. The shape is that of the real corpus: five columns, markup in one of
fourteen cells, one section and two tables in a file.
"""

from __future__ import annotations

import random
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

HEADERS = ("Status Code", "Error Code", "Error Message", "Description", "Solution")
WIDTHS = (13, 14, 40, 48, 48)
STATUSES = (400, 400, 400, 401, 403, 403, 404, 404, 409, 429, 500, 500, 503)
SYLLABLES = "ba co di fu ge ha lo mi nu pe ra so ta ve wi zo".split()
MARKUP = 14
"""One of so many description cells has markup."""
PER_SERVICE = 500
"""Codes of one service; a larger site has more services."""


def words(chance: random.Random, count: int) -> list[str]:
    """Return made-up words, some of them much more frequent than others."""
    size = min(int(chance.expovariate(0.004)), 2000) if count else 0
    found = []
    for _ in range(count):
        number = int(chance.expovariate(0.01)) + size % 7
        parts = []
        while True:
            number, part = divmod(number, len(SYLLABLES))
            parts.append(SYLLABLES[part])
            if not number:
                break
        found.append("".join(parts) + "n" * (len(parts) < 2))
    return found


def sentence(chance: random.Random, least: int, most: int) -> str:
    """Return a sentence of made-up words."""
    return " ".join(words(chance, chance.randint(least, most))).capitalize() + "."


def rows(prefix: str, count: int, seed: int) -> Iterator[tuple[str, ...]]:
    """Yield the rows of a service; equal arguments give equal rows."""
    chance = random.Random(f"{seed} {prefix}")
    for number in range(count):
        cells = [sentence(chance, 3, 9), sentence(chance, 5, 16), sentence(chance, 5, 16)]
        if number % MARKUP == 0:
            cells[2] = f"- {cells[2]}\n- **{sentence(chance, 2, 5)}** ``{prefix.lower()} show``"
        yield (str(chance.choice(STATUSES)), f"{prefix}.{number:04}", *cells)


def grid(rows: Sequence[Sequence[str]]) -> str:
    """Return a grid table of rows, of which the first is the header."""
    rule = "+" + "+".join("-" * (width + 2) for width in WIDTHS) + "+"
    lines = [rule]
    for number, row in enumerate(rows):
        cells = [_wrapped(cell, width) for cell, width in zip(row, WIDTHS, strict=True)]
        for at in range(max(map(len, cells))):
            parts = [
                (cell[at] if at < len(cell) else "").ljust(width)
                for cell, width in zip(cells, WIDTHS, strict=True)
            ]
            lines.append("| " + " | ".join(parts) + " |")
        lines.append(rule.replace("-", "=") if number == 0 else rule)
    return "\n".join(lines) + "\n"


def _wrapped(cell: str, width: int) -> list[str]:
    lines = []
    for paragraph in cell.split("\n"):
        item = paragraph.startswith("- ")
        line = ""
        for word in paragraph.split(" "):
            if line and len(line) + 1 + len(word) > width:
                lines.append(line)
                line = ("  " if item else "") + word
            else:
                line = f"{line} {word}" if line else word
        lines.append(line)
    return lines


def document(title: str, rows: Sequence[Sequence[str]]) -> str:
    """Return a vendor file of two tables."""
    half = (len(rows) + 1) // 2
    rule = "=" * len(title)
    tables = [grid([HEADERS, *part]) for part in (rows[:half], rows[half:]) if part]
    return f"{title}\n{rule}\n\n" + "\nFurther codes:\n\n".join(tables)


def write_data(folder: Path, codes: int, seed: int = 1) -> dict[str, list[tuple[str, ...]]]:
    """Write vendor files with so many codes, one folder a service; return rows by service."""
    services = {}
    for number in range((codes + PER_SERVICE - 1) // PER_SERVICE):
        count = min(PER_SERVICE, codes - number * PER_SERVICE)
        name = f"service{number:02}"
        services[name] = list(rows(f"SV{number:02}", count, seed))
        path = folder / name / "error_codes.rst"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(document(f"Error Codes of {name.title()}", services[name]), "utf-8")
    return services


CONF = """\
project = "Bench"
html_theme = {theme!r}
html_copy_source = False
html_show_sourcelink = False
"""


def write_site(folder: Path, codes: int, theme: str = "furo", more: str = "") -> None:
    """Write a whole Sphinx project of this extension: conf.py, source/, data/."""
    services = write_data(folder / "data", codes)
    source = folder / "source"
    source.mkdir(parents=True, exist_ok=True)
    (folder / "conf.py").write_text(
        CONF.format(theme=theme) + 'extensions = ["sphinx_error_index"]\n' + more, "utf-8"
    )
    for name in services:
        page = f"{name}\n{'=' * len(name)}\n\n.. err:tables:: ../data/{name}/*.rst\n"
        (source / f"{name}.rst").write_text(page, "utf-8")
    _write_index(source, services)


def write_plain(folder: Path, codes: int, theme: str = "furo") -> None:
    """Write a Sphinx project that has the same vendor files as plain documents."""
    source = folder / "source"
    services = write_data(source, codes)
    (folder / "conf.py").write_text(CONF.format(theme=theme), "utf-8")
    _write_index(source, [f"{name}/error_codes" for name in services])


def write_stubs(folder: Path, codes: int, theme: str = "furo") -> None:
    """Write the same site the usual way: the vendor's documents, and an RST file a code.

    A stub has what our page of the code has: its row, its service, its neighbours, and the first
    ten codes with the same status. No stub is in a toctree.
    """
    source = folder / "source"
    services = write_data(source, codes)
    (folder / "conf.py").write_text(CONF.format(theme=theme), "utf-8")
    for name, found in services.items():
        with_status: dict[str, list[str]] = {}
        for status, code, *_ in found:
            with_status.setdefault(status, []).append(code)
        (source / name / "codes").mkdir(parents=True)
        for at, row in enumerate(found):
            beside = [found[n][1] for n in (at - 1, at + 1) if 0 <= n < len(found)]
            text = _stub(name, row, beside, with_status[row[0]][:10])
            (source / name / "codes" / f"{row[1]}.rst").write_text(text, "utf-8")
    _write_index(source, [f"{name}/error_codes" for name in services])


def _stub(service: str, row: Sequence[str], beside: Sequence[str], related: Sequence[str]) -> str:
    status, code, message, description, solution = row
    near = " | ".join(f":doc:`{name}`" for name in beside)
    also = "\n".join(f"- :doc:`{name}`" for name in related)
    return f""":orphan:

{code}
{"=" * len(code)}

:Service: :doc:`{service} </{service}/error_codes>`
:Status: {status}
:Code: ``{code}``

Message
-------

.. code-block:: text

   {message}

What it means
-------------

{description}

What to do
----------

{solution}

Also with status {status}
-------------------------

{also}

{near}
"""


def write_plain_files(folder: Path, corpus: Path, theme: str = "furo") -> None:
    """Write a Sphinx project that has a folder of vendor files as plain documents."""
    source = folder / "source"
    shutil.copytree(corpus, source)
    (folder / "conf.py").write_text(CONF.format(theme=theme), "utf-8")
    paths = sorted(path.relative_to(source) for path in source.rglob("*.rst"))
    _write_index(source, [path.with_suffix("").as_posix() for path in paths])


def _write_index(source: Path, names: Iterable[str]) -> None:
    entries = "".join(f"   {name}\n" for name in names)
    (source / "index.rst").write_text(f"Bench\n=====\n\n.. toctree::\n\n{entries}", "utf-8")
