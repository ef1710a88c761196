"""Addresses of error pages, for programs that print links to them.

One file, standard library only: it may be copied into a program as it is. The rule it
implements is the project's contract: an address is a function of service and code alone,
so a program can print a link without asking anybody whether the page exists.

Environment: ``ERROR_INDEX_URL`` is where the site is published, where no ``base`` is given;
``ERROR_INDEX_LINKS=off`` silences :class:`LinkFilter` and :func:`add_link`.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any, NamedTuple, TypeVar
from urllib.parse import quote

MAX_SLUG = 80
"""Longest slug, in characters; longer ones are cut and end in eight hex digits."""

MAX_SAID = 10_000
"""The most addresses that one process logs: codes made up at run time must not fill its memory."""

MAX_SEARCHED = 100_000
"""The most characters of a message that are searched for codes: half of them at either end."""

_RESERVED = frozenset(
    ["index", "search", "genindex", "con", "prn", "aux", "nul"]
    + [f"{device}{number}" for device in ("com", "lpt") for number in range(1, 10)]
)
"""Names that a site or a file system already uses, in lower case."""

_OF_CODES = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"
_FORBIDDEN = re.compile(r"[^A-Za-z0-9._-]+")
_WORD = re.compile(r"[A-Za-z0-9]+")
_LETTER = re.compile(r"[A-Za-z0-9_]")
_CONTINUED = re.compile(r"[A-Za-z0-9_]|[.-][0-9]")
_ESCAPE = re.compile(r"\\[nrt]|\x1b\[[0-9;]*m")
"""What ends a word though it looks like a part of one: ``\\n`` in source code, colours."""

_TRACEBACK = re.compile(
    r"\n[ +|]{0,80}(?:Exception Group )?(?:Traceback|Stack) \(most recent call last\):"
)
"""The line with which the standard library's formatter begins a traceback below a message."""

_PLAIN = re.compile(r"[0-9]+|[A-Za-z]?[a-z]*|[A-Z]+")

_Error = TypeVar("_Error", bound=BaseException)

_said: set[str] = set()
_lock = threading.RLock()  # a handler of signals may log while its thread holds the lock


def _renew_lock() -> None:
    """Give a forked child a lock of its own: the thread that held the old one is not there."""
    global _lock
    _lock = threading.RLock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_lock)


def slug(code: str) -> str:
    """Return the last part of a code's address, without suffix: ``"4 XX"`` gives ``"4-XX"``.

    The code stays as written; each run of characters outside ``A-Za-z0-9._-`` becomes one
    ``-``, a leading dot becomes ``-``. Where that would let two codes meet (a non-ASCII
    character was replaced, nothing alphanumeric is left, or the slug is over 80 characters),
    eight hex digits of the code's SHA-256 (UTF-8) follow. Reserved names get ``_`` added.
    """
    result = _FORBIDDEN.sub("-", code)
    if result.startswith("."):
        result = "-" + result[1:]
    digest = hashlib.sha256(code.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    if not code.isascii() or not any(map(str.isalnum, result)):
        result = f"{result}-{digest}"
    if len(result) > MAX_SLUG:
        result = f"{result[: MAX_SLUG - 9]}-{digest}"
    if result.lower() in _RESERVED:
        result += "_"
    return result


def url_for(
    service: str,
    code: str | int,
    status: str | int | None = None,
    *,
    base: str | None = None,
    style: str = "html",
) -> str:
    """Return the address of a code's page: ``https://docs.example.com/errors/obs/403.html``.

    ``status`` asks the page for the meaning with that HTTP status. ``base`` is where the site
    is published (else ``ERROR_INDEX_URL``; where neither is known the address starts at the
    site's root). ``style`` is the site's builder, ``"html"`` or ``"dirhtml"``; anything else
    raises ValueError.
    """
    query = "" if status is None else f"?status={quote(str(status))}"
    return _address(f"{quote(service)}/{slug(str(code))}", base, style) + query


def category_url_for(
    service: str, name: str, *, base: str | None = None, style: str = "html"
) -> str:
    """Return the address of a category's page; the arguments are those of :func:`url_for`."""
    return _address(f"{quote(service)}/category/{slug(name)}", base, style)


def _address(page: str, base: str | None, style: str) -> str:
    if style not in ("html", "dirhtml"):
        raise ValueError(f"style must be 'html' or 'dirhtml', not {style!r}")
    return _joined(base, page + (".html" if style == "html" else "/"))


def _joined(base: str | None, address: str) -> str:
    base = (os.environ.get("ERROR_INDEX_URL") if base is None else base) or ""
    return f"{base.rstrip('/')}/{address}" if base else address


def links_wanted() -> bool:
    """Say whether links are to be added: ``ERROR_INDEX_LINKS`` is not off, no, false or 0."""
    said = os.environ.get("ERROR_INDEX_LINKS", "").strip().lower()
    return said not in ("off", "no", "false", "0")


def is_plain(code: str) -> bool:
    """Say whether any text may contain a code by chance: plain numbers and words."""
    return _PLAIN.fullmatch(code) is not None


class Page(NamedTuple):
    """A page of a site's ``codes.json``: its address from the site's root, and its statuses."""

    service: str
    url: str
    status: frozenset[int]


class Catalog:
    """What ``codes.json`` says of codes and pages; it tells which codes have one.

    ``source`` is the path of a ``codes.json``, or its content. Raises OSError or ValueError
    where it cannot be read: make one when the program starts, not when it fails.
    """

    def __init__(self, source: str | os.PathLike[str] | Mapping[str, Any]) -> None:
        if not isinstance(source, Mapping):
            with open(source, encoding="utf-8") as file:  # noqa: PTH123 - a path of any kind
                source = json.load(file)
        if not isinstance(source, Mapping) or "codes" not in source:
            raise ValueError("this is no codes.json: it has no codes")
        self.base: str = source.get("base_url") or ""
        self._pages: dict[str, list[Page]] = {}
        spellings: set[str] = set()
        named: list[tuple[str, Page]] = []
        for code in source["codes"]:
            variants = code["variants"]
            status = frozenset(number for variant in variants for number in variant["status"])
            page = Page(code["service"], code["url"], status)
            own = {code["code"], *(variant["code"] for variant in variants)}
            for key in {slug(spelling).lower() for spelling in own}:
                self._pages.setdefault(key, []).append(page)
            aliases = set(code.get("aliases", ()))
            named += [(slug(alias).lower(), page) for alias in aliases]
            spellings |= own | aliases
        codes = {(key, page.service) for key, own in self._pages.items() for page in own}
        for key, page in named:
            if (key, page.service) not in codes:  # a code wins over another name of a code
                self._pages.setdefault(key, []).append(page)
        self._mentions = Mentions(code for code in spellings if not is_plain(code))

    def find(self, code: str | int, service: str | None = None) -> Page | None:
        """Return the page of a code (``403``, ``"obs/403"``), or None where it has none.

        None as well where several services have the code and ``service`` does not say which.
        """
        name = str(code)
        pages = self._named(name, service)
        if not pages and "/" in name:
            service, _, name = name.partition("/")
            pages = self._named(name, service)
        return pages[0] if len(pages) == 1 else None

    def _named(self, code: str, service: str | None) -> list[Page]:
        pages = self._pages.get(slug(code).lower(), [])
        return [page for page in pages if service in (None, page.service)]

    def mentioned(self, text: str) -> list[str]:
        """Return the codes that a text names, in order; plain numbers and words name none."""
        return [code for _, code in sorted(self._mentions.find(text))]


class Mentions:
    """Finds the codes of a large set in a text; the size of the set hardly affects its speed."""

    def __init__(self, codes: Iterable[str]) -> None:
        words = {code: _WORD.findall(code) for code in codes}
        count = Counter(word for own in words.values() for word in own)
        self._by_word: dict[str, set[str]] = {}
        for code, own in words.items():
            if own:
                self._by_word.setdefault(min(own, key=count.__getitem__), set()).add(code)

    def find(self, text: str) -> Iterator[tuple[int, str]]:
        """Return each code that stands in the text as a whole word, with its first position."""
        text = _ESCAPE.sub(" ", text)
        for word in self._by_word.keys() & set(_WORD.findall(text)):
            for code in self._by_word[word]:
                at = text.find(code)
                while at >= 0 and not _stands_alone(text, at, at + len(code)):
                    at = text.find(code, at + 1)
                if at >= 0:
                    yield at, code

    def drop(self, code: str) -> None:
        """Stop looking for a code."""
        for codes in self._by_word.values():
            codes.discard(code)


def _stands_alone(text: str, start: int, end: int) -> bool:
    return not (_LETTER.match(text[max(0, start - 1) : start]) or _CONTINUED.match(text, end))


class Site(NamedTuple):
    """Where a site is, and how its addresses are made: with a catalogue only those of its pages."""

    base: str | None = None
    style: str = "html"
    catalog: Catalog | None = None

    def url(
        self, code: str | int | None, service: str | None, status: str | int | None = None
    ) -> str | None:
        """Return a code's whole address, or None where it cannot be known or has no page."""
        base = self.base or os.environ.get("ERROR_INDEX_URL")
        base = base or (self.catalog.base if self.catalog else "")
        if not base or code is None:
            return None
        if self.catalog is None:
            if service is None:
                service, _, code = str(code).partition("/")
            named = str(code) != ""
            return url_for(service, code, status, base=base, style=self.style) if named else None
        page = self.catalog.find(code, service)
        if page is None:
            return None
        asked = status is not None and str(status) in map(str, page.status)
        return _joined(base, page.url) + (f"?status={status}" if asked else "")


class LinkFilter(logging.Filter):
    """Adds the address of the page to log records that name a code, once per code and process.

    A field of a record costs a reader nothing, so a record that has it as a field always has it.

    A record names a code by ``extra={"error_code": 403}`` (or ``"obs/403"``, or a list; with
    ``error_service`` and ``error_status`` where needed) and, if ``catalog`` is given, by its
    message or its exception: codes such as ``APIG.0201`` or ``NoSuchBucket``, not plain numbers
    and words. With a catalogue only codes that have a page get a link.

    The address is put at the end of the message, two spaces after the rest, so that no
    punctuation touches it, but before a traceback that the message has; the record also has it as
    ``error_url``. A message that is a dictionary, as structured logging makes them, gets it as a
    field of that name, and may say ``error_code`` itself. Attach the filter to a handler. It lets
    every record pass and never raises.

    Args:
        service: the service of codes that do not say theirs.
        base: where the site is published; else ``ERROR_INDEX_URL``, else the catalogue's.
        style: the site's builder, ``"html"`` or ``"dirhtml"``; a catalogue knows it itself.
        catalog: a :class:`Catalog`, or what makes one.
        in_text: whether messages show the address; if not, every record has it as a field.
    """

    def __init__(
        self,
        service: str | None = None,
        *,
        base: str | None = None,
        style: str = "html",
        catalog: Catalog | str | os.PathLike[str] | Mapping[str, Any] | None = None,
        in_text: bool = True,
    ) -> None:
        super().__init__()
        _address("", base, style)  # raises ValueError where there is no such style
        self._in_text = in_text
        if catalog is not None and not isinstance(catalog, Catalog):
            catalog = Catalog(catalog)
        self._service = service
        self._catalog = catalog
        self._site = Site(base, style, catalog)

    def filter(self, record: logging.LogRecord) -> bool:
        """Add what there is to add to a record, in place; always return True."""
        with suppress(Exception):  # a message is worth more than its link
            if links_wanted() and not hasattr(record, "error_url"):
                self._add(record)
        return True

    def _add(self, record: logging.LogRecord) -> None:
        text = _text(record.getMessage)
        urls = self._urls(record, text)
        is_structured = isinstance(record.msg, Mapping)
        if self._in_text and not is_structured:
            urls = [url for url in urls if _first_time(url) and url not in text]
        if urls:
            addition = "  ".join(["", *urls])
            record.error_url = addition.strip()
            if isinstance(record.msg, Mapping):
                fields: object = {"error_url": addition.strip(), **record.msg}
                record.msg = fields
            if is_structured or not self._in_text:
                return
            template = addition.replace("%", "%%") if record.args else addition
            message = _text(str, record.msg)
            if message:  # an object that has no text stays as it is
                record.msg = _inserted(message, template)

    def _urls(self, record: logging.LogRecord, text: str) -> list[str]:
        """Return the addresses of the codes that a record names, each once."""
        said = _field(record, "error_service")
        status = _named(_field(record, "error_status"))
        named = _field(record, "error_code")
        urls = []
        for each in named if isinstance(named, (list, tuple, set, frozenset)) else [named]:
            code = _named(each)
            service = _named(said) or (None if code and "/" in code else self._service)
            urls.append(self._site.url(code, service, status))
        if self._catalog:
            text = _ends(text)
            if record.exc_info and record.exc_info[1]:
                text = f"{text} {_ends(_text(str, record.exc_info[1]))}"
            service = _named(said) or self._service
            urls += [self._site.url(code, service) for code in self._catalog.mentioned(text)]
        first = {_page_of(url): url for url in reversed(urls) if url}
        return list(reversed(first.values()))


def add_link(
    error: _Error,
    service: str | None,
    code: str | int,
    status: str | int | None = None,
    *,
    base: str | None = None,
    style: str = "html",
    catalog: Catalog | None = None,
) -> _Error:
    """Add the address of a code's page to an exception as a note, once; return the exception.

    For use as ``raise add_link(AccessDenied("…"), "obs", 403)``. It never raises: where no base
    is known, the catalogue has no page, or Python is older than 3.11, there is no note.
    """
    with suppress(Exception):  # the error at hand is the one to raise
        site = Site(base, style, catalog)
        url = site.url(_named(code), service, _named(status)) if links_wanted() else None
        note = f"See {url}"
        if url and note not in getattr(error, "__notes__", ()):
            error.add_note(note)
    return error


def _text(make: Callable[..., str], *arguments: object) -> str:
    """Return a text of the program's own making, an empty one where it cannot be made.

    A ``__str__`` may even end the program. Whoever formats the text in earnest meets that anyway.
    """
    try:
        return make(*arguments)
    except (Exception, SystemExit):
        return ""


def _field(record: logging.LogRecord, name: str) -> object:
    """Return what a record says of itself, or the dictionary that is its message."""
    said: object = getattr(record, name, None)
    return record.msg.get(name) if said is None and isinstance(record.msg, Mapping) else said


def _inserted(message: str, addition: str) -> str:
    """Return a message with an addition at its end, but before a traceback that it has.

    A handler of queues puts the traceback into the message before a listener's filter sees it.
    """
    traceback = _TRACEBACK.search(message)
    at = traceback.start() if traceback else len(message)
    return message[:at].rstrip() + addition + message[at:]


def _named(value: object) -> str | None:
    """Return what a record or an exception names, or None where it names nothing."""
    return None if value is None else _text(str, value) or None


def _ends(text: str) -> str:
    """Return a text, or the beginning and the end of one that is too long to be searched.

    The words at the cut are left out: a part of one may look like a code.
    """
    if len(text) <= MAX_SEARCHED:
        return text
    half = MAX_SEARCHED // 2
    return f"{text[:half].rstrip(_OF_CODES)} {text[-half:].lstrip(_OF_CODES)}"


def _page_of(url: str) -> str:
    return url.partition("?")[0]


def _first_time(url: str) -> bool:
    """Say whether a page is logged for the first time; count it as logged."""
    with _lock:
        if _page_of(url) in _said or len(_said) >= MAX_SAID:
            return False
        _said.add(_page_of(url))
        return True


def forget() -> None:
    """Let every address be logged once more, as after a log was rotated."""
    with _lock:
        _said.clear()
