"""What the rules of the triage say, judged by 200 meanings that were labelled by hand."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import characters, from_regex

from sphinx_error_index.catalog.triage import Rule, rules, triage_of
from sphinx_error_index.model import Origin, Text, Variant
from sphinx_error_index.notes import ANSWERS

if TYPE_CHECKING:
    from tests.conftest import Build

LABELS = Path(__file__).parent / "triage-labels.txt"


def variant(code: str, message: str, status: tuple[int, ...] = (), action: str = "") -> Variant:
    texts, actions = (Text(message),), (Text(action),) if action else ()
    return Variant("a", code, "", status, texts, (), (), actions, (), (), (Origin("f", 1),))


def test_every_rule_is_whole() -> None:
    names = [rule.name for rule in rules()]
    assert len(set(names)) == len(names)
    for rule in rules():
        assert rule.answers, rule.name
        assert rule.status or rule.code or rule.says or rule.advises, rule.name
        assert rule.why.endswith("."), rule.name
        for question, answer in rule.answers.items():
            assert answer in (*ANSWERS[question], "unknown"), rule.name


def test_the_text_comes_before_the_status() -> None:
    said = triage_of(variant("A.1", "The quota of buckets is exceeded.", (500,)))
    assert (said.side.answer, said.side.rule) == ("quota", "quota")
    assert said.side.inferred


def test_grpc_and_retry_after() -> None:
    assert triage_of(variant("UNAVAILABLE", "Gone for now.")).retry.answer == "backoff"
    assert triage_of(variant("INTERNAL", "Broken.")).retry.answer == "no"
    assert triage_of(variant("429", "", (429,))).retry.rule == "status-429"


def test_nothing_is_said_of_what_tells_nothing() -> None:
    said = triage_of(variant("A.1", "Something happened."))
    assert (said.retry.answer, said.side.answer, said.who.answer) == ("", "", "")
    assert not said.retry.inferred
    assert triage_of(variant("204", "No content.", (204,))).side.answer == ""


@pytest.mark.parametrize("rule", [rule for rule in rules() if rule.words], ids=lambda r: r.name)
def test_no_rule_is_passed_over_that_fits(rule: Rule) -> None:
    """Whatever the expression of a rule finds holds one of the rule's words."""

    @given(from_regex(rule.says or "", alphabet=characters(max_codepoint=126)))
    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def check(text: str) -> None:
        assert any(word in text.lower() for word in rule.words), text

    check()


def test_against_labels(corpus_site: Build) -> None:
    """Where something is said, at least 95 % of it is right; it is said for at least 70 %."""
    triages = {}
    for code in corpus_site.codes.values():
        for meaning in code["variants"]:
            digest = hashlib.sha256(f"{code['id']}#{meaning['anchor']}".encode()).hexdigest()
            triages[code["id"], digest[:8]] = meaning["triage"]
    right = said = asked = 0
    wrong = []
    for line in LABELS.read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        name, digest, *labels = line.split()
        for question, label in zip(ANSWERS, labels, strict=True):
            answer = triages[name, digest][question]["answer"]
            asked += 1
            said += bool(answer)
            right += answer in label.split("|") if answer else 0
            if answer and answer not in label.split("|"):
                wrong.append((name, question, answer, label))
    assert asked == 600
    assert said / asked >= 0.7
    assert right / said >= 0.95, json.dumps(wrong, indent=1)
