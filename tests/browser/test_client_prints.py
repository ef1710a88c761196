"""What other people's clients print leads home; ``docs/clients.md`` says where to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.resolver.printed import TABLE, Result, page, results

if TYPE_CHECKING:
    from sphinx_error_index.resolver.resolver import Resolver
    from tests.conftest import Build

#: Of all prints so many lead home at least; of those that say a code, all but this part.
HOME = 0.93
CODED = 0.98


@pytest.fixture(scope="module")
def found(remembering: Resolver, corpus_site: Build) -> list[Result]:
    return results(remembering, corpus_site.json("codes.json"))


def _share(found: list[Result]) -> float:
    return sum(each.right for each in found) / len(found)


def test_what_clients_print_leads_home(found: list[Result]) -> None:
    assert _share(found) >= HOME
    assert _share([each for each in found if each.printed.says == "code"]) >= CODED


def test_every_log_line_of_the_storage_sdk_leads_home(found: list[Result]) -> None:
    lines = [
        each
        for each in found
        if each.printed.client == "esdk-obs-python" and each.printed.part == "log"
    ]
    assert len({each.printed for each in lines}) == 24
    assert [each.cell for each in lines if not each.right] == []


def test_the_table_is_of_today(found: list[Result]) -> None:
    """``python -m tests.resolver.printed`` writes it."""
    assert page(found) == TABLE.read_text("utf-8")
