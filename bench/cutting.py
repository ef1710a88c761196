"""Whether leaving out postings and rows changes what comes first.

A query on a large catalogue reads not all postings of its frequent words, and the texts of a few
codes only. Here the same queries are asked with all postings and ten times the codes.
"""

from __future__ import annotations

from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Final

from bench.aims import Aim
from bench.catalogues import Catalogue
from bench.sites import sentences
from sphinx_error_index.resolver.resolver import Resolver
from sphinx_error_index.resolver.rules import w
from sphinx_error_index.resolver.store import folder_reader

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bench.sites import Site

QUERIES: Final = 40
MORE: Final = 10
"""So many times the usual number of codes has its texts read where nothing is left out."""


def aims(sites: Sequence[Site]) -> list[Aim]:
    """Return in how many queries the first answer of the uncut search is among the candidates."""
    return [
        Aim(f"index: uncut first hit among the candidates, {site.rows:,} rows, %",
            [kept(site) * 100], 95, least=True)
        for site in sites
    ]  # fmt: skip


def kept(site: Site) -> float:
    """Return the share of queries whose uncut first answer is among the usual candidates."""
    queries = sentences(Catalogue(site.rows), max(1, site.rows // (QUERIES * 3)))
    asked = [text for text, _ in islice(queries, QUERIES)]
    usual = [_answers(site, text, w.CANDIDATES) for text in asked]
    with uncut():
        first = [_answers(site, text, 1) for text in asked]
    told = [(one[0], all_of) for one, all_of in zip(first, usual, strict=True) if one]
    return sum(one in all_of for one, all_of in told) / max(1, len(told))


def _answers(site: Site, text: str, limit: int) -> list[str]:
    resolver = Resolver(folder_reader(site.folder))
    return [match.id for match in resolver.resolve(text, limit=limit)]


@contextmanager
def uncut() -> Iterator[None]:
    """Read all postings, and the texts of more codes."""
    before = w.MOST_POSTINGS, w.CANDIDATES
    w.MOST_POSTINGS, w.CANDIDATES = 10**9, w.CANDIDATES * MORE
    try:
        yield
    finally:
        w.MOST_POSTINGS, w.CANDIDATES = before
