"""``error-index verify`` and ``coverage``: the other side of the contract."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sphinx_error_index.cli import scan as scanning
from sphinx_error_index.cli.addresses import Site, normal
from sphinx_error_index.cli.coverage import unreferred
from sphinx_error_index.cli.main import main
from sphinx_error_index.cli.reports import Problem, as_github, as_sarif, as_text
from sphinx_error_index.cli.scan import files_under, scan
from sphinx_error_index.cli.verify import Checker, families, verify

if TYPE_CHECKING:
    from collections.abc import Iterable

BASE = "https://docs.example.com/errors"


def _code(service: str, code: str, *status: int, gone: str = "") -> dict[str, Any]:
    anchors = [f"{number}-Meaning" for number in status] or ["Meaning"]
    variants = [
        {"anchor": anchor, "code": code, "status": [number] if number else [],
         "title": "Title", "message": "", "description": "", "causes": [], "actions": [],
         "extra": {},
         "cause_anchors": ["cause-Wrong-key", "cause-Shared-0a1b2c"],
         "origins": [{"url": f"{service}/index.html#row"}]}
        for anchor, number in zip(anchors, status or (0,), strict=True)
    ]  # fmt: skip
    entry = {"id": f"{service}/{code}", "service": service, "code": code, "title": "Title",
             "categories": [], "url": f"{service}/{code}.html",
             "variants": variants}  # fmt: skip
    return {**entry, "gone": gone} if gone else entry


def _category(service: str, name: str) -> dict[str, Any]:
    return {"id": f"{service}/{name}", "service": service, "name": name, "title": name,
            "url": f"{service}/category/{name}.html"}  # fmt: skip


CATALOG: dict[str, Any] = {
    "schema": 1,
    "base_url": "",
    "services": [
        {"id": "obs", "title": "OBS", "url": "obs/index.html"},
        {"id": "gateway", "title": "Gateway", "url": "gateway.html"},
    ],
    "categories": [
        _category("obs", "4XX"),
        {**_category("obs", "9XX"), "gone": "2"},
    ],
    "redirects": [{"url": "obs/NoBucket.html"}],
    "codes": [
        {**_code("obs", "403", 403), "past": {"403-Denied": {"text": "Denied", "gone": "2"}}},
        _code("obs", "NoSuchBucket", 404),
        _code("obs", "conflict", 409),
        _code("gateway", "APIG.0201", 401, 504),
        _code("gateway", "APIG.3714", 500, gone="2"),
        _code("gateway", "E1101"),
    ],
}

GOOD = (Path(__file__).parent.parent / "links" / "living.txt").read_text("utf-8")
"""Addresses and codes as they stand in texts of all kinds; nothing is wrong with any."""


def _check(text: str | bytes, catalog: dict[str, Any] = CATALOG, base: str = BASE) -> list[str]:
    """What is wrong in a text, as ``line kind text``."""
    codes = {code["code"]: bool(code.get("gone")) for code in catalog["codes"]}
    block = text.encode() if isinstance(text, str) else text
    return [
        f"{line} {fault.kind} {found}"
        for line, found, fault in Checker(Site(catalog), codes, base)(block)
    ]


def test_what_is_in_order_is_not_reported() -> None:
    assert _check(GOOD) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"x\n\n({BASE}/obs/404.html).", f"2 address {BASE}/obs/404.html"),
        (f"{BASE}/obs/404", f"0 address {BASE}/obs/404"),
        (f"<loc>{BASE}/obs/404.html</loc>", f"0 address {BASE}/obs/404.html"),
        (f"{BASE}/nope/403.html**", f"0 address {BASE}/nope/403.html"),
        (f"{BASE}/obs/category/5XX.html", f"0 address {BASE}/obs/category/5XX.html"),
        (f"{BASE}/obs/403.html#nope.", f"0 anchor {BASE}/obs/403.html#nope"),
        (f"{BASE}/obs/403.html?status=504)", f"0 status {BASE}/obs/403.html?status=504"),
        (f"{BASE}/gateway/APIG.3714.html", f"0 gone {BASE}/gateway/APIG.3714.html"),
        (f"{BASE}/obs/index.html.bak", f"0 address {BASE}/obs/index.html.bak"),
        (f"{BASE}/obs/1.html".replace("/", "\\/"), f"0 address {BASE}/obs/1.html"),
        (f"{BASE}/obs/category/9XX.html", f"0 gone {BASE}/obs/category/9XX.html"),
        (f"{BASE}/obs/403.html#403-Denied", f"0 gone {BASE}/obs/403.html#403-Denied"),
        ("APIG.3714", "0 gone APIG.3714"),
        ("raise(APIG.9999)", "0 code APIG.9999"),
        ("APIG.9999.", "0 code APIG.9999"),
        ("https://other.example/APIG.9999.html", "0 code APIG.9999"),
        ('"first\\nAPIG.9999"', "0 code APIG.9999"),
        ('{\\"code\\":\\"APIG.9999\\"}', "0 code APIG.9999"),
        ("\x1b[31mAPIG.9999\x1b[0m", "0 code APIG.9999"),
        ("错误APIG.9999。", "0 code APIG.9999"),
    ],
)  # fmt: skip
def test_what_is_reported(text: str, found: str) -> None:
    assert _check(text) == [found]


def test_same_thing_is_reported_once_a_line() -> None:
    assert _check("APIG.9999 APIG.9999\nAPIG.9999") == ["0 code APIG.9999", "1 code APIG.9999"]


def test_base_may_be_a_host() -> None:
    assert _check("https://docs.example.com/obs/404.html", base="https://docs.example.com/") == [
        "0 address https://docs.example.com/obs/404.html"
    ]


def test_families() -> None:
    names = (
        "403 NoSuchBucket APIG.0201 DRS.M00201 ORA-00942 E1101 E1102 W2 X123 0x80070005 0x80070006"
    )
    assert families(names.split()) == [("APIG.", 4), ("DRS.M", 5), ("E", 4), ("ORA-", 5)]
    assert families(["Error 1045", "Error 1046"]) == []


def test_normal() -> None:
    for path in ("/OBS/403.html", "obs/403/", "obs/403", "obs/403.htm", "obs/%34%30%33"):
        assert normal(path) == "obs/403"
    for path in ("", "/", "index.html"):
        assert normal(path) == ""
    assert normal("obs/index.html") == "obs"


def _tree(folder: Path) -> Path:
    """Files of many kinds in which nothing but two places is wrong."""
    files: dict[str, str | bytes] = {
        "src/client.py": f'"""See {BASE}/obs/403.html."""\nURL = "{BASE}/obs/" + code\n',
        "src/dead.go": f"package x\n\n// {BASE}/obs/NoSuchBuket.html).\n",
        "src/good.txt": GOOD,
        "logs/app.log": "ok\n" * 2000 + "level=error code=APIG.9999 ms=12\n" + "ok\n" * 50,
        "logs/latin.log": "Gerät APIG.0201 größer\n".encode("latin-1"),
        "fixtures/windows.txt": f"{BASE}/obs/403.html\r\nAPIG.0201\r\n",
        "fixtures/empty": b"",
        "fixtures/logo.png": b"\x89PNG\0" + f"{BASE}/obs/dead.html APIG.8888".encode(),
        ".git/config": f"{BASE}/obs/dead.html",
        "node_modules/x/readme.md": "APIG.8888",
    }
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    (folder / "loop").symlink_to(folder)
    (folder / "broken").symlink_to(folder / "nowhere")
    return folder


@pytest.fixture
def catalog(tmp_path: Path) -> str:
    """The path of a ``codes.json``."""
    path = tmp_path / "site.codes.json"
    path.write_text(json.dumps(CATALOG), "utf-8")
    return str(path)


def test_planted_dead_link_and_unknown_code_and_nothing_else(
    tmp_path: Path, catalog: str, capsys: pytest.CaptureFixture[str]
) -> None:
    tree = _tree(tmp_path / "tree")
    arguments = ["verify", str(tree), "--base", BASE, "--catalog", catalog]
    assert main(arguments) == 1
    said = capsys.readouterr()
    assert said.err == ""
    assert said.out.splitlines() == [
        f"{tree}/logs/app.log:2001: APIG.9999: there is no such code",
        f"{tree}/src/dead.go:3: {BASE}/obs/NoSuchBuket.html: there is no such page",
    ]
    assert main([*arguments, "--format", "json"]) == 1
    assert [(entry["line"], entry["kind"]) for entry in json.loads(capsys.readouterr().out)] == [
        (2001, "code"),
        (3, "address"),
    ]
    assert main([*arguments, "--format", "github"]) == 1
    assert capsys.readouterr().out.splitlines()[0] == (
        f"::error file={tree}/logs/app.log,line=2001,title=Error index::"
        "APIG.9999: there is no such code"
    )


def test_nothing_wrong_is_0(
    tmp_path: Path, catalog: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "good").write_text(GOOD, "utf-8")
    arguments = ["verify", str(tmp_path / "good"), "--base", BASE, "--catalog", catalog]
    assert main(arguments) == 0
    assert main([*arguments, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["verify", "nowhere", "--base", BASE], "there is no nowhere"),
        (["verify", "."], "the address of the site is not known"),
        (["verify", ".", "--base", "docs.example.com"], "is no address of a site"),
        (["coverage", "nowhere"], "there is no nowhere"),
    ],
)
def test_bad_use_is_2(
    arguments: list[str], said: str, tmp_path: Path, catalog: str,
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ERROR_INDEX_URL", raising=False)
    assert main([*arguments, "--catalog", catalog]) == 2
    assert said in capsys.readouterr().err


def test_standard_input(
    catalog: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"ok\nAPIG.9999\n")))
    monkeypatch.setenv("ERROR_INDEX_URL", BASE)
    assert main(["verify", "-", "--catalog", catalog]) == 1
    assert capsys.readouterr().out == "<stdin>:2: APIG.9999: there is no such code\n"


def test_github_annotations_are_escaped(tmp_path: Path) -> None:
    path = tmp_path / "a,b:c%.log"
    path.write_text("APIG.9999", "utf-8")
    (line,) = as_github(verify([str(path)], CATALOG, Site(CATALOG), BASE))
    assert line.startswith(f"::error file={tmp_path}/a%2Cb%3Ac%25.log,line=1,")


def test_service_narrows_codes(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("APIG.9999", "utf-8")
    paths = [str(tmp_path)]
    assert list(verify(paths, CATALOG, Site(CATALOG), BASE, "obs")) == []
    assert len(list(verify(paths, CATALOG, Site(CATALOG), BASE, "gateway"))) == 1


@pytest.mark.parametrize("name", ["codes.json", "."])
def test_site_of_the_catalogue_knows_its_other_pages(
    seed_site: Any, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Pages, files and anchors that ``codes.json`` does not have are looked up in the site."""
    lines = [
        "linking.html", "_static/error-index.css", "obs/403.html#causes", "obs/403.html#err-near",
        "_static/nope.css", "nope.html", "../etc/passwd", "obs/403.html#nope",
    ]  # fmt: skip
    (tmp_path / "links").write_text("\n".join(f"{BASE}/{line}" for line in lines), "utf-8")
    catalog = str(seed_site.outdir / name)
    assert main(["verify", str(tmp_path / "links"), "--base", BASE, "--catalog", catalog]) == 1
    found = [line.split(":")[1] for line in capsys.readouterr().out.splitlines()]
    assert found == ["5", "6", "7", "8"]


def test_every_address_of_a_site_is_living(seed_site: Any) -> None:
    codes = seed_site.json("codes.json")
    addresses = [f"{BASE}/{entry['url']}" for entry in (*codes["codes"], *codes["categories"])]
    for code in codes["codes"]:
        for variant in code["variants"]:
            anchors = [variant["anchor"], *variant["cause_anchors"]]
            addresses += [f"{BASE}/{code['url']}#{anchor}" for anchor in anchors]
            addresses += [f"{BASE}/{origin['url']}" for origin in variant["origins"]]
    assert _check("\n".join(addresses), codes) == []


def _count(block: bytes) -> int:
    return block.count(b"x")


def test_many_files_are_read_in_order_by_several_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(40):
        (tmp_path / f"{number:02}").write_text("x" * number, "utf-8")
    alone = list(scan(_count, [str(tmp_path)]))
    monkeypatch.setattr(scanning, "PARALLEL", 10)
    monkeypatch.setattr(scanning, "BATCH", 7)
    monkeypatch.setattr(scanning, "_processes", lambda: 2)
    assert list(scan(_count, [str(tmp_path)])) == alone
    assert [sum(found for _, found in blocks) for _, blocks in alone] == list(range(40))


def test_large_file_is_read_in_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanning, "BLOCK", 1000)
    monkeypatch.setattr(scanning, "HEAD", 100)
    path = tmp_path / "large.log"
    path.write_text("".join(f"line {n} APIG.0201\n" for n in range(1, 500)) + "APIG.9999", "utf-8")
    (problem,) = verify([str(path)], CATALOG, Site(CATALOG), BASE)
    assert (problem.line, problem.text) == (500, "APIG.9999")


def test_unreadable_file_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanning, "files_under", lambda paths: paths)  # gone since it was found
    assert list(scan(_count, ["/nowhere/secret"])) == [("/nowhere/secret", [])]
    assert "/nowhere/secret was not read: No such file" in capsys.readouterr().err


def test_folder_named_itself_is_read_after_all(tmp_path: Path) -> None:
    tree = _tree(tmp_path)
    assert list(files_under([str(tree / ".git")])) == [str(tree / ".git/config")]


def _unreferred(folder: Path, text: str, base: str = "") -> set[str]:
    (folder / "source").write_text(text, "utf-8")
    return {code["id"] for code in unreferred([str(folder)], CATALOG, base)}


ALL = {"obs/403", "obs/NoSuchBucket", "obs/conflict", "gateway/APIG.0201", "gateway/E1101"}


@pytest.mark.parametrize(
    ("text", "referred"),
    [
        (f"{BASE}/obs/403.html).", {"obs/403"}),
        (f"{BASE}/OBS/nosuchbucket/", {"obs/NoSuchBucket"}),
        ("https:\\/\\/docs.example.com\\/errors\\/obs\\/403.html", {"obs/403"}),
        (":err:code:`obs/403` and ../obs/conflict.html", {"obs/403", "obs/conflict"}),
        ("url_for('obs', 403), url_for( \"obs\",'conflict', 1)", {"obs/403", "obs/conflict"}),
        ("raise NoSuchBucket; \\nAPIG.0201.", {"obs/NoSuchBucket", "gateway/APIG.0201"}),
        ("(E1101)", {"gateway/E1101"}),
        ("403 conflict obs 403 xobs/403 obs/4030 NoSuchBuckets APIG.02011", set()),
        ("https://other.example/obs/403.html", set()),
        ("", set()),
    ],
)  # fmt: skip
def test_coverage(tmp_path: Path, text: str, referred: Iterable[str]) -> None:
    assert _unreferred(tmp_path, text, BASE) == ALL - set(referred)


def test_coverage_without_base_takes_any_site(tmp_path: Path) -> None:
    assert _unreferred(tmp_path, "https://other.example/obs/403.html") == ALL - {"obs/403"}


def test_coverage_on_the_command_line(
    tmp_path: Path, catalog: str, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "source"
    source.write_text("NoSuchBucket APIG.0201 E1101 obs/403", "utf-8")
    arguments = ["coverage", str(source), "--catalog", catalog]
    assert main(arguments) == 1
    assert capsys.readouterr().out == "obs/conflict Title\n"
    assert main([*arguments, "--format", "json"]) == 1
    assert [code["id"] for code in json.loads(capsys.readouterr().out)] == ["obs/conflict"]
    assert main([*arguments, "--service", "gateway"]) == 0


def test_a_code_that_forwards_is_in_order() -> None:
    moved = {"url": "gateway/APIG.3714.html", "to": "gateway/APIG.0201.html"}
    catalog = {**CATALOG, "redirects": [*CATALOG["redirects"], moved]}
    assert Site(catalog).fault("gateway/APIG.3714.html") is None
    assert Site(CATALOG).fault("gateway/APIG.3714.html") is not None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("runbook: {{ .Values.docs }}/obs/404.html", "0 address {{ .Values.docs }}/obs/404.html"),
        ("url=${DOCS:-x}/obs/404.html)", "0 address ${DOCS:-x}/obs/404.html"),
        ("$(DOCS)/obs/403.html#nope", "0 anchor $(DOCS)/obs/403.html#nope"),
        ('f"{base}/obs/404.html"', "0 address {base}/obs/404.html"),
        ("a\n{{docs}}/gateway/APIG.3714.html", "1 gone {{docs}}/gateway/APIG.3714.html"),
        ("{{ docs }}/obs/403.html ${DOCS}/gateway/APIG.0201.html?status=504", None),
        ("${DOCS}/obs/404.txt ${DOCS}/other/404.html ${DOCS}/obs/404.html.j2", None),
        ("if (x) {}/obs/404.html }/obs/404.html", None),
        ("${DOCS}/obs/%s.html ${DOCS}/obs/${code}.html", None),
    ],
)
def test_a_base_may_be_a_variable_of_a_template(text: str, found: str | None) -> None:
    assert _check(text) == ([found] if found else [])


def test_the_base_that_is_given_may_be_a_variable(tmp_path: Path) -> None:
    base = "{{ .Values.runbookUrl }}"
    assert _check(f"{base}/obs/404.html {base}/obs/403 {base}/obs/405", base=base) == [
        f"0 address {base}/obs/404.html",
        f"0 address {base}/obs/405",
    ]
    catalog = tmp_path / "codes.json"
    catalog.write_text(json.dumps(CATALOG), "utf-8")
    values = tmp_path / "alerts.yaml"
    values.write_text(f"runbook: {base}/obs/404.html\n", "utf-8")
    assert main(["--catalog", str(catalog), "verify", "--base", base, str(values)]) == 1


def test_sarif_is_what_code_scanning_takes() -> None:
    problems = [Problem("src/a b.py", 3, "anchor", f"{BASE}/obs/403.html#x", "no anchor")]
    (said,) = as_sarif(problems)
    log = json.loads(said)
    assert (log["version"], len(log["runs"])) == ("2.1.0", 1)
    (run,) = log["runs"]
    (result,) = run["results"]
    rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
    assert rule["id"] == result["ruleId"] == "anchor"
    assert result["message"]["text"] == f"{BASE}/obs/403.html#x: no anchor"
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "src/a%20b.py"
    assert place["region"] == {"startLine": 3}
    (empty,) = as_sarif([])
    assert json.loads(empty)["runs"][0]["results"] == []


def test_a_name_of_a_file_is_one_name_in_every_form() -> None:
    """It may have bytes that are no text, and lines of its own."""
    problem = Problem(os.fsdecode(b"a\xff\n::error::b.py"), 1, "code", "X.1", "no code")
    (said,) = as_sarif([problem])
    place = json.loads(said)["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "a%FF%0A%3A%3Aerror%3A%3Ab.py"
    for form in (as_text, as_github):
        (line,) = form([problem])
        assert "\n" not in line
