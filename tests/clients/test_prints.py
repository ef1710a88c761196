"""What clients print today is what was recorded, but for ports, places and durations."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from tests.clients.conftest import Server
from tests.clients.prints.http_clients import CLIENTS
from tests.clients.prints.record import FOLDER, alike, missing, prints


@pytest.mark.parametrize("name", sorted(CLIENTS))
def test_clients_print_what_was_recorded(server: Server, name: str) -> None:
    """Where this fails, ``make record-clients`` writes the record anew: read what has changed."""
    client = CLIENTS[name]
    if missing(client):
        pytest.skip(f"{name} is not here")
    path = FOLDER / f"{name}.toml"
    recorded: list[dict[str, Any]] = tomllib.loads(path.read_text("utf-8"))["print"]
    then = [(each["answer"], each["part"], alike(each["query"])) for each in recorded]
    now = [(each.sent.name, each.part, alike(each.text)) for each in prints(server, client)]
    assert now == then


def test_every_client_has_a_record() -> None:
    assert {path.stem for path in FOLDER.glob("*.toml")} == {*CLIENTS, "by-hand"}
