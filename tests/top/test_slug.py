"""Addresses: the rule of contract 3."""

from __future__ import annotations

import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_error_index.links import MAX_SLUG, slug


def digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()[:8]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("403", "403"),
        ("APIG.0301", "APIG.0301"),
        ("DSC_ERR_003-001", "DSC_ERR_003-001"),
        ("phase2 proposal mismatch", "phase2-proposal-mismatch"),
        ("a / b", "a-b"),
        ("-1", "-1"),
        (".hidden", "-hidden"),
        ("Überlauf", f"-berlauf-{digest('Überlauf')}"),
        ("?!", f"--{digest('?!')}"),
        ("---", f"----{digest('---')}"),
        ("index", "index_"),
        ("Search", "Search_"),
        ("genindex", "genindex_"),
        ("NUL", "NUL_"),
        ("com1", "com1_"),
        ("com0", "com0"),
        ("x" * 80, "x" * 80),
        ("x" * 81, f"{'x' * 71}-{digest('x' * 81)}"),
        ("", f"-{digest('')}"),
    ],
)
def test_slugs(code: str, expected: str) -> None:
    assert slug(code) == expected


@given(st.text(max_size=120))
def test_every_code_has_a_safe_slug(code: str) -> None:
    result = slug(code)
    assert re.fullmatch(r"[A-Za-z0-9_-][A-Za-z0-9._-]*", result)
    assert len(result) <= MAX_SLUG + 1
    assert result.lower() not in {"index", "search", "genindex", "con", "nul"}


@given(st.from_regex(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,30}", fullmatch=True))
def test_a_plain_code_is_its_own_slug(code: str) -> None:
    assert slug(code) in {code, f"{code}_", f"{code}-{digest(code)}"}
