"""What tests of the top share."""

from __future__ import annotations

import pytest

from sphinx_error_index import links


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ERROR_INDEX_URL", raising=False)
    monkeypatch.delenv("ERROR_INDEX_LINKS", raising=False)
    links.forget()
