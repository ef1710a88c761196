"""Hostile log records: whatever a program logs, the filter lets it pass, and quickly."""

from __future__ import annotations

import logging
import random
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_error_index import links
from sphinx_error_index.links import LinkFilter, add_link
from tests.attack.sizes import sizes

BASE = "https://docs.example.com/errors"
CODES = {
    "codes": [
        {"service": "svc", "code": code, "url": f"svc/{links.slug(code)}.html",
         "variants": [{"code": code, "status": [400]}]}
        for code in ("APIG.0201", "NoSuchBucket", "A/B", "***", "ä.1", "\x1b[1m.5", "%s.1", "{}.2")
    ]
}  # fmt: skip


class Odd:
    """An object whose every text is a fault."""

    def __str__(self) -> str:
        raise SystemExit("no")

    __repr__ = __str__

    def __eq__(self, _other: object) -> bool:
        raise ValueError("no")

    __hash__ = None  # type: ignore[assignment]


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=40),
    st.binary(max_size=20), st.just(Odd()), st.lists(st.text(max_size=5), max_size=3),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=2),
    st.sampled_from(["svc/APIG.0201", "APIG.0201", "A/B", "%s.1", "*" * 5000]),
)  # fmt: skip


@given(message=VALUES, arguments=st.lists(VALUES, max_size=3), code=VALUES, service=VALUES,
       status=VALUES)  # fmt: skip
def test_any_record_passes(
    message: Any, arguments: list[Any], code: Any, service: Any, status: Any
) -> None:
    links.forget()
    extra = {"error_code": code, "error_service": service, "error_status": status}
    for link_filter in (LinkFilter("svc", base=BASE), LinkFilter(catalog=CODES, base=BASE)):
        record = logging.makeLogRecord({"msg": message, "args": tuple(arguments), **extra})
        before = (record.msg, record.args)
        assert link_filter.filter(record) is True
        if not hasattr(record, "error_url"):
            assert record.msg is before[0]
            assert record.args is before[1]
    add_link(ValueError(), service, code, status, base=BASE)


@pytest.mark.parametrize(
    "text",
    ["APIG." * 40_000, "a" * 200_000, "NoSuchBucketX" * 20_000, "\\n" * 100_000, "\x1b[" * 100_000,
     "A/B" * 60_000, ".0201" * 40_000, "\x1b[1;1;1" * 30_000],
    ids=lambda text: ascii(text[:8]),
)  # fmt: skip
def test_no_text_takes_long(text: str) -> None:
    links.forget()
    link_filter = LinkFilter(catalog=CODES, base=BASE)
    started = time.process_time()
    assert link_filter.filter(logging.makeLogRecord({"msg": text})) is True
    assert time.process_time() - started < 2


@sizes(200, 20_000)
def test_random_lines(size: int) -> None:
    chance = random.Random(size)
    pieces = [
        "APIG.0201", "NoSuchBucket", "A/B", "%", "%s", "{}", "\x1b[1m", "\\n", ".", " ", "\ud800",
        "https://docs.example.com/errors/svc/", "é", "\0", "-", "_", "1",
    ]  # fmt: skip
    link_filter = LinkFilter(catalog=CODES, base=BASE)
    for _ in range(size):
        if chance.random() < 0.1:
            links.forget()
        text = "".join(chance.choices(pieces, k=chance.randrange(12)))
        record = logging.makeLogRecord({"msg": text})
        assert link_filter.filter(record) is True
        assert record.getMessage().startswith(text.rstrip())
