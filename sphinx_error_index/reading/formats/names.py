"""What a heading, a term or the beginning of an item names: a code, with a title or without."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from sphinx_error_index.reading import codecells

if TYPE_CHECKING:
    from sphinx_error_index.reading.vocabulary import Vocabulary


class Look(IntEnum):
    """How much a name looks like a code, from not at all to as little else does."""

    NONE = 0
    """A word in capitals, which is a code only among others that are."""
    WORD = 1
    """A name in small letters (``invalid_scope``), as parameters have them, too."""
    WEAK = 2
    """A number, or a name as constants and classes have them."""
    STRONG = 3
    """Letters and digits (``GATE001E``), a hexadecimal number, a status with its reason phrase."""


@dataclass(frozen=True, slots=True)
class Name:
    """What a heading, a term or an item names.

    ``code`` may name several codes or a range; ``title`` is the text beside it, ``number`` the
    same code as a number, or the symbol of a number (``OUT_OF_MEMORY (27)``, ``27 NO_MEMORY``).
    """

    code: str
    title: str
    look: Look
    number: str = ""


_STRONG = (
    r"(?=[A-Z0-9._\-]*[A-Z])(?=[A-Z._\-]*[0-9])[A-Z0-9]+(?:[._\-][A-Z0-9]+)*"
    r"|[A-Z][A-Za-z]+[._\-]?[0-9]{3,}[A-Z]?|0[xX][0-9A-Fa-f]+"
)
_NUMBER = r"-?[0-9]{1,10}"
_CONSTANT = r"[A-Z][A-Z0-9]*(?:[_.][A-Z0-9]+)+|E[A-Z0-9]{2,14}"
_CAMEL = (
    r"[A-Z][A-Za-z0-9]*(?:\.[A-Z][A-Za-z0-9]*)+|[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]*)+"
    r"|[A-Z][A-Za-z0-9]*(?:Error|Exception|Warning|Fault|Failure)|[a-z]+(?:[A-Z][a-z0-9]+)+"
)
_CAPITALS = r"[A-Z][A-Z0-9]{2,}"
_WORD = r"[a-z][a-z0-9]*(?:[_.\-/][a-z0-9]+)+"
_ONE = rf"(?>{_STRONG}|{_CONSTANT}|{_CAMEL}|{_NUMBER}|{_WORD})"
_CODES = rf"{_ONE}(?:(?:\s*[,/]\s*|\s+(?:and|or)\s+){_ONE})*"
_RANGE = r"(?:0[xX][0-9A-Fa-f]+|-?[0-9]+)\s*(?:\.\.|-|\u2013|to)\s*(?:0[xX][0-9A-Fa-f]+|[0-9]+)"
_SEPARATOR = r"\s*(?::|=|\s-{1,3}(?=\s)|[\u2013-\u2015\uff1a])\s*"

_ALONE = re.compile(rf"(?P<code>{_RANGE}|{_CODES})")
_SEPARATED = re.compile(rf"(?P<code>{_RANGE}|{_CODES}){_SEPARATOR}(?P<title>\S.*)")
_LEADING = re.compile(
    rf"\s*[(\[]?(?P<code>{_RANGE}|{_CODES})(?:[)\]]:?\s+|[)\]]?(?:{_SEPARATOR}|\.?\s*$))"
)
_PAIRED = re.compile(
    rf"(?P<code>{_CONSTANT}|{_CAPITALS})\s+(?P<number>{_NUMBER}|0[xX][0-9A-Fa-f]+)"
)
_BRACKETED = re.compile(rf"(?P<code>{_CODES})\s*[(\[](?P<title>[^()\[\]]+)[)\]]\s*:?")
_NUMBERED = re.compile(r"(?P<code>-[0-9]+|[0-9]{3,10})\s+(?P<title>[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)")
_KEYED = re.compile(rf"(?P<code>{_ONE})\s+(?P<title>[a-z]\w*:\s.+)")
_LABELLED = re.compile(r"(?P<title>[^\W\d].*?)\s*\[(?P<code>[a-z][a-z0-9]*(?:[_\-][a-z0-9]+)*)\]")
_BEHIND = re.compile(
    rf"(?P<title>[^\W\d].*?)\s*[(\[](?P<code>{_STRONG}|{_CONSTANT}|[1-5][0-9]{{2}})[)\]]"
)
_IN_FRONT = re.compile(rf"[(\[](?P<code>{_ONE})[)\]]:?\s*(?P<title>.*)")
_FOLLOWED = re.compile(
    rf"(?P<code>{_STRONG}|{_CONSTANT}|[1-5][0-9]{{2}}|-[0-9]+)\s+(?P<title>[^\W\d].*)"
)

_NO_CODE = re.compile(
    r"v?[0-9]+(?:\.[0-9]+)+|v[0-9]+|(?:19|20)[0-9]{2}-[0-9]{2}(?:-[0-9]{2})?|[A-Z][0-9]"
    r"|UTF-?(?:8|16|32)|ISO-?[0-9][0-9.\-]*|SHA-?[0-9]{1,3}(?:-[0-9]+)?|MD[2456]|AES-?[0-9]{3}.*"
    r"|RSA-?[0-9]{4}|(?:TLS|SSL)V?-?[0-9](?:\.[0-9])?|HTTP/?[0-9](?:\.[0-9])?|IPV[46]|MP[34]"
    r"|ES(?:[3-9]|20[0-9]{2})|(?:RFC|PEP)-?[0-9]+|(?:CVE|GHSA)-.*|BASE(?:32|58|64|85)|WIN(?:32|64)"
    r"|X(?:86|64|509)|H26[0-9]|OAUTH2?|I18N|L10N|A11Y|K8S|UTC[+\-]?[0-9]*",
    re.IGNORECASE,
)
"""Versions, dates, and names of standards: letters and digits that are no code."""


_LONGEST = 500
"""So many characters of a text are looked at: a name is shorter."""


@cache
def words(name: str) -> frozenset[str]:
    """Return one of the lists of ``words.toml``."""
    text = resources.files(__package__).joinpath("words.toml").read_text("utf-8")
    return frozenset(tomllib.loads(text)[name])


@cache
def _prefix() -> re.Pattern[str]:
    """Return what may stand before a code: ``Error 404``, ``Exit code #2``."""
    known = "|".join(sorted(words("before"), key=len, reverse=True))
    return re.compile(rf"\A(?:(?:{known})\s+)+(?:no\.?\s+|number\s+|[#:]\s*)?(?=\S)", re.IGNORECASE)


def read_name(
    text: str, vocabulary: Vocabulary, *, whole: bool = True, marked: bool = False
) -> Name | None:
    """Return the code that a text begins with or is, ``None`` if it has none.

    ``whole`` says that all of the text is a name, as a heading is; in a sentence something must
    divide the code from what follows. ``marked`` says that it is set off by markup.
    """
    text = " ".join(text[:_LONGEST].split()).rstrip(":").strip()
    bare = _prefix().sub("", text, count=1) if whole else text
    for candidate in dict.fromkeys((text, bare)):
        found = _split(candidate, whole=whole)
        if found is None or codecells.is_class(candidate):
            continue
        code, title, number = found
        look = _look(code, title, vocabulary)
        if candidate is not text and look is Look.NONE and re.fullmatch(_NUMBER, code):
            look = Look.WEAK
        if look is Look.WORD and not (marked or whole):
            continue
        if number and re.fullmatch(_CAPITALS, code):
            look = Look.WEAK
        if look is not Look.NONE:
            return Name(code, title, look, number)
    return Name(text, "", Look.NONE) if marked and re.fullmatch(_CAPITALS, text) else None


def leading_code(text: str, vocabulary: Vocabulary) -> tuple[Name, int, int] | None:
    """Return the code that a text begins with, where it ends, and where its separator ends.

    The separator is what tells the code from the words of a sentence; a text that is only a code
    needs none.
    """
    match = _LEADING.match(text[:_LONGEST])
    name = read_name(match["code"], vocabulary, whole=False) if match else None
    return (name, match.end("code"), match.end()) if name and match else None


def _split(text: str, *, whole: bool) -> tuple[str, str, str] | None:
    """Return code, title and number of a text, ``None`` if it is not made of them."""
    patterns = [_ALONE, _SEPARATED, _IN_FRONT]
    if whole:
        patterns += [_PAIRED, _NUMBERED, _BRACKETED, _BEHIND, _LABELLED, _KEYED, _FOLLOWED]
    for pattern in patterns:
        if match := pattern.fullmatch(text):
            groups = match.groupdict()
            title = (groups.get("title") or "").strip()
            if pattern is _PAIRED:
                return groups["code"], "", groups["number"]
            if pattern is _BRACKETED and re.fullmatch(rf"{_NUMBER}|0[xX][0-9A-Fa-f]+", title):
                return groups["code"], "", title
            return groups["code"], title, title if pattern is _NUMBERED else ""
    return None


def _look(code: str, title: str, vocabulary: Vocabulary) -> Look:
    """Say how much a name looks like a code; of several names the least counts."""
    parts = re.split(r"\s*[,/]\s*|\s+(?:and|or)\s+|\s*\(", code)
    looks = [
        _look_of_one(part.strip(" )"), title, vocabulary) for part in parts if part.strip(" )")
    ]
    return min(looks, default=Look.NONE)


def _look_of_one(code: str, title: str, vocabulary: Vocabulary) -> Look:
    if _NO_CODE.fullmatch(code):
        return Look.WEAK if re.fullmatch("[A-Z][0-9]", code) else Look.NONE
    if re.fullmatch(_NUMBER, code):
        status = len(code) == 3 and title and vocabulary.is_reason(title, int(code))
        return Look.STRONG if status else Look.WEAK
    if re.fullmatch(_STRONG, code):
        return Look.STRONG
    if re.fullmatch(rf"{_CONSTANT}|{_CAMEL}|{_RANGE}", code):
        return Look.WEAK
    return Look.WORD if re.fullmatch(rf"{_WORD}|[a-z]+", code) else Look.NONE
