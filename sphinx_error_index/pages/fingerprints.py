"""Makes a digest of all that a page's body is made of: equal digests mean equal bodies.

Templates are given plain records of the catalogue, so a digest of these records is nearly
enough. Two things are not in them: the markup of cells, of which a record has a digest, and the
codes that a text names, since these become links.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

from sphinx_error_index.lists import Listing, StatusPage
from sphinx_error_index.model import Category, CellAddress, Code, Text

if TYPE_CHECKING:
    from sphinx_error_index.catalog.crosslinks import CrossLinks
    from sphinx_error_index.pages.contents import Page


class Fingerprints:
    """Makes the digests of one build's pages; ``common`` is what goes into every one."""

    def __init__(self, links: CrossLinks, common: str) -> None:
        self._links = links
        self._common = common
        self._codes: dict[str, str] = {}

    def of(self, page: Page, frame: str) -> str:
        """Return the digest of a page in a frame; empty where the page depends on more."""
        if page.forward:
            known = bool(page.context["heading"])  # else it names a document, which may be any
        else:
            known = bool(page.service) or page.template == "status"  # others show the whole
        if not known:
            return ""
        said = _Said(self)
        for name, value in page.context.items():
            said.add(name)
            if isinstance(value, Category | Listing):
                said.add_fields(value)  # its own page
            elif name != "choices":  # how meanings are told apart follows from the code
                said.add(value)
        for name in ("pagename", "template", "title", "description", "parents", "previous",
                     "next", "toc", "service"):  # fmt: skip
            said.add(getattr(page, name))
        return said.digest(self._common, frame, *self._named(said, page.service))

    def code(self, code: Code) -> str:
        """Return the digest of all that a code says; empty where it depends on more than that."""
        key = f"{code.gone}\n{code.id}"
        if key not in self._codes:
            said = _Said(self)
            said.add_fields(code)
            self._codes[key] = said.digest(*self._named(said, code.service))
        return self._codes[key]

    def _named(self, said: _Said, service: str) -> Iterator[str]:
        """Return the pages that texts will link to."""
        for text in said.texts:
            for _, _, code in self._links.named_in(text, service):
                yield code.pagename


class _Said:
    """Collects values in a form that differs for any two different sequences of values."""

    def __init__(self, fingerprints: Fingerprints) -> None:
        self.texts: list[str] = []
        self._fingerprints = fingerprints
        self._parts: list[str] = []
        self._known = True

    def digest(self, *further: str) -> str:
        """Return the digest; empty where a value depends on something that is not known here."""
        if not self._known:
            return ""
        text = "\0".join((*further, *self._parts))
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:20]

    def add(self, value: Any) -> None:
        """Add a value: a plain one as it is, a code by its digest, another record by its fields.

        Of a category, a list or the page of a status only name and length count: other pages
        show no more of it.
        """
        kind = value.__class__
        if kind is str:
            self._parts.append(value)
        elif kind is Text:
            self._parts += (value.plain, f"{value.number}")
            self.texts.append(value.plain)
            if value.markup is not None:
                self.add(value.markup)
        elif kind is CellAddress:
            self._parts.append(f"{value.content} {value.docname}")
            self._known = self._known and bool(value.content)
        elif kind is Code:
            digest = self._fingerprints.code(value)
            self._parts.append(digest)
            self._known = self._known and bool(digest)
        elif kind is Category or kind is Listing:
            self._parts += (value.pagename, value.heading, f"{len(value.codes)}")
        elif kind is StatusPage:
            self._parts += (value.pagename, f"{len(value.codes)}")
        elif kind is tuple or kind is list:
            self._parts.append(f"({len(value)}")
            for item in value:
                self.add(item)
        elif isinstance(value, Mapping):
            self.add([part for item in value.items() for part in item])
        elif isinstance(value, Iterator):
            raise TypeError("an iterator says nothing of itself")
        elif is_dataclass(kind):
            self.add_fields(value)
        else:
            self._parts.append(repr(value))

    def add_fields(self, value: Any) -> None:
        """Add a record field by field."""
        kind = value.__class__
        self._parts.append(kind.__name__)
        for name in _names(kind):
            self.add(getattr(value, name))


_NAMES: dict[type, tuple[str, ...]] = {}


def _names(kind: type) -> tuple[str, ...]:
    if kind not in _NAMES:
        _NAMES[kind] = tuple(field.name for field in fields(kind))
    return _NAMES[kind]
