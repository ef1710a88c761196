"""Frames: byte for byte what the theme makes, in every theme; unseen by other extensions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sphinx_error_index.pages.page_shells import FORMS, NoFrameError, _cut, _formed, _mark

if TYPE_CHECKING:
    from tests.conftest import Build, Project

HEAD = "Codes\n=====\n\n.. csv-table::\n   :header: Error Code,Status Code,Error Message,Cause\n\n"
THEMES = ["furo", "alabaster", "pydata_sphinx_theme", "basic"]


@pytest.fixture
def gateway(project: Project) -> Project:
    """Two services; titles and texts with all that has to be escaped."""
    for name in ("gw", "other"):
        rows = "".join(
            f'   "{name.upper()}.{n}",{400 + n % 5},"A <b>  & \'q\' {n}","cause {n}"\n'
            for n in range(12)
        )
        rows += f'   "{name.upper()}.3",504,"Another meaning","of three"\n'
        rows += '   "4<&>  x",409,"Odd","odd"\n'
        project.write(f"data/{name}/codes.rst", HEAD + rows)
        project.page(f"{name}/index", f"{name}/*.rst")
    return project


def pages(build: Build) -> dict[str, bytes]:
    return {
        str(path.relative_to(build.outdir)): path.read_bytes()
        for path in sorted(build.outdir.rglob("*.html"))
    }


@pytest.mark.filterwarnings("ignore")  # those of the themes
@pytest.mark.parametrize("base", ["", "https://docs.example.com/errors"])
@pytest.mark.parametrize("builder", ["html", "dirhtml"])
@pytest.mark.parametrize("theme", THEMES)
def test_frames_change_no_byte(gateway: Project, theme: str, builder: str, base: str) -> None:
    gateway.conf |= {"html_theme": theme, "html_baseurl": base}
    framed = gateway.build(builder)
    with_frames = pages(framed)
    gateway.conf["error_index_full_rendering"] = True
    full = gateway.build(builder, fresh=True)
    assert pages(full) == with_frames
    assert "rendered the full way" not in framed.stdout


COLLECTOR = """
seen = []

def note(app, pagename, templatename, context, doctree):
    if doctree is None:
        seen.append(pagename)
{more}

def setup(app):
    app.connect("html-page-context", note)
    app.connect("build-finished", lambda app, error: (app.outdir / "seen").write_text(
        "\\n".join(seen)))
    return {{"parallel_read_safe": True, "parallel_write_safe": True}}
"""


def with_extension(project: Project, more: str) -> None:
    project.write("extension_of_test.py", COLLECTOR.format(more=more))
    project.conf["extensions"] = ["sphinx_error_index", "extension_of_test"]


def build(project: Project, monkeypatch: pytest.MonkeyPatch, **options: Any) -> Build:
    monkeypatch.syspath_prepend(str(project.folder))
    monkeypatch.delitem(__import__("sys").modules, "extension_of_test", raising=False)
    return project.build(**options)


@pytest.mark.parametrize("full", [False, True])
def test_an_extension_sees_every_page_once(
    gateway: Project, monkeypatch: pytest.MonkeyPatch, full: bool
) -> None:
    with_extension(gateway, "")
    gateway.conf["error_index_full_rendering"] = full
    made = build(gateway, monkeypatch)
    seen = made.read("seen").split("\n")
    ours = {name.removesuffix(".html") for name in pages(made)} - {
        "index",
        "gw/index",
        "other/index",
    }
    assert sorted(seen) == sorted(ours)


@pytest.mark.parametrize(
    "more",
    [
        '    context["title"] = context.get("title", "").upper()',
        '    context["metatags"] = context.get("metatags", "") + f"<!-- {pagename} -->"',
        '    if pagename == "gw/GW.7": context["body"] += "<p>More</p>"',
        '    if pagename == "gw/GW.7": app.add_js_file("seven.js")',
        '    if pagename == "gw/GW.7": return "search.html"',
        '    if pagename == "gw/GW.7": context["parents"].insert(0, {"link": "#", "title": "Up"})',
        '    if pagename == "gw/GW.7": context["rellinks"].append(("index", "I", "I", "more"))',
        '    if pagename == "gw/GW.7": context["meta"]["keywords"] = "seven"',
        '    if pagename == "gw/GW.7": context["prev"]["title"] = "Six"',
        '    if pagename == "gw/GW.7":\n'
        '        context["pathto"] = lambda *a, f=context["pathto"], **k: f(*a, **k) + "?7"',
        '    if pagename == "gw/GW.7": context["seven"] = lambda: "seven"',
        '    if pagename == "gw/GW.7": context["pathto"] = app.pathto\n'
        '    elif doctree is None: app.pathto = context["pathto"]',
    ],
)
def test_an_extension_may_change_pages(
    gateway: Project, monkeypatch: pytest.MonkeyPatch, more: str
) -> None:
    with_extension(gateway, more)
    gateway.write(
        "_templates/page.html",
        '{% extends "!page.html" %}{% block body %}{{ body }}{{ meta and meta.keywords }}'
        "{{ rellinks|length }}{% for p in parents %}{{ p.title }}{% endfor %}"
        "{{ prev and prev.title }}{{ seven and seven() }}{{ pathto('index') }}{% endblock %}",
    )
    gateway.conf["templates_path"] = ["_templates"]
    if "seven.js" in more:
        gateway.write("static/seven.js", "")
        gateway.conf["html_static_path"] = ["static"]
    with_frames = pages(build(gateway, monkeypatch))
    gateway.conf["error_index_full_rendering"] = True
    assert pages(build(gateway, monkeypatch, fresh=True)) == with_frames


@pytest.mark.parametrize("full", [False, True])
def test_a_handler_in_conf_py_is_one_of_an_extension(
    gateway: Project, monkeypatch: pytest.MonkeyPatch, full: bool
) -> None:
    gateway.conf["error_index_full_rendering"] = full
    write_text = Path.write_text

    def with_setup(path: Path, text: str, *args: Any, **options: Any) -> int:
        return write_text(path, text + SETUP if path.name == "conf.py" else text, *args, **options)

    monkeypatch.setattr(Path, "write_text", with_setup)
    assert "My own GW.7" in gateway.build().read("gw/GW.7.html")


SETUP = """
def note(app, pagename, templatename, context, doctree):
    if doctree is None and "body" in context:
        context["body"] += "My own " + pagename.split("/")[-1]

def setup(app):
    app.connect("html-page-context", note)
"""


def test_a_theme_that_does_more_has_no_frames(gateway: Project) -> None:
    gateway.write(
        "_templates/page.html",
        '{% extends "!page.html" %}{% block body %}{{ title|upper }} {{ body }}{% endblock %}',
    )
    gateway.conf["templates_path"] = ["_templates"]
    framed = gateway.build()
    assert "are rendered the full way: the theme changes a text in its own way" in framed.stdout
    with_frames = pages(framed)
    gateway.conf["error_index_full_rendering"] = True
    assert pages(gateway.build(fresh=True)) == with_frames


def test_a_frame_that_depends_on_the_page_is_found_wanting(gateway: Project) -> None:
    gateway.write(
        "_templates/page.html",
        '{% extends "!page.html" %}{% block body %}{{ pathto(pagename) }} {{ body|length }}'
        "{{ body }}{% endblock %}",
    )
    gateway.conf["templates_path"] = ["_templates"]
    framed = gateway.build()
    assert "are rendered the full way: filled it is not what the theme makes of" in framed.stdout
    with_frames = pages(framed)
    gateway.conf["error_index_full_rendering"] = True
    assert pages(gateway.build(fresh=True)) == with_frames


@pytest.mark.parametrize("form", FORMS)
def test_forms_of_a_mark_are_told_apart(form: Any) -> None:
    mark = _mark("title")
    text = f"<h1>{_formed(mark, form)}</h1><main>{_mark('body')}</main>"
    pieces = _cut(text, {"title": mark, "body": _mark("body")})
    assert next(piece for piece in pieces if not isinstance(piece, str)) == ("title", form)


@pytest.mark.parametrize("text", ["<title>ZERRZTITLEZ</title> zerrzbodyz", "<p>zerrztitlez</p>"])
def test_unknown_forms_are_no_frame(text: str) -> None:
    marks = {name: _mark(name) for name in ("title", "body")}
    with pytest.raises(NoFrameError):
        _cut(text, marks)
