"""Reads tables faster than docutils does, with the same doctree to the last node.

docutils walks around every cell of a grid table, character by character, and parses its content
with a state machine of its own. Almost all tables are written by programs: the borders of a row
agree, so its cells are slices of lines, and most cells hold one plain paragraph. Those are built
here; everything else, and every table with a doubt, goes the way of docutils. The rules of both are
those of docutils' ``tableparser.GridTableParser`` and ``states.Body``.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any, Final

from docutils import nodes
from docutils.parsers.rst import states
from docutils.parsers.rst.tableparser import GridTableParser, TableMarkupError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docutils.statemachine import StringList

_RULE: Final = re.compile(r"\+[-+]*\+")
_HEAD_RULE: Final = re.compile(r"\+[=+]+=\+")
_PLAIN_BEGINNING: Final = re.compile(r"[^\W_](?!\w*[.)](?:\s|$))")
"""Begins a paragraph for sure: a letter or digit that is no enumerator (``a.``, ``1)``)."""
_LETTER: Final = re.compile(r"[^\W_]")
_MARKUP: Final = re.compile(r"[*`|_:@\[]")
"""A text without any of these has no inline markup and no address."""

Cell = tuple[int, int, int, "StringList"]
"""Further rows and columns of a cell, the line of the table at which it begins, and its lines."""
TableData = tuple[list[int], list[list[Any]], list[list[Any]]]
"""Widths of columns, rows of the head, rows of the body; rows have cells (or None) in them."""


class SafeGridTableParser(GridTableParser):
    """Parses a grid table as docutils does, but reports a table on which docutils would fail."""

    def parse(self, block: StringList) -> TableData:
        """Return widths, head and body of a table; raise TableMarkupError where it is malformed."""
        try:
            table: TableData = super().parse(block)
        except AssertionError:
            raise TableMarkupError("Malformed table; its cells overlap.") from None
        return table


class FastGridTableParser(SafeGridTableParser):
    """Cuts a grid table along its borders; what leaves a doubt is parsed as docutils does."""

    def parse(self, block: StringList) -> TableData:
        """Return widths, head and body of a table; raise TableMarkupError where it is malformed."""
        return cut(block, self.double_width_pad_char) or super().parse(block)


def cut(block: StringList, pad: str) -> TableData | None:
    """Return a grid table cut along its borders; None if that might differ from docutils' reading.

    Args:
        block: the lines of the table, all of one width.
        pad: what docutils puts behind a character of double width.
    """
    lines = block.data
    if any(map(_has_combining, lines)):
        return None
    heads = [at for at, line in enumerate(lines) if _HEAD_RULE.fullmatch(line)]
    rules = [at for at, line in enumerate(lines) if at in heads or _RULE.fullmatch(line)]
    last = len(lines) - 1
    if len(heads) > 1 or {0, last} & {*heads} or len(rules) < 2 or {0, last} - {*rules}:
        return None
    columns = sorted({place for at in rules for place in _crossings(lines[at])})
    rows = []
    for top, bottom in pairwise(rules):
        bounds = _bounds(lines, top, bottom)
        if bounds is None:
            return None
        rows.append(_row(block, top, bottom, bounds, columns, pad))
    widths = [right - left - 1 for left, right in pairwise(columns)]
    count = rules.index(heads[0]) if heads else 0
    return widths, rows[:count], rows[count:]


def padded(line: str, pad: str) -> str:
    """Return a line of a table with *pad* behind each character of double width."""
    if line.isascii():
        return line
    return "".join(
        sign + pad if unicodedata.east_asian_width(sign) in "WF" else sign for sign in line
    )


def _has_combining(line: str) -> bool:
    return not line.isascii() and any(map(unicodedata.combining, line))


@cache
def _crossings(rule: str) -> tuple[int, ...]:
    return tuple(at for at, sign in enumerate(rule) if sign == "+")


def _bounds(lines: Sequence[str], top: int, bottom: int) -> list[int] | None:
    """Return the borders between the cells of a row; None where another row may begin in it."""
    bounds = []
    below = _crossings(lines[bottom])
    for place in _crossings(lines[top]):
        signs = {line[place] for line in lines[top + 1 : bottom]}
        if "+" in signs or not signs:
            return None
        if signs == {"|"} and place in below:
            bounds.append(place)
    width = len(lines[top]) - 1
    return bounds if bounds[:1] == [0] and bounds[-1:] == [width] else None


def _row(
    block: StringList,
    top: int,
    bottom: int,
    bounds: Sequence[int],
    columns: Sequence[int],
    pad: str,
) -> list[Cell | None]:
    """Return the cells of a row; a cell over several columns is followed by as many None."""
    row: list[Cell | None] = []
    for left, right in pairwise(bounds):
        cell = block[top + 1 : bottom]
        cell.disconnect()
        cell.data = _dedented([line[left + 1 : right].rstrip() for line in cell.data], right)
        if any(pad in line for line in cell.data):
            cell.replace(pad, "")
        more = columns.index(right) - columns.index(left) - 1
        row += [(0, more, top + 1, cell), *[None] * more]
    return row


def _dedented(lines: list[str], limit: int) -> list[str]:
    """Return lines without the blanks that all of them begin with."""
    indent = min((len(line) - len(line.lstrip()) for line in lines if line), default=limit)
    return [line[indent:] for line in lines] if 0 < indent < limit else lines


class _SafeBody(states.RSTState):
    """The state that finds tables, but for the parser of grid tables as docutils has it."""

    grid_table_parser: type[GridTableParser] = SafeGridTableParser

    def grid_table_top(self, match: Any, context: list[str], next_state: str) -> Any:
        """Read a grid table whose top border was found."""
        return self.table_top(  # type: ignore[attr-defined]
            match,
            context,
            next_state,
            self.isolate_grid_table,  # type: ignore[attr-defined]
            self.grid_table_parser,
        )


class _FastBody(_SafeBody):
    """The state that finds tables and reads most of them itself."""

    grid_table_parser = FastGridTableParser

    def isolate_grid_table(self) -> tuple[StringList | list[Any], list[Any], bool]:
        """Return the lines of the table that begins here, messages, and whether it ends well."""
        machine = self.state_machine
        lines = []
        given = machine.input_lines
        assert given is not None  # a machine that runs has input
        for line in islice(given.data, machine.line_offset, None):
            if not line.strip():
                break
            lines.append(line)
        pad = self.double_width_pad_char  # type: ignore[attr-defined]
        whole = [padded(line, pad).strip() for line in lines]
        if (
            any(line[0] == " " for line in lines)
            or any(line[0] not in "+|" or line[-1] not in "+|" for line in whole)
            or len({len(line) for line in whole}) > 1
            or any(map(_has_combining, lines))
            or not self.grid_table_top_pat.match(whole[-1])  # type: ignore[attr-defined]
        ):
            found: tuple[Any, list[Any], bool] = super().isolate_grid_table()  # type: ignore[misc]
            return found
        block = machine.get_text_block(flush_left=True)
        block.disconnect()
        block.data = whole
        return block, [], True

    def build_table_row(self, rowdata: Sequence[Cell | None], tableline: int) -> nodes.row:
        """Return the row of a table of any kind; ``tableline`` is where the table begins."""
        row = nodes.row()
        for cell in filter(None, rowdata):
            more_rows, more_columns, offset, block = cell
            entry = nodes.entry()
            if more_rows:
                entry["morerows"] = more_rows
            if more_columns:
                entry["morecols"] = more_columns
            row += entry
            if any(block.data) and not self._add_paragraph(entry, block, tableline + offset):
                self.nested_parse(block, input_offset=tableline + offset, node=entry)
        return row

    def _add_paragraph(self, entry: nodes.entry, block: StringList, offset: int) -> bool:
        """Fill a cell that is one plain paragraph; return False for any other."""
        start, end = _paragraph_in(block.data)
        if start == end:
            return False
        text = "\n".join(block.data[start:end]).rstrip()
        found: list[nodes.Node] = [nodes.Text(text)]
        messages: list[nodes.system_message] = []
        if _MARKUP.search(text):
            line = offset + start + 1
            found, messages = self.inliner.parse(text, line, self.memo, entry)
        paragraph = nodes.paragraph(text, "", *found)
        source, number = block.info(start)
        paragraph.source, paragraph.line = source, (number or 0) + 1
        entry += paragraph
        entry += messages
        # What a machine leaves behind that has read to the end of the cell.
        self.document.note_source(block.items[-1][0], None)  # type: ignore[arg-type]
        return True


def _paragraph_in(lines: Sequence[str]) -> tuple[int, int]:
    """Return where the paragraph begins and ends that these lines are, or an empty range."""
    start, end = 0, len(lines)
    while start < end and not lines[start]:
        start += 1
    while end > start and not lines[end - 1]:
        end -= 1
    said = lines[start:end]
    plain = (
        all(line and not line[0].isspace() and line.strip() and "\\" not in line for line in said)
        and _PLAIN_BEGINNING.match(said[0]) is not None
        and not said[-1].rstrip().endswith("::")
        and (len(said) == 1 or _LETTER.search(said[1]) is not None)
    )
    return (start, end) if plain else (0, 0)


_MOST_ITEMS: Final = 10**9
"""The largest number that an item of a list may have."""


def _enumerator(
    self: Any, match: re.Match[str], expected_sequence: str | None = None
) -> tuple[str, str, str, int | None]:
    """Return what docutils says of the beginning of an item; no ordinal for an endless number."""
    try:
        format_, sequence, text, ordinal = states.Body.parse_enumerator(  # type: ignore[no-untyped-call]
            self, match, expected_sequence
        )
    except ValueError:  # Python reads no number of thousands of digits
        return "", "", "", None
    return format_, sequence, text, ordinal if (ordinal or 0) < _MOST_ITEMS else None


def _states(body: type[_SafeBody]) -> tuple[type[states.RSTState], ...]:
    """Return docutils' states, of which those that find tables do it as *body* does."""

    def start(self: Any, state_machine: Any, debug: bool = False) -> None:
        states.RSTState.__init__(self, state_machine, debug)
        self.nested_sm_kwargs = {"state_classes": made, "initial_state": "Body"}

    # Nested machines are kept in a list for use again: these have our states.
    own: dict[str, Any] = {
        "__init__": start, "nested_sm_cache": [], "parse_enumerator": _enumerator,
    }  # fmt: skip
    found = []
    for known in states.state_classes:
        # Lists and the like refuse a table, as they refuse all that ends them.
        finds_tables = getattr(known, "grid_table_top", None) is states.Body.grid_table_top
        bases = (body, known) if finds_tables else (known,)
        found.append(type(known.__name__, bases, own))
    made = tuple(found)
    return made


FAST_STATES: Final = _states(_FastBody)
"""The states of docutils' parser, with our reading of tables; for ``Parser.state_classes``."""
SAFE_STATES: Final = _states(_SafeBody)
"""The same with docutils' own reading of tables."""
