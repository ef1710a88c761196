"""The vendor's own history: four files, revision by revision, and no address ever dies."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sphinx_error_index.cli.main import main
from tests.conftest import Build, Project
from tests.support.site import Site

SERVICES = {
    "api-gateway": ["APIG.3714"],
    "elastic-cloud-server": ["Ecs.0910"],
    "object-storage-service": [],
    "virtual-private-cloud": ["SYS.0400", "SYS.0500"],
}
"""The folders of the history, and codes that are known to have vanished from them."""


def published(build: Build) -> set[str]:
    """Return every address and anchor of codes and lists of all kinds, as a reader sees it."""
    content = build.json("codes.json")
    kinds = ("codes", "categories", "lists", "statuses")
    urls = {entry["url"] for name in kinds for entry in content[name]}
    for code in content["codes"]:
        for variant in code["variants"]:
            anchors = [variant["anchor"], *variant["aliases"], *variant["cause_anchors"]]
            anchors += [alias for aliases in variant["cause_aliases"] for alias in aliases]
            urls |= {f"{code['url']}#{anchor}" for anchor in anchors}
        urls |= {f"{code['url']}#causes", f"{code['url']}#actions"}
    return urls


def accept(project: Project, revision: str) -> list[str]:
    """Accept what was built; return the lines of the ledger."""
    arguments = ["ledger", "--accept", "--revision", revision]
    arguments += ["--catalog", str(project.folder / "build/html/codes.json")]
    assert main([*arguments, "--data", str(project.folder / "data")]) == 0
    return (project.folder / "data/links.txt").read_text("utf-8").splitlines()


def named(address: str) -> str:
    """Return an address of the built site as the ledger has it."""
    return address.replace(".html", "", 1)


@pytest.mark.parametrize("folder", SERVICES)
def test_every_address_of_the_history_answers(
    shared: Path, project: Project, folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    revisions = sorted((shared / "corpus-history" / folder).glob("*.rst"))
    assert len(revisions) > 3
    project.conf["suppress_warnings"] = ["error_index"]
    project.page("svc", "svc/*.rst")
    ever: set[str] = set()
    known: list[str] = []
    vanished: dict[str, str] = {}
    codes: dict[str, Any] = {}
    for path in revisions:
        project.write("data/svc/error_codes.rst", path.read_bytes())
        build = project.build()
        before, codes = codes, {k: c for k, c in build.codes.items() if not c["gone"]}
        now = published(build)
        lines = accept(project, path.name[:10])
        # The ledger only grows, and by nothing but what is new.
        addresses = [line for line in lines if not line.startswith("# ")]
        assert addresses == sorted(addresses)
        assert set(known) <= set(addresses)
        fresh = {
            named(url) for url in now - ever if url.partition("#")[2] not in ("causes", "actions")
        }
        if known:
            assert set(addresses) - set(known) == fresh
        known = addresses
        ever |= now
        vanished |= dict.fromkeys(before.keys() - codes.keys(), path.name[:10])
        for code in codes.keys() & vanished.keys():
            del vanished[code]
        # A second look changes nothing.
        assert main(["ledger", "--catalog", str(build.outdir / "codes.json"),
                         "--data", str(project.folder / "data")]) == 0  # fmt: skip
    build = project.build()
    site = Site(build.outdir)
    assert [address for address in sorted(ever) if not site.leads_somewhere(address)] == []
    assert site.broken() == []
    assert site.repeated_ids() == []
    gone = {code["id"]: code["gone"] for code in build.codes.values() if code["gone"]}
    assert gone == vanished
    assert {f"svc/{code}" for code in SERVICES[folder]} <= gone.keys()
    for name in gone:
        code = build.codes[name]
        assert "no longer document" in build.read(code["url"])
    assert "ledger: " not in build.stdout
    capsys.readouterr()
