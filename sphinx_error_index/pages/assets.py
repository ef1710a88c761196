"""Our own CSS and JavaScript: one file of each in the site, put together from ``static/``."""

from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING

from sphinx_error_index.files import write_if_changed
from sphinx_error_index.pages.language import script_table

if TYPE_CHECKING:
    from pathlib import Path

CSS = "error-index.css"
JS = "error-index.js"
INDEX = "error-index-data.js"
"""The resolver's index, beside index.html; loaded when the search box is first used."""

VECTORS = "links-vectors.json"
"""Test vectors of the address rule, published beside index.html."""

EXPORTS = ("codes.json", "report.json", INDEX, VECTORS)
"""The files that every build with pages has beside them."""

STYLES = ("page/error-index.css",)
SCRIPTS = (
    "resolver/stem.js",
    "resolver/words.js",
    "resolver/statuses.js",
    "resolver/query.js",
    "resolver/spelling.js",
    "resolver/misspelt.js",
    "resolver/codebook.js",
    "resolver/topics.js",
    "resolver/textrank.js",
    "resolver/terms.js",
    "resolver/weighing.js",
    "resolver/resolver.js",
    "page/engine.js",
    "page/options.js",
    "page/box.js",
    "page/guide.js",
    "page/pages.js",
    "page/search.js",
    "page/tables.js",
)
"""The sources, in the order in which they depend on each other."""


def install(outdir: Path) -> None:
    """Write the site's ``_static/error-index.css`` and ``.js``, unless they are up to date."""
    write_if_changed(outdir / "_static" / CSS, joined(STYLES))
    script = joined(SCRIPTS)
    if table := script_table(script):
        said = json.dumps(table, ensure_ascii=False, sort_keys=True)
        script = f"globalThis.ErrorIndexWords = {said};\n{script}"
    write_if_changed(outdir / "_static" / JS, script)


def joined(sources: tuple[str, ...]) -> str:
    """Return the sources as one text."""
    static = resources.files("sphinx_error_index").joinpath("static")
    return "\n".join(static.joinpath(source).read_text("utf-8") for source in sources)
