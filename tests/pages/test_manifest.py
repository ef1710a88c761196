"""The manifest: what it may remove is ours, whatever somebody wrote into it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sphinx_error_index.pages.manifest import NAME, Manifest

if TYPE_CHECKING:
    from tests.conftest import Project


def manifest(outdir: Path, *names: str) -> Manifest:
    """Return the manifest of an earlier build that wrote some files."""
    (outdir / NAME).write_text(json.dumps(dict.fromkeys(names, "0" * 16)), "utf-8")
    return Manifest(outdir)


@pytest.fixture
def outdir(tmp_path: Path) -> Path:
    """A site's folder beside other folders."""
    for name in ("site/obs/403.html", "site/_static/x.html", "site/objects.inv", "else/where.html"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("precious", "utf-8")
    return tmp_path / "site"


def test_what_is_gone_is_removed(outdir: Path) -> None:
    known = manifest(outdir, "obs/403.html", "obs/404.html")
    assert known.fault == ""
    assert known.begin({"obs/404.html": ""}, []) == {"obs/404.html"}
    assert not (outdir / "obs/403.html").exists()


@pytest.mark.parametrize(
    "name",
    [
        "{}/else/where.html", "../else/where.html", "obs/../../else/where.html", "./obs/403.html",
        "obs//403.html", "obs/403.html/", "_static/x.html", "objects.inv", "obs", "", ".", "..",
        "obs/403", "a\\0b.html", "..\\\\else\\\\where.html", ".error_index.json/x.html/..",
        ".hidden/x.txt", ".error_index.json", "obs/.html", "long/" + "é" * 128 + "/x.html",
    ],
)  # fmt: skip
def test_what_cannot_be_ours_stays(outdir: Path, tmp_path: Path, name: str) -> None:
    before = {path: path.read_text("utf-8") for path in tmp_path.rglob("*.*") if path.is_file()}
    name = name.replace("{}", str(tmp_path))
    known = manifest(outdir, name)
    assert "cannot be a page of ours" in known.fault
    assert repr(name) in known.fault
    assert not known.is_complete()
    known.begin({}, [])
    after = {path: path.read_text("utf-8") for path in tmp_path.rglob("*.*") if path.is_file()}
    assert {**after, outdir / NAME: ""} == {**before, outdir / NAME: ""}
    assert json.loads((outdir / NAME).read_text("utf-8")) == {}, "the fault is gone"


def test_behind_a_link_nothing_is_removed(outdir: Path) -> None:
    (outdir / "link").symlink_to(outdir.parent / "else")
    manifest(outdir, "link/where.html").begin({}, [])
    assert (outdir.parent / "else/where.html").read_text("utf-8") == "precious"


def test_a_site_behind_a_link_is_a_site(outdir: Path) -> None:
    link = outdir.parent / "link"
    link.symlink_to(outdir)
    manifest(link, "obs/403.html").begin({}, [])
    assert not (outdir / "obs/403.html").exists()


def test_a_document_in_its_place_stays(outdir: Path) -> None:
    manifest(outdir, "obs/403.html").begin({}, ["obs/403.html"])
    assert (outdir / "obs/403.html").exists()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '["obs/403.html"]',
        "null",
        "7",
        '"x"',
        "[" * 100_000,
        b"\xff\xfe",
        '{"obs/\\ud800.html": "x"}',
    ],
)
def test_what_is_no_manifest_is_said(outdir: Path, text: str | bytes) -> None:
    (outdir / NAME).write_bytes(text if isinstance(text, bytes) else text.encode())
    known = Manifest(outdir)
    assert "cannot be read" in known.fault
    assert not known.is_complete()
    known.begin({}, [])
    assert (outdir / "obs/403.html").exists()
    assert Manifest(outdir).fault == ""


def test_without_a_manifest_nothing_is_wrong(outdir: Path) -> None:
    assert Manifest(outdir).fault == ""
    assert not Manifest(outdir).is_complete()


@pytest.mark.parametrize("digest", [7, None, [], {}])
def test_a_digest_is_a_text(outdir: Path, digest: Any) -> None:
    (outdir / NAME).write_text(json.dumps({"obs/403.html": digest}), "utf-8")
    assert "'obs/403.html'" in Manifest(outdir).fault


def test_many_names_are_not_all_said(outdir: Path) -> None:
    fault = manifest(outdir, *(f"../{number}.html" for number in range(9))).fault
    assert fault.endswith("'../0.html', '../1.html', '../2.html' …")


def test_the_builder_has_a_suffix_of_its_own(outdir: Path) -> None:
    (outdir / "obs/403.xhtml").write_text("x", "utf-8")
    (outdir / NAME).write_text('{"obs/403.xhtml": ""}', "utf-8")
    assert Manifest(outdir).fault
    Manifest(outdir, ".xhtml").begin({}, [])
    assert not (outdir / "obs/403.xhtml").exists()


def test_what_a_killed_build_was_writing_is_swept_away(outdir: Path) -> None:
    names = (".error-index-7.tmp", "obs/.error-index-8.tmp", "_static/.error-index-9.tmp")
    for name in (*names, "obs/other.tmp"):
        (outdir / name).write_text("half", "utf-8")
    (outdir.parent / "else/.error-index-9.tmp").write_text("half", "utf-8")
    (outdir / "link").symlink_to(outdir.parent / "else")
    manifest(outdir, "obs/403.html", "link/where.html").sweep()
    assert [name for name in names if (outdir / name).exists()] == []
    assert (outdir / "obs/other.tmp").exists()
    assert (outdir.parent / "else/.error-index-9.tmp").exists()


def test_a_build_says_it_and_goes_on(seed_project: Project) -> None:
    seed_project.write("precious.html", "precious")
    build = seed_project.build()
    path = build.outdir / NAME
    digests = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**digests, "../../precious.html": ""}), "utf-8")
    again = seed_project.build(strict=False)
    (warning,) = again.warnings
    assert (warning.type, warning.file, warning.line) == ("error_index.manifest", NAME, 1)
    assert "'../../precious.html'" in warning.text
    assert (seed_project.folder / "precious.html").exists()
    assert json.loads(path.read_text("utf-8")) == digests
    seed_project.build()  # and that was that
