"""Loggers that are more than a line of text: the address is a field of the record.

For the standard library's loggers, and all that sit on them, there is
:class:`~sphinx_error_index.links.LinkFilter`. An event names its code as ``error_code``, or by its
exception, and gets ``error_url``.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from sphinx_error_index.links import LinkFilter

if TYPE_CHECKING:
    import logging
    from collections.abc import Callable, MutableMapping

    from sphinx_error_index.integrations.core import Links

CODE: Final = "error_code"
STATUS: Final = "error_status"
URL: Final = "error_url"

SPAN_ATTRIBUTE: Final = "error.url"
"""The attribute of OpenTelemetry's spans and log records."""


def structlog_processor(links: Links) -> Callable[[Any, str, Any], Any]:
    """Return a processor of structlog that adds ``error_url`` to events that name a code.

    It comes before the renderer, or before ``ProcessorFormatter.wrap_for_formatter``, and before
    ``format_exc_info``, which takes the exception away. It never raises.
    """

    def add(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> Any:
        with suppress(Exception):
            if URL not in event:
                error = event.get("exc_info")
                if error is True:
                    error = sys.exc_info()
                if isinstance(error, tuple):
                    error = error[1]
                _add(event, error, links)
        return event

    return add


def loguru_patcher(links: Links) -> Callable[[Any], None]:
    """Return a patcher for ``logger.configure(patcher=…)`` or ``logger.patch(…)`` of loguru.

    A code is ``logger.bind(error_code=…)``. ``error_url`` is among the record's ``extra``; a
    format shows it by ``{extra[error_url]}``, which is empty where there is none.
    """

    def patch(record: Any) -> None:
        extra = record["extra"]
        with suppress(Exception):
            if not extra.get(URL):
                error = record["exception"]
                _add(extra, error.value if error else None, links)
        extra.setdefault(URL, "")

    return patch


def _add(event: MutableMapping[str, Any], error: object, links: Links) -> None:
    """Add the address of the code that an event, or else its exception, names."""
    code = event.get(CODE)
    url = links.url(code, event.get(STATUS)) if code is not None else None
    if url is None and isinstance(error, BaseException):
        url = links.url_of(error)
    if url:
        event[URL] = url


class FieldFilter(LinkFilter):
    """Adds the address to records as a field alone, also where only named fields are shown.

    The JSON formatter of oslo.log shows fields of which a record has a list, and OpenTelemetry's
    handler sends every attribute: there it is ``error.url``. The arguments are those of
    :class:`~sphinx_error_index.links.LinkFilter`.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, in_text=False, **kwargs)

    def filter(self, record: logging.LogRecord) -> bool:
        """Add what there is to add to a record, in place; always return True."""
        super().filter(record)
        with suppress(Exception):
            url = getattr(record, URL, None)
            if url and not hasattr(record, SPAN_ATTRIBUTE):
                setattr(record, SPAN_ATTRIBUTE, url)
                keys = list(getattr(record, "extra_keys", ()))
                record.extra_keys = [*keys, URL]
        return True


def show_whole_addresses(handler: Any) -> None:
    """Let a handler of rich show addresses in a line of their own, which is not broken.

    ``handler`` is a ``RichHandler`` with a :class:`FieldFilter`: its table breaks addresses that
    are longer than its column. In terminals that can, the address is a link as well.
    """
    from rich.style import Style
    from rich.text import Text

    emit = handler.emit

    def emit_with_address(record: logging.LogRecord) -> None:
        emit(record)
        url = getattr(record, URL, None)
        if url:
            try:
                text = Text(str(url), style=Style(link=str(url)))
                handler.console.print(text, soft_wrap=True, highlight=False)
            except Exception:
                handler.handleError(record)

    handler.emit = emit_with_address


def record_error(error: BaseException, links: Links, span: Any = None) -> str | None:
    """Set ``error.url`` of a span of OpenTelemetry, the current one if none is given.

    Returns the address, or None where the exception has no page. Never raises.
    """
    url = links.url_of(error)
    with suppress(Exception):
        if span is None:
            from opentelemetry import trace

            span = trace.get_current_span()
        if url:
            span.set_attribute(SPAN_ATTRIBUTE, url)
    return url
