"""The index is read in pieces, wherever a site is opened, and what is missing of it is said."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.test_guide import box, results
from tests.conftest import Build, Project

if TYPE_CHECKING:
    from collections.abc import Sequence

SENTENCE = "the backend slumbers and is owned by somebody else"
FILES = "**/error-index/**"
PAGE = "Gate\n====\n\n.. err:tables:: ../../data/gate/*.rst\n"
TEXTS = (
    "The backend slumbers.",
    "The quota of the tenant is exhausted.",
    "The certificate has expired.",
    "The request body is too large.",
    "The signature does not match.",
    "Too many connections are open.",
)


def said(page: Any) -> Any:
    """What the guide says of its answer."""
    return page.locator("#err-results .err-said")


def family_of(url: str) -> str:
    """The family of a file of the index; ``root`` for the root."""
    found = re.search(r"/error-index/(?:[0-9a-f]{16}/(\w)/|(root)\.js)", url)
    assert found, url
    return found[1] or found[2]


def gate(folder: Path, texts: Sequence[str] = TEXTS) -> Project:
    """A project with one service, whose codes are numbered from ``GATE.0201`` on."""
    project = Project(folder)
    rows = "".join(f"   GATE.{201 + at:04},{text}\n" for at, text in enumerate(texts))
    head = ".. csv-table:: Codes\n   :header: Error Code,Error Message\n\n"
    project.write("data/gate/codes.rst", head + rows)
    project.write("source/gate/index.rst", PAGE)
    project.write("source/index.rst", "Codes\n=====\n\n.. toctree::\n\n   gate/index\n   guide\n")
    return project


@pytest.fixture(scope="module")
def gate_site(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return gate(tmp_path_factory.mktemp("gate")).build()


@pytest.fixture(scope="module")
def site_url(gate_site: Build, serve: Any) -> str:
    return str(serve(gate_site.outdir))


@pytest.fixture
def copy(gate_site: Build, serve: Any, tmp_path: Path) -> Any:
    """A copy of the site, for changing its files, and the address that it is served at."""
    folder = tmp_path / "site"
    shutil.copytree(gate_site.outdir, folder)
    return folder, serve(folder)


@pytest.fixture
def quiet(browser: Any) -> Any:
    """A page whose console may speak of files that are missing."""
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


def shards(folder: Path, family: str) -> list[Path]:
    """The files of a family."""
    return sorted(folder.glob(f"error-index/*/{family}/*/*.js"))


def test_a_code_needs_few_files_and_no_texts(page: Any, site_url: str) -> None:
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site_url}/guide.html")
    assert [url for url in asked if "/error-index/" in url] == []
    box(page).focus()
    page.wait_for_function("performance.now() > 0")
    box(page).fill("GATE.0201")
    results(page)
    asked = [url for url in asked if "/error-index/" in url]
    families = [family_of(url) for url in asked]
    assert families[0] == "root"
    assert families.count("root") == 1
    assert set(families) <= {"root", "q", "c", "r", "a", "s"}  # no texts, no postings
    assert len(asked) == len(set(asked)), "no file is asked for twice"


def test_what_was_read_is_kept(page: Any, site_url: str) -> None:
    page.goto(f"{site_url}/guide.html?error=backend+slumbers")
    results(page)
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    box(page).fill("")
    said(page).filter(has_text="First").wait_for(state="detached")
    box(page).fill("backend slumbers")
    results(page)
    assert asked == []


@pytest.mark.parametrize("query", ["GATE.0201", SENTENCE, "the bakcend slumbres", "GATE.0204"])
def test_without_a_worker_the_answer_is_the_same(page: Any, site_url: str, query: str) -> None:
    page.goto(f"{site_url}/guide.html")
    box(page).fill(query)
    shown = results(page).all_inner_texts()
    plain = page.context.new_page()
    plain.add_init_script("delete globalThis.Worker")
    plain.goto(f"{site_url}/guide.html")
    box(plain).fill(query)
    assert results(plain).all_inner_texts() == shown
    plain.close()


@pytest.mark.parametrize("query", ["GATE.0201", SENTENCE, "the bakcend slumbres"])
def test_from_disk_the_answer_is_the_same(
    page: Any, gate_site: Build, site_url: str, query: str
) -> None:
    page.goto(f"{site_url}/guide.html")
    box(page).fill(query)
    shown = results(page).all_inner_texts()
    page.goto(f"{(gate_site.outdir / 'guide.html').as_uri()}")
    box(page).fill(query)
    assert results(page).all_inner_texts() == shown


def test_a_strict_policy_for_content_is_kept(quiet: Any, gate_site: Build, serve: Any) -> None:
    """``default-src 'self'``: no inline script of ours, no address elsewhere, no evaluation."""
    address = serve(gate_site.outdir, policy="default-src 'self'")
    refused: list[str] = []
    quiet.on("console", lambda message: refused.append(message.text))
    quiet.goto(f"{address}/guide.html")
    box(quiet).fill(SENTENCE)
    results(quiet)
    assert not [text for text in refused if "error-index" in text]


def test_below_a_sub_path(page: Any, sub_path_site: Any) -> None:
    page.goto(f"{sub_path_site('dirhtml')}/sub/path/guide/")
    box(page).fill("the bucket already exists")
    assert "/sub/path/obs/" in results(page).first.get_attribute("href")


def test_offline_what_was_read_answers_and_the_rest_says_so(quiet: Any, site_url: str) -> None:
    quiet.goto(f"{site_url}/guide.html?error=GATE.0201")
    results(quiet)
    quiet.context.set_offline(True)
    box(quiet).fill("gate0201")
    assert "GATE.0201" in results(quiet).first.inner_text()
    box(quiet).fill(SENTENCE)
    said(quiet).filter(has_text="Not all could be searched").wait_for()
    quiet.context.set_offline(False)
    box(quiet).fill(f"{SENTENCE} ")
    said(quiet).filter(has_text="First").wait_for()
    assert "Not all could be searched" not in said(quiet).inner_text()


@pytest.mark.parametrize("harm", ["missing", "cut", "foreign", "nonsense"])
@pytest.mark.parametrize("worker", [True, False])
def test_what_could_not_be_read_is_said(
    quiet: Any, copy: tuple[Path, str], harm: str, worker: bool
) -> None:
    """Codes are still found where no file with terms can be read."""
    folder, address = copy
    paths = shards(folder, "t")
    whole = [path.read_text("utf-8") for path in paths]
    for path, content, other in zip(paths, whole, [*whole[1:], "\n"], strict=True):
        if harm == "missing":
            path.unlink()
        elif harm == "cut":
            path.write_text(content[: len(content) // 2], "utf-8")
        elif harm == "foreign":
            path.write_text(other, "utf-8")
        else:
            path.write_text("<html><p>Not found</p></html>", "utf-8")
    if not worker:
        quiet.add_init_script("delete globalThis.Worker")
    quiet.goto(f"{address}/guide.html")
    box(quiet).fill(SENTENCE)
    said(quiet).filter(has_text="the texts of the index could not be loaded").wait_for()
    box(quiet).fill("GATE.0201")
    assert "GATE.0201" in results(quiet).first.inner_text()


def test_a_code_is_found_where_the_rules_of_pastes_are_missing(
    quiet: Any, copy: tuple[Path, str]
) -> None:
    folder, address = copy
    (rules,) = shards(folder, "q")
    rules.unlink()
    quiet.goto(f"{address}/guide.html")
    box(quiet).fill("GATE.0201")
    assert "GATE.0201" in results(quiet).first.inner_text()
    assert "could not be loaded" not in said(quiet).inner_text()
    box(quiet).fill(f"failed with GATE.0202: {SENTENCE}")
    said(quiet).filter(has_text="the texts of the index could not be loaded").wait_for()
    assert "GATE.0202" in results(quiet).first.inner_text()


def test_a_site_without_index_says_so(quiet: Any, copy: tuple[Path, str]) -> None:
    folder, address = copy
    shutil.rmtree(folder / "error-index")
    quiet.goto(f"{address}/guide.html")
    box(quiet).fill("GATE.0204")
    said(quiet).filter(has_text="The codes could not be loaded").wait_for()
    assert quiet.locator("[role=option]").count() == 0


def test_an_index_of_a_newer_format_is_not_read(quiet: Any, copy: tuple[Path, str]) -> None:
    folder, address = copy
    root = folder / "error-index" / "root.js"
    root.write_text(re.sub(r'"schema":\d+', '"schema":99', root.read_text("utf-8")), "utf-8")
    quiet.goto(f"{address}/guide.html")
    box(quiet).fill("GATE.0204")
    said(quiet).filter(has_text="The codes could not be loaded").wait_for()
    assert quiet.locator("[role=option]").count() == 0


def test_an_old_root_beside_a_new_index_leads_to_the_new_one(
    quiet: Any, serve: Any, tmp_path: Path
) -> None:
    """A page that has read the root of an index that was replaced meanwhile reads the new one."""
    project = gate(tmp_path)
    outdir = project.build().outdir
    address = serve(outdir)
    quiet.goto(f"{address}/guide.html")
    box(quiet).fill("GATE.0201")
    results(quiet)
    gate(tmp_path, (*TEXTS, "The valve sulks."))
    assert project.build().outdir == outdir
    box(quiet).fill("the valve sulks")
    results(quiet).filter(has_text="GATE.0207").wait_for()
    assert "Not all" not in said(quiet).inner_text()


def test_an_answer_that_comes_late_replaces_no_newer_one(page: Any, site_url: str) -> None:
    held: list[Any] = []
    page.goto(f"{site_url}/guide.html?error=GATE.0204")
    results(page)
    page.context.route(
        FILES, lambda route: held.append(route) if "/t/" in route.request.url else route.continue_()
    )
    box(page).fill(SENTENCE)
    page.wait_for_timeout(300)
    assert held
    box(page).fill("GATE.0201")
    option = results(page).first
    page.wait_for_function(
        "document.querySelector('#err-results [role=option]')?.innerText.includes('GATE.0201')"
    )
    for route in held:
        route.continue_()
    page.wait_for_timeout(300)
    assert "GATE.0201" in option.inner_text()


@pytest.mark.parametrize("name", ["guide", "gate/GATE.0202"])
def test_enter_waits_for_files_that_are_under_way(page: Any, site_url: str, name: str) -> None:
    held: list[Any] = []
    page.goto(f"{site_url}/{name}.html")
    box(page).focus()
    page.context.route(
        FILES, lambda route: held.append(route) if "/c/" in route.request.url else route.continue_()
    )
    box(page).fill("GATE.0201")
    box(page).press("Enter")
    page.wait_for_timeout(300)
    assert held
    for route in held:
        route.continue_()
    page.wait_for_url("**/gate/GATE.0201.html*")


def test_the_files_are_as_the_format_says(gate_site: Build) -> None:
    """One call a file, whose name is that of the file."""
    folder = gate_site.outdir / "error-index"
    paths = sorted(folder.rglob("*.js"))
    assert len(paths) > 5
    for path in paths:
        parts = path.relative_to(folder).with_suffix("").parts
        name = "root" if len(parts) == 1 else "/".join((parts[0], parts[1], parts[3]))
        call = re.fullmatch(r'ei\("([^"]+)",(.*)\);\n', path.read_text("utf-8"))
        assert call, path
        assert call[1] == name
        json.loads(call[2])
