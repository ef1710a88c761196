"""The resolver: what it reads in a paste, what it finds, and when it says that there is nothing."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from sphinx_error_index.resolver.building.build import build_index
from sphinx_error_index.resolver.resolver import Resolver

if TYPE_CHECKING:
    from tests.conftest import Build


def code(service: str, name: str, **texts: Any) -> dict[str, Any]:
    """One code of ``codes.json``, with one meaning."""
    title = texts.pop("title", "")
    variant = {
        "anchor": "only",
        "code": name,
        "title": title,
        "status": [],
        "message": "",
        "description": "",
        "causes": [],
        "actions": [],
        "categories": [],
        "extra": {},
        "origins": [],
    } | texts
    return {
        "id": f"{service}/{name}",
        "service": service,
        "code": name,
        "title": title,
        "categories": [],
        "url": f"{service}/{name}.html",
        "variants": [variant],
    }


def catalog(*codes: dict[str, Any]) -> dict[str, Any]:
    """A ``codes.json`` with these codes."""
    services = dict.fromkeys(entry["service"] for entry in codes)
    return {
        "schema": 1,
        "base_url": "",
        "services": [{"id": s, "title": s.title(), "url": f"{s}/index.html"} for s in services],
        "categories": [],
        "codes": list(codes),
    }


GATE = (
    code("gate", "GATE.0301", status=[401], message="Incorrect token.", actions=["Log in again."]),
    code("gate", "GATE.0302", status=[403], message="The API %s of the app {0} is frozen."),
    code("gate", "GATE.0303", status=[404], message="The API group does not exist."),
    code("gate", "GATE.0308", status=[429], message="Request throttling triggered."),
)
STORE = (
    code("store", "NoSuchBucket", status=[404], message="The specified bucket does not exist."),
    code("store", "BucketNotEmpty", status=[409], message="The bucket is not empty."),
    code("store", "404", title="Not Found", status=[404]),
    code("store", "403", title="Forbidden", status=[403], causes=["The account is in arrears."]),
    code("store", "137", description="The container was killed."),
)


SHELF = (
    code("shelf", "S-001", message="Access denied."),
    code("shelf", "S-002", message="The disk does not exist."),
    code("shelf", "S-003", message="The disk already exists."),
    code("shelf", "S-004", message="The name is longer than 64 characters."),
    code("shelf", "S-005", message="The name is longer than 128 characters."),
    code("shelf", "S-006", message="The disk quota is exceeded."),
    code("shelf", "S-007", message="The folder cannot be deleted."),
    code("shelf", "S-008", message="The disk cannot be attached to the gateway."),
    code("shelf", "S-009", message="The ID '[input id]' of the gateway is in disorder."),
    code("shelf", "504", title="Gateway Timeout", status=[504]),
)


@pytest.fixture(scope="module")
def shelf() -> Resolver:
    return Resolver(build_index(catalog(*SHELF)))


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    return Resolver(build_index(catalog(*GATE, *STORE)))


@pytest.fixture(scope="module")
def seed(seed_site: Build) -> Resolver:
    return Resolver(build_index(seed_site.json("codes.json")))


def first(resolver: Resolver, text: str, service: str | None = None) -> str:
    """The id of the first match; "" for none."""
    matches = resolver.resolve(text, service)
    return matches[0].id if matches else ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a code in any spelling
        ("GATE.0301", "gate/GATE.0301"),
        ("gate-0301", "gate/GATE.0301"),
        ("GATE 0301", "gate/GATE.0301"),
        ("gate0301", "gate/GATE.0301"),
        ("GATE.O301", "gate/GATE.0301"),
        ("GTAE.0301", "gate/GATE.0301"),
        ("GATE.301", "gate/GATE.0301"),
        ("0301", "gate/GATE.0301"),
        ("no such bucket", "store/NoSuchBucket"),
        ("nosuchbuket", "store/NoSuchBucket"),
        ("NO_SUCH_BUCKET", "store/NoSuchBucket"),
        ("com.acme.store.NoSuchBucketException: gone", "store/NoSuchBucket"),
        # fields
        ('{"error_code": "GATE.0303", "request_id": "GATE.0301"}', "gate/GATE.0303"),
        (
            "<Error><Code>BucketNotEmpty</Code><RequestId>404</RequestId></Error>",
            "store/BucketNotEmpty",
        ),
        ('{\\"errorCode\\": \\"NoSuchBucket\\"}', "store/NoSuchBucket"),
        # statuses
        ("403", "store/403"),
        ("HTTP 403 Forbidden", "store/403"),
        ("GET /a status=403 took 12ms", "store/403"),
        ('10.0.0.9 - - "DELETE /media HTTP/1.1" 404 187 "-" "curl/8.1" 0.403', "store/404"),
        ("<title>403 Not Allowed</title><h1>403 Not Allowed</h1>", "store/403"),
        ("exit codes 501 and 137", "store/137"),
        ('{"noSuchBucket": {"code": 404, "message": "gone"}}', "store/NoSuchBucket"),
        ("status:403 bytes=404 took=137ms", "store/403"),
        ("2031-05-04 09:12:33,404 WARN upload.py:137 rejected: 403", "store/403"),
        ("container exited with code 137", "store/137"),
        # words
        ("the bucket backup-01 was not found", "store/NoSuchBucket"),
        ("unpaid bill", "store/403"),
        ("too many requests", "gate/GATE.0308"),
        ("The API list-users of the app 42 is frozen.", "gate/GATE.0302"),
    ],
)
def test_first_match(resolver: Resolver, text: str, expected: str) -> None:
    assert first(resolver, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n",
        "418",
        "HTTP 418 I'm a teapot",
        "GATE.9999",
        "ModuleNotFoundError: No module named 'numpy'",
        "the quick brown fox jumps over the lazy dog",
        "ORA-00942",
        "ORA-00942: the bucket does not exist at all",
        "psql: error: the account is not there",
        "STORE.0301",
        "2031-05-04 09:12:33 INFO server started on port 404 in 403 ms",
        "line 404, column 403",
    ],
)
def test_no_match(resolver: Resolver, text: str) -> None:
    assert resolver.resolve(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("418", ""),
        ("PUT /key status:403 bytes=500 took=409ms", "obs/403"),
        ("non-empty bucket", "obs/BucketNotEmpty"),
        ("cannot delete bucket", "obs/409"),
        ("signature does not match", "obs/SignatureDoesNotMatch"),
    ],
)
def test_promises_of_the_seed(seed: Resolver, text: str, expected: str) -> None:
    assert first(seed, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("we were turned away", "S-001"),  # loosely said
        ("no disks left", "S-006"),  # a phrase with a gap
        ("disk is already there", "S-003"),  # "not exist" is no "exist"
        ("gateway disk missing", "S-002"),  # what went wrong weighs, however common
        ("name longer than 128", "S-005"),  # a number that the sentence has
        ("diskquota full", "S-006"),  # two words in one
        ("gate way disk", "S-008"),  # one word in two
        ("dsik vanished", "S-002"),  # a slip in a short word
        ("xeceeded disk", "S-006"),  # … at a word's beginning
        ("remvoe folder", "S-007"),  # … in a word that only people use
        ("ID 'gw-7' of the gateway is in disorder", "S-009"),  # a placeholder in brackets
        ("$ curl -s -w '%{http_code} %{time_total}'\n504 60.403", "504"),  # alone on its line
    ],
)
def test_rules_of_words(shelf: Resolver, text: str, expected: str) -> None:
    assert first(shelf, text) == f"shelf/{expected}"


@pytest.mark.parametrize("text", ["dsik jockey", "my old dsik jockey", "xyzzy"])
def test_a_guess_beside_other_words_is_no_answer(shelf: Resolver, text: str) -> None:
    assert shelf.resolve(text) == []


def test_a_word_that_nobody_knows_leaves_doubt(shelf: Resolver) -> None:
    assert shelf.resolve("disk quota exceeded")[0].confidence == "likely"
    assert shelf.resolve("coffee disk quota exceeded")[0].confidence == "weak"


def test_only_the_sentence_that_tells_of_an_error_counts(shelf: Resolver) -> None:
    text = (
        "Good morning, the gateway of our branch was fine all week. Now the folder cannot be "
        "deleted. Many greetings from the branch office, and do say hello to the gateway crew."
    )
    assert first(shelf, text) == "shelf/S-007"


def test_numbers_that_are_none(resolver: Resolver) -> None:
    assert first(resolver, "WARN SocketHandler:404 - response 403 from store") == "store/403"
    assert first(resolver, "job e0a137 was not submitted") == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GATE.03", ["gate/GATE.0301", "gate/GATE.0302", "gate/GATE.0303", "gate/GATE.0308"]),
        ("gate 03", ["gate/GATE.0301", "gate/GATE.0302", "gate/GATE.0303", "gate/GATE.0308"]),
        ("NoSuchBu", ["store/NoSuchBucket"]),
    ],
)
def test_half_typed_codes(resolver: Resolver, text: str, expected: list[str]) -> None:
    matches = resolver.resolve(text)[: len(expected)]
    assert [match.id for match in matches] == expected
    assert {match.confidence for match in matches} == {"weak"}


def test_a_named_service_keeps_its_numbers() -> None:
    both = Resolver(build_index(catalog(*STORE, *SHELF)))
    assert first(both, "store 404") == "store/404"
    assert both.resolve("shelf 137")[0].confidence == "weak"


def test_renamed_codes_name_their_successor() -> None:
    old = code("store", "OldName", message="The bucket vanished.") | {"gone": "2031-05"}
    content = catalog(*STORE, old)
    content["redirects"] = [
        {"page": "store/OldName", "url": old["url"], "to": "store/NoSuchBucket.html#only"}
    ]
    match = Resolver(build_index(content)).resolve("OldName")[0]
    assert (match.id, match.gone) == ("store/OldName", True)
    assert match.successor == "store/NoSuchBucket"
    assert match.successor_url == "store/NoSuchBucket.html#only"
    assert Resolver(build_index(content)).resolve("BucketNotEmpty")[0].successor == ""


def test_confidence_and_reason(resolver: Resolver) -> None:
    (match, *_) = resolver.resolve('{"error_code": "GATE.0301"}')
    assert (match.confidence, match.why[0]) == ("exact", "code found in error_code")
    text = "GET /a status=403 took 12ms"
    assert resolver.resolve(text, "store")[0].confidence == "exact"
    assert resolver.resolve(text)[0].confidence == "likely"  # which service is it?
    assert resolver.resolve("GTAE.0301")[0].confidence == "likely"
    assert "words: " in resolver.resolve("token incorrect")[0].why[0]


def test_several_codes_are_all_listed(resolver: Resolver) -> None:
    text = "first NoSuchBucket, then GATE.0303, then NoSuchBucket again"
    assert [match.id for match in resolver.resolve(text)][:2] == [
        "store/NoSuchBucket",
        "gate/GATE.0303",
    ]


def test_scope_and_sister(resolver: Resolver) -> None:
    assert first(resolver, "404", "gate") != "store/404"
    answer = resolver.answer("GATE.0301", "store")
    assert (answer.matches, [match.id for match in answer.elsewhere]) == ([], ["gate/GATE.0301"])
    assert resolver.resolve("GATE.0301", "nowhere") == []


def test_facets_of_the_triage() -> None:
    judged = {name: {"answer": said} for name, said in (("retry", "later"), ("side", "quota"))}
    codes = (GATE[0], code("gate", "GATE.0303", status=[404], message="None.", triage=judged))
    resolver = Resolver(build_index(catalog(*codes)))
    text = "GATE.0301 GATE.0303"
    assert [m.code for m in resolver.resolve(text, retry="later")] == ["GATE.0303"]
    assert [m.code for m in resolver.resolve(text, side="quota", retry="later")] == ["GATE.0303"]
    assert resolver.resolve(text, retry="later", side="provider") == []


def test_facets(resolver: Resolver) -> None:
    text = "GATE.0301 GATE.0303"
    assert [m.code for m in resolver.resolve(text, status=404)] == ["GATE.0303"]
    assert [m.code for m in resolver.resolve(text, has_action=True)] == ["GATE.0301"]
    assert [m.code for m in resolver.resolve(text, has_action=False)] == ["GATE.0303"]
    assert resolver.resolve(text, category="gate/4XX") == []
    assert len(resolver.resolve(text, limit=1)) == 1


def test_nearest_family(resolver: Resolver, seed: Resolver) -> None:
    family = resolver.answer("GATE.0305").family
    assert family is not None
    assert (family.label, family.codes[0]) == ("Gate", "gate/GATE.0303")
    for text in ("418", "4xx", "what is a 4XX?"):
        family = seed.answer(text).family
        assert family is not None
        assert family.url == "obs/category/4XX.html"
        assert family.label.startswith("4XX")


def test_long_text_is_cut_to_its_telling_lines(resolver: Resolver) -> None:
    noise = "".join(f"2031-05-04 09:12:{n % 60:02} INFO all is well {n}\n" for n in range(20_000))
    answer = resolver.answer(f"{noise}ERROR code=GATE.0308\n{noise}")
    assert answer.truncated
    assert answer.matches[0].id == "gate/GATE.0308"
    assert not resolver.answer("GATE.0308").truncated


def test_site_synonyms_travel_in_the_index() -> None:
    index = build_index(catalog(*STORE), synonyms={"debt": ["skint"], "new": ["frobnicate"]})
    assert first(Resolver(index), "skint") == "store/403"
    assert first(Resolver(index), "arrears") == "store/403"
    assert first(Resolver(build_index(catalog(*STORE))), "skint") == ""


def test_needs_neither_sphinx_nor_docutils() -> None:
    program = (
        "import sys, sphinx_error_index.resolver.resolver;"
        "sys.exit(any(name.split('.')[0] in ('sphinx', 'docutils') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def ids(resolver: Resolver, text: str, service: str | None = None) -> list[str]:
    return [match.id for match in resolver.resolve(text, service)]


def test_prose_that_begins_as_terraform_does(resolver: Resolver) -> None:
    text = "with the old keys every call came back 403 Forbidden, now it is better"
    assert ids(resolver, text, "store")[0] == "store/403"


def test_a_code_of_an_unknown_family_is_no_words(shelf: Resolver) -> None:
    assert ids(shelf, "disk")
    assert ids(shelf, "DISK.5400") == []


@pytest.mark.parametrize(
    "text",
    [
        "2031-02-03 08:00:01,403 INFO sync: 1284 buckets copied, 0 failed, no errors",
        '10.0.3.7 - - [04/Sep/2031:11:20:31 +0000] "GET /bucket HTTP/1.1" 200 2 "-" "probe/1.27"',
        'ERROR:  duplicate key value violates unique constraint "bucket_pkey"',
    ],
)
def test_nothing_of_ours_failed(resolver: Resolver, text: str) -> None:
    assert ids(resolver, text) == []


def test_a_numbered_code_of_a_sister_stands_beside_a_status_of_ones_own(resolver: Resolver) -> None:
    answer = resolver.answer("POST /data -> 403 GATE.0302", "store")
    assert answer.matches[0].id == "store/403"
    assert [match.id for match in answer.elsewhere] == ["gate/GATE.0302"]


def test_the_message_beside_a_status_says_which_page(resolver: Resolver) -> None:
    body = '{"status":404,"error_msg":"The specified bucket my-bucket-01 does not exist."}'
    assert ids(resolver, body, "store")[0] == "store/NoSuchBucket"


def test_foreign_names_do_not_hide_a_text_that_fits_well(resolver: Resolver) -> None:
    line = "E1121 10:17:55 agent-0219 ctl-77 KFX_256 api group does not exist for app-01"
    assert ids(resolver, line, "gate")[:1] == ["gate/GATE.0303"]


def test_two_slips_that_agree(shelf: Resolver) -> None:
    assert ids(shelf, "acess denid to it")[:1] == ["shelf/S-001"]
