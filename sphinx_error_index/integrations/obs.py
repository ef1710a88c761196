"""The OBS SDK for Python (``esdk-obs-python``): every failed response has ``errorUrl``.

The SDK raises nothing for an HTTP error: it returns a response with ``status``, ``errorCode`` and
``errorMessage``. The answer to a HEAD request, a JSON or HTML body, and one that was cut off leave
``errorCode`` empty, so the page is that of the status. Copying an object and completing an upload
may answer 200 with an error in the body, which the SDK reads as a result without values.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final

from sphinx_error_index.integrations.core import Links, logger
from sphinx_error_index.integrations.patching import check_version, replaced
from sphinx_error_index.integrations.reading import MAX_BODY, Failure, read
from sphinx_error_index.links import LinkFilter, links_wanted

if TYPE_CHECKING:
    from collections.abc import Callable

TESTED: Final = (3, 26)
"""The version of the SDK that the tests use."""

FAILED: Final = 300
"""The first status of an error; the SDK itself follows redirections."""

_LOGGER: Final = "OBS_LOGGER"
_SAID: Final = "exceptional obs response"


class ObsError(Exception):
    """A response of the SDK that is an error: ``response`` is the whole of it."""

    def __init__(self, response: Any) -> None:
        code = getattr(response, "errorCode", None)
        message = getattr(response, "errorMessage", None) or getattr(response, "reason", None)
        said = " ".join(str(part) for part in (response.status, code, message) if part)
        super().__init__(said)
        self.response = response

    def __reduce__(self) -> tuple[Any, ...]:
        """Return what a copy is made of."""
        return (type(self), (self.response,), self.__dict__)


class _Filter(LinkFilter):
    """Adds the address to the line that the SDK logs of a failed response."""

    def __init__(self, links: Links) -> None:
        super().__init__(links.service)
        self._links = links

    def _urls(self, record: logging.LogRecord, text: str) -> list[str]:
        if _SAID not in text or not isinstance(record.args, tuple) or len(record.args) < 3:
            return []
        status, _, code = record.args[:3]
        number = status if isinstance(status, int) else None
        url = self._links.url_for(Failure((str(code),) if code else (), number))
        return [url] if url else []


def link_errors(
    base: str | None = None,
    *,
    service: str = "obs",
    catalog: Any = None,
    style: str = "html",
    by_status: bool = True,
) -> Callable[[], None]:
    """Give every failed response of the SDK an ``errorUrl``, and its log lines the address.

    The arguments are those of :class:`~sphinx_error_index.integrations.core.Links`. Call it once,
    when the program starts; a second call replaces the first. Returns what takes it back.

    Raises:
        ImportError: the SDK is not installed.
        ValueError: an argument is wrong.
    """
    from obs import client, model

    model.GetResult.allowedAttr.setdefault("errorUrl", str)  # it keeps no other attributes
    check_version("esdk-obs-python", TESTED)
    links = Links(service, base=base, catalog=catalog, style=style, by_status=by_status)
    undo = replaced(client._BasicClient, "_parse_xml_internal", lambda own: _parsing(own, links))
    log = logging.getLogger(_LOGGER)
    _take_from(log)
    log_filter = _Filter(links)
    log.addFilter(log_filter)

    def take_back() -> None:
        log.removeFilter(log_filter)
        if undo:
            undo()

    return take_back


def _take_from(log: logging.Logger) -> None:
    for each in [each for each in log.filters if isinstance(each, _Filter)]:
        log.removeFilter(each)


class _Teed:
    """An HTTP response that keeps the beginning of the body that is read from it."""

    def __init__(self, response: Any) -> None:
        self._response = response
        self.start = b""

    def read(self, *size: int) -> bytes:
        data: bytes = self._response.read(*size)
        if data and len(self.start) < MAX_BODY:
            self.start += data[: MAX_BODY - len(self.start)]
        return data

    def __getattr__(self, name: str) -> Any:
        return getattr(self._response, name)


def _parsing(own: Callable[..., Any], links: Links) -> Callable[..., Any]:
    """Return the SDK's method that makes a response, with an address in what it makes."""

    def parse(self: Any, result: Any, *args: Any, **kwargs: Any) -> Any:
        teed = _Teed(result)
        try:
            made = own(self, teed, *args, **kwargs)
        except Exception as error:  # how the SDK says that it tries again
            _add(getattr(error, "result", None), teed.start, links)
            raise
        _add(made, teed.start, links)
        return made

    return parse


def _add(response: Any, body: bytes, links: Links) -> None:
    """Set ``errorUrl`` of a failed response; whatever goes wrong is our own affair."""
    try:
        status = getattr(response, "status", None)
        if not isinstance(status, int) or not links_wanted():
            return
        said = read(body)
        own = getattr(response, "errorCode", None)
        if status < FAILED:
            if b"<Error" not in body[:1000] or not said.codes:
                return
            failure = Failure(said.codes)
        else:
            failure = Failure(((str(own),) if own else ()) + said.codes, status)
        url = links.url_for(failure)
        if url:
            response.errorUrl = url
        if status < FAILED:
            response.errorCode = said.codes[0]
    except Exception as error:
        logger.debug("no address for a response of the OBS SDK: %s", error)


def checked(response: Any) -> Any:
    """Return a response of the SDK, or raise it as an error, with the address in a note.

    A response is an error by its status, or where its body is one though its status is 200.

    Raises:
        ObsError: the response is an error.
    """
    status = getattr(response, "status", None)
    failed = isinstance(status, int) and status >= FAILED
    if not failed and not getattr(response, "errorCode", None):
        return response
    error = ObsError(response)
    url = getattr(response, "errorUrl", None)
    if url:
        error.add_note(f"See {url}")
    raise error
