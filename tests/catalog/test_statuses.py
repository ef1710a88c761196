"""HTTP statuses: what is known of them, and which codes are on their pages."""

from __future__ import annotations

import dataclasses
import re

import pytest

from sphinx_error_index.catalog.statuses import (
    known_statuses,
    says_only,
    status_of,
    status_page,
    status_pages,
)
from tests.catalog.test_catalog import catalog, record

REGISTRY = (
    *range(100, 104), *range(200, 209), 226, *range(300, 309), *range(400, 419),
    *range(421, 427), 428, 429, 431, 451, *range(500, 509), 510, 511,
)  # fmt: skip
"""The assigned and reserved numbers of the IANA registry of HTTP status codes."""


def test_every_status_of_the_registry_is_known_with_its_source() -> None:
    for number in REGISTRY:
        status = status_of(number)
        assert status.phrase, number
        assert re.search(r"RFC [0-9]+, section [0-9.]+", status.source), number
        assert status.means.endswith("."), number


def test_other_statuses_say_whose_they_are() -> None:
    others = [status for status in known_statuses() if status.number not in REGISTRY]
    assert {494, 499, 520, 530} <= {status.number for status in others}
    for status in others:
        assert status.owner, status.number
        assert not status.source, status.number
        assert status.phrase
        assert status.means.endswith(".")


def test_of_a_number_of_nobodys_only_the_class_is_known() -> None:
    status = status_of(488)
    assert (status.name, status.means, status.source) == ("488", "", "")
    assert status.klass.startswith("Error of the client")
    assert status_of(99).klass == ""


@pytest.mark.parametrize(
    ("text", "statuses", "only"),
    [
        ("502 Bad Gateway", (502,), True),
        ("HTTP Status: 502 Bad Gateway", (502,), True),
        ("Bad Gateway (502)", (502,), True),
        ("400 Bad Request, 404 Not Found", (400, 404), True),
        ("502 Bad Gateway: ask the owner", (502,), False),
        ("502", (502,), False),  # any column may have a number
        ("503 Service Unavailable", (502,), False),
        ("Bad Gateway", (502,), False),
        ("", (502,), False),
        ("502 Bad Gateway", (), False),
    ],
)
def test_what_only_repeats_a_status(text: str, statuses: tuple[int, ...], only: bool) -> None:
    assert says_only(text, statuses) is only


def test_pages_of_statuses() -> None:
    found = catalog(record("A.1", status=(404, 500)), record("A.2", status=(404,)), record("A.3"))
    assert {page: found.statuses[page].codes for page in found.statuses} == {
        "status/404": ("svc/A.1", "svc/A.2"),
        "status/500": ("svc/A.1",),
        "svc/status/404": ("svc/A.1", "svc/A.2"),
        "svc/status/500": ("svc/A.1",),
    }
    assert found.statuses["svc/status/404"].status == 404


def test_a_code_keeps_the_address_that_it_would_share() -> None:
    codes = catalog(record("404", status=(404,))).codes.values()
    (code,) = codes
    taken = dataclasses.replace(code, service="status", pagename=status_page("", 404))
    assert list(status_pages([taken])) == ["status/status/404"]
