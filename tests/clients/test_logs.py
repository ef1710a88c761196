"""Log libraries, each as it is: the record is kept, and has the address."""

from __future__ import annotations

import io
import json
import logging
import logging.handlers
import multiprocessing
import re
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

from sphinx_error_index.integrations.core import CodedError, Links
from sphinx_error_index.integrations.logs import (
    FieldFilter,
    loguru_patcher,
    record_error,
    show_whole_addresses,
    structlog_processor,
)
from sphinx_error_index.links import LinkFilter
from tests.clients.conftest import BASE, catalog

PAGE = f"{BASE}/obs/403.html"
OBS = Links("obs", base=BASE)


@pytest.fixture
def stream() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def logger() -> Iterator[logging.Logger]:
    logger = logging.getLogger("tests.clients")
    logger.propagate = False
    yield logger
    logger.handlers.clear()


def _lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


class TestStructlog:
    @pytest.fixture
    def structlog(self) -> Iterator[Any]:
        structlog = pytest.importorskip("structlog", reason="structlog is not installed")
        yield structlog
        structlog.reset_defaults()

    def test_a_processor_adds_a_field(self, structlog: Any, stream: io.StringIO) -> None:
        structlog.configure(
            processors=[
                structlog_processor(OBS),
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(),
            ],
            logger_factory=structlog.PrintLoggerFactory(stream),
        )
        log = structlog.get_logger()
        log.error("denied", error_code=403)
        log.error("denied", error_code=403, error_url="own")
        log.error("fine")
        try:
            raise CodedError("403", status=500)
        except CodedError:
            log.exception("failed")
        first, own, fine, failed = _lines(stream)
        assert first == {"event": "denied", "error_code": 403, "error_url": PAGE}
        assert own["error_url"] == "own"
        assert fine == {"event": "fine"}
        assert failed["error_url"] == PAGE
        assert "Traceback" in failed["exception"]

    @pytest.mark.parametrize("by_filter", [True, False])
    def test_records_survive_the_way_through_the_standard_library(
        self, structlog: Any, stream: io.StringIO, logger: logging.Logger, by_filter: bool
    ) -> None:
        formatter = structlog.stdlib.ProcessorFormatter
        handler = logging.StreamHandler(stream)
        handler.setFormatter(
            formatter(
                foreign_pre_chain=[structlog.stdlib.ExtraAdder()],
                processors=[formatter.remove_processors_meta, structlog.processors.JSONRenderer()],
            )
        )
        own = [] if by_filter else [structlog_processor(OBS)]
        if by_filter:
            handler.addFilter(LinkFilter("obs", base=BASE))
        logger.addHandler(handler)
        structlog.configure(
            processors=[*own, formatter.wrap_for_formatter],
            logger_factory=structlog.stdlib.LoggerFactory(),
            wrapper_class=structlog.stdlib.BoundLogger,
        )
        log = structlog.get_logger("tests.clients")
        log.error("denied", error_code=403, bucket="b")
        log.error("denied again", error_code=403)
        logger.error("of %s", "others")
        first, second, others = _lines(stream)
        assert first == {"event": "denied", "error_code": 403, "bucket": "b", "error_url": PAGE}
        assert second["error_url"] == PAGE
        assert others["event"] == "of others"


class TestLoguru:
    @pytest.fixture
    def loguru(self) -> Iterator[Any]:
        loguru = pytest.importorskip("loguru", reason="loguru is not installed")
        loguru.logger.remove()
        yield loguru.logger
        loguru.logger.remove()
        loguru.logger.configure(patcher=lambda _: None)

    def test_the_patcher_adds_a_field(self, loguru: Any, stream: io.StringIO) -> None:
        loguru.configure(patcher=loguru_patcher(OBS))
        loguru.add(stream, format="{message}|{extra[error_url]}", backtrace=False)
        loguru.bind(error_code=403).error("denied")
        loguru.error("fine")
        try:
            raise CodedError(404, status=500)
        except CodedError:
            loguru.exception("failed")
        lines = stream.getvalue().splitlines()
        assert lines[:3] == [f"denied|{PAGE}", "fine|", f"failed|{BASE}/obs/404.html"]

    def test_serialised_it_is_among_extra(self, loguru: Any, stream: io.StringIO) -> None:
        loguru.add(stream, serialize=True)
        loguru.patch(loguru_patcher(OBS)).bind(error_code=403).error("denied")
        (record,) = _lines(stream)
        assert record["record"]["extra"] == {"error_code": 403, "error_url": PAGE}
        assert record["record"]["message"] == "denied"


def test_python_json_logger(stream: io.StringIO, logger: logging.Logger) -> None:
    json_logger = pytest.importorskip(
        "pythonjsonlogger.json", reason="python-json-logger is not installed"
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(json_logger.JsonFormatter())
    handler.addFilter(LinkFilter("obs", base=BASE, in_text=False))
    logger.addHandler(handler)
    logger.error("denied", extra={"error_code": 403})
    logger.error({"message": "denied", "error_code": 403})
    given = {"message": "denied", "error_code": 403, "error_url": PAGE}
    assert _lines(stream) == [given, given]


def test_oslo_log(stream: io.StringIO, logger: logging.Logger) -> None:
    formatters = pytest.importorskip("oslo_log.formatters", reason="oslo.log is not installed")
    from oslo_log.log import KeywordArgumentAdapter

    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatters.JSONFormatter())
    handler.addFilter(FieldFilter("obs", base=BASE))
    logger.addHandler(handler)
    logger.error("denied", extra={"error_code": 403})
    KeywordArgumentAdapter(logger, {}).error("denied", error_code=403, bucket="b")
    plain, with_keys = _lines(stream)
    assert (plain["message"], plain["extra"]) == ("denied", {"error_url": PAGE})
    assert with_keys["message"] == "denied"
    assert with_keys["extra"] == {"error_code": 403, "bucket": "b", "error_url": PAGE}


@pytest.mark.parametrize("width", [20, 60])
def test_rich_breaks_no_address(width: int, stream: io.StringIO, logger: logging.Logger) -> None:
    pytest.importorskip("rich", reason="rich is not installed")
    from rich.console import Console
    from rich.logging import RichHandler

    console = Console(file=stream, width=width, force_terminal=True, color_system="truecolor")
    handler = RichHandler(console=console)
    handler.addFilter(FieldFilter("obs", base=BASE))
    show_whole_addresses(handler)
    logger.addHandler(handler)
    logger.error("The upload of the object was denied", extra={"error_code": 403})
    written = stream.getvalue()
    assert f";{PAGE}\x1b\\" in written
    plain = re.sub(r"\x1b\]8;[^\x1b]*\x1b\\|\x1b\[[0-9;]*m", "", written)
    assert plain.splitlines()[-1] == PAGE


def _log_in_child(queue: Any) -> None:
    handler = logging.handlers.QueueHandler(queue)
    logger = logging.getLogger("child")
    logger.propagate = False
    logger.addHandler(handler)
    try:
        raise ValueError("no")
    except ValueError:
        logger.exception("denied", extra={"error_code": 403})


def test_queues_across_processes(stream: io.StringIO) -> None:
    """The address stands before the traceback, and once, though several processes log it."""
    context = multiprocessing.get_context("spawn")
    queue = context.Queue()
    handler = logging.StreamHandler(stream)
    handler.addFilter(LinkFilter("obs", base=BASE))
    children = [context.Process(target=_log_in_child, args=(queue,)) for _ in range(2)]
    for child in children:
        child.start()
    for _ in children:
        handler.handle(queue.get(timeout=60))
    for child in children:
        child.join()
    lines = stream.getvalue().splitlines()
    assert lines[:2] == [f"denied  {PAGE}", "Traceback (most recent call last):"]
    assert lines.count("denied") == 1
    assert stream.getvalue().count(PAGE) == 1


def test_warnings(stream: io.StringIO) -> None:
    handler = logging.StreamHandler(stream)
    handler.addFilter(LinkFilter(catalog=catalog("gateway", "APIG.0201")))
    logger = logging.getLogger("py.warnings")
    logger.addHandler(handler)
    logging.captureWarnings(True)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            warnings.warn("the backend answers APIG.0201", stacklevel=1)
    finally:
        logging.captureWarnings(False)
        logger.removeHandler(handler)
    assert stream.getvalue().count(f"{BASE}/gateway/APIG.0201.html") == 1


class TestOpenTelemetry:
    def test_spans_have_the_attribute(self) -> None:
        trace = pytest.importorskip(
            "opentelemetry.sdk.trace", reason="opentelemetry-sdk is not installed"
        )
        from opentelemetry.sdk.trace.export import SimpleSpanProcessor
        from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

        exporter = InMemorySpanExporter()
        provider = trace.TracerProvider()
        provider.add_span_processor(SimpleSpanProcessor(exporter))
        tracer = provider.get_tracer("tests")
        with tracer.start_as_current_span("call"):
            assert record_error(CodedError(403, status=403), OBS) == f"{PAGE}"
            assert record_error(ValueError("none"), OBS) is None
        (span,) = exporter.get_finished_spans()
        assert span.attributes is not None
        assert span.attributes["error.url"] == PAGE
        assert record_error(CodedError(403), OBS, span=object()) == f"{PAGE}"

    def test_log_records_have_the_attribute(self) -> None:
        record = logging.makeLogRecord({"msg": "denied", "error_code": 403})
        FieldFilter("obs", base=BASE).filter(record)
        assert vars(record)["error.url"] == PAGE
