"""The real vendor files of all services, built in jobs and merged: the site of one build."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from sphinx_error_index.cli.main import main
from tests.resolver.corpus import build_corpus, write_corpus
from tests.sites.test_merge import files
from tests.support.project import run_sphinx

if TYPE_CHECKING:
    from pathlib import Path

JOBS = 3


@pytest.mark.attack
def test_the_corpus_in_jobs_is_the_corpus_in_one_piece(shared: Path, tmp_path: Path) -> None:
    one, many, into = tmp_path / "one", tmp_path / "many", tmp_path / "all"
    one.mkdir()
    whole = build_corpus(shared / "corpus", one)
    conf = (one / "conf.py").read_text("utf-8")
    write_corpus(shared / "corpus", many, conf)
    services = sorted(path.name for path in (many / "data").iterdir())
    parts = []
    for number in range(JOBS):
        own = ",".join(services[number::JOBS])
        out = tmp_path / f"job-{number}"
        arguments = ["-c", str(many), "-b", "html", "-W", "--keep-going", "--no-color"]
        arguments += ["-D", f"error_index_services={own}", "-D", "error_index_part=1"]
        arguments += ["-d", f"{out}-doctrees", str(many / "source"), str(out)]
        assert run_sphinx(arguments, out).status == 0
        parts.append(str(out))
    merge = ["merge", *parts, "--into", str(into), "--project", str(many), "--strict"]
    assert main(merge) == 0
    first, second = files(whole.outdir), files(into)
    assert first.keys() == second.keys()
    date = re.compile(rb"Last updated on [^<]*")
    assert [n for n in first if date.sub(b"", first[n]) != date.sub(b"", second[n])] == []
