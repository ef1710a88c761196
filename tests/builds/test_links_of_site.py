"""Every link and anchor of a built site leads somewhere, whichever the builder."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

import pytest

from tests.conftest import Build, Project
from tests.support import rich
from tests.support.site import Site

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module", params=["html", "dirhtml"])
def build(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The rich project's site."""
    project = Project(tmp_path_factory.mktemp("rich"))
    rich.write(project)
    return project.build(request.param)


def test_every_link_leads_somewhere(build: Build) -> None:
    broken = Site(build.outdir).broken()
    # The theme's link from 404.html to itself, as seen from its <base>.
    assert [link for link in broken if link != "404.html -> "] == []


def test_no_id_stands_twice_on_a_page(build: Build) -> None:
    assert Site(build.outdir).repeated_ids() == []


def test_own_site_has_no_broken_link(seed_site: Build) -> None:
    site = Site(seed_site.outdir)
    assert site.broken() == []
    assert site.repeated_ids() == []


def urls(build: Build) -> Iterator[str]:
    """All addresses of ``codes.json``."""
    content = build.json("codes.json")
    for item in (*content["services"], *content["categories"], *content["codes"]):
        yield item["url"]
        for variant in item.get("variants", ()):
            yield f"{item['url']}#{variant['anchor']}"
            yield from (f"{item['url']}#{anchor}" for anchor in variant["cause_anchors"])
            yield from (origin["url"] for origin in variant["origins"])
        yield from (origin["url"] for origin in item.get("origins", ()))


def test_every_address_of_the_catalogue_leads_somewhere(build: Build) -> None:
    site = Site(build.outdir)
    addresses = list(urls(build))
    assert len(addresses) > 60
    assert [url for url in addresses if not site.leads_somewhere(url)] == []


def test_addresses_are_safe_in_a_url(build: Build) -> None:
    for code in (*build.json("codes.json")["codes"], *build.json("codes.json")["categories"]):
        assert re.fullmatch(r"[A-Za-z0-9._/-]+", code["url"])


def inventory(build: Build) -> dict[tuple[str, str], str]:
    """Type and name → address, from ``objects.inv``."""
    *_, content = (build.outdir / "objects.inv").read_bytes().split(b"\n", 4)
    entries = re.findall(
        r"^(.+?)\s+(\S+)\s+-?\d+\s+(\S*)\s+.*$", zlib.decompress(content).decode(), re.MULTILINE
    )
    return {
        (kind, name): uri.removesuffix("$") + name * uri.endswith("$")
        for name, kind, uri in entries
    }


def test_inventory_leads_to_pages_and_anchors(build: Build) -> None:
    site = Site(build.outdir)
    places = {key: uri for key, uri in inventory(build).items() if key[0].startswith("err:")}
    assert ("err:code", "obs/403") in places
    assert ("err:code", "kit/错误 7") in places
    assert ("err:variant", "kit/K.1#500-Second-meaning") in places
    assert ("err:category", "tool/Mechanics") in places
    assert [name for name, uri in places.items() if not site.leads_somewhere(uri)] == []
