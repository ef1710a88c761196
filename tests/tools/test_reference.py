"""The reference page: what it says of templates, schemas, subtypes and attributes is true."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sphinx_error_index.messages import Subtype
from sphinx_error_index.pages.templating import FOLDER, Templates, default_templates
from tests.conftest import ROOT
from tools import site_reference

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Build, Project

HEAD = "Codes\n=====\n\n.. csv-table::\n   :header: Error Code,Status Code,Error Message,Cause\n\n"
TEMPLATES = default_templates() / FOLDER
EVERY = site_reference.template(TEMPLATES / site_reference.EVERY_PAGE).names()
DOCUMENTED = {template.name: template for template in site_reference.templates()}


@pytest.fixture
def given(project: Project, monkeypatch: pytest.MonkeyPatch) -> dict[str, set[str]]:
    """The names that each template was given, in a site that has every kind of page."""
    seen: dict[str, set[str]] = {}
    render = Templates.render

    def noting(templates: Templates, name: str, context: dict[str, Any]) -> Any:
        names = seen.setdefault(f"{name}.html", set(context))
        assert names == set(context), f"{name} is not always given the same"
        return render(templates, name, context)

    monkeypatch.setattr(Templates, "render", noting)
    rows = "".join(f"   GW.{n},400,The same message,A cause\n" for n in range(12))
    project.write("data/gw/codes.rst", HEAD + rows)
    project.page("gw", "gw/*.rst")
    project.write("data/links.txt", "gw/GW.77\ngw/category/OLD\ngw/GW.old\n")
    project.write("data/redirects.txt", "gw/GW.old -> gw/GW.1\ngw/GW.no -> gw/GW.1 | gw/GW.2\n")
    project.write("source/keepers.rst", "Keepers\n=======\n\n.. toctree::\n\n   changes\n")
    project.build()
    return seen


def test_the_context_of_each_template_is_as_documented(given: dict[str, set[str]]) -> None:
    pages = {name for name in DOCUMENTED if "/" not in name}
    parts = {"partials/search.html", "partials/service.html"}
    assert given.keys() == pages | parts
    for name in pages:
        assert given[name] == DOCUMENTED[name].names() | EVERY, name
    for name in parts:
        assert given[name] == DOCUMENTED[name].names(), name


def test_what_is_documented_with_arguments_takes_them() -> None:
    """``status_page(code, status)`` and others are told with the names of their arguments."""
    from sphinx_error_index.catalog.crosslinks import CrossLinks
    from sphinx_error_index.pages.bodies import Bodies

    text = (TEMPLATES / site_reference.EVERY_PAGE).read_text("utf-8")
    functions: dict[str, Callable[..., Any]] = {
        "related": CrossLinks.related,
        "status_page": CrossLinks.status_page,
        "url": Bodies._page_url,
        "row_url": Bodies._row_url,
        "status_url": Bodies._status_url,
        "feedback_url": Bodies._tool_url,
        "entry": Bodies._entry,
        "search_box": Templates.render_search_box,
    }
    for name, function in functions.items():
        said = re.search(rf"\b{name}\(([^)]*)\)", text)
        assert said, name
        told = [argument.partition("=")[0] for argument in said[1].split(", ")]
        known = [p for p in inspect.signature(function).parameters if p != "self"]
        # The page itself and its addresses are filled in.
        assert told == [p for p in known if p in told], name
        assert {*known} - {*told} <= {"pagename", "page", "root", "guide_url", "name", "address"}, (
            name
        )


def test_templates_use_only_what_is_documented() -> None:
    from jinja2.meta import find_undeclared_variables

    environment = Templates().environment
    for name, template in DOCUMENTED.items():
        if "/" not in name:
            source = environment.parse((TEMPLATES / name).read_text("utf-8"))
            known = EVERY | template.names() | {"macros"}
            assert find_undeclared_variables(source) <= known, name


def test_every_template_and_every_name_says_something() -> None:
    for template in (site_reference.template(TEMPLATES / "context.txt"), *DOCUMENTED.values()):
        assert template.about, template.name
        assert all(template.context.values()), template.name


def test_every_subtype_is_in_the_reference(seed_site: Build) -> None:
    html = seed_site.read("reference.html")
    assert site_reference.subtypes().keys() == set(Subtype)
    for subtype in Subtype:
        assert f">{subtype}</span></code>" in html


@pytest.mark.parametrize("name", ["codes", "report"])
def test_every_field_is_in_the_reference(seed_site: Build, name: str) -> None:
    def fields(value: Any) -> set[str]:
        if isinstance(value, list):
            return set().union(*map(fields, value))
        if not isinstance(value, dict):
            return set()
        own = set(value.get("properties", ()))
        return own.union(*(fields(item) for item in value.values()))

    import json

    schema = json.loads(site_reference.schema_file(name).read_text("utf-8"))
    html = seed_site.read("reference.html")
    section = html[html.index(f'id="{name}-json"') :].split("<section", 1)[0]
    for field in fields(schema):
        assert f">{field}</span></code>" in section, field


def test_every_attribute_is_in_the_reference() -> None:
    files = [*TEMPLATES.rglob("*.html"), *(ROOT / "sphinx_error_index/static").rglob("*.js")]
    text = "\n".join(path.read_text("utf-8") for path in files)
    used = set(re.findall(r"\bdata-err-[a-z-]*[a-z]", text))
    for name in re.findall(r"\bdataset\.err([A-Za-z]+)", text):
        used.add("data-err" + re.sub(r"([A-Z])", r"-\1", name).lower())
    told = set(re.findall(r"``(data-err-[a-z-]+)``", reference()))
    assert used == told


def test_every_event_of_the_script_is_in_the_reference() -> None:
    files = (ROOT / "sphinx_error_index/static").rglob("*.js")
    text = "\n".join(path.read_text("utf-8") for path in files)
    fired = set(re.findall(r'new CustomEvent\(\s*"([^"]+)"', text))
    assert text.count("new CustomEvent(") == len(re.findall(r'new CustomEvent\(\s*"', text))
    assert fired == set(re.findall(r"``(err:[a-z-]+)``", reference()))


def reference() -> str:
    return Path(ROOT, "source/reference.rst").read_text("utf-8")


def test_a_reference_of_something_else_is_an_error(project: Project) -> None:
    project.conf["extensions"] = ["sphinx_error_index", "tools.site_reference"]
    project.page("errors", text=".. reference:: nothing")
    build = project.build(strict=False)
    assert "errors.rst:4: ERROR: there is no reference of 'nothing'" in build.stderr
