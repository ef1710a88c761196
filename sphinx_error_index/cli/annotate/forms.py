"""How an address is added to a line: behind it, as a field, or as a note below it.

What the line has stays byte for byte as it is.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from sphinx_error_index.wording import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Form = Callable[[bytes, Sequence[str]], bytes]
    """Takes a line without its end, and the addresses; returns the line with them."""

FIELD: Final = "error_url"
"""The field of a structured line, as of the log filter in ``links``."""

_HAS_FIELD: Final = re.compile(rb"(?:^|[ \t])error_url=")
_END: Final = re.compile(rb"\s*\}\s*\Z")


def as_text(line: bytes, urls: Sequence[str]) -> bytes:
    """Add addresses behind a line, two blanks before each."""
    return b"  ".join([line, *(printable(url).encode() for url in urls)])


def as_links(line: bytes, urls: Sequence[str]) -> bytes:
    """Add addresses that a terminal shows underlined and opens when they are clicked.

    The sequences are ECMA-48's for underlining and those of hyperlinks (OSC 8), which terminals
    that do not know them pass over.
    """
    shown = (printable(url) for url in urls)
    links = (f"\x1b]8;;{url}\x1b\\\x1b[4m{url}\x1b[24m\x1b]8;;\x1b\\".encode() for url in shown)
    return b"  ".join([line, *links])


def as_json(line: bytes, urls: Sequence[str]) -> bytes:
    """Add the field to a line that is a JSON object: an address, or a list of several.

    Any other line, and one that has the field, stays as it is.
    """
    try:
        content = json.loads(line)
    except (ValueError, RecursionError):
        return line
    if not isinstance(content, dict) or FIELD in content:
        return line
    value = json.dumps(urls[0] if len(urls) == 1 else list(urls))
    comma = b"," if content else b""
    end = _END.search(line)
    at = end.start() if end else len(line)
    return line[:at] + comma + f'"{FIELD}":{value}'.encode() + line[at:]


def as_logfmt(line: bytes, urls: Sequence[str]) -> bytes:
    """Add the field to a line of ``key=value``; several addresses are one value in quotes."""
    if _HAS_FIELD.search(line):
        return line
    value = " ".join(printable(url) for url in urls)
    quoted = json.dumps(value, ensure_ascii=False) if re.search(r'[\s"=]', value) else value
    return line.rstrip(b" \t") + f" {FIELD}={quoted}".encode()


def as_github(line: bytes, urls: Sequence[str]) -> bytes:
    """Add an annotation below a line, as GitHub's workflow commands define them."""
    said = line.decode("utf-8", "replace").strip() + "  " + "  ".join(urls)
    escaped = said.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return line + f"\n::error title=Error index::{printable(escaped)}".encode()


FORMS: Final[Mapping[str, Form]] = {
    "text": as_text,
    "json": as_json,
    "logfmt": as_logfmt,
    "github": as_github,
}
