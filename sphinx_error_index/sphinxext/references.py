"""References in vendor files: they lead to a vendor's label or into the site, or become text."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.nodes import make_refnode

from sphinx_error_index.messages import TYPE, Subtype, logger

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docutils.nodes import Element
    from sphinx.addnodes import pending_xref
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from sphinx_error_index.model import Label, VendorFile
    from sphinx_error_index.sites.remotes import Remote

_PLACES = re.compile(r"\{(?:number|name)\}|%s")
"""What stands in the text of a ``numref`` for number and name (Sphinx, "Cross-referencing")."""


class VendorLabels:
    """The labels of vendor files, each in the namespace of its file and its service."""

    def __init__(self, files: Iterable[VendorFile]) -> None:
        self._places: dict[str, list[tuple[VendorFile, Label]]] = defaultdict(list)
        for file in files:
            for label in file.labels:
                self._places[label.name].append((file, label))

    def find(
        self, service: str, name: str, home: tuple[str, str] = ("", "")
    ) -> tuple[str, str, str] | None:
        """Return page, anchor and title of a label.

        A label of the referring file (``home`` is its page and its name) comes first, then one of
        its service, then the only one of that name. Returns None where there is none.
        """
        found = self._places.get(name, [])
        own = [place for place in found if (place[0].docname, place[0].file) == home]
        own = own or [place for place in found if place[0].service == service]
        if not own and len(found) != 1:
            return None
        file, label = (own or found)[0]
        return file.docname, label.anchor, label.title


def resolve_vendor_xref(
    labels: VendorLabels,
    env: BuildEnvironment,
    fromdocname: str,
    builder: Builder,
    node: pending_xref,
    contnode: Element,
) -> Element:
    """Return what a vendor's cross-reference becomes: a reference, or its mere text."""
    domain, typ, target = node["err_refdomain"], node["err_reftype"], node["reftarget"]
    label = None
    if typ == "ref":
        label = labels.find(node["err_service"], target, (fromdocname, node["err_file"]))
    if label is not None:
        docname, anchor, title = label
        if not node.get("refexplicit"):
            contnode = nodes.inline("", title or contnode.astext())
        return make_reference(builder, fromdocname, docname, anchor, contnode)
    if domain not in env.domains or (typ == "numref" and not env.config.numfig):
        return contnode
    if typ == "numref" and set("{}%") & set(_PLACES.sub("", contnode.astext())):
        return contnode  # Sphinx would take the text for a template, and some end its build
    original = node.copy()
    original["refdomain"], original["reftype"] = domain, typ
    resolved = env.domains[domain].resolve_xref(
        env, fromdocname, builder, typ, target, original, contnode
    )
    return contnode if resolved is None else resolved


def make_reference(
    builder: Builder, fromdocname: str, docname: str, anchor: str, content: Element, title: str = ""
) -> nodes.reference:
    """Return a reference to a page or an anchor; for singlehtml, to the anchor alone."""
    if builder.name == "singlehtml" and anchor:
        docname = fromdocname
    return make_refnode(builder, fromdocname, docname, anchor, content, title or None)


def resolve_remote(
    remotes: Iterable[Remote], typ: str, target: str, node: nodes.Element, content: nodes.Element
) -> nodes.reference | None:
    """Return a link for a role that names something of another site; None where nothing does."""
    found = [(remote, item) for remote in remotes for item in remote.find(typ, target)]
    if not found:
        return None
    if len(found) > 1 and "/" not in target:
        logger.warning(
            "%r is ambiguous: it may be %s; the first is taken",
            target, ", ".join(item.name for _, item in found),
            type=TYPE, subtype=Subtype.REFERENCE, location=node,
        )  # fmt: skip
    _remote, item = found[0]
    if not node.get("refexplicit"):
        shown = item.name.partition("/")[2].partition("#")[0]
        content = nodes.literal("", shown, classes=["xref", "err", f"err-{typ}"])
    return nodes.reference("", "", content, internal=False, refuri=item.url, reftitle=item.heading)
