"""Keeps plain rows of vendor tables out of the transforms of a page (see ``plain_rows``).

That changes nothing as long as it is known what all transforms look for. Where another extension
has transforms of its own, or a page is translated, every row stays where it is.
"""

from __future__ import annotations

import gettext
from typing import TYPE_CHECKING, Any

from sphinx import locale
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.i18n import docname_to_domain

from sphinx_error_index.reading.markup.plain_rows import put_back, set_aside
from sphinx_error_index.reading.rowmarks import MARKS
from sphinx_error_index.sphinxext.domain import domain_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docutils.transforms import Transform
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

KNOWN = frozenset({"docutils", "furo", "myst_parser", "sphinx", __name__.partition(".")[0]})
"""Packages none of whose transforms does anything to a row of plain words."""

FIRST, LAST = 1, 879
"""Before all transforms that read a page; after them, but before others see what was read."""
FIRST_POST, LAST_POST = 4, 999
"""Before and after the transforms that make a page ready to be written."""


class SetAside(SphinxTransform):
    """Sets aside the plain rows of a page's vendor tables while the page is read."""

    default_priority = FIRST

    def apply(self, **_kwargs: Any) -> None:
        """Set them aside, unless a transform may look at them."""
        transforms = (transform for _, transform, *_ in self.document.transformer.transforms)
        if _is_wanted(self.env, transforms) and not _has_translation(self.env):
            # Quotation marks are the page's own business, but not a vendor's: ``adopt`` says so.
            set_aside(self.document, lambda table: MARKS in table)


class PutBack(SphinxTransform):
    """Puts them back before other extensions see what was read."""

    default_priority = LAST

    def apply(self, **_kwargs: Any) -> None:
        """Put back what was set aside."""
        if _shows_files(self.env):
            put_back(self.document)


class SetAsidePost(SphinxPostTransform):
    """Sets aside plain rows while a page is made ready to be written as HTML."""

    default_priority = FIRST_POST
    formats = ("html",)

    def run(self, **_kwargs: Any) -> None:
        """Set them aside, unless a transform may look at them."""
        if _is_wanted(self.env, domain_of(self.env).session.post_transforms):
            set_aside(self.document)


class PutBackPost(SphinxPostTransform):
    """Puts them back before the page is written."""

    default_priority = LAST_POST
    formats = ("html",)

    def run(self, **_kwargs: Any) -> None:
        """Put back what was set aside."""
        put_back(self.document)


def register(app: Sphinx) -> None:
    """Register the transforms with a Sphinx application."""
    app.add_transform(SetAside)
    app.add_transform(PutBack)
    app.add_post_transform(SetAsidePost)
    app.add_post_transform(PutBackPost)


def _is_wanted(env: BuildEnvironment, transforms: Iterable[type[Transform]]) -> bool:
    """Say whether rows of the page that is at work are set aside at all."""
    return (
        _shows_files(env)
        and not env.config.error_index_full_reading
        and all(transform.__module__.partition(".")[0] in KNOWN for transform in transforms)
    )


def _shows_files(env: BuildEnvironment) -> bool:
    return env.docname in domain_of(env).packed


def _has_translation(env: BuildEnvironment) -> bool:
    """Say whether there is a catalogue by which ``sphinx.transforms.i18n`` translates the page."""
    domain = docname_to_domain(env.docname, env.config.gettext_compact)
    languages = [env.config.language] if env.config.language else None
    return type(locale.get_translator(domain)) is not gettext.NullTranslations or any(
        gettext.find(domain, str(env.srcdir / folder), languages)
        for folder in env.config.locale_dirs
    )
