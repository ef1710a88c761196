"""Catalogue in the vendor's language → the same in the reader's, with the original beside it.

Everything that follows from a text (addresses, anchors, what counts as the same meaning, the
triage, the ledger) follows from the original, so that a translation changes no link.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx_error_index.texts import Original

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sphinx_error_index.model import Catalog, Category, Code, Text, Variant

Words = dict[str, str]
"""The translations of a service: each text of one paragraph by the original."""


def translated(catalog: Catalog, by_page: Mapping[str, Words]) -> Catalog:
    """Return a catalogue with the translations that its pages have, by document name."""
    services = (*catalog.services.values(), *catalog.past.services.values())
    words: dict[str, Words] = {}
    for service in services:
        for docname in reversed(service.docnames):
            words.setdefault(service.id, {}).update(by_page.get(docname, {}))
    if not any(words.values()):
        return catalog
    past = catalog.past
    return replace(
        catalog,
        codes=_codes(catalog.codes, words),
        categories=_categories(catalog.categories, words),
        listings={
            name: replace(listing, heading=_line(listing.heading, words.get(listing.service, {})))
            for name, listing in catalog.listings.items()
        },
        past=replace(
            past,
            codes=_codes(past.codes, words),
            categories=_categories(past.categories, words),
        ),
    )


def _codes(codes: Mapping[str, Code], words: Mapping[str, Words]) -> dict[str, Code]:
    return {
        name: replace(code, variants=tuple(_variant(v, own) for v in code.variants))
        if (own := words.get(code.service))
        else code
        for name, code in codes.items()
    }


def _categories(
    categories: Mapping[str, Category], words: Mapping[str, Words]
) -> dict[str, Category]:
    return {
        name: _category(category, own) if (own := words.get(category.service)) else category
        for name, category in categories.items()
    }


def _category(category: Category, words: Words) -> Category:
    made = replace(
        category,
        title=_line(category.title, words),
        description=_texts(category.description, words),
    )
    if made != category:
        said = tuple(text.plain for text in category.description)
        made = replace(made, original=Original(category.title, (), said, (), ()))
    return replace(made, extra=_extra(category.extra, words))


def _variant(variant: Variant, words: Words) -> Variant:
    """Return a meaning in the reader's language; what it said before is its ``original``."""
    made = replace(
        variant,
        title=_line(variant.title, words),
        message=_texts(variant.message, words),
        description=_texts(variant.description, words),
        causes=tuple(replace(c, text=_text(c.text, words)) for c in variant.causes),
        actions=_texts(variant.actions, words),
        extra=_extra(variant.extra, words),
    )
    return made if made == variant else replace(made, original=_original(variant))


def _original(variant: Variant) -> Original:
    return Original(
        variant.title,
        tuple(text.plain for text in variant.message),
        tuple(text.plain for text in variant.description),
        tuple(cause.text.plain for cause in variant.causes),
        tuple(text.plain for text in variant.actions),
    )


def _extra(extra: Iterable[tuple[str, Text]], words: Words) -> tuple[tuple[str, Text], ...]:
    return tuple((_line(header, words), _text(text, words)) for header, text in extra)


def _texts(texts: Iterable[Text], words: Words) -> tuple[Text, ...]:
    return tuple(_text(text, words) for text in texts)


def _text(text: Text, words: Words) -> Text:
    """Return a text in the reader's language.

    The digest of its markup is that of the original: without it the text is always looked at.
    """
    plain = "\n".join(_line(line, words) for line in text.plain.split("\n"))
    if plain == text.plain:
        return text
    markup = replace(text.markup, content="") if text.markup else None
    return replace(text, plain=plain, markup=markup, translated=True)


def _line(line: str, words: Words) -> str:
    return words.get(line, line)
