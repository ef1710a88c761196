"""How the meanings of a code are told apart, and what a code's page is called."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_error_index.catalog.statuses import says_only
from sphinx_error_index.language import gettext as _
from sphinx_error_index.language import ngettext

if TYPE_CHECKING:
    from sphinx_error_index.model import Code, Text, Variant
    from sphinx_error_index.notes import Note

LONGEST_HEADING = 200
"""Most characters of a message that is the heading of its meaning; a longer one stands below it."""

LONGEST_TITLE = 80
"""Most characters of a message in the title of a page."""


@dataclass(frozen=True, slots=True)
class Choice:
    """How the reader is offered a meaning: by ``label``, and ``detail`` where labels are equal.

    ``causes_id`` is "causes" for the first meaning that has causes, else empty: the page has
    that anchor once. ``actions_id`` likewise. ``notes`` are those that stand with the actions.
    ``extra`` are the columns without a role that say more than the status. ``is_message`` says
    that the label is all of the message, so that a page with the label as heading need not say
    it again.
    """

    variant: Variant
    status: str
    label: str
    detail: str
    causes_id: str = ""
    actions_id: str = ""
    extra: tuple[tuple[str, Text], ...] = ()
    is_message: bool = False
    notes: tuple[Note, ...] = ()


def notes_of(code: Code, variant: Variant) -> tuple[Note, ...]:
    """Return the notes that stand with a meaning: the code's if there is no other, and its own."""
    return (*code.notes, *variant.notes) if len(code.variants) == 1 else variant.notes


def choices(code: Code) -> list[Choice]:
    """Return the meanings of a code, each with what tells it from the others.

    Where their spellings of the code differ, each label begins with its own.
    """
    named = []
    alike: dict[tuple[str, str], list[Variant]] = {}
    several = len({variant.code for variant in code.variants}) > 1
    for variant in code.variants:
        status = "/".join(map(str, variant.status))
        status = "" if status == variant.code else status
        message = variant.message[0].plain if variant.message else ""
        said = variant.title or message or variant.summary
        label = f"{variant.code} {said}".strip() if several else said or variant.code
        named.append((variant, status, label))
        alike.setdefault((status, label), []).append(variant)
    differing = {
        shown: [len(set(values)) > 1 for values in zip(*map(_details, equal), strict=True)]
        for shown, equal in alike.items()
    }
    causes = next((variant for variant in code.variants if variant.causes), None)
    actions = next((v for v in code.variants if v.actions or notes_of(code, v)), None)
    result = []
    for variant, status, label in named:
        own = zip(_details(variant), differing[status, label], strict=True)
        detail = next((text for text, differs in own if differs), "")
        causes_id = "causes" if variant is causes else ""
        actions_id = "actions" if variant is actions else ""
        result.append(
            Choice(
                variant, status, label, detail, causes_id, actions_id,
                extra=tuple(pair for pair in variant.extra if not _is_status(pair[1], variant)),
                is_message=len(variant.message) == 1 and _is_line(variant.message[0], label),
                notes=notes_of(code, variant),
            )
        )  # fmt: skip
    return result


def _is_status(text: Text, variant: Variant) -> bool:
    """Say whether a text only repeats the status of a meaning: ``502 Bad Gateway``."""
    return text.markup is None and says_only(text.plain, variant.status)


def _is_line(message: Text, label: str) -> bool:
    """Say whether a message is one line without markup, and the same as a label."""
    return message.markup is None and message.plain == label and len(label) <= LONGEST_HEADING


def excerpt(text: str, length: int = 160) -> str:
    """Return the beginning of a text on one line, at most ``length`` characters and an ellipsis.

    The cut is between words where there is a blank.
    """
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    return (
        text[: text.rfind(" ", 0, length) if " " in text[:length] else length].rstrip(",;:") + " …"
    )


_SECTIONS = re.compile(r"\bsections? ([0-9.]+(?:(?:, | and | to )[0-9.]+)*)")


def cited(source: str) -> str:
    """Return where a standard says something, its sections in the reader's language."""

    def said(match: re.Match[str]) -> str:
        numbers = match[1].replace(" to ", "–").replace(" and ", ", ")
        number = len(re.findall("[0-9.]+", numbers))
        text = ngettext("section %(numbers)s", "sections %(numbers)s", number)
        return text % {"numbers": numbers}

    return _SECTIONS.sub(said, source)


def message_of(code: Code, status: int = 0) -> str:
    """Return the message of a code, else the one line that says what it is.

    Of several meanings the first counts, or the first with a status if one is given.
    """
    with_status = (variant for variant in code.variants if status in variant.status)
    variant = next(with_status, code.variants[0])
    message = variant.message
    return message[0].plain if message and message[0].plain else variant.summary


def description_of(code: Code) -> str:
    """Return the description of a code's page: its message, and what else says what it is."""
    return " — ".join(dict.fromkeys(filter(None, [message_of(code), code.summary])))


def title_of(code: Code) -> str:
    """Return the title of a code's page: code and title, or code and message."""
    said = "" if code.title else excerpt(message_of(code), LONGEST_TITLE)
    return f"{code.heading}: {said}" if said else code.heading


def _details(variant: Variant) -> tuple[str, ...]:
    """Return what may tell a meaning from its equals. A meaning that is gone may have no origin."""
    origin = variant.origins[0] if variant.origins else None
    extra = ", ".join(f"{header}: {text.plain}" for header, text in variant.extra)
    place = (
        (origin.document, origin.file, _("line %(line)s") % {"line": origin.line})
        if origin
        else ("", "", "")
    )
    return (variant.summary, extra, *place)
