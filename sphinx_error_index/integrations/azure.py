"""azure-core: a policy that notes the address of every failed response."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sphinx_error_index.integrations.core import logger, set_url

if TYPE_CHECKING:
    from sphinx_error_index.integrations.core import Links

FAILED: Final = 400
"""The first status of an error."""


def error_link_policy(links: Links) -> Any:
    """Return a policy for a client's pipeline: ``per_call_policies=[error_link_policy(links)]``.

    The HTTP response, which an ``HttpResponseError`` has as its ``response``, gets ``error_url``;
    so does the context of the pipeline's response. The policy never raises.

    Raises:
        ImportError: azure-core is not installed.
    """
    from azure.core.pipeline.policies import SansIOHTTPPolicy

    class ErrorLinkPolicy(SansIOHTTPPolicy):  # type: ignore[misc,type-arg,unused-ignore]
        def on_response(self, request: Any, response: Any) -> None:  # noqa: ARG002
            try:
                answered = response.http_response
                if answered.status_code >= FAILED and (url := links.url_of(answered)):
                    set_url(answered, url)
                    response.context["error_url"] = url
            except Exception as error:
                logger.debug("no address for a response of azure-core: %s", error)

    return ErrorLinkPolicy()
