"""The guide keeps its promises: any size of window, shared addresses, going straight there."""

from __future__ import annotations

from typing import Any

import pytest

from sphinx_error_index.cli.main import main
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


def box(page: Any) -> Any:
    """The first search box of the page."""
    return page.locator("form.err-search input.err-search-input").first


def ask(page: Any, site_url: str, text: str) -> Any:
    """The options on the guide for a text."""
    page.goto(f"{site_url}/guide.html")
    box(page).fill(text)
    return results(page)


@pytest.mark.parametrize(
    ("width", "scale"), [(320, 1), (640, 2)], ids=["320 px", "200 % of a window of 1280 px"]
)
def test_nothing_is_cut_off(browser: Any, site_url: str, width: int, scale: int) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 600}, device_scale_factor=scale
    )
    page = context.new_page()
    for address in ("guide.html?error=bucket", "obs/403.html", "categories.html"):
        page.goto(f"{site_url}/{address}")
        if "?" in address:
            results(page)
        wide = page.evaluate(
            """() => [...document.querySelectorAll("[class^=err-], [class*=' err-']")]
                .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
                .filter((element) => !element.closest(".err-hidden, .table-wrapper, .err-scroll"))
                .map((element) => element.className)"""
        )
        assert wide == [], address
    context.close()


def test_confidence_and_reason_are_shown(page: Any, site_url: str) -> None:
    page.goto(f"{site_url}/guide.html?error=put+failed+status%3A403+after+404+ms")
    first = results(page).first
    assert first.locator(".err-confidence").inner_text() == "Exact match"
    assert first.locator(".err-option-why").inner_text() == "Why: status 403"


def test_a_class_of_statuses_leads_to_its_category(page: Any, site_url: str) -> None:
    page.goto(f"{site_url}/guide.html?error=5xx")
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
    assert main(accept) == 0
    project.write("data/gate/codes.rst", VARIANTS.replace("GATE.0201", "GATE.0777"))
    project.write("data/redirects.txt", "gate/GATE.0201 -> gate/GATE.0777\n")
    address = serve(project.build().outdir)
    page.goto(f"{address}/guide.html?error=GATE.0201")
    option = results(page).first
    assert option.locator(".err-gone").inner_text() == "Now GATE.0777"
    assert option.get_attribute("href").endswith("gate/GATE.0777.html")
    assert "now GATE.0777" in page.locator("#err-results .err-said").inner_text()


def test_facets_are_shared_in_the_address(page: Any, site_url: str) -> None:
    page.goto(f"{site_url}/guide.html?error=bucket")
    before = results(page).count()
    page.locator("select[name=status]").select_option("409")
    page.locator("select[name=category]").select_option("obs/4XX")
    page.wait_for_function("location.search === '?error=bucket&status=409&category=obs%2F4XX'")
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
    page.goto(f"{site_url}/guide.html?error=put+failed+status%3A409+after+404ms&go")
    page.wait_for_url("**/obs/409.html*")
    assert page.locator("h1").inner_text().startswith("409")


def test_go_stays_where_nothing_is_exact(page: Any, site_url: str) -> None:
    page.goto(f"{site_url}/guide.html?error=bucket+trouble&go")
    results(page)
    page.wait_for_timeout(300)
    assert "/guide.html" in page.url


PATIENCE = 60_000
"""Milliseconds for megabytes of text: other tests run beside these."""

PASTE = """([before, after]) => {
  const line = (at) => `2031-05-04 09:12:33 INFO part ${at} is well\\n`;
  const lines = (from, count) => Array.from({ length: count }, (_, at) => line(from + at)).join("");
  const pasted = new DataTransfer();
  pasted.setData("text", lines(1e6, before) + "ERROR status: 409\\n" + lines(2e6, after));
  document.activeElement.dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: pasted, bubbles: true, cancelable: true }),
  );
}"""


@pytest.mark.parametrize(("before", "after"), [(25_000, 0), (12_500, 12_500), (0, 25_000)])
def test_a_large_paste_is_read_as_a_whole(
    page: Any, site_url: str, before: int, after: int
) -> None:
    page.set_default_timeout(PATIENCE)
    page.goto(f"{site_url}/guide.html")
    box(page).focus()
    page.evaluate(PASTE, [before, after])
    assert "409" in results(page).first.inner_text()
    said = page.locator("#err-results .err-cut").inner_text()
    assert said == "This text is long: only its telling lines were read."


def test_what_is_left_out_of_a_huge_paste_is_said(page: Any, site_url: str) -> None:
    page.set_default_timeout(PATIENCE)
    page.goto(f"{site_url}/guide.html")
    box(page).focus()
    page.evaluate(PASTE, [0, 50_000])
    assert "409" in results(page).first.inner_text()
    said = page.locator("#err-results .err-cut").inner_text()
    assert "only telling lines of its beginning and its end were read" in said


def test_reduced_motion_is_respected(browser: Any, site_url: str) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    for address in ("guide.html?error=bucket", "obs/403.html"):
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


@pytest.mark.parametrize("chosen", [False, True])
def test_enter_opens_the_result_of_the_text_as_it_stands(
    page: Any, site_url: str, *, chosen: bool
) -> None:
    """Be an option of the text before chosen or not."""
    ask(page, site_url, "403")
    if chosen:
        box(page).press("ArrowDown")
    box(page).fill("409")
    box(page).press("Enter")
    page.wait_for_url("**/obs/40*.html*")
    assert page.locator("h1").inner_text().startswith("409")


def test_enter_on_a_page_opens_the_result_of_the_text_as_it_stands(
    page: Any, site_url: str
) -> None:
    page.goto(f"{site_url}/obs/404.html")
    box(page).fill("403")
    page.locator("[role=option]").first.wait_for()
    box(page).fill("bucket trouble")
    box(page).press("Enter")
    page.wait_for_url("**/guide.html?error=bucket+trouble*")
    assert box(page).input_value() == "bucket trouble"
    page.goto(f"{site_url}/obs/404.html")
    box(page).fill("409")
    box(page).press("Enter")
    page.wait_for_url("**/obs/409.html*")
    assert page.locator("h1").inner_text().startswith("409")


def test_enter_opens_no_result_of_a_text_that_is_typed_on(page: Any, site_url: str) -> None:
    ask(page, site_url, "403")
    box(page).fill("409")
    page.evaluate(
        """() => {
          const input = document.querySelector("form.err-search input.err-search-input");
          input.form.requestSubmit();
          input.value += " bucket";
          input.dispatchEvent(new Event("input", { bubbles: true }));
        }"""
    )
    page.wait_for_function("location.search.includes('bucket')")
    results(page)
    assert "/guide.html" in page.url


@pytest.mark.parametrize("name", ["guide", "obs/404"])
def test_enter_waits_for_the_index(page: Any, site_url: str, name: str) -> None:
    held: list[Any] = []
    page.context.route("**/error-index/root.js*", lambda route: held.append(route))
    page.goto(f"{site_url}/{name}.html")
    box(page).fill("409")
    box(page).press("Enter")
    page.wait_for_timeout(300)
    for route in held:
        route.continue_()
    assert len(held) == 1
    page.wait_for_url("**/obs/409.html*")


def test_clearing_the_query_clears_the_filters_away(page: Any, site_url: str) -> None:
    page.goto(f"{site_url}/guide.html?error=bucket")
    results(page)
    filters = page.locator("#err-results .err-filters")
    assert filters.is_visible()
    box(page).fill("")
    filters.wait_for(state="hidden")
    assert page.locator("#err-static").is_visible()


@pytest.mark.parametrize(
    "facet",
    [
        "service=nonsense",
        "category=nonsense",
        "category=obs",
        "status=abc",
        "status=777",
        "action=0",
    ],
)
def test_a_facet_that_the_site_does_not_have_is_ignored(
    page: Any, site_url: str, facet: str
) -> None:
    page.goto(f"{site_url}/guide.html?error=bucket")
    plain = results(page).all_inner_texts()
    page.goto(f"{site_url}/guide.html?error=bucket&{facet}")
    assert results(page).all_inner_texts() == plain
    for control in page.locator("select.err-filter-select").all():
        assert control.input_value() == ""
        assert control.evaluate("select => select.selectedIndex") == 0
    assert not page.locator("input[name=action]").is_checked()
    assert page.evaluate("location.search") == "?error=bucket"


def test_the_facet_of_an_action_is_kept(page: Any, site_url: str) -> None:
    page.goto(f"{site_url}/guide.html?error=bucket&action=1")
    page.locator("#err-results .err-filters").wait_for()
    assert page.locator("input[name=action]").is_checked()
    assert page.evaluate("location.search") == "?error=bucket&action=1"


def test_the_old_name_of_the_query_works_and_the_new_one_wins(page: Any, site_url: str) -> None:
    page.goto(f"{site_url}/guide.html?q=arrears")
    results(page)
    assert box(page).input_value() == "arrears"
    page.wait_for_function("location.search === '?error=arrears'")
    page.goto(f"{site_url}/guide.html?q=arrears&error=bucket")
    results(page)
    assert box(page).input_value() == "bucket"


def test_pasted_lines_are_shown_as_lines(page: Any, site_url: str) -> None:
    page.goto(f"{site_url}/guide.html?error=put+failed%0Astatus%3A+403")
    results(page)
    assert page.locator(".err-pasted pre").inner_text() == "put failed\nstatus: 403"
    box(page).fill("bucket")
    page.locator(".err-pasted").wait_for(state="detached")


def test_tab_reaches_the_results(page: Any, site_url: str) -> None:
    page.goto(f"{site_url}/guide.html?error=bucket")
    first = results(page).first
    box(page).focus()
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('role')") == "option":
            break
    assert first.evaluate("option => option === document.activeElement")


def test_the_first_result_is_on_the_first_screen_of_a_phone(browser: Any, site_url: str) -> None:
    context = browser.new_context(viewport={"width": 375, "height": 667})
    page = context.new_page()
    page.goto(f"{site_url}/guide.html?error=bucket")
    assert results(page).first.bounding_box()["y"] < 330
    context.close()


def test_a_ticket_says_what_is_known(browser: Any, site_url: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{site_url}/obs/403.html")
    anchor = page.locator(".err-causes > li").nth(1).get_attribute("id")
    page.goto(f"{site_url}/obs/403.html#{anchor}")
    button = page.locator("[data-err-ticket=markdown]")
    before = button.evaluate("button => [button.offsetLeft, button.offsetWidth]")
    page.get_by_role("button", name="Copy for a ticket").click()
    page.locator(".err-copied").wait_for()
    assert button.evaluate("button => [button.offsetLeft, button.offsetWidth]") == before
    text = page.evaluate("navigator.clipboard.readText()")
    assert text.startswith("### 403 Forbidden")
    cause = page.locator(".err-causes > li .err-text").nth(1).inner_text().split("¶")[0].strip()
    assert f"**Cause:** {cause}" in text
    assert "**Request id:**" in text
    assert f"**Address:** <{site_url}/obs/403.html#{anchor}>" in text
    page.get_by_role("button", name="as plain text").click()
    page.wait_for_function("navigator.clipboard.readText().then((t) => t.startsWith('403'))")
    assert "**" not in page.evaluate("navigator.clipboard.readText()")
    context.close()


def test_a_text_without_an_answer_becomes_a_ticket(browser: Any, site_url: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{site_url}/guide.html?error=xylophone")
    page.locator(".err-steps button").click()
    page.locator(".err-copied").wait_for()
    assert "    xylophone" in page.evaluate("navigator.clipboard.readText()")
    context.close()


def test_values_of_the_address_fill_the_message(page: Any, site_url: str) -> None:
    """They are written as text, whatever they are."""

    def answer(route: Any) -> None:
        response = route.fetch()
        route.fulfill(
            response=response, body=response.text().replace("</h1>", " lost {host}</h1>", 1)
        )

    page.route("**/obs/403.html", answer)
    page.goto(f"{site_url}/obs/403.html#?host=%3Cb%3Edb-3%3C/b%3E")
    filled = page.locator(".err-filled")
    filled.wait_for()
    assert "lost <b>db-3</b>" in filled.inner_text()
    assert filled.locator("b").count() == 0


def test_what_stands_beside_the_results(
    page: Any, serve: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Codes of other services are offered apart; an answer of several services lets one choose."""
    project = Project(tmp_path_factory.mktemp("beside"))
    for name in ("gate", "door"):
        project.write(f"data/{name}/codes.rst", VARIANTS.replace("GATE", name.upper()))
        project.write(
            f"source/{name}/index.rst",
            f"{name.title()}\n====\n\n.. err:tables:: ../../data/{name}/*.rst\n"
            f"   :known-as: {name}keeper\n",
        )
    toctree = ".. toctree::\n\n   gate/index\n   door/index\n"
    project.write("source/index.rst", f"Codes\n=====\n\n{toctree}")
    site = project.build()
    known = {service["id"]: service["known_as"] for service in site.json("codes.json")["services"]}
    assert known == {"gate": ["gatekeeper"], "door": ["doorkeeper"]}
    address = serve(site.outdir)
    page.goto(f"{address}/guide.html?error=GATE.0201&service=door")
    beside = page.locator("#err-results .err-beside")
    beside.locator("a").wait_for()
    assert beside.locator("a").get_attribute("href").endswith("gate/GATE.0201.html")
    assert page.locator("#err-results [role=option]").count() == 0
    page.goto(f"{address}/guide.html?error=HTTP 504")
    assert results(page).first.locator(".err-option-status").first.inner_text() in ("500", "504")
    page.get_by_role("button", name="Door").click()
    page.wait_for_function("new URLSearchParams(location.search).get('service') === 'door'")
    assert "DOOR.0201" in results(page).first.inner_text()
