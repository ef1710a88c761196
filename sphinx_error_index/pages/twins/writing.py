"""Which files for machines a site has, with the digests of what goes into them."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

from sphinx_error_index.catalog.export import SCHEMA, code_entry, former_names, to_json
from sphinx_error_index.pages.twins import llms
from sphinx_error_index.pages.twins.markdown import Markdown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sphinx_error_index.model import Catalog, Code
    from sphinx_error_index.pages.fingerprints import Fingerprints

_Argument = TypeVar("_Argument")

File = str
"""The path of a file from the site's root, with slashes."""


class Twins:
    """The files for machines of one build: which there are, what goes into them, their texts.

    Args:
        catalog: what the site documents, and what it documented.
        title_of: gives the title of a service by its id.
        url: gives the address of a page or of an anchor on it, from the site's root.
        base_url: where the site is published; empty where that is not known.
        title: the title of the site.
        fingerprints: digests of what codes say.
        taken: names, in lower case, of files and folders that others write.
    """

    def __init__(
        self,
        catalog: Catalog,
        title_of: Callable[[str], str],
        url: Callable[..., str],
        base_url: str,
        title: str,
        fingerprints: Fingerprints,
        taken: Iterable[File],
    ) -> None:
        self._catalog = catalog
        self._title_of = title_of
        self._url = url
        self._base = f"{base_url.rstrip('/')}/" if base_url else ""
        self._title = title
        self._fingerprints = fingerprints
        self._known = {*catalog.categories, *catalog.past.categories}
        self._codes = [*catalog.codes.values(), *catalog.past.codes.values()]
        self._parts = llms.parts_of(self._codes)
        self.files: frozenset[File] = frozenset()
        """The files, from the site's root."""
        self._last: tuple[Code, dict[str, Any]] | None = None
        self._former = former_names(catalog)
        self._makers: dict[File, Callable[[], str]] = {}
        self._of: dict[File, Code] = {}
        self._collect({*taken})

    def _collect(self, occupied: set[File]) -> None:
        for code in self._codes:
            for suffix, make in ((".md", self._markdown), (".json", self._json)):
                file = code.pagename + suffix
                if file.lower() not in occupied:
                    occupied.add(file.lower())
                    self._makers[file] = _bound(make, code)
                    self._of[file] = code
        for file, made in self._overviews():
            if file not in occupied:
                self._makers[file] = made
        self.files = frozenset(self._makers)

    def digests(self, common: str) -> dict[File, str]:
        """Return every file with its digest, which is empty where that says too little.

        ``common`` is the digest of what goes into every page.
        """
        said = {
            code.pagename: _digest(common, self._around(code), self._fingerprints.code(code))
            for code in self._codes
        }
        everything = _digest(common, *said.values())
        return {
            file: said[self._of[file].pagename] if file in self._of else everything
            for file in self._makers
        }

    def text(self, file: File) -> str:
        """Return the content of one of the files that ``digests`` named."""
        return self._makers[file]()

    def _around(self, code: Code) -> str:
        """Return what is said of a code's surroundings: titles of its service and categories."""
        names = [self._category_heading(f"{code.service}/{name}") for name in code.categories]
        former = self._former.get(code.pagename, ())
        return "\0".join(["-", self._title_of(code.service), *names, "-", *former])

    def _overviews(self) -> Iterator[tuple[File, Callable[[], str]]]:
        names = llms.part_names(len(self._parts))
        for name, part in zip(names, self._parts, strict=True):
            yield name, _bound(self._full, part)
        if len(names) > 1:
            yield llms.FULL, lambda: llms.contents(names, self._address)
        yield llms.NAME, lambda: self._overview(names)

    def _overview(self, parts: list[str]) -> str:
        number = Counter(code.service for code in self._catalog.codes.values())
        rows = [
            (each.id, self._title_of(each.id), self._url(each.docname), number[each.id])
            for each in self._catalog.services.values()
        ]
        example = next((code.pagename for code in self._catalog.codes.values()), "")
        return llms.overview(self._title, rows, example, parts, self._address)

    def _entry(self, code: Code) -> dict[str, Any]:
        if self._last is None or self._last[0] is not code:
            former = self._former.get(code.pagename, ())
            self._last = (code, code_entry(code, self._url, self._known, former))
        return self._last[1]

    def _json(self, code: Code) -> str:
        service = self._title_of(code.service)
        head = {"schema": SCHEMA, "base_url": self._base, "service_title": service}
        return to_json(head | self._entry(code))

    def _markdown(self, code: Code) -> str:
        up = "../" * code.pagename.count("/")
        return self._renderer(self._base or up).code(self._entry(code))

    def _full(self, codes: tuple[Code, ...]) -> str:
        renderer = self._renderer(self._base)
        return "\n".join(renderer.code(self._entry(code)) for code in codes)

    def _renderer(self, base: str) -> Markdown:
        def address(url: str) -> str:
            return base + _quoted(url)

        return Markdown(self._title_of, self._category_heading, address)

    def _address(self, url: str) -> str:
        return self._base + _quoted(url)

    def _category_heading(self, name: str) -> str:
        catalog = self._catalog
        known = catalog.categories.get(name) or catalog.past.categories.get(name)
        return known.heading if known else name


def _quoted(url: str) -> str:
    """Return an address as Markdown takes it: no blank or bracket ends it."""
    return quote(url, safe="/%:?=&#~")


def _bound(make: Callable[[_Argument], str], argument: _Argument) -> Callable[[], str]:
    return lambda: make(argument)


def _digest(common: str, *parts: str) -> str:
    """Return a digest of all parts; empty where one of them is."""
    if not all(parts):
        return ""
    text = "\0".join((common, *parts))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:20]
