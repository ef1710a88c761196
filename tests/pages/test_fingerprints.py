"""Which pages need not be rendered again."""

from __future__ import annotations

from sphinx_error_index.catalog.crosslinks import CrossLinks
from sphinx_error_index.model import Catalog, Forward
from sphinx_error_index.pages.contents import Page
from sphinx_error_index.pages.fingerprints import Fingerprints


def digest(heading: str, anchor: str = "", frame: str = "frame") -> str:
    """Return the digest of a page that forwards to a code with a heading."""
    forward = Forward("svc/NAME", "svc/1", anchor)
    context = {"forward": forward, "heading": heading, "anchors": []}
    page = Page("svc/NAME", "redirect", "svc/NAME", "moved", context, forward=forward)
    return Fingerprints(CrossLinks(Catalog()), "common").of(page, frame)


def test_a_page_that_forwards_changes_with_what_it_says_only() -> None:
    same = digest("1 Full")
    assert same
    assert digest("1 Full") == same
    assert len({same, digest("1 Gone"), digest("1 Full", "x"), digest("1 Full", frame="f")}) == 4


def test_a_page_that_forwards_to_a_document_is_always_rendered() -> None:
    assert digest("") == ""
