"""Whole log excerpts in the guide: every code with its lines, and what is to be done first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import Project
from tests.support import gallery

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build
    from tests.support.sharing import SharedBuilds

LOG = """\
2031-05-04T09:12:01Z INFO  [worker-1] call of storage began
2031-05-04T09:12:02Z ERROR [worker-1] call failed: {"error_code": "GW.0005", "request": 118273}
2031-05-04T09:12:03Z INFO  [worker-2] part 1012831 is done
2031-05-04T09:12:03Z ERROR [worker-1] call failed: {"error_code": "GW.0005", "request": 118274}
2031-05-04T09:12:04Z ERROR [worker-3] the volume is full, giving up
2031-05-04T09:12:07Z WARN  E2001 while the snapshot was read
2031-05-04T09:12:09Z INFO  [worker-2] part 1012832 is done
2031-05-04T09:12:11Z ERROR [worker-1] call failed: {"error_code": "GW.0005", "request": 118275}
2031-05-04T09:12:12Z ERROR queue says Q-2
"""
PASTE = """text => {
  const pasted = new DataTransfer();
  pasted.setData("text", text);
  document.activeElement.dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: pasted, bubbles: true, cancelable: true }),
  );
}"""


@pytest.fixture(scope="session")
def services_url(builds: SharedBuilds, serve: Any) -> str:
    """The address of a site with three services."""

    def make(folder: Path) -> Build:
        project = Project(folder)
        project.conf["html_theme"] = "furo"
        gallery.write(project)
        return project.build(strict=False)

    return str(serve(builds.get("gallery-furo", make).outdir))


def listed(page: Any, url: str, text: str) -> dict[str, str]:
    """Paste a text into the guide; return what its options say, by their codes."""
    page.goto(f"{url}/guide.html")
    page.locator("form.err-search input[role=combobox]").first.wait_for()
    page.locator("form.err-search input.err-search-input").first.focus()
    page.evaluate(PASTE, text)
    page.locator("#err-results .err-option").first.wait_for()
    options = page.locator("#err-results .err-option").all()
    return {
        option.locator(".err-option-code").inner_text(): option.inner_text() for option in options
    }


def test_each_code_of_a_log_is_listed_with_its_lines(page: Any, services_url: str) -> None:
    found = listed(page, services_url, LOG)
    assert {"GW.0005", "E1001", "E2001", "Q-2"} <= set(found)
    assert "Line 2 and 2 more lines" in found["GW.0005"]
    assert "Line 5: " in found["E1001"]
    assert "the volume is full, giving up" in found["E1001"]
    assert "Line 6: " in found["E2001"]
    assert "Line 9: " in found["Q-2"]
    assert "What to do:" in found["Q-2"]
    link = page.locator("#err-results .err-option", has_text="Q-2").get_attribute("href")
    assert link.endswith("queue/Q-2.html")


def test_a_log_of_many_lines_is_listed_to_its_end(page: Any, services_url: str) -> None:
    page.set_default_timeout(60_000)  # other tests run beside this one
    calm = "".join(
        f"2031-05-04 10:00:{at % 60:02} INFO step {at} of {at + 3}\n" for at in range(3000)
    )
    found = listed(page, services_url, f"ERROR: GW.0011\n{calm}ERROR: Q-1\n")
    assert "Line 1: " in found["GW.0011"]
    assert "Line 3002: " in found["Q-1"]
    said = page.locator("#err-results .err-said").inner_text()
    assert "2002 lines more were not read one by one." in said


def test_one_code_in_several_lines_stays_one_answer(page: Any, services_url: str) -> None:
    found = listed(page, services_url, '{\n  "error_code": "GW.0005",\n  "tries": 3\n}')
    assert next(iter(found)) == "GW.0005"
    assert "Line 2: " in found["GW.0005"]


def test_a_list_can_be_narrowed(page: Any, services_url: str) -> None:
    listed(page, services_url, LOG)
    page.locator("select[name=service]").select_option("queue")
    page.wait_for_function("document.querySelectorAll('#err-results .err-option').length === 1")
    assert "Q-2" in page.locator("#err-results .err-option").inner_text()
