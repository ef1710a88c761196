"""The private points of Sphinx: each is still there, and each can be done without."""

from __future__ import annotations

import warnings
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from sphinx.domains.std import StandardDomain
from sphinx.errors import SphinxError
from sphinx.testing.util import SphinxTestApp

from sphinx_error_index import internals

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EVENT = "html-page-context"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[SphinxTestApp]:
    """A Sphinx application that knows Markdown, with nothing built."""
    source = tmp_path / "source"
    source.mkdir()
    (source / "conf.py").write_text('extensions = ["myst_parser"]\n', "utf-8")
    (source / "index.rst").write_text("Home\n====\n", "utf-8")
    # myst-parser's own template parses with docutils' older arguments.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = SphinxTestApp("html", srcdir=source, builddir=tmp_path / "build")
    yield made
    made.cleanup()


def first(*_: object) -> None:
    """Handle an event."""


def second(*_: object) -> None:
    """Handle an event."""


# -- This release of Sphinx has them ---------------------------------------------------------------


def test_virtual_documents_are_those_of_sphinx() -> None:
    names = internals.virtual_documents()
    assert names is StandardDomain._virtual_doc_names
    assert {"genindex", "modindex", "search"} <= names.keys()
    assert names["genindex"][0] == "genindex"
    assert str(names["genindex"][1]) == "Index"  # a title that is translated where it is shown


def test_the_environment_has_the_registry(app: SphinxTestApp) -> None:
    assert app.env._registry is app.registry
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # the public way is deprecated
        parser = internals.source_parser(app.env, "markdown")
    assert parser is app.registry.get_source_parser("markdown")
    with pytest.raises(SphinxError, match="nothing-of-the-kind"):
        internals.source_parser(app.env, "nothing-of-the-kind")


def test_listeners_are_a_list_of_handlers_in_order(app: SphinxTestApp) -> None:
    app.connect(EVENT, second, priority=901)
    app.connect(EVENT, first, priority=900)
    assert internals.knows_handlers(app)
    # Sphinx sorts the list where it emits; the priority is part of each listener.
    assert {first, second} <= set(internals.handlers(app, EVENT))
    assert [listener.priority for listener in app.events.listeners[EVENT]][-2:] == [901, 900]
    assert internals.handlers(app, "no-such-event") == []


def test_handlers_rest_and_come_back(app: SphinxTestApp) -> None:
    called: list[str] = []
    app.connect(EVENT, lambda *_: called.append("one"))
    app.connect(EVENT, lambda *_: called.append("two"))
    before = internals.handlers(app, EVENT)
    with internals.only_handlers(app, EVENT, lambda handler: handler is before[-1]):
        app.emit(EVENT, "page", "page.html", {}, None)
        assert called == ["two"]
    assert internals.handlers(app, EVENT) == before
    with pytest.raises(ZeroDivisionError), internals.only_handlers(app, EVENT, lambda _: False):
        raise ZeroDivisionError
    assert internals.handlers(app, EVENT) == before


def test_rellinks_lead_to_the_index(app: SphinxTestApp) -> None:
    builder: Any = app.builder
    builder.prepare_writing({"index"})
    links = internals.site_rellinks(builder)
    assert ("genindex", "I") in [(link[0], link[2]) for link in links]
    links.clear()
    assert internals.site_rellinks(builder), "the builder's own list must not be given away"


# -- A release without them ------------------------------------------------------------------------


def test_without_virtual_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(StandardDomain, "_virtual_doc_names")
    names = internals.virtual_documents()
    names["guide"] = ("guide", "Guide")  # what events.py does with it must still be possible
    assert internals.virtual_documents() == {}


def test_without_the_registry_the_application_is_asked() -> None:
    registry = SimpleNamespace(get_source_parser=lambda filetype: f"parser of {filetype}")
    env: Any = SimpleNamespace(app=SimpleNamespace(registry=registry))
    parser: object = internals.source_parser(env, "markdown")
    assert parser == "parser of markdown"


def test_without_listeners_all_handlers_stay() -> None:
    app: Any = SimpleNamespace(events=SimpleNamespace())
    assert not internals.knows_handlers(app)
    assert internals.handlers(app, EVENT) == []
    with internals.only_handlers(app, EVENT, lambda _: False):
        assert internals.handlers(app, EVENT) == []


def test_without_listeners_there_are_no_frames(monkeypatch: pytest.MonkeyPatch) -> None:
    from sphinx_error_index.pages import page_shells

    renderer: Any = object.__new__(page_shells.Renderer)
    renderer._bare = object()
    renderer._app = SimpleNamespace(config=SimpleNamespace(error_index_full_rendering=False))
    monkeypatch.setattr(page_shells, "knows_handlers", lambda _: True)
    assert renderer.has_frames
    monkeypatch.setattr(page_shells, "knows_handlers", lambda _: False)
    assert not renderer.has_frames


def test_doctrees_in_memory(app: SphinxTestApp) -> None:
    kept = internals.doctrees_in_memory(app.env)
    assert kept is app.env._write_doc_doctree_cache
    assert internals.doctrees_in_memory(SimpleNamespace()) == {}  # type: ignore[arg-type]


def test_without_a_global_context() -> None:
    builder: Any = SimpleNamespace()
    assert internals.site_rellinks(builder) == []
    builder.globalcontext = {}
    assert internals.site_rellinks(builder) == []
