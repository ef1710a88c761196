"""The page of documentation debt: what the codes of each service still lack."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_error_index.knowledge.debt import Debt, NoteAge, debts
from sphinx_error_index.knowledge.states import Meaning
from sphinx_error_index.pages.contents import DEBT, GENERATED, Page
from sphinx_error_index.pages.language import gettext as _

if TYPE_CHECKING:
    from datetime import date

    from sphinx_error_index.knowledge.debt import Debts
    from sphinx_error_index.knowledge.states import State
    from sphinx_error_index.model import Catalog, Code, Service, Variant

MOST_CODES = 100
"""Most codes that the page names of one kind and service; ``report.json`` names them all."""


@dataclass(frozen=True, slots=True)
class Lack:
    """The codes of a service with one kind of debt; ``total`` counts also those not shown."""

    kind: str
    codes: tuple[Code, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Account:
    """The debt of one service: how many codes it has, and those with each kind."""

    service: Service
    codes: int
    lacks: tuple[Lack, ...]

    @property
    def totals(self) -> dict[str, int]:
        """How many codes have each kind of debt that there is."""
        return {lack.kind: lack.total for lack in self.lacks}


def debts_of(catalog: Catalog, due: date) -> Debts:
    """Return the debt of a catalogue; ``due`` as for :func:`~..knowledge.debt.debts`."""
    ages = {
        code.id: tuple(
            NoteAge(note.reviewed, bool(note.text or note.runbook)) for note in code.all_notes
        )
        for code in catalog.codes.values()
        if code.all_notes
    }
    return debts(_state(catalog), ages, due)


def _state(catalog: Catalog) -> State:
    return {code.id: tuple(map(_meaning, code.variants)) for code in catalog.codes.values()}


def _meaning(variant: Variant) -> Meaning:
    return Meaning(
        variant.title,
        variant.status,
        "\n".join(text.plain for text in variant.message),
        "\n".join(text.plain for text in variant.description),
        tuple(cause.text.plain for cause in variant.causes),
        tuple(action.plain for action in variant.actions),
    )


def debt_page(catalog: Catalog, found: Debts) -> Page:
    """Return the page of all debt, service by service."""
    numbers = dict.fromkeys(catalog.services, 0)
    for code in catalog.codes.values():
        numbers[code.service] += 1
    owned: dict[str, dict[Debt, list[Code]]] = {}
    for kind, names in found.items():
        for name in names:
            code = catalog.codes[name]
            owned.setdefault(code.service, {}).setdefault(kind, []).append(code)
    accounts = [
        Account(
            service,
            numbers[service.id],
            tuple(
                Lack(str(kind), tuple(codes[:MOST_CODES]), len(codes))
                for kind in Debt
                if (codes := owned.get(service.id, {}).get(kind, []))
            ),
        )
        for service in catalog.services.values()
    ]
    totals = {str(kind): len(names) for kind, names in found.items()}
    return Page(
        DEBT,
        "debt",
        title=str(GENERATED[DEBT]),
        description=_("What the documentation of error codes still lacks, by service."),
        context={"accounts": accounts, "totals": totals, "codes": len(catalog.codes)},
    )
