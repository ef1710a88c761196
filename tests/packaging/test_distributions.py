"""What is published: the wheel alone builds a site, and the index shows links that work."""

from __future__ import annotations

import email
import re
import subprocess
import sys
import sysconfig
from email.message import Message
from pathlib import Path

import pytest

from hatch_build import MINIFIER, has_minifier
from sphinx_error_index.pages import assets
from tests.conftest import ROOT
from tools import package

FILES_URL = "https://git.example.com/team/project/blob/v1.2.3"


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both distributions, built where nobody has said where the project lives."""
    folder = tmp_path_factory.mktemp("dist")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PROJECT_URL", raising=False)
        patch.delenv("PROJECT_FILES_URL", raising=False)
        package.build(folder, ROOT, "sdist", "wheel")
    return folder


@pytest.fixture(scope="module")
def wheel(dist: Path) -> Path:
    (path,) = dist.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def unpacked(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    (path,) = dist.glob("*.tar.gz")
    return package.unpack(path, tmp_path_factory.mktemp("sdist"))


def metadata(wheel: Path) -> Message:
    (text,) = (data for name, data in package.contents(wheel).items() if name.endswith("/METADATA"))
    return email.message_from_bytes(text)


def readme(wheel: Path) -> str:
    payload = metadata(wheel).get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode("utf-8")


def links(markdown: str) -> list[str]:
    """Return the addresses of links and pictures."""
    return re.findall(r"\]\(([^)]+)\)", markdown)


def test_the_wheel_of_the_sources_is_equal(unpacked: Path, wheel: Path, tmp_path: Path) -> None:
    (again,) = package.build(tmp_path, unpacked, "wheel")
    assert package.contents(again) == package.contents(wheel)


def test_the_wheel_has_the_scripts_that_a_checkout_makes(wheel: Path) -> None:
    """So a site has equal scripts wherever it is built."""
    pytest.importorskip("minify")
    shipped = {
        Path(name).name: data.decode()
        for name, data in package.contents(wheel).items()
        if f"/{assets.SHIPPED}/" in name
    }
    assert shipped == {name: assets.small(assets.whole_script(name)) for name in assets.NAMES}


@pytest.mark.parametrize(
    ("machine", "expected"),
    [
        (("Linux", "x86_64", "glibc", "CPython"), True),
        (("Linux", "x86_64", "", "CPython"), False),  # musl
        (("Linux", "riscv64", "glibc", "CPython"), False),
        (("Windows", "AMD64", "", "CPython"), True),
        (("Darwin", "arm64", "", "PyPy"), False),
    ],
)
def test_a_build_asks_for_the_minifier_where_it_has_a_wheel(
    machine: tuple[str, str, str, str], expected: bool
) -> None:
    assert has_minifier(*machine) is expected
    assert MINIFIER in (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    assert f'"{MINIFIER}"' in (ROOT / "pyproject.toml").read_text("utf-8")


def test_the_wheel_alone_builds_a_site(wheel: Path, tmp_path: Path) -> None:
    """Without ``-S`` Python would find the checkout, by the ``.pth`` file of its installation."""
    package.unzip(wheel, tmp_path / "alone")
    package.write_project(tmp_path / "project")
    path = [str(tmp_path / "alone"), sysconfig.get_path("purelib")]
    code = (
        f"import sys; sys.path[:0] = {path!r}\n"
        "import sphinx_error_index; print(sphinx_error_index.__file__)\n"
        "from sphinx.cmd.build import build_main; sys.exit(build_main(sys.argv[1:]))"
    )
    command = [sys.executable, "-S", "-c", code, *package.build_command(tmp_path / "project")]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{tmp_path / 'alone'}/")
    assert package.missing(tmp_path / "project") == []


def test_the_sources_hold_what_a_contributor_needs(unpacked: Path) -> None:
    for name in ("CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "LICENSE", "Makefile",
                 "constraints.txt", "hatch_build.py", "tests/conftest.py", "tools/house.py",
                 "bench/build.py", "deploy/nginx.conf", "data/obs/http-status-codes.rst",
                 "source/index.rst", "templates/error_index/code.html"):  # fmt: skip
        assert (unpacked / name).is_file(), name


def test_nobody_needs_the_tools_of_the_project(wheel: Path) -> None:
    said = metadata(wheel)
    extras = set(said.get_all("Provides-Extra", []))
    assert "markdown" in extras
    assert not extras & {"bench", "lint", "neighbours", "site", "test"}
    required = [line.partition(";")[0] for line in said.get_all("Requires-Dist", [])]
    assert not [line for line in required if line.startswith(("pytest", "ruff", "furo"))]
    (stemmer,) = [line for line in required if line.startswith("snowballstemmer")]
    assert "<" in stemmer


def test_no_address_is_invented(wheel: Path) -> None:
    assert metadata(wheel).get_all("Project-URL") is None
    assert not [link for link in links(readme(wheel)) if "://" not in link]
    assert "CONTRIBUTING.md has the map" in readme(wheel)


def test_links_are_absolute_where_the_project_lives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROJECT_URL", "https://git.example.com/team/project")
    monkeypatch.setenv("PROJECT_FILES_URL", FILES_URL)
    (wheel,) = package.build(tmp_path, ROOT, "wheel")
    assert metadata(wheel).get_all("Project-URL") == [
        "Repository, https://git.example.com/team/project",
        f"Documentation, {FILES_URL}/README.md",
        f"Changelog, {FILES_URL}/CHANGELOG.md",
        f"Security, {FILES_URL}/SECURITY.md",
    ]
    raw = FILES_URL.replace("/blob/", "/raw/")
    ours = [link for link in links(readme(wheel)) if "git.example.com" in link]
    assert any(link.startswith(raw) and link.endswith(".png") for link in ours)
    for link in links(readme(wheel)):
        assert "://" in link
        path = link.removeprefix(FILES_URL).removeprefix(raw)
        assert path == link or (ROOT / path.lstrip("/")).exists(), link
