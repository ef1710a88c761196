"""Why a code matches, in the reader's language. The page's script has the same table."""

from __future__ import annotations

import re

from sphinx_error_index.language import gettext as _

REASONS = (
    "the code itself",
    "the code begins so",
    "the words of the code",
    "code cut by a line break",
    "code found in the text",
    "code found in %s",
    "spelled like %s",
    "the same number as %s",
    "in the range %s",
    "number %s of the code",
    "number in “%s”",
    "status %s",
    "word for word",
    "word for word, as in %s codes",
    "the message, filled in",
    "words: %s",
)
"""What the resolver gives as reasons; ``static/page/options.js`` marks them for translation."""

_PARTS = re.compile(r"(.*?)(?:, line ([0-9]+))?(?:, by its name (.*))?", re.DOTALL)


def reason(text: str) -> str:
    """Return a reason of the resolver in the reader's language; an unknown one as it is."""
    match = _PARTS.fullmatch(text)
    said, line, name = match.groups() if match else (text, None, None)
    if name:
        before = text.removesuffix(f", by its name {name}")
        return _("%s, by its name %s") % (reason(before), name)
    if line:
        return _("%s, line %s") % (reason(said), line)
    for known in REASONS:
        before, hole, after = known.partition("%s")
        if text == known:
            return _(known)
        if hole and text.startswith(before) and text.endswith(after):
            return _(known).replace("%s", text[len(before) : len(text) - len(after)])
    return text
