"""An extension that writes ``codes.json`` in a build of any kind, without any page.

``error-index diff`` uses it to read vendor files: with Sphinx's builder ``dummy`` a build costs
little more than reading them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_error_index.catalog.export import codes_json, to_json
from sphinx_error_index.sphinxext.domain import domain_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the extension with a Sphinx application."""
    app.setup_extension("sphinx_error_index")
    app.connect("build-finished", _write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _write(app: Sphinx, exception: Exception | None) -> None:
    if exception is None:
        catalog = domain_of(app.env).catalog
        content = codes_json(catalog, {s: s for s in catalog.services}, _page, "")
        Path(app.outdir).mkdir(parents=True, exist_ok=True)
        Path(app.outdir, "codes.json").write_text(to_json(content), "utf-8")


def _page(pagename: str, _anchor: str = "") -> str:
    return pagename
