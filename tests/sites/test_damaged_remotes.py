"""What other sites say is input: nothing of it ends the build of a hub."""

from __future__ import annotations

import json
from pathlib import Path

from sphinx_error_index.resolver.building.build import build_index
from sphinx_error_index.resolver.store import ROOT
from sphinx_error_index.sites.remotes import keep, kept, remote_of
from tests.resolver.test_resolver import GATE, catalog

BASE = "https://docs.example.com/other/"


def test_half_a_character_of_a_title_becomes_a_sign_that_can_be_written() -> None:
    files = dict(build_index(catalog(*GATE)).files)
    root = json.loads(files[ROOT].removeprefix(b'ei("root",').removesuffix(b");\n"))
    root["services"][0] |= {"id": "x\ud800", "title": "\udfff"}
    files[ROOT] = f'ei("root",{json.dumps(root)});\n'.encode()
    (service,) = remote_of("other", BASE, files).services
    assert (service.id, service.title) == ("x?", "?")


def test_an_archive_whose_names_are_no_text_is_not_used(tmp_path: Path) -> None:
    files = dict(build_index(catalog(*GATE)).files)
    keep(tmp_path, BASE, files | {"é": b""})
    assert kept(tmp_path, "other", BASE)
    (archive,) = tmp_path.iterdir()
    archive.write_bytes(archive.read_bytes().replace("é".encode(), b"\xff\xff"))
    assert kept(tmp_path, "other", BASE) is None
