"""Which pages must be read or written again although their own source did not change.

A page shows more than its source: a glob leads to other files than before, a code that it
links to has gone, a list of services grows. What pages showed of the catalogue is kept beside
the doctrees and per builder, and only once they are written: a build that is killed, or one
of another builder in between, leaves no page stale.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from sphinx_error_index.directives import expand, folder_of
from sphinx_error_index.export import write_if_changed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_error_index.domain import ErrorDomain
    from sphinx_error_index.model import Catalog, Origin


def to_read(domain: ErrorDomain, env: BuildEnvironment) -> set[str]:
    """Return the pages whose globs lead elsewhere, or whose toctrees now name a document."""
    outdated = {
        docname
        for docname, patterns in domain.globs.items()
        for pattern, paths in patterns.items()
        if paths != tuple(map(str, expand(pattern, folder_of(env, docname, pattern))))
    }
    outdated |= {
        docname
        for docname, names in domain.toctrees.items()
        for name, was_document in names.items()
        if was_document != (name in env.found_docs)
    }
    return outdated & env.found_docs


def to_write(app: Sphinx, domain: ErrorDomain) -> set[str]:
    """Return the pages that show something else of the catalogue than in the last build."""
    domain.shown = dict(_shown(domain, app.env))
    before = _remembered(app)
    return {docname for docname, digest in domain.shown.items() if before.get(docname) != digest}


def remember(app: Sphinx, domain: ErrorDomain) -> None:
    """Keep what the pages show, now that they are written."""
    state = {"outdir": str(app.outdir), "pages": domain.shown}
    write_if_changed(_state_file(app), json.dumps(state, indent=0, sort_keys=True))


def _remembered(app: Sphinx) -> dict[str, str]:
    try:
        state = json.loads(_state_file(app).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    pages: dict[str, str] = state["pages"] if state["outdir"] == str(app.outdir) else {}
    return pages


def _state_file(app: Sphinx) -> Path:
    return app.doctreedir / f"error-index-{app.builder.name}.json"


def _shown(domain: ErrorDomain, env: BuildEnvironment) -> Iterator[tuple[str, str]]:
    """Return page and digest of what it shows of other pages' files."""
    catalog = domain.catalog
    headings: dict[str, list[object]] = {service: [] for service in catalog.services}
    for service, heading in _headings(catalog):
        headings.setdefault(service, []).append(heading)  # what is gone may have none
    services = {service: _digest(found) for service, found in headings.items()}
    everything = _digest(services, _lists(catalog, env))
    labels = _digest([(file.service, file.docname, file.labels) for file in catalog.files])
    for docname in sorted((domain.linking | domain.files.keys()) & env.all_docs.keys()):
        files = domain.files.get(docname, ())
        parts = [services[service] for service in sorted({file.service for file in files})]
        parts += [labels] if any(file.references for file in files) else []
        parts += [everything] if docname in domain.linking else []
        yield docname, _digest(parts)


def _headings(catalog: Catalog) -> Iterator[tuple[str, object]]:
    """Return, each with its service, what links to codes and categories depend on."""
    for code in (*catalog.codes.values(), *catalog.past.codes.values()):
        variants = [(v.anchor, v.aliases, v.code, _row(v.origins)) for v in code.variants]
        yield code.service, (code.id, code.pagename, code.heading, code.gone, variants)
    for category in (*catalog.categories.values(), *catalog.past.categories.values()):
        row = _row(category.origins)
        said = (category.id, category.pagename, category.heading, category.gone, row)
        yield category.service, said


def _row(origins: tuple[Origin, ...]) -> list[tuple[str, str]]:
    return [(origin.docname, origin.anchor) for origin in origins[:1]]


def _lists(catalog: Catalog, env: BuildEnvironment) -> list[tuple[object, ...]]:
    """Return what the lists of services and categories depend on."""
    services = [
        (s.id, s.docname, env.titles[s.docname].astext()) for s in catalog.services.values()
    ]
    categories = [(c.id, c.description, len(c.codes)) for c in catalog.categories.values()]
    return [*services, *categories]


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
