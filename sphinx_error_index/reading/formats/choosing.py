"""Which headings and lists of a document are codes: by their looks, and by the words around them.

A parameter list looks much like a list of codes. So most entries must look like codes, and the
headings around must speak of such things; what looks like codes and is not read is told.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_error_index.reading.formats.bodies import Body
from sphinx_error_index.reading.formats.listing import Entry, Kind, Listing, role_of_label
from sphinx_error_index.reading.formats.lists import list_listings
from sphinx_error_index.reading.formats.names import Look, words
from sphinx_error_index.reading.formats.paragraphs import paragraph_listings
from sphinx_error_index.reading.formats.sections import section_listings
from sphinx_error_index.reading.markup.places import is_nested, parents_of
from sphinx_error_index.wording import counted

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sphinx_error_index.doctrees import NodesByClass
    from sphinx_error_index.reading.vocabulary import Vocabulary

_SENTENCE_END = re.compile(r"[.!?\u3002]\s+")

FEW = 2
"""The fewest entries that make a list of codes, or a level of headings."""

MANY = 5
"""So many entries that look alike are codes even where no heading speaks of codes."""

MOSTLY = 0.8
"""The share of entries that must look alike for that."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The listings that are read, and what to say of those that only look like codes."""

    taken: tuple[Listing, ...] = ()
    hints: tuple[str, ...] = ()


def choose(
    found: NodesByClass, title: str, vocabulary: Vocabulary, kinds: Collection[Kind] | None
) -> Choice:
    """Say which listings of a document have codes; ``title`` is the document's.

    ``kinds`` are those that the page wants to be read, whatever stands around; ``None`` leaves it
    to the looks of things.
    """
    sections = found.of(nodes.section)
    levels: dict[int, list[Listing]] = defaultdict(list)
    for listing in section_listings(sections, vocabulary):
        levels[listing.level].append(listing)
    totals = Counter(_level(section) for section in sections)
    taken: list[Listing] = []
    hints: list[str] = []
    for level, group in sorted(levels.items(), key=lambda item: (-_count(item[1]), item[0])):
        accepted = _sections(group, totals[level], title, vocabulary, kinds)
        taken += [
            listing
            for listing in accepted
            if not _is_inside(listing, taken) and not _is_around(listing, taken)
        ]
        count = _count(group)
        alone = count == totals[level] == 1 and group[0].entries[0].name.look == Look.STRONG
        few = count < FEW and not alone
        if not accepted and kinds is None and not few and count * 2 > totals[level]:
            hints.append(
                f"{counted(count, 'heading')} of level {level} "
                f"{'looks like a code' if count == 1 else 'look like codes'}: `:codes: sections`"
            )
    missed: Counter[Kind] = Counter()
    lists = (*list_listings(found, vocabulary), *paragraph_listings(found, vocabulary))
    for listing in lists:
        if is_nested(listing.entries[0].element) or _is_inside(listing, taken):
            continue
        if listing.kind in kinds if kinds is not None else _are_codes(listing, title, vocabulary):
            taken.append(listing)
        elif kinds is None and _mostly(listing, Look.WEAK):
            missed[listing.kind] += sum(e.name.look >= Look.WEAK for e in listing.entries)
    for kind, count in missed.items():
        noun = {Kind.DEFINITIONS: "term", Kind.FIELDS: "field"}.get(kind, "item")
        look = "looks like a code" if count == 1 else "look like codes"
        hints.append(f"{counted(count, noun)} {look}: `:codes: {kind}`")
    return Choice(tuple(sorted(taken, key=lambda listing: listing.line)), tuple(hints))


def _sections(
    group: Sequence[Listing],
    total: int,
    title: str,
    vocabulary: Vocabulary,
    kinds: Collection[Kind] | None,
) -> list[Listing]:
    """Return the sections of one level that are codes: those of a whole level, or of one parent."""
    if kinds is not None:
        return list(group) if Kind.SECTIONS in kinds else []
    count = _count(group)
    if count == 1 and (total == 1 or group[0].others == 0):
        return [listing for listing in group if _is_page_of_code(listing, vocabulary)]
    whole = Listing(
        Kind.SECTIONS,
        tuple(entry for listing in group for entry in listing.entries),
        total - count,
        group[0].sections[:1] if len(group) > 1 else group[0].sections,
        level=group[0].level,
    )
    if _are_codes(whole, title, vocabulary):
        return list(group)
    return [listing for listing in group if _are_codes(listing, title, vocabulary)]


def _is_page_of_code(listing: Listing, vocabulary: Vocabulary) -> bool:
    """Say whether the only section of a document is a code, with labels that say so."""
    (entry,) = listing.entries
    if entry.name.look < Look.STRONG:
        return False
    roles = _label_roles(entry, vocabulary)
    return bool(roles & {"cause", "action", "message"} or roles >= {"title", "description"})


def _label_roles(entry: Entry, vocabulary: Vocabulary) -> set[str]:
    """Return the roles of the labels in what an entry says."""
    body = Body(vocabulary)
    body.add(entry.content)
    return {role_of_label(piece.label, vocabulary) for piece in body.pieces() if piece.label}


def _tell_causes(listing: Listing, vocabulary: Vocabulary) -> bool:
    """Say whether most entries have a label for a cause or an action, as only faults do."""
    telling = sum(
        not _label_roles(entry, vocabulary).isdisjoint({"cause", "action"})
        for entry in listing.entries
    )
    return telling * 2 > len(listing.entries) + listing.others


def _are_codes(listing: Listing, title: str, vocabulary: Vocabulary) -> bool:
    """Say whether a listing documents codes."""
    headings = [title, *listing.sections, listing.title]
    around = [_words(heading, vocabulary) for heading in headings if heading]
    codes, about, seldom, never = (
        _known(name, vocabulary) for name in ("codes", "about", "seldom", "never")
    )
    # A document that is called "Error codes" is about nothing else.
    lists_codes = bool(around) and "code" in around[0] and bool(around[0] & codes)
    whole = lists_codes and listing.kind is Kind.SECTIONS
    if any(heading & never for heading in (around[:1] if whole else around)):
        return False
    count = sum(entry.name.look > Look.NONE for entry in listing.entries)
    if count < FEW or not _mostly(listing, Look.WORD):
        return False
    said = _SENTENCE_END.split(listing.lead)[-1]
    lead = _words(said, vocabulary)
    nearest = around[-1] if around else frozenset()
    speaks = any(heading & about or _has_part(text) for heading, text in _texts(headings, around))
    speaks = speaks or bool(lead & about) or _has_part(said)
    other = bool(nearest & seldom or any(map(_is_activity, nearest))) and "code" not in nearest
    other = other and not whole
    if _mostly(listing, Look.STRONG) and (
        (speaks and not other) or (not nearest & seldom and _look_alike(listing))
    ):
        return True
    if _mostly(listing, Look.WEAK) and _tell_causes(listing, vocabulary):
        return True
    if other or _mostly(listing, Look.STRONG):
        return False
    if _mostly(listing, Look.WEAK):
        generic = not nearest or vocabulary.is_generic(" ".join(nearest))
        near = bool(_head(headings, vocabulary) & about) or _has_part(headings[-1] or title)
        near = near or bool(lead & about) or _has_part(said)
        sure = _one_family(listing) or _mostly(listing, Look.WEAK, MANY)
        return near or (speaks and (generic or sure))
    return bool(nearest & codes) or bool(lead & codes and "code" in lead and not lead & seldom)


def _head(headings: Sequence[str], vocabulary: Vocabulary) -> frozenset[str]:
    """Return what the nearest heading names: the words before ``of``, unless they name nothing."""
    heading = next(filter(None, reversed(headings)), "")
    words = vocabulary.words(heading)
    end = next((at for at, word in enumerate(words) if at and word in vocabulary.qualifiers), None)
    head = words[:end]
    says_nothing = vocabulary.is_generic(" ".join(head)) or set(head) <= _KINDS_OF_LISTS
    return frozenset(words if says_nothing else head)


_KINDS_OF_LISTS = frozenset({"glossary", "index", "catalogue", "catalog", "dictionary"})


def _texts(
    headings: Sequence[str], around: Sequence[frozenset[str]]
) -> list[tuple[frozenset[str], str]]:
    return list(zip(around, filter(None, headings), strict=True))


def _mostly(listing: Listing, look: Look, many: int = 0) -> bool:
    """Say whether most entries look at least so much like codes.

    With ``many``, nearly all of them must, and there must be so many.
    """
    count = sum(entry.name.look >= look for entry in listing.entries)
    total = len(listing.entries) + listing.others
    return count > total / 2 and (not many or (count >= many and count >= total * MOSTLY))


def _is_activity(word: str) -> bool:
    """Say whether a word tells what somebody does with errors: handling, reporting them."""
    return word.endswith("ing") and word != "warning"


def _one_family(listing: Listing) -> bool:
    """Say whether several entries are constants that begin alike (``LIB_BAD_KEY``)."""
    begins = Counter(
        entry.name.code.partition("_")[0] for entry in listing.entries if "_" in entry.name.code
    )
    total = len(listing.entries) + listing.others
    return bool(begins) and max(begins.values()) >= max(MANY, total * MOSTLY)


def _look_alike(listing: Listing) -> bool:
    """Say whether many entries have the same pattern of letters and digits, as codes do.

    Headings and terms need fewer than items: those of a list may be anything.
    """
    patterns = Counter(_pattern(entry.name.code) for entry in listing.entries)
    pattern, count = patterns.most_common(1)[0]
    total = len(listing.entries) + listing.others
    many = MANY if listing.kind is Kind.ITEMS else FEW
    return pattern.count("9") > 2 and count >= many and count >= total * MOSTLY


def _pattern(code: str) -> str:
    return re.sub("[0-9]", "9", code)


def _words(text: str, vocabulary: Vocabulary) -> frozenset[str]:
    return frozenset(vocabulary.words(text))


def _known(name: str, vocabulary: Vocabulary) -> frozenset[str]:
    return frozenset(word for listed in words(name) for word in vocabulary.words(listed))


def _has_part(text: str) -> bool:
    return any(part in text for part in words("about_parts"))


def _count(group: Sequence[Listing]) -> int:
    return sum(len(listing.entries) for listing in group)


def _is_around(listing: Listing, taken: Sequence[Listing]) -> bool:
    """Say whether something that is read already stands in an entry of a listing."""
    own = {id(_owner(entry.element)) for entry in listing.entries}
    inner = [_owner(other.entries[0].element) for other in taken]
    return any(id(node) in own for element in inner for node in parents_of(element))


def _is_inside(listing: Listing, taken: Sequence[Listing]) -> bool:
    """Say whether a listing stands in an entry that is read already."""
    owners = {id(_owner(entry.element)) for other in taken for entry in other.entries}
    element = listing.entries[0].element
    return any(id(node) in owners for node in parents_of(_owner(element)))


def _owner(element: nodes.Element) -> nodes.Element:
    """Return the entry that an element with an anchor belongs to."""
    parts = nodes.term | nodes.field_name | nodes.option_group
    return element.parent if isinstance(element, parts) else element


def _level(section: nodes.section) -> int:
    return 1 + sum(isinstance(node, nodes.section) for node in parents_of(section))
