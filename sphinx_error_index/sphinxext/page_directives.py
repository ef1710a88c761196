"""Directives for hand-written pages: the search box, and lists of services and categories."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from sphinx_error_index.builders import has_pages
from sphinx_error_index.language import gettext as _
from sphinx_error_index.language import ngettext
from sphinx_error_index.messages import TYPE, Subtype, logger
from sphinx_error_index.pages.contents import GENERATED, GUIDE
from sphinx_error_index.pages.roots import root_of
from sphinx_error_index.sphinxext.domain import domain_of
from sphinx_error_index.wording import since

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from sphinx.util.typing import OptionSpec
    from sphinx.writers.html5 import HTML5Translator

    from sphinx_error_index.model import Catalog, Category, Service
    from sphinx_error_index.sites.remotes import RemoteService
    from sphinx_error_index.sphinxext.domain import ErrorDomain

MAX_CATEGORIES = 100
"""Most categories that the list shows. With more, it is a link to the category index."""


class search_box(nodes.General, nodes.Element):  # noqa: N801 - nodes are named so
    """The search box; only HTML has one."""


class catalog_list(nodes.General, nodes.Element):  # noqa: N801
    """Stands for a list that is filled when the whole catalogue is known."""


def newest_change(catalog: Catalog, service: str) -> str:
    """Return the newest revision at which a service lost a code, as the ledger knows it."""
    codes = catalog.past.codes.values()
    revisions = [since(code.gone) for code in codes if code.service == service]
    return max(revisions, default="")


class _ListDirective(SphinxDirective):
    option_spec: ClassVar[OptionSpec] = {"service": directives.unchanged_required}
    kind: ClassVar[str]

    def run(self) -> list[nodes.Node]:
        node = catalog_list("", kind=self.kind, service=self.options.get("service", ""))
        self.set_source_info(node)
        return [node]


class ServicesDirective(_ListDirective):
    """``.. err:services::``: the services, with the number of their codes."""

    option_spec: ClassVar[OptionSpec] = {}
    kind = "services"


class CategoriesDirective(_ListDirective):
    """``.. err:categories::``: the categories, of one ``:service:`` or of all."""

    kind = "categories"


class SearchDirective(SphinxDirective):
    """``.. err:search::``: the guide's search box, for one ``:service:`` or all."""

    option_spec: ClassVar[OptionSpec] = {"service": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        """Return the box."""
        guide_is_document = GUIDE in self.env.found_docs
        domain_of(self.env).toctrees.setdefault(self.env.docname, {})[GUIDE] = guide_is_document
        number = self.env.new_serialno("err-search")
        node = search_box("", number=number, service=self.options.get("service", ""))
        self.set_source_info(node)
        return [node]


def visit_search_box(translator: HTML5Translator, node: search_box) -> None:
    """Write the search box through its template."""
    builder = translator.builder
    if has_pages(builder):
        page = builder.current_docname
        templates = domain_of(builder.env).session.templates
        translator.body.append(
            templates.render_search_box(
                root=root_of(builder, page),
                guide_url=builder.get_relative_uri(page, "guide"),
                service=node["service"],
                box_id=f"err-box-{node['number']}",
            )
        )
    raise nodes.SkipNode


class DropPageLinks(SphinxPostTransform):
    """Removes search boxes and links to our pages where the builder has no such pages."""

    default_priority = 5

    def run(self, **_kwargs: Any) -> None:
        """Remove search boxes and the toctrees' entries."""
        if has_pages(domain_of(self.env).session.builder):
            return
        for node in list(self.document.findall(search_box)):
            node.parent.remove(node)
        for toctree in self.document.findall(addnodes.toctree):
            toctree["entries"] = [
                (title, name)
                for title, name in toctree["entries"]
                if name not in GENERATED or name in self.env.found_docs
            ]


class FillLists(SphinxPostTransform):
    """Replaces the lists' placeholders by references into the catalogue."""

    default_priority = 6

    def run(self, **_kwargs: Any) -> None:
        """Fill each list of the document."""
        domain = domain_of(self.env)
        catalog = domain.catalog
        for box in self.document.findall(search_box):
            _check_service(domain, box)
        for node in list(self.document.findall(catalog_list)):
            _check_service(domain, node)
            self._fill(catalog, node)

    def _fill(self, catalog: Catalog, node: catalog_list) -> None:
        if node["kind"] == "services":
            items = [self._service(catalog, service) for service in catalog.services.values()]
            items += map(_elsewhere, self._remote())
        else:
            items = self._categories(catalog, node["service"])
        if items:
            node.replace_self(nodes.bullet_list("", *items, classes=["err-cards"]))
        else:
            texts = {
                "services": _("There are no services yet."),
                "categories": _("There are no categories yet."),
            }
            text = texts[node["kind"]]
            node.replace_self(nodes.paragraph("", text, classes=["err-empty"]))

    def _service(self, catalog: Catalog, service: Service) -> nodes.list_item:
        codes = sum(code.service == service.id for code in catalog.codes.values())
        title = self.env.titles[service.docname].astext()
        link = addnodes.pending_xref(
            "", nodes.inline("", title), refdomain="std", reftype="doc",
            reftarget=f"/{service.docname}", refexplicit=True, refwarn=True,
        )  # fmt: skip
        said = ngettext("%(num)d code", "%(num)d codes", codes) % {"num": codes}
        if changed := newest_change(catalog, service.id):
            said += " · " + _("last change: %(revision)s") % {"revision": changed}
        return _item(link, said)

    def _categories(self, catalog: Catalog, service: str) -> list[nodes.list_item]:
        categories = [
            category
            for category in catalog.categories.values()
            if service in ("", category.service)
        ]
        known = catalog.services
        remote = [
            r for r in self._remote() if not service or (service == r.id and r.id not in known)
        ]
        total = len(categories) + sum(len(other.categories) for other in remote)
        several = len({category.service for category in categories}) + len(remote) > 1
        if total > MAX_CATEGORIES:
            text = _("All %(number)d categories") % {"number": total}
            return [_item(self._index(text), "")]
        ordered = sorted(categories, key=lambda category: not category.codes)
        items = [self._category(catalog, category, several) for category in ordered]
        return [*items, *(item for other in remote for item in _categories_elsewhere(other))]

    def _remote(self) -> list[RemoteService]:
        """Return the services of the other sites that this one speaks of."""
        return [s for remote in domain_of(self.env).session.remotes for s in remote.services]

    def _index(self, text: str) -> nodes.Node:
        """Return a link to the category index, or its words where there is none."""
        builder = domain_of(self.env).session.builder
        if not has_pages(builder):
            return nodes.inline("", text)
        address = builder.get_relative_uri(self.env.docname, "categories")
        return nodes.reference("", text, refuri=address, internal=True)

    def _category(self, catalog: Catalog, category: Category, several: bool) -> nodes.list_item:
        label = category.heading
        if several:
            home = catalog.services[category.service].docname
            label += f" · {self.env.titles[home].astext()}"
        link = addnodes.pending_xref(
            "", nodes.inline("", label), refdomain="err", reftype="category",
            reftarget=category.id, refexplicit=True, refwarn=True,
        )  # fmt: skip
        summary = category.description[0].plain if category.description else ""
        number = len(category.codes)
        said = ngettext("%(num)d code", "%(num)d codes", number) % {"num": number}
        return _item(link, f"{said}: {summary}" if summary else said)


def _check_service(domain: ErrorDomain, node: nodes.Element) -> None:
    """Warn of a ``:service:`` that does not exist."""
    catalog = domain.catalog
    known = node["service"] in catalog.services or domain.may_be_left_out(f"{node['service']}/")
    remotes = domain.session.remotes
    known = known or any(node["service"] == s.id for remote in remotes for s in remote.services)
    if node["service"] and not known:
        logger.warning(
            "there is no service %r; those are: %s",
            node["service"],
            ", ".join(catalog.services) or "none yet",
            type=TYPE,
            subtype=Subtype.OPTION,
            location=node,
        )


def _elsewhere(service: RemoteService) -> nodes.list_item:
    """Return a service of another site as an item of the list of services."""
    link = nodes.reference("", service.title, refuri=service.url, internal=False)
    said = ngettext("%(num)d code", "%(num)d codes", service.codes) % {"num": service.codes}
    return _item(link, said)


def _categories_elsewhere(service: RemoteService) -> Iterator[nodes.list_item]:
    for category in service.categories:
        text = f"{category.heading} · {service.title}"
        yield _item(nodes.reference("", text, refuri=category.url, internal=False), "")


def _item(link: nodes.Node, text: str) -> nodes.list_item:
    paragraph = nodes.paragraph("", "", nodes.strong("", "", link))
    item = nodes.list_item("", paragraph)
    if text:
        item += nodes.paragraph("", text)
    return item
