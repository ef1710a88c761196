"""The resolver's scripts in a page of their own, without any site around them."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from sphinx_error_index.pages.assets import SCRIPTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: The algorithm, in the order in which the files depend on each other.
ALGORITHM = SCRIPTS[: SCRIPTS.index("resolver/resolver.js") + 1]

_ANSWER = """([queries, limit]) => queries.map(([text, service]) => {
  const answer = resolver.answer(text, { service: service ?? undefined, limit });
  for (const match of answer.matches) delete match.marks;
  return answer;
})"""


class ScriptedResolver:
    """``static/resolver.js`` with an index, answering in a browser's page."""

    def __init__(self, page: Any, index: Mapping[str, Any]) -> None:
        self.page = page
        for name in ALGORITHM:
            path = files("sphinx_error_index").joinpath("static", name)
            page.add_script_tag(content=path.read_text("utf-8"))
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
