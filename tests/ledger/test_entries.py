"""Entries: what is kept of ``codes.json``, and what is read back of it."""

from __future__ import annotations

from typing import Any

import pytest

from sphinx_error_index.ledger.entries import (
    anchor_texts,
    anchors_of,
    catalog_of,
    category_entry,
    category_of,
    code_entry,
    code_of,
    listing_of,
    members,
    service_entry,
    service_of,
    status_of,
)
from sphinx_error_index.lists import Listing, StatusPage
from sphinx_error_index.model import Category, Cause, Code, Origin, Service, Text, Variant

ORIGIN = {
    "file": "gw/a.rst", "line": 7, "table": "Errors", "document": "Gateway",
    "original_name": "a.html", "cell": "GW.1 (old)", "url": "gw.html#row",
}  # fmt: skip
VARIANT: dict[str, Any] = {
    "anchor": "a", "aliases": ["b"], "code": "gw.1", "title": "Bad", "status": [400, 500],
    "message": "It is bad.", "description": "Very bad.", "causes": ["No disk", "No power"],
    "cause_anchors": ["c", "d"], "cause_aliases": [["e"], []], "actions": ["Wait."],
    "categories": ["gw/GW", "gw/4XX"], "extra": {"Since": "2.0"}, "origins": [ORIGIN],
}  # fmt: skip
CODE: dict[str, Any] = {
    "id": "gw/GW.1", "service": "gw", "code": "GW.1", "title": "Bad", "categories": ["gw/GW"],
    "url": "gw/GW.1.html", "page": "gw/GW.1", "gone": "", "variants": [VARIANT],
}  # fmt: skip
CATEGORY: dict[str, Any] = {
    "id": "gw/GW", "service": "gw", "name": "GW", "title": "Gateway", "description": "All.",
    "url": "x", "page": "gw/category/gw-page", "gone": "", "codes": ["gw/GW.1"],
    "extra": {"Since": "1.0"}, "origins": [ORIGIN],
}  # fmt: skip
LIST: dict[str, Any] = {
    "service": "gw", "kind": "message", "title": "Bad", "page": "gw/message/bad",
    "codes": ["gw/GW.1"],
}  # fmt: skip
HOME: dict[str, Any] = {
    "id": "gw",
    "title": "The gateway",
    "page": "gw/index",
    "url": "x",
    "gone": "",
}

KEPT_ORIGIN = {name: value for name, value in ORIGIN.items() if name not in ("line", "url")}
READ_ORIGIN = Origin("gw/a.rst", 0, "Errors", "Gateway", "a.html", "GW.1 (old)")
READ_CODE = Code(
    "gw", "GW.1", "gw/GW.1",
    (Variant("a", "gw.1", "Bad", (400, 500), (Text("It is bad."),), (Text("Very bad."),),
             (Cause("c", Text("No disk"), ("e",)), Cause("d", Text("No power"))),
             (Text("Wait."),), ("GW", "4XX"), (("Since", Text("2.0")),), (READ_ORIGIN,), ("b",)),),
    ("GW", "4XX"), "r1",
)  # fmt: skip
READ_CATEGORY = Category(
    "gw", "GW", "gw/category/gw-page", "Gateway", (Text("All."),), ("gw/GW.1",),
    (("Since", Text("1.0")),), (READ_ORIGIN,), "r1",
)  # fmt: skip


def test_what_is_kept_of_a_code() -> None:
    kept = {**VARIANT, "origins": [KEPT_ORIGIN]}
    assert code_entry(CODE) == {"page": "gw/GW.1", "code": "GW.1", "variants": [kept]}


def test_what_is_kept_of_a_category_and_a_service() -> None:
    assert category_entry(CATEGORY) == {
        "page": "gw/category/gw-page", "name": "GW", "title": "Gateway", "description": "All.",
        "extra": {"Since": "1.0"}, "origins": [KEPT_ORIGIN],
    }  # fmt: skip
    assert service_entry(HOME) == {"page": "gw/index", "id": "gw", "title": "The gateway"}


def test_what_is_empty_is_not_kept() -> None:
    variant: dict[str, Any] = {
        **dict.fromkeys(VARIANT, ""),
        "anchor": "a",
        "status": [],
        "cause_aliases": [[], []],
        "extra": {},
        "origins": [],
    }
    assert code_entry({**CODE, "variants": [variant]})["variants"] == [{"anchor": "a"}]
    kept = {**variant, "cause_aliases": [[], ["x"]]}
    again = code_entry({**CODE, "variants": [kept]})
    assert again["variants"] == [{"anchor": "a", "cause_aliases": [[], ["x"]]}]


def test_what_is_read_of_each() -> None:
    assert code_of("gw", CODE, "r1") == READ_CODE
    assert code_of("gw", code_entry(CODE), "r1") == READ_CODE
    assert category_of("gw", CATEGORY, "r1") == READ_CATEGORY
    assert listing_of(LIST) == Listing("gw", "gw/message/bad", "message", "Bad", ("gw/GW.1",))
    assert service_of(HOME, "r1") == Service("gw", "gw/index", ("gw/index",), "r1", "The gateway")
    assert service_of({"id": "gw", "page": "gw"}).title == "gw"


def test_what_little_there_is_is_read() -> None:
    code = code_of("gw", {"page": "gw/GW.9"})
    (only,) = code.variants
    assert (code.code, code.gone, code.categories) == ("GW.9", "", ())
    assert (only.anchor, only.code, only.title, only.message) == ("GW.9", "GW.9", "", ())
    assert (only.causes, only.origins, only.extra) == ((), (), ())
    assert code_of("gw", {"page": "gw/GW.9", "code": "x"}).variants[0].anchor == "x"
    named = code_of("gw", {"page": "gw/GW.9", "variants": [{"title": "T"}]})
    assert (named.variants[0].anchor, named.variants[0].code) == ("", "GW.9")
    assert anchors_of(named) == {}
    empty = category_of("gw", {"page": "gw/category/4XX"})
    assert (empty.name, empty.title, empty.gone, empty.description) == ("4XX", "", "", ())
    assert code_of("gw", {}).code == ""


@pytest.mark.parametrize("aliases", [[], [["e"]], [["e"], [], ["more"]], "e"])
def test_causes_without_anchors(aliases: Any) -> None:
    """Lists of other lengths are a merge's doing; the causes are what counts."""
    entry = {"page": "x", "variants": [{"causes": ["One", "Two"], "cause_anchors": ["a"],
                                        "cause_aliases": aliases}]}  # fmt: skip
    causes = code_of("gw", entry).causes
    assert [(cause.anchor, cause.text.plain) for cause in causes] == [("a", "One"), ("", "Two")]
    assert causes[0].former_anchors == (("e",) if isinstance(aliases, list) and aliases else ())


def test_what_is_gone_is_not_documented() -> None:
    gone: dict[str, Any] = {"gone": "r1"}
    content = {
        "services": [HOME, {**HOME, "id": "old", **gone}],
        "categories": [CATEGORY, {**CATEGORY, "id": "gw/Old", "name": "Old", **gone}],
        "codes": [CODE, {**CODE, "code": "Old", **gone}],
        "lists": [LIST],
    }
    catalog = catalog_of(content)
    assert list(catalog.services) == ["gw"]
    assert list(catalog.categories) == ["gw/GW"]
    assert list(catalog.codes) == ["gw/GW.1"]
    assert list(catalog.listings) == ["gw/message/bad"]
    del content["lists"]
    assert catalog_of(content).listings == {}


def test_members_of_a_category() -> None:
    own = [CODE, {**CODE, "code": "GW.2", "variants": [{**VARIANT, "categories": ["gw/Other"]}]}]
    assert members("gw", {"page": "gw/category/GW", "name": "GW"}, own) == ["gw/GW.1"]
    assert members("gw", {"page": "gw/category/Other"}, own) == ["gw/GW.2"]
    assert members("gw", CATEGORY, []) == ["gw/GW.1"]


def test_anchors_and_what_stood_there() -> None:
    code = code_of("gw", CODE)
    assert anchor_texts(code) == {
        "a": "400/500 Bad", "b": "400/500 Bad", "c": "No disk", "e": "No disk", "d": "No power",
    }  # fmt: skip
    untitled = code_of("gw", {**CODE, "variants": [{**VARIANT, "title": "", "status": []}]})
    assert anchor_texts(untitled)["a"] == "Very bad."
    assert anchor_texts(code_of("gw", {"page": "x", "variants": [{"anchor": "a"}]})) == {"a": ""}


@pytest.mark.parametrize(
    ("other", "same"),
    [("no  DISK.", True), ("No disk", True), ("No disk…", False), ("Nodisk", False), ("", False)],
)
def test_texts_that_say_the_same(other: str, same: bool) -> None:
    first = anchors_of(code_of("gw", CODE))["c"]
    changed = {**CODE, "variants": [{**VARIANT, "causes": [other, "No power"]}]}
    assert (anchors_of(code_of("gw", changed))["c"] == first) is same


def test_a_cause_is_no_meaning() -> None:
    """They may have the same text; an anchor of the one never leads to the other."""
    text = "No disk"
    entry = {"page": "x", "variants": [{"anchor": "a", "description": text, "causes": [text],
                                        "cause_anchors": ["c"]}]}  # fmt: skip
    named = anchors_of(code_of("gw", entry))
    assert named["a"] != named["c"]
    assert named["a"][0] == "meaning"
    assert named["c"][0] == "cause"


def test_the_page_of_a_status_is_read_back() -> None:
    entry = {"service": "gw", "status": 404, "page": "gw/status/404", "codes": ["gw/GW.1", 7]}
    assert status_of(entry) == StatusPage("gw", 404, "gw/status/404", ("gw/GW.1",))
    assert status_of({"status": "404"}) == StatusPage("", 0, "", ())
