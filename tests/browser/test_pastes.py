"""Hostile pastes in a real browser: they stay text wherever they show, and the box goes on."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.test_guide import box, results

PASTES = (
    "<script>owned = 1</script>",
    "<img src=x onerror=owned=1><svg onload=owned=1>",
    "<a href='javascript:owned=1'>x</a><style>*{display:none}</style>",
    "\"><iframe srcdoc='<script>parent.owned=1</script>'></iframe>",
    "</textarea></title></script><base href=https://example.org/>",
    "{{ constructor.constructor('owned=1')() }} ${owned=1} `${owned=1}` <%= 1 %> #{owned}",
    "javascript:owned=1//",
    "&lt;script&gt;owned=1&lt;/script&gt; &#x3c;img src=x onerror=owned=1&#62;",
    '{"__proto__": {"owned": 1}, "constructor": {"prototype": {"owned": 1}}}',
    "\u202eowned\u2066 \u200b\u00ad\ufeff \x1b[31m \x1b]0;owned\x07",
    "\ud800 half \udc00 pairs \U0001f642 \x01\x02\x7f",
    "%00%0a%0d%u0061%c0%af%E0%A4%A %",
    "../../../etc/passwd?error=<b>#<i>&status=<u>&service=__proto__",
    "' OR 1=1; -- \\ \\u003cscript\\u003e \\x3c",
    "a" * 30_000,
    "\n" * 5_000 + "x",
    "(" * 5_000 + ")" * 5_000,
    "<p>" * 5_000,
    "[" * 20_000 + "1",
    "é\u0301\u0300\u0302" * 3_000,
)

INSPECT = """() => {
  const found = [];
  for (const place of document.querySelectorAll("#err-results, .err-search, .err-options")) {
    for (const element of place.querySelectorAll("*")) {
      if (/^(script|style|iframe|object|embed|img|base|link|meta)$/i.test(element.localName)) {
        found.push(element.localName);
      }
      for (const { name, value } of element.attributes) {
        if (name.startsWith("on") || /^\\s*(javascript|data|vbscript):/i.test(value)) {
          found.push(`${name}=${value}`);
        }
      }
      const home = new URL(".", document.baseURI).href;
      if (element.href && !new URL(element.href, home).href.startsWith(new URL(home).origin)) {
        found.push(element.href);
      }
    }
  }
  if ("owned" in globalThis || "owned" in {} || document.title.includes("owned")) found.push("run");
  return found;
}"""


@pytest.fixture
def watched(page: Any) -> Any:
    """A page of which any question to the reader, and any request elsewhere, is a fault."""
    elsewhere: list[str] = []

    def dismiss(dialog: Any) -> None:
        elsewhere.append(dialog.message)
        dialog.dismiss()

    def note(request: Any) -> None:
        if not request.url.startswith("http://127.0.0.1"):
            elsewhere.append(request.url)

    page.on("dialog", dismiss)
    page.on("popup", lambda popup: elsewhere.append(popup.url))
    page.on("request", note)
    yield page
    assert elsewhere == []


def test_pastes_stay_text(watched: Any, site_url: str) -> None:
    """Each with a code before it, so that there is an answer to look at."""
    watched.goto(f"{site_url}/guide.html")
    for at, paste in enumerate(PASTES):
        code = ("403", "409")[at % 2]
        box(watched).fill(f"Status: {code} {paste}")
        results(watched).filter(has_text=code).first.wait_for()
        assert watched.evaluate(INSPECT) == [], ascii(paste[:40])
    box(watched).fill("NoSuchBucket")
    results(watched).filter(has_text="404").first.wait_for()


def test_pastes_on_the_page_of_a_code(watched: Any, site_url: str) -> None:
    watched.goto(f"{site_url}/obs/404.html")
    for at, paste in enumerate(PASTES[:12]):
        code = ("403", "409")[at % 2]
        box(watched).fill(f"Status: {code} {paste}")
        watched.locator("[role=option]").filter(has_text=code).first.wait_for()
        assert watched.evaluate(INSPECT) == [], ascii(paste[:40])


@pytest.mark.parametrize(
    "query",
    ["error=%E0%A4%A", "error=%", "error=403&service=%00&status=1e9&category=..%2F..&action=%ff",
     "error=403&error=<b>&q=<i>", "status=__proto__&service=constructor&error=403",
     "error=" + "%3Csvg%20onload%3Downed%3D1%3E403" * 20],
    ids=lambda query: query[:24],
)  # fmt: skip
def test_hostile_addresses(watched: Any, site_url: str, query: str) -> None:
    """What cannot be read of an address is passed over; the box answers."""
    watched.goto(f"{site_url}/guide.html?{query}")
    box(watched).wait_for()
    assert watched.evaluate(INSPECT) == []
    watched.goto(f"{site_url}/obs/403.html?{query}#{query}")
    assert watched.evaluate(INSPECT) == []
    watched.goto(f"{site_url}/guide.html?{query}")
    box(watched).fill("409")
    results(watched).filter(has_text="409").first.wait_for()
