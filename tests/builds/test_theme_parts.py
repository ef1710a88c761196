"""What a theme shows on every page (logo, announcement, switch of versions) is on ours, too."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.support.site import Site

if TYPE_CHECKING:
    from tests.conftest import Project

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><path d="M0 0h8v8z"/></svg>'
SAID = "Version 2 is out."
CODES = "====== ======\nCode   Text\n====== ======\nGW.1   Down.\n====== ======\n"


@pytest.mark.parametrize(
    ("theme", "options", "parts"),
    [
        ("furo", {"announcement": SAID}, [SAID, 'class="sidebar-logo']),
        (
            "pydata_sphinx_theme",
            {
                "announcement": SAID,
                "switcher": {"json_url": "https://docs.example.com/v.json", "version_match": "2"},
                "check_switcher": False,
                "navbar_end": ["version-switcher", "theme-switcher"],
            },
            [SAID, "version-switcher__container"],
        ),
    ],
)
def test_parts_of_the_theme(
    project: Project, theme: str, options: dict[str, object], parts: list[str]
) -> None:
    project.write("logo.svg", LOGO)
    project.write("data/gw/codes.rst", CODES)
    project.page("gw", "gw/*.rst")
    project.conf |= {"html_theme": theme, "html_logo": "logo.svg", "html_theme_options": options}
    build = project.build(strict=False)
    site = Site(build.outdir)
    for name in ("gw.html", "gw/GW.1.html", "guide.html", "categories.html"):
        html = build.read(name)
        for part in parts:
            assert part in html, (name, part)
        logos = re.findall(r'<img[^>]* src="([^"]*logo[^"]*)"', html)
        assert logos, name
        assert all(site.leads_somewhere(address.partition("?")[0], name) for address in logos)
