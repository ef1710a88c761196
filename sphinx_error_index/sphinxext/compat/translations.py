"""What Sphinx makes of vendors' texts in a translated build, for the pages of codes.

Records are made of the vendor's own words, so that addresses and anchors are the same in every
language. Sphinx translates the page that shows the vendor's file (``sphinx.transforms.i18n``); the
two transforms below look at its texts before and after that, and the domain keeps what became of
each.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.transforms.i18n import Locale
from sphinx.util.i18n import docname_to_domain

from sphinx_error_index.reading.plaintext import plain_text
from sphinx_error_index.sphinxext.domain import domain_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


class NoteOriginals(SphinxTransform):
    """Notes the texts of a page with vendor files, before Sphinx translates them."""

    default_priority = Locale.default_priority - 1

    def apply(self, **_kwargs: Any) -> None:
        """Note them in the session, unless the page has no translation."""
        domain = domain_of(self.env)
        domain.session.originals = []
        if self.env.docname in domain.packed and _has_catalogue(self.env):
            domain.session.originals = [(node, plain_text(node)) for node in _texts(self.document)]


class NoteTranslations(SphinxTransform):
    """Notes what became of these texts."""

    default_priority = Locale.default_priority + 1

    def apply(self, **_kwargs: Any) -> None:
        """Give the domain each text that is another one now."""
        domain = domain_of(self.env)
        found = {
            before: after
            for node, before in domain.session.originals
            if before and (after := plain_text(node)) and after != before
        }
        domain.session.originals = []
        if found:
            domain.note_translations(self.env.docname, found)


def _texts(document: nodes.document) -> Iterator[nodes.TextElement]:
    """Return the texts of a page that are not part of another one."""
    for node in document.findall(nodes.TextElement):
        if not isinstance(node.parent, nodes.TextElement):
            yield node


def _has_catalogue(env: BuildEnvironment) -> bool:
    """Say whether the site has a catalogue for a page in the language of the build."""
    config = env.config
    name = docname_to_domain(env.docname, config.gettext_compact)
    return any(
        Path(env.srcdir, folder, str(config.language), "LC_MESSAGES", f"{name}.mo").is_file()
        for folder in config.locale_dirs
    )


def register(app: Sphinx) -> None:
    """Register both transforms with a Sphinx application."""
    app.add_transform(NoteOriginals)
    app.add_transform(NoteTranslations)
