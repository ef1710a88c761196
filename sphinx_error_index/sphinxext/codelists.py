"""On a service's page: the list of all its codes, and the vendor's original that can be folded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_error_index.builders import has_pages
from sphinx_error_index.catalog.statuses import status_of, status_page
from sphinx_error_index.language import gettext as _
from sphinx_error_index.sphinxext.domain import domain_of

if TYPE_CHECKING:
    from typing import Any

    from sphinx.writers.html5 import HTML5Translator

MOST_OPEN = 30
"""Most rows of an original that is open at first; a longer one would bury what follows it."""


class code_list(nodes.General, nodes.Element):  # noqa: N801 - nodes are named so
    """Stands for the list of all codes of a service."""


class original_begin(nodes.General, nodes.Element):  # noqa: N801
    """Where the vendor's original begins; ``rows`` is the number of rows of its tables.

    It does not hold the original: sections stay where Sphinx looks for them.
    """


class original_end(nodes.General, nodes.Element):  # noqa: N801
    """Where the vendor's original ends."""


class PlaceCodeLists(SphinxPostTransform):
    """Leaves the first list on the first page of each service; none where codes have no pages."""

    default_priority = 5

    def run(self, **_kwargs: Any) -> None:
        """Remove the other lists, and without pages of codes also the marks of originals."""
        domain = domain_of(self.env)
        with_pages = has_pages(domain.session.builder)
        services = domain.catalog.services
        seen: set[str] = set()
        for node in list(self.document.findall(code_list)):
            known = services.get(node["service"])
            here = known is not None and known.docname == self.env.docname
            if not (with_pages and here) or node["service"] in seen:
                node.parent.remove(node)
            seen.add(node["service"])
        for kind in () if with_pages else (original_begin, original_end):
            for mark in list(self.document.findall(kind)):
                mark.parent.remove(mark)


def visit_code_list(translator: HTML5Translator, node: code_list) -> None:
    """Write the list through its template."""
    builder = translator.builder
    domain = domain_of(builder.env)
    catalog, page = domain.catalog, builder.current_docname

    def url(pagename: str) -> str:
        return builder.get_relative_uri(page, pagename)

    def status_url(number: int, service: str = "") -> str:
        name = status_page(service, number)
        return url(name) if name in catalog.statuses else ""

    codes = [code for code in catalog.codes.values() if code.service == node["service"]]
    context = {
        "service": node["service"],
        "codes": codes,
        "url": url,
        "status_of": status_of,
        "status_url": status_url,
    }
    translator.body.append(domain.session.templates.render("partials/service", context))
    raise nodes.SkipNode


def visit_original_begin(translator: HTML5Translator, node: original_begin) -> None:
    """Begin what can be folded; a long original is folded at first."""
    state = " open" if node["rows"] <= MOST_OPEN else ""
    summary = translator.encode(_("The original documentation"))
    translator.body.append(f'<details class="err-vendor"{state}><summary>{summary}</summary>\n')
    raise nodes.SkipNode


def visit_original_end(translator: HTML5Translator, _node: original_end) -> None:
    """End what can be folded."""
    translator.body.append("</details>\n")
    raise nodes.SkipNode
