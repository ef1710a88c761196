"""What gRPC's client prints: it is answered by a server of its own, as it speaks no plain HTTP."""

from __future__ import annotations

import importlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, Final

from tests.clients.prints.http_clients import Printed, client, raised
from tests.clients.prints.sent import ANSWERS, Sent

#: The status of gRPC that stands for one of HTTP, as its documentation maps them.
STATUSES: Final = {
    400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 404: "NOT_FOUND",
    409: "ABORTED", 503: "UNAVAILABLE",
}  # fmt: skip

#: The details are the body, as gateways pass it on; none is an empty body.
GRPC_ANSWERS: Final = tuple(
    replace(sent, reason=STATUSES[sent.status]) for sent in ANSWERS if sent.method == "GET"
)


@client("grpc", "grpc", GRPC_ANSWERS)
def _grpc(_: str, sent: Sent) -> Printed:
    """Yield what an error of gRPC prints whose details are the body of the answer."""
    grpc = importlib.import_module("grpc")

    def fail(request: bytes, context: Any) -> bytes:
        context.abort(grpc.StatusCode[STATUSES[sent.status]], sent.body)
        return request

    class Handlers(grpc.GenericRpcHandler):  # type: ignore[misc,name-defined,unused-ignore]
        def service(self, details: object) -> Any:
            return grpc.unary_unary_rpc_method_handler(fail)

    server = grpc.server(ThreadPoolExecutor(1), [Handlers()])
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            yield from raised(lambda: channel.unary_unary("/storage.Buckets/Get")(b""))
    finally:
        server.stop(None).wait()
