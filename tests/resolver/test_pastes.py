"""What pastes are before they are read: encoded, in another language, from another service."""

from __future__ import annotations

import base64
import json
import quopri
from urllib.parse import quote, quote_plus

import pytest

from sphinx_error_index.resolver.building.build import build_index
from sphinx_error_index.resolver.building.dictionaries import dictionary
from sphinx_error_index.resolver.pastes.decoding import normalise
from sphinx_error_index.resolver.pastes.languages import LANGUAGES, language_of
from sphinx_error_index.resolver.resolver import Answer, Resolver
from tests.resolver.hostile import UNITS, hostile
from tests.resolver.test_resolver import GATE, STORE, catalog, code

EXITS = tuple(code("runner", str(number), description=f"Ended {number}.") for number in (1, 125))
MORE = (
    *EXITS,
    code("runner", "137", description="The container was killed.", actions=["Give it memory."]),
    code("net", "NET.0001", status=[502], message="upstream {host}:{port} refused connection"),
    code("net", "NET.0002", status=[429], message="Too much at once.", actions=["Wait."]),
    code("net", "NET.0003", message="Action '[input action]' has not been registered."),
    code("net", "NET.0004", message="The model could not be loaded from the registry."),
    code("net", "NET.0005", message="The secret is not enabled."),
    code("net", "NET.0006", message="The bucket does not exist."),
    code("net", "NET.0007", message="The password is too weak."),
)
BODY = json.dumps({"request_id": "a1b2", "error_code": "GATE.0302", "error_msg": "API x frozen"})

ESCAPED = "".join(c if c.isalnum() else f"\\u{ord(c):04x}" for c in BODY)
XML = f"<Error><Code>GATE.0302</Code><Id>{BODY}</Id></Error>"

#: A body with a code, and the code itself, in what carries errors.
PASTES = (
    quote(BODY),
    quote(quote(BODY)),
    f"body={quote_plus(BODY)}",
    ESCAPED,
    "".join(c if c.isalnum() else f"\\x{ord(c):02x}" for c in BODY),
    BODY.replace('"', "&quot;").replace("{", "&#123;").replace("}", "&#x7d;"),
    json.dumps({"message": json.dumps({"inner": BODY})}),
    f"got {BODY.encode()!r}",
    f"body: {base64.b64encode(BODY.encode()).decode()}",
    base64.encodebytes(XML.encode()).decode(),
    quopri.encodestring(BODY.encode(), quotetabs=True).decode(),
    "\x1b[31merror\x1b[0m GATE\u00ad.0302 happened twice today",
    "the call ended with error GATE.\n0302 and nothing else",
    "the call ended with error GATE.03\n02 and nothing else",
    "error GATE.O3O2",
)


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    content = catalog(*GATE, *STORE[:-1], *MORE)
    content["services"][-1]["known_as"] = ["spider web"]
    return Resolver(build_index(content))


@pytest.mark.parametrize("paste", PASTES)
def test_encoded(resolver: Resolver, paste: str) -> None:
    answer = resolver.answer(paste)
    assert answer.matches[0].id == "gate/GATE.0302"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("caf%C3%A9 100%", "café 100%"),
        ("https://a.example.com/x%20y?z=%2F", "https://a.example.com/x%20y?z=%2F"),
        ("%FF%FE", "%FF%FE"),
        ("a &#0; &#x110000; b", "a     b"),
        ("QUJDREVGR0hJSktMTU5PUFFSU1RVVldY", "QUJDREVGR0hJSktMTU5PUFFSU1RVVldY"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln"),
    ],
)
def test_what_is_no_encoding_stays(text: str, plain: str) -> None:
    assert normalise(text) == plain


@pytest.mark.parametrize(
    ("text", "service", "first"),
    [
        ("1 error occurred: GATE.0302", None, "gate/GATE.0302"),
        ("rc: 1, GATE.0302", None, "gate/GATE.0302"),
        ("exit code -137", None, "runner/137"),
        ("it was ended by signal 9", None, "runner/137"),
        ("process killed (SIGKILL)", None, "runner/137"),
        ("125 errors, 3 warnings", None, ""),
        ("HTTP 429", "net", "net/NET.0002"),
        ("could not be loaded", None, "net/NET.0004"),
        ("Action deleteAll not registered", None, "net/NET.0003"),
        ('{"code": "SecretNotEnabled"}', "net", "net/NET.0005"),
        ("Der Bucket existiert nicht", "net", "net/NET.0006"),
        ("le mot de passe est trop faible", "net", "net/NET.0007"),
        ("la contraseña es demasiado débil", "net", "net/NET.0007"),
        ("a senha é muito fraca", "net", "net/NET.0007"),
        ("la password è troppo debole", "net", "net/NET.0007"),
        ("桶不存在", "net", "net/NET.0006"),
        ("バケットが存在しません", "net", "net/NET.0006"),
    ],
)
def test_found(resolver: Resolver, text: str, service: str | None, first: str) -> None:
    matches = resolver.answer(text, service).matches
    assert (matches[0].id if matches else "") == first


def test_a_count_is_never_exact(resolver: Resolver) -> None:
    for text in ("rc: 1", "exit status 1", "1 error occurred"):
        assert all(match.confidence != "exact" for match in resolver.answer(text).matches), text


def test_a_scope_is_a_promise(resolver: Resolver) -> None:
    answer = resolver.answer("GATE.0302", "store")
    assert answer.matches == []
    assert [match.id for match in answer.elsewhere] == ["gate/GATE.0302"]


def test_an_unknown_code_is_said_and_its_words_are_read(resolver: Resolver) -> None:
    answer = resolver.answer("NET.9999 the secret is not enabled", "net")
    assert answer.unknown == ("NET.9999",)
    assert (answer.matches[0].id, answer.matches[0].confidence) == ("net/NET.0005", "weak")


def test_what_fills_a_message(resolver: Resolver) -> None:
    match = resolver.answer("upstream db-3.internal:5432 refused connection").matches[0]
    assert (match.id, match.values) == (
        "net/NET.0001",
        (("host", "db-3.internal"), ("port", "5432")),
    )
    assert match.status == (502,)


def test_the_first_action_is_told(resolver: Resolver) -> None:
    assert resolver.answer("NET.0002").matches[0].action == "Wait."


def test_the_cause_at_the_bottom_comes_first(resolver: Resolver) -> None:
    trace = (
        "Outer: failed with GATE.0301\n\tat a.B.c(B.java:1)\n"
        "Caused by: Inner: NET.0002\n\tat d.E.f(E.java:2)\n"
    )
    first, second = resolver.answer(trace).matches[:2]
    assert (first.id, second.id) == ("net/NET.0002", "gate/GATE.0301")
    assert any(reason.endswith("line 3") for reason in first.why)


def test_badges_stand_in_their_order(resolver: Resolver) -> None:
    order = ("exact", "likely", "weak")
    for text in ("403 the bucket does not exist", "bucket", "HTTP 404 NoSuchBucket NET.0006"):
        badges = [order.index(match.confidence) for match in resolver.answer(text).matches]
        assert badges == sorted(badges), text


def test_a_status_of_several_services_lets_one_choose(resolver: Resolver) -> None:
    answer = resolver.answer("HTTP 404")
    assert answer.matches[0].confidence != "exact"
    assert answer.services == ("store", "gate")


def test_a_service_by_what_people_call_it(resolver: Resolver) -> None:
    names = resolver.index.services[-1].names
    assert "spiderweb" in names


def test_texts_in_chinese_are_found_in_chinese() -> None:
    texts = {"X-1": "存储桶不存在。", "X-2": "配额不足,请申请扩大配额。", "X-3": "签名不匹配。"}
    own = Resolver(build_index(catalog(*(code("x", c, message=t) for c, t in texts.items()))))
    assert own.index.root.languages == ("zh",)
    assert own.answer("桶不存在").matches[0].id == "x/X-1"
    assert own.answer("签名不匹配").matches[0].id == "x/X-3"


@pytest.mark.parametrize("language", LANGUAGES)
def test_dictionaries(language: str) -> None:
    """Every entry has words, and each language is recognised by a sentence of its own."""
    entries = dictionary(language)
    assert len(entries) > 250
    assert all(said.strip() and english.strip("<") for said, english in entries.items())


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Das Passwort ist zu schwach", "de"),
        ("le fichier n'a pas été trouvé", "fr"),
        ("la contraseña no es válida", "es"),
        ("a senha não é válida", "pt"),
        ("il file non è stato trovato", "it"),
        ("证书已过期", "zh"),
        ("証明書の期限が切れています", "ja"),
        ("the die is cast in no time", ""),
        ("NoSuchBucket", ""),
        ("GET /a HTTP/1.1 404", ""),
    ],
)
def test_language(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    "unit", [*UNITS[::9], "%41", "\\u0041", "&#65;", "=3D", "eyJ", "桶", "é ", "nicht "]
)
def test_time_is_linear(resolver: Resolver, unit: str) -> None:
    """A text of nothing but one unit is answered; how long it takes, ``test_patterns`` says."""
    assert isinstance(resolver.answer(hostile(unit, 6_000)), Answer)
