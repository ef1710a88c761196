"""The ledger where names have capitals, services are several, and pages move: the fine print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sphinx_error_index.ledger.accepting import accept
from sphinx_error_index.ledger.entries import catalog_of
from sphinx_error_index.ledger.files import read_ledger, write_ledger
from sphinx_error_index.ledger.keeper import Keeper
from sphinx_error_index.ledger.ledger import Changes, Ledger, Published, compare, merged
from sphinx_error_index.ledger.merge import NO_HOME, as_published, with_past
from sphinx_error_index.model import Forward, GoneAnchor
from tests.support.ledgers import EMPTY, accepted, content, past, variant

if TYPE_CHECKING:
    from pathlib import Path


def state(*codes: str | dict[str, Any], service: str = "GW", page: str = "GW") -> dict[str, Any]:
    """Return a ``codes.json`` of a service whose names have capitals."""
    said = content(*codes, service=service)
    said["services"][0]["page"] = page
    for code in said["codes"]:
        code["variants"] = [{**own, "categories": [f"{service}/GW"]} for own in code["variants"]]
    return said


def both(*states: dict[str, Any]) -> dict[str, Any]:
    """Return one ``codes.json`` of several services."""
    return {
        **states[0],
        **{
            kind: [entry for each in states for entry in each[kind]]
            for kind in ("services", "categories", "codes")
        },
    }


# -- Comparing -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["new", "gone", "back"])
def test_one_change_is_a_change(kind: str) -> None:
    assert Changes(**{kind: ("gw/1",)})
    assert not Changes()


def test_a_page_that_forwards_is_new_once() -> None:
    catalog = catalog_of(state("GW.1"))
    known = accepted(state("GW.1"))
    assert compare(known, catalog, ["GW/Old"]).new == ("GW/Old",)
    known = Ledger(merged(known.lines, ["GW/Old"]), known.published)
    assert compare(known, catalog, ["gw/oLD"]).listing() == []
    assert compare(known, catalog).listing() == ["gone  GW/Old"]
    assert compare(known, catalog, (), ["GW/OLD"]).listing() == []


def test_anchors_of_a_new_page_are_not_said() -> None:
    known = accepted(content("GW.1"))
    now = content(variant("GW.1", "GW.1 failed", ("No disk",)), variant("GW.2", "Bad", ("No x",)))
    changes = compare(known, catalog_of(now))
    assert changes.listing() == ["new   gw/GW.1#cause-No-disk", "new   gw/GW.2"]
    assert list(changes.summary()) == ["new: 1 code (gw/GW.2), 1 anchor"]


def test_case_tells_no_pages_apart_and_anchors_do() -> None:
    known = accepted(state("GW.1"))
    assert compare(known, catalog_of(state("GW.1"))).listing() == []
    lower = Ledger(merged(line.lower() for line in known.lines), known.published)
    assert compare(lower, catalog_of(state("GW.1"))).listing() == [
        "new   GW/GW.1#GW.1-failed", "gone  gw/gw.1#gw.1-failed",
    ]  # fmt: skip


# -- What is gone, with capitals -------------------------------------------------------------------


def test_a_whole_service_vanishes_and_comes_back() -> None:
    ledger = accepted(state("GW.1", page="GW/index"))
    for known, since in ((ledger, "not yet accepted"), (accept(ledger, EMPTY, "r2"), "r2")):
        lost = past(known, EMPTY).past
        (service,) = lost.services.values()
        assert (service.id, service.docname, service.docnames, service.gone) == (
            "GW", "GW/index", ("GW/index",), since,
        )  # fmt: skip
        assert service.title == "The gateway"
        assert {code.id: code.gone for code in lost.codes.values()} == {"GW/GW.1": since}
        assert {c.id: (c.gone, c.codes) for c in lost.categories.values()} == {
            "GW/GW": (since, ("GW/GW.1",))
        }
        assert lost.forwards == {}
    again = accept(accept(ledger, EMPTY, "r2"), state("GW.1", page="GW/index"), "r3")
    assert again.published == ledger.published


def test_where_the_page_of_a_gone_service_is_a_document() -> None:
    ledger = accepted(state("GW.1", page="GW/index"))
    (service,) = past(ledger, EMPTY, elsewhere={"gw/index"}).past.services.values()
    assert (service.docname, service.docnames) == ("GW/index", ())


def test_where_the_page_of_a_gone_service_is_not_known() -> None:
    (service,) = past(Ledger(merged(["GW/GW.1"])), EMPTY).past.services.values()
    assert (service.id, service.docname, service.docnames) == ("GW", NO_HOME, ())
    assert NO_HOME == "categories"  # a page that every site has


def test_a_code_may_be_all_that_is_known_of_a_service() -> None:
    """The page of a code is no home of its service, whatever stands first in the ledger."""
    known = Ledger(merged(["GW/A.1", "GW/index", "GW/Z.1"]))
    (service,) = past(known, EMPTY).past.services.values()
    assert service.docname == "GW/index"


def test_a_gone_category_has_anchors_only_if_it_had_some() -> None:
    lines = ["GW/category/Old#x", "GW/category/Older", "GW/index"]
    anchors = past(Ledger(merged(lines)), EMPTY).past.anchors
    assert anchors == {"GW/category/Old": (GoneAnchor("x", "", "not yet accepted"),)}


def test_forwards_of_the_site_win_over_those_of_moved_pages() -> None:
    ledger = accepted(state("GW.1"))
    moved = state("GW.1", page="Gateway/index")
    assert past(ledger, moved).past.forwards == {"gw": Forward("GW", "Gateway/index")}
    given = {"gw": Forward("GW", "guide")}
    assert past(ledger, moved, forwards=given).past.forwards == given


def test_spelling_is_kept_for_all_kinds() -> None:
    before, now = state("GW.1"), state("gw.1", service="gw", page="gw")
    for each in (before, now):
        page = f"{each['services'][0]['id']}/message/X"
        each["lists"] = [{"service": "gw", "kind": "message", "page": page, "codes": []}]
    catalog = as_published(catalog_of(now), accepted(before), {"gw/category/gw"})
    assert catalog.codes["gw/gw.1"].pagename == "GW/GW.1"
    assert catalog.categories["gw/GW"].pagename == "gw/category/GW", "a document has that address"
    assert [listing.pagename for listing in catalog.listings.values()] == ["GW/message/X"]
    spelled = as_published(catalog_of(now), accepted(before), ())
    assert spelled.categories["gw/GW"].pagename == "GW/category/GW"


def test_a_lost_anchor_keeps_the_revision_of_its_page() -> None:
    before = state(variant("GW.1", "Bad", ("No disk",)), "GW.2")
    ledger = accept(accepted(before), state("GW.2"), "r2")
    entry = {**ledger.published["gw"].codes["gw/gw.1"], "variants": []}
    codes = {**ledger.published["gw"].codes, "gw/gw.1": entry}
    published = Published(ledger.published["gw"].service, ledger.published["gw"].categories, codes)
    known = Ledger(ledger.pages, {"gw": published})
    lost = past(known, state("GW.2")).past.anchors["GW/GW.1"]
    assert lost == (GoneAnchor("Bad", "", "r2"), GoneAnchor("cause-No-disk", "", "r2"))


def test_an_anchor_without_text_finds_no_place() -> None:
    """Neither of these has a text; they are not the same for that."""
    now = state(variant("GW.1", "Bad", ("",)))
    known = Ledger(merged(accepted(now).lines, ["GW/GW.1#cause-lost"]))
    assert past(known, now).past.anchors["GW/GW.1"] == (
        GoneAnchor("cause-lost", "", "not yet accepted"),
    )


# -- Accepting -------------------------------------------------------------------------------------


def test_services_do_not_mix() -> None:
    one, two = state("GW.1"), state("DB.1", service="DB", page="DB")
    ledger = accepted(both(one, two))
    assert set(ledger.published) == {"gw", "db"}
    for service, code in (("gw", "GW.1"), ("db", "DB.1")):
        published = ledger.published[service]
        assert set(published.codes) == {f"{service}/{code.lower()}"}
        assert set(published.categories) == {f"{service}/category/gw"}
        assert published.service["id"] == service.upper()


def test_what_codes_json_calls_gone_is_not_documented() -> None:
    """It is the catalogue of a site that has its past already, services first or last."""
    one, two = state("GW.1", "GW.2"), state("DB.1", service="DB", page="DB")
    whole = both(one, two)
    ledger = accepted(whole)
    now = both(state("GW.1", "GW.2"), two)
    now["codes"][1]["gone"] = "r2"
    assert accept(ledger, now, "r2").published["gw"].codes["gw/gw.2"]["gone"] == "r2"
    for order in (1, -1):
        now = both(state("GW.1"), two)
        now["services"][0]["gone"] = "r2"
        now["services"] = now["services"][::order]
        for kind in ("categories", "codes"):
            for entry in now[kind]:
                if entry["service"] == "GW":
                    entry["gone"] = "r2"
        known = accept(ledger, now, "r2")
        assert known.published["gw"].service["gone"] == "r2"
        assert known.published["gw"].codes["gw/gw.1"]["gone"] == "r2"
        assert known.published["gw"].categories["gw/category/gw"]["gone"] == "r2"
        assert "gone" not in known.published["db"].service
    now = both(state("GW.1"), two)
    now["categories"][0]["gone"] = "r2"
    assert accept(ledger, now, "r2").published["gw"].categories["gw/category/gw"]["gone"] == "r2"


def test_a_page_that_another_service_documents_moves_there() -> None:
    """One file of a service becomes a service of its own, and a code keeps its address."""
    before = state("GW.1", "GW.2")
    now = both(state("GW.1"), state(service="DB", page="DB"))
    moved = {**before["codes"][1], "service": "DB", "id": "DB/GW.2", "categories": []}
    now["codes"].append(moved)
    known = accept(accepted(before), now, "r2")
    assert set(known.published["gw"].codes) == {"gw/gw.1"}
    assert set(known.published["db"].codes) == {"gw/gw.2"}
    group = {**before["categories"][0], "service": "DB", "id": "DB/GW"}
    now["categories"] = [group]
    known = accept(accepted(before), now, "r2")
    assert set(known.published["gw"].categories) == set()


def test_pages_that_a_service_left_add_up() -> None:
    ledger = accepted(*(state("GW.1", page=page) for page in ("GW", "Gateway/index", "GW")))
    assert ledger.published["gw"].service["former"] == ["Gateway/index"]
    ledger = accept(ledger, state("GW.1", page="New/index"), "r4")
    assert ledger.published["gw"].service["former"] == ["GW", "Gateway/index"]
    assert "former" not in accepted(state("GW.1")).published["gw"].service
    assert {page: kind for page, (_, kind, _) in ledger.known().items() if kind == "former"} == {
        "gw": "former", "gateway/index": "former",
    }  # fmt: skip


def test_a_page_without_a_known_kind_is_entered_by_its_name() -> None:
    lines = ["GW", "GW/index", "GW/message/x", "GW/category/Old", "GW/Old"]
    known = accept(Ledger(merged(lines)), EMPTY, "r1")
    own = known.published["gw"]
    assert own.service == {
        "id": "GW", "page": "GW", "gone": "r1", "former": ["GW/index", "GW/message/x"],
    }  # fmt: skip
    assert own.categories == {"gw/category/old": {"page": "GW/category/Old", "gone": "r1"}}
    assert own.codes == {"gw/old": {"page": "GW/Old", "gone": "r1"}}
    catalog = with_past(catalog_of(EMPTY), known)
    assert set(catalog.past.forwards) == {"gw/index", "gw/message/x"}
    assert not compare(known, catalog, catalog.past.forwards)
    again = accept(Ledger(merged([*lines, "GW/elsewhere/y"]), known.published), EMPTY, "r2")
    assert again.published["gw"].service["former"] == ["GW/elsewhere/y", "GW/index", "GW/message/x"]
    assert again.published["gw"].service["id"] == "GW"


def test_a_forward_needs_no_entry() -> None:
    known = accept(Ledger(merged(["GW/Old"])), state("GW.1"), "r1", ["gw/oLD"])
    assert "gw/old" not in known.known()
    assert "GW/Old" in known.lines
    assert "gw/oLD" not in known.lines


def test_the_first_text_of_a_lost_anchor_stays() -> None:
    before = state(variant("GW.1", "Bad", ("No disk",)))
    ledger = accept(accepted(before), state(variant("GW.1", "Bad")), "r2")
    assert ledger.published["gw"].codes["gw/gw.1"]["past"] == {
        "cause-No-disk": {"text": "No disk", "gone": "r2"}
    }
    unknown = Ledger(merged(accepted(state("GW.1")).lines, ["GW/GW.1#nothing-known"]))
    known = accept(unknown, state("GW.1"), "r2")
    assert known.published["gw"].codes["gw/gw.1"]["past"] == {
        "nothing-known": {"text": "", "gone": "r2"}
    }
    assert "past" not in accepted(state("GW.1")).published["gw"].codes["gw/gw.1"]


# -- Files -----------------------------------------------------------------------------------------


def test_a_service_with_capitals_is_written_and_read(tmp_path: Path) -> None:
    ledger = accepted(state("GW.1"), state("GW.1", page="Gateway"), state("GW.1", page="Gateway"))
    write_ledger(tmp_path, ledger)
    assert [path.name for path in (tmp_path / "published").iterdir()] == ["gw.json"]
    assert read_ledger(tmp_path) == (ledger, [])
    text = (tmp_path / "published/gw.json").read_text("utf-8")
    assert text.startswith('{"schema": 1,\n"service": {"id":"GW",')


def test_a_service_without_codes_is_valid(tmp_path: Path) -> None:
    empty = Published({"id": "GW", "page": "GW"})
    write_ledger(tmp_path, Ledger(merged(["GW"]), {"gw": empty}))
    text = (tmp_path / "published/gw.json").read_text("utf-8")
    assert '"categories": [],\n"codes": []}' in text
    assert read_ledger(tmp_path) == (Ledger(merged(["GW"]), {"gw": empty}), [])


@pytest.mark.parametrize(
    ("former", "kept"), [(["Old", 7, "Older"], ["Old", "Older"]), ([], None), ("Old", None),
                         ([7], [])],
)  # fmt: skip
def test_former_pages_are_texts(tmp_path: Path, former: Any, kept: list[str] | None) -> None:
    import json

    (tmp_path / "published").mkdir()
    whole = {"service": {"id": "GW", "former": former}}
    (tmp_path / "published/gw.json").write_text(json.dumps(whole), "utf-8")
    (tmp_path / "published/notes.txt").write_text("not of the ledger", "utf-8")
    ledger, faults = read_ledger(tmp_path)
    assert faults == []
    assert ledger.published["gw"].service.get("former") == kept


@pytest.mark.parametrize("mark", ["<<<<<<< ours", "=======", ">>>>>>> theirs", "||||||| base"])
def test_each_mark_of_a_merge_is_said(tmp_path: Path, mark: str) -> None:
    (tmp_path / "links.txt").write_text(f"gw/1\n  {mark}  \n\n  gw/2  \n", "utf-8")
    (tmp_path / "published").mkdir()
    (tmp_path / "published/gw.json").write_text(f'{{"service":\n{mark}\n{{}}}}', "utf-8")
    ledger, (first, second) = read_ledger(tmp_path)
    assert list(ledger.pages) == ["gw/1", "gw/2"]
    assert (first.fault.line, first.fault.text) == (2, f"a merge left this here: {mark!r}")
    assert (second.fault.line, second.fault.text) == (2, "a merge left its marks here")
    assert {first.fault.kind, second.fault.kind} == {"ledger"}


def test_a_page_with_an_empty_anchor_is_no_address(tmp_path: Path) -> None:
    (tmp_path / "links.txt").write_text("gw/1# \n", "utf-8")
    assert read_ledger(tmp_path)[1][0].fault.line == 1


# -- One build -------------------------------------------------------------------------------------


def test_a_keeper_without_a_ledger_changes_nothing(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path, ())
    catalog = catalog_of(state("GW.1"))
    assert not keeper.exists
    assert keeper.complete(catalog, ["index"]) is catalog
    assert keeper.faults == []


def test_a_keeper_with_redirects_alone_forwards(tmp_path: Path) -> None:
    (tmp_path / "redirects.txt").write_text("GW/Old -> gw/gw.1#GW.1-failed\n", "utf-8")
    keeper = Keeper(tmp_path, ())
    catalog = keeper.complete(catalog_of(state("GW.1")), ["index"])
    assert catalog.past.forwards == {"gw/old": Forward("GW/Old", "GW/GW.1", "GW.1-failed")}
    assert keeper.faults == []
    assert keeper.changes(catalog).new[:1] == ("GW",)


def test_a_keeper_knows_pages_documents_and_anchors(tmp_path: Path) -> None:
    write_ledger(tmp_path, accepted(state(variant("GW.1", "Bad", ("No disk",)), "GW.2")))
    (tmp_path / "redirects.txt").write_text(
        "GW/A -> GW/GW.1#cause-No-disk\n"  # an anchor that is only in the ledger
        "GW/B -> GW/GW.1#Bad\nGW/C -> GW/GW.1#none\n"
        "GW/D -> gw/gw.2\nGW/E -> Guide\nGW/F -> Welcome/index\nGW/G -> GW/none\n"
        "Guide -> GW/GW.1\n", "utf-8"
    )  # fmt: skip
    keeper = Keeper(tmp_path, ("Guide",))
    catalog = keeper.complete(catalog_of(state(variant("GW.1", "Bad"))), ["Welcome/index"])
    assert {key: (f.target, f.anchor) for key, f in catalog.past.forwards.items()} == {
        "gw/a": ("GW/GW.1", "cause-No-disk"), "gw/b": ("GW/GW.1", "Bad"), "gw/d": ("GW/GW.2", ""),
        "gw/e": ("Guide", ""), "gw/f": ("Welcome/index", ""),
    }  # fmt: skip
    assert [(f.path.name, f.fault.line, f.fault.kind) for f in keeper.faults] == [
        ("redirects.txt", 3, "redirect_nowhere"), ("redirects.txt", 7, "redirect_nowhere"),
        ("redirects.txt", 8, "redirect_living"),
    ]  # fmt: skip
    assert catalog.past.anchors["GW/GW.1"][0].text == "No disk"
    assert keeper.changes(catalog).gone == ("GW/GW.1#cause-No-disk", "GW/GW.2")


def test_a_keeper_says_what_is_wrong_with_each_file(tmp_path: Path) -> None:
    (tmp_path / "links.txt").write_text("<<<<<<< a\nGW/1\n", "utf-8")
    (tmp_path / "redirects.txt").write_text("x\nGW/1 -> GW/1\n", "utf-8")
    keeper = Keeper(tmp_path, ())
    keeper.complete(catalog_of(EMPTY), [])
    assert [(f.path.name, f.fault.line) for f in keeper.faults] == [
        ("links.txt", 1), ("redirects.txt", 1), ("redirects.txt", 2),
    ]  # fmt: skip
