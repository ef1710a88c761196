"""The command line, as a program of its own: ``python -m sphinx_error_index``."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, Build, Project


@pytest.fixture
def run(seed_site: Build) -> Any:
    """A function that runs ``error-index`` on the seed's catalogue."""

    def run_it(
        *arguments: str,
        stdin: str | bytes = b"",
        catalog: Path = seed_site.outdir / "codes.json",
        **environment: str,
    ) -> subprocess.CompletedProcess[str]:
        verb, *rest = arguments
        command = [sys.executable, "-m", "sphinx_error_index", verb, "--catalog", str(catalog)]
        env = {k: v for k, v in os.environ.items() if k != "ERROR_INDEX_URL"} | environment
        done = subprocess.run(
            [*command, *rest],
            input=stdin if isinstance(stdin, bytes) else stdin.encode(),
            capture_output=True,
            cwd=ROOT,
            env=env,
            check=False,
        )
        out = done.stdout.decode("utf-8", errors="surrogateescape")
        return subprocess.CompletedProcess(done.args, done.returncode, out, done.stderr.decode())

    return run_it


SERVICES = {
    "Store-One": ("403", "0", "SAME.0001", "NoSuchBucket", "Conflict", "InternalError"),
    "Store-Two": ("403", "0", "SAME.0001", "NoSuchBucket", "badRequest", "417"),
    "gate": ("SAME.0001", "GATE.0301"),
    "last": ("SAME.0001", "12"),
}


@pytest.fixture(scope="session")
def services(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalogue of a site whose services share some of their codes."""
    project = Project(tmp_path_factory.mktemp("services"))
    for service, codes in SERVICES.items():
        rows = "".join(f"   {code},Text of {code} in {service}\n" for code in codes)
        table = f".. csv-table::\n   :header: Error Code,Description\n\n{rows}"
        project.write(f"data/{service}/codes.rst", f"Codes\n=====\n\n{table}")
        project.page(f"{service}/index", f"{service}/*.rst")
    return project.build().outdir / "codes.json"


def test_explain_says_what_the_page_says(run: Any, seed_site: Build) -> None:
    done = run("explain", "403")
    assert done.returncode == 0
    said = " ".join(done.stdout.split())
    assert said.startswith("403 Forbidden Object Storage Service · 4XX Access denied.")
    for cause in seed_site.codes["obs/403"]["variants"][0]["causes"]:
        assert " ".join(cause.split()) in said
    assert "Source: obs/http-status-codes.rst, line 36" in said
    assert said.endswith("Page: obs/403.html")


@pytest.mark.parametrize("name", ["obs/403", "OBS/403", " 403 "])
def test_explain_takes_any_spelling(run: Any, name: str) -> None:
    assert run("explain", name).stdout.startswith("403 Forbidden\n")


def test_explain_finds_nothing(run: Any) -> None:
    done = run("explain", "418")
    assert (done.returncode, done.stdout) == (1, "")
    assert "no code '418'" in done.stderr


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("12:00:01.404 INFO bytes=409600 status:403 took=500ms", "obs/403"),
        ("non-empty bucket", "obs/BucketNotEmpty"),
        ("signature does not match", "obs/SignatureDoesNotMatch"),
    ],
)
def test_resolve(run: Any, text: str, code: str) -> None:
    done = run("resolve", "--json", text)
    assert done.returncode == 0
    first = json.loads(done.stdout)[0]
    assert first["id"] == code
    assert {"id", "code", "service", "score", "url", "confidence", "why"} <= first.keys()
    piped = run("resolve", "--json", "-", stdin=text)
    assert piped.stdout == done.stdout
    plain = run("resolve", text).stdout
    assert plain.startswith(code)
    assert f"{code}.html" in plain


def test_resolve_finds_nothing(run: Any) -> None:
    done = run("resolve", "418")
    assert (done.returncode, done.stdout) == (1, "")
    assert "no match" in done.stderr
    assert (run("resolve", "--json", "418").returncode, run("resolve", "--json", "418").stdout) == (
        1,
        "[]\n",
    )


def test_resolve_names_the_category_of_a_class_of_statuses(run: Any) -> None:
    done = run("resolve", "5xx")
    assert done.returncode == 1
    assert "nearest: 5XX" in done.stderr
    assert "obs/category/5XX.html" in done.stderr


def test_resolve_names_what_a_renamed_code_is_now(
    run: Any, seed_site: Build, tmp_path: Path
) -> None:
    content = json.loads((seed_site.outdir / "codes.json").read_text("utf-8"))
    renamed = next(entry for entry in content["codes"] if entry["id"] == "obs/405")
    renamed["gone"] = "r2"
    content["redirects"] = [{"page": "obs/405", "url": renamed["url"], "to": "obs/409.html"}]
    catalog = tmp_path / "codes.json"
    catalog.write_text(json.dumps(content), "utf-8")
    assert "\n  now obs/409: obs/409.html\n" in run("resolve", "405", catalog=catalog).stdout


def test_resolve_many_with_one_index(run: Any) -> None:
    asked = [{"query": "403"}, {"query": "xyzzy", "service": "obs"}, {"query": "409"}]
    done = run("resolve", "--batch", stdin="\n".join(map(json.dumps, asked)))
    assert done.returncode == 0
    answers = [[match["id"] for match in json.loads(line)] for line in done.stdout.splitlines()]
    assert [answer[:1] for answer in answers] == [["obs/403"], [], ["obs/409"]]


def test_batch_takes_the_service_of_the_command_where_a_line_names_none(
    run: Any, services: Path
) -> None:
    asked = [
        {"query": "403"},
        {"query": "403", "service": "store-ONE"},
        {"query": "403", "service": None},
        {"query": "403", "service": ""},
    ]
    lines = "\n".join(map(json.dumps, asked))
    done = run("resolve", "--batch", "--service", "store-two", stdin=lines, catalog=services)
    assert (done.returncode, done.stderr) == (0, "")
    answers = [[match["id"] for match in json.loads(line)] for line in done.stdout.splitlines()]
    two, one = ["Store-Two/403"], ["Store-One/403"]
    assert answers == [two, one, two, two]


def test_batch_goes_on_after_bad_lines(run: Any) -> None:
    lines = [
        b'{"query": "403"}',
        b"",
        b"not json",
        b'{"text": "403"}',
        b"[1]",
        b'{"query": 403}',
        b'{"query": "403", "service": 1}',
        b'{"query": "403", "service": "nowhere"}',
        b'{"query": "\xff"}',
        b"[" * 100_000,
        b'{"query": "409", "service": "obs"}',
    ]
    done = run("resolve", "--batch", stdin=b"\n".join(lines))
    assert done.returncode == 2
    answers = [[match["id"] for match in json.loads(line)][:1] for line in done.stdout.splitlines()]
    assert answers == [["obs/403"], *[[]] * 8, ["obs/409"]]
    said = [line.removeprefix("error-index: ") for line in done.stderr.splitlines()]
    assert said == [
        "line 3: not JSON",
        'line 4: no "query" that is a string',
        "line 5: not a JSON object",
        'line 6: no "query" that is a string',
        'line 7: "service" is not a string',
        "line 8: no service 'nowhere'; there are obs",
        "line 9: not JSON",
        "line 10: not JSON",
    ]


def test_service_in_any_case(run: Any, services: Path) -> None:
    assert run("resolve", "--service", "OBS", "403").stdout.startswith("obs/403")
    assert run("explain", "--service", "OBS", "403").stdout.startswith("403 Forbidden\n")
    done = run("explain", "--service", "STORE-two", "403", catalog=services)
    assert "Text of 403 in Store-Two" in done.stdout
    assert "Store-One" not in done.stdout
    unknown = run("explain", "--service", "nowhere", "403", catalog=services)
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert "no service 'nowhere'; there are Store-One, Store-Two" in unknown.stderr


def annotated(run: Any, catalog: Path, line: str, *arguments: str) -> list[str]:
    """The pages that ``annotate`` names behind a line."""
    done = run("annotate", "--base", "B", *arguments, stdin=line, catalog=catalog)
    assert done.stdout.startswith(line)
    links = done.stdout.removeprefix(line).split()
    assert done.returncode == (0 if links else 1)
    return [link.removeprefix("B/").removesuffix(".html") for link in links]


@pytest.mark.parametrize(
    ("line", "pages"),
    [
        ("HTTP/1.1 403 Forbidden", []),
        ("put failed, status 403, of object a/b", []),
        ("job ended rc=0", []),
        ('{"code": 0, "msg": "done"}', []),
        ("process ended with exit code 0", []),
        ("403", []),
        ("12", []),
        ("2031-05-04 merge Conflict in a.txt", []),
        ("Conflict", []),
        ("foo.internalError() was called", []),
        ("foo.badRequest() was called", []),
        ("the badrequest handler", []),
        ("no such bucket", []),
        ("process ended with exit code 12", ["last/12"]),
        ("put failed, status 417, of object a/b", ["Store-Two/417"]),
        ('{"error": {"code": "Conflict"}}', ["Store-One/Conflict"]),
        ("put failed error_code=badrequest id=7", ["Store-Two/badRequest"]),
        ("put failed: InternalError (again)", ["Store-One/InternalError"]),
        ("<Code>NoSuchBucket</Code>", ["Store-One/NoSuchBucket", "Store-Two/NoSuchBucket"]),
        (
            "com.acme.NoSuchBucketException: a/b",
            ["Store-One/NoSuchBucket", "Store-Two/NoSuchBucket"],
        ),
        ("put failed: gate.0301, HTTP/1.1 403 Forbidden", ["gate/GATE.0301"]),
        ("put failed: SAME.0001", ["Store-One/SAME.0001", "Store-Two/SAME.0001", "gate/SAME.0001"]),
    ],
)
def test_annotate_says_what_is_unambiguous(
    run: Any, services: Path, line: str, pages: list[str]
) -> None:
    assert annotated(run, services, line) == pages


@pytest.mark.parametrize(
    ("line", "pages"),
    [
        ("HTTP/1.1 403 Forbidden", ["Store-Two/403"]),
        ("job ended rc=0", ["Store-Two/0"]),
        ("put failed: SAME.0001", ["Store-Two/SAME.0001"]),
        ("put failed: GATE.0301", []),
        ("foo.badRequest() was called", []),
    ],
)
def test_annotate_of_one_service(run: Any, services: Path, line: str, pages: list[str]) -> None:
    assert annotated(run, services, line, "--service", "STORE-TWO") == pages


@pytest.mark.parametrize("content", [b"status=404 \0\n", b"status=404 \xff\r\n", b"\xfe\0\n404"])
def test_annotate_passes_on_what_is_no_text(run: Any, content: bytes) -> None:
    done = run("annotate", "--base", "https://e.example", stdin=content)
    assert done.stdout.encode("utf-8", errors="surrogateescape") == content


def test_annotate_adds_addresses_and_leaves_the_rest_alone(run: Any) -> None:
    log = b"GET /a status=403 took 12ms\n\xff\xfe no text\nall is well 42\r\nstatus: 503 no newline"
    done = run("annotate", "--base", "https://docs.example.com/errors/", stdin=log)
    assert done.returncode == 0
    assert done.stdout.encode("utf-8", errors="surrogateescape").split(b"\n") == [
        b"GET /a status=403 took 12ms  https://docs.example.com/errors/obs/403.html",
        b"\xff\xfe no text",
        b"all is well 42\r",
        b"status: 503 no newline  https://docs.example.com/errors/obs/503.html",
    ]


def test_annotate_is_unbuffered(seed_site: Build) -> None:
    command = [
        sys.executable,
        "-m",
        "sphinx_error_index",
        "annotate",
        "--base",
        "https://e.example",
    ]
    command += ["--catalog", str(seed_site.outdir / "codes.json")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"status=404\n")
        process.stdin.flush()
        assert process.stdout.readline() == b"status=404  https://e.example/obs/404.html\n"
        process.stdin.close()
        assert process.wait(timeout=30) == 0


def test_annotate_takes_the_address_from_the_environment(run: Any) -> None:
    done = run("annotate", stdin="status=404", ERROR_INDEX_URL="https://e.example")
    assert done.stdout == "status=404  https://e.example/obs/404.html"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("explain",), "required"),
        (("resolve",), "nothing to resolve"),
        (("resolve", "--service", "nowhere", "403"), "no service 'nowhere'"),
        (("annotate",), "the address of the site is not known"),
        (("resolve", "--batch"), ""),
        (("frobnicate",), "invalid choice"),
    ],
)
def test_bad_use(run: Any, arguments: tuple[str, ...], said: str) -> None:
    stdin = "not json" if "--batch" in arguments else ""
    done = run(*arguments, stdin=stdin)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_missing_or_broken_catalogue(run: Any, tmp_path: Path) -> None:
    missing = run("explain", "403", catalog=tmp_path / "none.json")
    assert missing.returncode == 2
    assert "no catalogue at" in missing.stderr
    broken = tmp_path / "codes.json"
    broken.write_text("[1, 2]", "utf-8")
    assert run("explain", "403", catalog=broken).returncode == 2
    broken.write_text("{", "utf-8")
    assert "is not a catalogue" in run("resolve", "403", catalog=broken).stderr


def test_imports_neither_sphinx_nor_docutils(seed_site: Build) -> None:
    program = (
        "import sys; from sphinx_error_index.cli.main import main\n"
        f"main(['resolve', '--catalog', {str(seed_site.outdir / 'codes.json')!r}, '403'])\n"
        "sys.exit(any(name in sys.modules for name in ('sphinx', 'docutils', 'jinja2')))"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0


def test_catalogue_may_be_named_before_the_verb(seed_site: Build) -> None:
    command = [sys.executable, "-m", "sphinx_error_index", "--catalog"]
    command += [str(seed_site.outdir / "codes.json"), "explain", "403"]
    done = subprocess.run(command, capture_output=True, cwd=ROOT, check=False)
    assert done.returncode == 0


def test_a_terminal_without_the_characters_gets_the_text(run: Any) -> None:
    done = run("explain", "403", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 0
    assert "Access denied." in done.stdout


@pytest.mark.parametrize("content", ['{"codes": [{}]}', '{"codes": 1}', "3"])
def test_incomplete_catalogue(run: Any, tmp_path: Path, content: str) -> None:
    broken = tmp_path / "codes.json"
    broken.write_text(content, "utf-8")
    done = run("explain", "403", catalog=broken)
    assert done.returncode == 2
    assert "is not a catalogue" in done.stderr
