"""Private points of Sphinx: the only module that touches them.

Each says why there is no public way, and what happens where a release of Sphinx has it no
longer. ``tests/top/test_internals.py`` fails when one of them is gone.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from sphinx.domains.std import StandardDomain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.environment import BuildEnvironment


def virtual_documents() -> dict[str, tuple[str, str]]:
    """Return the pages that a toctree may name although they are no documents, with title.

    Sphinx keeps them for ``genindex`` and its like in ``StandardDomain._virtual_doc_names`` and
    lets no extension add one. Without it, a toctree that names the guide gets Sphinx's own
    warning of an unknown document.
    """
    names: dict[str, tuple[str, str]] = getattr(StandardDomain, "_virtual_doc_names", {})
    return names


def source_parser(env: BuildEnvironment, filetype: str) -> type[Any]:
    """Return the parser that is registered for a file type, such as ``"markdown"``.

    The registry stands on the application, which Sphinx no longer gives to those who have only
    the environment; the environment itself keeps it as ``_registry``. Without that, the
    application is asked the deprecated way. Raises ``SphinxError`` where there is no such parser.
    """
    registry: Any = getattr(env, "_registry", None) or env.app.registry
    parser: type[Any] = registry.get_source_parser(filetype)
    return parser


def handlers(app: Sphinx, event: str) -> list[Any]:
    """Return the functions that are connected to an event, in the order of their priority.

    ``EventManager.listeners`` is not documented. Without it, none are known: no page is taken
    for unchanged because of a handler, and frames are tried on the pages themselves.
    """
    return [listener.handler for listener in _listeners(app).get(event, ())]


@contextlib.contextmanager
def only_handlers(app: Sphinx, event: str, wanted: Callable[[object], bool]) -> Iterator[None]:
    """Leave, for a while, only those handlers of an event connected for which ``wanted`` is true.

    Disconnecting and connecting them anew, the public way, would change their order. Without
    ``EventManager.listeners`` all stay.
    """
    listeners = _listeners(app).get(event, [])
    everything = listeners[:]
    listeners[:] = [listener for listener in everything if wanted(listener.handler)]
    try:
        yield
    finally:
        listeners[:] = everything


def _listeners(app: Sphinx) -> dict[str, list[Any]]:
    listeners: dict[str, list[Any]] = getattr(app.events, "listeners", {})
    return listeners


def site_rellinks(builder: StandaloneHTMLBuilder) -> list[tuple[str, str, str, str]]:
    """Return the links of every page's head, such as the index: page, title, key and word of each.

    They are part of ``globalcontext``, which is made for the builder's own use. Without it, our
    pages have their own links to the next and previous page alone.
    """
    context: dict[str, Any] = getattr(builder, "globalcontext", {})
    return list(context.get("rellinks", ()))
