"""What questions cost in a browser: bytes, waiting, memory; and what Pagefind takes of its own.

The pages come from a server on this machine that notes what it is asked for. Bytes are those of
the data, as a static host sends them (gzip); scripts and pages are not counted, for either side.
"""

from __future__ import annotations

import functools
import gzip
import html
import http.server
import json
import statistics
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from bench.aims import Aim
from bench.catalogues import Catalogue
from bench.sites import sentences
from tests.conftest import CHROMIUM_ARGUMENTS, chromium

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from bench.sites import Site

PARTS: Final = ("bytes", "waits", "heap")
"""What can be measured in a browser, one by one."""
QUERIES: Final = 20
BOX: Final = "form.err-search input"
OPTION: Final = "#err-results [role=option]"
CODE_BYTES: Final = {12_000: 20, 100_000: 40, 1_000_000: 40}
SENTENCE_BYTES: Final = {12_000: 60, 100_000: 110, 1_000_000: 200}
"""The most kilobytes that a first answer may take, by the rows of the catalogue."""
PAGEFIND_DATA: Final = (".pf_meta", ".pf_index", ".pf_fragment", ".pf_filter", ".json")


class Host(http.server.SimpleHTTPRequestHandler):
    """Serves files and notes which."""

    protocol_version = "HTTP/1.1"
    # Else each body would wait for the receipt of its headers, 40 ms, as with no real server.
    disable_nagle_algorithm = True
    asked: list[str]

    def log_message(self, *args: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Serve a file."""
        self.asked.append(self.path.partition("?")[0])
        super().do_GET()


class Served:
    """A folder that is served: its address, and what was asked for since :meth:`bytes_asked`."""

    def __init__(self, folder: Path, url: str, asked: list[str]) -> None:
        self.folder, self.url, self._asked = folder, url, asked

    def forget(self) -> None:
        """Forget what was asked for."""
        self._asked.clear()

    def kilobytes(self, *, of: str = "/error-index/", endings: tuple[str, ...] = ("",)) -> float:
        """Return the size, compressed, of the files asked for that have *of* in their path."""
        paths = [path for path in self._asked if of in path and path.endswith(endings)]
        files = [self.folder / path.lstrip("/") for path in paths]
        return sum(_compressed(file) for file in files if file.is_file()) / 1000


@functools.cache
def _compressed(file: Path) -> int:
    content = file.read_bytes()
    # Pagefind's own files are compressed already: a host sends the smaller of the two.
    return min(len(content), len(gzip.compress(content, 9)))


@contextmanager
def serving(folder: Path) -> Iterator[Served]:
    """Serve a folder on this machine."""
    asked: list[str] = []
    host = type("NotingHost", (Host,), {"asked": asked})
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(host, directory=str(folder))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Served(folder, f"http://127.0.0.1:{server.server_port}", asked)
    server.shutdown()
    server.server_close()


def aims(sites: list[Site], parts: Collection[str] = PARTS) -> list[Aim]:
    """Measure the first answers on each site, and the memory of further ones on the larger."""
    from playwright.sync_api import sync_playwright

    found = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_ARGUMENTS)
        for site in sites:
            asked = list(islice(sentences(Catalogue(site.rows), site.rows // 60), QUERIES))
            codes = [name.partition("/")[2] for _, name in asked]
            with serving(site.folder) as served:
                if not {"bytes", "waits"}.isdisjoint(parts):
                    first = _first_answers(browser, served, site.rows, codes, asked)
                    found += [aim for part in parts for aim in first.get(part, ())]
                if "heap" in parts and site.rows > 50_000:  # the size at which memory is judged
                    found.append(_memory(browser, served, [text for text, _ in asked]))
        browser.close()
    return found


def _first_answers(
    browser: Any, served: Served, rows: int, codes: list[str], asked: list[tuple[str, str]]
) -> dict[str, list[Aim]]:
    """Measure bytes and waiting of the first answer in a fresh browser, for codes and sentences."""
    code_bytes, sentence_bytes, waits = [], [], []
    code_waits = []
    for code in codes:
        size, wait, _ = _cold(browser, served, code)
        code_bytes.append(size)
        code_waits.append(wait)
    right = 0
    for text, name in asked:
        size, wait, first = _cold(browser, served, text)
        sentence_bytes.append(size)
        waits.append(wait)
        right += name in first
    tenth = sorted(sentence_bytes)[int(len(sentence_bytes) * 0.9)]
    usual = statistics.median(sentence_bytes)
    print(f"{rows} rows: {right} of {len(asked)} sentences have their code among the answers")
    return {
        "bytes": [
            Aim(f"browser: kB before a code's answer, {rows:,} rows", code_bytes, CODE_BYTES[rows]),
            Aim(f"browser: kB before a sentence's answer, {rows:,} rows", sentence_bytes,
                SENTENCE_BYTES[rows]),
            Aim(f"browser: the same, 9th decile / median, {rows:,} rows", [tenth / usual], 2),
        ],
        "waits": [
            Aim(f"browser: first answer to a code, ms, {rows:,} rows", code_waits, 150),
            Aim(f"browser: first answer after the first key, ms, {rows:,} rows", waits, 150),
        ],
    }  # fmt: skip


def _cold(browser: Any, served: Served, text: str) -> tuple[float, float, str]:
    """Ask in a browser that has nothing yet.

    Returns:
        kilobytes of data, milliseconds from the first key to the first answer, and the answers.
    """
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{served.url}/guide.html", wait_until="networkidle")
    served.forget()
    box = page.locator(BOX).first
    started = time.perf_counter()
    box.fill(text)
    page.locator(OPTION).first.wait_for()
    wait = (time.perf_counter() - started) * 1000
    page.wait_for_load_state("networkidle")
    answers = " ".join(page.locator(f"{OPTION} a, {OPTION}").evaluate_all(
        "all => all.map((one) => (one.href ?? '') + one.innerHTML)"
    ))  # fmt: skip
    size = served.kilobytes()
    context.close()
    return size, wait, answers


def _memory(browser: Any, served: Served, texts: list[str]) -> Aim:
    """Measure the heap of scripts, the worker's too, after varied questions."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{served.url}/guide.html", wait_until="networkidle")
    box = page.locator(BOX).first
    for text in texts:
        box.fill(text)
        page.locator(OPTION).first.wait_for()
        page.wait_for_load_state("networkidle")
    used = _heaps(context.new_cdp_session(page), page)
    context.close()
    print(f"heaps of the page and of its workers, MB: {[round(size / 1e6, 2) for size in used]}")
    return Aim("browser: heap after 20 questions, 100,000 rows, MB", [sum(used) / 1e6], 25)


def _heaps(client: Any, page: Any) -> list[int]:
    """Return the bytes that scripts hold in a page and in each of its workers."""
    workers: list[str] = []
    sizes: list[int] = []

    def attached(event: dict[str, Any]) -> None:
        workers.append(event["sessionId"])

    def told(event: dict[str, Any]) -> None:
        result = json.loads(event["message"]).get("result", {})
        sizes.extend([int(result["usedSize"])] if "usedSize" in result else [])

    client.on("Target.attachedToTarget", attached)
    client.on("Target.receivedMessageFromTarget", told)
    client.send(
        "Target.setAutoAttach",
        {"autoAttach": True, "waitForDebuggerOnStart": False, "flatten": False},
    )
    client.send("HeapProfiler.collectGarbage")
    for session in workers:
        for number, method in enumerate(("HeapProfiler.collectGarbage", "Runtime.getHeapUsage")):
            message = json.dumps({"id": number, "method": method})
            client.send("Target.sendMessageToTarget", {"sessionId": session, "message": message})
    while len(sizes) < len(page.workers):
        page.wait_for_timeout(50)
    return [int(client.send("Runtime.getHeapUsage")["usedSize"]), *sizes]


# -- Pagefind ----------------------------------------------------------------------------------


def pagefind(folder: Path, rows: int) -> list[Aim]:
    """Measure what Pagefind loads for the same sentences on pages with the same texts."""
    pages = folder / "pagefind-pages"
    catalogue = Catalogue(rows)
    for code in catalogue.codes():
        path = pages / code["url"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_page(code), "utf-8")
    (pages / "index.html").write_text("<!DOCTYPE html><title>Search</title>", "utf-8")
    command = [sys.executable, "-m", "pagefind", "--site", str(pages), "--quiet"]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        print("without Pagefind: its figures are left out")
        return []
    asked = list(islice(sentences(catalogue, rows // 60), QUERIES))
    sizes = []
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright, serving(pages) as served:
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_ARGUMENTS)
        for text, _ in asked:
            context = browser.new_context()
            page = context.new_page()
            page.goto(f"{served.url}/index.html")
            served.forget()
            page.evaluate(
                """async (text) => {
                  const pagefind = await import("/pagefind/pagefind.js");
                  const found = await pagefind.search(text);
                  await Promise.all(found.results.slice(0, 10).map((one) => one.data()));
                }""",
                text,
            )
            sizes.append(served.kilobytes(of="/pagefind/", endings=PAGEFIND_DATA))
            context.close()
        browser.close()
    return [Aim(f"Pagefind: kB before a sentence's answer, {rows:,} rows", sizes, float("inf"))]


def _page(code: dict[str, Any]) -> str:
    """Return a bare page of a code with all its texts."""
    texts = [
        text
        for variant in code["variants"]
        for text in (variant["message"], variant["description"], *variant["causes"],
                     *variant["actions"])
    ]  # fmt: skip
    body = "".join(f"<p>{html.escape(text)}</p>" for text in texts)
    title = html.escape(json.dumps(code["code"])[1:-1])
    return (
        f'<!DOCTYPE html><html lang="en"><title>{title}</title><body data-pagefind-body>'
        f"<h1>{title}</h1>{body}"
    )
