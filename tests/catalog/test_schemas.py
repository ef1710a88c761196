"""The shipped JSON Schemas describe what a build writes, and refuse what is broken."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from importlib import resources
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from tests.conftest import Build, Project


def schema(name: str) -> Draft202012Validator:
    path = resources.files("sphinx_error_index.catalog") / "schemas" / f"{name}.schema.json"
    content = json.loads(path.read_text("utf-8"))
    Draft202012Validator.check_schema(content)
    return Draft202012Validator(content)


@pytest.mark.parametrize("name", ["codes", "report"])
def test_site(seed_site: Build, name: str) -> None:
    assert list(schema(name).iter_errors(seed_site.json(f"{name}.json"))) == []


def test_untidy_site(project: Project) -> None:
    """Unread tables and rows, broken codes, phrases, non-ASCII names, notes, dirhtml."""
    project.write(
        "data/bär/ä.rst",
        """\
+------------+----------------+-------------+
| Error Code | Message        | Möglichkeit |
+============+================+=============+
|            | nobody's       |             |
+------------+----------------+-------------+
| Überlauf 7 | voll           | ja          |
+------------+----------------+-------------+
| NoSuch Key | one            |             |
+------------+----------------+-------------+
| NoSuchKey  | one            |             |
+------------+----------------+-------------+
| NoSuchKey  | two            |             |
+------------+----------------+-------------+

=====  =====
Gate   Door
=====  =====
one    two
=====  =====
""",
    )
    project.page("doors", "bär/ä.rst", options=":service: doors")
    build = project.build("dirhtml", strict=False)
    for name in ("codes", "report"):
        schema(name).validate(build.json(f"{name}.json"))
    assert len(build.codes) == 2


def first_variant(document: Any) -> Any:
    return document["codes"][0]["variants"][0]


def first_row(document: Any) -> Any:
    return document["services"][0]["tables"][0]["rows"][0]


@pytest.mark.parametrize(
    ("name", "spoil", "path"),
    [
        ("codes", lambda d: d.pop("base_url"), []),
        ("codes", lambda d: d["services"][0].pop("url"), ["services", 0]),
        ("codes", lambda d: d["codes"][0].update(variants=[]), ["codes", 0, "variants"]),
        ("codes", lambda d: d["codes"][0].update(url="/obs/400.html"), ["codes", 0, "url"]),
        ("codes", lambda d: first_variant(d).update(message=None),
         ["codes", 0, "variants", 0, "message"]),
        ("codes", lambda d: first_variant(d).update(status=["400"]),
         ["codes", 0, "variants", 0, "status", 0]),
        ("codes", lambda d: first_variant(d).update(anchor="not an anchor"),
         ["codes", 0, "variants", 0, "anchor"]),
        ("codes", lambda d: first_variant(d)["origins"][0].update(line=0),
         ["codes", 0, "variants", 0, "origins", 0, "line"]),
        ("codes", lambda d: d["categories"][0].update(codes=["400"]),
         ["categories", 0, "codes", 0]),
        ("report", lambda d: d.update(schema=2), ["schema"]),
        ("report", lambda d: d["services"][0]["tables"][0].update(read=False),
         ["services", 0, "tables", 0, "reason"]),
        ("report", lambda d: first_row(d).update(outcome="lost"),
         ["services", 0, "tables", 0, "rows", 0, "outcome"]),
        ("report", lambda d: first_row(d).update(normalised=[{"from": "a", "to": "b"}]),
         ["services", 0, "tables", 0, "rows", 0, "normalised", 0]),
    ],
)  # fmt: skip
def test_broken(
    seed_site: Build, name: str, spoil: Callable[[Any], Any], path: list[str | int]
) -> None:
    document = copy.deepcopy(seed_site.json(f"{name}.json"))
    spoil(document)
    with pytest.raises(ValidationError) as raised:
        schema(name).validate(document)
    assert list(raised.value.absolute_path) == path


def test_fields_may_be_added(seed_site: Build) -> None:
    document = seed_site.json("codes.json")
    first_variant(document)["severity"] = "high"
    document["codes"][0]["retryable"] = True
    assert list(schema("codes").iter_errors(document)) == []
