"""The catalogues of our words: what there is to translate, what is missing, compiled catalogues.

``make messages`` extracts every word that goes through gettext (templates, JavaScript, Python, and
the sentences of ``statuses.toml`` and ``triage.toml``), puts new ones into the ``.po`` files of
``sphinx_error_index/locale``, takes out those that are no longer said, and writes the ``.mo``
files. It lists what has no translation yet. With ``--check`` nothing is written, and anything that
would be makes it fail.
"""

from __future__ import annotations

import argparse
import ast
import io
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from sphinx_error_index.language import CATALOG

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "sphinx_error_index"
LOCALE = PACKAGE / "locale"
LANGUAGES = ("de", "es", "fr", "ja", "zh_CN")

COMMENT = "# Our words."

KEYWORDS = {"_": None, "gettext": None, "deferred": None, "ngettext": (1, 2)}
SOURCES: tuple[tuple[Path, str, str, dict[str, object]], ...] = (
    (PACKAGE, "*.py", "python", {}),
    (PACKAGE / "static", "*.js", "javascript", {"parse_template_string": True}),
    (ROOT / "templates", "*.html", "jinja2.ext:babel_extract", {"trimmed": "true"}),
)
"""Folders, files, and how Babel reads these."""

TABLES = {
    "catalog/statuses.toml": ("means", "owner"),
    "catalog/triage.toml": ("why",),
}
"""Tables of sentences that pages show, and the fields that have them."""

SAYING = frozenset({"warn", "_warn", "note", "warning", "info"})
"""How builds say something: the functions of ``sphinx_error_index.messages``."""

ROOMS = ("catalog", "ledger", "pages", "reading", "sphinxext")
"""The rooms that say something while a site is built."""

Text = str | tuple[str, str]


def words() -> dict[Text, list[str]]:
    """Return every text of ours that can be translated, with the files that have it.

    A text that goes with a number is a pair of its two forms.
    """
    found: dict[Text, list[str]] = {}
    for text, file in [*_from_sources(), *_from_tables(), *_from_builds()]:
        files = found.setdefault(text, [])
        if file not in files:
            files.append(file)
    return dict(sorted(found.items(), key=lambda item: (item[1][0], str(item[0]))))


def _from_sources() -> Iterator[tuple[Text, str]]:
    for folder, glob, method, options in SOURCES:
        for path in sorted(folder.rglob(glob)):
            name = path.relative_to(ROOT).as_posix()
            with path.open("rb") as file:
                for _, said, _, _ in extract(method, file, KEYWORDS, options=options):
                    if isinstance(said, str) and said:
                        yield said, name
                    elif isinstance(said, tuple | list):
                        yield (str(said[0]), str(said[1])), name


def _from_tables() -> Iterator[tuple[Text, str]]:
    for name, fields in TABLES.items():
        path = PACKAGE / name
        table = tomllib.loads(path.read_text("utf-8"))
        entries = table.get("rules") or [v for v in table.values() if isinstance(v, dict)]
        said = [entry[field] for entry in entries for field in fields if entry.get(field)]
        said += table.get("classes", {}).values()
        for text in said:
            yield str(text), path.relative_to(ROOT).as_posix()


def _from_builds() -> Iterator[tuple[Text, str]]:
    """Return what builds say: the text of a call, or what the variable in its place is set to."""
    for path in sorted(path for room in ROOMS for path in (PACKAGE / room).rglob("*.py")):
        for function in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(function, ast.FunctionDef):
                for text in _said_in(function):
                    yield text, path.relative_to(ROOT).as_posix()


def _said_in(function: ast.FunctionDef) -> Iterator[str]:
    named: dict[str, list[str]] = {}
    calls = []
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            named.setdefault(node.targets[0].id, []).extend(_sentence(node.value))
        elif isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            name = node.func.id if isinstance(node.func, ast.Name) else name
            calls += [node] if name in SAYING else []
    for call in calls:
        for argument in call.args:
            yield from _sentence(argument)
            if isinstance(argument, ast.Name) and argument.id == "text":
                yield from named.get("text", [])


def _sentence(node: ast.expr) -> list[str]:
    """Return a text of several words that stands in the code."""
    text = node.value if isinstance(node, ast.Constant) else None
    return [text] if isinstance(text, str) and " " in text.strip() else []


class OurCatalog(Catalog):
    """A catalogue whose head says nothing of the day and the tool that made it."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """The lines of its head."""
        return [
            ("Language", str(self.locale_identifier)),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", self.plural_forms),
        ]


def catalogue(language: str) -> Catalog:
    """Return a catalogue as it stands in its file, empty where there is none."""
    path = path_of(language)
    if not path.is_file():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def renewed(language: str) -> OurCatalog:
    """Return a catalogue with exactly the words that there are; new ones have no translation."""
    old = catalogue(language)
    made = OurCatalog(language, header_comment=COMMENT, fuzzy=False)
    for text, files in words().items():
        message = made.add(text, locations=[(file, 1) for file in files])
        known = old.get(text)
        if known is not None and known.id == message.id:
            message.string = known.string
    return made


def forms(message: Message) -> list[tuple[str, str]]:
    """Return each form of a word with its translation, empty where there is none.

    A language may have fewer forms than English, or more; these go with the last one of English.
    """
    texts = (message.id,) if isinstance(message.id, str) else tuple(message.id)
    said = message.string or ""
    translations = (said,) if isinstance(said, str) else tuple(said)
    return [(texts[min(at, len(texts) - 1)], text) for at, text in enumerate(translations)]


def missing(catalog: Catalog) -> list[Message]:
    """Return the words of a catalogue that have no translation."""
    return [message for message in catalog if message.id and not _is_translated(message)]


def _is_translated(message: Message) -> bool:
    said = message.string
    return all(said) if isinstance(said, tuple | list) else bool(said)


def files_of(catalog: OurCatalog) -> dict[Path, bytes]:
    """Return both files of a catalogue, the same on every day and machine."""
    source, compiled = io.BytesIO(), io.BytesIO()
    write_po(source, catalog, width=96, include_lineno=False)
    write_mo(compiled, catalog)
    path = path_of(str(catalog.locale_identifier))
    return {path: source.getvalue(), path.with_suffix(".mo"): compiled.getvalue()}


def path_of(language: str) -> Path:
    """Return the ``.po`` file of a language."""
    return LOCALE / language / "LC_MESSAGES" / f"{CATALOG}.po"


def main(arguments: list[str] | None = None) -> int:
    """Renew all catalogues, or only look at them; return 1 if that finds them out of date."""
    parser = argparse.ArgumentParser(prog="python -m tools.catalogues", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, fail where one would")
    options = parser.parse_args(arguments)
    outdated = 0
    for language in LANGUAGES:
        catalog = renewed(language)
        lacking = missing(catalog)
        print(f"{language}: {len(catalog)} words, {len(lacking)} without translation")
        for message in lacking:
            print(f"  {message.locations[0][0]}: {message.id!r}")
        for path, content in files_of(catalog).items():
            if not path.is_file() or path.read_bytes() != content:
                outdated += 1
                if not options.check:
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(content)
    if options.check and outdated:
        print(f"{outdated} files are out of date: make messages", file=sys.stderr)
    return int(options.check and outdated > 0)


if __name__ == "__main__":
    sys.exit(main())
