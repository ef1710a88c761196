"""The ``err`` domain: what all pages' vendor files said, in the environment; and its roles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from sphinx.domains import Domain, ObjType
from sphinx.roles import XRefRole
from sphinx.util.nodes import make_refnode

from sphinx_error_index.catalog import build_catalog, category_page, code_page
from sphinx_error_index.directives import TablesDirective
from sphinx_error_index.messages import TYPE, Subtype, logger
from sphinx_error_index.model import Catalog, Category, Code, Variant, VendorFile
from sphinx_error_index.templating import Templates
from sphinx_error_index.vocabulary import Vocabulary, load

if TYPE_CHECKING:
    from docutils.nodes import Element
    from sphinx.addnodes import pending_xref
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment


def has_pages(builder: Builder) -> bool:
    """Say whether a builder writes pages for codes: HTML, but neither one file nor a book."""
    return builder.format == "html" and builder.name not in {"singlehtml", "epub"}


class CatalogRole(XRefRole):
    """``:err:code:`` and ``:err:category:``; the domain notes who uses them."""

    def process_link(
        self, env: BuildEnvironment, refnode: Element, has_explicit_title: bool,
        title: str, target: str,
    ) -> tuple[str, str]:  # fmt: skip
        """Note the page, to be written again when a target comes or goes."""
        env.domains["err"].data["linking"].add(env.docname)
        refnode["refexplicit"] = has_explicit_title
        return title, target.strip()


class ErrorDomain(Domain):
    """Keeps :class:`~sphinx_error_index.model.VendorFile` records by page; knows the catalogue."""

    name = "err"
    label = "Error index"
    object_types: ClassVar[dict[str, ObjType]] = {
        "code": ObjType("error code", "code"),
        "variant": ObjType("meaning of an error code", "code"),
        "category": ObjType("error category", "category"),
    }
    roles: ClassVar[dict[str, CatalogRole]] = {
        "code": CatalogRole(warn_dangling=True),
        "category": CatalogRole(warn_dangling=True),
    }
    directives: ClassVar[dict[str, type[TablesDirective]]] = {"tables": TablesDirective}
    initial_data: ClassVar[dict[str, object]] = {
        "files": {},
        "globs": {},
        "linking": set(),
        "known": None,
    }
    dangling_warnings: ClassVar[dict[str, str]] = {
        "code": "no such error code: %(target)s",
        "category": "no such error category: %(target)s",
    }
    data_version = 1
    templates: Templates
    """The page templates; set when the build begins."""
    being_read: frozenset[str] = frozenset()
    """The pages that this build reads."""
    data_root = Path()
    """The folder that file names are relative to; set when the build begins."""

    _catalog: Catalog | None = None
    _pages: dict[str, Code | Category] | None = None
    _vocabulary: Vocabulary | None = None

    @property
    def files(self) -> dict[str, list[VendorFile]]:
        """Page → what its vendor files said."""
        files: dict[str, list[VendorFile]] = self.data["files"]
        return files

    @property
    def globs(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """Page → path or glob as resolved → the files it led to."""
        globs: dict[str, dict[str, tuple[str, ...]]] = self.data["globs"]
        return globs

    @property
    def vocabulary(self) -> Vocabulary:
        """The vocabulary with the site's additions."""
        if self._vocabulary is None:
            self._vocabulary = load(self.env.config.error_index_vocabulary)
        return self._vocabulary

    @property
    def catalog(self) -> Catalog:
        """The catalogue of all pages read so far."""
        if self._catalog is None:
            self._catalog = build_catalog(file for files in self.files.values() for file in files)
        return self._catalog

    def note_file(self, file: VendorFile) -> None:
        """Keep what a vendor file said on a page."""
        self.files.setdefault(file.docname, []).append(file)
        self._forget_catalog()

    def has_file(self, docname: str, file: str) -> bool:
        """Say whether a page shows a file already."""
        return any(known.file == file for known in self.files.get(docname, ()))

    def note_glob(self, docname: str, pattern: str, paths: Iterable[Path]) -> None:
        """Keep what a path or glob led to, to see when that changes."""
        self.globs.setdefault(docname, {})[pattern] = tuple(map(str, paths))

    def clear_doc(self, docname: str) -> None:
        """Forget what a page said."""
        self.files.pop(docname, None)
        self.globs.pop(docname, None)
        self.data["linking"].discard(docname)
        self._forget_catalog()

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, object]) -> None:
        """Take over what another process read."""
        for kind in ("files", "globs"):
            other: dict[str, object] = otherdata[kind]  # type: ignore[assignment]
            self.data[kind].update({doc: said for doc, said in other.items() if doc in docnames})
        self.data["linking"] |= otherdata["linking"] & docnames  # type: ignore[operator]
        self._forget_catalog()

    def _forget_catalog(self) -> None:
        self._catalog = self._pages = None

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Return codes, variants and categories for ``objects.inv``."""
        for code in self.catalog.codes.values():
            yield code.id, code.heading, "code", code.pagename, "", 1
            if len(code.variants) > 1:
                for variant in code.variants:
                    name = f"{code.id}#{variant.anchor}"
                    shown = f"{code.code} {variant.title}".strip()
                    yield name, shown, "variant", code.pagename, variant.anchor, -1
        for category in self.catalog.categories.values():
            yield category.id, category.heading, "category", category.pagename, "", 1

    def resolve_xref(
        self, env: BuildEnvironment, fromdocname: str, builder: Builder, typ: str, target: str,
        node: pending_xref, contnode: Element,
    ) -> nodes.reference | Element | None:  # fmt: skip
        """Resolve our roles, the links of table rows, and the references in vendor files."""
        if typ == "vendor":
            return self._resolve_vendor(env, fromdocname, builder, node, contnode)
        if typ == "row":
            if not has_pages(builder):
                return contnode
            typ = node["err_role"]
        found = self._find(typ, target, fromdocname, node)
        if found is None:
            return None
        item, variant = found
        docname, anchor = self._place(item, variant, builder)
        if not node.get("refexplicit") and isinstance(item, Code):
            contnode = nodes.literal("", item.code, classes=["xref", "err", "err-code"])
        return make_refnode(builder, fromdocname, docname, anchor, contnode, item.heading)

    def resolve_any_xref(
        self, env: BuildEnvironment, fromdocname: str, builder: Builder, target: str,
        node: pending_xref, contnode: Element,
    ) -> list[tuple[str, nodes.reference]]:  # fmt: skip
        """Resolve ``:any:`` to codes and categories by their full names."""
        results = []
        for typ, items in (("code", self.catalog.codes), ("category", self.catalog.categories)):
            if target in items:
                docname, anchor = self._place(items[target], None, builder)
                reference = make_refnode(builder, fromdocname, docname, anchor, contnode)
                results.append((f"err:{typ}", reference))
        return results

    def _find(
        self, typ: str, target: str, fromdocname: str, node: pending_xref
    ) -> tuple[Code | Category, Variant | None] | None:
        """Return what a role names, and the variant if it names one (``obs/403#anchor``)."""
        anchor = ""
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
        variant = next((v for v in variants if anchor in (v.anchor, *v.aliases)), None)
        return None if anchor and variant is None else (item, variant)

    def _candidates(self, typ: str, target: str, fromdocname: str) -> list[Code | Category]:
        """Return what a full name means, else a bare name: on this page, else anywhere."""
        page_of = code_page if typ == "code" else category_page
        service, separator, name = target.partition("/")
        if separator and (item := self._by_page.get(page_of(service, name).lower())):
            return [item]
        here = {file.service for file in self.files.get(fromdocname, ())}
        found = [
            item
            for service in self.catalog.services
            if (item := self._by_page.get(page_of(service, target).lower()))
        ]
        return [item for item in found if item.service in here] or found

    @property
    def _by_page(self) -> dict[str, Code | Category]:
        """Every generated page in lower case → what it shows."""
        if self._pages is None:
            items = (*self.catalog.codes.values(), *self.catalog.categories.values())
            self._pages = {item.pagename.lower(): item for item in items}
        return self._pages

    def _place(
        self, item: Code | Category, variant: Variant | None, builder: Builder
    ) -> tuple[str, str]:
        """Return page and anchor of an item: its page, or its row where there are no pages."""
        if has_pages(builder):
            return item.pagename, variant.anchor if variant else ""
        origins = (variant or item.variants[0]).origins if isinstance(item, Code) else item.origins
        if origins:
            return origins[0].docname, origins[0].anchor
        return self.catalog.services[item.service].docname, ""

    def _resolve_vendor(
        self, env: BuildEnvironment, fromdocname: str, builder: Builder,
        node: pending_xref, contnode: Element,
    ) -> Element:  # fmt: skip
        """Resolve a vendor's reference: its service's label, the site's own, else its text."""
        domain, typ, target = node["err_refdomain"], node["err_reftype"], node["reftarget"]
        if typ == "ref" and (label := self.find_label(node["err_service"], target)):
            docname, anchor, title = label
            if not node.get("refexplicit"):
                contnode = nodes.inline("", title or contnode.astext())
            return make_refnode(builder, fromdocname, docname, anchor, contnode)
        if domain in env.domains:
            original = node.copy()
            original["refdomain"], original["reftype"] = domain, typ
            resolved = env.domains[domain].resolve_xref(
                env, fromdocname, builder, typ, target, original, contnode
            )
            if resolved is not None:
                return resolved
        return contnode

    def find_label(self, service: str, name: str) -> tuple[str, str, str] | None:
        """Return page, anchor and title of a vendor's label: of the service, or the only one."""
        found: dict[bool, list[tuple[str, str, str]]] = defaultdict(list)
        for docname, files in sorted(self.files.items()):
            for file in files:
                for label in file.labels:
                    if label.name == name:
                        place = (docname, label.anchor, label.title)
                        found[file.service == service].append(place)
        if found[True]:
            return found[True][0]
        return found[False][0] if len(found[False]) == 1 else None
