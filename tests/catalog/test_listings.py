"""Lists that are too long for a code's page: complete, on pages of their own, for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sphinx_error_index.catalog.listings import LIMIT, listings, message_keys
from sphinx_error_index.cli.addresses import Site as Addresses
from sphinx_error_index.cli.main import main
from sphinx_error_index.ledger.ledger import Kind, kind_of
from tests.catalog.test_crosslinks import catalog_of, record
from tests.catalog.test_schemas import schema
from tests.support.site import Site

if TYPE_CHECKING:
    from tests.conftest import Build, Project

HEAD = "Codes\n=====\n\n.. csv-table::\n   :header: Error Code,Status Code,Error Message\n\n"


def rows(*numbers: int, message: str = "Access denied") -> str:
    return HEAD + "".join(f"   GW.{number:04},403,{message}\n" for number in numbers)


@pytest.fixture
def clouds(project: Project) -> Project:
    """Twelve services with the code ``Busy``, one of them with many codes of one message."""
    for number in range(12):
        name = f"cloud{number:02}"
        project.write(f"data/{name}/codes.rst", f"{HEAD}   Busy,503,Come back later ({name})\n")
        project.page(name, f"{name}/*.rst")
    project.write("data/cloud00/more.rst", rows(*range(1, 14)))
    return project


def test_messages_that_differ_in_case_and_punctuation_are_one() -> None:
    messages = {"A": "Access denied.", "B": "ACCESS, denied"}
    codes = catalog_of(gw=[record(code, message=message) for code, message in messages.items()])
    keys = [list(message_keys(code)) for code in codes.codes.values()]
    assert keys == [["access-denied"], ["access-denied"]]


@pytest.mark.parametrize(("count", "pages"), [(LIMIT + 1, []), (LIMIT + 2, ["gw/message/no"])])
def test_a_page_only_where_a_codes_page_has_no_room(count: int, pages: list[str]) -> None:
    codes = catalog_of(gw=[record(f"E{number}", message="No.") for number in range(count)])
    assert list(codes.listings) == pages


@pytest.mark.parametrize(("count", "listed"), [(LIMIT + 1, 0), (LIMIT + 2, LIMIT + 2)])
def test_a_code_of_many_services_has_a_page_in_each(count: int, listed: int) -> None:
    catalog = catalog_of(**{f"s{number:02}": [record("Busy")] for number in range(count)})
    found = listings(catalog.codes.values())
    assert len(found) == listed
    assert all(len(listing.codes) == count - 1 for listing in found.values())
    assert not any(f"{listing.service}/Busy" in listing.codes for listing in found.values())


def test_names_of_pages_say_what_they_are() -> None:
    assert kind_of("gw") is kind_of("gw/index") is Kind.SERVICE
    assert kind_of("gw/category/4XX") is Kind.CATEGORY
    assert kind_of("gw/message/no") is kind_of("gw/elsewhere/Busy") is Kind.LISTING
    assert kind_of("gw/message") is kind_of("gw/category") is Kind.CODE


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_lists_are_complete_and_linked(clouds: Project, builder: str) -> None:
    build = clouds.build(builder)
    # The theme's own link of 404.html to itself has no address there.
    assert [b for b in Site(build.outdir).broken() if b != "404.html -> "] == []
    suffix = ".html" if builder == "html" else "/index.html"
    code = build.read(f"cloud00/GW.0001{suffix}")
    assert "All 13 codes</a>" in code
    page = build.read(f"cloud00/message/access-denied{suffix}")
    assert all(f"GW.{number:04}</a>" in page for number in range(1, 14))
    assert "13 codes" in page
    elsewhere = build.read(f"cloud00/elsewhere/Busy{suffix}")
    assert elsewhere.count("Busy</a>") == 11
    assert "Come back later (cloud11)" in elsewhere
    content = build.json("codes.json")
    schema("codes").validate(content)
    pages = {entry["page"] for entry in content["lists"]}
    assert {"cloud00/message/access-denied", "cloud11/elsewhere/Busy"} <= pages
    where = "cloud11/elsewhere/Busy.html" if builder == "html" else "cloud11/elsewhere/Busy/"
    assert Addresses(content).fault(where) is None


def accept(build: Build, project: Project, revision: str) -> None:
    catalog = str(build.outdir / "codes.json")
    arguments = ["ledger", "--accept", "--revision", revision, "--catalog", catalog]
    assert main([*arguments, "--data", str(project.folder / "data")]) == 0


def test_a_list_that_becomes_short_forwards_for_good(clouds: Project) -> None:
    accept(clouds.build(), clouds, "r1")
    ledger = clouds.folder / "data/links.txt"
    lines = set(ledger.read_text("utf-8").splitlines())
    assert "cloud00/message/access-denied" in lines
    clouds.write("data/cloud00/more.rst", rows(*range(1, 5)) + "   GW.0005,403,Other\n")
    clouds.write("data/cloud00/rest.rst", rows(*range(6, 14), message="Yet another"))
    for round_ in range(2):  # before it is accepted, and after
        build = clouds.build()
        page = build.read("cloud00/message/access-denied.html")
        assert 'http-equiv="refresh" content="0; url=../../cloud00.html"' in page
        assert Site(build.outdir).broken() == []
        accept(build, clouds, f"r{round_ + 2}")
    assert lines <= set(ledger.read_text("utf-8").splitlines())
    clouds.write("data/cloud00/rest.rst", rows(*range(6, 16)))
    build = clouds.build()
    assert "http-equiv" not in build.read("cloud00/message/access-denied.html")
