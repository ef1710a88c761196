"""Private points of Sphinx: the only module that touches them.

Each function says why there is no public way, and what happens where a release of Sphinx no
longer has the private part. ``tests/top/test_internals.py`` fails when one of them is gone.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from sphinx.domains.std import StandardDomain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, MutableMapping

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.environment import BuildEnvironment


def virtual_documents() -> dict[str, tuple[str, str]]:
    """Return the pages that a toctree may name although they are no documents.

    Each name comes with the page that it leads to and its title; the result may be changed.
    Sphinx keeps them for ``genindex`` and the like in ``StandardDomain._virtual_doc_names`` and
    offers extensions no way to add one. Without it, a toctree that names the guide gets
    Sphinx's own warning of an unknown document.
    """
    names: dict[str, tuple[str, str]] = getattr(StandardDomain, "_virtual_doc_names", {})
    return names


def source_parser(env: BuildEnvironment, filetype: str) -> type[Any]:
    """Return the parser that is registered for a file type, such as ``"markdown"``.

    Parsers are registered with the application, but code that has only the environment can no
    longer reach the application without a deprecation warning; the environment keeps the
    registry as ``_registry``. Without that, the deprecated way is used. Raises ``SphinxError``
    where there is no such parser.
    """
    registry: Any = getattr(env, "_registry", None) or env.app.registry
    parser: type[Any] = registry.get_source_parser(filetype)
    return parser


def handlers(app: Sphinx, event: str) -> list[Any]:
    """Return the functions that are connected to an event, in the order of their priority.

    ``EventManager.listeners`` is not documented. Without it, the result is empty: a handler that
    another extension adds then rebuilds no page. See also :func:`knows_handlers`.
    """
    return [listener.handler for listener in _listeners(app).get(event, ())]


def knows_handlers(app: Sphinx) -> bool:
    """Say whether the handlers of events can be known.

    Where they cannot, each page is rendered the full way, as any extension may change it.
    """
    return hasattr(app.events, "listeners")


@contextlib.contextmanager
def only_handlers(app: Sphinx, event: str, wanted: Callable[[object], bool]) -> Iterator[None]:
    """Keep only those handlers of an event connected for which ``wanted`` is true.

    They are all back, in their old order, when the ``with`` block ends; disconnecting and
    connecting them in the public way would change that order. Without
    ``EventManager.listeners`` all handlers stay connected.
    """
    listeners = _listeners(app).get(event, [])
    everything = listeners[:]
    listeners[:] = [listener for listener in everything if wanted(listener.handler)]
    try:
        yield
    finally:
        listeners[:] = everything


def wrap_handler(app: Sphinx, event: str, old: object, wrap: Callable[[Any], Any]) -> None:
    """Let ``wrap(handler)`` be called in the place of a handler, where that is connected.

    Disconnecting it in the public way takes a number that only its owner knows. Without
    ``EventManager.listeners`` nothing is wrapped.
    """
    listeners = _listeners(app).get(event, [])
    for at, listener in enumerate(listeners):
        if listener.handler is old:
            listeners[at] = listener._replace(handler=wrap(listener.handler))


def _listeners(app: Sphinx) -> dict[str, list[Any]]:
    listeners: dict[str, list[Any]] = getattr(app.events, "listeners", {})
    return listeners


def doctrees_in_memory(env: BuildEnvironment) -> MutableMapping[str, nodes.document]:
    """Return the doctrees that Sphinx keeps from reading until writing, by document.

    They are in files as well. The environment keeps them for its own use, without a limit: those of
    a catalogue of 100,000 codes are 1.4 GB. Where Sphinx keeps none, there is nothing to drop.
    """
    kept: MutableMapping[str, nodes.document] = getattr(env, "_write_doc_doctree_cache", {})
    return kept


def site_rellinks(builder: StandaloneHTMLBuilder) -> list[tuple[str, str, str, str]]:
    """Return the links that every page has at its top: page name, title, access key and word.

    The link to the general index is one of them. They are part of ``globalcontext``, which is
    meant for the builder's own use. Without it, our pages lack these links and have only those
    to the next and the previous page.
    """
    context: dict[str, Any] = getattr(builder, "globalcontext", {})
    return list(context.get("rellinks", ()))
