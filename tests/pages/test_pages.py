"""The pages of a built site: what they say, what links to them shows, other themes' needs."""

from __future__ import annotations

import re
from html import unescape

import pytest

from sphinx_error_index.pages.templating import default_templates
from tests.conftest import Build, Project

GRID = """\
Codes
=====

==========  ===========  ==================  =================
Error Code  Status Code  Error Message       Solution
==========  ===========  ==================  =================
GW.0001     400          Bad field.          Mend the field.
GW.0001     504          No answer in time.  Wait, see GW.0002.
GW.0002     504          No answer at all.   Call **us**.
==========  ===========  ==================  =================
"""


@pytest.fixture
def gateway(project: Project) -> Project:
    project.write("data/gw/codes.rst", GRID)
    project.page("gw", "gw/*.rst")
    return project


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def squeezed(text: str) -> str:
    """A text without blanks, which markup may put between its words."""
    return "".join(text.split())


def test_code_page_says_all_the_vendor_says(seed_site: Build) -> None:
    for code in seed_site.codes.values():
        html = seed_site.read(code["url"])
        text = squeezed(unescape(text_of(html)).replace("’", "'"))
        for variant in code["variants"]:
            for said in (variant["title"], variant["description"], *variant["causes"]):
                assert squeezed(said) in text
            assert variant["origins"][0]["file"] in text


def test_cause_anchors_are_on_the_page(seed_site: Build) -> None:
    for code in seed_site.codes.values():
        html = seed_site.read(code["url"])
        for anchor in code["variants"][0]["cause_anchors"]:
            assert html.count(f'id="{anchor}"') == 1
            assert f'href="#{anchor}"' in html


def test_anchors_survive_reordering(project: Project) -> None:
    def anchors(rows: list[tuple[str, str, str]]) -> set[str]:
        cells = "".join(f"   * - {code}\n     - - {a}\n       - {b}\n" for code, a, b in rows)
        project.write(
            "data/x/a.rst",
            f".. list-table::\n   :header-rows: 1\n\n   * - Error Code\n     - Cause\n{cells}",
        )
        project.page("x", "x/a.rst")
        codes = project.build().codes
        return {
            anchor
            for code in codes.values()
            for variant in code["variants"]
            for anchor in [variant["anchor"], *variant["cause_anchors"]]
        }

    rows = [("X.1", "The disk is full.", "The disk is gone."), ("X.2", "No power.", "No key.")]
    turned = [(code, b, a) for code, a, b in reversed(rows)]
    assert {a for a in anchors(rows) if a.startswith("cause-")} == {
        a for a in anchors(turned) if a.startswith("cause-")
    }


def test_link_preview(project: Project) -> None:
    project.conf["html_baseurl"] = "https://docs.example.com/errors/"
    project.seed()
    html = project.build().read("obs/403.html")
    assert '<meta name="description" content="Access denied.">' in html
    assert '<meta property="og:title" content="403 Forbidden · Obs">' in html
    assert '<meta property="og:type" content="article">' in html
    url = "https://docs.example.com/errors/obs/403.html"
    assert f'<meta property="og:url" content="{url}">' in html
    assert f'<link rel="canonical" href="{url}"' in html
    assert "<title>403 Forbidden" in html


def test_no_canonical_address_where_none_is_known(seed_site: Build) -> None:
    html = seed_site.read("obs/403.html")
    assert "canonical" not in html
    assert "og:url" not in html


def test_several_meanings_begin_with_a_chooser(gateway: Project) -> None:
    build = gateway.build()
    html = build.read("gw/GW.0001.html")
    text = text_of(html)
    assert "GW.0001 has 2 meanings." in text
    for variant in build.codes["gw/GW.0001"]["variants"]:
        assert f'href="#{variant["anchor"]}"' in html
        status = variant["status"][0]
        assert f'id="{variant["anchor"]}" data-err-status="{status}"' in html
    assert text.index("Bad field.") < text.index("Mend the field.")


def test_codes_named_in_texts_are_links_and_markup_keeps_its_form(gateway: Project) -> None:
    build = gateway.build()
    assert 'see <a href="GW.0002.html">GW.0002</a>.' in build.read("gw/GW.0001.html")
    assert "Call <strong>us</strong>." in build.read("gw/GW.0002.html")


def test_categories_without_codes_say_so(seed_site: Build) -> None:
    for name in ("1XX", "2XX"):
        assert "lists no codes in this category" in text_of(
            seed_site.read(f"obs/category/{name}.html")
        )
    assert "409 Conflict" in text_of(seed_site.read("obs/category/4XX.html"))
    (number,) = [
        len(category["codes"])
        for category in seed_site.json("codes.json")["categories"]
        if category["id"] == "obs/4XX"
    ]
    assert f"{number} codes" in text_of(seed_site.read("obs/category/4XX.html"))


def test_not_found_page_starts_at_the_base(project: Project) -> None:
    project.seed()
    assert '<base href="/404.html">' in project.build().read("404.html")
    project.conf["html_baseurl"] = "https://docs.example.com/sub/path/"
    build = project.build("dirhtml")
    html = build.read("404.html")
    assert '<base href="/sub/path/404/">' in html
    assert 'data-err-base="/sub/path/"' in html
    assert not (build.outdir / "404" / "index.html").exists()


def test_a_template_of_the_site_takes_the_place_of_ours(seed_project: Project) -> None:
    seed_project.conf["templates_path"] = ["own"]
    seed_project.write(
        "own/error_index/category.html",
        "<h1>{{ category.heading }}</h1><p>Mine: {{ codes|length }}",
    )
    build = seed_project.build()
    assert "Mine: 6" in build.read("obs/category/4XX.html")
    assert "err-code-page" in build.read("obs/403.html")


def test_macros_of_the_site_from_before_there_were_entries(seed_project: Project) -> None:
    """What a list of codes shows is ours where the site's own macros do not say."""
    ours = default_templates() / "error_index/partials/macros.html"
    own = ours.read_text("utf-8").replace("macro entry(", "macro another(")
    before = seed_project.build().read("obs/403.html")
    seed_project.conf["templates_path"] = ["own"]
    seed_project.write("own/error_index/partials/macros.html", own)
    assert seed_project.build().read("obs/403.html") == before


def test_many_codes_shorten_the_guide(project: Project) -> None:
    rows = "".join(f"   GW.{n:04},Text {n},Cause {n}\n" for n in range(250))
    rows += "   OTHER,Text,Another cause\n"
    project.write(
        "data/gw/codes.rst",
        f".. csv-table::\n   :header: Error Code, Description, Cause\n\n{rows}",
    )
    project.page("gw", "gw/*.rst")
    build = project.build()
    guide = text_of(build.read("guide.html"))
    assert "250 codes" in guide
    assert "Cause 7" not in guide
    assert "Cause 7" in text_of(build.read("gw/category/GW.html"))
    page = text_of(build.read("gw/GW.0100.html"))
    assert "All 250 in GW" in page


def test_sidebar_shows_the_service(themed_furo: Build) -> None:
    html = themed_furo.read("obs/403.html")
    assert re.search(r'<li class="toctree-l1[^"]*current', html)
    assert 'href="index.html"' in html


@pytest.fixture
def themed_furo(seed_project: Project) -> Build:
    seed_project.conf["html_theme"] = "furo"
    return seed_project.build()


def test_actions_are_numbered_and_causes_where_the_vendor_numbers_them(project: Project) -> None:
    project.write(
        "data/gw/codes.rst",
        ".. list-table::\n   :header-rows: 1\n\n   * - Error Code\n     - Solution\n     - Cause\n"
        "   * - GW.1\n     - - Stop.\n       - Start.\n     - #. One.\n       #. Two.\n"
        "   * - GW.2\n     - Wait.\n     - - One.\n       - Two.\n",
    )
    project.page("gw", "gw/*.rst")
    build = project.build()
    assert '<ol class="err-actions">' in build.read("gw/GW.1.html")
    assert '<ol class="err-causes">' in build.read("gw/GW.1.html")
    assert '<ul class="err-causes">' in build.read("gw/GW.2.html")


def test_links_to_a_document_in_a_pages_place_have_no_anchor(project: Project) -> None:
    project.seed()
    project.write("source/obs/403.rst", "Our own page on 403\n===================\n")
    build = project.build(strict=False)
    assert [message.type for message in build.warnings] == ["error_index.address_taken"]
    guide = build.read("guide.html")
    assert 'href="obs/403.html"' in guide
    assert 'href="obs/403.html#' not in guide


def test_equal_titles_are_told_apart_by_another_column(project: Project) -> None:
    project.write(
        "data/sm/codes.rst",
        ".. csv-table::\n   :header: Reply Code,Enhanced\n\n   550,5.1.1\n   550,5.7.1\n",
    )
    project.page("sm", "sm/*.rst", options=":columns: Reply Code=code")
    text = text_of(project.build().read("sm/550.html"))
    assert "Enhanced: 5.1.1" in text
    assert "Enhanced: 5.7.1" in text


def test_codes_that_differ_in_case_are_told_apart_by_their_spelling(project: Project) -> None:
    rows = "   D1,400,same\n   d1,400,same\n   D2,400,one\n   D2,400,two\n"
    project.write("data/gw/codes.rst", f".. csv-table::\n   :header: Code,Status,Title\n\n{rows}")
    project.page("gw", "gw/*.rst")
    build = project.build()
    (name,) = {code["url"] for code in build.codes.values() if code["code"].lower() == "d1"}
    chooser, _, meanings = build.read(name).partition("</nav>\n<section")
    labels = re.compile(r'<a href="#400-[^"]*">(.*?)</a>')
    assert labels.findall(chooser) == ["D1 same", "d1 same"]
    assert "err-file" not in chooser
    assert '<span class="err-said-so">D1 same</span>' in meanings
    assert '<span class="err-said-so">d1 same</span>' in meanings
    assert labels.findall(build.read("gw/D2.html")) == ["one", "two"]
