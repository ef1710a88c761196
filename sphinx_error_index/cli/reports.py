"""What ``verify`` found, as text and in the forms that machines take."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from sphinx_error_index.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

SARIF = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
"""The schema of the Static Analysis Results Interchange Format, OASIS, version 2.1.0."""

RULES = {
    "address": "An address of the error index leads nowhere.",
    "anchor": "An address names an anchor that its page does not have.",
    "status": "An address names a status that its code does not have.",
    "gone": "A code or address is no longer documented.",
    "code": "A text looks like a documented code, and there is no such code.",
}
"""The kinds of problems, in words."""


@dataclass(frozen=True, slots=True)
class Problem:
    """An address or code that leads nowhere; ``kind`` is address, anchor, status, gone or code.

    ``file`` is the path by which the file was reached, ``line`` counts from 1, ``text`` is the
    address or code, and ``reason`` says in words what is wrong with it.
    """

    file: str
    line: int
    kind: str
    text: str
    reason: str


def as_text(problems: Iterable[Problem]) -> Iterator[str]:
    """Return a line for each problem: ``src/client.py:12: https://…: there is no such page``."""
    for problem in problems:
        file = problem.file.replace("\n", "\\u000a")
        yield f"{file}:{problem.line}: {problem.text}: {problem.reason}"


def as_json(problems: Iterable[Problem]) -> Iterator[str]:
    """Return a JSON list of all problems."""
    yield json.dumps([asdict(problem) for problem in problems], ensure_ascii=False, indent=1)


def as_github(problems: Iterable[Problem]) -> Iterator[str]:
    """Return an annotation for each problem, as GitHub's workflow commands define them."""
    for problem in problems:
        file = _escaped(problem.file).replace(":", "%3A").replace(",", "%2C")
        message = _escaped(f"{problem.text}: {problem.reason}")
        yield f"::error file={file},line={problem.line},title=Error index::{message}"


def as_sarif(problems: Iterable[Problem]) -> Iterator[str]:
    """Return a log of one run in the Static Analysis Results Interchange Format 2.1.0."""
    rules = [
        {"id": name, "shortDescription": {"text": text}, "defaultConfiguration": {"level": "error"}}
        for name, text in RULES.items()
    ]
    driver = {"name": "error-index", "version": __version__, "rules": rules}
    results = [_result(problem) for problem in problems]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    content = {"$schema": SARIF, "version": "2.1.0", "runs": [run]}
    yield json.dumps(content, ensure_ascii=False, indent=1)


def _result(problem: Problem) -> dict[str, object]:
    """Return a result of SARIF; a path is an address relative to where the command ran."""
    place = {
        "artifactLocation": {"uri": quote(os.fsencode(problem.file.replace("\\", "/")))},
        "region": {"startLine": problem.line},
    }
    return {
        "ruleId": problem.kind,
        "ruleIndex": list(RULES).index(problem.kind),
        "level": "error",
        "message": {"text": f"{problem.text}: {problem.reason}"},
        "locations": [{"physicalLocation": place}],
    }


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


FORMATS: Mapping[str, Callable[[Iterable[Problem]], Iterator[str]]] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
    "sarif": as_sarif,
}
