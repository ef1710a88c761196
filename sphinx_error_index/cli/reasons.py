"""Why a code matches, in the reader's language. The page's script has the same table."""

from __future__ import annotations

from sphinx_error_index.language import gettext as _

REASONS = (
    "code found in the text",
    "spelled like %s",
    "the same number as %s",
    "number %s of the code",
    "number in “%s”",
    "a code of %s",
    "words: %s",
)
"""What the resolver gives as reasons; ``static/page/options.js`` marks them for translation."""


def reason(text: str) -> str:
    """Return a reason of the resolver in the reader's language; an unknown one as it is."""
    said, named, name = text.partition(", by its name ")
    if named:
        return _("%s, by its name %s") % (reason(said), name)
    for known in REASONS:
        before, _hole, after = known.partition("%s")
        if said.startswith(before) and said.endswith(after):
            return _(known).replace("%s", said[len(before) : len(said) - len(after)])
    return text
