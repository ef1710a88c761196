"""Feeds: whatever a text holds, they stay documents of XML."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from sphinx_error_index.knowledge.changes import Change, Kind
from sphinx_error_index.knowledge.history import Revision
from sphinx_error_index.pages.upkeep.feeds import feeds


@pytest.mark.parametrize(
    "sign", ["\ufffe", "\uffff", "\0", "\x0b", "\x7f", "]]>", "&#0;", "\U0001ffff"]
)
def test_any_sign_of_a_text(sign: str) -> None:
    change = Change(f"obs/{sign}", Kind.ADDED, "code", after=f"<b>{sign}")
    revision = Revision(1, f"one{sign}", "2025-01-01", 1, (change,))
    made = feeds(
        [revision], {"": f"All{sign}"}, "https://x.example/", lambda page, at: f"{page}#{at}"
    )
    feed = ElementTree.fromstring(made["changes.xml"].encode("utf-8"))
    content = feed.findtext(".//{http://www.w3.org/2005/Atom}content") or ""
    assert "<b>" in content
