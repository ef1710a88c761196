"""The dictionaries of other languages as files of the index, and the languages of the texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_error_index.resolver.pastes.languages import LANGUAGES, bare, language_of
from sphinx_error_index.resolver.rules import data, pattern, rules, w

if TYPE_CHECKING:
    from sphinx_error_index.resolver.building.sinks import Sink

ENGLISH = "en"


def write_dictionaries(sink: Sink) -> None:
    """Write a file of family ``l`` for each language: its phrases, folded, with their English."""
    for number, language in enumerate(LANGUAGES):
        sink.write("l", number, dictionary(language))


def dictionary(language: str) -> dict[str, str]:
    """Return the phrases of a language with their English; of equal ones the first counts."""
    letters = language in rules("languages")["marks"]
    found: dict[str, str] = {}
    for english, said in data(f"pastes/dictionaries/{language}.toml").items():
        for phrase in said:
            found.setdefault(bare(phrase) if letters else phrase, english)
    return found


def language_of_sample(sample: str) -> str:
    """Return the language of texts; of those with a few Chinese words that of all others."""
    signs = sum(map(len, pattern("sign_run").findall(sample)))
    if signs <= w.SAMPLE_SIGNS * len(sample):
        sample = pattern("sign_run").sub(" ", sample)
    return language_of(sample) or ENGLISH
