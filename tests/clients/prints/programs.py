"""What programs print that are no packages of Python: curl, kubectl, Terraform, Ansible, Java, Go.

A program that is not installed is left out. Java and Go run a few lines that ask with what their
standard libraries have, as most SDKs do.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from tests.clients.prints.http_clients import PATH, Printed, client
from tests.clients.prints.sent import Sent

_JAVA: Final = """\
import java.net.*;
import java.nio.charset.StandardCharsets;

public class Sync {
    public static void main(String[] arguments) throws Exception {
        HttpURLConnection connection = (HttpURLConnection) new URL(arguments[1]).openConnection();
        connection.setRequestMethod(arguments[0]);
        try {
            connection.getInputStream().readAllBytes();
        } catch (java.io.IOException error) {
            error.printStackTrace();
            System.err.println("--");
            var body = connection.getErrorStream();
            String text = "";
            try {
                text = body == null ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8);
            } catch (java.io.IOException broken) {
                text = broken.toString();
            }
            System.err.println("2026-11-29 12:00:00.000 ERROR [main] c.e.Sync - request failed: "
                + connection.getResponseCode() + " " + text);
        }
    }
}
"""
_GO: Final = """\
package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
)

func main() {
	request, _ := http.NewRequest(os.Args[1], os.Args[2], nil)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		fmt.Fprintln(os.Stderr, "Error:", err)
		os.Exit(1)
	}
	body, err := io.ReadAll(response.Body)
	fmt.Fprintf(os.Stderr, "Error: unexpected response %s: %s", response.Status, body)
	if err != nil {
		fmt.Fprintf(os.Stderr, " (%v)", err)
	}
	fmt.Fprintln(os.Stderr)
	os.Exit(1)
}
"""
_TERRAFORM: Final = (
    'terraform {{\n  backend "http" {{\n    address   = "{url}"\n    retry_max = 0\n  }}\n}}\n'
)
_PLAYBOOK: Final = """\
- hosts: localhost
  gather_facts: false
  tasks:
    - name: Ask for the bucket
      ansible.builtin.uri:
        url: {url}
        method: {method}
        return_content: true
"""

#: The names of all clients here, which are names of programs.
PROGRAMS: Final[set[str]] = set()


def _said(arguments: list[str], folder: Path, **environment: str) -> str:
    """Run a program and return all that it prints."""
    known = {"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8", "TERM": "dumb"}
    done = subprocess.run(
        arguments, cwd=folder, env={**known, **environment}, stdin=subprocess.DEVNULL, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120,
    )  # fmt: skip
    return done.stdout.decode("utf-8", "replace")


def program(name: str) -> Callable[..., Callable[[str, Sent], Printed]]:
    """Register what a program prints; it gets a folder of its own beside address and answer."""

    def register(ask: Callable[[str, Sent, Path], Printed]) -> Callable[[str, Sent], Printed]:
        def in_folder(url: str, sent: Sent) -> Printed:
            with tempfile.TemporaryDirectory() as folder:
                yield from ask(url, sent, Path(folder))

        client(name, name)(in_folder)
        PROGRAMS.add(name)
        return in_folder

    return register


def found(name: str) -> str | None:
    """Return the path of a program: beside our Python, or in the path of programs."""
    beside = Path(sys.executable).with_name(name)
    return str(beside) if beside.is_file() else shutil.which(name)


@program("curl")
def _curl(url: str, sent: Sent, folder: Path) -> Printed:
    head = ["--head"] if sent.method == "HEAD" else []
    yield "verbose", _said(["curl", "--no-progress-meter", "-v", *head, url + PATH], folder)
    yield "short", _said(["curl", "--no-progress-meter", "-f", *head, url + PATH], folder)


@program("kubectl")
def _kubectl(url: str, sent: Sent, folder: Path) -> Printed:
    if sent.method == "GET":
        command = ["kubectl", f"--server={url}", f"--cache-dir={folder}/cache"]
        yield "short", _said([*command, "get", "--raw", PATH], folder)
        yield "verbose", _said([*command, "-v=8", "get", "--raw", PATH], folder)


@program("terraform")
def _terraform(url: str, sent: Sent, folder: Path) -> Printed:
    if sent.method == "GET":
        (folder / "main.tf").write_text(_TERRAFORM.format(url=url + PATH), "utf-8")
        off = {"CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1"}
        _said(["terraform", "init", "-no-color"], folder, **off)
        said = _said(["terraform", "plan", "-no-color"], folder, **off)
        if "Error" in said:  # a state that is not there yet is none
            yield "short", said


@program("ansible-playbook")
def _ansible(url: str, sent: Sent, folder: Path) -> Printed:
    book = folder / "site.yml"
    book.write_text(_PLAYBOOK.format(url=url + PATH, method=sent.method), "utf-8")
    command = [found("ansible-playbook") or "ansible-playbook", "-i", "localhost,", "-c", "local"]
    settings = {"ANSIBLE_NOCOLOR": "1", "ANSIBLE_PYTHON_INTERPRETER": sys.executable}
    yield "short", _said([*command, str(book)], folder, **settings)


def _parts(text: str) -> Iterator[tuple[str, str]]:
    trace, _, own = text.partition("--\n")
    yield "traceback", trace
    yield "own log", own


@program("java")
def _java(url: str, sent: Sent, folder: Path) -> Printed:
    (folder / "Sync.java").write_text(_JAVA, "utf-8")
    yield from _parts(_said(["java", "Sync.java", sent.method, url + PATH], folder))


@program("go")
def _go(url: str, sent: Sent, folder: Path) -> Printed:
    (folder / "sync.go").write_text(_GO, "utf-8")
    cache = {"GOCACHE": str(Path(tempfile.gettempdir(), "error-index-go")), "GOFLAGS": "-mod=mod"}
    yield "short", _said(["go", "run", "sync.go", sent.method, url + PATH], folder, **cache)
