"""``error-index merge``: parts, what they ship, and the site that is made of them."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sphinx_error_index.cli.joining.project import Given, join, write_project
from sphinx_error_index.cli.main import main
from sphinx_error_index.sites import parts as parts_module
from sphinx_error_index.sites.parts import NAME, Layout, Part, PartError, packed, read_part
from tests.conftest import Build, Project
from tests.support.project import run_sphinx

if TYPE_CHECKING:
    from collections.abc import Callable

HEAD = "Error Code,Status Code,Error Message,Cause,Solution\n"
SERVICES = {
    "gw": {
        "GW.1": "GW.1,400,Bad field.,The field is bad.,Mend the field.",
        "GW.2": "GW.2,504,No answer.,See DB.7 of the database.,Wake the peer.",
        "SHARED": "SHARED,403,Access denied.,No right.,Ask for it.",
    },
    "db": {
        "DB.7": "DB.7,504,No answer.,The disk is full.,Empty it.",
        "SHARED": "SHARED,403,Access denied.,Wrong password.,Mend it.",
    },
    "dns": {"DNS.1": "DNS.1,404,No such zone.,The zone is gone.,Look it up."},
}


def table(rows: dict[str, str]) -> str:
    """Return a vendor file with rows of codes."""
    body = "".join(f"   {row}\n" for row in rows.values())
    return f"Codes\n=====\n\n.. csv-table:: Codes\n   :header-rows: 1\n\n   {HEAD}{body}"


def whole(folder: Path) -> Project:
    """A project of three services, with a note, roles between services and a redirect."""
    project = Project(folder)
    project.index = False
    for service, rows in SERVICES.items():
        project.write(f"data/{service}/codes.rst", table(rows))
        project.page(f"{service}/index", f"{service}/*.rst")
    text = "Advice\n======\n\nOf :err:code:`gw/GW.1` and :err:code:`db/DB.7`.\n\n"
    project.write("shared/words.txt", "Words of the house.\n")
    text += ".. include:: ../../shared/words.txt\n\n"
    text += ".. err:note:: gw/GW.1\n\n   Call the desk.\n\n.. err:categories::\n   :service: gw\n"
    project.write("source/gw/advice.rst", text)
    project.write("data/redirects.txt", "gw/Old -> gw/GW.1\ndb/Old -> db/DB.7\n")
    entries = "".join(f"   {name}\n" for name in ("guide", "*/index", "gw/advice", "categories"))
    index = f"Test\n====\n\n.. err:services::\n\n.. toctree::\n   :glob:\n\n{entries}"
    project.write("source/index.rst", index)
    project.conf |= {"html_baseurl": "https://docs.example.com/e/", "error_index_part": True}
    return project


def job(project: Project, *services: str) -> Path:
    """Build a site of some services of a project, as a job of a matrix does."""
    out = project.folder / "jobs" / "-".join(services)
    arguments = ["-c", str(project.folder), "-b", "html", "-W", "--keep-going", "--no-color"]
    arguments += ["-D", f"error_index_services={','.join(services)}"]
    arguments += ["-d", f"{out}-doctrees", str(project.folder / "source"), str(out)]
    build = run_sphinx(arguments, out)
    assert build.status == 0, build.stderr
    return out


def merge(*arguments: object) -> int:
    """Run the verb."""
    return main(["merge", *map(str, arguments)])


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The whole project, accepted in its ledger."""
    made = whole(tmp_path_factory.mktemp("whole"))
    build = made.build()
    catalog = str(build.outdir / "codes.json")
    data = str(made.folder / "data")
    accept = ["ledger", "--accept", "--revision", "r1", "--catalog", catalog, "--data", data]
    assert main(accept) == 0
    return made


@pytest.fixture(scope="module")
def site(project: Project) -> Build:
    """The whole project in one build."""
    return project.build(fresh=True)


@pytest.fixture(scope="module")
def parts(project: Project) -> list[Path]:
    """The project in two jobs."""
    return [job(project, "gw", "dns"), job(project, "db")]


def files(folder: Path) -> dict[str, bytes]:
    """Return the files of a site but those that tell where and when it was built."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in (".buildinfo", ".error_index.json", NAME)
    }


def test_merging_jobs_makes_the_site_of_one_build(
    project: Project, site: Build, parts: list[Path], tmp_path: Path
) -> None:
    into = tmp_path / "all"
    assert merge(*parts, "--into", into, "--project", project.folder, "--strict") == 0
    one, many = files(site.outdir), files(into)
    assert one.keys() == many.keys()
    assert [name for name in one if one[name] != many[name]] == []
    manifests = [json.loads((f / ".error_index.json").read_text()) for f in (into, site.outdir)]
    assert manifests[0].keys() == manifests[1].keys()


def test_a_job_has_its_services_alone(parts: list[Path]) -> None:
    codes = json.loads((parts[1] / "codes.json").read_text("utf-8"))
    assert [service["id"] for service in codes["services"]] == ["db"]
    shipped = read_part(parts[1])
    assert shipped.services == ("db",)
    assert "data/db/codes.rst" in shipped.files
    assert "data/gw/codes.rst" not in shipped.files
    assert "gw/index" not in shipped.documents
    assert {"gw/advice", "db/index", "index"} <= shipped.documents.keys()


def test_a_service_that_no_page_documents_is_said(project: Project, tmp_path: Path) -> None:
    out = tmp_path / "out"
    arguments = ["-c", str(project.folder), "-b", "html", "-D", "error_index_services=vpc,a b"]
    build = run_sphinx([*arguments, str(project.folder / "source"), str(out)], out)
    assert {m.type for m in build.warnings} == {"error_index.config"}
    assert [m.text for m in build.warnings] == [
        "error_index_services: 'a b' is no name of a service: it is ignored",
        "error_index_services: no page documents 'vpc'; those are: db, dns, gw",
    ]


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two projects of different teams, each with a first page and a ledger of its own."""
    sites = []
    for service in ("gw", "dns"):
        project = Project(tmp_path_factory.mktemp(service))
        project.write(f"data/{service}/codes.rst", table(SERVICES[service]))
        project.page(f"{service}/index", f"{service}/*.rst")
        project.conf |= {"error_index_part": True, "project": service}
        build = project.build()
        data = str(project.folder / "data")
        catalog = str(build.outdir / "codes.json")
        accept = ["ledger", "--accept", "--revision", "r1", "--catalog", catalog, "--data", data]
        assert main(accept) == 0
        project.build()
        sites.append(build.outdir)
    return sites


def test_sites_of_several_projects_need_no_project(
    alone: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    into, ledger = tmp_path / "all", tmp_path / "ledger"
    base = "https://docs.example.com/all/"
    arguments = ["--into", into, "--ledger", ledger, "--strict", "--base", base]
    assert merge(*alone, *arguments) == 0
    assert "gw: 1 table, 3 rows → 3 codes" in capsys.readouterr().out
    codes = json.loads((into / "codes.json").read_text("utf-8"))
    assert codes["base_url"] == base
    assert [code["id"] for code in codes["codes"]] == [
        "dns/DNS.1",
        "gw/GW.1",
        "gw/GW.2",
        "gw/SHARED",
    ]
    assert {"gw/GW.1", "dns/DNS.1"} <= {*(ledger / "links.txt").read_text().splitlines()}
    home = (into / "index.html").read_text("utf-8")
    assert 'href="gw/index.html"' in home
    assert 'href="dns/index.html"' in home
    catalog = str(into / "codes.json")
    assert main(["ledger", "--catalog", catalog, "--data", str(ledger)]) == 0, "all is accepted"


def changed(site: Path, folder: Path, **changes: object) -> Path:
    """Return the archive of a site's part with some of its attributes changed."""
    from dataclasses import replace

    path = folder / f"{len(list(folder.iterdir()))}.zip"
    path.write_bytes(packed(replace(read_part(site), **changes)))  # type: ignore[arg-type]
    return path


def _other_document(site: Path, folder: Path) -> Path:
    files = {**read_part(site).files, "source/gw/advice.rst": b"Advice\n======\n\nOther.\n"}
    return changed(site, folder, files=files)


def _other_redirect(site: Path, folder: Path) -> Path:
    files = {**read_part(site).files, "data/redirects.txt": b"gw/Old -> gw/GW.2\n"}
    return changed(site, folder, files=files)


def _other_ledger(site: Path, folder: Path) -> Path:
    part = read_part(site)
    name = "data/published/gw.json"
    content = part.files[name].replace(b"Mend the field", b"Do nothing").replace(b"Bad", b"Odd")
    return changed(site, folder, files={**part.files, name: content})


COLLISIONS: dict[str, tuple[Callable[[Path, Path], Path], str]] = {
    "services": (
        lambda site, folder: changed(site, folder, services=("GW",)),
        "both have service GW",
    ),
    "documents": (_other_document, "differ in source/gw/advice.rst"),
    "redirects": (_other_redirect, "differ in where gw/Old leads"),
    "ledger": (_other_ledger, "differ in what was published of service gw"),
}


@pytest.mark.parametrize("kind", COLLISIONS)
def test_what_collides_is_one_line_and_nothing_is_written(
    kind: str, parts: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make, said = COLLISIONS[kind]
    (tmp_path / "parts").mkdir()
    other = make(parts[1], tmp_path / "parts")
    assert merge(parts[0], other, "--into", tmp_path / "all") == 1
    lines = capsys.readouterr().err.splitlines()
    assert lines == [f"error-index: {parts[0]} and {other} {said}"]
    assert [path.name for path in tmp_path.iterdir()] == ["parts"]


def _archive(path: Path, **entries: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return path


ABOUT = {
    "schema": 1, "services": ["a"], "root": "index", "toctree": [], "pages": [], "builder": "html",
    "layout": {"source": "source", "data": "data", "conf": "."}, "settings": {}, "documents": {},
}  # fmt: skip


def about(**changes: object) -> bytes:
    """Return a ``part.json`` with some changes."""
    return json.dumps(ABOUT | changes).encode()


BAD: dict[str, tuple[dict[str, bytes], str]] = {
    "empty": ({}, "it has no part.json"),
    "no json": ({"part.json": b"<html>"}, "its part.json is no JSON"),
    "a list": ({"part.json": b"[]"}, "its part.json does not say what it is"),
    "newer": ({"part.json": about(schema=9)}, "it is of a newer version of sphinx-error-index"),
    "no texts": ({"part.json": about(root=3)}, "its part.json is not complete"),
    "layout": (
        {"part.json": about(layout={"source": "../x", "data": "data", "conf": "."})},
        "its part.json is not complete",
    ),
    "setting": (
        {"part.json": about(settings={"import os": 1})},
        "its part.json has no settings, or unknown ones",
    ),
    "outside": (
        {"part.json": about(), "files/../x.rst": b""},
        "'files/../x.rst' is no file of a project",
    ),
    "absolute": (
        {"part.json": about(), "files//etc/x": b""},
        "'files//etc/x' is no file of a project",
    ),
    "missing": ({"part.json": about(documents={"a": "source/a.rst"})}, "it has no source/a.rst"),
}


@pytest.mark.parametrize("kind", BAD)
def test_an_archive_that_is_none_is_one_line(kind: str, tmp_path: Path) -> None:
    entries, said = BAD[kind]
    path = _archive(tmp_path / NAME, **entries)
    with pytest.raises(PartError, match=re.escape(f"{path} is no archive of a part: {said}")):
        read_part(tmp_path)


def test_a_damaged_archive_is_one_line(parts: list[Path], tmp_path: Path) -> None:
    content = bytearray((parts[0] / NAME).read_bytes())
    for at in range(0, len(content), 97):
        content[at] ^= 0x55
    path = tmp_path / "part.zip"
    path.write_bytes(content)
    with pytest.raises(PartError, match="is no archive of a part"):
        read_part(path)


def test_bad_use_is_one_line(
    parts: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = tmp_path / "taken"
    (taken / "x").mkdir(parents=True)
    moved = changed(parts[1], tmp_path, layout=type(read_part(parts[1]).layout)(source="docs"))
    themed = changed(
        parts[1], tmp_path, settings={**read_part(parts[1]).settings, "html_theme": "furo"}
    )
    into = tmp_path / "all"
    cases = [
        ([tmp_path / "none", "--into", into], f"there is no {tmp_path / 'none'}"),
        ([tmp_path, "--into", into], "build it with error_index_part = True"),
        ([*parts, "--into", taken], "has files and is no site of ours"),
        ([parts[0], moved, "--into", into], "they must stand in the same places"),
        ([parts[0], themed, "--into", into], "differ in html_theme ('basic' and 'furo')"),
        ([*parts, "--into", into, "--project", taken], f"there is no conf.py in {taken}"),
    ]
    for arguments, said in cases:
        assert merge(*arguments) == 2
        lines = capsys.readouterr().err.splitlines()
        assert len(lines) == 1
        assert said in lines[0]
        assert not into.exists()


def test_a_folder_may_be_of_a_part_and_of_the_project(
    parts: list[Path], project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "project"
    shutil.copytree(project.folder, own, ignore=shutil.ignore_patterns("build", "jobs"))
    (own / "shared/more.txt").write_text("More words.\n", "utf-8")
    index = (own / "source/index.rst").read_text("utf-8")
    (own / "source/index.rst").write_text(f"{index}\n.. include:: ../shared/more.txt\n", "utf-8")
    into = tmp_path / "all"
    assert merge(*parts, "--into", into, "--project", own, "--strict") == 0, capsys.readouterr()
    assert "More words." in (into / "index.html").read_text("utf-8")
    (own / "shared/words.txt").write_text("Other words.\n", "utf-8")
    assert merge(*parts, "--into", into, "--project", own) == 1
    said = capsys.readouterr().err.splitlines()
    assert said == [
        f"error-index: the project and {part} differ in shared/words.txt" for part in parts
    ]


def test_a_build_that_fails_leaves_the_earlier_site(
    parts: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    into = tmp_path / "all"
    into.mkdir()
    (into / ".error_index.json").write_text("{}", "utf-8")
    settings = {**read_part(parts[1]).settings, "html_theme": "no_such_theme"}
    (tmp_path / "parts").mkdir()
    broken = changed(parts[1], tmp_path / "parts", settings=settings)
    assert merge(broken, "--into", into) == 2
    said = capsys.readouterr().err
    assert "no_such_theme" in said
    assert said.splitlines()[-1].endswith("the merged site does not build: nothing is written")
    assert [path.name for path in into.iterdir()] == [".error_index.json"]


def test_an_archive_with_any_byte_changed_is_one_line_or_read(tmp_path: Path) -> None:
    path = _archive(tmp_path / NAME, **{"part.json": about(), "files/source/é.rst": b"text " * 9})
    content = path.read_bytes()
    refused = []
    for at in range(len(content)):
        path.write_bytes(content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :])
        try:
            read_part(tmp_path)
        except PartError as error:
            refused.append(str(error))
    path.write_bytes(content)
    assert read_part(tmp_path).files == {"source/é.rst": b"text " * 9}
    assert len(refused) > len(content) / 2
    assert all(text and "\n" not in text for text in refused)


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_an_archive_is_compressed_as_ours_are(method: int, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / NAME, "w", method) as archive:
        archive.writestr("part.json", about())
    with pytest.raises(PartError, match="compressed in another way"):
        read_part(tmp_path)


def test_an_archive_of_little_that_becomes_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts_module, "ALWAYS_TAKEN", 1_000)
    with zipfile.ZipFile(tmp_path / NAME, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("part.json", about())
        archive.writestr("files/source/a.rst", bytes(1_000_000))
    with pytest.raises(PartError, match="it is too large"):
        read_part(tmp_path)


def _given(**files: bytes) -> Given:
    return Given("site", Part(("a",), "index", (), (), "html", Layout(), {}, {}, files))


@pytest.mark.parametrize("path", ["conf.py", "templates/code.html", "conf.py/x.rst", "templates"])
def test_no_part_replaces_what_runs_in_the_project(path: str, tmp_path: Path) -> None:
    root = tmp_path / "project"
    (root / "templates").mkdir(parents=True)
    (root / "conf.py").write_text("project = 'Ours'\n", "utf-8")
    (root / "templates/code.html").write_text("ours", "utf-8")
    joined = join([_given(**{path: b"theirs"})], {}, tmp_path / "scratch", root)
    assert joined.collisions == [f"the project and site differ in {path}"]


def test_what_a_part_shows_hides_nothing_of_the_project(tmp_path: Path) -> None:
    root = tmp_path / "project"
    (root / "templates/deep").mkdir(parents=True)
    (root / "templates/deep/code.html").write_text("ours", "utf-8")
    given = _given(**{"templates/deep/example.txt": b"shown", "source/a.rst": b"A"})
    joined = join([given], {}, tmp_path / "scratch", root)
    assert joined.collisions == []
    write_project(tmp_path / "made", joined, Layout(), root, [])
    assert (tmp_path / "made/templates/deep/code.html").read_text("utf-8") == "ours"
    assert (tmp_path / "made/templates/deep/example.txt").read_bytes() == b"shown"
