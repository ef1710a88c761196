"""Other names of codes: where their addresses lead, and which name wins."""

from __future__ import annotations

from sphinx_error_index.catalog.aliases import ALIAS
from sphinx_error_index.catalog.assemble import build_catalog
from sphinx_error_index.model import Catalog, CategoryRecord, Origin
from tests.catalog.test_catalog import catalog, file, record


def leading(found: Catalog) -> dict[str, str]:
    """Return where the pages of aliases lead: page and anchor."""
    return {
        page: f"{forward.target}#{forward.anchor}".rstrip("#")
        for page, forward in found.forwards.items()
    }


def test_a_name_forwards_to_its_code() -> None:
    found = catalog(record("-125", "no memory", aliases=("MEM_FAIL",)), record("-170"))
    assert leading(found) == {"svc/mem_fail": "svc/-125"}
    assert found.codes["svc/-125"].aliases == ("MEM_FAIL",)
    assert found.aliases["svc/mem_fail"].pagename == "svc/MEM_FAIL"


def test_a_code_wins_over_a_name() -> None:
    found = catalog(record("A.1", aliases=("B.1",)), record("B.1"))
    assert leading(found) == {}
    assert found.codes["svc/A.1"].aliases == ("B.1",)


def test_a_name_of_several_codes_lets_one_choose() -> None:
    found = catalog(record("1", aliases=("GONE",)), record("2", aliases=("Gone",)))
    assert leading(found) == {}
    (listing,) = found.listings.values()
    assert (listing.pagename, listing.kind, listing.codes) == (
        "svc/GONE", ALIAS, ("svc/1", "svc/2")
    )  # fmt: skip


def test_a_name_of_one_meaning_leads_to_that_meaning() -> None:
    found = catalog(record("1", "one", aliases=("ONE",)), record("1", "two", aliases=("TWO",)))
    assert leading(found) == {"svc/one": "svc/1#one", "svc/two": "svc/1#two"}
    found = catalog(record("1", "one", aliases=("ONE",)), record("1", "two", aliases=("ONE",)))
    assert leading(found) == {"svc/one": "svc/1"}


def test_equal_rows_with_different_names_are_one_meaning_with_both() -> None:
    found = catalog(record("1", "one", aliases=("ONE",)), record("1", "one", aliases=("UNO",)))
    (variant,) = found.codes["svc/1"].variants
    assert variant.aliases == ("ONE", "UNO")


def test_the_decimal_form_of_a_hexadecimal_code_has_an_address() -> None:
    found = catalog(record("0x101"), record("0XFF"), record("0x0A"), record("0xA"), record("255"))
    assert leading(found) == {"svc/257": "svc/0x101"}
    (listing,) = found.listings.values()
    assert (listing.pagename, listing.codes) == ("svc/10", ("svc/0x0A", "svc/0xA"))


def test_what_a_vendor_calls_a_code_wins_over_a_number() -> None:
    found = catalog(record("0x101"), record("A.1", aliases=("257",)))
    assert leading(found) == {"svc/257": "svc/A.1"}


def test_names_of_services_are_apart() -> None:
    one = file(record("1", aliases=("ONE",)), service="a", docname="a")
    two = file(record("2", aliases=("ONE",)), service="b", docname="b")
    assert leading(build_catalog([one, two])) == {"a/one": "a/1", "b/one": "b/2"}


def test_a_category_named_like_a_code_has_the_address_of_one() -> None:
    heading = CategoryRecord("E1", Origin("a.rst", 1), "Layout", coded=True)
    other = CategoryRecord("E2", Origin("a.rst", 2))
    found = build_catalog([file(record("E101", categories=("E1",)), categories=[heading, other])])
    assert leading(found) == {"svc/e1": "svc/category/E1"}


def test_ranges_of_codes_make_categories() -> None:
    adapter = CategoryRecord("Adapter", Origin("a.rst", 1), ranges=(("600", "699"),))
    store = CategoryRecord("Store", Origin("a.rst", 2), ranges=(("0x100", "0x1ff"),))
    numbers = ("599", "600", "699", "700", "0x110", "E650")
    found = build_catalog([file(*map(record, numbers), categories=[adapter, store])])
    assert found.categories["svc/Adapter"].codes == ("svc/600", "svc/699")
    assert found.categories["svc/Store"].codes == ("svc/0x110",)
