"""A damaged ``codes.json``: verbs that use all of it end with an answer or with one line."""

from __future__ import annotations

import copy
import json
import random
from typing import TYPE_CHECKING, Any

from sphinx_error_index.cli.main import main
from tests.attack.sizes import sizes

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.support.project import Build

VALUES: tuple[Any, ...] = (
    None, 7, -1, 1e308, True, "", "x", "../../x", "\x1b[31m", "\ud800", [], {}, [[]], [None],
    {"a": 1},
)  # fmt: skip
"""What stands in place of a part of the catalogue."""

VERBS = (
    ("verify", "{log}"),
    ("coverage", "{log}"),
    ("ledger", "--data", "{data}"),
    ("ledger", "--data", "{data}", "--accept"),
)


def _places(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the way to every part of a catalogue, but for the codes after the first two."""
    found = [here] if here else []
    if isinstance(value, dict):
        for key, item in value.items():
            found += _places(item, (*here, key))
    elif isinstance(value, list):
        for at, item in enumerate(value[:2]):
            found += _places(item, (*here, at))
    return found


def _damaged(catalog: Any, chance: random.Random, places: list[tuple[Any, ...]]) -> Any:
    """Return a catalogue in which one part is something else, or missing."""
    result = copy.deepcopy(catalog)
    *way, last = chance.choice(places)
    part = result
    for key in way:
        part = part[key]
    if chance.random() < 0.3:
        del part[last]
    else:
        part[last] = chance.choice(VALUES)
    return result


@sizes(40, 2000)
def test_damaged_catalogues(
    seed_site: Build, tmp_path: Path, size: int, capsys: pytest.CaptureFixture[str]
) -> None:
    catalog = json.loads((seed_site.outdir / "codes.json").read_text("utf-8"))
    catalog = {**catalog, "base_url": "https://docs.example.com/errors"}
    catalog["codes"] = catalog["codes"][:6]
    known = {code["id"] for code in catalog["codes"]}
    for category in catalog["categories"]:
        category["codes"] = [code for code in category["codes"] if code in known]
    places = _places(catalog)
    log = tmp_path / "x.log"
    log.write_text("https://docs.example.com/errors/obs/403.html#x 403 NoSuchBucket\n", "utf-8")
    path = tmp_path / "codes.json"
    chance = random.Random(size)
    failed = []
    for number in range(size):
        damaged = _damaged(catalog, chance, places)
        path.write_text(json.dumps(damaged), "utf-8")
        data = tmp_path / f"data-{number}"
        data.mkdir()
        verb, *rest = chance.choice(VERBS)
        arguments = [each.replace("{log}", str(log)).replace("{data}", str(data)) for each in rest]
        try:
            status = main([verb, "--catalog", str(path), *arguments])
        except Exception as error:
            failed.append(f"{verb}: {type(error).__name__}: {error}")
            continue
        assert status in (0, 1, 2)
        assert "\x1b" not in capsys.readouterr().out
    assert sorted(set(failed)) == []


@sizes(30, 1000)
def test_cut_and_spoilt_bytes(seed_site: Build, tmp_path: Path, size: int) -> None:
    whole = (seed_site.outdir / "codes.json").read_bytes()
    path = tmp_path / "codes.json"
    chance = random.Random(size)
    for _ in range(size):
        content = bytearray(whole[: chance.randrange(len(whole))])
        for _ in range(chance.randrange(3)):
            content[chance.randrange(len(content) + 1) :] = chance.randbytes(5)
        path.write_bytes(content)
        assert main(["explain", "--catalog", str(path), "403"]) in (0, 1, 2)
