"""How codes, statuses and words are weighed: what a change of one rule would break."""

from __future__ import annotations

import pytest

from sphinx_error_index.resolver.building.build import build_index
from sphinx_error_index.resolver.resolver import Resolver
from tests.resolver.test_resolver import GATE, STORE, catalog, code


def ids(resolver: Resolver, text: str, service: str | None = None) -> list[str]:
    return [match.id for match in resolver.resolve(text, service)]


@pytest.fixture(scope="module")
def both() -> Resolver:
    return Resolver(build_index(catalog(*GATE, *STORE)))


def test_of_equal_points_what_the_text_names_first_comes_first(both: Resolver) -> None:
    assert ids(both, "GATE.0303 and GATE.0301 were logged here")[:2] == [
        "gate/GATE.0303",
        "gate/GATE.0301",
    ]
    assert ids(both, "GATE.0301 and GATE.0303 were logged here")[:2] == [
        "gate/GATE.0301",
        "gate/GATE.0303",
    ]


def test_of_equal_points_and_places_the_order_of_the_catalogue_holds() -> None:
    one = code("alpha", "403", title="Forbidden", status=[403])
    two = code("beta", "403", title="Forbidden", status=[403])
    assert ids(Resolver(build_index(catalog(one, two))), "403") == ["alpha/403", "beta/403"]
    assert ids(Resolver(build_index(catalog(two, one))), "403") == ["beta/403", "alpha/403"]


def test_a_fit_far_below_the_best_one_is_not_listed() -> None:
    text = "yellow turbine lacks polished copper"
    part = code("mill", "M-1", message="The yellow turbine stands still near the northern gate.")
    rest = code("mill", "M-2", message="Buckets of polished copper plates and lacks of paint dry.")
    whole = code("mill", "M-3", message="The yellow turbine lacks polished copper.")
    assert "mill/M-1" in ids(Resolver(build_index(catalog(part, rest))), text, "mill")
    assert ids(Resolver(build_index(catalog(part, rest, whole))), text, "mill")[0] == "mill/M-3"
    assert "mill/M-1" not in ids(Resolver(build_index(catalog(part, rest, whole))), text, "mill")


def test_the_exit_code_of_another_program_is_none_of_ours() -> None:
    own = Resolver(
        build_index(
            catalog(
                code("box", "1", description="The box did not start."),
                code("box", "137", description="The box was killed."),
            )
        )
    )
    assert ids(own, "the box left with exit code 1") == ["box/1"]
    assert ids(own, "make: *** [all] left with exit code 1") == []
    assert ids(own, "make: *** [all] left with exit code 137") == ["box/137"]


def first(resolver: Resolver, text: str, service: str | None = None) -> tuple[str, str]:
    match = resolver.resolve(text, service)[0]
    return match.code, match.confidence


def test_a_short_exit_code_is_sure_within_its_service_alone() -> None:
    numbers = ("1", "2", "42", "137")
    codes = (code("box", number, description=f"Case {number} of the box.") for number in numbers)
    own = Resolver(build_index(catalog(*codes)))
    text = "the box left with exit code 42"
    assert first(own, text) == ("42", "likely")
    assert first(own, text, "box") == ("42", "exact")


SAID = "The yellow turbine lacks polished copper."


@pytest.fixture(scope="module")
def mill() -> Resolver:
    return Resolver(
        build_index(
            catalog(
                code("mill", "M-3", message=SAID),
                code("mill", "404", title="Not Found", status=[404], description="No such wheel."),
                code("mill", "NotFound", description="A wheel is gone."),
                code("mill", "wheelFault", description="A wheel is broken."),
            )
        )
    )


def points(resolver: Resolver, text: str) -> dict[str, float]:
    return {match.code: match.score for match in resolver.resolve(text)}


@pytest.mark.parametrize(
    ("envelope", "code"),
    [
        ('HTTP 404: {"message": "%s"}', "404"),
        ('{"reason": "NotFound", "message": "%s"}', "NotFound"),
        ('{"wheelFault": {"message": "%s"}}', "wheelFault"),
    ],
)
def test_what_stands_around_a_message_gives_way_to_the_page_that_has_it(
    mill: Resolver, envelope: str, code: str
) -> None:
    """A status, a reason phrase and the name of a class of errors say less than the message."""
    told, other = points(mill, envelope % SAID), points(mill, envelope % "Nobody wrote this down.")
    assert max(told, key=lambda name: told[name]) == "M-3"
    assert told[code] < other[code] / 2, (told, other)
