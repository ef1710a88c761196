"""Readings that are kept by content: equal to fresh ones, never trusted where damaged."""

from __future__ import annotations

import os
import pickle
import shutil
import time
from pathlib import Path
from typing import Any

import pytest
from docutils import nodes

from sphinx_error_index import model
from sphinx_error_index.reading import vendor
from sphinx_error_index.reading.caching.filecache import LIFETIME, FileCache
from sphinx_error_index.reading.caching.plaindata import NotPlainError, from_plain, to_plain
from tests.conftest import Build, Project
from tests.reading.test_fast_tables import differences

FILE = """\
:original_name: errors.html

.. _here:

Errors
======

Words [1]_ and `a link <https://example.com>`_, *half of it.

.. [1] A footnote.

+------------+--------------+---------------------------+
| Error Code | Status       | Cause                     |
+============+==============+===========================+
| SV.1       | 400          | plain, "quoted" \\\\* star  |
+------------+--------------+---------------------------+
| SV.2       | 404          | - :ref:`here`             |
|            |              | - ``code`` and **bold**   |
+------------+--------------+---------------------------+
|            |              | continued                 |
+------------+--------------+---------------------------+

SV.9 Something
--------------

It is a section.

.. list-table::

   * - No
     - header
"""
CSV = '.. csv-table::\n   :file: rows.csv\n   :header: "Error Code", "Cause"\n'


@pytest.fixture
def cached(project: Project) -> Project:
    """A project that keeps what it reads beside its build folder."""
    project.conf["error_index_cache"] = "kept"
    project.conf["suppress_warnings"] = ["error_index.reference"]
    project.write("data/svc/a.rst", FILE)
    project.page("svc", "svc/*.rst")
    return project


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are parsed."""
    names: list[str] = []
    parse = vendor.parse

    def noted(source: vendor.Source, *rest: Any) -> Any:
        names.append(source.path.name)
        return parse(source, *rest)

    monkeypatch.setattr(vendor, "parse", noted)
    return names


def built(project: Project) -> tuple[Build, dict[str, bytes], nodes.document]:
    """A clean build: what it said, its files, and the doctree of the page with the vendor file."""
    shutil.rmtree(project.folder / "build", ignore_errors=True)
    build = project.build(strict=False)
    tree = pickle.loads((project.folder / "build/doctrees-html/svc.doctree").read_bytes())
    names = ("svc.html", "svc/SV.2.html", "codes.json", "report.json", ".error_index.json")
    return build, {name: (build.outdir / name).read_bytes() for name in names}, tree


def entries(project: Project) -> list[Path]:
    return sorted((project.folder / "kept").glob("*.json"))


def test_a_clean_build_reads_nothing_again(cached: Project, parsed: list[str]) -> None:
    fresh, files, tree = built(cached)
    assert parsed == ["a.rst"]
    assert fresh.warnings
    again, same_files, same_tree = built(cached)
    assert parsed == ["a.rst"]
    assert files == same_files
    assert list(differences(tree, same_tree)) == []
    assert [again.stderr, again.notes] == [fresh.stderr, fresh.notes]
    cached.write("data/svc/b.rst", FILE.replace("SV.", "TV.").replace("here", "there"))
    built(cached)
    assert parsed == ["a.rst", "b.rst"]  # the file that is new, and not the other one on its page


def test_what_is_damaged_is_read_and_kept_again(cached: Project, parsed: list[str]) -> None:
    _, files, _ = built(cached)
    [entry] = entries(cached)
    whole = entry.read_bytes()
    cache = FileCache(entry.parent, "")
    source = cached.folder / "data/svc/a.rst"
    assert cache.load(entry.stem, source)
    for damage in (b"", b"{}", b"0" * 64 + b"\n[]", whole[:-1], whole.replace(b"plain", b"other")):
        entry.write_bytes(damage)
        assert cache.load(entry.stem, source) is None
    _, same_files, _ = built(cached)
    assert parsed == ["a.rst", "a.rst"]
    assert files == same_files
    assert entry.read_bytes() == whole


def test_what_depends_on_other_files_is_not_kept(cached: Project) -> None:
    cached.write("data/svc/a.rst", CSV)
    cached.write("data/svc/rows.csv", "SV.2,first\n")
    built(cached)
    assert entries(cached) == []
    cached.write("data/svc/rows.csv", "SV.2,second\n")
    build, _, _ = built(cached)
    assert build.codes["svc/SV.2"]["variants"][0]["causes"] == ["second"]


def test_a_clone_elsewhere_finds_it_and_old_entries_go(
    cached: Project, parsed: list[str], tmp_path: Path
) -> None:
    built(cached)
    [entry] = entries(cached)
    old, foreign = entry.with_name("0" * 64 + ".json"), entry.with_name("mine.json")
    for path in (old, foreign):
        path.write_text("{}")
        os.utime(path, (time.time() - LIFETIME - 60,) * 2)
    clone = Project(tmp_path / "clone")
    clone.conf = cached.conf
    for part in ("data", "source", "kept"):
        shutil.copytree(cached.folder / part, clone.folder / part)
    built(clone)
    assert parsed == ["a.rst"]
    built(cached)
    assert entries(cached) == [entry, foreign]


@pytest.mark.parametrize("node", [nodes.raw("", "<b>", format="html"), nodes.image(uri="x.png")])
def test_nodes_that_are_more_than_they_say_are_refused(node: nodes.Element) -> None:
    with pytest.raises(NotPlainError):
        to_plain([nodes.paragraph("", "", node)], "file")
    name = node.__class__.__name__
    with pytest.raises(NotPlainError):
        from_plain(["n", name, "", 0, 1, [], [], []], "file")


def _first(data: Any, kind: str) -> Any:
    """Return the first part of plain data that stands for a kind of node or record."""
    if not isinstance(data, list):
        return None
    if data[1:2] == [kind]:
        return data
    return next(filter(None, (_first(item, kind) for item in data)), None)


@pytest.mark.parametrize(
    ("kind", "place", "value"),
    [
        ("Record", 2, 7), ("Record", 3, "t"), ("Record", 3, ["t", "x"]), ("Text", 2, None),
        ("Text", 3, ["t"]), ("Origin", 3, True), ("row", 2, 7), ("row", 7, ["text"]),
        ("row", 5, ["ids", 7]), ("row", 5, ["ids", ["l", 7]]), ("row", 6, ["children", 7]),
        ("row", 6, ["astext", 7]), ("reference", 5, ["refuri", "javascript:0"]),
        ("reference", 5, ["refuri", 7]), ("reference", 5, ["refid", 7]),
    ],
)  # fmt: skip
def test_an_entry_of_another_shape_is_not_used(kind: str, place: int, value: Any) -> None:
    """A digest tells damage; what somebody wrote with a right one is still checked."""
    origin = model.Origin("a.rst", 3)
    record = model.Record("A.1", (origin,), message=(model.Text("m"),))
    link = nodes.reference("a", "a", refuri="https://example.com/")
    row = nodes.row("", nodes.entry("", nodes.paragraph("", "", link)), ids=["r"])
    data = to_plain([record, row], "a.rst")
    assert to_plain(from_plain(data, "a.rst"), "a.rst") == data
    _first(data, kind)[place] = value
    with pytest.raises(NotPlainError):
        from_plain(data, "a.rst")
