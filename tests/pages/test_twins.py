"""The pages for machines: they say what the pages for people say, and nothing is left behind."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from sphinx_error_index.model import Code, Variant
from sphinx_error_index.pages.twins import llms
from sphinx_error_index.texts import Text
from sphinx_error_index.wording import markdown as escaped
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Build, Project

_COMMONMARK = MarkdownIt("commonmark")


def _words(text: str) -> str:
    return " ".join(text.split())


def _said_by_markdown(text: str) -> str:
    return _words(BeautifulSoup(_COMMONMARK.render(text), "html.parser").get_text(" ", strip=False))


_TEXTS = st.text(
    st.sampled_from(" \n#*_-+=>|`~[]()!<&;:/\\.@$0123456789abAB\"'{}é。"), min_size=1, max_size=40
)


@given(_TEXTS)
def test_a_text_is_one_paragraph_that_says_the_text(text: str) -> None:
    made = escaped(text)
    html = _COMMONMARK.render(made)
    assert re.sub(r"<br />\n?", "\n", html) in (
        "",
        "<p>"
        + "\n".join(_html(_words(line)) for line in text.splitlines() if line.strip())
        + "</p>\n",
    )
    item = _COMMONMARK.render("- " + made.replace("\n", "\n  "))
    assert item.count("<li>") == 1


def _html(text: str) -> str:
    for sign, name in (("&", "amp"), ("<", "lt"), (">", "gt"), ('"', "quot")):
        text = text.replace(sign, f"&{name};")
    return text


def _texts(entry: dict[str, Any]) -> Iterator[str]:
    """Every text of a code that its page shows."""
    yield from (entry["code"], entry["title"])
    for variant in entry["variants"]:
        yield from (variant["message"], variant["description"])
        yield from (*variant["causes"], *variant["actions"])
        yield from variant["extra"].values()
        yield from (f"{each['file']}" for each in variant["origins"])
    for note in entry["notes"]:
        yield from (note["text"], note["owner"], note["runbook"])


def _assert_same(site: Build, entry: dict[str, Any]) -> None:
    """Check that the three pages of a code say the same, and lead to each other."""
    own = site.json(f"{entry['page']}.json")
    assert own["base_url"] == site.json("codes.json")["base_url"]
    assert own["schema"] == 1
    assert {key: own[key] for key in entry} == entry
    file = entry["url"] + ("index.html" if entry["url"].endswith("/") else "")
    page = BeautifulSoup(site.read(file), "html.parser")
    shown = _squeezed(page.get_text(" "))
    said = _squeezed(_said_by_markdown(site.read(f"{entry['page']}.md")))
    for text in _texts(entry):
        assert _squeezed(text) in said, text
        assert _squeezed(text) in shown, text
    hrefs = {link["type"]: str(link["href"]) for link in page.select("link[rel=alternate][type]")}
    folder = (site.outdir / file).parent
    for kind, suffix in (("text/markdown", ".md"), ("application/json", ".json")):
        target = (folder / hrefs[kind]).resolve()
        assert target == (site.outdir / f"{entry['page']}{suffix}").resolve()
    element = page.select_one('script[type="application/ld+json"]')
    assert element
    about = json.loads(element.text)["about"]
    assert (about["termCode"], about["name"]) == (entry["code"], entry["title"] or entry["code"])


def _squeezed(text: str) -> str:
    """Return a text without blanks, which depend on the elements around, and with plain quotes.

    Sphinx sets typographic ones in what a site's own pages say.
    """
    return "".join(text.split()).translate(str.maketrans("\u2018\u2019\u201c\u201d", "''\"\""))


def test_all_three_say_the_same(seed_site: Build) -> None:
    assert len(seed_site.codes) > 8
    schema = json.loads(
        (ROOT / "sphinx_error_index/catalog/schemas/codes.schema.json").read_text("utf-8")
    )
    full = seed_site.read("llms-full.txt")
    for entry in seed_site.codes.values():
        _assert_same(seed_site, entry)
        jsonschema.validate(
            seed_site.json(f"{entry['page']}.json"),
            {**schema["$defs"]["code"], "$defs": schema["$defs"]},
        )
        assert seed_site.read(f"{entry['page']}.md").split("\n\n", 2)[2] in full
    overview = seed_site.read("llms.txt")
    assert overview.startswith("# Error index\n")
    for name in re.findall(r"\]\(([^)]+)\)", overview):
        assert (seed_site.outdir / name).is_file(), name
    assert "obs/400.md" in overview


def test_all_three_say_the_same_of_real_codes(corpus_site: Build) -> None:
    entries = list(corpus_site.codes.values())
    for entry in entries[:: max(1, len(entries) // 20)]:
        _assert_same(corpus_site, entry)
    parts = re.findall(r"\((llms-full-\d+\.txt)\)", corpus_site.read("llms-full.txt"))
    assert len(parts) > 1
    texts = [corpus_site.read(part) for part in parts]
    assert max(map(len, texts)) < 3 * llms.PART
    headings = sum(len(re.findall(r"^# ", text, re.MULTILINE)) for text in texts)
    assert headings == len(entries)


HOSTILE = """\
.. list-table::
   :header-rows: 1

   * - Error Code
     - Message
     - Cause
   * - A<b>.1
     - ``</script><script>alert(1)</script>``
     - ``# no heading``
   * - A.2
     - ``* no item``
     - ``[no](link)``
"""


def test_texts_stay_texts_and_the_switch_removes_all(project: Project) -> None:
    project.conf["html_baseurl"] = "https://docs.example.com/errors/"
    project.write("data/a.rst", HOSTILE)
    project.page("a", "a.rst")
    build = project.build()
    for entry in build.codes.values():
        _assert_same(build, entry)
    page = build.read(build.codes["a/A<b>.1"]["url"])
    assert "<script>alert" not in page
    assert page.count('<script type="application/ld+json">') == 1
    said = build.read("a/A.2.md")
    assert "- Page: <https://docs.example.com/errors/a/A.2.html>" in said
    assert "https://docs.example.com/errors/llms-full.txt" in build.read("llms.txt")
    times = {path: path.stat().st_mtime_ns for path in build.outdir.rglob("*.md")}
    assert len(times) == 2
    project.build()
    assert times == {path: path.stat().st_mtime_ns for path in build.outdir.rglob("*.md")}
    project.conf["error_index_twins"] = False
    build = project.build()
    assert not [*build.outdir.glob("*/*.md"), *build.outdir.glob("*/*.json")]
    assert not [*build.outdir.glob("llms*.txt")]
    assert 'type="text/markdown"' not in build.read("a/A.2.html")
    assert "ld+json" not in build.read("a/A.2.html")


def test_pages_that_are_folders_lead_to_twins_beside_them(project: Project) -> None:
    project.conf["html_baseurl"] = "https://docs.example.com/"
    # The second page's folder has the name of the first one's twin.
    project.write("data/a.rst", HOSTILE + "   * - A.2.md\n     - ``No.``\n     - ``Why.``\n")
    project.page("a", "a.rst")
    build = project.build("dirhtml")
    _assert_same(build, build.codes["a/A<b>.1"])
    _assert_same(build, build.codes["a/A.2.md"])
    assert (build.outdir / "a/A.2.md/index.html").is_file()
    assert 'type="text/markdown"' not in build.read("a/A.2/index.html")


def _code(name: str, length: int) -> Code:
    variant = Variant(name, name, "", (), (Text("x" * length),), (), (), (), (), (), ())
    return Code("a", name, f"a/{name}", (variant,), ())


@pytest.mark.parametrize(
    ("lengths", "sizes"), [([], [0]), ([10] * 3, [3]), ([llms.PART] * 3, [1, 1, 1])]
)
def test_the_full_text_is_cut_between_codes(lengths: list[int], sizes: list[int]) -> None:
    codes = [_code(f"c{at}", length) for at, length in enumerate(lengths)]
    parts = llms.parts_of(codes)
    assert [len(part) for part in parts] == sizes
    assert [code for part in parts for code in part] == codes


def test_an_overview_of_many_services_is_bounded() -> None:
    rows = [(f"s{at}", f"Service {at}", f"s{at}.html", 1) for at in range(llms.MAX_SERVICES + 5)]
    text = llms.overview("Title *x*", rows, "", ["llms-full.txt"], str)
    assert text.startswith("# Title \\*x\\*\n")
    assert "- 5 more are in codes.json" in text
    assert len(text) < 100_000
