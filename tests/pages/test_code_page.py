"""A code's page at one glance: message, statuses, tools; the pages of statuses; other languages."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from tests.support.site import Site, visible

if TYPE_CHECKING:
    from tests.conftest import Build, Project

CODES = """\
.. list-table::
   :header-rows: 1

   * - Error Code
     - HTTP Status
     - Error Message
     - Solution
   * - GW.1
     - 502 Bad Gateway
     - The peer gave no answer.
     - Look at the peer.
   * - GW.2
     - 502 Bad Gateway, at once
     - The peer is gone & lost.
     - Wait.
   * - GW.3
     - 499
     - One of two.
     - Wait.
   * - GW.3
     - 404
     - Two of two.
     - Ask.
"""


def with_codes(project: Project) -> Project:
    project.write("data/gw/a+b.rst", CODES)
    project.page("gw", "gw/*.rst")
    return project


def text(build: Build, name: str) -> str:
    return " ".join(visible(build.read(name)).split())


def test_a_code_page_says_the_message_once_and_the_status_with_its_phrase(
    project: Project,
) -> None:
    build = with_codes(project).build()
    html = build.read("gw/GW.1.html")
    assert "<title>GW.1: The peer gave no answer." in html
    assert 'property="og:title" content="GW.1: The peer gave no answer. · Gw"' in html
    body = html[html.index("<h1>") :]
    assert body.count("The peer gave no answer.") == 2  # the message, and the theme's own trail
    assert '<a class="err-tag err-status err-status-5" href="status/502.html">502 Bad' in html
    # The status cell says no more than the chip, so it is not shown again; that of GW.2 is.
    assert "<dt>HTTP Status</dt>" not in html
    assert "<dt>HTTP Status</dt>" in build.read("gw/GW.2.html")
    assert "<title>GW.2: The peer is gone &amp; lost." in build.read("gw/GW.2.html")
    several = build.read("gw/GW.3.html")
    assert '<span class="err-said-so">Two of two.</span>' in several


def test_pages_of_statuses(project: Project) -> None:
    build = with_codes(project).build()
    page = text(build, "gw/status/404.html")
    assert "404 Not Found" in page
    assert "Defined in RFC 9110, section 15.5.5." in page
    assert "GW.3 Two of two." in page  # the message of that meaning
    page = text(build, "status/499.html")
    assert "It is not in the registry of HTTP statuses. It comes from: nginx." in page
    assert "GW.3 One of two." in page
    (entry,) = [s for s in build.json("codes.json")["statuses"] if s["page"] == "status/499"]
    assert (entry["url"], entry["codes"], entry["service"]) == ("status/499.html", ["gw/GW.3"], "")
    assert Site(build.outdir).broken() == []


def test_a_code_has_the_address_of_a_status(project: Project) -> None:
    with_codes(project)
    project.write("data/status/codes.rst", CODES.replace("GW.3", "404"))
    project.page("status", "status/*.rst")
    build = project.build(strict=False)
    (warning,) = build.warnings
    assert warning.type == "error_index.address_taken"
    assert "status/404" in warning.text
    assert "One of two." in build.read("status/404.html")
    assert "404 Not Found" in text(build, "gw/status/404.html")


def test_tools_lead_to_tracker_and_source(project: Project) -> None:
    project.conf |= {
        "html_baseurl": "https://docs.example.com/errors/",
        "error_index_feedback_url": "https://tracker.example.com/new?t={service}+{code}&u={url}",
        "error_index_edit_url": "https://git.example.com/edit/{file}#L{line}",
    }
    html = with_codes(project).build().read("gw/GW.1.html")
    url = "https%3A//docs.example.com/errors/gw/GW.1.html"
    assert f'href="https://tracker.example.com/new?t=gw+GW.1&amp;u={url}"' in html
    assert 'href="https://git.example.com/edit/gw/a%2Bb.rst#L8"' in html


def test_addresses_of_tools_that_cannot_be(project: Project) -> None:
    project.conf |= {
        "error_index_feedback_url": "https://tracker.example.com/{who}",
        "error_index_edit_url": "javascript:alert({code})",
    }
    build = with_codes(project).build(strict=False)
    assert [(w.type, w.text.partition(":")[0]) for w in build.warnings] == [
        ("error_index.config", "error_index_feedback_url"),
        ("error_index.config", "error_index_edit_url"),
    ]
    assert "Report a problem" not in build.read("gw/GW.1.html")


def test_words_are_the_readers(project: Project) -> None:
    words = {"What to do": "Was zu tun wäre", "Copied": "Abgeschrieben"}
    lines = "".join(
        f'msgid "{english}"\nmsgstr "{german}"\n\n' for english, german in words.items()
    )
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    path = project.write("source/locales/de/LC_MESSAGES/error_index.po", head + lines)
    project.conf |= {"language": "de", "locale_dirs": ["locales"]}
    project.index = False
    project.write("source/index.rst", "Index\n=====\n\n.. toctree::\n\n   gw\n")
    build = with_codes(project).build()
    html = build.read("gw/GW.1.html")
    assert re.search("<h2[^>]*>Was zu tun wäre</h2>", html)
    assert "Link kopieren" in html  # a word that the site's own catalogue lacks is ours
    table = re.match(r".*?ErrorIndexWords[^,]*, (.*?})\);\n", build.read("_static/error-index.js"))
    assert table
    assert json.loads(table[1])["Copied"] == "Abgeschrieben"
    path.write_text(path.read_text("utf-8").replace("wäre", "bleibt"), "utf-8")
    assert "Was zu tun bleibt" in project.build().read("gw/GW.1.html")
