"""Our own style sheet and scripts, put together from the files in ``static/``.

Scripts are made small by minify-go. A wheel holds them made; in a checkout they are made where
minify-go is installed, as ``make`` does it, and keep their own names where it is not.
"""

from __future__ import annotations

import json
import re
from importlib import resources
from typing import TYPE_CHECKING

from sphinx_error_index.files import write_if_changed
from sphinx_error_index.pages.language import script_table
from sphinx_error_index.resolver.rules import as_script, rules
from sphinx_error_index.resolver.store import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

CSS = "error-index.css"
JS = "error-index.js"
"""The script of every page."""

GUIDE_JS = "error-index-guide.js"
"""The script of the guide alone, which that of every page loads there."""

RESOLVER_JS = "error-index-resolver.js"
"""The script that answers queries; loaded when the search box is first used."""

HUB_JS = "error-index-hub.js"
"""What answers for other sites, too: a hub has it behind the script that answers queries."""

NAMES = (JS, GUIDE_JS, RESOLVER_JS, HUB_JS)
"""All scripts."""

SHIPPED = "shipped"
"""The folder of ``static/`` in which a wheel has the scripts made: hatch_build.py writes them."""

VECTORS = "links-vectors.json"
"""Test vectors of the address rule, published beside index.html."""

EXPORTS = ("codes.json", "report.json", ROOT, VECTORS)
"""The files that every build with pages has beside them."""

STYLES = ("page/error-index.css",)
RESOLVER_SCRIPTS = (
    "resolver/rules.js",
    "resolver/stem.js",
    "resolver/store.js",
    "resolver/words.js",
    "resolver/ranges.js",
    "resolver/statuses.js",
    "resolver/pastes/decoding.js",
    "resolver/pastes/languages.js",
    "resolver/query.js",
    "resolver/spelling.js",
    "resolver/values.js",
    "resolver/index.js",
    "resolver/mentions.js",
    "resolver/misspelt.js",
    "resolver/codebook.js",
    "resolver/terms.js",
    "resolver/candidates.js",
    "resolver/textrank.js",
    "resolver/weighing.js",
    "resolver/resolver.js",
    "page/loading.js",
    "page/session.js",
    "page/meant.js",
    "page/lines.js",
    "page/serving.js",
)
HUB_SCRIPTS = ("page/hub.js",)
SCRIPTS = (
    "page/language.js",
    "page/engine.js",
    "page/options.js",
    "page/copying.js",
    "page/box.js",
    "page/boxes.js",
    "page/filter.js",
    "page/colours.js",
    "page/lost.js",
    "page/pages.js",
    "page/search.js",
    "page/tables.js",
    "page/main.js",
)
GUIDE_SCRIPTS = ("page/listing.js", "page/guide.js")
"""The JavaScript modules of all scripts, in the order in which they depend on each other."""

_IMPORT = re.compile(r"^import [^;]*;\n", re.MULTILINE)
_IMPORTED = re.compile(r'^import \{ ([^}]*) \} from "\./(.*)";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async function|class|const|function)\b)", re.MULTILINE)
_COMMENT = re.compile(r"/\*(?:(?!\*/).)*\*/\n*", re.DOTALL)
_DOCUMENTATION = re.compile(
    r"^\s*//[^\n]*\n|(?<=[;{,)]) // [^\n]*|/\*\*(?:(?!\*/).)*\*/ ?", re.MULTILINE | re.DOTALL
)
_INDENT = re.compile(r"^\s+", re.MULTILINE)
_BLANK = re.compile(r"(?<=[:;,{]) +| +(?=[{}])")
_WEIGHT = re.compile(r"\bw\.([A-Z][A-Z0-9_]*)")


def install(outdir: Path, *, hub: bool = False) -> None:
    """Write the style sheet and the scripts into ``_static/``, unless they are up to date.

    ``hub`` says that the site answers for others, too.
    """
    write_if_changed(outdir / "_static" / CSS, style(STYLES))
    for name in (JS, GUIDE_JS, RESOLVER_JS):
        parts = (name, HUB_JS) if hub and name == RESOLVER_JS else (name,)
        readable = "".join(map(whole_script, parts))
        # A semicolon, since the end of one script and the beginning of the next would be a call.
        made = ";".join(_shipped(part) or small(whole_script(part)) for part in parts)
        write_if_changed(outdir / "_static" / name, with_words(made, readable))


def with_words(text: str, readable: str) -> str:
    """Return a script with the words before it that it needs in the reader's language.

    *readable* is the same script with its own names, by which the words are found.
    """
    if not (table := script_table(readable)):
        return text
    said = json.dumps(table, ensure_ascii=False, sort_keys=True)
    return f"Object.assign(globalThis.ErrorIndexWords ??= {{}}, {said});\n{text}"


def page_script() -> str:
    """Return the script of every page. It leaves what that of the guide shares with it."""
    return script(SCRIPTS, f"globalThis.ErrorIndexPage = {{ {', '.join(_shared())} }};\n")


def guide_script() -> str:
    """Return the script of the guide, which takes from that of the page what both need."""
    return script(
        GUIDE_SCRIPTS, beginning=f"const {{ {', '.join(_shared())} }} = ErrorIndexPage;\n"
    )


def _shared() -> list[str]:
    """What the modules of the guide import from those of every page."""
    imported = (found for text in _read(GUIDE_SCRIPTS) for found in _IMPORTED.findall(text))
    names = (names for names, module in imported if f"page/{module}" in SCRIPTS)
    return sorted({name for several in names for name in several.split(", ")})


def whole_script(name: str) -> str:
    """Return the script of a name, one of :data:`NAMES`, as it is written but for its comments."""
    if name == RESOLVER_JS:
        return as_script() + script(RESOLVER_SCRIPTS)
    if name == HUB_JS:
        return script(HUB_SCRIPTS)
    return page_script() if name == JS else guide_script()


def small(text: str) -> str:
    """Return a script with short names in the place of local ones, by minify-go if it is there.

    Names of properties and strings stay. Where it is not installed, the script stays as it is.
    """
    try:
        import minify
    except ImportError:
        return text
    said: str = minify.string("application/javascript", text)
    return said + "\n"


def _shipped(name: str) -> str:
    """The script of a name as the wheel has it; "" in a checkout."""
    path = resources.files("sphinx_error_index").joinpath("static", SHIPPED, name)
    return path.read_text("utf-8") if path.is_file() else ""


def style(sheets: Iterable[str]) -> str:
    """Return style sheets (paths below ``static/``) as one, without comments and many blanks."""
    sheet = "\n".join(_read(sheets))
    for pattern in (_COMMENT, _INDENT, _BLANK):
        sheet = pattern.sub("", sheet)
    return sheet


def script(modules: Iterable[str], ending: str = "", beginning: str = "") -> str:
    """Return JavaScript modules as one classic script, which pages opened from disk load too.

    Args:
        modules: paths below ``static/``, those that others import first. They share one scope, so
            no two may give the same name to anything at their top level.
        ending: further statements that see all that the modules define.
        beginning: statements before the modules, whose names these see.

    Returns:
        The script, without the modules' imports, exports, comments and indents; weights and limits
        stand in it as their values.
    """
    body = beginning + "".join(_read(modules)) + ending
    for pattern in (_DOCUMENTATION, _IMPORT, _EXPORT, _INDENT):
        body = pattern.sub("", body)
    body = _WEIGHT.sub(_value_of, body)
    return f'(() => {{\n"use strict";\n{body}}})();\n'


def _value_of(weight: re.Match[str]) -> str:
    """The value of ``w.NAME`` as JavaScript."""
    value = rules("weights")[weight[1]]
    said = json.dumps(value, separators=(",", ":"))
    return f"({said})" if isinstance(value, dict) else said


def _read(sources: Iterable[str]) -> Iterator[str]:
    static = resources.files("sphinx_error_index").joinpath("static")
    return (static.joinpath(source).read_text("utf-8") for source in sources)
