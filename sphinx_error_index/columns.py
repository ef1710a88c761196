"""Which column of a table holds what: from its headers, and from the look of its cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sphinx_error_index import codecells
from sphinx_error_index.tables import Cell, Row, Table
from sphinx_error_index.vocabulary import ROLES, Vocabulary

MAJORITY = 0.5
"""The share of cells that must look alike before they say what their column is."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table: ``roles`` maps a role to its column, ``extra`` a header to one.

    ``kind`` is ``"codes"`` or ``"categories"``; ``code_is_status`` says that the code column
    holds a protocol's statuses.
    """

    kind: str
    roles: Mapping[str, int]
    extra: Mapping[str, int]
    code_is_status: bool

    @property
    def naming(self) -> tuple[int, ...]:
        """The columns whose cells name codes or categories, the best first."""
        order = ("category",) if self.kind == "categories" else ("code", "status")
        return tuple(self.roles[role] for role in order if role in self.roles)

    def cell(self, row: Row, role: str) -> Cell | None:
        """Return a row's cell in the column of a role."""
        column = self.roles.get(role)
        return row.cells[column] if column is not None and column < len(row.cells) else None


class UnknownColumns(Exception):
    """The headers of a table do not say which column is the code; the text says why."""


def headers(table: Table, rows: Sequence[Row]) -> list[str]:
    """Return one header per column; those of several header rows are joined."""
    result = []
    for column in range(table.width):
        words = [row.cells[column].plain for row in rows if column < len(row.cells)]
        result.append(" ".join(dict.fromkeys(word for word in words if word)).replace("\n", " "))
    return result


def header_rows(table: Table, vocabulary: Vocabulary) -> tuple[list[Row], list[Row]]:
    """Split a table into header and body rows.

    Where it has no head, its first row is the header if its words say so.
    """
    if table.head or not table.body:
        return list(table.head), list(table.body)
    first, *rest = table.body
    roles = [vocabulary.role(cell.plain)[0] for cell in first.cells]
    named = [role for role in roles if role]
    if ("code" in named or "status" in named) and len(named) * 2 > len(roles):
        return [first], rest
    return [], list(table.body)


def find_columns(
    table: Table,
    body: Sequence[Row],
    names: Sequence[str],
    vocabulary: Vocabulary,
    chosen: Mapping[str, str],
) -> Columns:
    """Say what each column holds; ``chosen`` maps headers and positions (``"1"``) to roles.

    Raises :class:`UnknownColumns` where no column is known to be a code or a category.
    """
    wanted = {header.casefold().strip(): role for header, role in chosen.items()}
    fixed: dict[int, str] = {}
    for column, name in enumerate(names):
        role = wanted.get(name.casefold().strip(), wanted.get(str(column + 1)))
        if role is not None:
            fixed[column] = "" if role == "-" else role
    senses = [vocabulary.role(name) for name in names]
    code = _code_column(senses, fixed)
    roles = _assign(senses, fixed, code)
    if code is None:
        return _category_columns(table, body, names, roles, vocabulary)
    code_is_status = _are_statuses(code, body) and (
        fixed.get(code) == "status" or (code not in fixed and senses[code][0] == "status")
    )
    if not fixed:
        roles, code_is_status = _by_look(roles, senses, body, code_is_status, vocabulary)
    _require_codes(names, roles, body, vocabulary)
    kind = "categories" if code_is_status and _all_classes(roles["code"], body) else "codes"
    if kind == "categories":
        roles = {("category" if role == "code" else role): at for role, at in roles.items()}
    return Columns(kind, roles, _extra(names, roles), code_is_status)


def _code_column(senses: Sequence[tuple[str, str]], fixed: Mapping[int, str]) -> int | None:
    """Return the column of the codes: the one that says so, else one that may, else the status."""
    for column, role in fixed.items():
        if role == "code":
            return column
    outright = [c for c, (sense, beside) in enumerate(senses) if sense == beside == "code"]
    perhaps = [c for c, (sense, beside) in enumerate(senses) if sense == "code" != beside]
    statuses = [c for c, (sense, _) in enumerate(senses) if sense == "status"]
    for columns in (outright, perhaps, statuses):
        for column in columns:
            if column not in fixed:
                return column
    return next((column for column, role in fixed.items() if role == "status"), None)


def _assign(
    senses: Sequence[tuple[str, str]], fixed: Mapping[int, str], code: int | None
) -> dict[str, int]:
    """Give each role to the leftmost column that has its words."""
    roles: dict[str, int] = {} if code is None else {"code": code}
    for column, role in fixed.items():
        if role and column != code:
            roles.setdefault(role, column)
    for column, (_, role) in enumerate(senses):
        if column not in fixed and column != code and role and role != "code":
            roles.setdefault(role, column)
    return roles


def _by_look(
    roles: dict[str, int],
    senses: Sequence[tuple[str, str]],
    body: Sequence[Row],
    code_is_status: bool,
    vocabulary: Vocabulary,
) -> tuple[dict[str, int], bool]:
    """Correct the roles where cells are the reason phrases of their row's status.

    A code column of such phrases is the title, and the status is the code (``404 | Not
    Found``); beside a status that is the code, the column of such phrases is the title.
    """
    if "status" in roles and not code_is_status:
        code, status = roles["code"], roles["status"]
        if _are_reasons(code, status, body, vocabulary):
            roles = {**roles, "code": status, "title": code}
            del roles["status"]
            return roles, True
    if code_is_status:
        for column in range(len(senses)):
            if column != roles["code"] and _are_reasons(column, roles["code"], body, vocabulary):
                roles = {role: at for role, at in roles.items() if at != column}
                return {**roles, "title": column}, True
    return roles, code_is_status


def _are_reasons(column: int, status: int, body: Sequence[Row], vocabulary: Vocabulary) -> bool:
    """Say whether most cells of a column are the reason phrases of their row's status."""
    filled = matching = 0
    for row in body:
        text = row.cells[column].plain if column < len(row.cells) else ""
        numbers = codecells.statuses(row.cells[status].plain)
        if text and numbers:
            filled += 1
            matching += vocabulary.is_reason(text, numbers[0])
    return filled > 0 and matching > filled * MAJORITY


def _are_statuses(column: int, body: Sequence[Row]) -> bool:
    """Say whether most cells of a column are HTTP statuses or classes, not a program's codes."""
    texts = [row.cells[column].plain for row in body if column < len(row.cells)]
    filled = [text for text in texts if any(map(str.isdigit, text))]
    alike = [text for text in filled if codecells.statuses(text) or codecells.class_name(text)]
    return len(alike) > len(filled) * MAJORITY


def _all_classes(column: int, body: Sequence[Row]) -> bool:
    """Say whether all filled cells of a column are classes of statuses (``4XX``)."""
    texts = [row.cells[column].plain for row in body if column < len(row.cells)]
    filled = [text for text in texts if text]
    return bool(filled) and all(codecells.class_name(text) for text in filled)


def _require_codes(
    names: Sequence[str], roles: Mapping[str, int], body: Sequence[Row], vocabulary: Vocabulary
) -> None:
    """Refuse a code column whose cells do not look like codes."""
    column = roles["code"]
    texts = [row.cells[column].plain for row in body if column < len(row.cells)]
    filled = [text for text in texts if not vocabulary.is_no_code(text)]
    alike = [text for text in filled if all(map(codecells.looks_like_code, text.splitlines()))]
    if filled and len(alike) <= len(filled) * MAJORITY:
        raise UnknownColumns(f"the cells under {names[column]!r} do not look like codes")


def _category_columns(
    table: Table,
    body: Sequence[Row],
    names: Sequence[str],
    roles: dict[str, int],
    vocabulary: Vocabulary,
) -> Columns:
    """Return the columns of a table of categories: a category column leads, and text follows."""
    column = roles.get("category")
    texts = [row.cells[column].plain for row in body if column is not None]
    if column != 0 or table.width < 2 or not any(role in roles for role in ROLES[2:5]):
        shown = ", ".join(repr(name) for name in names) or "none"
        raise UnknownColumns(f"no header is known to be a code (headers: {shown})")
    if not all(map(codecells.looks_like_code, texts)):
        raise UnknownColumns(f"the cells under {names[column]!r} do not look like categories")
    return Columns("categories", roles, _extra(names, roles), code_is_status=False)


def _extra(names: Sequence[str], roles: Mapping[str, int]) -> dict[str, int]:
    """Return the columns without a role under their headers, equal ones numbered."""
    extra: dict[str, int] = {}
    taken = set(roles.values())
    for column, name in enumerate(names):
        if column in taken:
            continue
        header = name or f"Column {column + 1}"
        count = 1
        unique = header
        while unique in extra:
            count += 1
            unique = f"{header} ({count})"
        extra[unique] = column
    return extra
