"""``data/redirects.txt``: what was renamed or merged, ``obs/OldName -> obs/NewName`` a line.

On the left of the arrow is a page that is no longer documented; on its right is any page of
the site, perhaps with an anchor, or several with ``|`` between them. Chains are followed to
their end.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_error_index.model import Forward

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ARROW = "->"
OR = "|"
"""Stands between several successors: no page can have it in its name."""

_PART = r"(?!\.)[^\x00-\x1f\x7f/#:<>|\\\ud800-\udfff]+"
_PAGE = re.compile(f"{_PART}(?:/{_PART})*")

MAX_PART = 200
"""The longest part of a page's name, in UTF-8 bytes: file systems take 255 with the suffix."""


def is_page(name: str) -> bool:
    """Say whether a page can have a name: it must be a file name that nothing else can have.

    No part begins with a dot. Folders whose name begins with ``_`` (``_static``) and files with
    a suffix beside index.html (``codes.json``) belong to the site itself.
    """
    parts = name.split("/")
    return (
        _PAGE.fullmatch(name) is not None
        and all(len(part.encode()) <= MAX_PART for part in parts)
        and not (len(parts) > 1 and parts[0].startswith("_"))
        and not (len(parts) == 1 and "." in name)
    )


def _page_name(said: str) -> str:
    """Return a page's name from what may be its address: no slash at its end, no ``.html``."""
    page, separator, anchor = said.partition("#")
    return page.removesuffix("/").removesuffix(".html") + separator + anchor


@dataclass(frozen=True, slots=True)
class Redirect:
    """A redirect from page ``old`` to page ``new`` at a ``line`` of the file (from 1).

    ``others`` are further successors of ``old``.
    """

    line: int
    old: str
    new: str
    others: tuple[str, ...] = ()

    @property
    def successors(self) -> tuple[str, ...]:
        """All pages on the right of the arrow."""
        return (self.new, *self.others)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a line (from 1); ``kind`` is the subtype of its message."""

    line: int
    kind: str
    text: str


def parse(text: str) -> tuple[list[Redirect], list[Fault]]:
    """Return the redirects of the file's text, and a fault for each line that is none."""
    redirects: dict[str, Redirect] = {}
    faults = []
    for number, line in enumerate(text.splitlines(), start=1):
        said = line.strip()
        if not said or said.startswith("#"):
            continue
        left, arrow, right = said.partition(ARROW)
        old = _page_name(left.strip())
        new = tuple(dict.fromkeys(_page_name(part.strip()) for part in right.split(OR)))
        known = redirects.setdefault(old.lower(), Redirect(number, old, new[0], new[1:]))
        if not arrow or not is_page(old) or not all(is_page(n.partition("#")[0]) for n in new):
            if known.line == number:
                del redirects[old.lower()]
            reason = f"this is no redirect such as obs/Old -> obs/New: {said!r} is left out"
            faults.append(Fault(number, "redirect", reason))
        elif known.successors != new:
            named = f" {OR} ".join(known.successors)
            reason = f"line {known.line} says already that {old} is now {named}: left out"
            faults.append(Fault(number, "redirect", reason))
    return list(redirects.values()), faults


def settle(
    redirects: Iterable[Redirect],
    living: Mapping[str, str],
    gone: Mapping[str, str],
    anchors: Mapping[str, frozenset[str]],
) -> tuple[dict[str, Forward], list[Fault]]:
    """Return the pages that forward, by name in lower case, and a fault for each that cannot.

    ``living`` and ``gone`` are the pages of the site, each by its name in lower case;
    ``anchors`` are the anchors of pages, as far as they are known, by name in lower case.
    """
    by_old = {redirect.old.lower(): redirect for redirect in redirects}
    forwards = {}
    faults = []
    for key, redirect in by_old.items():
        if key in living:
            text = f"{redirect.old} is a page of the site: it stays, and does not forward"
            faults.append(Fault(redirect.line, "redirect_living", text))
            continue
        ends = []
        for name in redirect.successors:
            page, anchor, fault = _settled(name, redirect, by_old, living, gone, anchors)
            if fault:
                faults.append(fault)
            else:
                ends.append((page, anchor))
        if ends:
            first, *others = dict.fromkeys(ends)
            forwards[key] = Forward(redirect.old, *first, tuple(others))
    return forwards, faults


def _settled(
    name: str,
    redirect: Redirect,
    by_old: Mapping[str, Redirect],
    living: Mapping[str, str],
    gone: Mapping[str, str],
    anchors: Mapping[str, frozenset[str]],
) -> tuple[str, str, Fault | None]:
    """Return page and anchor that a successor leads to in the end, or what is wrong with it."""
    page, anchor, loops = _end(name, redirect.old.lower(), by_old, living)
    end = page.lower()
    kind, text = "redirect_nowhere", ""
    if loops:
        kind, text = "redirect_loop", "in a circle: nothing forwards there"
    elif end in by_old and by_old[end].others:
        return by_old[end].old, "", None
    elif end not in living and end not in gone:
        text = f"to nothing: there is no page {page}"
    elif anchor and end in anchors and anchor not in anchors[end]:
        text = f"to nothing: {page} has no anchor {anchor}"
    if text:
        return "", "", Fault(redirect.line, kind, f"{redirect.old} leads {text}")
    return living.get(end) or gone[end], anchor, None


def _end(
    name: str, old: str, by_old: Mapping[str, Redirect], living: Mapping[str, str]
) -> tuple[str, str, bool]:
    """Return page and anchor at the end of a chain, and whether it is a circle with ``old``.

    A chain goes on where there is one successor; at several it ends, since their page lists them.
    """
    passed = {old}
    page, _, anchor = name.partition("#")
    while (further := by_old.get(page.lower())) and page.lower() not in living:
        if page.lower() in passed:
            return page, anchor, True
        if further.others:
            break
        passed.add(page.lower())
        page, _, anchor = further.new.partition("#")
    return page, anchor, False
