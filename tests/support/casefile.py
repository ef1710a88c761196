"""Cases as text files: a vendor's file and what is to be read from it (see cases/README.md)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sphinx_error_index.model import CategoryRecord, Outcome, Record, RowReading, Text
from sphinx_error_index.reading.formats.listing import Kind
from tests.support.reading import Reading, reader

CASES = Path(__file__).parent.parent / "cases"
_DIVIDER = re.compile(r"^-----(?: (\S+))?\n", re.MULTILINE)

Row = dict[str, str]


@dataclass(frozen=True)
class Case:
    """One case: the texts of its parts."""

    path: Path
    intent: str
    settings: dict[str, str]
    files: tuple[tuple[str, str], ...]
    expected: str

    def read(self) -> Reading:
        """Read the case's vendor file, the first of its files."""
        for name, text in self.files[1:]:
            reader().write(name, text)
        name, text = self.files[0]
        vocabulary: dict[str, list[str]] = {}
        for header, role in _pairs(self.settings.get("vocabulary", "")):
            vocabulary.setdefault(role, []).append(header)
        columns = dict(_pairs(self.settings.get("columns", "")))
        named = self.settings.get("codes", "").replace(",", " ").split()
        kinds = {Kind(name) for name in named} if named else None
        return reader().read(text, name, columns=columns, vocabulary=vocabulary, kinds=kinds)


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for part in filter(str.strip, text.split(",")):
        name, _, value = part.rpartition("=")
        yield name.strip(), value.strip()


def load(path: Path) -> Case:
    """Read a case from its file."""
    head, *parts = _DIVIDER.split(path.read_text("utf-8"))
    intent, settings = [], {}
    for line in head.splitlines():
        name, colon, value = line.partition(": ")
        if colon and name in {"columns", "vocabulary", "codes"}:
            settings[name] = value
        else:
            intent.append(line)
    names, texts = parts[::2], parts[1::2]
    files = [(name or "codes.rst", text) for name, text in zip(names, texts, strict=True)]
    return Case(path, "\n".join(intent).strip(), settings, tuple(files[:-1]), texts[-1])


def cases(folder: str) -> list[Path]:
    """Return the case files of a folder."""
    return sorted((CASES / folder).glob("*.txt"))


def expected_lines(case: Case) -> list[str | Row]:
    """Return what a case expects: messages and table heads as lines, rows by column."""
    result: list[str | Row] = []
    columns: list[str] = []
    for line in filter(str.strip, case.expected.splitlines()):
        cells = [cell.strip() for cell in re.split(r" \|(?= |$)", line)]
        if len(cells) < 2:
            result.append(line.strip())
        elif cells[0] == "line":
            columns = cells
        else:
            filled = {name: cell for name, cell in zip(columns, cells, strict=True) if cell}
            result.append(filled)
    return result


def actual_lines(reading: Reading) -> list[str | Row]:
    """Return what was read, in the form of :func:`expected_lines`."""
    result: list[str | Row] = [
        f"{said.kind} {said.subtype} {said.line}: {said.text}" for said in reading.said
    ]
    result += [f"hint: {hint}" for hint in reading.hints]
    for table in reading.readings:
        title = f" {table.title!r}" if table.title else ""
        file = f" in {table.file}" if table.file else ""
        if not table.read:
            result.append(f"unread {table.line}{title}: {table.reason}")
            continue
        kind = "table" if table.kind == "tables" else table.kind
        result.append(f"{kind} {table.line}{file}{title}")
        for row in table.rows:
            result += _rows(row, table.records, table.categories)
    return result


def _rows(
    row: RowReading, records: tuple[Record, ...], categories: tuple[CategoryRecord, ...]
) -> list[Row]:
    base = {
        "line": str(row.line),
        "outcome": str(row.outcome),
        "reason": row.reason,
        "changes": _joined(
            f"{c.before or 'nothing'} → {c.after or 'nothing'} ({c.rule})" for c in row.normalised
        ),
    }
    rows = [_record(r) for r in records if r.origins[0].line == row.line]
    rows += [_category(c) for c in categories if c.origin.line == row.line]
    if row.outcome is Outcome.UNREAD:
        rows = []
    rows = rows or [{"code": ", ".join(row.codes)}]
    return [{key: text for key, text in {**base, **cells}.items() if text} for cells in rows]


def _record(record: Record) -> Row:
    return {
        "code": record.code,
        "status": ", ".join(map(str, record.status)),
        "title": record.title,
        "message": _texts(record.message),
        "description": _texts(record.description),
        "causes": _texts(record.causes),
        "actions": _texts(record.actions),
        "category": _joined(record.categories),
        "section": record.section,
        "extra": _extra(record.extra),
        "aliases": _joined(record.aliases),
        "range": _joined(record.ends),
    }


def _category(category: CategoryRecord) -> Row:
    return {
        "code": category.name,
        "title": category.title,
        "description": _texts(category.description),
        "extra": _extra(category.extra),
        "range": _joined(f"{first} to {last}" for first, last in category.ranges),
    }


def _extra(extra: tuple[tuple[str, Text], ...]) -> str:
    return _joined(f"{header}: {_flat(text.plain)}" for header, text in extra)


def _texts(texts: tuple[Text, ...]) -> str:
    return _joined(_flat(text.plain) for text in texts)


def _flat(text: str) -> str:
    return text.replace("\n", " ⏎ ").replace("|", "¦")


def _joined(texts: Iterable[str]) -> str:
    return " ;; ".join(texts)


def rendered(lines: list[str | Row]) -> str:
    """Return lines as they stand in a case file, to be compared or copied."""
    order = ["line", "outcome", "code", "status", "title", "message", "description", "causes",
             "actions", "category", "section", "extra", "aliases", "range", "reason",
             "changes"]  # fmt: skip
    result: list[str] = []
    block: list[Row] = []

    def flush() -> None:
        if not block:
            return
        columns = [name for name in order if any(name in row for row in block)]
        table = [columns, *([row.get(name, "") for name in columns] for row in block)]
        widths = [max(len(row[i]) for row in table) for i in range(len(columns))]
        for row in table:
            cells = (text.ljust(width) for text, width in zip(row, widths, strict=True))
            result.append(" | ".join(cells).rstrip())
        block.clear()

    for line in lines:
        if isinstance(line, str):
            flush()
            result.append(line)
        else:
            block.append(line)
    flush()
    return "\n".join(result) + "\n"
