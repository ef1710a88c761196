"""What each build makes anew that is the same in all: made once a test process.

A small build takes half a second, of which a quarter is compiling Jinja's templates, Sphinx's and
ours, and a sixth reading the synonyms that come with the resolver.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from jinja2 import BytecodeCache, Environment

from sphinx_error_index.resolver.building import dictionaries, texts

if TYPE_CHECKING:
    from jinja2.bccache import Bucket

_OPTIONS = (
    "autoescape", "trim_blocks", "lstrip_blocks", "newline_sequence", "keep_trailing_newline",
    "newstyle_gettext", "sandboxed", "is_async", "block_start_string", "variable_start_string",
)  # fmt: skip
"""What the code of a template depends on, beside its source and the extensions."""


class Compiled(BytecodeCache):
    """Keeps code in memory, each kind of environment apart; Jinja itself compares the sources."""

    def __init__(self) -> None:
        self._known: dict[str, bytes] = {}

    def get_bucket(
        self, environment: Environment, name: str, filename: str | None, source: str
    ) -> Bucket:
        """Return the code of a template, empty where none is kept of this source."""
        kind = [type(environment).__qualname__, *sorted(environment.extensions)]
        for option in _OPTIONS:
            value = getattr(environment, option, None)
            kind.append(getattr(value, "__qualname__", repr(value)))
        return super().get_bucket(environment, f"{kind} {name}", filename, source)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill a bucket with what is kept."""
        if bucket.key in self._known:
            bucket.bytecode_from_string(self._known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what a bucket has."""
        self._known[bucket.key] = bucket.bytecode_to_string()


def make_once() -> None:
    """Let all builds share compiled templates, synonyms, dictionaries and how words are cut."""
    compiled, make = Compiled(), Environment.__init__

    def prepared(self: Environment, *arguments: Any, **options: Any) -> None:
        make(self, *arguments, **options)
        if self.bytecode_cache is None:
            self.bytecode_cache = compiled

    Environment.__init__ = prepared  # type: ignore[method-assign]
    remembered = (
        (texts, "data", cache),
        (texts, "cut", lru_cache(20_000)),
        (dictionaries, "dictionary", cache),
    )
    for module, name, remember in remembered:
        setattr(module, name, remember(getattr(module, name)))
