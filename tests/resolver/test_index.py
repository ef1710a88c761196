"""The index: what is written, what is read of it, and what is said where parts are missing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from sphinx_error_index.resolver.building.build import build_index, write_folder, write_index
from sphinx_error_index.resolver.building.catalogs import Source
from sphinx_error_index.resolver.building.shards import Shards, encoded
from sphinx_error_index.resolver.building.sinks import MemorySink
from sphinx_error_index.resolver.index import decoded
from sphinx_error_index.resolver.resolver import Resolver
from sphinx_error_index.resolver.store import ROOT, NoIndexError, Store, folder_reader
from tests.resolver.test_resolver import GATE, SHELF, STORE, catalog, code

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path


class Reader:
    """Reads an index in memory, and notes what was asked for."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = dict(files)
        self.asked: list[str] = []

    def __call__(self, paths: Collection[str]) -> dict[str, bytes]:
        self.asked += paths
        return {path: self.files[path] for path in paths if path in self.files}

    def families(self) -> set[str]:
        """The families that were asked for."""
        return {path.split("/")[2] for path in self.asked if path != ROOT}


@pytest.fixture
def reader() -> Reader:
    return Reader(build_index(catalog(*GATE, *STORE, *SHELF)).files)


def test_two_builds_give_the_same_bytes() -> None:
    one, two = (build_index(catalog(*GATE, *STORE)).files for _ in range(2))
    assert one == two
    other = build_index(catalog(*GATE, *SHELF)).files
    assert one[ROOT] != other[ROOT]
    assert not one.keys() & other.keys() - {ROOT}  # no file of another build has the same address


def test_every_file_is_one_call_that_names_itself(reader: Reader) -> None:
    digest = Store(reader).root.digest
    for path, content in reader.files.items():
        name = "root" if path == ROOT else "/".join([digest, *path.split("/")[2::2]])[:-3]
        text = content.decode()
        assert text.startswith(f'ei("{name}",'), path
        assert text.endswith(");\n")
        assert text.count("\n") == 1
        json.loads(text[len(f'ei("{name}",') : -3])


@pytest.mark.parametrize("text", ["GATE.0301", "gate-0301", "NoSuchBucket"])
def test_a_bare_code_reads_no_texts(reader: Reader, text: str) -> None:
    assert Resolver(reader).resolve(text)
    assert reader.families() == {"a", "c", "r"}


def test_a_query_reads_each_file_once(reader: Reader) -> None:
    resolver = Resolver(reader)
    for _ in range(2):
        assert resolver.resolve("the disk quota is exceeded")
    assert len(reader.asked) == len(set(reader.asked))
    assert "d" not in reader.families()


@pytest.mark.parametrize(
    ("family", "text", "part"),
    [
        ("c", "GATE.0301", "codes"),
        ("t", "the disk quota is exceeded", "texts"),
        ("w", "the disk qota is exceeded", "spellings"),
        ("r", "GATE.0301", "results"),
    ],
)
@pytest.mark.parametrize("fault", ["missing", "cut", "foreign", "nested", "wrong"])
def test_what_cannot_be_read_is_said(
    reader: Reader, family: str, text: str, part: str, fault: str
) -> None:
    digest = Store(reader).root.digest
    for path in [path for path in reader.files if f"/{family}/" in path]:
        content = reader.files.pop(path)
        name = f"{digest}/{family}/{path.rpartition('/')[2][:-3]}"
        if fault == "cut":
            reader.files[path] = content[: len(content) // 2]
        elif fault == "foreign":
            reader.files[path] = content.replace(digest.encode(), b"0" * 16)
        elif fault == "nested":
            nested = b"[" * 100_000 + b"]" * 100_000
            reader.files[path] = f'ei("{name}",'.encode() + nested + b");\n"
        elif fault == "wrong":
            reader.files[path] = f'ei("{name}",'.encode() + _wrong(content, name) + b");\n"
    answer = Resolver(reader).answer(text)
    assert part in answer.unread
    assert answer.unknown == ()  # a code that could not be looked up may be documented


def _wrong(content: bytes, name: str) -> bytes:
    """The value of a file with numbers where its records were."""
    value = json.loads(content[len(f'ei("{name}",') : -3])
    if isinstance(value, dict):
        return json.dumps({key: {"c": 7, "i": [], "x": 7} for key in value}).encode()
    return json.dumps([7] * len(value)).encode()


def test_the_rest_works(reader: Reader) -> None:
    for path in [path for path in reader.files if "/t/" in path]:
        del reader.files[path]
    answer = Resolver(reader).answer("error GATE.0301: the token is wrong")
    assert answer.matches[0].id == "gate/GATE.0301"
    assert answer.unread == ("texts",)
    assert Resolver(reader).answer("GATE.0301").unread == ()


@pytest.mark.parametrize(
    ("root", "said"),
    [
        (None, "no index"),
        (b"", "cannot be read"),
        (b'ei("root",{"schema":1});\n', "cannot be read"),
        (b'ei("root",{"schema":2});\n', "newer version"),
        (b'ei("root",[]);\n', "cannot be read"),
        (b'ei("root",{"schema":{}});\n', "cannot be read"),
    ],
)
def test_no_index(root: bytes | None, said: str) -> None:
    with pytest.raises(NoIndexError, match=said):
        Resolver(Reader({} if root is None else {ROOT: root}))


def test_a_folder_has_one_build(tmp_path: Path) -> None:
    first = write_folder(tmp_path, _source(*GATE))
    assert Resolver(folder_reader(tmp_path)).resolve("GATE.0301")
    times = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    assert write_folder(tmp_path, _source(*GATE)) == first
    assert times == {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    second = write_folder(tmp_path, _source(*STORE))
    assert second != first
    assert {path.name for path in (tmp_path / "error-index").iterdir()} == {"root.js", second}
    assert write_folder(tmp_path, _source(*GATE)) == first
    assert in_memory(*GATE).files == {
        path.relative_to(tmp_path).as_posix(): path.read_bytes()
        for path in (tmp_path / "error-index").rglob("*.js")
    }


def test_what_killed_builds_have_left_is_removed_and_never_taken_for_whole(tmp_path: Path) -> None:
    """A build may be killed before the root names its folder, or while the one before goes."""
    folder = tmp_path / "error-index"
    first = write_folder(tmp_path, _source(*GATE))
    (folder / first).rename(tmp_path / "aside")
    second = write_folder(tmp_path, _source(*STORE))
    (tmp_path / "aside").rename(folder / first)
    next((folder / first).rglob("*.js")).unlink()
    (folder / ".making").mkdir()
    (folder / "theirs").mkdir()
    write_folder(tmp_path, _source(*STORE))
    assert {path.name for path in folder.iterdir()} == {"root.js", second, "theirs"}
    (folder / first).mkdir()
    assert write_folder(tmp_path, _source(*GATE)) == first
    assert {path.name for path in folder.iterdir()} == {"root.js", first, "theirs"}
    assert in_memory(*GATE).files == {
        path.relative_to(tmp_path).as_posix(): path.read_bytes() for path in folder.rglob("*.js")
    }


def test_behind_a_link_no_index_is_removed(tmp_path: Path) -> None:
    other = tmp_path / "other" / ("0" * 16)
    other.mkdir(parents=True)
    site = tmp_path / "site"
    site.mkdir()
    (site / "error-index").symlink_to(tmp_path / "other")
    write_folder(site, _source(*GATE))
    assert other.is_dir()


def in_memory(*codes: dict[str, Any]) -> MemorySink:
    """The index of the same source, in memory."""
    sink = MemorySink()
    write_index(_source(*codes), sink)
    return sink


def _source(*codes: dict[str, Any]) -> Source:
    content = catalog(*codes)
    return Source.of(content, json.dumps(content))


def test_a_foreign_folder_in_the_place_of_the_index_stays(tmp_path: Path) -> None:
    """What a root names is removed only where its name is that of a build."""
    kept = tmp_path / "keep"
    kept.mkdir()
    (tmp_path / "error-index").mkdir()
    (tmp_path / ROOT).write_text(
        'ei("root",{"schema":1,"digest":"../keep","bytes":0,"source":""});\n', "utf-8"
    )
    write_folder(tmp_path, _source(*GATE))
    assert kept.is_dir()


def test_codes_of_a_service_stand_together() -> None:
    content = catalog(*GATE, *STORE)
    mixed = [GATE[0], STORE[0], GATE[1]]
    source = Source(content["services"], [], iter(mixed))
    with pytest.raises(ValueError, match="do not stand together"):
        write_index(source, MemorySink())


def test_codes_may_come_one_by_one() -> None:
    content = catalog(*GATE, *STORE)
    sink = MemorySink()
    write_index(Source(content["services"], [], iter(content["codes"])), sink)
    assert sink.files == build_index(content).files


@pytest.mark.parametrize("held", [3, 100, 400_000])
def test_shards_are_the_same_however_much_is_held(
    monkeypatch: pytest.MonkeyPatch, held: int
) -> None:
    monkeypatch.setattr("sphinx_error_index.resolver.building.shards._MOST", held)
    shards, sink = Shards("c", 40), MemorySink()
    for number in range(900):
        shards.add(f"c:{number % 450}", "c", [number, str(number)])
    count = shards.write(sink)
    assert count == 1024  # more files than parts
    sink.finish({"schema": 1})
    records: dict[str, Any] = {}
    for path, content in sink.files.items():
        if path != ROOT:
            records |= json.loads(content[content.index(b",") + 1 : -3])
    assert records["c:7"] == {"c": [7, "7", 457, "457"]}
    assert len(records) == 450


@pytest.mark.parametrize(
    "postings",
    [
        [],
        [(0, False)],
        [(0, True), (1, False), (40, True)],
        [(15, True), (16, True), (10**6, False)],
    ],
)
def test_postings(postings: list[tuple[int, bool]]) -> None:
    assert list(zip(*decoded(encoded(postings)), strict=True)) == postings


def test_half_typed_codes_are_listed_in_order_and_within_a_service() -> None:
    many = [code("mill", f"MILL.{number:04}") for number in range(300)]
    more = [code("till", f"MILL.{number:04}") for number in range(250, 300)]
    resolver = Resolver(build_index(catalog(*many, *more)))
    found = [match.code for match in resolver.resolve("MILL.01", limit=3)]
    assert found == ["MILL.0100", "MILL.0101", "MILL.0102"]
    found = [match.id for match in resolver.resolve("MILL.02", "till", limit=2)]
    assert found == ["till/MILL.0250", "till/MILL.0251"]
    family = resolver.answer("MILL.0300").family
    assert family is not None
    assert family.codes[0] == "mill/MILL.0299"


def test_a_service_without_codes() -> None:
    content = catalog(*GATE)
    content["services"].insert(0, {"id": "empty", "title": "Empty", "url": "empty.html"})
    resolver = Resolver(build_index(content))
    assert resolver.resolve("GATE.0301", "gate")[0].service == "gate"
    assert resolver.resolve("the token is incorrect", "empty") == []


def test_an_empty_catalogue() -> None:
    resolver = Resolver(build_index(catalog()))
    assert resolver.resolve("GATE.0301") == []
    assert resolver.resolve("the token is incorrect") == []


@pytest.mark.parametrize("digest", ["../../x", "", "x/y", "0" * 65, "\\ud800"])
def test_a_digest_is_the_name_of_a_folder_and_no_path(reader: Reader, digest: str) -> None:
    """What a published site says is kept in a folder of that name."""
    known = Store(reader).root.digest
    reader.files[ROOT] = reader.files[ROOT].replace(known.encode(), digest.encode())
    with pytest.raises(NoIndexError, match="its digest is none"):
        Store(reader)


@pytest.mark.parametrize("field", ["shards", "typical", "mean"])
def test_what_is_divided_by_is_never_zero(reader: Reader, field: str) -> None:
    root = json.loads(reader.files[ROOT].removeprefix(b'ei("root",').removesuffix(b");\n"))
    root[field] = dict.fromkeys(root["shards"], 0) if field == "shards" else 0
    reader.files[ROOT] = f'ei("root",{json.dumps(root)});\n'.encode()
    found = Resolver(reader).resolve("GATE.0301 the disk quota is exceeded")
    assert [match.id for match in found][:1] == ["gate/GATE.0301"]
