"""``links.py``: the address rule, and how programs print addresses."""

from __future__ import annotations

import ast
import http
import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_error_index import links
from sphinx_error_index.links import Catalog, LinkFilter, add_link, category_url_for, slug, url_for
from tests.conftest import ROOT
from tests.support.linked import BASE, CODES, code_of, logged

VECTORS = json.loads((ROOT / "sphinx_error_index/links-vectors.json").read_text("utf-8"))["vectors"]
SHELL = ROOT / "source" / "error-url.sh"


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: ascii(vector["code"])[:40])
def test_vectors(vector: dict[str, str]) -> None:
    assert slug(vector["code"]) == vector["slug"]
    url = url_for if vector["kind"] == "code" else category_url_for
    for style in ("html", "dirhtml"):
        assert url(vector["service"], vector["code"], style=style) == vector[style]


def test_vectors_cover_every_clause() -> None:
    slugs = {vector["code"]: vector["slug"] for vector in VECTORS}
    assert {vector["kind"] for vector in VECTORS} == {"code", "category"}
    assert slugs["a / b"] == "a-b"
    assert slugs["a--b"] == "a--b"
    assert slugs[".NET"] == "-NET"
    assert slugs["naïve"].startswith("na-ve-")
    assert slugs["***"].startswith("--")
    assert max(map(len, slugs.values())) == 80
    assert slugs["CON"] == "CON_"


def test_shell_example_passes_all_vectors() -> None:
    """One shell for all of them: a process for each would take seconds."""
    vectors = [vector for vector in VECTORS if vector["kind"] == "code"]
    script = f'while [ $# -gt 0 ]; do sh "{SHELL}" "$1" "$2"; shift 2; done'
    arguments = [text for vector in vectors for text in (vector["service"], vector["code"])]
    done = subprocess.run(
        ["sh", "-c", script, "sh", *arguments],
        capture_output=True, check=True, encoding="utf-8",
        env={"PATH": os.environ["PATH"], "ERROR_INDEX_URL": f"{BASE}/"},
    )  # fmt: skip
    assert done.stdout.splitlines() == [f"{BASE}/{vector['html']}" for vector in vectors]


@given(st.text(max_size=120))
def test_slug_is_an_address_anywhere(code: str) -> None:
    result = slug(code)
    assert 0 < len(result) <= links.MAX_SLUG + 1
    assert not result.startswith(".")
    assert set(result) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")
    assert any(map(str.isalnum, result))


def test_url_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert url_for("obs", 403) == "obs/403.html"
    assert url_for("obs", 403, base=BASE) == f"{BASE}/obs/403.html"
    monkeypatch.setenv("ERROR_INDEX_URL", f"{BASE}/")
    assert url_for("obs", "403") == f"{BASE}/obs/403.html"
    assert (
        url_for("obs", 403, base="https://other.example/") == "https://other.example/obs/403.html"
    )
    assert url_for("obs", 403, status=504) == f"{BASE}/obs/403.html?status=504"
    assert url_for("obs", 403, 504, style="dirhtml") == f"{BASE}/obs/403/?status=504"
    assert url_for("obs", http.HTTPStatus.FORBIDDEN) == f"{BASE}/obs/403.html"
    assert category_url_for("obs", "4XX") == f"{BASE}/obs/category/4XX.html"


def test_unknown_style_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="'html' or 'dirhtml', not 'pdf'"):
        url_for("obs", 403, style="pdf")
    with pytest.raises(ValueError, match="'pdf'"):
        LinkFilter("obs", style="pdf")


def test_filter_adds_address_once_per_code() -> None:
    link_filter = LinkFilter("obs", base=BASE)
    url = f"{BASE}/obs/403.html"
    assert logged(link_filter, "Denied.", error_code=403) == f"Denied.  {url}"
    assert logged(link_filter, "Denied.", error_code="403", error_status=403) == "Denied."
    assert logged(LinkFilter("obs", base=BASE), "Again", error_code=403) == "Again"
    links.forget()
    assert logged(link_filter, "Denied.\n", error_code=403) == f"Denied.  {url}"


def test_filter_keeps_arguments_apart() -> None:
    link_filter = LinkFilter("a b", base=BASE)  # its address has a percent sign
    text = logged(link_filter, "%d%% of %s", 100, "it", error_code=403)
    assert text == f"100% of it  {BASE}/a%20b/403.html"
    links.forget()
    assert logged(link_filter, "100%", error_code=403) == f"100%  {BASE}/a%20b/403.html"


def test_filter_takes_service_status_and_several_codes() -> None:
    link_filter = LinkFilter("obs", base=BASE)
    assert logged(link_filter, "x", error_code="ecs/1", error_status=504) == (
        f"x  {BASE}/ecs/1.html?status=504"
    )
    text = logged(link_filter, "x", error_code=[403, 404], error_service="ecs")
    assert text == f"x  {BASE}/ecs/403.html  {BASE}/ecs/404.html"


def test_filter_finds_codes_in_messages() -> None:
    link_filter = LinkFilter(catalog=CODES)
    url = f"{BASE}/gateway/APIG.0201.html"
    assert logged(link_filter, "got (APIG.0201).") == f"got (APIG.0201).  {url}"
    assert logged(link_filter, "got APIG.0201 again") == "got APIG.0201 again"
    text = logged(link_filter, "failed", exc=ValueError("Ecs.0910: no"))
    assert text == f"failed  {BASE}/ecs/Ecs.0910.html"


@pytest.mark.parametrize(
    "message",
    ["403 in 403 ms", "a conflict", "APIG.02011", "XAPIG.0201", "APIG.0201.5", "NoSuchBucket",
     "APIG.9999"],
)  # fmt: skip
def test_filter_leaves_other_messages(message: str) -> None:
    assert logged(LinkFilter(catalog=CODES), message) == message


def test_service_says_which_code_is_meant() -> None:
    text = logged(LinkFilter("obs", catalog=CODES), "NoSuchBucket")
    assert text == f"NoSuchBucket  {BASE}/obs/NoSuchBucket.html"


def test_catalogue_decides_what_has_a_page() -> None:
    link_filter = LinkFilter("obs", catalog=Catalog(CODES), base="https://other.example")
    assert logged(link_filter, "x", error_code=999) == "x"
    assert logged(link_filter, "x", error_code="nosuchbucket", error_status=500) == (
        "x  https://other.example/obs/NoSuchBucket.html"
    )
    assert logged(link_filter, "x", error_code="gateway/APIG.0201", error_status=504) == (
        "x  https://other.example/gateway/APIG.0201.html?status=504"
    )


def test_address_that_is_there_is_not_added() -> None:
    message = f"Denied, see {BASE}/obs/403.html"
    link_filter = LinkFilter("obs", base=BASE)
    assert logged(link_filter, message, error_code=403) == message


def test_two_handlers_share_the_addition() -> None:
    record = logging.makeLogRecord({"msg": "x", "error_code": 403})
    for _ in range(2):
        LinkFilter("obs", base=BASE).filter(record)
    assert record.getMessage() == f"x  {BASE}/obs/403.html"
    assert record.__dict__["error_url"] == f"{BASE}/obs/403.html"


@pytest.mark.parametrize("value", ["off", " OFF ", "0", "no", "false"])
def test_off(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("ERROR_INDEX_LINKS", value)
    assert logged(LinkFilter("obs", base=BASE), "x", error_code=403) == "x"
    assert not hasattr(add_link(ValueError(), "obs", 403, base=BASE), "__notes__")


def test_nothing_is_added_where_the_site_is_unknown() -> None:
    assert logged(LinkFilter("obs"), "x", error_code=403) == "x"
    assert not hasattr(add_link(ValueError(), "obs", 403), "__notes__")


class _Unprintable:
    def __str__(self) -> str:
        raise RuntimeError("no")


def test_filter_never_raises() -> None:
    record = logging.makeLogRecord({"msg": "%d", "args": ("x",), "error_code": 403})
    assert LinkFilter("obs", base=BASE).filter(record) is True
    for code in (_Unprintable(), object(), "\ud800", b"403", "", None):
        record = logging.makeLogRecord({"msg": "x", "error_code": code})
        assert LinkFilter("obs", base=BASE).filter(record) is True
        assert record.getMessage().startswith("x")
    add_link(ValueError(), "obs", _Unprintable(), base=BASE)  # type: ignore[arg-type]
    add_link(ValueError(), "obs", 403, base=BASE, style="pdf")


def test_where_the_site_is() -> None:
    """The base that is given, else the environment, else the catalogue."""
    error = add_link(ValueError(), "obs", 403, catalog=Catalog(CODES))
    assert error.__notes__ == [f"See {BASE}/obs/403.html"]
    os.environ["ERROR_INDEX_URL"] = "https://env.example"
    try:
        error = add_link(ValueError(), "obs", 403, catalog=Catalog(CODES))
        assert error.__notes__ == ["See https://env.example/obs/403.html"]
        error = add_link(ValueError(), "obs", 403, base="https://given.example")
        assert error.__notes__ == ["See https://given.example/obs/403.html"]
    finally:
        del os.environ["ERROR_INDEX_URL"]


def test_a_code_may_have_a_slash() -> None:
    codes = {
        "codes": [code_of("svc", "A/B", 400), code_of("A", "B", 404), code_of("obs", "403", 403)]
    }
    catalog = Catalog({"base_url": None, **codes})
    assert catalog.base == ""
    for name, service, url in (
        ("A/B", None, "svc/A-B.html"), ("A/B", "svc", "svc/A-B.html"), ("A/B", "A", "A/B.html"),
        ("obs/403", None, "obs/403.html"), ("403", "none", None), ("obs/404", None, None),
    ):  # fmt: skip
        page = catalog.find(name, service)
        assert (page.url if page else None) == url


def test_what_stands_alone() -> None:
    link_filter = LinkFilter(catalog=CODES)
    url = f"{BASE}/gateway/APIG.0201.html"
    for message in ("x_APIG.0201", "APIG.0201_x", "APIG.0201-1", "APIG.0201.1", "xAPIG.0201"):
        assert logged(link_filter, message) == message
    for message in (
        "APIG.0201.", "-APIG.0201-", "(APIG.0201)", "a\\nAPIG.0201\\tb", "\x1b[1mAPIG.0201\x1b[0m",
        "x_APIG.0201 APIG.0201",
    ):  # fmt: skip
        links.forget()
        assert logged(link_filter, message) == f"{message}  {url}"
    assert list(links.Mentions(["***", "A.1"]).find("*** A.1")) == [(4, "A.1")]


def test_a_record_says_whose_code_it_names() -> None:
    text = logged(LinkFilter("obs", catalog=CODES), "NoSuchBucket", error_service="ecs")
    assert text == f"NoSuchBucket  {BASE}/ecs/NoSuchBucket.html"


def test_a_message_without_a_link_stays_as_it_is() -> None:
    assert logged(LinkFilter(catalog=CODES), "nothing \n") == "nothing \n"
    assert logged(LinkFilter("obs", base=BASE), "no code \n", error_code="") == "no code \n"
    record = logging.makeLogRecord({"msg": "x", "error_code": 403, "error_url": "there is one"})
    LinkFilter("obs", base=BASE).filter(record)
    assert record.getMessage() == "x"


@pytest.mark.parametrize("content", ["7", "null", '"codes"', '{"x": 1}'])
def test_what_is_no_catalogue(tmp_path: Path, content: str) -> None:
    path = tmp_path / "codes.json"
    path.write_text(content, "utf-8")
    with pytest.raises(ValueError, match=r"this is no codes\.json: it has no codes"):
        Catalog(path)


def test_exception_has_a_note_once() -> None:
    error = ValueError("denied")
    assert add_link(add_link(error, "obs", 403, base=BASE), "obs", 403, base=BASE) is error
    assert error.__notes__ == [f"See {BASE}/obs/403.html"]


def test_exception_of_a_catalogue() -> None:
    catalog = Catalog(CODES)
    assert not hasattr(add_link(ValueError(), "obs", 999, catalog=catalog), "__notes__")
    error = add_link(ValueError(), None, "APIG.0201", 504, catalog=catalog)
    assert error.__notes__ == [f"See {BASE}/gateway/APIG.0201.html?status=504"]


def test_catalogue_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "codes.json"
    path.write_text(json.dumps(CODES), "utf-8")
    page = Catalog(path).find("obs/403")
    assert page is not None
    assert page.url == "obs/403.html"
    path.write_text("[]", "utf-8")
    with pytest.raises(ValueError, match="has no codes"):
        LinkFilter(catalog=path)


def test_real_catalogue(seed_site: Any) -> None:
    catalog = Catalog(seed_site.outdir / "codes.json")
    page = catalog.find(403, "obs")
    assert page is not None
    assert (seed_site.outdir / page.url).is_file()


def test_one_file_that_runs_alone(tmp_path: Path) -> None:
    """It may be copied: it imports the standard library only, and needs no newer syntax."""
    source = Path(links.__file__).read_text("utf-8")
    tree = ast.parse(source, feature_version=(3, 8))
    modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    modules |= {
        a.name for node in ast.walk(tree) if isinstance(node, ast.Import) for a in node.names
    }
    assert {str(module).partition(".")[0] for module in modules} <= sys.stdlib_module_names
    (tmp_path / "links.py").write_text(source, "utf-8")
    done = subprocess.run(
        [sys.executable, "-I", "-c", "import sys; sys.path.insert(0, '.'); import links;"
         "print(links.url_for('obs', 403))"],
        cwd=tmp_path, capture_output=True, check=True, encoding="utf-8",
    )  # fmt: skip
    assert done.stdout == "obs/403.html\n"
