"""What the vendor does not say of a code: notes of the house, and what follows from its words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sphinx_error_index.texts import Text

ANSWERS: Final = {
    "retry": ("no", "after-fix", "backoff", "later"),
    "side": ("request", "permission", "quota", "conflict", "provider"),
    "who": ("caller", "administrator", "provider"),
}
"""The questions of the triage, each with the answers that it may have."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """An answer to a question of :data:`ANSWERS`; empty where nothing is known.

    ``rule`` is the name of the rule that gave it, ``why`` a sentence, ``source`` the document and
    section that the rule follows. Of an answer that a note gives, ``rule`` is ``note``.
    """

    answer: str = ""
    rule: str = ""
    why: str = ""
    source: str = ""

    @property
    def inferred(self) -> bool:
        """Whether a rule gave the answer, and no person."""
        return bool(self.answer) and self.rule != "note"


@dataclass(frozen=True, slots=True)
class Triage:
    """May one try again, on whose side is the fault, and who can mend it."""

    retry: Verdict = Verdict()
    side: Verdict = Verdict()
    who: Verdict = Verdict()


@dataclass(frozen=True, slots=True)
class Note:
    """A note of the house, as a page of the site has it.

    Attributes:
        docname, anchor, line: where it stands: the document, its anchor there, the line.
        targets: what it is about, as written: ids of codes, globs, services.
        text: its content; ``plain`` has a line for each paragraph.
        sentences: the lines of the text that are prose, without blocks of code.
        variant, cause, status: what narrows it to meanings, as written; empty where nothing does.
        owner, reviewed, runbook, keywords: as written; ``reviewed`` is a date ``2025-03-24``.
        retry, side, who: answers of :data:`ANSWERS`, or empty.
        digest: of all that was written, so that a change of any kind is seen.
        cause_anchor: on a code, the anchor of the cause that the note is about, or empty.
        stale: on a code, what the note names and the vendor no longer says, or empty.
    """

    docname: str
    anchor: str
    line: int
    targets: tuple[str, ...]
    text: Text
    sentences: tuple[str, ...] = ()
    variant: str = ""
    cause: str = ""
    status: tuple[int, ...] = ()
    owner: str = ""
    reviewed: str = ""
    runbook: str = ""
    keywords: tuple[str, ...] = ()
    retry: str = ""
    side: str = ""
    who: str = ""
    digest: str = ""
    cause_anchor: str = ""
    stale: str = ""
