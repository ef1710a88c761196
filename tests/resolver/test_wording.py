"""How the resolver weighs words: what a service is about, what tells little, what is not ours."""

from __future__ import annotations

import pytest

from sphinx_error_index.resolver.building.build import build_index
from sphinx_error_index.resolver.building.texts import Synonyms
from sphinx_error_index.resolver.query import read
from sphinx_error_index.resolver.resolver import Resolver
from sphinx_error_index.resolver.rules import data
from sphinx_error_index.resolver.statuses import statuses_of
from sphinx_error_index.resolver.terms import is_part
from sphinx_error_index.resolver.words import concepts_in, cut
from tests.resolver.test_resolver import catalog, code, first

BARN = (
    code("barn", "B-1", message="The crate of the parcel is sealed."),
    code("barn", "B-2", message="The crate is too old."),
    code("barn", "B-3", message="The crate lid was painted."),
    code("barn", "B-4", message="The key has lapsed."),
    code("barn", "B-5", message="The parcel %s weighs {0} kg. Put it down carefully."),
    code("barn", "B-6", message="The crate has already been tied to a rope."),
    code("barn", "B-7", message="The rope has already been tied to a crate."),
    code("barn", "crateNotFound", message="No such thing."),
    code("barn", "400", title="Bad Request", status=[400], description="A crate is amiss."),
)
QUAY = (
    code("quay", "Q-1", message="The vessel is moored."),
    code("quay", "Q-2", message="The vessel has left."),
    code("quay", "Q-3", message="The vessel needs 50 ropes."),
    code("quay", "Q-4", message="The key has lapsed."),
    code("quay", "Q-5", message="The keel of the vessel is crooked.", status=[400]),
    code("quay", "1", description="The watchman sleeps."),
)


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    return Resolver(build_index(catalog(*BARN, *QUAY)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a word that the service's other texts say tells which service is meant
        ("the key of my crate has lapsed", "barn/B-4"),
        ("the key of my vessel has lapsed", "quay/Q-4"),
        # … and so does one of its title
        ("on the quay the key has lapsed", "quay/Q-4"),
        # a number written in letters is one
        ("the vessel wants fifty ropes", "quay/Q-3"),
        # … but the minute of a log line is none
        ("2031-05-04 09:50:12 quay: has left, vessel", "quay/Q-2"),
        # prose that begins as a line of Ansible does is read
        ("task: moored vessel", "quay/Q-1"),
        # what is said of any failure neither helps nor hurts
        ("moored vessel gets rejected, it refuses", "quay/Q-1"),
        # the message whose placeholders are filled, be it with measures, its next sentence missing
        ("parcel PX-9 weighs 4200 kg", "barn/B-5"),
        # … or a message word for word, whatever else the text says; the order of its words decides
        ("nightly run of host db01 on shelf nine aborted: The crate is too old.", "barn/B-2"),
        ("The rope has already been tied to a crate", "barn/B-7"),
        ("The crate has already been tied to a rope", "barn/B-6"),
        # … also within an envelope whose name is a code, which else is the answer
        ('{"crateNotFound": {"message": "The crate lid was painted."}}', "barn/B-3"),
        ('{"crateNotFound": {"message": "No painted lid here."}}', "barn/crateNotFound"),
        # a message says more than the status beside it, and than a reason phrase said twice
        ("HTTP 400 Bad Request: the keel of our vessel looks crooked to the crane", "quay/Q-5"),
        ("a.BadRequestException: BadRequestException: 400: keel of the vessel crooked", "quay/Q-5"),
    ],
)
def test_which_page(resolver: Resolver, text: str, expected: str) -> None:
    assert first(resolver, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        # programs whose errors are none of ours, with exit codes that would be
        "collect2: error: ld returned 1 exit status",
        "psycopg2.OperationalError: FATAL:  the vessel has left",
        "Jun 30 06:25:01 gw-01 CRON[20114]: (root) CMD (vessel moored)",
        "-OOM command not allowed when used memory > 'maxmemory'.",
        "[INFO] Tests run: 400, Failures: 0, Errors: 0\n[INFO] BUILD SUCCESS",
        # a code of a family that nobody knows, in its field
        "error_code: EVS.2047, request 5c9",
        # a word of everyday English is no slip of one of ours
        "back from lunch",
    ],
)
def test_none_of_ours(resolver: Resolver, text: str) -> None:
    assert resolver.resolve(text) == []


@pytest.mark.parametrize(
    ("text", "statuses"),
    [
        ("GET /a HTTP/1.1 404 -", [404]),
        ("job done in 3 s, 0 errors, status=200, rows 404", [200]),
        ("[INFO] Tests run: 412, Failures: 0", []),
        ("E0114 10:17:55.403211   20404 a.go:503] status: 409", [409]),
        ("retries=503 status: 409", [409]),
        ("step 404 failed", []),
    ],
)
def test_statuses(text: str, statuses: list[int]) -> None:
    assert list(statuses_of(read(text))) == statuses


def test_what_is_no_word_of_the_message() -> None:
    """Keys of known fields, the reason phrase behind a status, what says that nothing failed."""
    text = 'error_code: X, HTTP 404 Not Found: no crate, 0 errors, "changes=9"'
    masked = read(text).masked
    assert len(masked) == len(text)
    for gone in ("error_code", "Not Found", "0 errors", "9"):
        assert gone not in masked
    assert "no crate" in masked


@pytest.mark.parametrize(
    ("text", "calm"),
    [
        ("server started in 412 ms", True),
        ("Cloud-init finished at Tue, 04 Mar 2031 06:21:40", True),
        ("listening on 0.0.0.0:8080", True),
        ("alice logged in", True),
        ("alice logged in from 10.0.0.7", True),
        ("the label that is built in", False),
        ("somebody is listening on that port", False),
        ("who was logged in when the key lapsed", False),
    ],
)
def test_calm(text: str, calm: bool) -> None:
    assert read(text).calm is calm


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("at 09:50:12 on 2031-05-04", ["09", "50", "12", "2031", "05", "04"]),
        ("host 10.0.50.7 has 50 ropes", ["10", "0", "50", "7"]),
        ("50 ropes, 2.5 m, TLS 1.1, ropes 3. 4", []),
    ],
)
def test_parts_of_times_and_addresses(text: str, parts: list[str]) -> None:
    assert [word.raw for word in cut(text) if word.counts and is_part(word, text)] == parts


def test_no_loose_phrase_hides_a_sure_one_of_its_concept() -> None:
    """What denies hides what it denies: "not enough room" would hide the sure "not enough"."""
    synonyms = Synonyms({})
    hidden = [
        (name, phrase)
        for name, said in data("synonyms.toml")["near"].items()
        for phrase in said
        if "*" not in phrase and (words := cut(phrase))[0].denies and len(words) > 1
        if any(concept.name == f"~{name}" for concept in concepts_in(words, synonyms.of))
    ]
    assert hidden == []


def test_a_phrase_is_either_sure_or_loose() -> None:
    table = data("synonyms.toml")
    assert [
        (name, phrase)
        for name, said in table["near"].items()
        for phrase in said
        if phrase in table["concepts"].get(name, ())
    ] == []


def test_everyday_words_are_no_vocabulary_of_a_concept() -> None:
    """The list of everyday words has each once, and a plain form that is looked up by its stem."""
    everyday = data("synonyms.toml")["everyday"]
    assert len(set(everyday)) == len(everyday)
    assert all(len(cut(word)) == 1 for word in everyday)
