"""``error-index explain``: what a code's page says, as text."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from sphinx_error_index.cli.catalogfile import BadUseError, address
from sphinx_error_index.cli.joining.places import places_of, service_in
from sphinx_error_index.cli.options import (
    EXIT,
    FOUND,
    NOTHING,
    add_format,
    ending,
    service_options,
)
from sphinx_error_index.language import deferred
from sphinx_error_index.language import gettext as _
from sphinx_error_index.resolver.values import in_range, numbers, place
from sphinx_error_index.resolver.words import fold
from sphinx_error_index.wording import since

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator, Mapping

    from sphinx_error_index.cli.joining.places import Place
    from sphinx_error_index.resolver.index import Index
    from sphinx_error_index.resolver.types import Code

WIDTH = 88
"""Columns of the text."""


def add_verb(verbs: Any) -> None:
    """Add ``explain`` to the command line."""
    parser = verbs.add_parser(
        "explain",
        parents=[service_options()],
        help=_("say what a code means"),
        description=_(
            "Say what the page of a code says: meanings, causes, actions, and its address. A code "
            "is found by any of its names, by its number in another form, and in a range."
        ),
        epilog=ending("error-index explain obs/403", EXIT),
    )
    add_format(parser, ("text", "json"))
    parser.add_argument("code", help=_("a code, or service/code"))
    parser.set_defaults(verb=_explain)


def _explain(options: argparse.Namespace) -> int:
    sites = places_of(options.catalog)
    service = service_in(sites, options.service)
    found = [(site, number) for site in sites for number in codes_in(site, options.code, service)]
    if not found:
        if any(site.index.store.unread for site in sites):
            raise BadUseError(_("the index is not complete: its codes could not be searched"))
        print(
            "error-index: "
            + _("no code %(code)r; try: error-index resolve %(code)r") % {"code": options.code},
            file=sys.stderr,
        )
        return NOTHING
    if options.format == "json":
        return _print_json(found)
    for at, (site, number) in enumerate(found):
        entry = site.index.entry(number)
        if entry is None:
            raise BadUseError(
                _("the index is not complete: the details of the code cannot be read")
            )
        if at:
            print("\n" + "─" * WIDTH + "\n")
        try:
            text = "\n".join(explanation(site.index, number, entry, site.base))
        except (TypeError, KeyError, AttributeError, ValueError):
            said = _("the index is not complete: the details are no catalogue")
            raise BadUseError(said) from None
        print(text)
    return FOUND


def codes_in(site: Place, code: str, service: str | None) -> list[int]:
    """Return the codes of one site that a name means."""
    known = {each.id for each in site.index.services}
    return find_codes(site.index, code, service) if service in (None, *known) else []


def _print_json(found: Iterable[tuple[Place, int]]) -> int:
    """Print the entries of codes as ``codes.json`` has them, as a list.

    Addresses in the entry of another site are whole.
    """
    entries = []
    for site, number in found:
        entry = site.index.entry(number)
        if entry is not None and site.name:
            entry = {**entry, "url": address(site.base, str(entry.get("url", "")))}
        entries.append(entry)
    if None in entries:
        raise BadUseError("the index is not complete: the details of the code cannot be read")
    print(json.dumps(entries, ensure_ascii=False, indent=1))
    return FOUND


def find_codes(index: Index, name: str, service: str | None = None) -> list[int]:
    """Return the codes that a name means: ``obs/403``, or ``403`` in every service, in any case.

    In a service where no code is called so, those count that have it as another name; where
    there are none at all, those with that number in another form or in their range.
    """
    wanted = name.strip()
    spellings = [wanted, *(wanted[at + 1 :] for at, char in enumerate(wanted) if char == "/")]
    index.want_codes(f"c:{fold(spelling)}" for spelling in spellings)
    called: set[int] = set()
    known: set[int] = set()
    for spelling in spellings:
        for code in index.spelled(fold(spelling)).codes:
            same = _alike(code.spelling, _without(wanted, index, code))
            if same and _is_of(index, code, service):
                (called if code.meaning is None else known).add(code.number)
    own = {index.service(code) for code in called}
    called |= {code for code in known if index.service(code) not in own}
    return sorted(called) or sorted(_numbered(index, wanted, spellings, service))


def _numbered(
    index: Index, wanted: str, spellings: Iterable[str], service: str | None
) -> Iterator[int]:
    """Yield the codes that are a number in another form, or a range with it."""
    for spelling in spellings:
        at = place(spelling)
        found = [code for value in numbers(spelling) for code in index.valued(value)]
        for code, first, last in index.ranges(at[0]) if at else ():
            if in_range(spelling, first, last):
                found.append(code)
        for code in found:
            if _without(wanted, index, code) == spelling and _is_of(index, code, service):
                yield code.number


def _alike(spelling: str, name: str) -> bool:
    """Whether two codes have one address, in any case."""
    if spelling.lower() == name.lower():
        return True
    from sphinx_error_index.links import slug  # a sixth of the time of a whole command

    return slug(spelling).lower() == slug(name).lower()


def _without(name: str, index: Index, code: Code) -> str:
    """The name without the service of a code before it."""
    own = f"{index.services[index.service(code.number)].id}/"
    return name[len(own) :] if name.lower().startswith(own.lower()) else name


def _is_of(index: Index, code: Code, service: str | None) -> bool:
    return service in (None, index.services[index.service(code.number)].id)


def explanation(index: Index, number: int, page: Mapping[str, Any], base: str) -> Iterator[str]:
    """Return the lines that say what a code's page says; ``base`` is where that is."""
    yield f"{page['code']} {page['title']}".strip()
    service = index.service(number)
    titles = {name: title for name, title, _ in index.categories(service)}
    names = [category.partition("/")[2] for category in page["categories"]]
    categories = [f"{name} {titles.get(name, '')}".strip() for name in names]
    title = index.services[service].title or index.services[service].id
    yield " · ".join([title, *categories])
    names = [name for name in page.get("aliases", ()) if name != page["title"]]
    if names:
        yield from _wrapped(f"{_('Also known as')} {', '.join(names)}")
    if page.get("gone"):
        row = index.page(number)
        if row is not None and row.successor[1]:
            yield f"{_('Now:')} {address(base, row.successor[1])}"
        revision = since(page["gone"])
        said = [_("%(service)s no longer documents this code.") % {"service": title}]
        said += (
            [_("It has been missing since %(since)s.") % {"since": revision}] if revision else []
        )
        yield from _wrapped(" ".join([*said, _("It said last:")]))
    several = len(page["variants"]) > 1
    for variant in page["variants"]:
        yield ""
        if several:
            own = variant["code"] if variant["code"] != page["code"] else ""
            yield " ".join(filter(None, ["──", own, variant["title"] or variant["message"]]))
        yield from _meaning(variant)
    yield from _notes(page)
    yield f"{_('Page:')} {address(base, page['url'])}"


def _notes(page: Mapping[str, Any]) -> Iterator[str]:
    """Return the lines of the house's notes; a catalogue of an earlier version has none."""
    for note in page.get("notes", ()):
        yield ""
        by = [note["owner"], note["reviewed"]]
        by[1] = by[1] and _("reviewed %(date)s") % {"date": by[1]}
        yield " · ".join(filter(None, [_("House note"), *by]))
        if note["stale"]:
            said = _("Written for a text that the vendor has changed since:")
            yield from _wrapped(f"({said} {note['stale']})")
        yield from _wrapped(note["text"])
        if note["runbook"]:
            yield f"{_('Runbook')}: {note['runbook']}"


QUESTIONS = {
    "retry": deferred("Retry?"),
    "side": deferred("Whose side?"),
    "who": deferred("Who can fix it?"),
}
"""The questions of the triage, as they are shown."""

ANSWERS = {
    "no": deferred("no"),
    "after-fix": deferred("after a fix"),
    "backoff": deferred("yes, with backoff"),
    "later": deferred("after a while"),
    "request": deferred("your request"),
    "permission": deferred("your permission"),
    "quota": deferred("your quota"),
    "conflict": deferred("a conflict"),
    "provider": deferred("the provider"),
    "caller": deferred("you"),
    "administrator": deferred("your administrator"),
}
"""Its answers, in the words of the pages."""


def _judged(triage: Mapping[str, Any]) -> Iterator[str]:
    """Return the answers of the triage on one line, if there are any."""
    said = [
        f"{heading} {ANSWERS.get(triage[name]['answer'], triage[name]['answer'])}"
        + (f" ({_('inferred')})" if triage[name]["inferred"] else "")
        for name, heading in QUESTIONS.items()
        if triage.get(name, {}).get("answer")
    ]
    if said:
        yield " · ".join(said)


def _meaning(variant: Mapping[str, Any]) -> Iterator[str]:
    """Return the lines that say what one meaning of a code is."""
    status = "/".join(map(str, variant["status"]))
    if status and status != variant["code"]:
        yield f"HTTP {status}"
    for text in (variant["message"], variant["description"]):
        yield from _wrapped(text)
    yield from _judged(variant.get("triage", {}))
    for heading, texts in (
        (_("Possible causes"), variant["causes"]),
        (_("What to do"), variant["actions"]),
    ):
        if texts:
            yield ""
            yield f"{heading}:"
            for text in texts:
                yield from _wrapped(text, "  - ")
    for header, text in variant["extra"].items():
        yield from _wrapped(f"{header}: {text}")
    for origin in variant["origins"]:
        yield ""
        line = f", {_('line %(line)s') % {'line': origin['line']}}" if origin["line"] else ""
        yield f"{_('Source:')} {origin['file']}{line}"


def _wrapped(text: str, bullet: str = "") -> Iterator[str]:
    from textwrap import fill

    for number, line in enumerate(text.splitlines()):
        lead = bullet if number == 0 else " " * len(bullet)
        yield fill(
            line, WIDTH, initial_indent=lead, subsequent_indent=" " * len(bullet),
            break_long_words=False, break_on_hyphens=False,
        )  # fmt: skip
