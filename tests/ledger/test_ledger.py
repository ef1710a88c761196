"""The ledger without Sphinx: its files, what changes, what is accepted, what is past."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

from sphinx_error_index.ledger.accepting import accept
from sphinx_error_index.ledger.entries import catalog_of
from sphinx_error_index.ledger.files import read_ledger, write_ledger
from sphinx_error_index.ledger.ledger import Ledger, compare, merged
from sphinx_error_index.ledger.merge import as_published, with_past
from sphinx_error_index.model import Alias, Catalog, GoneAnchor
from tests.support.ledgers import EMPTY, accepted, content, past, variant


def test_lines_are_addresses_sorted() -> None:
    ledger = accepted(content("GW.2", variant("GW.1", "Bad", ("No disk",))))
    assert ledger.lines == [
        "gw", "gw/GW.1", "gw/GW.1#Bad", "gw/GW.1#cause-No-disk", "gw/GW.2", "gw/GW.2#GW.2-failed",
        "gw/category/GW",
    ]  # fmt: skip


def test_files_survive_reading_and_writing(tmp_path: Path) -> None:
    ledger = accepted(content("GW.1", "GW.2"), content("GW.2"))
    assert {path.name for path in write_ledger(tmp_path, ledger)} == {"links.txt", "gw.json"}
    assert write_ledger(tmp_path, ledger) == []
    read, faults = read_ledger(tmp_path)
    assert (read, faults) == (ledger, [])


def test_one_code_a_line_without_what_changes_for_nothing(tmp_path: Path) -> None:
    write_ledger(tmp_path, accepted(content("GW.2", "GW.1")))
    text = (tmp_path / "published/gw.json").read_text("utf-8")
    lines = [line for line in text.splitlines() if '"code":' in line]
    assert [line[9:16] for line in lines] == [
        "gw/GW.1", "gw/GW.2",
    ]  # fmt: skip
    assert '"line"' not in text
    assert '"url"' not in text
    assert '""' not in text
    moved = content("GW.2", "GW.1")
    moved["codes"][0]["variants"][0]["origins"][0]["line"] = 99
    write_ledger(tmp_path, accept(read_ledger(tmp_path)[0], moved, "r2"))
    assert (tmp_path / "published/gw.json").read_text("utf-8") == text


def test_order_of_lines_does_not_matter(tmp_path: Path) -> None:
    write_ledger(tmp_path, accepted(content("GW.1", "GW.2")))
    path = tmp_path / "links.txt"
    text = path.read_text("utf-8")
    lines = text.splitlines()
    random.Random(1).shuffle(lines)
    path.write_text("\r\n".join([*lines, *lines, "", ""]), "utf-8")
    ledger, faults = read_ledger(tmp_path)
    assert faults == []
    write_ledger(tmp_path, ledger)
    assert path.read_text("utf-8") == text


def test_nothing_changed() -> None:
    state = content("GW.1", "GW.2")
    changes = compare(accepted(state), catalog_of(state))
    assert not changes
    assert changes.listing() == []


def test_new_gone_and_back() -> None:
    ledger = accepted(content("GW.1", "GW.2"), content("GW.1"))
    changes = compare(ledger, catalog_of(content("GW.2", "GW.3")))
    assert changes.listing() == ["new   gw/GW.3", "gone  gw/GW.1", "back  gw/GW.2"]
    assert list(changes.summary()) == [
        "new: 1 code (gw/GW.3)", "gone: 1 code (gw/GW.1)", "back: 1 code (gw/GW.2)"
    ]  # fmt: skip


def test_anchors_that_come_back_need_not_be_accepted() -> None:
    """Their page was there all the time, so the address never died."""
    both = content(variant("GW.1", "Bad", ("No disk", "No power")))
    ledger = accepted(both, content(variant("GW.1", "Bad", ("No power",))))
    assert ledger.known()["gw/gw.1"][2]["past"] == {
        "cause-No-disk": {"text": "No disk", "gone": "r2"}
    }
    changes = compare(ledger, past(ledger, both))
    assert changes.back == ()
    assert not changes
    # The page has it as its own again, and no longer as something that is gone.
    catalog = past(ledger, both)
    assert catalog.past.anchors == {}
    assert [cause.anchor for cause in catalog.codes["gw/GW.1"].causes] == [
        "cause-No-disk", "cause-No-power",
    ]  # fmt: skip
    again = accept(ledger, both, "r3")
    assert "past" not in again.known()["gw/gw.1"][2]
    # A page that comes back is one change, not one for each of its anchors.
    whole = accepted(content("GW.1", "GW.2"), content("GW.1"))
    assert compare(whole, catalog_of(content("GW.1", "GW.2"))).back == ("gw/GW.2",)


def test_each_kind_is_counted_by_its_noun() -> None:
    two, one = content("GW.1", "GW.2"), content("GW.1")
    two["categories"].append({**two["categories"][0], "id": "gw/B", "name": "B",
                              "page": "gw/category/B"})  # fmt: skip
    two["lists"] = [
        {"service": "gw", "kind": "message", "title": "x", "url": "", "page": f"gw/message/{name}",
         "codes": []}
        for name in "ab"
    ]  # fmt: skip
    (said,) = compare(Ledger(), catalog_of(two)).summary()
    assert said == (
        "new: 2 codes (gw/GW.1, gw/GW.2), 2 categories (gw/category/B, gw/category/GW), "
        "2 lists (gw/message/a, gw/message/b), 1 page (gw)"
    )
    known = accepted(one)
    more = content(variant("GW.1", "GW.1 failed", ("No disk", "No power")))
    assert list(compare(known, catalog_of(more)).summary()) == ["new: 2 anchors"]


def test_many_are_counted() -> None:
    def new(count: int) -> str:
        return next(compare(Ledger(), catalog_of(content(*map(str, range(count))))).summary())

    assert new(21) == "new: 21 codes, 1 category (gw/category/GW), 1 page (gw)"
    assert new(20).startswith("new: 20 codes (gw/0, gw/1, ")


def test_accepting_what_is_gone_says_since_when() -> None:
    both = content("GW.1", "GW.2")
    ledger = accepted(both, content("GW.1"), content("GW.1"))
    assert not compare(ledger, catalog_of(content("GW.1")))
    assert past(ledger, content("GW.1")).past.codes["gw/GW.2"].gone == "r2"
    assert accepted(both, content("GW.1"), both).published == accepted(both).published


def test_the_last_texts_stay_known() -> None:
    state = content(variant("GW.1", "Bad", ("No disk",)), "GW.2")
    catalog = past(accepted(state), content("GW.2"))
    code = catalog.past.codes["gw/GW.1"]
    assert code.gone == "not yet accepted"
    (said,) = code.variants
    assert said.message[0].plain == "Bad"
    assert said.causes[0].text.plain == "No disk"
    assert said.actions[0].plain == "Try again."
    assert said.extra[0][1].plain == "2.0"
    assert (said.origins[0].file, said.origins[0].table) == ("gw/a.rst", "T")
    assert code.categories == ("GW",)


def test_a_gone_category_knows_its_codes() -> None:
    def without_category(*codes: str) -> dict[str, Any]:
        state = content(*codes)
        state["categories"] = []
        for code in state["codes"]:
            code["variants"][0]["categories"] = []
        return state

    ledger = accepted(content("GW.1", "GW.2"))
    state = without_category("GW.2")
    for known in (
        ledger,
        accept(ledger, state, "r2"),
        accepted(content("GW.1", "GW.2"), state, state),
    ):
        category = past(known, state).past.categories["gw/GW"]
        assert category.codes == ("gw/GW.1", "gw/GW.2")
        assert category.description[0].plain == "All of it."


def test_a_service_that_vanished_keeps_its_addresses() -> None:
    ledger = accepted(content("GW.1"))
    for known in (ledger, accept(ledger, EMPTY, "r2")):
        lost = past(known, EMPTY).past
        assert lost.services["gw"].title == "The gateway"
        assert lost.services["gw"].docnames == ("gw",)
        assert set(lost.codes) == {"gw/GW.1"}
        assert set(lost.categories) == {"gw/GW"}


def test_a_document_may_take_over_an_address() -> None:
    lost = past(accepted(content("GW.1")), EMPTY, elsewhere={"gw"}).past
    assert lost.services["gw"].docnames == ()
    assert lost.documents == ["gw"]
    assert not [line for line in compare(accepted(content("GW.1")), Catalog(), (), ["gw"]).gone
                if line == "gw"]  # fmt: skip


def test_the_page_of_a_service_moves() -> None:
    moved = content("GW.1")
    moved["services"][0]["page"] = "gateway/index"
    ledger = accepted(content("GW.1"))
    for known in (ledger, accept(ledger, moved, "r2")):
        catalog = past(known, moved)
        assert catalog.past.forwards["gw"].target == "gateway/index"
        assert "gw" not in compare(known, catalog, ["gw"]).gone
    gone = past(accept(accept(ledger, moved, "r2"), EMPTY, "r3"), EMPTY).past
    assert gone.forwards["gw"].target == "gateway/index"
    assert gone.services["gw"].docnames == ("gateway/index",)


def test_a_gone_anchor_keeps_its_text() -> None:
    before = content(variant("GW.1", "Bad", ("No disk", "No power")))
    after = content(variant("GW.1", "Bad", ("No power",)))
    ledger = accepted(before)
    changes = compare(ledger, past(ledger, after))
    assert changes.listing() == ["gone  gw/GW.1#cause-No-disk"]
    ((_, lost),) = past(ledger, after).past.anchors.items()
    assert lost == (GoneAnchor("cause-No-disk", "No disk", "not yet accepted"),)
    known = accept(ledger, after, "r2")
    assert not compare(known, past(known, after))
    assert past(known, after).past.anchors["gw/GW.1"] == (
        GoneAnchor("cause-No-disk", "No disk", "r2"),
    )
    later = accept(known, after, "r3")
    assert past(later, after).past.anchors["gw/GW.1"][0].gone == "r2"
    # It is known of the tombstone, too, and forgotten when the cause is back.
    assert past(later, EMPTY).past.anchors["gw/GW.1"][0].text == "No disk"
    again = accept(later, before, "r4")
    assert past(again, before).past.anchors == {}
    assert again.lines == ledger.lines


def test_an_anchor_of_the_same_text_becomes_an_alias() -> None:
    before = content(variant("GW.1", "Bad", ("No disk",)))
    after = content(variant("GW.1", "Bad", ("No disk",), cause_anchors=["cause-No-disk-ab12cd"],
                            anchor="Bad-ab12cd"))  # fmt: skip
    ledger = accepted(before)
    catalog = past(ledger, after)
    (said,) = catalog.codes["gw/GW.1"].variants
    assert said.former_anchors == ("Bad",)
    assert said.causes[0].former_anchors == ("cause-No-disk",)
    assert catalog.past.anchors == {}
    assert not compare(ledger, catalog).gone


def test_pages_keep_their_published_spelling() -> None:
    ledger = accepted(content("NoSuchKey"))
    state = content("nosuchkey")
    catalog = as_published(catalog_of(state), ledger, ())
    assert catalog.codes["gw/nosuchkey"].pagename == "gw/NoSuchKey"
    assert (
        compare(ledger, catalog_of(content(variant("nosuchkey", "NoSuchKey failed")))).listing()
        == []
    )
    assert merged(["gw/NoSuchKey"], ["gw/nosuchkey#a"]) == {"gw/NoSuchKey": frozenset({"a"})}


def test_the_page_of_another_name_keeps_its_anchors_without_texts() -> None:
    alias = Alias("gw", "257", "gw/257", "gw/GW.1")
    named = replace(catalog_of(content("GW.1")), aliases={"gw/257": alias})
    catalog = with_past(named, Ledger(merged(["gw/GW.1", "gw/257", "gw/257#old"])))
    assert catalog.past.anchors["gw/257"] == (GoneAnchor("old", "", ""),)


def test_an_address_of_which_nothing_is_known() -> None:
    ledger = Ledger(merged(["gw/GW.9#x", "gw/category/Old", "old/index", "flat"]))
    state = content("GW.1")
    changes = compare(ledger, catalog_of(state))
    assert list(changes.gone) == ["flat", "gw/GW.9", "gw/category/Old", "old/index"]
    known = accept(ledger, state, "r1")
    assert not compare(known, catalog_of(state))
    for each in (ledger, known):
        lost = past(each, state).past
        assert lost.codes["gw/GW.9"].code == "GW.9"
        assert [anchor.anchor for anchor in lost.anchors["gw/GW.9"]] == ["x"]
        assert set(lost.categories) == {"gw/Old"}
        assert {service.docname for service in lost.services.values()} == {"flat", "old/index"}
