"""Where the catalogue comes from: a file, a folder, a published site; what is said if it is bad."""

from __future__ import annotations

import functools
import http.server
import json
import os
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

import pytest

from sphinx_error_index.cli.catalogfile import BadUseError, load_catalog
from sphinx_error_index.cli.main import main
from sphinx_error_index.resolver.building.build import write_folder
from sphinx_error_index.resolver.building.catalogs import Source
from tests.resolver.test_resolver import GATE, STORE, catalog

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder with what a site has for the command line."""
    text = json.dumps(catalog(*GATE, *STORE))
    (tmp_path / "site").mkdir()
    (tmp_path / "site/codes.json").write_text(text, "utf-8")
    write_folder(tmp_path / "site", Source.of(json.loads(text), text))
    return tmp_path / "site"


class Host(http.server.SimpleHTTPRequestHandler):
    """Serves the site, and counts what was asked for."""

    asked: list[str]

    def do_GET(self) -> None:
        """Note the path, and answer; below ``/to/`` with a move to the address that follows."""
        self.asked.append(self.path)
        if self.path.startswith("/to/"):
            self.send_response(302)
            to = self.path.removeprefix("/to/").rpartition("/error-index/")[0]
            self.send_header("Location", to.replace("HERE", f"/to/{to}/error-index/root.js"))
            self.end_headers()
        else:
            super().do_GET()

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def hosted(site: Path) -> Iterator[tuple[str, list[str]]]:
    """The address of the site on 127.0.0.1, and the paths that were asked for."""
    handler = type("Own", (Host,), {"asked": []})
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(handler, directory=str(site.parent))
    )
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/site", handler.asked  # type: ignore[attr-defined]
    server.shutdown()
    thread.join()
    server.server_close()


def run(
    *arguments: str, cache: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    own = {key: value for key, value in os.environ.items() if not key.startswith("ERROR_INDEX")}
    if cache:
        own["XDG_CACHE_HOME"] = str(cache)
    return subprocess.run(
        [sys.executable, "-m", "sphinx_error_index", *arguments],
        check=False, capture_output=True, text=True, env=own | environment,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip


@pytest.mark.parametrize("verb", ["explain", "resolve"])
def test_a_file_and_a_folder_say_the_same(site: Path, verb: str) -> None:
    folder, file = (
        run("--catalog", str(path), verb, "GATE.0301") for path in (site, site / "codes.json")
    )
    assert (folder.returncode, folder.stderr) == (0, "")
    assert folder.stdout == file.stdout
    assert "Incorrect token." in folder.stdout


def test_verbs_that_use_all_of_a_catalogue_take_it_from_anywhere(
    site: Path, hosted: tuple[str, list[str]], tmp_path: Path
) -> None:
    log = tmp_path / "log"
    log.write_text("https://docs.example.com/nope/nope.html GATE.0301\n", "utf-8")
    base = ("--base", "https://docs.example.com")
    for verb, said in (("verify", "there is no such page"), ("coverage", "137")):
        for name in (str(site), str(site / "codes.json"), hosted[0], f"{hosted[0]}/codes.json"):
            done = run("--catalog", name, verb, str(log), *base)
            assert (done.returncode, done.stderr) == (1, "")
            assert said in done.stdout
    done = run("--catalog", hosted[0], "export", "--csv")
    assert (done.returncode, done.stderr) == (0, "")
    assert "GATE.0301" in done.stdout


def test_a_code_is_explained_without_the_catalogue(site: Path) -> None:
    (site / "codes.json").unlink()
    assert "Log in again." in run("--catalog", str(site), "explain", "gate.0301").stdout


def test_an_index_of_another_catalogue_is_not_used(site: Path) -> None:
    text = json.dumps(catalog(*STORE))
    (site / "codes.json").write_text(text, "utf-8")
    file = str(site / "codes.json")
    assert run("--catalog", file, "explain", "GATE.0301").returncode == 1
    assert run("--catalog", file, "explain", "137").returncode == 0


def test_the_environment_names_the_catalogue(site: Path) -> None:
    done = run("explain", "GATE.0301", ERROR_INDEX_CATALOG=str(site))
    assert done.returncode == 0
    assert (
        run("--catalog", "nowhere", "explain", "X", ERROR_INDEX_CATALOG=str(site)).returncode == 2
    )


def test_a_published_site(hosted: tuple[str, list[str]], tmp_path: Path) -> None:
    address, asked = hosted
    cache = tmp_path / "cache"
    done = run("--catalog", address, "resolve", "GATE.0301", cache=cache)
    assert done.stdout.startswith("gate/GATE.0301")
    assert "/site/codes.json" not in asked
    assert len(asked) == 4  # the root, the code, its row, its first action
    asked.clear()
    again = run("--catalog", f"{address}/codes.json", "resolve", "GATE.0301", cache=cache)
    assert again.stdout == done.stdout
    assert asked == ["/site/error-index/root.js"]
    words = run("--catalog", f"{address}/", "resolve", "the bucket is not empty", cache=cache)
    assert words.stdout.startswith("store/BucketNotEmpty")
    assert "Log in again." in run("--catalog", address, "explain", "GATE.0301", cache=cache).stdout
    assert load_catalog(address)["codes"]


def test_a_cache_that_was_cut_is_not_trusted(hosted: tuple[str, list[str]], tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    assert run("--catalog", hosted[0], "resolve", "GATE.0301", cache=cache).returncode == 0
    for path in cache.rglob("*.js"):
        path.write_bytes(path.read_bytes()[:20])
    done = run("--catalog", hosted[0], "resolve", "GATE.0301", cache=cache)
    assert done.stdout.startswith("gate/GATE.0301")
    assert done.stderr == ""


def test_a_site_that_does_not_answer(hosted: tuple[str, list[str]], tmp_path: Path) -> None:
    for address, said in (
        ("http://127.0.0.1:9/", "does not answer"),
        (hosted[0] + "/nothing/", "there is no index"),
        ("http://", "does not answer"),
    ):
        done = run("--catalog", address, "resolve", "X.1", cache=tmp_path)
        assert done.returncode == 2, address
        assert said in done.stderr
        assert done.stderr.count("\n") == 1
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize("to", ["file:///etc/hostname", "ftp://127.0.0.1:9/x", "data:,x", "HERE"])
def test_a_site_leads_to_nothing_but_sites(
    hosted: tuple[str, list[str]], to: str, capsys: pytest.CaptureFixture[str]
) -> None:
    address = hosted[0].removesuffix("site") + f"to/{to}"
    assert main(["resolve", "--catalog", address, "X.1"]) == 2
    said = capsys.readouterr().err
    assert "answers 302 " in said
    assert said.count("\n") == 1


def bad_catalogs() -> Iterator[tuple[str, bytes]]:
    """Files that are no catalogues, each in another way."""
    good = catalog(*GATE)
    yield "nothing", b""
    yield "no json", b"\x00\xff"
    yield "nested", b"[" * 200_000
    yield "newer", json.dumps(good | {"schema": 2}).encode()
    for name, value in (("number", 7), ("null", None), ("list", []), ("text", "x")):
        yield name, json.dumps(value).encode()
        for key in ("services", "categories", "codes"):
            yield (
                f"{key} {name}",
                json.dumps(good | {key: value if name != "list" else [7]}).encode(),
            )
        for key in good["codes"][0]:
            if key in ("title", "code", "id", "url", "service") and name == "text":
                continue
            codes = [good["codes"][0] | {key: value}]
            if key != "categories" or name != "list":
                yield f"code {key} {name}", json.dumps(good | {"codes": codes}).encode()
        for key in good["codes"][0]["variants"][0]:
            if key == "aliases" or name in ("list", "text"):
                continue
            variant = good["codes"][0]["variants"][0] | {key: value}
            if key not in ("categories",):
                codes = [good["codes"][0] | {"variants": [variant]}]
                yield f"variant {key} {name}", json.dumps(good | {"codes": codes}).encode()


@pytest.mark.parametrize(("name", "content"), list(bad_catalogs()))
def test_what_is_no_catalogue(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / "codes.json"
    path.write_bytes(content)
    with pytest.raises(BadUseError, match=r"is not a catalogue|newer version") as caught:
        load_catalog(str(path))
    assert "\n" not in str(caught.value), name


@pytest.mark.parametrize("verb", ["explain", "resolve", "annotate", "verify", "coverage"])
def test_a_bad_catalogue_is_one_line_and_exit_code_2(tmp_path: Path, verb: str) -> None:
    path = tmp_path / "codes.json"
    path.write_text('{"schema": 1, "services": [7], "categories": [], "codes": []}', "utf-8")
    rest = (
        [] if verb == "annotate" else ["x"] if verb in ("explain", "resolve") else [str(tmp_path)]
    )
    done = run("--catalog", str(path), verb, *rest)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert "is not a catalogue" in done.stderr


@pytest.mark.parametrize("closed", ["<&-", ">&-"])
def test_a_closed_stream_is_said(site: Path, closed: str) -> None:
    command = f'"{sys.executable}" -m sphinx_error_index --catalog "{site}" resolve - {closed}'
    done = subprocess.run(["sh", "-c", command], check=False, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr


def test_a_missing_part_is_said_and_the_rest_works(site: Path) -> None:
    for path in site.glob("error-index/*/t/0/*.js"):
        path.unlink()
    done = run("--catalog", str(site), "resolve", "error GATE.0301: incorrect token")
    assert done.stdout.startswith("gate/GATE.0301")
    assert "the texts of the index could not be loaded" in done.stderr
    for path in site.glob("error-index/*/d/0/*.js"):
        path.write_text("ei(", "utf-8")
    done = run("--catalog", str(site), "explain", "GATE.0301")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_help_names_the_exit_codes() -> None:
    for verb in ((), ("explain",), ("resolve",), ("annotate",)):
        assert "Exit status: 0" in run(*verb, "--help").stdout


def test_a_code_loads_little(site: Path) -> None:
    """What other verbs, texts or sites need is not loaded for a code."""
    program = (
        "import sys; from sphinx_error_index.cli.main import main;"
        f"status = main(['--catalog', {str(site)!r}, 'resolve', 'GATE.0301']);"
        "heavy = {'snowballstemmer', 'snowballstemmer.english_stemmer', 'urllib.request',"
        " 'http.client', 'multiprocessing', 'concurrent.futures', 'pathlib'};"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr); sys.exit(status)"
    )
    done: Any = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program.replace("import sys;", _paths(), 1)],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stderr.strip() == "[]"


def _paths() -> str:
    return f"import sys; sys.path[:0] = {sys.path!r};"
