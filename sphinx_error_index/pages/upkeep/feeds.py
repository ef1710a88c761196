"""The history as Atom feeds (RFC 4287): one of all services, one for each service."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from sphinx_error_index.knowledge.showing import as_text, summary
from sphinx_error_index.pages.contents import CHANGES
from sphinx_error_index.pages.upkeep.changes import anchor_of
from sphinx_error_index.wording import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sphinx_error_index.knowledge.changes import Change
    from sphinx_error_index.knowledge.history import Revision

NAMESPACE = "http://www.w3.org/2005/Atom"

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no document of XML can hold, not even as a reference (XML 1.0, section 2.2)."""

MOST_ENTRIES = 50
"""Most revisions in a feed: the newest ones."""

MOST_LINES = 500
"""Most lines of an entry."""


def feed_name(service: str = "") -> str:
    """Return the path of the feed of a service from the site's root; without one, of all."""
    return f"{service}/changes.xml" if service else "changes.xml"


def feeds(
    revisions: Sequence[Revision],
    titles: dict[str, str],
    base_url: str,
    url: Callable[[str, str], str],
) -> dict[str, str]:
    """Return the text of each feed by its path from the site's root; none without revisions.

    Args:
        revisions: the oldest first.
        titles: the title of each service by its id, and of the whole site by "".
        base_url: where the site is published. An entry's id is its address, so there are no feeds
            where that is not known.
        url: gives the address of a page and an anchor on it from the site's root.
    """
    if not base_url or not revisions:
        return {}
    root = base_url.rstrip("/") + "/"
    made = {}
    for service, title in titles.items():
        name = feed_name(service)
        made[name] = _feed(revisions, service, title, root, name, url)
    return made


def _feed(
    revisions: Sequence[Revision],
    service: str,
    title: str,
    root: str,
    name: str,
    url: Callable[[str, str], str],
) -> str:
    feed = ElementTree.Element("feed", xmlns=NAMESPACE)
    _add(feed, "id", root + name)
    _add(feed, "title", title)
    _add(feed, "updated", f"{revisions[-1].date}T00:00:00Z")
    ElementTree.SubElement(feed, "link", rel="self", href=root + name)
    ElementTree.SubElement(feed, "link", href=root + url(CHANGES, ""))
    author = ElementTree.SubElement(feed, "author")
    _add(author, "name", title)
    for revision in [*reversed(revisions)][:MOST_ENTRIES]:
        own = _of_service(revision.changes, service)
        if service and not own:
            continue
        entry = ElementTree.SubElement(feed, "entry")
        address = root + url(CHANGES, anchor_of(revision))
        _add(entry, "id", f"{address}/{service}" if service else address)
        _add(entry, "title", f"{revision.label}: {summary(own)}")
        _add(entry, "updated", f"{revision.date}T00:00:00Z")
        ElementTree.SubElement(entry, "link", href=address)
        lines = list(as_text(own))
        more = ["…"] if len(lines) > MOST_LINES else []
        _add(entry, "content", "\n".join([*lines[:MOST_LINES], *more]))
    ElementTree.indent(feed, "")
    text = ElementTree.tostring(feed, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'


def _of_service(changes: Iterable[Change], service: str) -> list[Change]:
    """Return the changes of a service, or all of them."""
    if not service:
        return list(changes)
    groups = groupby(changes, lambda change: change.code.partition("/")[0])
    return [change for name, own in groups if name == service for change in own]


def _add(parent: ElementTree.Element, name: str, text: str) -> None:
    """Add an element with a text that XML can hold."""
    ElementTree.SubElement(parent, name).text = _NO_XML.sub("\ufffd", printable(text))
