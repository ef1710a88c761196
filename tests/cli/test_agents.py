"""What the MCP server answers, without its SDK; tests/clients/test_mcp.py asks by the protocol."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from sphinx_error_index.cli.agents import answers
from sphinx_error_index.cli.catalogfile import BadUseError
from sphinx_error_index.cli.joining.places import places_of
from sphinx_error_index.cli.main import main

if TYPE_CHECKING:
    from sphinx_error_index.cli.joining.places import Place
    from tests.conftest import Build


@pytest.fixture(scope="module")
def sites(seed_site: Build) -> list[Place]:
    return places_of(str(seed_site.outdir))


def test_a_text_is_resolved_with_addresses(sites: list[Place]) -> None:
    said = answers.resolve_error(sites, "The account is in arrears", "OBS", 50)
    assert said["matches"][0]["id"] == "obs/403"
    assert said["matches"][0]["url"].startswith("obs/403.html")
    assert answers.resolve_error(sites, "x" * 500_000 + " HTTP 404", None, 1)["matches"]
    said = answers.resolve_error(sites, "qqq zzz", None, 5)
    assert said["matches"] == []
    with pytest.raises(BadUseError, match="there is no text"):
        answers.resolve_error(sites, " \n", None, 5)
    with pytest.raises(BadUseError, match="no service 'x'"):
        answers.resolve_error(sites, "403", "x", 5)


def test_a_code_is_explained_as_in_a_terminal(
    sites: list[Place], seed_site: Build, capsys: pytest.CaptureFixture[str]
) -> None:
    (code,) = answers.explain_code(sites, "403", None)["codes"]
    assert main(["--catalog", str(seed_site.outdir), "explain", "403"]) == 0
    assert capsys.readouterr().out.rstrip("\n") == code["text"]
    assert answers.explain_code(sites, "999", None) == {"codes": []}


def test_codes_are_listed_part_by_part(sites: list[Place]) -> None:
    (service,) = answers.list_codes(sites, None, None, 0)["services"]
    total = service["codes"]
    assert (service["id"], total > 8) == ("obs", True)
    said = answers.list_codes(sites, "obs", None, total - 2)
    assert (len(said["codes"]), said["total"]) == (2, total)
    said = answers.list_codes(sites, "obs", "obs/4xx", -5)
    statuses = [code["code"] for code in said["codes"] if code["code"].isdigit()]
    assert statuses == ["400", "403", "404", "405", "408", "409"]
    with pytest.raises(BadUseError, match="no category 'x' in obs; there are"):
        answers.list_codes(sites, "obs", "x", 0)


def test_without_the_sdk_it_says_what_to_install(
    seed_site: Build, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "mcp", SimpleNamespace())
    monkeypatch.setitem(sys.modules, "mcp.server", None)
    assert main(["--catalog", str(seed_site.outdir), "mcp"]) == 2
    assert "pip install sphinx-error-index[mcp]" in capsys.readouterr().err
