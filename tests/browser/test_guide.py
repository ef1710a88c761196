"""The guide keeps its promises: any size of window, shared addresses, going straight there."""

from __future__ import annotations

from typing import Any

import pytest

from sphinx_error_index import cli
from tests.conftest import Project

VARIANTS = """\
.. list-table:: Error codes
   :header-rows: 1

   * - Status Code
     - Error Code
     - Error Message
   * - 500
     - GATE.0201
     - Backend unavailable.
   * - 504
     - GATE.0201
     - Backend timeout.
"""


def results(page: Any) -> Any:
    """The options on the guide, once there are some."""
    options = page.locator("#err-results [role=option]")
    options.first.wait_for()
    return options


@pytest.mark.parametrize(
    ("width", "scale"), [(320, 1), (640, 2)], ids=["320 px", "200 % of a window of 1280 px"]
)
def test_nothing_is_cut_off(browser: Any, site_url: str, width: int, scale: int) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 600}, device_scale_factor=scale
    )
    page = context.new_page()
    for address in ("guide.html?q=bucket", "obs/403.html", "categories.html"):
        page.goto(f"{site_url}/{address}")
        if "?" in address:
            results(page)
        wide = page.evaluate(
            """() => [...document.querySelectorAll("[class^=err-], [class*=' err-']")]
                .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
                .filter((element) => !element.closest(".err-hidden, .table-wrapper"))
                .map((element) => element.className)"""
        )
        assert wide == [], address
    context.close()


def test_confidence_and_reason_are_shown(page: Any, site_url: str) -> None:
    page.goto(f"{site_url}/guide.html?q=put+failed+status%3A403+after+404+ms")
    first = results(page).first
    assert first.locator(".err-confidence").inner_text() == "Exact match"
    assert first.locator(".err-option-why").inner_text() == "Why: status 403"


def test_a_class_of_statuses_leads_to_its_category(page: Any, site_url: str) -> None:
    page.goto(f"{site_url}/guide.html?q=5xx")
    link = page.locator("#err-results .err-said a").first
    link.wait_for()
    assert link.inner_text().startswith("5XX")
    assert link.get_attribute("href").endswith("obs/category/5XX.html")


def test_a_renamed_code_leads_to_its_successor(
    page: Any, serve: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    project = Project(tmp_path_factory.mktemp("renamed"))
    project.write("data/gate/codes.rst", VARIANTS)
    project.write("source/gate/index.rst", "Gate\n====\n\n.. err:tables:: ../../data/gate/*.rst\n")
    project.write("source/index.rst", "Codes\n=====\n\n.. toctree::\n\n   gate/index\n")
    catalog = project.build().outdir / "codes.json"
    data = str(project.folder / "data")
    accept = ["ledger", "--accept", "--revision", "r1", "--catalog", str(catalog), "--data", data]
    assert cli.main(accept) == 0
    project.write("data/gate/codes.rst", VARIANTS.replace("GATE.0201", "GATE.0777"))
    project.write("data/redirects.txt", "gate/GATE.0201 -> gate/GATE.0777\n")
    address = serve(project.build().outdir)
    page.goto(f"{address}/guide.html?q=GATE.0201")
    option = results(page).first
    assert option.locator(".err-gone").inner_text() == "Now GATE.0777"
    assert option.get_attribute("href").endswith("gate/GATE.0777.html")
    assert "now GATE.0777" in page.locator("#err-results .err-said").inner_text()


def test_facets_are_shared_in_the_address(page: Any, site_url: str) -> None:
    page.goto(f"{site_url}/guide.html?q=bucket")
    before = results(page).count()
    page.locator("select[name=status]").select_option("409")
    page.locator("select[name=category]").select_option("obs/4XX")
    page.wait_for_function("location.search === '?q=bucket&status=409&category=obs%2F4XX'")
    page.wait_for_function(
        "(count) => document.querySelectorAll('#err-results [role=option]').length < count",
        arg=before,
    )
    shown = results(page).all_inner_texts()
    page.goto(page.url)
    assert results(page).all_inner_texts() == shown
    assert page.locator("select[name=status]").input_value() == "409"
    assert page.locator("select[name=category]").input_value() == "obs/4XX"


def test_go_opens_what_is_exact(page: Any, site_url: str) -> None:
    page.goto(f"{site_url}/guide.html?q=put+failed+status%3A409+after+404ms&go")
    page.wait_for_url("**/obs/409.html*")
    assert page.locator("h1").inner_text().startswith("409")


def test_go_stays_where_nothing_is_exact(page: Any, site_url: str) -> None:
    page.goto(f"{site_url}/guide.html?q=bucket+trouble&go")
    results(page)
    page.wait_for_timeout(300)
    assert "/guide.html" in page.url


def test_a_large_paste_is_cut_and_said_so(page: Any, site_url: str) -> None:
    page.goto(f"{site_url}/guide.html")
    page.locator("form.err-search input[name=q]").first.focus()
    page.evaluate(
        """() => {
          const line = "2031-05-04 09:12:33 INFO all is well\\n";
          const pasted = new DataTransfer();
          pasted.setData("text", line.repeat(28_000) + "ERROR status: 409\\n");
          document.activeElement.dispatchEvent(
            new ClipboardEvent("paste", { clipboardData: pasted, bubbles: true, cancelable: true }),
          );
        }"""
    )
    assert "409" in results(page).first.inner_text()
    assert "only its telling lines were read" in page.locator("#err-results .err-cut").inner_text()


def test_reduced_motion_is_respected(browser: Any, site_url: str) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    for address in ("guide.html?q=bucket", "obs/403.html"):
        page.goto(f"{site_url}/{address}")
        moving = page.evaluate(
            """() => [...document.querySelectorAll("[class^=err-], [class*=' err-']")]
                .filter((element) => {
                  const style = getComputedStyle(element);
                  const still = (time) => time.split(",").every((part) => parseFloat(part) === 0);
                  return !still(style.transitionDuration) || !still(style.animationDuration);
                })
                .map((element) => element.className)"""
        )
        assert moving == []
    context.close()


def test_status_in_the_address_opens_its_variant(
    page: Any, serve: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    project = Project(tmp_path_factory.mktemp("variants"))
    project.write("data/gate/codes.rst", VARIANTS)
    project.write("source/gate/index.rst", "Gate\n====\n\n.. err:tables:: ../../data/gate/*.rst\n")
    project.write("source/index.rst", "Codes\n=====\n\n.. toctree::\n\n   gate/index\n")
    address = serve(project.build().outdir)
    page.goto(f"{address}/gate/GATE.0201.html?status=504")
    asked = page.locator("section.err-asked")
    asked.wait_for()
    assert asked.get_attribute("data-err-status") == "504"
    assert "Backend timeout." in asked.inner_text()
