"""``error-index export``: what each form has in it, and what is refused."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from sphinx_error_index.cli.export import database
from sphinx_error_index.cli.export.rows import Row
from sphinx_error_index.cli.export.tables import csv_table
from sphinx_error_index.cli.main import main
from tests.conftest import ROOT, Build
from tests.support.ledgers import content, variant

BASE = "https://docs.example.com/errors"
RUNBOOK = 'https://wiki.example.com/run?a="b"&c=%20\\d'

Export = Callable[..., int]


def _note(**more: Any) -> dict[str, Any]:
    return {
        "text": "", "sentences": [], "variants": [], "cause": "", "stale": "", "owner": "",
        "reviewed": "", "runbook": "", "keywords": [], "document": "notes", "line": 3, "url": "",
        **more,
    }  # fmt: skip


def _catalog() -> dict[str, Any]:
    """Two meanings and a runbook; a hostile text; a negative code; code points that need care."""
    verdict = {"answer": "backoff", "inferred": True, "rule": "busy"}
    found = content(
        variant("GW.1", "Signature rejected", ("The clock is wrong.", "The key is old.")),
        variant("-1", '=HYPERLINK("x")'),
        variant('=A("b")', "Fin, \x1b[31m\x9b\u202e“x”\n\U0001f600"),
        variant("GW.7", "Busy", triage={"retry": verdict, "side": verdict, "who": verdict}),
    )
    for number, code in enumerate(found["codes"]):
        code["url"] = f"gw/{number}.html"
    first = found["codes"][0]
    first["variants"].append(
        variant("GW.1", "Token expired", title="Expired", status=[401, 403, 10**30])
    )
    first["aliases"] = ["0x101"]
    first["notes"] = [
        _note(variants=["Token-expired"], runbook=RUNBOOK, text="Log in.", keywords=["stale"]),
        _note(runbook="https://wiki.example.com/gw", text="Ask the team."),
    ]
    found["codes"][3]["gone"] = "2025-03-24"
    found["base_url"] = BASE
    return found


@pytest.fixture
def export(tmp_path: Path) -> Export:
    """A function that exports the catalogue, or what another file says."""
    (tmp_path / "codes.json").write_text(json.dumps(_catalog()), "utf-8")

    def run(*arguments: object) -> int:
        return main(["--catalog", str(tmp_path / "codes.json"), "export", *map(str, arguments)])

    return run


def test_csv(export: Export, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert export("--csv") == 0
    out = capsysbinary.readouterr().out
    assert out.startswith(b"service,code,url,status,title,message,runbook,gone\r\n")
    assert not set(out) & {0x1B, 0x9B}
    found = list(csv.DictReader(io.StringIO(out.decode(), newline="")))
    assert [row["code"] for row in found] == ["GW.1", "-1", '\'=A("b")', "GW.7"]
    first, negative, odd, gone = found
    assert first["url"] == "gw/0.html"
    assert first["status"] == "400 401 403"
    assert first["title"] == "Expired"
    assert first["message"] == "Signature rejected\nToken expired"
    assert first["runbook"] == "https://wiki.example.com/gw"
    assert negative["message"] == '\'=HYPERLINK("x")'
    assert odd["message"] == "Fin, \\u001b[31m\\u009b\\u202e“x”\n\U0001f600"
    assert gone["gone"] == "2025-03-24"


def test_database(export: Export, tmp_path: Path) -> None:
    path = tmp_path / "codes.sqlite"
    assert export("--sqlite", path) == 0
    assert not list(tmp_path.glob(".error-index*"))
    with sqlite3.connect(path) as connection:

        def ask(question: str, *values: object) -> list[tuple[Any, ...]]:
            return connection.execute(question, values).fetchall()

        assert ask("PRAGMA integrity_check") == [("ok",)]
        assert ask("PRAGMA foreign_key_check") == []
        assert ask("PRAGMA user_version") == [(database.SCHEMA,)]
        assert ask("SELECT value FROM about WHERE name = 'base_url'") == [(BASE,)]
        assert ask("SELECT code, runbook, title FROM codes WHERE id = 'gw/GW.1'") == [
            ("GW.1", "https://wiki.example.com/gw", "Expired")
        ]
        assert ask("SELECT id FROM names WHERE name = '0X101'") == [("gw/GW.1",)]
        by_status = "SELECT url FROM statuses JOIN meanings USING (number) WHERE status = ?"
        assert ask(by_status, 401) == [("gw/0.html#Token-expired",)]
        words = (
            "SELECT codes.url, meanings.title FROM search JOIN meanings ON number = search.rowid "
            "JOIN codes USING (id) WHERE search MATCH ? ORDER BY rank"
        )
        assert ask(words, "reject*") == [("gw/0.html", "")]
        assert ask(words, "expires") == [("gw/0.html", "Expired")]
        assert ask(words, '"GW.7"') == [("gw/3.html", "")]
        assert len(ask(words, "notes : team")) == 2
        assert ask(words, "keywords : stale") == [("gw/0.html", "Expired")]
        page = (ROOT / "source/export.rst").read_text("utf-8")
        (shown,) = re.findall(r'sqlite3 error-codes.sqlite "(SELECT [^"]+)"', page)
        assert ask(" ".join(shown.split())) == [("gw/0.html#Signature-rejected", "")]
        assert ask("SELECT retry FROM meanings WHERE id = 'gw/GW.7'") == [("backoff",)]
    connection.close()
    assert export("--sqlite", path, "--service", "GW") == 0


def test_rules_of_prometheus(
    export: Export, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert export("--prometheus") == 0
    text = capsysbinary.readouterr().out.decode()
    (group,) = yaml.safe_load(text)["groups"]
    assert {rule["expr"] for rule in group["rules"]} == {"vector(1)"}
    assert {rule["record"] for rule in group["rules"]} == {"error_index_runbook_info"}
    labels = [rule["labels"] for rule in group["rules"]]
    assert [(label["error_service"], label["error_code"]) for label in labels] == [
        ("gw", "GW.1"), ("gw", "-1"), ("gw", '=A("b")'), ("gw", "GW.7"),
    ]  # fmt: skip
    assert labels[0]["runbook_url"] == "https://wiki.example.com/gw"
    assert labels[1]["runbook_url"] == f"{BASE}/gw/1.html"
    pasted = "".join(re.findall("^#     (.*\n)", text, re.MULTILINE))
    annotation = yaml.safe_load(pasted)["annotations"]["runbook_url"]
    assert annotation.startswith("{{ with printf `error_index_runbook_info{error_service=%q,")
    page = (ROOT / "source/export.rst").read_text("utf-8")
    assert re.sub("^", "   ", pasted, flags=re.MULTILINE).rstrip() in page
    assert f"{BASE}/guide.html?error=" in annotation
    if promtool := shutil.which("promtool"):
        (tmp_path / "rules.yml").write_text(text, "utf-8")
        subprocess.run([promtool, "check", "rules", tmp_path / "rules.yml"], check=True)


def test_runbook_with_everything_in_it(export: Export, tmp_path: Path) -> None:
    found = _catalog()
    del found["codes"][0]["notes"][1]
    (tmp_path / "codes.json").write_text(json.dumps(found), "utf-8")
    assert export("--prometheus", tmp_path / "rules.yml", "--base", "https://o.example.com") == 0
    text = (tmp_path / "rules.yml").read_text("utf-8")
    (group,) = yaml.safe_load(text)["groups"]
    assert group["rules"][0]["labels"]["runbook_url"] == RUNBOOK
    assert group["rules"][1]["labels"]["runbook_url"] == "https://o.example.com/gw/1.html"


def test_bulk_files(
    export: Export, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    folder = tmp_path / "new" / "bulk"
    assert export("--ndjson", folder) == 0
    assert b"codes: 4, meanings: 5" in capsysbinary.readouterr().out
    bulk = (folder / "bulk.ndjson").read_bytes()
    assert export("--ndjson") == 0
    assert capsysbinary.readouterr().out == bulk
    assert bulk.endswith(b"}\n")
    lines = [json.loads(line) for line in bulk.decode().removesuffix("\n").split("\n")]
    actions, documents = lines[::2], lines[1::2]
    assert [action["index"]["_id"] for action in actions] == [one["key"] for one in documents]
    assert all(list(action) == ["index"] for action in actions)
    # Meilisearch: letters, digits, - and _; at most 511 bytes. The others: 512 bytes.
    assert all(re.fullmatch(r"[\w-]{1,511}", one["key"], re.ASCII) for one in documents)
    assert len({one["key"] for one in documents}) == 5
    assert documents[1]["notes"] == ["Log in.", "Ask the team."]
    assert documents[3]["message"] == "Fin, \x1b[31m\x9b\u202e“x”\n\U0001f600"
    same = (folder / "meilisearch.ndjson").read_text("utf-8").splitlines()
    assert [json.loads(line) for line in same] == documents

    body = json.loads((folder / "index.json").read_text("utf-8"))
    fields = body["mappings"]["properties"]
    assert set(fields) == set(documents[0])
    kinds: dict[str, type] = {"keyword": str, "text": str, "short": int}
    for one in documents:
        for name, value in one.items():
            values = value if isinstance(value, list) else [value]
            assert all(isinstance(item, kinds[fields[name]["type"]]) for item in values)
    analysis = body["settings"]["analysis"]
    assert fields["code"]["normalizer"] in analysis["normalizer"]
    parts = analysis["analyzer"][fields["code"]["fields"]["parts"]["analyzer"]]
    assert parts["tokenizer"] in analysis["tokenizer"]

    settings = json.loads((folder / "meilisearch-settings.json").read_text("utf-8"))
    tolerance = settings.pop("typoTolerance")
    assert set(settings) == {f"{kind}ableAttributes" for kind in ("search", "filter", "sort")}
    for names in (*settings.values(), tolerance["disableOnAttributes"]):
        assert set(names) <= set(fields)
    assert set(tolerance["disableOnAttributes"]) <= set(settings["searchableAttributes"])


def test_older_catalogue_and_empty_one(
    export: Export, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    old = _catalog()
    for code in old["codes"]:
        for name in ("notes", "aliases", "gone", "page"):
            code.pop(name, None)
        for one in code["variants"]:
            one.pop("triage", None)
    (tmp_path / "codes.json").write_text(json.dumps(old), "utf-8")
    assert export("--ndjson") == 0
    first = json.loads(capsysbinary.readouterr().out.splitlines()[1])
    assert (first["notes"], first["retry"], first["gone"]) == ([], "", "")
    (tmp_path / "codes.json").write_text(json.dumps(content()), "utf-8")
    assert export("--ndjson", tmp_path / "none") == 0
    assert export("--ndjson", tmp_path / "none") == 0
    assert (tmp_path / "none/bulk.ndjson").read_bytes() == b""
    capsysbinary.readouterr()
    assert export("--prometheus", "--base", BASE) == 0
    (group,) = yaml.safe_load(capsysbinary.readouterr().out)["groups"]
    assert group["rules"] == []


@pytest.mark.parametrize("form", ["--csv", "--prometheus", "--sqlite", "--ndjson"])
def test_only_an_earlier_export_is_replaced(
    form: str, export: Export, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "out"
    assert export(form, target, "--service", "gw") == 0
    file = target / "meilisearch-settings.json" if target.is_dir() else target
    before = file.read_bytes()
    file.write_bytes(before[:100])
    assert export(form, target) == 0
    assert file.read_bytes() == before
    file.write_bytes(b"SQLite format 3\0 of somebody else")
    (tmp_path / "a-file").touch()
    capsys.readouterr()
    assert export(form, target) == 2
    assert capsys.readouterr().err == (
        f"error-index: {file} is no earlier export of this kind: it is left as it was\n"
    )
    assert file.read_bytes().endswith(b" of somebody else")
    assert export(form, tmp_path / "a-file" / "out") == 2
    said = f"error-index: {tmp_path / 'a-file' / 'out'} cannot be written: Not a directory\n"
    assert capsys.readouterr().err == said
    if form != "--ndjson":
        assert export(form, tmp_path) == 2
        assert capsys.readouterr().err.endswith(" cannot be written: Is a directory\n")
        assert export(form, tmp_path / "none" / "out") == 2
        assert capsys.readouterr().err.endswith(" cannot be written: No such file or directory\n")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_is_neither_read_nor_replaced(
    export: Export, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    os.mkfifo(tmp_path / "pipe")
    for form in ("--csv", "--sqlite"):
        assert export(form, tmp_path / "pipe") == 2
        assert capsys.readouterr().err.endswith("pipe cannot be written: it is no file\n")
    assert not (tmp_path / "pipe").is_file()


def _changed(**more: Any) -> dict[str, Any]:
    return {**_catalog(), **more}


@pytest.mark.parametrize(
    ("catalog", "arguments", "said"),
    [
        (None, ["--csv"], "no catalogue at "),
        (_changed(schema=2), ["--csv"], "newer version of sphinx-error-index"),
        (_changed(codes=[{}]), ["--csv"], "is not a catalogue: one of its codes has no id"),
        (_changed(base_url=""), ["--prometheus"], "the address of the site is not known"),
        (_changed(), ["--prometheus", "--base", "{{ .Values.docs }}"], "is a template"),
        (_changed(), ["--csv", "--service", "nowhere"], "no service 'nowhere'"),
        (_changed(), ["--sqlite", "-"], "--sqlite writes a file: give its name"),
    ],
)
def test_bad_use(
    catalog: dict[str, Any] | None, arguments: list[str], said: str, export: Export,
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.delenv("ERROR_INDEX_URL", raising=False)
    if catalog is None:
        (tmp_path / "codes.json").unlink()
    else:
        (tmp_path / "codes.json").write_text(json.dumps(catalog), "utf-8")
    assert export(*arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert err.count("\n") == 1


def test_notes_and_triage_of_a_wrong_kind(
    export: Export, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for field, value in (("notes", [_note(text="\ud800")]), ("former", [1])):
        found = _catalog()
        found["codes"][1][field] = value
        (tmp_path / "codes.json").write_text(json.dumps(found), "utf-8")
        assert export("--csv") == 2
        assert "number 2 of its codes (gw/-1) is not complete" in capsys.readouterr().err
    found = _catalog()
    found["codes"][1]["variants"][0]["triage"] = {"retry": "yes"}
    (tmp_path / "codes.json").write_text(json.dumps(found), "utf-8")
    assert export("--csv") == 2
    assert "number 2 of its codes (gw/-1) is not complete" in capsys.readouterr().err


def test_a_python_without_full_text_search(
    export: Export, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    lacking = database._TABLES.replace("USING fts5", "USING fts_of_another_build")
    monkeypatch.setattr(database, "_TABLES", lacking)
    for reason in ("no such module: fts_of_another_build", "import of sqlite3 halted"):
        assert export("--sqlite", tmp_path / "codes.sqlite") == 2
        err = capsys.readouterr().err
        assert "--sqlite needs a Python whose SQLite has FTS5" in err
        assert reason in err
        assert not (tmp_path / "codes.sqlite").exists()
        monkeypatch.setitem(sys.modules, "sqlite3", None)


def test_own_site(seed_site: Build, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["export", "--catalog", str(seed_site.outdir), "--csv"]) == 0
    found = list(csv.DictReader(io.StringIO(capsysbinary.readouterr().out.decode(), newline="")))
    codes = json.loads((seed_site.outdir / "codes.json").read_text("utf-8"))["codes"]
    named = [(code["service"], code["code"], code["url"]) for code in codes]
    assert [(row["service"], row["code"], row["url"]) for row in found] == named
    assert all((seed_site.outdir / row["url"]).is_file() for row in found)


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("x;=1+1", "x;'=1+1"), ('x; "+1+1', "x; \"'+1+1"), ("a\n@b", "a\n'@b"), ("a\t-1", "a\t'-1"),
        ("=1;=2", "'=1;'=2"), ("a;b = 1", "a;b = 1"), ("-1", "-1"), ("a=b", "a=b"),
    ],
)  # fmt: skip
def test_no_cell_is_a_formula_where_semicolons_end_cells(text: str, cell: str) -> None:
    row = Row("s", "c", "u", (), text, (), "", "")
    assert list(csv.reader(io.StringIO(csv_table([row]), newline="")))[1][4] == cell
