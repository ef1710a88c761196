"""The site's reference page, made from what it describes: templates, schemas, subtypes.

``.. reference:: templates`` lists each page template with its context, as the first lines of
the template say; ``codes`` and ``report`` list a JSON file field by field, as its schema says;
``messages`` lists the subtypes of messages, as ``messages.Subtype`` says. A change of one of
these files makes the page anew.
"""

from __future__ import annotations

import ast
import json
import re
from dataclasses import dataclass, field
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from docutils.parsers.rst import DirectiveError
from sphinx.util.docutils import SphinxDirective

from sphinx_error_index import messages
from sphinx_error_index.pages.templating import FOLDER, default_templates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

EVERY_PAGE = "context.txt"
"""Tells what every page template is given."""

_COMMENT = re.compile(r"\{#-?\s*(.*?)\s*-?#\}", re.DOTALL)
_ENTRY = re.compile(r"    ([a-z_]+(?:\(.*?\)(?!\S))?)(?:  +(\S.*)|(?<=\)))")


@dataclass(frozen=True, slots=True)
class Template:
    """What a template says of itself: what it is for, and each name that it is given."""

    name: str
    about: str
    context: dict[str, str] = field(default_factory=dict)

    def names(self) -> set[str]:
        """Return the bare names of its context: ``url`` for ``url(pagename, anchor="")``."""
        return {re.split(r"[(, ]", name)[0] for name in self.context}


def template(path: Path) -> Template:
    """Return what a template file says of itself in its first comment, a text file as a whole.

    Lines that are indented by four blanks begin with a name of the context; those that are
    indented further go on with the text.
    """
    text = path.read_text("utf-8")
    if path.suffix != ".txt":
        found = _COMMENT.match(text)
        text = found[1] if found else ""
    about: list[str] = []
    context: dict[str, str] = {}
    name = ""
    for line in text.splitlines():
        if not line.strip():
            name = ""
        elif line.startswith("     ") and name:
            context[name] = f"{context[name]} {line.strip()}".strip()
        elif entry := _ENTRY.fullmatch(line):
            name = entry[1]
            context[name] = entry[2] or ""
        else:
            about.append(line.strip())
    return Template(path.name, " ".join(about), context)


def templates() -> list[Template]:
    """Return what all page templates say, then those that they include with a context."""
    folder = default_templates() / FOLDER
    pages = [template(path) for path in sorted(folder.glob("*.html"))]
    parts = [template(path) for path in sorted(folder.glob("partials/*.html"))]
    return pages + [Template(f"partials/{t.name}", t.about, t.context) for t in parts]


def subtypes() -> dict[str, str]:
    """Return the subtypes of messages, each with what it says of itself."""
    path = Path(messages.__file__)
    tree = ast.parse(path.read_text("utf-8"))
    (body,) = [
        node.body for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Subtype"
    ]
    return {
        str(name.value.value): " ".join(str(text.value.value).split())
        for name, text in pairwise(body)
        if isinstance(name, ast.Assign)
        and isinstance(name.value, ast.Constant)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
    }


def schema_file(name: str) -> Path:
    """Return the file of a schema: that of ``codes.json`` or ``report.json``."""
    folder = resources.files("sphinx_error_index.catalog") / "schemas"
    return Path(str(folder / f"{name}.schema.json"))


def objects(schema: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Return the objects of a schema: name, description and definition of each."""
    yield "The file", schema.get("description", ""), schema
    for name, value in schema["properties"].items():
        item = value.get("items", {})
        if "properties" in item:
            yield f"An entry of {name}", value.get("description", ""), item
    for name, value in schema["$defs"].items():
        if value.get("type") == "object" and "properties" in value:
            article = "An" if name[0] in "aeiou" else "A"
            yield f"{article} {name}", value.get("description", ""), value


def kind(value: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    """Return in words what the value of a field is."""
    if "$ref" in value:
        name = value["$ref"].rpartition("/")[2]
        target = schema["$defs"][name]
        return name if "properties" in target else kind(target, schema)
    if "const" in value:
        return f"always {value['const']}"
    if "enum" in value:
        return ", ".join(value["enum"])
    if value.get("type") == "array":
        return f"list: {kind(value.get('items', {}), schema)}"
    if "properties" in value:
        return "entry"
    return str(value.get("type", "any"))


def described(value: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    """Return the description of a field, else that of the type that it refers to."""
    if text := value.get("description"):
        return str(text)
    named = value if "$ref" in value else value.get("items", {})
    if "$ref" in named:
        target = schema["$defs"][named["$ref"].rpartition("/")[2]]
        return "" if "properties" in target else str(target.get("description", ""))
    return ""


def _definitions(items: Iterable[tuple[str, str]]) -> Iterator[str]:
    for name, text in items:
        yield f"``{name}``"
        yield f"   {_plain(text) or '—'}"
        yield ""


def _plain(text: str) -> str:
    """Return a text that reStructuredText takes for nothing but text."""
    return re.sub(r"([*`|_\\])", r"\\\1", text)


def _fields(name: str) -> Iterator[str]:
    schema = json.loads(schema_file(name).read_text("utf-8"))
    for title, about, definition in objects(schema):
        yield from (f".. rubric:: {title}", "", _plain(about), "")
        yield from (".. list-table::", "   :header-rows: 1", "   :widths: 20 20 60", "")
        yield from ("   * - Field", "     - Is", "     - Says")
        required = definition.get("required", ())
        for field_name, value in definition["properties"].items():
            text = described(value, schema)
            optional = "" if field_name in required else " (may be absent)"
            yield f"   * - ``{field_name}``"
            yield f"     - {_plain(kind(value, schema))}{optional}"
            yield f"     - {_plain(text)}"
        yield ""


def _templates() -> Iterator[str]:
    every = template(default_templates() / FOLDER / EVERY_PAGE)
    yield from (".. rubric:: Every page", "", _plain(every.about), "")
    yield from _definitions(every.context.items())
    for one in templates():
        yield from (f".. rubric:: {one.name}", "", _plain(one.about), "")
        yield from _definitions(one.context.items())


def _messages() -> Iterator[str]:
    yield from (".. list-table::", "   :header-rows: 1", "   :widths: 20 12 68", "")
    yield from ("   * - Subtype", "     - Kind", "     - Says")
    for name, text in subtypes().items():
        is_note = text.startswith("(note) ")
        yield f"   * - ``{name}``"
        yield f"     - {'note' if is_note else 'warning'}"
        yield f"     - {text.removeprefix('(note) ')}"


def lines(what: str) -> list[str]:
    """Return a part of the reference as reStructuredText. Raises KeyError for any other name."""
    parts: dict[str, Callable[[], Iterator[str]]] = {
        "templates": _templates,
        "messages": _messages,
        "codes": lambda: _fields("codes"),
        "report": lambda: _fields("report"),
    }
    return list(parts[what]())


def sources(what: str) -> list[Path]:
    """Return the files that a part of the reference is made of."""
    if what == "templates":
        return [path for path in (default_templates() / FOLDER).rglob("*") if path.is_file()]
    return [Path(messages.__file__) if what == "messages" else schema_file(what)]


class ReferenceDirective(SphinxDirective):
    """``.. reference:: templates|codes|report|messages``: that part of the reference."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {}

    def run(self) -> list[nodes.Node]:
        """Return the part; an unknown name is an error at its line."""
        what = self.arguments[0]
        try:
            text = "\n".join(lines(what))
        except KeyError:
            text = f"there is no reference of {what!r}"
            raise DirectiveError(3, text) from None
        for path in (Path(__file__), *sources(what)):
            self.env.note_dependency(str(path))
        return self.parse_text_to_nodes(text)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive."""
    app.add_directive("reference", ReferenceDirective)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
