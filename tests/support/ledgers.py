"""Small catalogues as dictionaries, and the ledgers that come of accepting them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sphinx_error_index.cli.main import main
from sphinx_error_index.ledger.accepting import accept
from sphinx_error_index.ledger.entries import catalog_of
from sphinx_error_index.ledger.ledger import Ledger
from sphinx_error_index.ledger.merge import with_past
from sphinx_error_index.model import Catalog


def variant(code: str, text: str, causes: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    return {
        "anchor": text.replace(" ", "-"),
        "aliases": [],
        "code": code,
        "title": "",
        "status": [400],
        "message": text,
        "description": "",
        "causes": list(causes),
        "cause_anchors": [f"cause-{cause.replace(' ', '-')}" for cause in causes],
        "cause_aliases": [[] for _ in causes],
        "actions": ["Try again."],
        "categories": ["gw/GW"],
        "extra": {"Since": "2.0"},
        "origins": [
            {"file": "gw/a.rst", "line": 7, "table": "T", "document": "D", "original_name": "",
             "cell": code, "url": "gw.html#row"}
        ],
        **more,
    }  # fmt: skip


def content(*codes: str | dict[str, Any], service: str = "gw") -> dict[str, Any]:
    """Return a ``codes.json`` of one service with a category."""
    own = [variant(code, f"{code} failed") if isinstance(code, str) else code for code in codes]
    entries = [
        {
            "id": f"{service}/{v['code']}", "service": service, "code": v["code"], "title": "",
            "categories": [f"{service}/GW"], "url": "", "page": f"{service}/{v['code']}",
            "gone": "", "variants": [v],
        }
        for v in own
    ]  # fmt: skip
    category = {
        "id": f"{service}/GW", "service": service, "name": "GW", "title": "Gateway",
        "description": "All of it.", "url": "", "page": f"{service}/category/GW", "gone": "",
        "codes": [entry["id"] for entry in entries], "extra": {}, "origins": [],
    }  # fmt: skip
    home = {"id": service, "title": "The gateway", "url": "", "page": service, "gone": ""}
    return {
        "schema": 1,
        "base_url": "",
        "services": [home],
        "categories": [category] if entries else [],
        "codes": entries,
        "redirects": [],
        "documents": [],
        "synonyms": {},
    }


EMPTY: dict[str, Any] = {**content(), "services": []}


def accepted(*states: dict[str, Any]) -> Ledger:
    """Return the ledger after accepting some states as r1, r2 …"""
    ledger = Ledger()
    for number, state in enumerate(states, start=1):
        ledger = accept(ledger, state, f"r{number}")
    return ledger


def past(ledger: Ledger, state: dict[str, Any], **more: Any) -> Catalog:
    return with_past(catalog_of(state), ledger, **more)


def run(folder: Path, *arguments: str) -> int:
    """Run ``error-index ledger`` on the data and the codes.json of a folder."""
    options = ["--catalog", str(folder / "codes.json"), "--data", str(folder)]
    return main(["ledger", *options, *arguments])
