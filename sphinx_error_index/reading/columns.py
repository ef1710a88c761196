"""Which column of a table holds what: its headers say so first, then the look of its cells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_error_index.coderanges import code_range
from sphinx_error_index.reading import codecells
from sphinx_error_index.reading.cells.names import are_choices, are_names, are_numbered, are_numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sphinx_error_index.reading.tables import Cell, Row, Table
    from sphinx_error_index.reading.vocabulary import Vocabulary

MAJORITY = 0.5
"""More than this share of a column's cells must look alike to say what the column holds."""

_QUOTED = re.compile('["\u201c\u201d\u201e\u00ab\u00bb`]')

TEXT_ROLES = ("title", "message", "description")
"""Beside the names of categories, one column must have one of these roles."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table: ``roles`` maps a role to its column, ``extra`` a header to one.

    ``kind`` is ``"codes"``, ``"categories"``, or ``"ranges"`` where the codes are ranges that
    tell which codes a category has. ``code_is_status`` says that the code column holds a
    protocol's statuses; ``names`` are the headers; ``aliases`` the columns of further names of
    the codes, with a role or without.
    """

    kind: str
    roles: Mapping[str, int]
    extra: Mapping[str, int]
    code_is_status: bool
    names: tuple[str, ...] = ()
    aliases: tuple[int, ...] = ()

    @property
    def naming(self) -> tuple[int, ...]:
        """The columns whose cells name codes or categories, the best first."""
        order = ("code", "status") if self.kind == "codes" else ("category",)
        return tuple(self.roles[role] for role in order if role in self.roles)

    def cell(self, row: Row, role: str) -> Cell | None:
        """Return a row's cell in the column of a role."""
        column = self.roles.get(role)
        return row.cells[column] if column is not None and column < len(row.cells) else None

    def header(self, role: str) -> str:
        """Return the header over the column of a role."""
        column = self.roles[role]
        return self.names[column] or f"Column {column + 1}"


class UnknownColumnsError(Exception):
    """The headers of a table do not say which column is the code; the text says why."""


def headers(table: Table, rows: Sequence[Row]) -> list[str]:
    """Return one header per column; those of several header rows are joined."""
    result = []
    for column in range(table.width):
        words = [row.cells[column].name for row in rows if column < len(row.cells)]
        result.append(" ".join(dict.fromkeys(word for word in words if word)).replace("\n", " "))
    return result


def header_rows(table: Table, vocabulary: Vocabulary) -> tuple[list[Row], list[Row]]:
    """Split a table into header and body rows.

    Where it has no head, its first row is the header if its words say so. Quoted words and
    literals are data.
    """
    if table.head or not table.body:
        return list(table.head), list(table.body)
    first, *rest = table.body
    if any(cell.look == "literal" or _QUOTED.search(cell.name) for cell in first.cells):
        return [], list(table.body)
    senses = [vocabulary.role(cell.name)[0] for cell in first.cells]
    named = [sense for sense in senses if sense]
    if {"code", "status"} & set(named) and len(named) * 2 > len(senses):
        return [first], rest
    return [], list(table.body)


def find_columns(
    body: Sequence[Row],
    names: Sequence[str],
    vocabulary: Vocabulary,
    chosen: Mapping[str, str],
    heading: str = "",
) -> Columns:
    """Say what each column holds; ``chosen`` maps headers and positions (``"1"``) to roles.

    ``heading`` is what the table stands under: its caption, else its section or document.
    Raises :class:`UnknownColumnsError` where no column is known to be a code or a category.
    """
    wanted = {_folded(header): role for header, role in chosen.items()}
    fixed: dict[int, str] = {}
    for column, name in enumerate(names):
        role = wanted.get(_folded(name), wanted.get(str(column + 1)))
        if role is not None:
            fixed[column] = "" if role == "-" else role
    look = _Look(body, vocabulary)
    senses = [_sense(column, name, look, vocabulary, heading) for column, name in enumerate(names)]
    doubtful = _doubtful(names, look, vocabulary, heading)
    code = _code_column(senses, {**dict.fromkeys(doubtful, ""), **fixed}, names, look, vocabulary)
    if code is None or (senses[code][0] == "status" and code not in fixed):
        numbered = _numbered_codes(names, fixed, look, vocabulary, heading)
        if numbered is not None:
            code = numbered
            senses = [
                ("title", "title") if sense[0] == "status" and not look.are_statuses(at) else sense
                for at, sense in enumerate(senses)
            ]
    roles = _assign(senses, fixed, code, names, vocabulary)
    if code is None:
        _require_categories(names, roles, fixed, look, vocabulary)
        return Columns("categories", roles, _extra(names, roles), False, tuple(names))
    says_status = "status" in (fixed.get(code), senses[code][0]) and fixed.get(code) != "code"
    roles, code_is_status = _by_look(roles, fixed, look, says_status=says_status)
    _require_codes(names, roles, look)
    kind = "codes"
    if look.share(roles["code"], codecells.is_class) == 1:
        kind = "categories"
        roles = {("category" if role == "code" else role): at for role, at in roles.items()}
    elif _are_of_categories(names, roles, look, vocabulary):
        kind = "ranges"
    action = roles.get("action")
    if (
        action is not None
        and action not in fixed
        and are_choices(look.names(action), vocabulary.choices)
    ):
        del roles["action"]
    aliases = (
        () if code_is_status else _alias_columns(senses, roles, fixed, names, look, vocabulary)
    )
    extra = _extra(names, roles)
    return Columns(kind, roles, extra, code_is_status, tuple(names), aliases)


def _sense(
    column: int, name: str, look: _Look, vocabulary: Vocabulary, heading: str
) -> tuple[str, str]:
    """Return a column's role alone, and beside another one of codes: its header and look decide."""
    if vocabulary.identifies_rules(name, heading) and are_numbered(look.names(column)):
        return "code", ""
    if (beside := vocabulary.coded_role(name)) is not None:
        return ("code" if are_names(look.names(column)) else beside), beside
    if vocabulary.is_only_for_statuses(name) and not look.are_statuses(column):
        return "", ""
    return vocabulary.role(name)


def _doubtful(names: Sequence[str], look: _Look, vocabulary: Vocabulary, heading: str) -> list[int]:
    """Return the columns that are no codes, as neither their cells nor the heading say so."""
    speaks = vocabulary.speaks_of_codes(heading)
    return [
        column
        for column, name in enumerate(names)
        if vocabulary.is_doubtful(name)
        and not (look.are_statuses(column) or are_numbers(look.names(column)))
        and not (speaks and are_names(look.names(column)))
    ]


def _numbered_codes(
    names: Sequence[str],
    fixed: Mapping[int, str],
    look: _Look,
    vocabulary: Vocabulary,
    heading: str,
) -> int | None:
    """Return the column of numbers that are codes because the heading over them says so."""
    if not vocabulary.speaks_of_codes(heading):
        return None
    for column, name in enumerate(names):
        numbers = look.names(column)
        if column not in fixed and vocabulary.may_number_codes(name, numbers):
            singles = [text for text in numbers if not code_range(text)]
            if numbers and (are_numbers(singles) or not singles):
                return column
    return None


def _are_of_categories(
    names: Sequence[str], roles: Mapping[str, int], look: _Look, vocabulary: Vocabulary
) -> bool:
    """Say whether the codes are ranges that tell which codes the category beside them has."""
    code, category = roles["code"], roles.get("category")
    if category is None or look.share(code, _is_ranges) < 1:
        return False
    distinct = len(set(look.names(category))) == len(look.names(category))
    return vocabulary.speaks_of_ranges(names[code]) or (category < code and distinct)


def _is_ranges(text: str) -> bool:
    """Say whether each line of a text is a range of codes."""
    return all(code_range(line) for line in range_texts(text))


def range_texts(text: str) -> list[str]:
    """Return the parts of a cell that may each be a range of codes."""
    return [part for part in re.split(r"\s*[,;\n]\s*", text.strip()) if part]


def _alias_columns(
    senses: Sequence[tuple[str, str]],
    roles: Mapping[str, int],
    fixed: Mapping[int, str],
    names: Sequence[str],
    look: _Look,
    vocabulary: Vocabulary,
) -> tuple[int, ...]:
    """Return the columns that hold further names of the codes: symbols, or other numbers."""
    found = []
    for column, (alone, beside) in enumerate(senses):
        if column == roles.get("code") or fixed.get(column) == "":
            continue
        texts = look.names(column)
        says_code = alone == beside == "code" or vocabulary.may_name_codes(names[column])
        named = says_code or column == roles.get("title")
        alike = (named and are_names(texts)) or (says_code and are_numbers(texts))
        if alike and len(set(texts)) * 2 > len(texts):
            found.append(column)
    return tuple(found)


def _folded(header: str) -> str:
    return " ".join(header.casefold().split())


class _Look:
    """What the cells of a table's columns look like."""

    def __init__(self, body: Sequence[Row], vocabulary: Vocabulary) -> None:
        self._body = [row for row in body if not row.across]
        self._vocabulary = vocabulary
        self.width = max((len(row.cells) for row in body), default=0)

    def names(self, column: int) -> list[str]:
        """Return the filled cells of a column that say more than that there is nothing."""
        names = [row.cells[column].name for row in self._body if column < len(row.cells)]
        return [name for name in names if not self._vocabulary.is_no_code(name)]

    def share(self, column: int, holds: Callable[[str], object]) -> float:
        """Return the share of a column's filled cells of which something holds."""
        names = self.names(column)
        return sum(bool(holds(name)) for name in names) / len(names) if names else 0

    def are_statuses(self, column: int) -> bool:
        """Say whether most numbers in a column are HTTP statuses or classes of them."""
        names = [name for name in self.names(column) if any(map(str.isdigit, name))]
        alike = [n for n in names if codecells.statuses(n) or codecells.is_class(n)]
        return len(alike) > len(names) * MAJORITY

    def are_reasons(self, column: int, status: int) -> bool:
        """Say whether most cells of a column are the reason phrases of their row's status."""
        filled = matching = 0
        for row in self._body:
            if max(column, status) < len(row.cells):
                text, named = row.cells[column].name, row.cells[status].name
                if text and not self._vocabulary.is_no_code(named):
                    filled += 1
                    numbers = codecells.statuses(named)
                    matching += bool(numbers) and self._vocabulary.is_reason(text, numbers[0])
        return filled > 0 and matching > filled * MAJORITY

    def hold_reasons(self, column: int) -> bool:
        """Say whether most cells of a column are a status with its reason phrase."""
        return self.share(column, self._is_status_with_reason) > MAJORITY

    def _is_status_with_reason(self, name: str) -> bool:
        number, title = codecells.with_title(name)
        is_status = len(number) == 3 and number.isascii() and number.isdigit()
        return is_status and self._vocabulary.is_reason(title, int(number))


def _code_column(
    senses: Sequence[tuple[str, str]],
    fixed: Mapping[int, str],
    names: Sequence[str],
    look: _Look,
    vocabulary: Vocabulary,
) -> int | None:
    """Return the column of the codes: the one that says so, else one that may, else the status.

    Of several that say so the one is taken whose header says nothing else. Of several statuses
    it is the one with names in it, if another has the numbers.
    """
    for column, role in fixed.items():
        if role == "code":
            return column
    outright = [c for c, (sense, beside) in enumerate(senses) if sense == beside == "code"]
    perhaps = [c for c, (sense, beside) in enumerate(senses) if sense == "code" != beside]
    outright.sort(key=lambda column: not vocabulary.is_exact_code(names[column]))
    # "Code" is the code rather than "Error" or "Error Type", which say something else beside it.
    perhaps.sort(key=lambda c: (vocabulary.coded_role(names[c]) is not None, senses[c][1] != ""))
    statuses = [c for c, (sense, _) in enumerate(senses) if sense == "status"]
    if any(map(look.are_statuses, statuses)):
        named = [c for c in statuses if are_names(look.names(c)) and not look.are_statuses(c)]
        statuses = [*named, *statuses]
    for columns in (outright, perhaps, statuses):
        for column in columns:
            if column not in fixed:
                return column
    return next((column for column, role in fixed.items() if role == "status"), None)


def _assign(
    senses: Sequence[tuple[str, str]],
    fixed: Mapping[int, str],
    code: int | None,
    names: Sequence[str],
    vocabulary: Vocabulary,
) -> dict[str, int]:
    """Give each role to the leftmost column that has its words, else to one that may have it."""
    roles: dict[str, int] = {} if code is None else {"code": code}
    for column, role in fixed.items():
        if role and column != code:
            roles.setdefault(role, column)
    for column, (_, role) in enumerate(senses):
        if column not in fixed and column != code and role and role != "code":
            roles.setdefault(role, column)
    for column, name in enumerate(names):
        role = vocabulary.weak_role(name)
        if code is not None and role and column not in {*fixed, *roles.values()}:
            roles.setdefault(role, column)
    return roles


def _by_look(
    roles: dict[str, int], fixed: Mapping[int, str], look: _Look, *, says_status: bool
) -> tuple[dict[str, int], bool]:
    """Correct the roles by what the cells hold; say too whether the codes are statuses.

    A code column of the reason phrases of the status column is the title, and the status is
    the code (``404 | Not Found``). Beside statuses that are the code, the column of their
    phrases is the title. A status column without numbers is none.
    """
    code, status = roles["code"], roles.get("status")
    if status is not None and not {code, status} & fixed.keys() and look.are_reasons(code, status):
        roles = {**roles, "code": status, "title": code}
        del roles["status"]
        return roles, True
    code_is_status = says_status and look.are_statuses(code)
    others = [c for c in range(look.width) if c != code and c not in fixed]
    if status in others and not look.are_statuses(status) and look.are_statuses(code):
        # Words beside the numbers of statuses: their titles, if no column says so better.
        roles = {role: at for role, at in roles.items() if role != "status"}
        roles.setdefault("title", status)
        code_is_status = True
    reasons = [c for c in others if look.are_reasons(c, code)]
    if reasons or look.hold_reasons(code):
        code_is_status = fixed.get(code) != "code" or says_status
    if code_is_status and reasons:
        roles = {role: at for role, at in roles.items() if at != reasons[0]}
        roles["title"] = reasons[0]
    elif status is not None and not code_is_status:
        kind = roles.get("category")
        if kind in others and look.are_reasons(kind, status):
            del roles["category"]
    return roles, code_is_status


def _require_codes(names: Sequence[str], roles: Mapping[str, int], look: _Look) -> None:
    """Refuse a code column whose cells do not look like codes."""
    column = roles["code"]
    if look.names(column) and look.share(column, codecells.look_like_codes) < MAJORITY:
        raise UnknownColumnsError(f"the cells under {names[column]!r} do not look like codes")


def _require_categories(
    names: Sequence[str],
    roles: Mapping[str, int],
    fixed: Mapping[int, str],
    look: _Look,
    vocabulary: Vocabulary,
) -> None:
    """Refuse a table without codes unless its first column names categories, and text follows."""
    column = roles.get("category")
    if not any(names):
        raise UnknownColumnsError(
            "it has no column headers; :columns: can say what its columns are"
        )
    if column is None or not any(role in roles for role in TEXT_ROLES):
        shown = ", ".join(repr(name) for name in names)
        raise UnknownColumnsError(f"no header is known to be a code (headers: {shown})")
    if column in fixed or look.share(column, codecells.is_class) == 1:
        return
    if column != 0 or not vocabulary.names_categories(names[column]):
        raise UnknownColumnsError(
            f"no header is known to be a code, and {names[column]!r} alone does not make the "
            "table one of categories"
        )
    if look.share(column, codecells.look_like_codes) < 1:
        raise UnknownColumnsError(f"the cells under {names[column]!r} do not look like categories")


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
