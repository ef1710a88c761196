"""gRPC: failed calls lead to the page of their code, and servers send the address along.

A status may carry details (``google.rpc``, described in the gRPC guide "Error handling"): an
``ErrorInfo`` names the code, a ``Help`` has links. A client reads both; a server sends both.
"""

from __future__ import annotations

import functools
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from sphinx_error_index.integrations.core import CodedError, logger
from sphinx_error_index.integrations.reading import Failure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx_error_index.integrations.core import Links

_KINDS: Final = ("unary_unary", "unary_stream", "stream_unary", "stream_stream")

_BY_STATUS: Final = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ABORTED",
    429: "RESOURCE_EXHAUSTED",
    501: "UNIMPLEMENTED",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}
"""The canonical code of an HTTP status (google/rpc/code.proto); others are ``INTERNAL``."""


def failure_of(error: Any) -> Failure:
    """Return what an ``RpcError`` says: links of its ``Help``, its reason, the name of its status.

    Without the packages ``grpcio-status`` and ``googleapis-common-protos`` it is the name alone.
    """
    codes: list[str] = []
    urls: list[str] = []
    with suppress(Exception):
        for detail in _details(error):
            urls += [link.url for link in getattr(detail, "links", ())]
            codes += filter(None, [getattr(detail, "reason", "")])
    with suppress(Exception):
        codes.append(error.code().name)
    return Failure(tuple(codes), None, tuple(urls))


def _details(error: Any) -> Iterator[Any]:
    """Yield the details of a status that may say a code or links."""
    from google.rpc import error_details_pb2
    from grpc_status import rpc_status

    status = rpc_status.from_call(error)
    for packed in status.details if status else ():
        for kind in (error_details_pb2.Help, error_details_pb2.ErrorInfo):
            if packed.Is(kind.DESCRIPTOR):
                detail = kind()
                packed.Unpack(detail)
                yield detail


def note(error: Any, links: Links) -> Any:
    """Give an ``RpcError`` a note with the address, once, and the address; return it."""
    with suppress(Exception):
        url = links.url_for(failure_of(error))
        if url and getattr(error, "error_url", None) is None:
            error.error_url = url
            error.add_note(f"See {url}")
    return error


def client_interceptor(links: Links) -> Any:
    """Return an interceptor for ``grpc.intercept_channel`` that notes the address on errors.

    Raises:
        ImportError: grpcio is not installed.
    """
    import grpc

    class Interceptor(
        grpc.UnaryUnaryClientInterceptor,  # type: ignore[misc,unused-ignore]
        grpc.StreamUnaryClientInterceptor,  # type: ignore[misc,unused-ignore]
        grpc.UnaryStreamClientInterceptor,  # type: ignore[misc,unused-ignore]
        grpc.StreamStreamClientInterceptor,  # type: ignore[misc,unused-ignore]
    ):
        def _one(self, go_on: Callable[..., Any], details: Any, request: Any) -> Any:
            call = go_on(details, request)
            if callable(getattr(call, "exception", None)) and _is_over(call):
                note(call.exception(), links)
            return call

        def _many(self, go_on: Callable[..., Any], details: Any, request: Any) -> Any:
            return _Responses(go_on(details, request), links)

        intercept_unary_unary = intercept_stream_unary = _one
        intercept_unary_stream = intercept_stream_stream = _many

    return Interceptor()


def _is_over(call: Any) -> bool:
    """Say whether a call has ended: a future that has not must not be waited for."""
    return bool(getattr(call, "done", lambda: False)())


class _Responses:
    """The responses of a call, the error at whose end gets a note."""

    def __init__(self, call: Any, links: Links) -> None:
        self._call = call
        self._links = links

    def __iter__(self) -> _Responses:
        return self

    def __next__(self) -> Any:
        import grpc

        try:
            return next(self._call)
        except grpc.RpcError as error:
            note(error, self._links)
            raise

    def __getattr__(self, name: str) -> Any:
        return getattr(self._call, name)


def server_interceptor(links: Links, domain: str = "") -> Any:
    """Return an interceptor for ``grpc.server``: a ``CodedError`` ends a call with its address.

    The status has an ``ErrorInfo`` with the code, of the ``domain``, and a ``Help`` with the
    address; its canonical code is that of the error's HTTP status. Other errors are left alone.

    Raises:
        ImportError: grpcio, grpcio-status or googleapis-common-protos is not installed.
    """
    import grpc
    from grpc_status import rpc_status

    class Interceptor(grpc.ServerInterceptor):  # type: ignore[misc,unused-ignore]
        def intercept_service(self, go_on: Callable[..., Any], details: Any) -> Any:
            handler = go_on(details)
            for kind in _KINDS:
                method = getattr(handler, kind, None)
                if method is not None:
                    wrap = _streaming if kind.endswith("stream") else _answering
                    return handler._replace(**{kind: wrap(method, end)})
            return handler

    def end(error: CodedError, context: Any) -> None:
        context.abort_with_status(rpc_status.to_status(_status(error, links, domain)))

    return Interceptor()


def _answering(method: Callable[..., Any], end: Callable[..., None]) -> Callable[..., Any]:
    @functools.wraps(method)
    def answer(request: Any, context: Any) -> Any:
        try:
            return method(request, context)
        except CodedError as error:
            return end(error, context)

    return answer


def _streaming(method: Callable[..., Any], end: Callable[..., None]) -> Callable[..., Any]:
    @functools.wraps(method)
    def answer(request: Any, context: Any) -> Iterator[Any]:
        try:
            yield from method(request, context)
        except CodedError as error:
            end(error, context)

    return answer


def _status(error: CodedError, links: Links, domain: str) -> Any:
    """Return the ``google.rpc.Status`` that says an error."""
    import grpc
    from google.protobuf import any_pb2
    from google.rpc import error_details_pb2, status_pb2

    name = _BY_STATUS.get(error.status, "INTERNAL")
    details: list[Any] = [error_details_pb2.ErrorInfo(reason=str(error.error_code), domain=domain)]
    url = links.url(error.error_code, error.status)
    if url is None:
        logger.debug("no address for %s", error.error_code)
    else:
        link = error_details_pb2.Help.Link(description="What this error means", url=url)
        details.append(error_details_pb2.Help(links=[link]))
    packed = []
    for detail in details:
        packed.append(any_pb2.Any())
        packed[-1].Pack(detail)
    number = grpc.StatusCode[name].value[0]
    return status_pb2.Status(code=number, message=str(error), details=packed)
