"""How messages write a number with its noun, and a text that may hold anything."""

from __future__ import annotations

import os
import re

_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""Control characters but tab and line feed, separators of lines, and what turns text around."""


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun: ``1 code``, ``2 categories``.

    ``plural`` is needed where the noun's plural follows neither of the two rules.
    """
    if number == 1:
        return f"1 {noun}"
    if not plural:
        plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number} {plural}"


def printable(text: str) -> str:
    r"""Return a text that does nothing to a terminal but show itself.

    A control character is written as JSON would escape it (``\u001b``), so that JSON stays JSON
    with the same content. Tabs and line feeds stay. Characters that reverse the direction of
    the text around them (Unicode's embeddings, overrides and isolates) are written so as well.
    """
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


_COMMAND = re.compile(r"^([^\S\n]*):(?=:)|#(?=#\[)", re.MULTILINE)
"""What a runner of GitHub Actions obeys where it stands in a log: ``::error::`` and ``##[error]``.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions; the other form is an
older one, which the runner still reads anywhere in a line.
"""


def loggable(text: str) -> str:
    r"""Return a printable text that is no command to GitHub Actions where that runs.

    The first sign of a command is written as JSON would escape it (``\u003a``).
    """
    text = printable(text)
    if os.environ.get("GITHUB_ACTIONS") != "true" or not _COMMAND.search(text):
        return text
    return _COMMAND.sub(lambda match: f"{match[1] or ''}\\u{ord(match[0][-1]):04x}", text)


_SPECIAL = re.compile(r"([\\`*\[\]<>&~|!$])|(?<![A-Za-z0-9])(_)|(_)(?![A-Za-z0-9])|(:)(?=//)|(@)")
"""Signs that mean something anywhere; an underscore within a word, ``error_code``, does not."""

_LEADING = re.compile(r"^([#+=-]|[0-9]{1,9}(?=[.)]))(.?)", re.DOTALL)
"""What begins a heading, a list or a rule at the beginning of a line."""


def markdown(text: str) -> str:
    """Return a text as Markdown that says nothing but this text, in one paragraph.

    Lines end in a backslash, which keeps them apart; blanks at either end of a line are dropped.
    """
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return "\\\n".join(_markdown_line(line) for line in lines if line)


def _markdown_line(line: str) -> str:
    line = _SPECIAL.sub(lambda match: "\\" + match[0], line)
    match = _LEADING.match(line)
    if match is None:
        return line
    if match[1].isdigit():
        return f"{match[1]}\\{line[len(match[1]) :]}"
    return "\\" + line


UNACCEPTED = "not yet accepted"
"""Said in place of a revision, of what is gone since a change that nobody has accepted yet."""


def since(gone: str) -> str:
    """Return the revision since which something is gone, if the ledger has one to name."""
    return "" if gone == UNACCEPTED else gone
