"""The ledger in builds: start, accept, vanish, redirect, lock, come back."""

from __future__ import annotations

import json

import pytest
from sphinx.util.inventory import InventoryFile

from sphinx_error_index.cli.main import main
from sphinx_error_index.resolver.resolver import Resolver
from sphinx_error_index.resolver.store import folder_reader
from tests.catalog.test_schemas import schema
from tests.conftest import Build, Project
from tests.support.keeper import ROWS, Keeper
from tests.support.site import Site, read_page, visible


def test_without_a_ledger_one_line_says_how_to_start(keeper: Keeper) -> None:
    build = keeper.project.build()
    (line,) = keeper.ledger_lines(build)
    assert "to start one: error-index ledger --accept --catalog " in line
    assert not list(keeper.data.glob("*.txt"))


def test_without_codes_there_is_nothing_to_say(project: Project) -> None:
    assert "ledger" not in project.build().stdout


def test_start(keeper: Keeper) -> None:
    keeper.start()
    lines = (keeper.data / "links.txt").read_text("utf-8").splitlines()
    assert [line for line in lines if "#" not in line] == [
        "gw", "gw/GW.1", "gw/GW.2", "gw/GW.3",
        "gw/category/4XX", "gw/category/5XX", "gw/status/400", "gw/status/504",
        "status/400", "status/504",
    ]  # fmt: skip
    assert "gw/GW.1#400-Bad-field" in lines
    assert "gw/GW.1#cause-The-field-is-bad" in lines
    published = json.loads((keeper.data / "published/gw.json").read_text("utf-8"))
    assert [code["code"] for code in published["codes"]] == ["GW.1", "GW.2", "GW.3"]
    again = keeper.project.build()
    assert keeper.ledger_lines(again) == []


def test_an_accepted_ledger_changes_nothing(keeper: Keeper) -> None:
    def files(build: Build) -> dict[str, tuple[bytes, float]]:
        return {
            str(path): (path.read_bytes(), path.stat().st_mtime)
            for path in (*build.outdir.glob("gw/**/*.html"), *build.outdir.glob("[a-z]*.js*"))
            if path.name != "searchindex.js"
        }

    before = files(keeper.start())
    assert files(keeper.project.build()) == before


def test_new_codes_are_named(keeper: Keeper) -> None:
    keeper.document("GW.1")
    keeper.start()
    keeper.document("GW.1", "GW.2")
    lines = keeper.ledger_lines(keeper.project.build())
    assert lines[0] == (
        "ledger: new: 1 code (gw/GW.2), 1 category (gw/category/5XX), "
        "2 status pages (gw/status/504, status/504)"
    )
    assert lines[1].startswith("ledger: to accept: error-index ledger --accept")
    assert len(lines) == 2


def test_a_vanished_code_has_a_tombstone(keeper: Keeper) -> None:
    keeper.start()
    keeper.document("GW.1", "GW.3")
    build = keeper.project.build()
    assert keeper.ledger_lines(build)[0] == "ledger: gone: 1 code (gw/GW.2)"
    said = " ".join(visible(build.read("gw/GW.2.html")).split())
    assert "no longer document" in said
    assert "not yet accepted" not in said
    for text in (
        "No answer.",
        "The peer sleeps.",
        "Wake the peer.",
        "gw/codes.rst",
        "504 Gateway Timeout",
    ):
        assert text in said
    keeper.accept("r2")
    build = keeper.project.build()
    assert keeper.ledger_lines(build) == []
    html = build.read("gw/GW.2.html")
    assert "missing since r2" in visible(html)
    assert {"504-No-answer", "cause-The-peer-sleeps", "causes", "actions"} <= set(
        read_page(build.outdir / "gw/GW.2.html").ids
    )
    for link in ("GW.3.html", "category/5XX.html", "../gw.html"):
        assert f'href="{link}"' in html
    assert 'name="error"' in html
    site = Site(build.outdir)
    assert site.broken() == site.repeated_ids() == []
    schema("codes").validate(build.json("codes.json"))
    code = build.codes["gw/GW.2"]
    assert (code["gone"], code["url"]) == ("r2", "gw/GW.2.html")
    assert {c["id"] for c in build.codes.values() if not c["gone"]} == {"gw/GW.1", "gw/GW.3"}
    assert "GW.2" not in build.read("guide.html")
    assert "GW.2" not in build.read("gw/category/5XX.html")


def test_the_search_finds_what_is_gone_and_says_so(
    keeper: Keeper, capsys: pytest.CaptureFixture[str]
) -> None:
    keeper.start()
    keeper.document("GW.1", "GW.3")
    build = keeper.project.build()
    index = folder_reader(build.outdir)
    (match, *_) = Resolver(index).resolve("error GW.2 happened")
    assert (match.id, match.gone, match.confidence) == ("gw/GW.2", True, "exact")
    # What is documented comes first where both are as good.
    both = Resolver(index).resolve("no answer")
    assert [(match.id, match.gone) for match in both] == [("gw/GW.3", False), ("gw/GW.2", True)]
    (match, *_) = Resolver(index).resolve("the peer sleeps")
    assert match.id == "gw/GW.2"
    (other, *_) = Resolver(index).resolve("GW.3")
    assert not other.gone
    catalog = str(build.outdir / "codes.json")
    assert main(["explain", "--catalog", catalog, "gw.2"]) == 0
    said = capsys.readouterr().out
    assert "no longer documents this code" in said
    assert "not yet accepted" not in said  # nobody but the keeper has to know
    assert "Source: gw/codes.rst\n" in said
    assert main(["resolve", "--catalog", catalog, "GW.2"]) == 0
    assert "no longer documented]" in capsys.readouterr().out


def test_a_code_comes_back(keeper: Keeper) -> None:
    before = keeper.start().read("gw/GW.2.html")
    keeper.document("GW.1", "GW.3")
    keeper.project.build()
    keeper.accept("r2")
    keeper.document(*ROWS)
    build = keeper.project.build()
    assert keeper.ledger_lines(build)[0] == "ledger: back: 1 code (gw/GW.2)"
    assert build.read("gw/GW.2.html") == before
    keeper.accept("r3")
    assert '"gone"' not in (keeper.data / "published/gw.json").read_text("utf-8")
    assert keeper.ledger_lines(keeper.project.build()) == []


def test_a_gone_anchor_keeps_its_place(keeper: Keeper) -> None:
    keeper.start()
    keeper.document(*ROWS, GW1="GW.1,400,Wrong field.,The field is wrong.,Mend it.\n")
    build = keeper.project.build()
    page = build.outdir / "gw/GW.1.html"
    ids = {"400-Wrong-field", "400-Bad-field", "cause-The-field-is-bad", "cause-The-field-is-wrong"}
    assert ids <= set(read_page(page).ids)
    said = " ".join(visible(page.read_text("utf-8")).split())
    assert "What stood here is no longer documented. It was: The field is bad." in said
    assert keeper.ledger_lines(build)[:2] == ["ledger: new: 2 anchors", "ledger: gone: 2 anchors"]
    keeper.accept("r2")
    build = keeper.project.build()
    assert keeper.ledger_lines(build) == []
    assert "no longer documented (since r2). It was: 400 Bad field." in " ".join(
        visible(page.read_text("utf-8")).split()
    )
    # A vanished code has them, too.
    keeper.document("GW.2")
    keeper.project.build()
    assert ids <= set(read_page(page).ids)


def test_sections_stay_when_they_lose_their_content(keeper: Keeper) -> None:
    keeper.document(*ROWS, GW1="GW.1,400,Bad field.,,\n")
    build = keeper.project.build()
    assert {"causes", "actions"} <= set(read_page(build.outdir / "gw/GW.1.html").ids)
    keeper.document("GW.2", "GW.2", GW2=ROWS["GW.2"] + "   GW.2,503,Busy.,Much to do.,Wait.\n")
    build = keeper.project.build()
    assert build.read("gw/GW.2.html").count('id="causes"') == 1


def test_a_vanished_service_keeps_its_addresses(keeper: Keeper) -> None:
    build = keeper.start()
    addresses = (keeper.data / "links.txt").read_text("utf-8").splitlines()
    guide_ids = [name for name in read_page(build.outdir / "guide.html").ids if "service" in name]
    (keeper.data / "gw/codes.rst").unlink()
    (keeper.project.folder / "source/gw.rst").unlink()
    keeper.project.seed()
    for revision in ("r2", "r3"):
        build = keeper.project.build()
        site = Site(build.outdir)
        for address in addresses:
            if not address.startswith("# "):
                page, _, anchor = address.partition("#")
                assert site.leads_somewhere(f"{page}.html#{anchor}"), address
        assert site.broken() == []
        assert set(guide_ids) <= set(read_page(build.outdir / "guide.html").ids)
        assert "no longer document" in build.read("gw.html")
        assert "GW.2" in build.read("gw/category/5XX.html")
        schema("codes").validate(build.json("codes.json"))
        keeper.accept(revision)
    assert keeper.ledger_lines(keeper.project.build()) == []


def test_the_page_of_a_service_forwards_when_it_moves(keeper: Keeper) -> None:
    keeper.start()
    (keeper.project.folder / "source/gw.rst").unlink()
    keeper.project.page("gateway/index", "gw/*.rst", options=":service: gw")
    build = keeper.project.build()
    assert 'content="0; url=gateway/index.html"' in build.read("gw.html")
    assert "Gateway" in visible(build.read("gw.html"))
    keeper.accept("r2")
    build = keeper.project.build()
    assert keeper.ledger_lines(build) == []
    assert 'content="0; url=gateway/index.html"' in build.read("gw.html")


def test_broken_ledger_files_are_messages(keeper: Keeper) -> None:
    keeper.start()
    with (keeper.data / "links.txt").open("a", encoding="utf-8") as file:
        file.write("../../evil\n")
    (keeper.data / "published/gw.json").write_text('{"service":\n}', "utf-8")
    keeper.document("GW.1")
    build = keeper.project.build(strict=False)
    assert {(w.file, w.line, w.type) for w in build.warnings} == {
        ("links.txt", len((keeper.data / "links.txt").read_text("utf-8").splitlines()),
         "error_index.ledger"),
        ("gw.json", 2, "error_index.ledger"),
    }  # fmt: skip
    assert "GW.2" in visible(build.read("gw/GW.2.html"))
    assert not (keeper.project.folder.parent / "evil.html").exists()
    assert Site(build.outdir).broken() == []


def test_published_texts_are_escaped(keeper: Keeper) -> None:
    keeper.start()
    keeper.document("GW.1")
    path = keeper.data / "published/gw.json"
    evil = '<script>alert(1)</script>{{ 7 * 7 }}\\"><img src=x>'
    text = path.read_text("utf-8").replace("The peer sleeps.", evil)
    text = text.replace('"504-No-answer"', '"x\\" onload=\\"y"')
    path.write_text(text, "utf-8")
    html = keeper.project.build().read("gw/GW.2.html")
    assert "<script>alert(1)" not in html
    assert "<img src=x" not in html
    assert ' onload="y' not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7 * 7 }}" in html


def test_locked(keeper: Keeper) -> None:
    """It needs no ``-W``."""
    keeper.project.conf["error_index_ledger"] = "locked"
    build = keeper.project.build(strict=False)
    assert build.status != 0
    assert "there is none yet" in build.stderr
    keeper.accept()
    assert keeper.project.build().status == 0
    keeper.document("GW.1", "GW.3", GW3=ROWS["GW.3"] + "   GW.4,500,New.,Why.,How.\n")
    build = keeper.project.build(strict=False)
    assert build.status != 0
    assert "ERROR: ledger: these changes are not accepted:" in build.stderr
    assert "  new   gw/GW.4\n" in build.stderr
    assert "  gone  gw/GW.2\n" in build.stderr
    assert "to accept: error-index ledger --accept --catalog " in build.stderr
    assert "gw: 1 table" in build.stdout
    keeper.accept("r2")
    assert keeper.project.build().status == 0


def test_unknown_mode(keeper: Keeper) -> None:
    keeper.project.conf["error_index_ledger"] = "shut"
    build = keeper.project.build(strict=False)
    assert [warning.type for warning in build.warnings] == ["error_index.config"]


def test_references_to_what_is_gone(keeper: Keeper) -> None:
    keeper.start()
    keeper.document("GW.1", "GW.3")
    text = "Title\n=====\n\n:err:code:`gw/GW.2` :err:code:`GW.3` :err:code:`GW.2`\n"
    keeper.project.write("source/page.rst", text)
    build = keeper.project.build(strict=False)
    assert [(w.file, w.line, w.type) for w in build.warnings] == [
        ("page.rst", 4, "error_index.reference")
    ] * 2
    assert build.read("page.html").count('href="gw/GW.2.html"') == 2
    with (build.outdir / "objects.inv").open("rb") as file:
        inventory = InventoryFile.load(file, "", lambda _base, uri: uri)
    assert inventory["err:code"]["gw/GW.2"].uri == "gw/GW.2.html"
    # In another format there is no page, so only the name is shown.
    build = keeper.project.build("text", strict=False)
    assert "there is no error code" in build.stderr


def test_folders(keeper: Keeper) -> None:
    html = keeper.start()
    lines = (keeper.data / "links.txt").read_text("utf-8")
    keeper.start("dirhtml")
    assert (keeper.data / "links.txt").read_text("utf-8") == lines
    keeper.document("GW.1", "GW.3")
    keeper.redirect("gw/Old -> gw/GW.1\n")
    build = keeper.project.build("dirhtml")
    assert "no longer document" in build.read("gw/GW.2/index.html")
    assert 'content="0; url=../GW.1/"' in build.read("gw/Old/index.html")
    assert build.codes["gw/GW.2"]["url"] == "gw/GW.2/"
    assert [link for link in Site(build.outdir).broken() if not link.startswith("404.html")] == []
    assert html.codes["gw/GW.2"]["url"] == "gw/GW.2.html"


def test_a_document_takes_over(keeper: Keeper) -> None:
    keeper.start()
    keeper.document("GW.1", "GW.3")
    keeper.project.write("source/gw/GW.2.rst", "What became of GW.2\n===================\n")
    build = keeper.project.build()
    assert "What became of" in build.read("gw/GW.2.html")
    assert keeper.ledger_lines(build) == []
    assert build.json("codes.json")["documents"] == ["gw/GW.2"]
    keeper.accept("r2")
    (keeper.project.folder / "source/gw/GW.2.rst").unlink()
    build = keeper.project.build()
    assert "no longer document" in build.read("gw/GW.2.html")


def test_pages_keep_their_spelling(keeper: Keeper) -> None:
    keeper.start()
    keeper.document(*ROWS, GW1=ROWS["GW.1"].replace("GW.1", "gw.1"))
    build = keeper.project.build()
    assert "Mend the field." in build.read("gw/GW.1.html")
    assert not [path for path in (build.outdir / "gw").iterdir() if path.name == "gw.1.html"]
    assert build.codes["gw/gw.1"]["url"] == "gw/GW.1.html"
    assert not [line for line in keeper.ledger_lines(build) if "GW.1" in line]


def test_the_ledger_is_no_vendor_file(keeper: Keeper) -> None:
    keeper.project.page("gw", "**/*.rst", options=":service: gw")
    keeper.redirect("# nothing yet\n")
    keeper.start()
    build = keeper.project.build()
    assert [path for path in keeper.data.rglob("*") if path.suffix in (".txt", ".json")]
    assert build.warnings == []


def test_a_tombstone_goes_when_the_ledger_goes(keeper: Keeper) -> None:
    keeper.start()
    keeper.document("GW.1")
    assert (keeper.project.build().outdir / "gw/GW.2.html").exists()
    (keeper.data / "links.txt").unlink()
    assert not (keeper.project.build().outdir / "gw/GW.2.html").exists()


def test_an_older_ledger_knows_no_pages_of_statuses_and_is_not_locked_by_them(
    keeper: Keeper,
) -> None:
    keeper.start()
    links = keeper.data / "links.txt"
    lines = [line for line in links.read_text("utf-8").splitlines() if "status/" not in line]
    links.write_text("\n".join([*lines, "gw/category/GW"]) + "\n", "utf-8")
    keeper.project.conf["error_index_ledger"] = "locked"
    build = keeper.project.build()
    assert build.status == 0
    assert (build.outdir / "status/504.html").exists()
    # The family of all codes was a category once: its address leads to the service.
    forward = build.read("gw/category/GW.html")
    assert 'http-equiv="refresh" content="0; url=../../gw.html"' in forward


def test_the_page_of_a_status_that_no_code_has_any_more_forwards(keeper: Keeper) -> None:
    keeper.start()
    keeper.document("GW.1")
    build = keeper.project.build()
    assert 'content="0; url=../../gw.html"' in build.read("gw/status/504.html")
    assert 'content="0; url=../categories.html"' in build.read("status/504.html")
