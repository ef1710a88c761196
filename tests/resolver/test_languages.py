"""Services whose texts are in a language of their own, in a site of another one."""

from __future__ import annotations

from typing import Any

import pytest

from sphinx_error_index.resolver.building.build import build_index
from sphinx_error_index.resolver.resolver import Resolver

TEXTS = {
    "lager": {
        "L.1": "Der Behälter ist nicht leer und kann nicht gelöscht werden.",
        "L.2": "Das Kennwort ist abgelaufen.",
        "L.3": "Zu viele Anfragen.",
    },
    "store": {
        "S.1": "The bucket is not empty, so it cannot be deleted.",
        "S.2": "The password has expired.",
        "S.3": "Too many requests.",
    },
    "云存储": {
        "C.1": "存储桶不为空，无法删除。",
        "C.2": "密码已过期。",
        "C.3": "请求过于频繁。",
    },
}
LANGUAGES = {"lager": "de", "云存储": "zh"}


def catalog() -> dict[str, Any]:
    """Return a catalogue of a German, an English and a Chinese service of three codes each."""
    services = [
        {"id": f"s{at}", "title": name, "url": f"s{at}.html", "page": f"s{at}", "gone": ""}
        for at, name in enumerate(TEXTS)
    ]
    codes = []
    for service, (name, texts) in zip(services, TEXTS.items(), strict=True):
        if name in LANGUAGES:
            service["language"] = LANGUAGES[name]
        for code, message in texts.items():
            variant = {
                "anchor": "", "code": code, "title": "", "status": [], "message": message,
                "description": "", "causes": [], "actions": [], "categories": [], "extra": {},
                "origins": [],
            }  # fmt: skip
            codes.append(
                {
                    "id": f"{service['id']}/{code}",
                    "service": service["id"],
                    "code": code,
                    "title": "",
                    "categories": [],
                    "url": f"{service['id']}/{code}.html",
                    "aliases": [],
                    "gone": "",
                    "variants": [variant],
                }
            )
    return {"services": services, "categories": [], "codes": codes}


#: A question, the service that it is asked within (its place above, or None), the code.
QUERIES = (
    ("Behälter kann nicht gelöscht werden", 0, "L.1"),
    ("Kennwort abgelaufen", 0, "L.2"),
    ("das Kennwort ist abgelaufen", None, "L.2"),
    ("密码已过期", 2, "C.2"),
    ("存储桶不为空", 2, "C.1"),
    ("请求过于频繁", None, "C.3"),
    # Within the English service the same words are read in English.
    ("Das Passwort ist abgelaufen", 1, "S.2"),
    ("密码过期", 1, "S.2"),
    ("the password has expired", 1, "S.2"),
)


@pytest.mark.parametrize(("text", "service", "code"), QUERIES)
def test_texts_are_found_in_their_own_language(text: str, service: int | None, code: str) -> None:
    resolver = Resolver(build_index(catalog()))
    scope = None if service is None else f"s{service}"
    found = [match.code for match in resolver.resolve(text, scope)]
    assert found[:1] == [code]


def test_what_the_site_says_counts_for_more_than_a_sample() -> None:
    index = Resolver(build_index(catalog())).index
    assert [service.language for service in index.services] == ["de", "en", "zh"]
    told = catalog()
    told["services"][1]["language"] = "fr"
    assert Resolver(build_index(told)).index.services[1].language == "fr"
