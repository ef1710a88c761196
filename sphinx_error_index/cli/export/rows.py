"""What is exported: each meaning of a catalogue, and each code in one row."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sphinx_error_index.cli.catalogfile import CodesJson


STATUSES: Final = range(100, 600)
"""What an HTTP status may be (RFC 9110, section 15); a damaged catalogue may have others."""


@dataclass(frozen=True)
class Meaning:
    """One meaning of a code; addresses are relative to the site's root.

    ``key`` names the meaning by 32 hexadecimal digits, and ``id`` is that of its code in
    ``codes.json``. ``page`` is the address of the code, ``url`` that of this meaning of it.
    ``notes``, ``keywords`` and ``runbook`` are those of the site's notes that are about it.
    """

    key: str
    id: str
    service: str
    code: str
    names: tuple[str, ...]
    title: str
    status: tuple[int, ...]
    message: str
    description: str
    causes: tuple[str, ...]
    actions: tuple[str, ...]
    notes: tuple[str, ...]
    keywords: tuple[str, ...]
    categories: tuple[str, ...]
    retry: str
    side: str
    who: str
    runbook: str
    gone: str
    page: str
    url: str


@dataclass(frozen=True)
class Row:
    """One code with what all of its meanings say; service and code name one row only."""

    service: str
    code: str
    url: str
    status: tuple[int, ...]
    title: str
    messages: tuple[str, ...]
    runbook: str
    gone: str


def meanings(catalog: CodesJson, service: str | None) -> Iterator[Meaning]:
    """Yield all meanings of a catalogue, or those of one service, in the catalogue's order.

    A catalogue that an older version wrote lacks fields, such as notes: they are empty here.
    """
    for code in catalog["codes"]:
        if service in (None, code["service"]):
            for variant in code["variants"]:
                yield _meaning(code, variant)


def _meaning(code: Mapping[str, Any], variant: Mapping[str, Any]) -> Meaning:
    name = str(variant["code"] or code["code"])
    url = f"{code['url']}#{variant['anchor']}"
    about = [
        note
        for note in code.get("notes", ())
        if not note["variants"] or variant["anchor"] in note["variants"]
    ]
    others = (*variant.get("known_as", ()), *code.get("aliases", ()), *code.get("former", ()))
    triage = variant.get("triage", {})
    return Meaning(
        key=hashlib.sha256(url.encode()).hexdigest()[:32],
        id=code["id"],
        service=code["service"],
        code=name,
        names=tuple(dict.fromkeys(other for other in others if other != name)),
        title=variant.get("title", ""),
        status=tuple(number for number in variant["status"] if number in STATUSES),
        message=variant.get("message", ""),
        description=variant.get("description", ""),
        causes=tuple(variant.get("causes", ())),
        actions=tuple(variant.get("actions", ())),
        notes=tuple(note["text"] for note in about if note["text"]),
        keywords=tuple(dict.fromkeys(word for note in about for word in note["keywords"])),
        categories=tuple(variant.get("categories", ())),
        retry=_answer(triage, "retry"),
        side=_answer(triage, "side"),
        who=_answer(triage, "who"),
        runbook=next((note["runbook"] for note in about if note["runbook"]), ""),
        gone=code.get("gone", ""),
        page=code["url"],
        url=url,
    )


def _answer(triage: Mapping[str, Mapping[str, str]], question: str) -> str:
    return triage.get(question, {}).get("answer", "")


def rows(found: Iterable[Meaning]) -> Iterator[Row]:
    """Yield one row for each service and code of some meanings, in their order.

    Codes that share a page because they differ in case alone have a row each.
    """
    grouped: dict[tuple[str, str], list[Meaning]] = {}
    for meaning in found:
        group = grouped.setdefault((meaning.service, meaning.code), [])
        if not group or group[0].id == meaning.id:
            group.append(meaning)
    for (service, code), group in grouped.items():
        yield Row(
            service=service,
            code=code,
            url=group[0].page,
            status=tuple(dict.fromkeys(number for one in group for number in one.status)),
            title=next((one.title for one in group if one.title), ""),
            messages=tuple(dict.fromkeys(one.message for one in group if one.message)),
            runbook=next((one.runbook for one in group if one.runbook), ""),
            gone=group[0].gone,
        )
