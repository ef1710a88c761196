"""Records of all files brought together: pages, variants, categories, anchors."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_error_index.catalog.assemble import build_catalog, duplicate_lines, repetitions
from sphinx_error_index.catalog.categories import family_of
from sphinx_error_index.model import (
    Catalog,
    Category,
    CategoryRecord,
    Code,
    Origin,
    Record,
    TableReading,
    Text,
    VendorFile,
)


def texts(*plain: str) -> tuple[Text, ...]:
    return tuple(map(Text, plain))


def record(
    code: str, message: str = "", *, line: int = 1, file: str = "a.rst", **fields: object
) -> Record:
    origin = Origin(file, line)
    said = texts(message) if message else ()
    return Record(code, (origin,), message=said, **fields)  # type: ignore[arg-type]


def file(
    *records: Record,
    name: str = "a.rst",
    service: str = "svc",
    docname: str = "svc",
    categories: Iterable[CategoryRecord] = (),
) -> VendorFile:
    table = TableReading(1, "", read=True, records=records, categories=tuple(categories))
    return VendorFile(service, docname, name, "Title", (table,))


def catalog(*records: Record, known: tuple[str, ...] = ()) -> Catalog:
    known_records = [CategoryRecord(name, Origin("a.rst", 1)) for name in known]
    return build_catalog([file(*records, categories=known_records)])


def code(found: Catalog, name: str = "svc/A.1") -> Code:
    return found.codes[name]


def test_equal_rows_are_one_variant_with_several_origins() -> None:
    found = build_catalog(
        [
            file(record("A.1", "x", line=3)),
            file(record("A.1", "x", line=5, file="b.rst"), name="b.rst"),
        ]
    )
    (variant,) = code(found).variants
    assert [(o.file, o.line) for o in variant.origins] == [("a.rst", 3), ("b.rst", 5)]


def test_different_rows_are_variants() -> None:
    found = catalog(record("A.1", "x"), record("A.1", "y"), record("A.1", "x", status=(404,)))
    assert [v.anchor for v in code(found).variants] == ["x", "y", "404-x"]


def test_equal_rows_under_several_categories_are_one_variant_of_all() -> None:
    found = catalog(
        record("A.1", "x", line=1, categories=("Locks",), status=(404,)),
        record("A.1", "x", line=2, categories=("Keys",), status=(404,)),
    )
    (variant,) = code(found).variants
    assert variant.categories == ("Locks", "Keys", "4XX")
    assert [c.codes for c in found.categories.values()] == [("svc/A.1",)] * 3
    assert [(r.line, r.same) for r in repetitions(found)] == [(2, True)]
    assert duplicate_lines(found) == {("svc", "a.rst", 2)}


def test_a_row_with_one_new_code_is_no_duplicate() -> None:
    found = catalog(
        record("A.1", "x", line=1), record("A.1", "x", line=2), record("A.2", "x", line=2)
    )
    assert duplicate_lines(found) == frozenset()


def test_codes_that_differ_in_case_share_a_page() -> None:
    found = catalog(record("NoSuchKey", "x"), record("nosuchkey", "x"), record("NOSUCHKEY", "y"))
    (page,) = found.codes.values()
    assert (page.code, page.pagename) == ("NOSUCHKEY", "svc/NOSUCHKEY")
    assert {v.code for v in page.variants} == {"NoSuchKey", "nosuchkey", "NOSUCHKEY"}


def test_services_are_apart() -> None:
    found = build_catalog(
        [file(record("A.1", "x")), file(record("A.1", "x"), service="other", docname="o")]
    )
    assert list(found.codes) == ["other/A.1", "svc/A.1"]
    assert list(found.services) == ["other", "svc"]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_the_order_of_reading_does_not_count(order: tuple[int, ...]) -> None:
    files = [
        file(record("A.1", "x"), record("A.1", "y"), name="a.rst", docname="a"),
        file(record("A.1", "y", file="b.rst"), record("A.2", "x"), name="b.rst", docname="a"),
        file(record("A.1", "z", file="c.rst"), name="c.rst", docname="b"),
    ]
    assert build_catalog([files[i] for i in order]) == build_catalog(files)


@pytest.mark.parametrize(
    ("given_record", "known", "categories"),
    [
        (record("A.1", categories=("Locks",), section="S", status=(404,)), (), ("Locks", "4XX")),
        (record("404", categories=("Locks",), status=(404,)), ("4XX",), ("Locks", "4XX")),
        (record("404", section="S", status=(404,)), ("4XX",), ("4XX",)),
        (record("404", section="S", status=(404,)), (), ("S", "4XX")),
        (record("A.1", section="S", status=(404,)), ("4XX",), ("S", "4XX")),
        (record("APIG.0301", status=(404,)), (), ("APIG", "4XX")),
        (record("404", status=(404, 500)), (), ("4XX", "5XX")),
        (record("badRequest", status=(400,)), (), ("4XX",)),
        (record("badRequest"), (), ()),
    ],
)
def test_categories(
    given_record: Record, known: tuple[str, ...], categories: tuple[str, ...]
) -> None:
    others = (record("APIG.0302"), record("X-1"), record("X-2"))
    found = catalog(given_record, *others, known=known)
    assert found.codes[f"svc/{given_record.code}"].categories == categories


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("APIG.0301", "APIG"), ("SVCSTG.INV.2000000", "SVCSTG"), ("DSC_ERR_003_001", "DSC"),
        ("ORA-00001", "ORA"), ("GRÖSSE-01", "GRÖSSE"), ("E1001", "E"),
        ("KMS.DisabledException", "KMS"),
        ("ces.0001", "ces"), ("auth/invalid-email", "auth"), ("57P01", ""), ("0x1104", ""),
        ("-1", ""), ("phase2 proposal mismatch", ""), ("Request-URI Too Large", ""),
        ("non-fast-forward", ""), ("no_such_key", ""), ("md5Mismatch", ""), ("NoSuchKey", ""),
    ],
)  # fmt: skip
def test_family_of_a_code(name: str, family: str) -> None:
    assert family_of(name) == family
    alike = f"{name[:-1]}{'9' if name[-1].isdigit() else 'x'}"  # another one of its family
    found = catalog(record(name), record(alike), record("neither"))
    assert found.codes[f"svc/{name}"].categories == ((family,) if family else ())


def test_a_family_with_all_codes_or_one_is_no_category() -> None:
    found = catalog(record("GW.1", status=(404,)), record("GW.2"))
    assert list(found.categories) == ["svc/4XX"]
    assert found.families == {"svc/category/GW": "svc"}
    found = catalog(record("GW.1"), record("GW.2"), record("DB.1"), record("LB.1", section="LB"))
    assert list(found.categories) == ["svc/GW", "svc/LB"]
    assert found.families == {"svc/category/DB": "svc/DB.1"}
    assert catalog(record("GW.1")).families == {"svc/category/GW": "svc"}


def test_what_the_vendor_says_is_a_category_with_one_code_too() -> None:
    found = catalog(record("GW.1"), record("GW.2", categories=("GW",)), record("X.1"))
    assert found.families == {"svc/category/X": "svc/X.1"}
    assert found.categories["svc/GW"].codes == ("svc/GW.1", "svc/GW.2")


def test_category_pages() -> None:
    found = build_catalog(
        [
            file(
                record("404", status=(404,)),
                categories=[
                    CategoryRecord("4XX", Origin("a.rst", 1), "Client", texts("one")),
                    CategoryRecord("1XX", Origin("a.rst", 2), "", texts("wait")),
                    CategoryRecord("4XX", Origin("a.rst", 3), "", texts("one", "two")),
                ],
            )
        ]
    )
    first, second = found.categories.values()
    assert isinstance(first, Category)
    assert (first.id, first.title, first.pagename) == ("svc/4XX", "Client", "svc/category/4XX")
    assert first.description == texts("one", "two")
    assert (first.codes, second.codes) == (("svc/404",), ())


def test_categories_that_differ_in_case_share_a_page() -> None:
    found = catalog(record("A.1", categories=("Locks",)), record("A.2", categories=("LOCKS",)))
    (category,) = found.categories.values()
    assert category.codes == ("svc/A.1", "svc/A.2")


def test_a_shared_anchor_gets_digits_and_the_bare_one_stays_on_the_first() -> None:
    found = catalog(
        record("A.1", "x", description=texts("one")), record("A.1", "x", description=texts("two"))
    )
    first, second = code(found).variants
    assert re.fullmatch(r"x-[0-9a-f]{6}", first.anchor)
    assert re.fullmatch(r"x-[0-9a-f]{6}", second.anchor)
    assert first.anchor != second.anchor
    assert (first.former_anchors, second.former_anchors) == (("x",), ())


def test_anchors_do_not_depend_on_order() -> None:
    records = [record("A.1", "x", description=texts(text)) for text in ("one", "two", "three")]
    anchors = {
        variant.description: variant.anchor
        for order in itertools.permutations(records)
        for variant in code(catalog(*order)).variants
    }
    assert len(set(anchors.values())) == 3


def test_anchor_of_the_first_text_there_is() -> None:
    found = catalog(
        record("A.1", title="T", status=(404,)),
        record("A.1", description=texts("D " * 60)),
        record("A.1", causes=texts("C.")),
        record("A.1"),
    )
    anchors = [variant.anchor for variant in code(found).variants]
    assert anchors == ["404-T", ("D-" * 30).strip("-"), "C", "A.1"]


def test_cause_anchors() -> None:
    found = catalog(
        record("A.1", "x", causes=texts("One way", "Other")),
        record("A.1", "y", causes=texts("One way")),
    )
    anchors = [cause.anchor for cause in code(found).causes]
    assert anchors[1] == "cause-Other"
    assert re.fullmatch(r"cause-One-way-[0-9a-f]{6}", anchors[0])
    assert len(set(anchors)) == 3


RECORDS = st.lists(
    st.builds(
        record,
        st.sampled_from(["A.1", "a.1", "A 1", "B"]),
        st.text("ab- ", max_size=3),
        status=st.sampled_from([(), (404,)]),
        causes=st.lists(st.text("xy.", max_size=2), max_size=2).map(lambda t: texts(*t)),
    ),
    max_size=8,
)


@given(RECORDS)
def test_every_record_is_on_one_page_under_an_anchor_of_its_own(records: list[Record]) -> None:
    found = catalog(*records)
    origins = [o for c in found.codes.values() for v in c.variants for o in v.origins]
    assert len(origins) == len(records)
    pages = [c.pagename.lower() for c in found.codes.values()]
    assert len(pages) == len(set(pages))
    for page in found.codes.values():
        anchors = [v.anchor for v in page.variants] + [c.anchor for c in page.causes]
        anchors += [alias for v in page.variants for alias in v.former_anchors]
        assert all(anchors)
        assert len(anchors) == len(set(anchors)), anchors
