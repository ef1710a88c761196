"""boto3 and botocore: the parsed error of every failed call has ``Url``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sphinx_error_index.integrations.core import logger
from sphinx_error_index.integrations.reading import Failure, read

if TYPE_CHECKING:
    from sphinx_error_index.integrations.core import Links

_EVENT: Final = "after-call"
_ID: Final = "error-index"


def link_errors(target: Any, links: Links) -> None:
    """Let failed calls say the address: ``error.response["Error"]["Url"]``.

    ``target`` is a client, a ``boto3.Session`` or a ``botocore`` session; of a session the clients
    that are made afterwards count. The parser of botocore finds no code in a body whose ``Error``
    has an ``xmlns``, as compatible services send it: then the code is read of the body itself, and
    put where it belongs. A second call replaces the first.

    Raises:
        TypeError: ``target`` has no events.
    """
    events = getattr(getattr(target, "meta", target), "events", None)
    if events is None and hasattr(target, "get_component"):
        events = target.get_component("event_emitter")
    if events is None:
        raise TypeError(f"{target!r} is neither a client nor a session of boto3 or botocore")

    def after_call(http_response: Any, parsed: dict[str, Any], **_: object) -> None:
        try:
            _add(http_response, parsed, links)
        except Exception as error:
            logger.debug("no address for a response of botocore: %s", error)

    events.unregister(_EVENT, unique_id=_ID)
    events.register(_EVENT, after_call, unique_id=_ID)


def _add(http_response: Any, parsed: dict[str, Any], links: Links) -> None:
    status = getattr(http_response, "status_code", 0)
    if status < 300:
        return
    error = parsed.setdefault("Error", {})
    own = str(error.get("Code") or "")
    said = read(http_response)
    if own in ("", str(status)) and said.codes:
        own = error["Code"] = said.codes[0]
    url = links.url_for(Failure(tuple(filter(None, [own, *said.codes])), status, said.urls))
    if url:
        error["Url"] = url
