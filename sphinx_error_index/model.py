"""The data that flows through the pipeline: plain frozen dataclasses, no Sphinx, no docutils.

Left half (what a page's vendor files said, kept in the environment): :class:`VendorFile`,
:class:`TableReading`, :class:`RowReading`, :class:`Record`, :class:`CategoryRecord`.
Right half (what the site shows, computed from the left half): :class:`Catalog` and its parts,
and what it has from the ledger: :class:`Past`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from sphinx_error_index.texts import CellAddress as CellAddress
from sphinx_error_index.texts import Text as Text  # noqa: TC001 - others have it from here

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_error_index.lists import Listing, StatusPage
    from sphinx_error_index.notes import Note, Triage
    from sphinx_error_index.texts import Original


@dataclass(frozen=True, slots=True)
class Origin:
    """The row of the vendor's file that something was read from.

    ``file`` is relative to the data root (posix), ``line`` counts from 1; ``table`` and
    ``document`` are titles, ``cell`` the code cell as written. ``docname`` and ``anchor`` are
    the row on the service page; ``anchor`` is empty where that page does not show it.
    """

    file: str
    line: int
    table: str = ""
    document: str = ""
    original_name: str = ""
    cell: str = ""
    docname: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One code as one row (and the rows that continue it) documents it.

    ``aliases`` are further names of the code: a symbol, a number in another base. ``ends`` are
    the first and the last code of a range, as written; a single code has none.
    """

    code: str
    origins: tuple[Origin, ...]
    status: tuple[int, ...] = ()
    title: str = ""
    message: tuple[Text, ...] = ()
    description: tuple[Text, ...] = ()
    causes: tuple[Text, ...] = ()
    actions: tuple[Text, ...] = ()
    categories: tuple[str, ...] = ()
    section: str = ""
    extra: tuple[tuple[str, Text], ...] = ()
    aliases: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()

    def texts(self) -> Iterator[Text]:
        """Return all its texts."""
        yield from (*self.message, *self.description, *self.causes, *self.actions)
        yield from (text for _, text in self.extra)


@dataclass(frozen=True, slots=True)
class CategoryRecord:
    """One category as one row documents it: ``4XX``, with the vendor's words on it.

    ``ranges`` are pairs of codes: the codes from the first to the last are in the category.
    ``coded`` says that the name stands where a code would, so that its address as a code leads
    to the category.
    """

    name: str
    origin: Origin
    title: str = ""
    description: tuple[Text, ...] = ()
    extra: tuple[tuple[str, Text], ...] = ()
    ranges: tuple[tuple[str, str], ...] = ()
    coded: bool = False

    def texts(self) -> Iterator[Text]:
        """Return all its texts."""
        yield from self.description
        yield from (text for _, text in self.extra)


class Outcome(StrEnum):
    """What became of a row; ``duplicate`` is only decided once all files are known."""

    CODE = "code"
    CATEGORY = "category"
    HEADING = "heading"
    CONTINUED = "continued"
    DUPLICATE = "duplicate"
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Normalisation:
    """A change made to what the vendor wrote: ``rule`` names why."""

    before: str
    after: str
    rule: str


@dataclass(frozen=True, slots=True)
class RowReading:
    """What became of one body row of a recognised table."""

    line: int
    outcome: Outcome
    codes: tuple[str, ...] = ()
    reason: str = ""
    normalised: tuple[Normalisation, ...] = ()


@dataclass(frozen=True, slots=True)
class TableReading:
    """One table of a vendor file, or entries of another ``kind`` as its rows.

    ``read`` says whether it was recognised, else ``reason``. ``naming`` are the columns whose
    cells name the codes or categories, the best first. ``file`` is the file (from the data root)
    that holds the rows, where the vendor's file includes another one.
    """

    line: int
    title: str
    read: bool
    reason: str = ""
    rows: tuple[RowReading, ...] = ()
    records: tuple[Record, ...] = ()
    categories: tuple[CategoryRecord, ...] = ()
    naming: tuple[int, ...] = ()
    file: str = ""
    kind: str = "tables"


@dataclass(frozen=True, slots=True)
class Label:
    """A reference target of a vendor file, in the namespace of its service."""

    name: str
    anchor: str
    title: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference in a vendor file to something outside it."""

    type: str
    target: str


@dataclass(frozen=True, slots=True)
class VendorFile:
    """All that one vendor file gave to the page that names it.

    ``known_as`` is what people call its service, as the page says.
    """

    service: str
    docname: str
    file: str
    document: str
    tables: tuple[TableReading, ...] = ()
    labels: tuple[Label, ...] = ()
    references: tuple[Reference, ...] = ()
    dangling: int = 0
    known_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cause:
    """A possible cause, its anchor on the code's page, and the anchors that it had before."""

    anchor: str
    text: Text
    former_anchors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Variant:
    """One meaning of a code: the texts that all its origins share.

    ``former_anchors`` are those it had before; ``aliases`` and ``ends`` as of :class:`Record`.
    ``notes`` are the site's own on this meaning, ``triage`` says what follows from what it says.
    ``original`` has the vendor's own words where all others are a translation.
    """

    anchor: str
    code: str
    title: str
    status: tuple[int, ...]
    message: tuple[Text, ...]
    description: tuple[Text, ...]
    causes: tuple[Cause, ...]
    actions: tuple[Text, ...]
    categories: tuple[str, ...]
    extra: tuple[tuple[str, Text], ...]
    origins: tuple[Origin, ...]
    former_anchors: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    triage: Triage | None = None
    original: Original | None = None

    def texts(self) -> Iterator[Text]:
        """Return all its texts."""
        yield from (*self.message, *self.description, *self.actions)
        yield from (cause.text for cause in self.causes)
        yield from (text for _, text in self.extra)

    @property
    def summary(self) -> str:
        """The one line that says what this is: description, message, cause or action."""
        for texts in (self.description, self.message):
            for text in texts:
                if text.plain:
                    return text.plain
        for cause in self.causes:
            return cause.text.plain
        return self.actions[0].plain if self.actions else ""


@dataclass(frozen=True, slots=True)
class Code:
    """One page: a code of a service with all its meanings.

    ``gone`` is empty for a documented code, else the revision since which it is gone. ``notes``
    are the site's own on the code as a whole; its meanings have further ones.
    """

    service: str
    code: str
    pagename: str
    variants: tuple[Variant, ...]
    categories: tuple[str, ...]
    gone: str = ""
    notes: tuple[Note, ...] = ()

    @property
    def id(self) -> str:
        """``<service>/<code>``, the name by which everything refers to it."""
        return f"{self.service}/{self.code}"

    @property
    def title(self) -> str:
        """The first variant's title, or nothing."""
        return self.variants[0].title

    @property
    def heading(self) -> str:
        """Code and title as a reader says them: ``403 Forbidden``."""
        return f"{self.code} {self.title}".strip()

    @property
    def summary(self) -> str:
        """The first variant's one line."""
        return self.variants[0].summary

    @property
    def causes(self) -> tuple[Cause, ...]:
        """The causes of all variants."""
        return tuple(cause for variant in self.variants for cause in variant.causes)

    @property
    def aliases(self) -> tuple[str, ...]:
        """The further names of all variants."""
        return tuple(dict.fromkeys(name for variant in self.variants for name in variant.aliases))

    @property
    def ends(self) -> tuple[str, ...]:
        """The ends of the range that the code is, if it is one."""
        return next((variant.ends for variant in self.variants if variant.ends), ())

    @property
    def actions(self) -> tuple[Text, ...]:
        """The actions of all variants."""
        return tuple(action for variant in self.variants for action in variant.actions)

    @property
    def all_notes(self) -> tuple[Note, ...]:
        """The site's own notes on the code and on all variants, each once."""
        own = (*self.notes, *(note for variant in self.variants for note in variant.notes))
        return tuple(dict.fromkeys(own))

    @property
    def runbooks(self) -> tuple[str, ...]:
        """The addresses of the runbooks that notes name, each once."""
        return tuple(dict.fromkeys(note.runbook for note in self.all_notes if note.runbook))

    @property
    def status(self) -> tuple[int, ...]:
        """The statuses of all variants, sorted."""
        return tuple(sorted({status for variant in self.variants for status in variant.status}))


@dataclass(frozen=True, slots=True)
class Category:
    """A category of a service with the ids of its codes, in order; it may have none.

    ``gone`` and ``original`` mean the same as for a :class:`Code` and its meanings.
    """

    service: str
    name: str
    pagename: str
    title: str
    description: tuple[Text, ...]
    codes: tuple[str, ...]
    extra: tuple[tuple[str, Text], ...] = ()
    origins: tuple[Origin, ...] = ()
    gone: str = ""
    original: Original | None = None

    @property
    def id(self) -> str:
        """``<service>/<name>``, as for codes but in a space of its own."""
        return f"{self.service}/{self.name}"

    @property
    def heading(self) -> str:
        """Name and title as a reader says them."""
        return f"{self.name} {self.title}".strip()


@dataclass(frozen=True, slots=True)
class Alias:
    """An address that leads to a code, or a category, with this other name.

    ``target`` is its id; ``anchor`` is that of the meaning with the name, if not all have it.
    """

    service: str
    name: str
    pagename: str
    target: str
    anchor: str = ""
    is_category: bool = False


@dataclass(frozen=True, slots=True)
class Service:
    """A code space: the pages that document it, the first one being its home.

    ``gone`` means the same as for a :class:`Code`. ``title`` is set for a service that is gone
    only: a living service has the title of its page. ``known_as`` is what people call it.
    """

    id: str
    docname: str
    docnames: tuple[str, ...]
    gone: str = ""
    title: str = ""
    known_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GoneAnchor:
    """A published anchor whose text is no longer on its page.

    ``text`` is what stood there, empty if that is not known; ``gone`` is the revision since
    which it is missing.
    """

    anchor: str
    text: str
    gone: str


@dataclass(frozen=True, slots=True)
class Forward:
    """A page that forwards to another: ``target`` is a page name, ``anchor`` may be empty.

    ``others`` are further successors, each a page name and an anchor: where there are any, the
    page forwards to none, but lists them all.
    """

    pagename: str
    target: str
    anchor: str = ""
    others: tuple[tuple[str, str], ...] = ()

    @property
    def successors(self) -> tuple[tuple[str, str], ...]:
        """All pages that it leads to, each with its anchor."""
        return ((self.target, self.anchor), *self.others)


@dataclass(frozen=True, slots=True)
class Past:
    """What was published and is no longer documented.

    Attributes:
        services: by id; their ``gone`` is set, and so it is for categories and codes.
        categories: by id.
        codes: by id.
        anchors: the gone anchors of each page, by page name; the page itself may be living.
        forwards: the pages that forward to others, by page name in lower case.
        documents: the published pages in whose place the site now has a document.
    """

    services: dict[str, Service] = field(default_factory=dict)
    categories: dict[str, Category] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    anchors: dict[str, tuple[GoneAnchor, ...]] = field(default_factory=dict)
    forwards: dict[str, Forward] = field(default_factory=dict)
    documents: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Catalog:
    """Everything the site shows, each mapping in the order in which it is shown.

    Services, categories and codes are by id, listings and pages of statuses by page name.
    ``families`` are the pages of categories that would say nothing, since a family of codes has
    all codes of its service or one alone: each with the page that it forwards to. ``aliases`` are
    by page name in lower case.
    """

    services: dict[str, Service] = field(default_factory=dict)
    categories: dict[str, Category] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    listings: dict[str, Listing] = field(default_factory=dict)
    statuses: dict[str, StatusPage] = field(default_factory=dict)
    files: tuple[VendorFile, ...] = ()
    past: Past = field(default_factory=Past)
    families: dict[str, str] = field(default_factory=dict)
    aliases: dict[str, Alias] = field(default_factory=dict)

    @property
    def forwards(self) -> dict[str, Forward]:
        """The pages that forward, by name in lower case: those of aliases, and the past's."""
        forwards = {}
        for page, alias in self.aliases.items():
            place = (self.categories if alias.is_category else self.codes)[alias.target]
            forwards[page] = Forward(alias.pagename, place.pagename, alias.anchor)
        return {**forwards, **self.past.forwards}
