"""gRPC, client and server, over a real channel on 127.0.0.1."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

grpc = pytest.importorskip("grpc", reason="grpcio is not installed")
pytest.importorskip("grpc_status", reason="grpcio-status is not installed")

from sphinx_error_index.integrations.core import CodedError, Links  # noqa: E402
from sphinx_error_index.integrations.grpc import client_interceptor, server_interceptor  # noqa: E402
from tests.clients.conftest import BASE, catalog  # noqa: E402

PAGE = f"{BASE}/vpc/VPC.0101.html?status=404"
DENIED = CodedError("VPC.0101", status=404, detail="There is no such network.")


def _one(request: bytes, context: Any) -> bytes:
    if request == b"coded":
        raise DENIED
    if request == b"plain":
        context.abort(grpc.StatusCode.PERMISSION_DENIED, "No.")
    return request


def _many(request: bytes, context: Any) -> Iterator[bytes]:
    yield b"first"
    yield _one(request, context)


class _Handlers(grpc.GenericRpcHandler):  # type: ignore[misc,name-defined,unused-ignore]
    def service(self, details: Any) -> Any:
        if details.method == "/test/One":
            return grpc.unary_unary_rpc_method_handler(_one)
        return grpc.unary_stream_rpc_method_handler(_many)


@pytest.fixture(params=[True, False], ids=["server with addresses", "server without"])
def channel(request: Any) -> Iterator[Any]:
    links = Links("vpc", base=BASE)
    interceptors = [server_interceptor(links, "vpc.example.com")] if request.param else []
    server = grpc.server(ThreadPoolExecutor(2), [_Handlers()], interceptors=interceptors)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        channel.has_addresses = request.param
        yield channel
    server.stop(None).wait()


def test_errors_have_the_address_of_the_server_or_of_their_status(channel: Any) -> None:
    links = Links("vpc", catalog=catalog("vpc", "VPC.0101", "PERMISSION_DENIED"))
    linked = grpc.intercept_channel(channel, client_interceptor(links))
    call = linked.unary_unary("/test/One")
    assert call(b"fine") == b"fine"
    with pytest.raises(grpc.RpcError) as raised:
        call(b"coded")
    if channel.has_addresses:
        assert raised.value.code() is grpc.StatusCode.NOT_FOUND
        assert raised.value.details() == "There is no such network."
        assert raised.value.__notes__ == [f"See {PAGE}"]
        assert raised.value.error_url == PAGE
    else:
        assert raised.value.code() is grpc.StatusCode.UNKNOWN
        assert not hasattr(raised.value, "__notes__")
    with pytest.raises(grpc.RpcError) as raised:
        call(b"plain")
    assert raised.value.__notes__ == [f"See {BASE}/vpc/PERMISSION_DENIED.html"]


def test_streams_end_with_it(channel: Any) -> None:
    linked = grpc.intercept_channel(channel, client_interceptor(Links("vpc", base=BASE)))
    responses = linked.unary_stream("/test/Many")(b"coded")
    assert next(responses) == b"first"
    with pytest.raises(grpc.RpcError) as raised:
        next(responses)
    page = PAGE if channel.has_addresses else f"{BASE}/vpc/UNKNOWN.html"
    assert raised.value.__notes__ == [f"See {page}"]
    assert list(linked.unary_stream("/test/Many")(b"fine")) == [b"first", b"fine"]


def test_a_future_is_not_waited_for(channel: Any) -> None:
    linked = grpc.intercept_channel(channel, client_interceptor(Links("vpc", base=BASE)))
    future = linked.unary_unary("/test/One").future(b"fine")
    assert future.result(timeout=10) == b"fine"
