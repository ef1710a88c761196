"""What is known of a published page: entries of JSON → the dataclasses of ``model.py``.

A published entry is an entry of ``codes.json`` without its addresses (they depend on the
builder), without line numbers (they change when nothing else does) and without empty fields.
Both kinds are read here. A field whose value has the wrong type counts as empty, because these
files are merged by git and edited by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sphinx_error_index.links import slug
from sphinx_error_index.lists import Listing, StatusPage
from sphinx_error_index.model import Catalog, Category, Cause, Code, Origin, Service, Text, Variant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Entry = Mapping[str, Any]

_CODE = ("page", "code")
_VARIANT = (
    "anchor", "aliases", "code", "known_as", "range", "title", "status", "message", "description",
    "causes", "cause_anchors", "cause_aliases", "actions", "categories", "extra",
)  # fmt: skip
_ORIGIN = ("file", "table", "document", "original_name", "cell")
_CATEGORY = ("page", "name", "title", "description", "extra")
_SERVICE = ("page", "id", "title")


def code_entry(code: Entry) -> dict[str, Any]:
    """Return a code of ``codes.json`` as it is published."""
    variants = [
        _kept(variant, _VARIANT, origins=_origins_entry(variant)) for variant in code["variants"]
    ]
    return _kept(code, _CODE, variants=variants)


def category_entry(category: Entry) -> dict[str, Any]:
    """Return a category of ``codes.json`` as it is published."""
    return _kept(category, _CATEGORY, origins=_origins_entry(category))


def service_entry(service: Entry) -> dict[str, Any]:
    """Return a service of ``codes.json`` as it is published."""
    return _kept(service, _SERVICE)


def _origins_entry(entry: Entry) -> list[dict[str, Any]]:
    return [_kept(origin, _ORIGIN) for origin in entry["origins"]]


def _kept(entry: Entry, names: Iterable[str], **more: Any) -> dict[str, Any]:
    """Return the fields of an entry that have a value, in the order of their names."""
    values = {**{name: entry.get(name) for name in names}, **more}
    return {name: value for name, value in values.items() if _says(value)}


def _says(value: Any) -> bool:
    """Say whether a value is worth keeping: an empty one is not, nor a list of empty lists."""
    return any(value) if isinstance(value, list) else bool(value)


def catalog_of(content: Entry) -> Catalog:
    """Return what a ``codes.json`` documents: its services, categories and codes, not its past."""
    services = [service_of(entry) for entry in content["services"] if not entry.get("gone")]
    categories = [
        category_of(entry["service"], entry)
        for entry in content["categories"]
        if not entry.get("gone")
    ]
    codes = [code_of(e["service"], e) for e in content["codes"] if not e.get("gone")]
    lists = [listing_of(entry) for entry in content.get("lists", ())]
    statuses = [status_of(entry) for entry in content.get("statuses", ())]
    return Catalog(
        services={service.id: service for service in services},
        categories={category.id: category for category in categories},
        codes={code.id: code for code in codes},
        listings={listing.pagename: listing for listing in lists},
        statuses={status.pagename: status for status in statuses},
    )


def code_of(service: str, entry: Entry, gone: str = "") -> Code:
    """Return what an entry says of a code. The code has at least one variant, perhaps empty."""
    page = _string(entry, "page")
    code = _string(entry, "code") or page.rpartition("/")[2]
    variants = tuple(_variant(service, code, v) for v in _list(entry, "variants", Mapping))
    names = dict.fromkeys(name for variant in variants for name in variant.categories)
    if not variants:
        variants = (_variant(service, code, {"anchor": slug(code)}),)
    return Code(service, code, page, variants, tuple(names), gone)


def _variant(service: str, code: str, entry: Entry) -> Variant:
    causes = _list(entry, "causes", str)
    anchors = _padded(_list(entry, "cause_anchors", str), len(causes), "")
    former = _padded(_list(entry, "cause_aliases", list), len(causes), [])
    return Variant(
        anchor=_string(entry, "anchor"),
        code=_string(entry, "code") or code,
        title=_string(entry, "title"),
        status=tuple(_list(entry, "status", int)),
        message=_texts(entry, "message"),
        description=_texts(entry, "description"),
        causes=tuple(
            Cause(anchor, Text(text), tuple(map(str, own)))
            for text, anchor, own in zip(causes, anchors, former, strict=True)
        ),
        actions=tuple(map(Text, _list(entry, "actions", str))),
        categories=tuple(
            name.removeprefix(f"{service}/") for name in _list(entry, "categories", str)
        ),
        extra=_extra(entry),
        origins=_origins(entry),
        former_anchors=tuple(_list(entry, "aliases", str)),
        aliases=tuple(_list(entry, "known_as", str)),
        ends=tuple(_list(entry, "range", str)),
    )


def category_of(service: str, entry: Entry, gone: str = "") -> Category:
    """Return what an entry says of a category."""
    page = _string(entry, "page")
    return Category(
        service=service,
        name=_string(entry, "name") or page.rpartition("/")[2],
        pagename=page,
        title=_string(entry, "title"),
        description=_texts(entry, "description"),
        codes=tuple(_list(entry, "codes", str)),
        extra=_extra(entry),
        origins=_origins(entry),
        gone=gone,
    )


def members(service: str, category: Entry, codes: Iterable[Entry]) -> list[str]:
    """Return the ids of a category's codes, from its own list or else from the codes' entries.

    Only the entry of a gone category has that list: in the file of a living one, its line would
    change with every new code.
    """
    if "codes" in category:
        return _list(category, "codes", str)
    name = category_of(service, category).name
    own = (code_of(service, entry) for entry in codes)
    return [code.id for code in own if name in code.categories]


def listing_of(entry: Entry) -> Listing:
    """Return what an entry says of a list of codes."""
    page, kind = _string(entry, "page"), _string(entry, "kind")
    codes = tuple(_list(entry, "codes", str))
    return Listing(_string(entry, "service"), page, kind, _string(entry, "title"), codes)


def status_of(entry: Entry) -> StatusPage:
    """Return what an entry says of the page of a status."""
    number = entry.get("status")
    codes = tuple(_list(entry, "codes", str))
    status = number if isinstance(number, int) else 0
    return StatusPage(_string(entry, "service"), status, _string(entry, "page"), codes)


def service_of(entry: Entry, gone: str = "") -> Service:
    """Return what an entry says of a service."""
    page, service = _string(entry, "page"), _string(entry, "id")
    return Service(service, page, (page,), gone, _string(entry, "title") or service)


def anchors_of(code: Code) -> dict[str, tuple[object, ...]]:
    """Return the anchors of a code's page, each with what it names in a form to compare."""
    named: dict[str, tuple[object, ...]] = {}
    for variant in code.variants:
        what = ("meaning", variant.status, _folded(variant.title), _folded(variant.summary))
        named |= dict.fromkeys((variant.anchor, *variant.former_anchors), what)
        for cause in variant.causes:
            names = (cause.anchor, *cause.former_anchors)
            named |= dict.fromkeys(names, cause_named(cause.text.plain))
    return {anchor: what for anchor, what in named.items() if anchor}


def cause_named(text: str) -> tuple[object, ...]:
    """Return a cause in the form in which :func:`anchors_of` compares it."""
    return "cause", _folded(text)


def anchor_texts(code: Code) -> dict[str, str]:
    """Return the anchors of a code's page, each with the text that stood there."""
    texts: dict[str, str] = {}
    for variant in code.variants:
        status = "/".join(map(str, variant.status))
        said = f"{status} {variant.title or variant.summary}".strip()
        texts |= dict.fromkeys((variant.anchor, *variant.former_anchors), said)
        for cause in variant.causes:
            texts |= dict.fromkeys((cause.anchor, *cause.former_anchors), cause.text.plain)
    return texts


def _folded(text: str) -> str:
    """Return a text without its case, extra blanks and last full stop, to compare it."""
    return " ".join(text.split()).casefold().rstrip(".")


def _string(entry: Entry, name: str) -> str:
    value = entry.get(name)
    return value if isinstance(value, str) else ""


def _list(entry: Entry, name: str, kind: Callable[..., Any]) -> list[Any]:
    value = entry.get(name)
    return [item for item in value if isinstance(item, kind)] if isinstance(value, list) else []  # type: ignore[arg-type]


def _padded(items: list[Any], length: int, filler: Any) -> list[Any]:
    return (items + [filler] * length)[:length]


def _texts(entry: Entry, name: str) -> tuple[Text, ...]:
    """Return a text that was joined from several as one text, or none where it is empty."""
    text = _string(entry, name)
    return (Text(text),) if text else ()


def _extra(entry: Entry) -> tuple[tuple[str, Text], ...]:
    value = entry.get("extra")
    pairs = value.items() if isinstance(value, Mapping) else ()
    return tuple((str(header), Text(str(text))) for header, text in pairs)


def _origins(entry: Entry) -> tuple[Origin, ...]:
    return tuple(
        Origin(
            file=_string(origin, "file"),
            line=0,
            table=_string(origin, "table"),
            document=_string(origin, "document"),
            original_name=_string(origin, "original_name"),
            cell=_string(origin, "cell"),
        )
        for origin in _list(entry, "origins", Mapping)
    )
