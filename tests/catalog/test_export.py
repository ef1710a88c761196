"""codes.json and report.json, and the lines that account for them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sphinx_error_index.catalog.assemble import build_catalog
from sphinx_error_index.catalog.export import (
    report_json,
    summary_lines,
    to_json,
)
from sphinx_error_index.files import write_if_changed
from sphinx_error_index.model import Catalog
from tests.conftest import Build
from tests.support.exports import whole_codes_json
from tests.support.reading import reader

SOURCE = """\
.. list-table:: Locks
   :header-rows: 1

   * - Status Code
     - Error Code
     - Message
     - Possible Cause
     - Level
   * - 400/404
     - L. 0001
     - Jammed
     - * Rust
       * *Dust*
     - high
   * -
     -
     - Still jammed
     -
     - higher
   * - 400
     - L.0002, L.0003
     - Lost
     -
     -
   * - 400/404
     - L.0002
     - Lost
     -
     -
   * - 400
     - L.0003
     - Lost
     -
     -
   * -
     -
     -
     -
     -

=====  =====
Gate   Door
=====  =====
1      2
=====  =====
"""


def catalog() -> Catalog:
    return build_catalog([reader().read(SOURCE).file(service="locks")])


def url(pagename: str, anchor: str = "") -> str:
    return f"{pagename}.html#{anchor}" if anchor else f"{pagename}.html"


def codes() -> dict[str, Any]:
    found = whole_codes_json(catalog(), {"locks": "All locks"}, url, "https://e.org/")
    return {code["id"]: code for code in found["codes"]}


def test_document() -> None:
    found = whole_codes_json(catalog(), {"locks": "All locks"}, url, "https://e.org/")
    assert (found["schema"], found["base_url"]) == (1, "https://e.org/")
    (service,) = found["services"]
    assert (
        service.items() >= {"id": "locks", "title": "All locks", "url": "locks/index.html"}.items()
    )
    assert [c["id"] for c in found["categories"]] == ["locks/4XX"]


def test_variant() -> None:
    (variant,) = codes()["locks/L.0001"]["variants"]
    origin = {
        "file": "codes.rst", "line": 9, "table": "Locks", "document": "Title",
        "original_name": "", "cell": "L. 0001", "url": "svc/index.html#row-L.0001",
    }  # fmt: skip
    first, second = variant.pop("origins")
    assert {name: first[name] for name in origin} == {**origin, "document": ""}
    assert second["line"] == 17
    expected = {
        "anchor": "400-404-Jammed",
        "code": "L.0001",
        "title": "",
        "status": [400, 404],
        "message": "Jammed\nStill jammed",
        "description": "",
        "causes": ["Rust", "Dust"],
        "cause_anchors": ["cause-Rust", "cause-Dust"],
        "actions": [],
        "categories": ["locks/4XX"],
        "extra": {"Level": "high\nhigher"},
    }
    assert {name: variant[name] for name in expected} == expected


def test_report() -> None:
    read, unread = report_json(catalog())["services"][0]["tables"]
    assert (read["file"], read["line"], read["title"], read["read"]) == (
        "codes.rst", 4, "Locks", True
    )  # fmt: skip
    assert [(row["line"], row["outcome"], row["codes"]) for row in read["rows"]] == [
        (9, "code", ["L.0001"]),
        (17, "continued", ["L.0001"]),
        (20, "code", ["L.0002", "L.0003"]),
        (25, "code", ["L.0002"]),
        (30, "duplicate", ["L.0003"]),
        (30, "unread", []),
    ]
    assert read["rows"][0]["normalised"] == [
        {"from": "L. 0001", "to": "L.0001", "rule": "blank in a code"}
    ]
    assert not unread["read"]
    assert unread["reason"]


def test_summary() -> None:
    assert summary_lines(catalog()) == [
        "locks: 1 table, 6 rows → 3 codes, 1 category, 1 table unread"
    ]


def test_summary_of_the_site(seed_site: Build) -> None:
    assert "obs: 3 tables, 91 rows → 86 codes, 6 categories, 0 tables unread" in seed_site.stdout


def test_files_that_say_the_same_are_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "new" / "x.json"
    text = to_json({"ä": [1]})
    assert write_if_changed(path, text)
    before = path.stat().st_mtime_ns
    assert not write_if_changed(path, text)
    assert path.stat().st_mtime_ns == before
    assert write_if_changed(path, to_json({}))
    assert "ä" in text
