"""Other extensions beside ours: every build is strict, and nothing of either is lost."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.site import Site

if TYPE_CHECKING:
    from tests.conftest import Build, Project

pytestmark = pytest.mark.filterwarnings("ignore")  # those that the other extensions cause

BASE = "https://docs.example.com/errors/"

HEADINGS = """\
Errors
======

Overview
--------

.. csv-table::
   :header: Error Code,Cause

   E.{0},It failed.

Overview
--------

See above.
"""


@pytest.fixture
def site(seed_project: Project) -> Project:
    seed_project.conf["html_theme"] = "alabaster"
    return seed_project


def load(project: Project, *extensions: str, **conf: Any) -> None:
    for name in extensions:
        pytest.importorskip(name.partition(".")[0])
    project.conf |= {"extensions": ["sphinx_error_index", *extensions], **conf}


def locations(build: Build) -> set[str]:
    return set(re.findall("<loc>(.*?)</loc>", build.read("sitemap.xml")))


def body(html: str) -> str:
    """Return what of a page is ours."""
    return html[html.index('<div class="err-page') : html.index('class="sphinxsidebar"')]


GIT = {"html_last_updated_fmt": "%Y"}
BLOG = {"blog_title": "Blog", "blog_baseurl": BASE, "fontawesome_included": True}


@pytest.mark.parametrize(
    ("extension", "conf", "theme"),
    [
        ("sphinx_last_updated_by_git", GIT, "alabaster"),
        ("sphinx_last_updated_by_git", GIT, "furo"),
        # furo refuses the page template of ablog, whatever page it is.
        ("ablog", BLOG, "alabaster"),
        ("ablog", BLOG, "pydata_sphinx_theme"),
    ],
)
def test_pages_are_no_documents_to_others(
    site: Project, extension: str, conf: dict[str, Any], theme: str
) -> None:
    """Both once ended the build: by what a page seemed to be, and by what a frame lacked."""
    site.conf["html_theme"] = theme
    for arguments in (["init", "-q"], ["add", "-A"]):
        subprocess.run(["git", *arguments], cwd=site.folder, check=True)
    identity = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.com"]
    subprocess.run(["git", *identity, "commit", "-qm", "All"], cwd=site.folder, check=True)
    load(site, extension, **conf, suppress_warnings=["git.untracked_source_file"])
    build = site.build()
    assert "403 Forbidden" in build.read("obs/403.html")
    assert Site(build.outdir).broken() == []


def test_a_frame_that_fails_says_so(site: Project) -> None:
    """A template of another extension needs what only that extension's handler gives."""
    load(site, "ablog", **BLOG)
    for number in range(8):  # so many that they would have a frame
        site.write(f"data/obs/more{number}.rst", HEADINGS.format(number))
    build = site.build()
    assert re.search(r"rendered the full way: .*'ablog' is undefined", build.stdout)
    assert "It failed." in build.read("obs/E.3.html")


class Test404:
    """sphinx-notfound-page."""

    @pytest.fixture
    def site(self, site: Project) -> Project:
        load(site, "notfound.extension", html_baseurl=BASE, notfound_urls_prefix="/errors/")
        return site

    def test_it_writes_with_our_search(self, site: Project) -> None:
        build = site.build()
        html = build.read("404.html")
        assert html.count("<h1>") == 1
        assert 'id="err-404" data-err-root="" data-err-base="/errors/"' in html
        assert '<base href="/errors/404.html">' in html
        assert 'href="/errors/obs/index.html"' in html, "the addresses of the theme are its own"
        assert "404.html: sphinx-notfound-page writes it, with our search in it" in build.stdout

    def test_a_build_without_changes_keeps_it(self, site: Project) -> None:
        before = site.build().read("404.html")
        assert site.build().read("404.html") == before

    def test_text_of_the_site_stays(self, site: Project) -> None:
        site.conf["notfound_context"] = {"title": "Lost", "body": "<h1>Lost?</h1><p>Ask us.</p>"}
        html = site.build().read("404.html")
        assert "<h1>Lost?</h1><p>Ask us.</p>" in html
        assert 'id="err-404"' in html
        assert "<h1>Page not found</h1>" not in html

    def test_both_where_the_files_differ(self, site: Project) -> None:
        build = site.build("dirhtml")
        for name in ("404.html", "404/index.html"):
            assert 'id="err-404"' in build.read(name)


class TestSitemap:
    """sphinx-sitemap."""

    @pytest.fixture
    def site(self, site: Project) -> Project:
        load(site, "sphinx_sitemap", html_baseurl=BASE, sitemap_url_scheme="{link}")
        return site

    @pytest.mark.parametrize("builder", ["html", "dirhtml"])
    def test_it_has_every_address(self, site: Project, builder: str) -> None:
        build = site.build(builder)
        theirs = locations(build)
        site.conf["extensions"] = ["sphinx_error_index"]
        assert locations(site.build(builder, fresh=True)) <= theirs
        assert not {f"{BASE}404.html", f"{BASE}404/"} & theirs
        assert "sitemap.xml: sphinx-sitemap writes it, with all" in build.stdout

    def test_what_did_not_change_stays_in(self, site: Project) -> None:
        pages = {address for address in locations(site.build()) if "genindex" not in address}
        site.write("source/more.rst", "More\n====\n\nText.\n")
        again = locations(site.build())
        assert {page for page in pages if "search" not in page} <= again
        assert f"{BASE}more.html" in again

    def test_exclusions_hold(self, site: Project) -> None:
        site.conf["sitemap_excludes"] = ["obs/40*", "guide.html"]
        found = locations(site.build())
        assert f"{BASE}obs/500.html" in found
        assert not {f"{BASE}obs/403.html", f"{BASE}guide.html"} & found


def test_opengraph_describes_our_pages(site: Project) -> None:
    load(
        site, "sphinxext.opengraph", ogp_site_url=BASE, ogp_site_name="Our errors",
        ogp_image=f"{BASE}card.png", ogp_custom_meta_tags=['<meta name="robots" content="all" />'],
        ogp_social_cards={"enable": False},
    )  # fmt: skip
    html = site.build().read("obs/403.html")
    for tag in (
        '<meta property="og:title" content="403 Forbidden" />',
        f'<meta property="og:url" content="{BASE}obs/403.html" />',
        '<meta property="og:site_name" content="Our errors" />',
        '<meta property="og:description" content="Access denied." />',
        f'<meta property="og:image" content="{BASE}card.png" />',
        '<meta name="robots" content="all" />',
    ):
        assert html.count(tag) == 1, tag
    for name in ("og:title", "og:description", 'name="description"'):
        assert html.count(name) == 1, name


def test_favicon_of_a_page_in_a_folder(site: Project) -> None:
    site.write("static/icon.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>')
    site.conf["html_static_path"] = ["static"]
    load(site, "sphinx_favicon", favicons=["icon.svg"])
    build = site.build()
    assert 'href="../_static/icon.svg"' in build.read("obs/403.html")
    assert 'href="_static/icon.svg"' in build.read("guide.html")


def test_headings_of_vendors_are_no_labels(site: Project) -> None:
    """Repeated ones would be warnings, and take the label of the page's own section."""
    load(site, "sphinx.ext.autosectionlabel")
    for number in range(2):
        site.write(f"data/svc/file{number}.rst", HEADINGS.format(number))
    site.page("svc", "svc/*.rst", text="Overview\n--------\n\nOurs: :ref:`overview`.")
    html = site.build().read("svc.html")
    assert html.count('<a class="reference internal" href="#overview">') >= 1
    assert html.count('Overview<a class="headerlink"') == 5
