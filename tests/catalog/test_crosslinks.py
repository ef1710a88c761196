"""What a code has to do with others."""

from __future__ import annotations

import pytest

from sphinx_error_index.catalog.assemble import build_catalog
from sphinx_error_index.catalog.crosslinks import CrossLinks
from sphinx_error_index.catalog.listings import LIMIT, meaning_with
from sphinx_error_index.model import (
    Catalog,
    Category,
    Origin,
    Record,
    TableReading,
    Text,
    VendorFile,
)


def record(code: str, status: int = 0, message: str = "") -> Record:
    return Record(
        code,
        (Origin("x.rst", 1),),
        status=(status,) if status else (),
        message=(Text(message),) if message else (),
    )


def catalog_of(**services: list[Record]) -> Catalog:
    return build_catalog(
        VendorFile(
            service,
            service,
            f"{service}/x.rst",
            "Codes",
            tables=(TableReading(1, "", read=True, records=tuple(records)),),
        )
        for service, records in services.items()
    )


@pytest.fixture
def links() -> CrossLinks:
    many = [record(f"GW.{number:04}", 403, "Denied.") for number in range(1, 14)]
    return CrossLinks(
        catalog_of(gw=[record("403", 403), *many], other=[record("403", 403), record("GW.0001")])
    )


def related(links: CrossLinks, service: str, code: str) -> dict[str, tuple[list[str], int]]:
    page = links._catalog.codes[f"{service}/{code}"]
    return {r.heading: ([c.id for c in r.codes], r.total) for r in links.related(page)}


def test_status_page_lists_its_codes_up_to_a_limit(links: CrossLinks) -> None:
    found = related(links, "gw", "403")["Error codes that come with HTTP 403"]
    assert found == ([f"gw/GW.{number:04}" for number in range(1, LIMIT + 1)], 13)


def test_status_page_leads_to_the_category_that_has_the_rest(links: CrossLinks) -> None:
    page = links._catalog.codes["gw/403"]
    more = links.related(page)[0].more
    assert isinstance(more, Category)
    assert more.id == "gw/4XX"
    assert len(more.codes) == 14


def test_a_code_leads_to_its_status(links: CrossLinks) -> None:
    code = links._catalog.codes["gw/GW.0001"]
    page = links.status_page(code, 403)
    assert page is not None
    assert page.id == "gw/403"
    assert links.status_page(code, 404) is None


def test_same_message_and_other_services(links: CrossLinks) -> None:
    found = related(links, "gw", "GW.0001")
    assert found["Same message under other codes"][1] == 12
    assert found["GW.0001 in other services"] == (["other/GW.0001"], 1)


def test_codes_named_in_a_text(links: CrossLinks) -> None:
    text = "See GW.0002, not GW.9999 and not 403 (GW.0001)."
    named = [(text[start:end], code.id) for start, end, code in links.named_in(text, "gw")]
    assert named == [("GW.0002", "gw/GW.0002"), ("GW.0001", "gw/GW.0001")]


def test_a_code_of_several_other_services_is_no_link(links: CrossLinks) -> None:
    assert list(links.named_in("GW.0001", "third")) == []
    assert [code.id for _, _, code in links.named_in("GW.0001", "other")] == ["other/GW.0001"]


def test_a_shared_message_leads_to_the_meaning_that_has_it() -> None:
    several = [record("GW.0042", 400, "Missing."), record("GW.0042", 403, "DENIED")]
    links = CrossLinks(catalog_of(gw=[record("GW.0001", 403, "Denied."), *several]))
    (same,) = links.related(links._catalog.codes["gw/GW.0001"])
    assert same.message == "Denied."
    meaning = meaning_with(same.codes[0], same.message)
    assert meaning is not None
    assert meaning.status == (403,)
    assert meaning_with(same.codes[0], "Nobody says so.") is None
