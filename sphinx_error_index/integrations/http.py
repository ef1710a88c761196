"""requests and httpx, and the clients that are built on them: failed responses have ``error_url``.

Clients of OpenStack and of Google's HTTP services are sessions of requests; their exceptions keep
the response.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sphinx_error_index.integrations.core import logger, set_url

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx_error_index.integrations.core import Links

FAILED: Final = 400
"""The first status of an error."""

_MARK: Final = "_error_index_hook"


def link_errors(client: Any, links: Links) -> None:
    """Let the failed responses of a client say their address, as ``error_url``.

    Args:
        client: a session of requests or of google-auth, a client of httpx, synchronous or not, a
            session of keystoneauth, or a connection of openstacksdk.
        links: where the errors' pages are.

    The body of a failed response is read for its code, even of one that is to be streamed. A
    second call replaces the first.

    Raises:
        TypeError: the client has no hooks for responses.
    """
    hooks: Any = getattr(client, "event_hooks", None)
    if hooks is not None:
        is_asynchronous = hasattr(client, "aclose")
        _install(hooks, _later(links) if is_asynchronous else _now(links))
        client.event_hooks = hooks  # the property of httpx gives a copy of nothing, but takes one
        return
    for _ in range(3):  # a connection of openstacksdk has a session, which has one of requests
        hooks = getattr(client, "hooks", None)
        if isinstance(hooks, dict):
            _install(hooks, _hook(links))
            return
        client = getattr(client, "session", None)
    raise TypeError("the client has no hooks for responses: it is no session of requests or httpx")


def _install(hooks: dict[str, list[Any]], hook: Callable[..., Any]) -> None:
    setattr(hook, _MARK, True)
    own = hooks.setdefault("response", [])
    own[:] = [each for each in own if not hasattr(each, _MARK)] + [hook]


def _hook(links: Links) -> Callable[..., None]:
    """Return a hook of requests."""

    def hook(response: Any, *_: object, **__: object) -> None:
        _add(response, links)

    return hook


def _now(links: Links) -> Callable[[Any], None]:
    def hook(response: Any) -> None:
        if response.status_code >= FAILED:
            response.read()
        _add(response, links)

    return hook


def _later(links: Links) -> Callable[[Any], Any]:
    async def hook(response: Any) -> None:
        if response.status_code >= FAILED:
            await response.aread()
        _add(response, links)

    return hook


def _add(response: Any, links: Links) -> None:
    try:
        if response.status_code >= FAILED and (url := links.url_of(response)):
            set_url(response, url)
    except Exception as error:
        logger.debug("no address for a response: %s", error)
