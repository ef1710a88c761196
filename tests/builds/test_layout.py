"""How a whole vendor is laid out: the example in ``docs/`` is built as it is written there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.conftest import ROOT
from tests.support.site import Site

if TYPE_CHECKING:
    from tests.conftest import Project

TABLE = ".. csv-table::\n   :header: Error Code, Cause\n\n   {name}.1, Why.\n"


def test_the_example_of_a_whole_vendor(project: Project) -> None:
    text = (ROOT / "docs" / "whole-vendor.md").read_text("utf-8")
    service, group, landing = re.findall(r"```rst\n(.*?)```", text, re.DOTALL)
    project.index = False
    project.write("source/index.rst", landing)
    for name, part in (("compute", "ecs"), ("storage", "obs"), ("databases", "rds")):
        project.write(
            f"source/{name}/index.rst", group.replace("Compute\n=======", f"{name}\n{'=' * 9}")
        )
        project.write(f"source/{name}/{part}/index.rst", service.replace("/ecs/", f"/{part}/"))
        project.write(f"data/{part}/errors.rst", TABLE.format(name=part))
    build = project.build()
    assert list(build.codes) == ["ecs/ecs.1", "obs/obs.1", "rds/rds.1"]
    assert build.codes["ecs/ecs.1"]["url"] == "ecs/ecs.1.html"
    assert Site(build.outdir).broken() == []


def test_a_project_that_only_links_to_codes_gets_no_pages(project: Project) -> None:
    project.write("source/words.rst", "Words\n=====\n\nNo codes here.\n")
    build = project.build()
    for name in ("guide.html", "categories.html", "404.html", "codes.json", "report.json"):
        assert not (build.outdir / name).exists(), name


def test_what_the_last_code_leaves_is_removed(project: Project) -> None:
    project.write("data/gw/codes.rst", TABLE.format(name="GW"))
    project.page("gw", "gw/*.rst")
    assert (project.build().outdir / "codes.json").exists()
    project.write("data/gw/codes.rst", "")
    (project.folder / "data/gw/codes.rst").unlink()
    project.write("source/gw.rst", "Gateway\n=======\n\nNothing any more.\n")
    build = project.build()
    for name in ("guide.html", "gw/GW.1.html", "codes.json", "error-index/root.js"):
        assert not (build.outdir / name).exists(), name


def test_a_search_box_alone_has_its_guide(project: Project) -> None:
    project.write("source/words.rst", "Words\n=====\n\n.. err:search::\n")
    assert (project.build().outdir / "guide.html").exists()
