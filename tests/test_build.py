"""Whole builds of the seed document."""

from __future__ import annotations

from tests.conftest import Project


def test_seed_is_accounted_for(seed_project: Project) -> None:
    build = seed_project.build()
    assert "obs: 2 tables, 13 rows → 8 codes, 5 categories, 0 tables unread" in build.stdout
    assert [codes for _, outcome, codes in build.rows("obs") if outcome == "code"] == [
        ["400"], ["403"], ["404"], ["405"], ["408"], ["409"], ["500"], ["503"]
    ]  # fmt: skip
