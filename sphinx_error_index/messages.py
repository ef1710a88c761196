"""Everything the extension says: one subtype per kind of message, one way to say it.

A **warning** means that something in a vendor file or in the site is not as a reader would
expect; conf.py silences it with ``suppress_warnings = ["error_index.<subtype>"]``. A **note**
is about a defect of vendor input through which nothing was lost; it is printed as plain
information and silenced the same way.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NoReturn

from sphinx.util import logging

from sphinx_error_index.language import gettext
from sphinx_error_index.wording import loggable, printable

if TYPE_CHECKING:
    from typing import Any

    from sphinx.config import Config

TYPE = "error_index"


class _Speaking(logging.SphinxLoggerAdapter):
    """Says texts in the language of the build; ``make messages`` finds them by its calls."""

    def process(  # type: ignore[override]
        self, msg: str, kwargs: dict[str, Any]
    ) -> tuple[str, dict[str, Any]]:
        """Return the text to be said, before its places are filled."""
        said, kwargs = super().process(msg, kwargs)
        return gettext(said), kwargs


logger = _Speaking(logging.getLogger(__name__).logger, {})


class Subtype(StrEnum):
    """The kinds of messages, as ``suppress_warnings`` and the documentation name them."""

    CONFIG = "config"
    """A value in conf.py does not say what it should: it is ignored."""
    STEMMER = "stemmer"
    """The installed snowballstemmer is not the one that the browser's search agrees with."""
    NO_FILE = "no_file"
    """A path or glob of ``err:tables`` leads to no file: nothing is shown for it."""
    TWICE = "twice"
    """A page names the same file twice: the second mention is left out."""
    OPTION = "option"
    """An option of a directive of ours does not say what it should: it is ignored."""
    NO_PARSER = "no_parser"
    """No parser is set up for a file's suffix (``.md`` needs myst-parser): left out."""
    UNNAMED_FILE = "unnamed_file"
    """A file under the data root that no page names."""
    EMPTY_FILE = "empty_file"
    """A vendor file without any text."""
    ENCODING = "encoding"
    """A vendor file is not UTF-8: it is read as Windows-1252."""
    MARKUP = "markup"
    """docutils could not use a part of a vendor file; its source is shown instead."""
    UNTIDY = "untidy"
    """(note) A vendor file is untidy: markup, a role that may not run, cells without a header."""
    REFUSED = "refused"
    """A directive that may not run, or an image that may not be published: its text is shown."""
    NESTING = "nesting"
    """The markup of a vendor file is nested too deeply to be read: its source is shown instead."""
    EXPANSION = "expansion"
    """A substitution of a vendor file stands for too much text: its name is shown instead."""
    OUTSIDE = "outside"
    """A vendor file names a file that is missing or outside the data root: not read."""
    NO_TABLES = "no_tables"
    """A vendor file without tables, and without codes outside tables."""
    LOOKS_LIKE_CODES = "looks_like_codes"
    """Headings or lists that look like codes, but are not read unless ``:codes:`` says so."""
    UNREAD_TABLE = "unread_table"
    """A table in which no column is known to be a code, or one in HTML: shown as it is."""
    UNREAD_ROW = "unread_row"
    """A row of a recognised table that names no code and continues none: shown as it is."""
    DUPLICATE = "duplicate"
    """(note) A row that says the same as another one: one variant, two origins."""
    VARIANT = "variant"
    """(note) A row that gives a code a further meaning: one page, several variants."""
    ADDRESS_TAKEN = "address_taken"
    """A document of the site has the address of a generated page: the document stays."""
    SERVICE = "service"
    """A service cannot have the name it was given."""
    UNRESOLVED = "unresolved"
    """(note) References of vendor files to something that is not part of the site."""
    REFERENCE = "reference"
    """An ``err`` role names a code or category that is not there, gone, or in several services."""
    LEDGER = "ledger"
    """A file of the ledger has something that cannot be read: it is left out."""
    REDIRECT = "redirect"
    """A line of ``redirects.txt`` is no redirect, or contradicts another: it is left out."""
    REDIRECT_LIVING = "redirect_living"
    """A redirect from a page that the site has: the page stays."""
    REDIRECT_LOOP = "redirect_loop"
    """A redirect that leads back to itself: nothing forwards there."""
    REDIRECT_NOWHERE = "redirect_nowhere"
    """A redirect to a page or an anchor that is not there: nothing forwards there."""
    NOTE_STALE = "note_stale"
    """An ``err:note`` names a code, meaning or cause that is gone or now reads differently."""
    NOTE_CONFLICT = "note_conflict"
    """Two notes on the same meaning contradict each other: the first one counts."""
    HISTORY = "history"
    """A file of ``data/history`` cannot be read: that revision is left out."""
    REMOTE = "remote"
    """A site of ``error_index_remotes`` does not answer as a site, or has a service of another."""
    PART = "part"
    """A file that a document needs cannot go along with the site, to be merged with others."""
    MANIFEST = "manifest"
    """The list of our pages that an earlier build left is damaged: what is in doubt stays."""
    TEMPLATE = "template"
    """A page template of the site could not be rendered: the extension's own is used."""


def stop_build(text: str) -> NoReturn:
    """End the build with one line that says why, for a reason that its user can see to.

    Sphinx would tell of an exception in a long report for its developers, so there is none.
    Raises SystemExit.
    """
    logger.error("%s", printable(text))
    raise SystemExit(2)


class Messages:
    """Says warnings and notes about one file; ``path`` is shown as it is given.

    ``config`` is the project's configuration, for ``suppress_warnings``.
    """

    def __init__(self, config: Config, path: str) -> None:
        self._suppressed = config.suppress_warnings
        self._path = path

    def warn(self, subtype: Subtype, line: int, text: str, *args: object) -> None:
        """Warn of something at ``line`` (from 1; 0 for the file as a whole, shown as its 1)."""
        location = self._location(line or 1)  # Sphinx takes a path without line for a docname
        shown = map(_shown, args)
        logger.warning(text, *shown, type=TYPE, subtype=subtype, location=location)

    def note(self, subtype: Subtype, line: int, text: str, *args: object) -> None:
        """Inform of something at ``line`` that lost nothing."""
        if not logging.is_suppressed_warning(TYPE, subtype, self._suppressed):
            shown = map(_shown, args)
            logger.info(f"%s: {gettext(text)} [%s.%s]", self._location(line), *shown, TYPE, subtype)

    def _location(self, line: int) -> str:
        return f"{self._path}:{line}" if line else self._path


def _shown(value: object) -> object:
    """Return a vendor's text without what a terminal or a log obeys; anything else as it is."""
    return loggable(value) if isinstance(value, str) else value
