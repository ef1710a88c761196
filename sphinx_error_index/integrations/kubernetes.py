"""The Kubernetes client: every ``ApiException`` has the address as a note and as ``error_url``."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from sphinx_error_index.integrations.patching import replaced

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx_error_index.integrations.core import Links


def link_errors(api_client: Any, links: Links) -> Callable[[], None]:
    """Let the exceptions of a ``kubernetes.client.ApiClient`` say the address; return the undoing.

    A code is the ``reason`` of the ``Status`` that the server answers, else the HTTP status. A
    second call replaces the first.

    Raises:
        TypeError: this is no ``ApiClient``.
    """
    if not hasattr(api_client, "rest_client"):
        raise TypeError(f"{api_client!r} is no ApiClient")

    def noting(call: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(call)
        def called(*args: Any, **kwargs: Any) -> Any:
            with links.noting():
                return call(*args, **kwargs)

        return called

    owners = ((api_client.rest_client, "request"), (api_client, "response_deserialize"))
    undoings = [replaced(owner, name, noting) for owner, name in owners if hasattr(owner, name)]

    def take_back() -> None:
        for undo in undoings:
            if undo:
                undo()

    return take_back
