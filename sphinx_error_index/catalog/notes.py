"""Notes of the house → the codes that they are about, with what is wrong with each.

A note whose code, meaning or cause is gone or reworded stays on the code's page, marked as written
for an earlier text, and is told of. One that names many codes by a glob only narrows them.
"""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sphinx_error_index.catalog.aliases import alias_page
from sphinx_error_index.notes import ANSWERS, Note

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sphinx_error_index.model import Catalog, Cause, Code, Variant

GONE = "note_stale"
"""Kind of a fault: the vendor no longer has what a note names."""

CONFLICT = "note_conflict"
"""Kind of a fault: two notes give different answers on the same meaning."""

_STATUS = re.compile("[1-5][0-9]{2}")


@dataclass(frozen=True, slots=True)
class NoteFault:
    """What is wrong with a note; ``kind`` is :data:`GONE` or :data:`CONFLICT`."""

    note: Note
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class _Reached:
    """A code that a note reaches: the statuses that its target names, and how exactly it does.

    ``rank`` is 0 for the name of the code, 1 for a glob, 2 for a status, 3 for a service.
    """

    code: Code
    rank: int
    status: int = 0


def attach(catalog: Catalog, notes: Iterable[Note]) -> tuple[Catalog, list[NoteFault]]:
    """Return the catalogue with every note at its codes and meanings, and what is wrong.

    Codes that are no longer documented have notes, too. The most exact notes come first.
    """
    ordered = sorted(notes, key=lambda note: (note.docname, note.line))
    if not ordered:
        return catalog, []
    places = _Places(catalog)
    faults: list[NoteFault] = []
    found: dict[tuple[str, str], list[tuple[int, Note, Variant | None]]] = defaultdict(list)
    for note in ordered:
        for target in note.targets:
            reached = places.reached(target)
            if not reached:
                text = f"there is no code {target!r}: the note shows on its own page alone"
                faults.append(NoteFault(note, GONE, text))
                continue
            placed = [(r, *_placed(note, r)) for r in reached]
            fitting = [item for item in placed if item[1]]
            exact = any(r.rank == 0 for r, _, _ in placed)
            for r, own, said in fitting if not exact else placed:
                key = (r.code.gone and "gone", r.code.id)
                found[key] += [(r.rank, placed_note, variant) for placed_note, variant in own]
                faults += [NoteFault(note, GONE, said)] if said and exact else []
            if not fitting:
                text = f"no code of {target!r} has what the note names: it shows on its own page"
                faults.append(NoteFault(note, GONE, f"{text} alone"))
    codes = _with_notes(catalog.codes, "", found, faults)
    past = _with_notes(catalog.past.codes, "gone", found, faults)
    return replace(catalog, codes=codes, past=replace(catalog.past, codes=past)), faults


class _Places:
    """Finds the codes that a target names."""

    def __init__(self, catalog: Catalog) -> None:
        self._codes = catalog.codes
        self._past = catalog.past.codes
        self._aliases = catalog.aliases
        self._pages = {code.pagename.lower(): code for code in self._past.values()}
        self._pages |= {code.pagename.lower(): code for code in self._codes.values()}

    def reached(self, target: str) -> list[_Reached]:
        """Return the codes that a target reaches, each once."""
        service, slash, name = target.partition("/")
        if not slash:
            of = _glob(service)
            return [_Reached(c, 3) for c in self._codes.values() if of.fullmatch(c.service)]
        if not set("*?") & set(target):
            page = alias_page(service, name).lower()
            code = self._pages.get(page)
            if code is None and (alias := self._aliases.get(page)) and not alias.is_category:
                code = self._codes[alias.target]
            return [_Reached(code, 0)] if code else []
        return list(self._matching(_glob(service), name))

    def _matching(self, of: re.Pattern[str], name: str) -> Iterator[_Reached]:
        status = int(name) if _STATUS.fullmatch(name) else 0
        wanted = _glob(name)
        for code in self._codes.values():
            if not of.fullmatch(code.service):
                continue
            if wanted.fullmatch(code.code):
                yield _Reached(code, 1)
            elif status in code.status:
                yield _Reached(code, 2, status)


def _glob(text: str) -> re.Pattern[str]:
    """Return the pattern of a glob, in which only ``*`` and ``?`` stand for other characters."""
    parts = (".*" if c == "*" else "." if c == "?" else re.escape(c) for c in text)
    return re.compile("".join(parts), re.IGNORECASE | re.DOTALL)


def _placed(note: Note, reached: _Reached) -> tuple[list[tuple[Note, Variant | None]], str]:
    """Return the note for each meaning that it is about, and what is no longer as it says.

    A meaning of None is the code as a whole.
    """
    code = reached.code
    if code.gone:
        said = f"{code.id} is no longer documented: the note shows on its last known page"
        return [(replace(note, stale=code.id), None)], said
    variants: Sequence[Variant] = code.variants
    if reached.status:
        variants = [v for v in variants if reached.status in v.status]
    if note.status:
        variants = [v for v in variants if set(note.status) & set(v.status)]
        if not variants:
            named = " ".join(map(str, note.status))
            return _stale(note, reached, named, f"{code.id} has no meaning with the status {named}")
    if note.variant:
        variants = [v for v in variants if _is_named(v, note.variant)]
        if not variants:
            labels = [_label(v) for v in code.variants]
            return _stale(note, reached, note.variant, _changed(code, note.variant, labels))
    if note.cause:
        causes = [(v, c) for v in variants for c in v.causes if _is_cause(c, note.cause)]
        if not causes:
            texts = [c.text.plain for v in variants for c in v.causes]
            return _stale(note, reached, note.cause, _changed(code, note.cause, texts))
        return [(replace(note, cause_anchor=c.anchor), v) for v, c in causes], ""
    if len(variants) == len(code.variants):
        return [(note, None)], ""
    return [(note, variant) for variant in variants], ""


def _stale(
    note: Note, reached: _Reached, named: str, said: str
) -> tuple[list[tuple[Note, Variant | None]], str]:
    """Return a note on the code as a whole, marked; one of many codes is left out there."""
    if reached.rank:
        return [], said
    return [(replace(note, stale=named), None)], f"{said}; the note is shown with a mark"


def _changed(code: Code, named: str, texts: Sequence[str]) -> str:
    """Return the sentence that says what a vendor says now in place of what a note names."""
    folded = {_folded(text): text for text in texts}
    near = difflib.get_close_matches(_folded(named), folded, n=1, cutoff=0.5)
    now = f": it now says {folded[near[0]]!r}" if near else " and has nothing like it"
    return f"the vendor's text of {code.id} has changed since {named!r} was written{now}"


def _label(variant: Variant) -> str:
    message = variant.message[0].plain if variant.message else ""
    return variant.title or message or variant.summary


def _is_named(variant: Variant, name: str) -> bool:
    """Say whether a meaning is named, by its anchor or by one of its own texts."""
    texts = (variant.title, variant.summary, *(text.plain for text in variant.message))
    return name == variant.anchor or _folded(name) in map(_folded, filter(None, texts))


def _is_cause(cause: Cause, name: str) -> bool:
    return name == cause.anchor or _folded(cause.text.plain) == _folded(name)


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold().rstrip(".")


def _with_notes(
    codes: dict[str, Code],
    state: str,
    found: dict[tuple[str, str], list[tuple[int, Note, Variant | None]]],
    faults: list[NoteFault],
) -> dict[str, Code]:
    """Return codes, each with its notes and those of its meanings."""
    result = dict(codes)
    for (gone, name), placed in found.items():
        if gone != state:
            continue
        placed.sort(key=lambda item: item[0])
        faults += _conflicts(codes[name], placed)
        own = tuple(dict.fromkeys(note for _, note, variant in placed if variant is None))
        variants = tuple(
            replace(variant, notes=_of(variant, placed)) for variant in codes[name].variants
        )
        result[name] = replace(codes[name], notes=own, variants=variants)
    return result


def _of(variant: Variant, placed: Sequence[tuple[int, Note, Variant | None]]) -> tuple[Note, ...]:
    notes = (note for _, note, of in placed if of is not None and of.anchor == variant.anchor)
    return tuple(dict.fromkeys(notes))


def _conflicts(
    code: Code, placed: Sequence[tuple[int, Note, Variant | None]]
) -> Iterator[NoteFault]:
    """Return the notes that contradict another one of the same rank on the same meaning."""
    said: dict[tuple[str, int, str], Note] = {}
    for rank, note, variant in placed:
        for question in ANSWERS:
            answer = getattr(note, question)
            first = said.setdefault((question, rank, variant.anchor if variant else ""), note)
            other = getattr(first, question)
            if answer and not other:
                said[question, rank, variant.anchor if variant else ""] = note
            elif answer and answer != other:
                text = (
                    f"{question}: {answer!r} contradicts {other!r} of the note at "
                    f"{first.docname}:{first.line} on {code.id}: that one counts"
                )
                yield NoteFault(note, CONFLICT, text)
