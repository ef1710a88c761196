"""The domain ``err``: its roles and objects, and what the vendor files of all pages said."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from sphinx.domains import Domain, ObjType
from sphinx.roles import XRefRole

from sphinx_error_index.builders import has_pages
from sphinx_error_index.catalog.aliases import ALIAS
from sphinx_error_index.catalog.assemble import build_catalog, code_page
from sphinx_error_index.catalog.categories import category_page
from sphinx_error_index.catalog.notes import NoteFault, attach
from sphinx_error_index.catalog.translated import translated
from sphinx_error_index.catalog.triage import judged
from sphinx_error_index.doctrees import without_collector
from sphinx_error_index.messages import TYPE, Subtype, logger
from sphinx_error_index.model import Catalog, Category, Code, Variant, VendorFile
from sphinx_error_index.sphinxext.inventory import inventory
from sphinx_error_index.sphinxext.references import (
    VendorLabels,
    make_reference,
    resolve_remote,
    resolve_vendor_xref,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Set
    from pathlib import Path

    from docutils.nodes import Element
    from sphinx.addnodes import pending_xref
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import RoleFunction

    from sphinx_error_index.notes import Note
    from sphinx_error_index.sphinxext.session import Session


_BY_PAGE = ("files", "globs", "toctrees", "notes", "translations", "left_out", "readings")
"""What the domain keeps of each page by its name."""


@dataclass(frozen=True, slots=True)
class PackedFile:
    """The name and the service of a vendor file, and all that the file said, pickled."""

    file: str
    service: str
    content: bytes

    @classmethod
    def of(cls, file: VendorFile) -> PackedFile:
        """Return a vendor file in packed form."""
        return cls(file.file, file.service, pickle.dumps(file, pickle.HIGHEST_PROTOCOL))

    def unpacked(self) -> VendorFile:
        """Return the vendor file that was packed."""
        file: VendorFile = pickle.loads(self.content)
        return file


class ErrorDomain(Domain):
    """Keeps what the vendor files of each page said, and makes the catalogue of it."""

    name = "err"
    label = "Error index"
    object_types: ClassVar[dict[str, ObjType]] = {
        "code": ObjType("error code", "code"),
        "variant": ObjType("meaning of an error code", "code"),
        "category": ObjType("error category", "category"),
    }
    roles: ClassVar[dict[str, RoleFunction | XRefRole]] = {
        "code": XRefRole(warn_dangling=True),
        "category": XRefRole(warn_dangling=True),
    }
    initial_data: ClassVar[dict[str, object]] = {
        "files": {},
        "globs": {},
        "toctrees": {},
        "linking": set(),
        "notes": {},
        "translations": {},
        "left_out": {},
        "readings": {},
    }
    data_version = 7

    session: Session
    """The build that is under way; set when it begins."""

    _files: dict[str, list[VendorFile]]
    note_faults: list[NoteFault]
    """What is wrong with notes of the house; set when the catalogue is made."""

    _catalog: Catalog | None = None
    _pages: dict[str, tuple[Code | Category, ...]] | None = None
    _labels: VendorLabels | None = None

    def __init__(self, env: BuildEnvironment) -> None:
        super().__init__(env)
        self._files = {}
        self.note_faults = []

    @property
    def packed(self) -> dict[str, list[PackedFile]]:
        """What the vendor files of each page said, packed: many builds need not look into it."""
        packed: dict[str, list[PackedFile]] = self.data["files"]
        return packed

    def files_of(self, docname: str) -> list[VendorFile]:
        """Return what a page's vendor files said."""
        packed = self.packed.get(docname, [])
        if docname not in self._files:
            self._files[docname] = [file.unpacked() for file in packed]
        return self._files[docname]

    @property
    def globs(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """For each page and each path or glob as written there, the files that it led to."""
        globs: dict[str, dict[str, tuple[str, ...]]] = self.data["globs"]
        return globs

    @property
    def toctrees(self) -> dict[str, dict[str, bool]]:
        """For each page and each of our pages that it names, whether a document had that name."""
        toctrees: dict[str, dict[str, bool]] = self.data["toctrees"]
        return toctrees

    @property
    def linking(self) -> set[str]:
        """The pages that link to codes or categories, or that list them."""
        linking: set[str] = self.data["linking"]
        return linking

    @property
    def notes(self) -> dict[str, list[Note]]:
        """The notes of the house that each page has."""
        notes: dict[str, list[Note]] = self.data["notes"]
        return notes

    @property
    def translations(self) -> dict[str, dict[str, str]]:
        """For each page the vendor's texts that a translated build shows in other words."""
        translations: dict[str, dict[str, str]] = self.data["translations"]
        return translations

    @property
    def catalog(self) -> Catalog:
        """The catalogue of all pages read so far."""
        if self._catalog is None:
            with without_collector():
                catalog = build_catalog(file for doc in self.packed for file in self.files_of(doc))
            catalog = _at_documents(catalog, self.env.found_docs)
            keeper = self.session.keeper
            catalog = keeper.complete(catalog, self.env.found_docs) if keeper else catalog
            notes = (note for said in self.notes.values() for note in said)
            catalog, self.note_faults = attach(catalog, notes)
            self._catalog = translated(judged(catalog), self.translations)
        return self._catalog

    @property
    def labels(self) -> VendorLabels:
        """The labels of all vendor files."""
        if self._labels is None:
            self._labels = VendorLabels(self.catalog.files)
        return self._labels

    @property
    def left_out(self) -> dict[str, list[str]]:
        """For each page the services that it documents and this build leaves out."""
        left: dict[str, list[str]] = self.data["left_out"]
        return left

    @property
    def readings(self) -> dict[str, list[str]]:
        """For each page the names that the cache has for the readings of its vendor files."""
        readings: dict[str, list[str]] = self.data["readings"]
        return readings

    def note_file(self, file: VendorFile) -> None:
        """Keep what a vendor file said on a page."""
        self.packed.setdefault(file.docname, []).append(PackedFile.of(file))
        self._forget(file.docname)

    def has_file(self, docname: str, file: str) -> bool:
        """Say whether a page shows a file already."""
        return any(known.file == file for known in self.packed.get(docname, ()))

    def note_note(self, note: Note) -> None:
        """Keep a note of the house."""
        self.notes.setdefault(note.docname, []).append(note)
        self._forget()

    def note_translations(self, docname: str, words: dict[str, str]) -> None:
        """Keep what became of a page's texts, by the originals."""
        self.translations[docname] = words
        self._forget()

    def note_glob(self, docname: str, pattern: str, paths: Iterable[Path]) -> None:
        """Keep what a path or glob of a page led to: a later build sees when that changes."""
        self.globs.setdefault(docname, {})[pattern] = tuple(map(str, paths))

    def clear_doc(self, docname: str) -> None:
        """Forget what a page said."""
        self.packed.pop(docname, None)
        self.globs.pop(docname, None)
        self.toctrees.pop(docname, None)
        self.notes.pop(docname, None)
        self.translations.pop(docname, None)
        self.left_out.pop(docname, None)
        self.readings.pop(docname, None)
        self.linking.discard(docname)
        self._forget(docname)

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, object]) -> None:
        """Take over what another process read."""
        for kind in _BY_PAGE:
            other: dict[str, object] = otherdata[kind]  # type: ignore[assignment]
            self.data[kind].update({doc: said for doc, said in other.items() if doc in docnames})
        self.linking.update(otherdata["linking"] & docnames)  # type: ignore[operator]
        self._forget(*docnames)

    def _forget(self, *docnames: str) -> None:
        """Forget what was computed from the data of some pages."""
        for docname in docnames:
            self._files.pop(docname, None)
        self._catalog = self._pages = self._labels = None

    def get_objects(self) -> list[tuple[str, str, str, str, str, int]]:
        """Return codes, variants and categories for ``objects.inv``, even those that are gone."""
        if not self.session.unchanged:
            self.session.state.objects = list(inventory(self.catalog, self._place_in_build))
        return self.session.state.objects

    def resolve_xref(  # type: ignore[override]
        self, env: BuildEnvironment, fromdocname: str, builder: Builder, typ: str, target: str,
        node: pending_xref, contnode: Element,
    ) -> Element | None:  # fmt: skip
        """Resolve our roles, and the references in vendor files."""
        if typ == "vendor":
            return resolve_vendor_xref(self.labels, env, fromdocname, builder, node, contnode)
        found = self._find(typ, target, fromdocname, node)
        if found is None:
            return resolve_remote(self.session.remotes, typ, target, node, contnode)
        item, variant = found
        if item.gone:
            logger.warning(
                "the %s %r is no longer documented (since: %s): its last known page is linked",
                self.object_types[typ].lname, item.id, item.gone,
                type=TYPE, subtype=Subtype.REFERENCE, location=node,
            )  # fmt: skip
        docname, anchor = self._place(item, variant, builder)
        if not node.get("refexplicit"):
            name = _shown(item, variant, target) if isinstance(item, Code) else item.name
            contnode = nodes.literal("", name, classes=["xref", "err", f"err-{typ}"])
        return make_reference(builder, fromdocname, docname, anchor, contnode, item.heading)

    def row_link(self, role: str, target: str, fromdocname: str, content: Element) -> Element:
        """Return the content of a cell as a link to what it names: ``target`` (``gw/GW.1``)."""
        found = self._find(role, target, fromdocname, content)
        if found is None:
            return content
        docname, anchor = self._place(*found, self.session.builder)
        return make_reference(
            self.session.builder, fromdocname, docname, anchor, content, found[0].heading
        )

    def resolve_any_xref(
        self,
        env: BuildEnvironment,  # noqa: ARG002 - as Sphinx calls it
        fromdocname: str,
        builder: Builder,
        target: str,
        node: pending_xref,  # noqa: ARG002
        contnode: Element,
    ) -> list[tuple[str, nodes.reference]]:
        """Resolve ``:any:`` to codes and categories by their full names."""
        results = []
        for typ, items in (("code", self.catalog.codes), ("category", self.catalog.categories)):
            if target in items:
                docname, anchor = self._place(items[target], None, builder)
                reference = make_reference(builder, fromdocname, docname, anchor, contnode)
                results.append((f"err:{typ}", reference))
        return results

    def warn_missing(self, node: pending_xref) -> bool:
        """Warn of a role that names nothing; return whether the role is ours.

        In a build of some services only, it may name what another build has.
        """
        typ, target = node["reftype"], node["reftarget"]
        if node.get("refdomain") != self.name or typ not in self.roles:
            return False
        if self.may_be_left_out(target):
            return True
        noun = self.object_types[typ].lname
        logger.warning(
            "there is no %s %r: its name is shown without a link",
            noun, target, type=TYPE, subtype=Subtype.REFERENCE, location=node,
        )  # fmt: skip
        return True

    def may_be_left_out(self, target: str) -> bool:
        """Say whether a name (``obs/403``, ``403``) may be that of something that is left out."""
        left = {service for services in self.left_out.values() for service in services}
        service, separator, _ = target.partition("/")
        return bool(left) and (not separator or service in left)

    def _find(
        self, typ: str, target: str, fromdocname: str, node: Element
    ) -> tuple[Code | Category, Variant | None] | None:
        """Return what a role names, and the variant if it names one (``obs/403#anchor``).

        A code that shares its page with others (``AbC`` and ``ABC``) names its first variant.
        """
        name, anchor = target, ""
        candidates = self._candidates(typ, target, fromdocname)
        if not candidates and "#" in target:
            name, _, anchor = target.rpartition("#")
            candidates = self._candidates(typ, name, fromdocname)
        if not candidates:
            return None
        if len(candidates) > 1:
            logger.warning(
                "%r is ambiguous: it may be %s; the first is taken",
                target,
                ", ".join(found.id for found in candidates),
                type=TYPE,
                subtype=Subtype.REFERENCE,
                location=node,
            )
        item = candidates[0]
        variants = item.variants if isinstance(item, Code) else ()
        if anchor:
            variant = next((v for v in variants if anchor in (v.anchor, *v.former_anchors)), None)
            return (item, variant) if variant else None
        if isinstance(item, Code) and name not in (item.code, item.id):
            return item, next((v for v in variants if name in _names(item, v)), None)
        return item, None

    def _candidates(self, typ: str, target: str, fromdocname: str) -> list[Code | Category]:
        """Return what a name may mean; for a bare name, what is on this page if anything is."""
        page_of = code_page if typ == "code" else category_page
        service, separator, name = target.partition("/")
        if separator and (items := self._by_page.get(page_of(service, name).lower())):
            return list(items)
        here = {file.service for file in self.packed.get(fromdocname, ())}
        found = [
            item
            for service in (*self.catalog.services, *self.catalog.past.services)
            for item in self._by_page.get(page_of(service, target).lower(), ())
        ]
        found = [item for item in found if not item.gone] or found
        return [item for item in found if item.service in here] or found

    @property
    def _by_page(self) -> dict[str, tuple[Code | Category, ...]]:
        """What each page of ours shows, by page name in lower case; the codes of an alias."""
        if self._pages is None:
            catalog = self.catalog
            self._pages = {}
            for part in (catalog, catalog.past):
                for code in part.codes.values():
                    self._pages.setdefault(code.pagename.lower(), (code,))
                for category in part.categories.values():
                    self._pages.setdefault(category.pagename.lower(), (category,))
            for page, alias in catalog.aliases.items():
                if not alias.is_category:
                    self._pages.setdefault(page, (catalog.codes[alias.target],))
            for listing in catalog.listings.values():
                if listing.kind == ALIAS:
                    codes = tuple(catalog.codes[name] for name in listing.codes)
                    self._pages.setdefault(listing.pagename.lower(), codes)
        return self._pages

    def _place_in_build(self, item: Code | Category, variant: Variant | None) -> tuple[str, str]:
        """Return page and anchor of an item, as the builder of this build has them."""
        return self._place(item, variant, self.session.builder)

    def _place(
        self, item: Code | Category, variant: Variant | None, builder: Builder
    ) -> tuple[str, str]:
        """Return page and anchor of an item: its own page, or its row without such pages."""
        if has_pages(builder):
            return item.pagename, variant.anchor if variant else ""
        origins = (variant or item.variants[0]).origins if isinstance(item, Code) else item.origins
        if origins:
            return origins[0].docname, origins[0].anchor
        return self.catalog.services[item.service].docname, ""


def domain_of(env: BuildEnvironment) -> ErrorDomain:
    """Return the ``err`` domain of an environment."""
    return env.domains["err"]  # type: ignore[return-value]


def _shown(code: Code, variant: Variant | None, target: str) -> str:
    """Return what a link to a code says: the other name that the role has, else the code."""
    name = target.partition("#")[0].removeprefix(f"{code.service}/")
    if name in code.aliases:
        return name
    return variant.code if variant else code.code


def _names(code: Code, variant: Variant) -> tuple[str, ...]:
    """Return how a role may name one meaning of a code."""
    names = (variant.code, *variant.aliases)
    return (*names, *(f"{code.service}/{name}" for name in names))


def _at_documents(catalog: Catalog, documents: Iterable[str]) -> Catalog:
    """Let codes and categories whose address a document has lead to that document."""
    names = {docname.lower(): docname for docname in documents}
    wanted = [code.pagename for code in catalog.codes.values()]
    wanted += [category.pagename for category in catalog.categories.values()]
    taken = {name: names[name.lower()] for name in wanted if name.lower() in names}
    if not taken:
        return catalog
    return replace(
        catalog,
        codes={
            name: replace(code, pagename=taken.get(code.pagename, code.pagename))
            for name, code in catalog.codes.items()
        },
        categories={
            name: replace(category, pagename=taken.get(category.pagename, category.pagename))
            for name, category in catalog.categories.items()
        },
    )
