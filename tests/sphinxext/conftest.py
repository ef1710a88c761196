"""What tests of builds in several steps share."""

from __future__ import annotations

import pytest

from tests.conftest import Project
from tests.support.keeper import Keeper


@pytest.fixture
def keeper(project: Project) -> Keeper:
    """The hands of who keeps a project with a ledger."""
    return Keeper(project)
