"""The resolver's scripts in a page of their own, without any site around them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sphinx_error_index.pages.assets import RESOLVER_SCRIPTS, script

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: The resolver without what pages add to it, and what tests ask of it.
ALGORITHM = script(
    [name for name in RESOLVER_SCRIPTS if name.startswith("resolver/")],
    "globalThis.ErrorIndex = { Resolver, stemOf };\n",
)

_ANSWER = """([queries, limit]) => queries.map(([text, service]) => {
  const answer = resolver.answer(text, { service: service ?? undefined, limit });
  for (const match of answer.matches) delete match.marks;
  return answer;
})"""


class ScriptedResolver:
    """``static/resolver/`` with an index, answering in a browser's page."""

    def __init__(self, page: Any, index: Mapping[str, Any]) -> None:
        self.page = page
        page.add_script_tag(content=ALGORITHM)
        self.milliseconds: float = page.evaluate(
            """(text) => {
              const start = performance.now();
              globalThis.resolver = new ErrorIndex.Resolver(JSON.parse(text));
              return performance.now() - start;
            }""",
            json.dumps(index),
        )

    def answers(self, queries: Iterable[tuple[str, str | None]], limit: int = 10) -> list[Any]:
        """Return the answers to pairs of a text and a service."""
        result: list[Any] = self.page.evaluate(_ANSWER, [list(map(list, queries)), limit])
        return result
