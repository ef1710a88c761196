"""What a code cell or a status cell says: codes, titles, statuses, categories.

The vendor's words stay in the origin; every change made to them is returned as a
:class:`~sphinx_error_index.model.Normalisation`.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_error_index.coderanges import code_range, without_commas
from sphinx_error_index.model import Normalisation
from sphinx_error_index.reading.cells.marks import (
    code_and_label,
    code_and_number,
    code_and_status,
    without_mark,
    without_star,
)
from sphinx_error_index.reading.cells.names import is_identifier, is_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx_error_index.reading.tables import Cell
    from sphinx_error_index.reading.vocabulary import Vocabulary

_DASH = r"[-\u2010-\u2015~]"
_TITLE = r"(?:\s*[:(]\s*|\s+(?:[:(\-\u2010-\u2015]\s*)?)(?P<title>[^\W\d].*?)"
_CLASS = re.compile(rf"(?:HTTP\s+)?(?P<digit>[1-9])(?:\s?[xX*]{{2}}|00\s*{_DASH}\s*(?P=digit)99)")
_CLASS_AND_TITLE = re.compile(rf"(?P<name>{_CLASS.pattern})(?:{_TITLE})?")
_STATUS = re.compile(r"(?<![\w.])[1-5][0-9]{2}(?![0-9a-z_])")
_RANGE = re.compile(rf"(?<![\w.])([1-5])([0-9]{{2}})\s*(?:{_DASH}|to)\s*(\1[0-9]{{2}})(?![\w])")
_STATUS_AND_TITLE = re.compile(
    rf"(?:HTTP(?:/[\d.]+)?\s+)?(?P<name>[1-9][0-9]{{2}})(?:{_TITLE}|(?P<glued>[A-Z][a-z]{{2}}.*))?"
)
_STATUS_IN_PARENTHESES = re.compile(r"(?P<title>[^\W\d][^()]*?)\s*\((?P<name>[1-5][0-9]{2})\)")
_NUMBER_AND_TITLE = re.compile(r"(?P<name>[0-9]+)\.\s+(?P<title>[^\W\d].*)")
_RANGE_AND_TITLE = re.compile(r"(?P<name>[^:(]+?)\s*[:(]\s*(?P<title>[^\W\d].*)")
_CODE_AND_TITLE = re.compile(rf"(?P<name>[A-Z0-9](?:[\w.\-]*[A-Za-z0-9])?){_TITLE}")
_BETWEEN = re.compile(r"\s*(?:[,;\n/|\u3001\uff0c]|\bor\b|\band\b)\s*", re.IGNORECASE)
_TOKEN = re.compile(r"[^\s,;/|]+")
_BLANK_AT_SEPARATOR = re.compile(r"(?<=\w[._\-])\s+(?=\w)|(?<=\w)\s+(?=[._]\w)")
_CAMEL = re.compile(r"[A-Z][a-z0-9]+(?:[A-Z][A-Za-z0-9]*)*|[A-Z]+[a-z0-9]*")
_HUMP = re.compile(r"[a-z0-9][A-Z]")
_QUOTES = re.compile("[\"'\u201c\u2018\u00ab`](.+)[\"'\u201d\u2019\u00bb`]")
_SENTENCE_ENDS = (".", ":", "!", "?", "\u3002", "\uff1a")


@dataclass(frozen=True, slots=True)
class NamedCode:
    """A code as its cell names it, with what else the cell says of it.

    ``ends`` are the first and the last code of a range; ``status`` are HTTP statuses.
    """

    code: str
    title: str = ""
    ends: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    status: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeCell:
    """What a code cell names: codes, and categories with their titles; all may be empty."""

    codes: tuple[NamedCode, ...] = ()
    categories: tuple[tuple[str, str], ...] = ()
    normalised: tuple[Normalisation, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The codes and categories without titles."""
        return (*(named.code for named in self.codes), *(name for name, _ in self.categories))


@dataclass(frozen=True, slots=True)
class CodeColumn:
    """What the cells of a code column have in common.

    ``tokens`` are its codes of one word. ``phrases`` says that most of its codes have several
    words; in other columns a blank within a code is where the vendor's line broke.
    ``titled`` says that its cells begin with a code and may go on with a title; ``pattern``
    is what its codes look like (:func:`_pattern`), if most look alike.
    """

    tokens: frozenset[str] = frozenset()
    phrases: bool = False
    titled: bool = False
    pattern: str = ""

    @classmethod
    def of(cls, cells: Sequence[Cell], vocabulary: Vocabulary) -> CodeColumn:
        """Return what a column's cells have in common."""
        texts = [_bare(c.name) for c in cells if not vocabulary.is_no_code(c.name)]
        tokens = [text for text in texts if is_token(text)]
        coded = [text for text in texts if _is_coded(text.split()[0])]
        patterns = Counter(_pattern(text) for text in tokens if any(map(str.isdigit, text)))
        pattern, count = patterns.most_common(1)[0] if patterns else ("", 0)
        return cls(
            frozenset(tokens),
            phrases=len(tokens) * 2 < len(texts),
            titled=len(coded) * 2 > len(texts),
            pattern=pattern if count * 2 > len(texts) else "",
        )

    @property
    def numbered(self) -> bool:
        """Whether its codes have digits, so that a word without any is none."""
        return self.titled or bool(self.pattern)

    def matches(self, code: str) -> bool:
        """Say whether a code looks like most of the column's."""
        return _pattern(code) == self.pattern


def looks_like_code(text: str) -> bool:
    """Say whether a text may be a code: short, and not a sentence."""
    if is_token(text) and len(text) <= 100:
        return True
    return len(text) <= 100 and len(text.split()) <= 8 and not text.endswith(_SENTENCE_ENDS)


def look_like_codes(text: str) -> bool:
    """Say whether every line of a text may be a code."""
    return all(looks_like_code(line.strip()) for line in text.splitlines())


def looks_like_heading(text: str) -> bool:
    """Say whether a text alone in its row may head the rows below it: no sentence."""
    return len(text) <= 100 and "\n" not in text and not text.endswith(_SENTENCE_ENDS)


def is_token(text: str) -> bool:
    """Say whether a text is one unbroken word, as most codes are."""
    return _TOKEN.fullmatch(text) is not None


def class_name(text: str) -> str:
    """Return the name of a class of statuses (``4XX``) if a text is one, else nothing."""
    match = _CLASS.fullmatch(text.strip())
    return f"{match['digit']}XX" if match else ""


def is_class(text: str) -> bool:
    """Say whether a text is a class of statuses, with a title or without."""
    return _CLASS_AND_TITLE.fullmatch(" ".join(text.split())) is not None


def statuses(text: str) -> tuple[int, ...]:
    """Return the HTTP statuses (100 to 599) that a text names, each once, in order.

    A range (``500-504``) means all of them.
    """
    spelt = _RANGE.sub(_spelt_out, text)
    return tuple(dict.fromkeys(int(match) for match in _STATUS.findall(spelt)))


def _spelt_out(match: re.Match[str]) -> str:
    first, last = int(match[1] + match[2]), int(match[3])
    return " ".join(map(str, range(first, last + 1))) if first < last else match[0]


def says_more_than_statuses(text: str) -> bool:
    """Say whether a status cell has more in it than numbers and what separates them."""
    return bool(_BETWEEN.sub("", _STATUS.sub("", text)).strip())


def read_code_cell(cell: Cell, vocabulary: Vocabulary, column: CodeColumn) -> CodeCell:
    """Return what a code cell names, seen with the other cells of its column."""
    several = len(cell.items) > 1
    written = [item.plain for item in cell.items] if several else [cell.name]
    codes: list[NamedCode] = []
    categories: list[tuple[str, str]] = []
    normalised: list[Normalisation] = []
    for part in _parts(written, column, normalised):
        if labelled := code_and_label(part):
            code, label = labelled
            codes.append(NamedCode(code, label, aliases=(label,) if is_identifier(label) else ()))
            continue
        text = " ".join(part.split())
        if vocabulary.is_no_code(text):
            if text:
                normalised.append(Normalisation(text, "", "no code"))
            continue
        if is_class(text):
            name, title, changes = read_category(text)
            normalised += changes
            categories.append((name, title))
            continue
        named, mended = _named(text, column)
        normalised += mended
        codes.append(named)
    return CodeCell(
        tuple(dict.fromkeys(codes)), tuple(dict.fromkeys(categories)), tuple(normalised)
    )


def _named(text: str, column: CodeColumn) -> tuple[NamedCode, list[Normalisation]]:
    """Return the code that a part of a cell names, and what was changed to find it."""
    if ranged := _with_range(text):
        return ranged, []
    if named := _with_number(text):
        return named, []
    changes = []
    if (bare := _unmarked(text, column)) != text:
        changes.append(Normalisation(text, bare, "mark of a footnote"))
        text = bare
    code, title = with_title(text, column)
    if not title and code == text:
        code, mended = _mended(code, column)
        changes += mended
    elif not text.startswith(code) and not text.endswith(f"({code})"):
        changes.append(Normalisation(text, code, "name of the protocol"))
    names = is_number(code) and is_identifier(title) and not _STATUS.fullmatch(code)
    return NamedCode(code, title, aliases=(title,) if names else ()), changes


def _with_number(text: str) -> NamedCode | None:
    """Return a code with the number in parentheses behind it: a status, or its other name."""
    code, number = code_and_number(text) or ("", "")
    if code and is_number(code) and _value(code) == _value(number):
        return NamedCode(code, aliases=(number,))
    symbol = is_identifier(code) and not code.isalpha()
    if (pair := code_and_status(text)) and (symbol or _is_coded(pair[0])):
        return NamedCode(pair[0], status=(pair[1],))
    return NamedCode(code, aliases=(number,)) if symbol and not pair else None


def _with_range(text: str) -> NamedCode | None:
    """Return a range of codes that has one page, with its title if one follows."""
    match = _RANGE_AND_TITLE.fullmatch(text) if ":" in text or "(" in text else None
    for name, title in ((text, ""), (match["name"], match["title"]) if match else ("", "")):
        found = code_range(name)
        if found and not found.codes:
            return NamedCode(name, _closed(title, text), (found.first, found.last))
    return None


def _value(code: str) -> int:
    """Return the number that a decimal or hexadecimal code is."""
    hexadecimal = not code.lstrip("-+\u2212").isdecimal()
    return int(code.replace("\u2212", "-"), 16 if hexadecimal else 10)


def _bare(text: str) -> str:
    """Return a cell as it is compared with the others of its column: without marks and labels."""
    labelled = code_and_label(text)
    return without_commas(without_star(without_mark(labelled[0] if labelled else text)))


def _unmarked(text: str, column: CodeColumn) -> str:
    """Return a code without the mark of a footnote behind it.

    A star is a mark only if what stands before it looks like the column's codes.
    """
    text = without_mark(text)
    bare = without_star(text)
    return bare if bare != text and column.pattern and column.matches(bare) else text


def _parts(
    written: Sequence[str], column: CodeColumn, normalised: list[Normalisation]
) -> Iterator[str]:
    """Give the parts of a cell that name one code each; what is changed is noted."""
    for text in written:
        plain = without_commas(text)
        if plain != text:
            normalised.append(Normalisation(text, plain, "commas in a number"))
        for part in [plain] if len(written) > 1 else _split(plain, column):
            found = code_range(part)
            if found and found.codes:
                normalised.append(Normalisation(part, ", ".join(found.codes), "range of codes"))
                yield from found.codes
            else:
                yield part


def is_heading(cell: Cell, named: CodeCell, column: CodeColumn, *, across: bool) -> bool:
    """Say whether a cell of the code column, alone in its row, heads the rows below it.

    ``across`` says that it spans the whole row.
    """
    if named.categories or not named.codes:
        return bool(named.categories)
    code, title = named.codes[0].code, named.codes[0].title
    numbered = any(map(str.isdigit, cell.name))
    if across:
        return not (column.matches(code) if column.pattern else numbered and is_token(code))
    if title:
        return False
    if is_token(cell.name):
        return column.numbered and not numbered
    return not column.phrases


def read_category(text: str) -> tuple[str, str, tuple[Normalisation, ...]]:
    """Return name and title of a category, and what was changed: ``4xx Client errors``."""
    text = " ".join(text.split())
    match = _CLASS_AND_TITLE.fullmatch(text)
    if not match:
        return text, "", ()
    written, name = match["name"], class_name(match["name"])
    changes = (Normalisation(written, name, "class of statuses"),) if name != written else ()
    return name, _closed(match["title"], text), changes


def with_title(text: str, column: CodeColumn | None = None) -> tuple[str, str]:
    """Split ``403 Forbidden``, ``Forbidden (403)``, ``E1: disk full`` into code and title.

    Other codes than statuses are split only in a ``column`` of such codes.
    """
    for pattern in (_STATUS_AND_TITLE, _STATUS_IN_PARENTHESES):
        if match := pattern.fullmatch(text):
            groups = match.groupdict()
            return groups["name"], _closed(groups["title"] or groups.get("glued"), text)
    if column and column.titled and (match := _NUMBER_AND_TITLE.fullmatch(text)):
        return match["name"], match["title"]
    if column and column.titled and (match := _CODE_AND_TITLE.fullmatch(text)):
        broken = "".join(text.split())
        if _is_coded(match["name"]) and broken not in column.tokens:
            return match["name"], _closed(match["title"], text)
    return text, ""


def _closed(title: str | None, text: str) -> str:
    """Return a title without the parenthesis that closes one opened before it."""
    title = (title or "").strip()
    unopened = title.endswith(")") and title.count(")") > title.count("(")
    return title[:-1].strip() if unopened and text.endswith(")") else title


def _is_coded(word: str) -> bool:
    """Say whether a word can only be a code: it has a digit, and does not look like a word."""
    word = word.rstrip(":")
    return (
        any(map(str.isdigit, word))
        and (word[0].isdigit() or word[0].isupper())
        and (word.upper() == word or bool(re.search(r"[._\-]", word)) or word[0].isdigit())
    )


def _pattern(text: str) -> str:
    """Return what a code looks like: ``A.9999`` for ``ELB.0301``."""
    return re.sub(r"[0-9]", "9", re.sub(r"[^\W\d_]+", "A", text))


def _split(text: str, column: CodeColumn) -> Sequence[str]:
    """Split a cell into the codes it names: only where every part can stand alone."""
    if code_range(text) or code_and_label(text):
        return [text]
    for parts in (text.splitlines(), _BETWEEN.split(text)):
        filled = [part.strip() for part in parts if part.strip()]
        alone = len(filled) > 1 and all(_stands_alone(part, column) for part in filled)
        if alone and ("/" not in text or len({_family(part) for part in filled}) == 1):
            return filled
    words = text.split()
    if column.pattern and len(words) > 1 and all(_pattern(w) == column.pattern for w in words):
        return words
    return [text]


def _family(part: str) -> str:
    """Return what codes must share to be joined by a slash, which may be part of a code."""
    return re.sub(r"9+", "9", _pattern(with_title(part)[0]))


def _stands_alone(part: str, column: CodeColumn) -> bool:
    """Say whether a part of a cell is a code of its own: a number, a word with a digit."""
    name, title = with_title(part, column)
    if title or is_class(name) or code_range(part):
        return True
    return is_token(name) and (any(map(str.isdigit, name)) or bool(_HUMP.search(name)))


def _mended(text: str, column: CodeColumn) -> tuple[str, list[Normalisation]]:
    """Return a code without what is no part of it, and the changes made."""
    changes = []
    for rule, mended in (
        ("quotation marks", _unquoted),
        ("punctuation after a code", _without_punctuation),
        ("blank in a code", lambda text: _joined(text, column)),
    ):
        before, text = text, mended(text)
        if text != before:
            changes.append(Normalisation(before, text, rule))
    return text, changes


def _unquoted(text: str) -> str:
    match = _QUOTES.fullmatch(text)
    return match[1].strip() or text if match else text


def _without_punctuation(text: str) -> str:
    bare = text.rstrip(".,;:")
    return bare if is_token(bare) and any(map(str.isdigit, bare)) else text


def _joined(text: str, column: CodeColumn) -> str:
    """Join what the vendor's column width broke: ``DCS. 4855``, ``FilesInPost Request``."""
    words = text.split()
    if len(words) == 1:
        return text
    tight = _BLANK_AT_SEPARATOR.sub("", text)
    if is_token(tight) and (any(map(str.isdigit, tight)) or _HUMP.search(tight)):
        return tight
    joined = "".join(words)
    if joined in column.tokens or (column.pattern and _pattern(joined) == column.pattern):
        return joined
    if column.phrases or not any(_HUMP.search(word) for word in words):
        return text
    return joined if all(_CAMEL.fullmatch(word) for word in words) else text
