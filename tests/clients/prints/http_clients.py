"""What clients that speak HTTP print, from Python."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import io
import logging
import tempfile
import traceback
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.clients.prints.sent import ANSWERS, STORAGE_ANSWERS, Sent

#: Where an answer is asked for: what a client of the storage would ask, too.
PATH: Final = "/bucket"
_LOG_FORMAT: Final = "%(asctime)s %(levelname)s %(name)s %(message)s"

Printed = Iterator[tuple[str, str]]


@dataclass(frozen=True)
class Client:
    """A client: what it asks, and which package it needs.

    ``ask`` gets the server's address and the answer that it will get, and yields which part of a
    print it is (``str``, ``traceback``, ``log`` …) and the text.
    """

    name: str
    package: str
    ask: Callable[[str, Sent], Printed]
    answers: tuple[Sent, ...] = ANSWERS


CLIENTS: Final[dict[str, Client]] = {}


def client(name: str, package: str, answers: tuple[Sent, ...] = ANSWERS) -> Callable[..., Any]:
    """Register a function as what a client does."""

    def register(ask: Callable[[str, Sent], Printed]) -> Callable[[str, Sent], Printed]:
        CLIENTS[name] = Client(name, package, ask, answers)
        return ask

    return register


@contextlib.contextmanager
def _logged(*names: str) -> Iterator[io.StringIO]:
    """Collect what loggers say, as a program with the usual format writes it."""
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    handler.setFormatter(logging.Formatter(_LOG_FORMAT))
    loggers = [logging.getLogger(name) for name in names]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
        logger.addHandler(handler)
    try:
        yield said
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.removeHandler(handler)
            logger.setLevel(level)


def raised(call: Callable[[], object]) -> Printed:
    """Yield how an exception prints: what ``str`` gives, and the traceback."""
    try:
        call()
    except Exception as error:
        yield "str", str(error)
        yield "traceback", "".join(traceback.format_exception(error))


def _own_log(status: int, body: object) -> tuple[str, str]:
    """Return what a program logs that writes down status and body itself."""
    return "own log", f"2026-11-29 12:00:00,000 ERROR app.sync request failed: {status} {body}"


def _called(
    request: Callable[..., Any], logger: str, failure: type[Exception], url: str, sent: Sent
) -> Printed:
    """Yield what a client prints that has ``raise_for_status``, and what its logger says."""
    with _logged(logger) as said:
        yield from raised(lambda: request(sent.method, url + PATH).raise_for_status())
    yield "log", said.getvalue()
    with contextlib.suppress(failure):
        response = request(sent.method, url + PATH)
        yield _own_log(response.status_code, response.text)


@client("urllib", "urllib.request")
def _urllib(url: str, sent: Sent) -> Printed:
    request = urllib.request.Request(url + PATH, method=sent.method)
    yield from raised(lambda: urllib.request.urlopen(request))
    try:
        urllib.request.urlopen(request)
    except urllib.error.HTTPError as error:
        with contextlib.suppress(Exception):
            yield _own_log(error.code, error.read())


@client("requests", "requests")
def _requests(url: str, sent: Sent) -> Printed:
    requests = importlib.import_module("requests")
    yield from _called(
        requests.request, "urllib3.connectionpool", requests.RequestException, url, sent
    )


@client("httpx", "httpx")
def _httpx(url: str, sent: Sent) -> Printed:
    httpx = importlib.import_module("httpx")
    yield from _called(httpx.request, "httpx", httpx.HTTPError, url, sent)


@client("aiohttp", "aiohttp")
def _aiohttp(url: str, sent: Sent) -> Printed:
    aiohttp = importlib.import_module("aiohttp")

    async def call(strict: bool) -> tuple[int, str]:
        async with (
            aiohttp.ClientSession(raise_for_status=strict) as session,
            session.request(sent.method, url + PATH) as response,
        ):
            return response.status, await response.text()

    yield from raised(lambda: asyncio.run(call(True)))
    with contextlib.suppress(aiohttp.ClientError):
        yield _own_log(*asyncio.run(call(False)))


@client("boto3", "boto3")
def _boto3(url: str, sent: Sent) -> Printed:
    boto3 = importlib.import_module("boto3")
    config = importlib.import_module("botocore.config").Config(
        retries={"max_attempts": 0}, s3={"addressing_style": "path"}
    )
    session = boto3.Session("ak", "sk", region_name="eu-1")
    storage = session.client("s3", endpoint_url=url, config=config)
    head = sent.method == "HEAD"
    call = storage.head_bucket if head else storage.list_objects_v2
    with _logged("botocore.parsers") as said:
        yield from raised(lambda: call(Bucket="bucket"))
    yield "log", said.getvalue()


@client("openstacksdk", "openstack")
def _openstack(url: str, sent: Sent) -> Printed:
    openstack = importlib.import_module("openstack")
    exceptions = importlib.import_module("openstack.exceptions")
    with (
        _logged("keystoneauth.session") as said,
        openstack.connect(
            auth_type="none", endpoint=url, compute_endpoint_override=url,
            load_envvars=False, load_yaml_config=False,
        ) as connection,
    ):  # fmt: skip

        def call() -> None:
            response = connection.session.request(url + PATH, sent.method, raise_exc=False)
            exceptions.raise_from_response(response)

        yield from raised(call)
    yield "log", said.getvalue()


@client("google-api-core", "google.api_core")
def _google(url: str, sent: Sent) -> Printed:
    requests = importlib.import_module("requests")
    exceptions = importlib.import_module("google.api_core.exceptions")

    def call() -> None:
        raise exceptions.from_http_response(requests.request(sent.method, url + PATH))

    yield from raised(call)


@client("azure-core", "azure.core")
def _azure(url: str, sent: Sent) -> Printed:
    core = importlib.import_module("azure.core")
    rest = importlib.import_module("azure.core.rest")
    policies = importlib.import_module("azure.core.pipeline.policies")
    logger = "azure.core.pipeline.policies.http_logging_policy"
    with (
        _logged(logger) as said,
        core.PipelineClient(url, policies=[policies.HttpLoggingPolicy()]) as pipeline,
    ):
        request = rest.HttpRequest(sent.method, url + PATH)
        yield from raised(lambda: pipeline.send_request(request).raise_for_status())
    yield "log", said.getvalue()


@client("kubernetes", "kubernetes")
def _kubernetes(url: str, sent: Sent) -> Printed:
    kubernetes = importlib.import_module("kubernetes.client")
    configuration = kubernetes.Configuration()
    configuration.host = url
    configuration.retries = 0
    with (
        _logged("kubernetes.client.rest") as said,
        kubernetes.ApiClient(configuration) as api,
    ):
        core = kubernetes.CoreV1Api(api)
        if sent.method == "HEAD":
            yield from raised(lambda: core.connect_head_node_proxy("node-1"))
        else:
            yield from raised(lambda: core.read_namespaced_pod("web-0", "default"))
    yield "log", said.getvalue()


@client("esdk-obs-python", "obs", STORAGE_ANSWERS)
def _obs(url: str, sent: Sent) -> Printed:
    obs = importlib.import_module("obs")
    storage = obs.ObsClient(
        access_key_id="ak", secret_access_key="sk", server=url, path_style=True,
        max_retry_count=0, is_signature_negotiation=False, signature="obs",
    )  # fmt: skip
    logger = logging.getLogger("OBS_LOGGER")
    if hasattr(logger, "_inited"):
        del logger._inited
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder, "log.conf")
        config.write_text(
            f"[LOGCONF]\nlogfiledir={folder}\nlogfilename=sdk.log\nlogfilenumber=1\n"
            "logfilesize=1\nlogfilelevel=INFO\nprintlogtoconsole=0\nprintloglevel=ERROR\n",
            "utf-8",
        )
        storage.initLog(obs.LogConf(str(config)))
        call = storage.headBucket if sent.method == "HEAD" else storage.listObjects
        found = call("bucket")
        storage.close()
        for handler in logger.handlers[:]:
            logger.removeHandler(handler)
            handler.close()
        lines = Path(folder, "sdk.log").read_text("utf-8").splitlines()
    yield "str", str(found)
    yield "message", found.errorMessage or ""
    yield "log", "\n".join(line for line in lines if "exceptional obs response" in line)
    yield "body", sent.body if sent.method != "HEAD" else ""
