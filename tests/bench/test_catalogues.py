"""The catalogues and logs that benchmarks are run on: seeded, streamed, distributed as measured."""

from __future__ import annotations

import json
import re
import tracemalloc
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bench.catalogues import Catalogue, spellings
from bench.logs import Log, write_log
from bench.madewords import FIGURES, Vocabulary
from bench.vendorfigures import figures
from sphinx_error_index.resolver.words import fold

ROWS = 3_000


@pytest.fixture(scope="module")
def whole() -> dict[str, Any]:
    """A catalogue."""
    return Catalogue(ROWS).whole()


def test_equal_seeds_give_equal_catalogues(whole: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "codes.json"
    Catalogue(ROWS).write(path)
    assert json.loads(path.read_text("utf-8")) == whole
    assert Catalogue(300, seed=2).whole() != Catalogue(300, seed=1).whole()


def test_a_catalogue_has_the_schema_and_about_so_many_rows(whole: dict[str, Any]) -> None:
    text = resources.files("sphinx_error_index.catalog") / "schemas/codes.schema.json"
    Draft202012Validator(json.loads(text.read_text("utf-8"))).validate(whole)
    rows = sum(len(code["variants"]) for code in whole["codes"])
    assert rows == pytest.approx(ROWS, rel=0.1)
    assert len({code["id"] for code in whole["codes"]}) == len(whole["codes"])


def test_codes_and_categories_stand_together_by_service(whole: dict[str, Any]) -> None:
    order = [service["id"] for service in whole["services"]]
    places = [order.index(code["service"]) for code in whole["codes"]]
    assert places == sorted(places)
    listed = {(name, code) for item in whole["categories"] for name, code in of(item)}
    assert listed == {(name, code["id"]) for code in whole["codes"] for name in code["categories"]}


def of(category: dict[str, Any]) -> list[tuple[str, str]]:
    return [(category["id"], code) for code in category["codes"]]


def test_the_distributions_are_those_that_were_measured(whole: dict[str, Any]) -> None:
    made = figures(whole)
    for rank in ("2", "8", "30", "200"):
        wanted = FIGURES["words"]["share_by_rank"][rank]
        assert made["words"]["share_by_rank"][rank] == pytest.approx(wanted, rel=0.35)
    for column in ("message", "description", "action"):
        wanted = FIGURES["texts"][column]
        assert made["texts"][column]["words"][2:19] == pytest.approx(wanted["words"][2:19], abs=2)
        assert made["texts"][column]["repeated"] == pytest.approx(wanted["repeated"], abs=0.08)
    assert made["codes"]["kinds"]["mixed"] == pytest.approx(
        FIGURES["codes"]["kinds"]["mixed"], abs=0.1
    )
    assert made["words"]["topical_share"] == pytest.approx(
        FIGURES["words"]["topical_share"], abs=0.08
    )


def test_larger_catalogues_have_rarer_words() -> None:
    few, many = Vocabulary(1_000, 1).words, Vocabulary(50_000, 1).words
    assert many[: len(few)] == few
    assert len(many) > 5 * len(few)
    assert len(set(many)) == len(many)


def test_codes_stream(whole: dict[str, Any]) -> None:
    catalogue = Catalogue(ROWS)
    tracemalloc.start()
    for _ in catalogue.codes():
        pass
    _, streamed = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert streamed < len(json.dumps(whole)) / 2


def test_logs_have_codes_in_some_of_their_lines(whole: dict[str, Any], tmp_path: Path) -> None:
    codes = [code for code in spellings(whole["codes"]) if not code.isdigit()]
    lines = list(Log(codes).lines(5_000))
    assert lines == list(Log(codes).lines(5_000))
    known = {fold(code) for code in codes}
    coded = [
        line for line in lines if any(fold(word) in known for word in re.findall(r"[\w.]+", line))
    ]
    assert len(coded) / len(lines) == pytest.approx(0.02, abs=0.01)
    write_log(tmp_path / "log", codes, 50)
    assert (tmp_path / "log").read_text("utf-8").splitlines() == list(Log(codes).lines(50))
