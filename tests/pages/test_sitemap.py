"""``sitemap.xml``: every page, from the model."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree

from sphinx_error_index.catalog.assemble import build_catalog
from sphinx_error_index.model import Catalog, Code
from sphinx_error_index.pages import sitemap

if TYPE_CHECKING:
    from tests.conftest import Project

BASE = "https://docs.example.com/errors"


def _locations(text: str) -> list[str]:
    root = ElementTree.fromstring(text.encode())
    return [location.text or "" for location in root.iter(f"{{{sitemap.NAMESPACE}}}loc")]


def _catalog(count: int) -> Catalog:
    codes = [Code("obs", str(n), f"obs/{n}", (), ()) for n in range(count)]
    return Catalog(codes={code.id: code for code in codes})


def _html(name: str) -> str:
    return f"{name}.html"


def test_lists_documents_codes_and_generated_pages() -> None:
    files = sitemap.sitemaps(_catalog(2), ["index", "obs/index"], BASE + "/", _html)
    assert list(files) == ["sitemap.xml"]
    names = ["categories", "debt", "guide", "index", "obs/0", "obs/1", "obs/index"]
    assert _locations(files["sitemap.xml"]) == [f"{BASE}/{name}.html" for name in names]


def test_order_of_documents_does_not_matter() -> None:
    one = sitemap.sitemaps(_catalog(3), ["a", "b"], BASE, _html)
    assert one == sitemap.sitemaps(_catalog(3), ["b", "a", "guide"], BASE, _html)


def test_without_base_there_is_none() -> None:
    assert sitemap.sitemaps(_catalog(1), ["index"], "", _html) == {}


def test_addresses_are_quoted_once() -> None:
    text = sitemap.sitemaps(
        build_catalog([]), ["a b", "c%20d", "e&f"], BASE, lambda name: f"{name}/"
    )["sitemap.xml"]
    assert f"{BASE}/a%20b/" in _locations(text)
    assert f"{BASE}/c%20d/" in _locations(text)
    assert f"{BASE}/e&f/" in _locations(text)


def test_large_site_has_an_index_of_parts() -> None:
    files = sitemap.sitemaps(_catalog(sitemap.MAX_PAGES), ["index"], BASE, _html)
    assert _locations(files["sitemap.xml"]) == [f"{BASE}/sitemap-1.xml", f"{BASE}/sitemap-2.xml"]
    parts = [_locations(files[f"sitemap-{n}.xml"]) for n in (1, 2)]
    assert list(map(len, parts)) == [sitemap.MAX_PAGES, 4]


def test_site_has_one_and_it_is_complete_after_an_incremental_build(seed_project: Project) -> None:
    seed_project.conf["html_baseurl"] = BASE
    seed_project.build()
    seed_project.write("source/new.rst", "New\n===\n")
    build = seed_project.build()
    locations = _locations(build.read("sitemap.xml"))
    assert f"{BASE}/new.html" in locations
    expected = {path.relative_to(build.outdir).as_posix() for path in build.outdir.rglob("*.html")}
    expected -= {"404.html", "search.html", "genindex.html"}
    assert {location.removeprefix(f"{BASE}/") for location in locations} == expected


def test_site_without_base_has_none(seed_project: Project) -> None:
    build = seed_project.build()
    assert not (build.outdir / "sitemap.xml").exists()
