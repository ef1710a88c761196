"""``data/redirects.txt``: what was renamed or merged, ``obs/OldName -> obs/NewName`` a line.

On the left of the arrow is a page that is no longer documented; on its right is any page of
the site, perhaps with an anchor. Chains are followed to their end.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_error_index.model import Forward

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ARROW = "->"
_PART = r"(?!\.)[^\x00-\x1f\x7f/#:<>|\\]+"
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
    """A redirect from page ``old`` to page ``new`` at a ``line`` of the file (from 1)."""

    line: int
    old: str
    new: str


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
        old, arrow, new = (_page_name(part.strip()) for part in said.partition(ARROW))
        known = redirects.setdefault(old.lower(), Redirect(number, old, new))
        if not arrow or not is_page(old) or not is_page(new.partition("#")[0]):
            if known.line == number:
                del redirects[old.lower()]
            reason = f"this is no redirect such as obs/Old -> obs/New: {said!r} is left out"
            faults.append(Fault(number, "redirect", reason))
        elif known.new != new:
            reason = f"line {known.line} says already that {old} is now {known.new}: left out"
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
        page, anchor, loops = _end(key, by_old, living)
        end = page.lower()
        if loops:
            text = f"{redirect.old} leads in a circle: nothing forwards there"
            faults.append(Fault(redirect.line, "redirect_loop", text))
        elif end not in living and end not in gone:
            text = f"{redirect.old} leads to nothing: there is no page {page}"
            faults.append(Fault(redirect.line, "redirect_nowhere", text))
        elif anchor and end in anchors and anchor not in anchors[end]:
            text = f"{redirect.old} leads to nothing: {page} has no anchor {anchor}"
            faults.append(Fault(redirect.line, "redirect_nowhere", text))
        else:
            forwards[key] = Forward(redirect.old, living.get(end) or gone[end], anchor)
    return forwards, faults


def _end(
    key: str, by_old: Mapping[str, Redirect], living: Mapping[str, str]
) -> tuple[str, str, bool]:
    """Return the page and the anchor at the end of a chain, and whether the chain is a circle."""
    passed: set[str] = set()
    page, anchor = key, ""
    while page.lower() in by_old and page.lower() not in living:
        if page.lower() in passed:
            return page, anchor, True
        passed.add(page.lower())
        page, _, anchor = by_old[page.lower()].new.partition("#")
    return page, anchor, False
