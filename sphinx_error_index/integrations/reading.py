"""What an error says of itself, whichever library made it: its codes, and its HTTP status.

Libraries name these things differently, but not in many ways. So an exception, a response or a
body is read by its shape, and no library is known by name. Nothing that is read here is trusted:
bodies are read up to a limit, and whatever cannot be read says nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Coroutine, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from xml.sax.saxutils import unescape

MAX_BODY: Final = 65_536
"""The most bytes of a body that are searched for a code."""

MAX_CODE: Final = 200
"""The most characters of a code."""

MAX_DEPTH: Final = 5
"""How deep a code may stand in a JSON body."""

MAX_VALUES: Final = 1_000
"""The most values of a JSON body that are looked at."""

KEYS: Final = (
    "error_code errorCode ErrorCode errcode code Code error_reason reason type error status".split()
)
"""Names that a code has in a body, the surest first."""

_XML_CODE = re.compile(
    r"<(?:[\w.-]{1,80}:)?(?:Error)?Code(?:\s[^<>]{0,500})?>([^<>]{1,200})</", re.I
)
_CODE = re.compile(r"[^\s<>\"'{}]{1,200}")
_REASON = re.compile(r"[A-Z][A-Z0-9_]+")
"""The reason of an ``ErrorInfo`` (google.rpc); the phrase of an HTTP status is no code."""

_OWN_CODES = ("error_code", "errorCode", "error_reason")
_STATUSES = ("status_code", "http_status", "status", "code", "HTTPStatusCode", "sc")
_BODIES = ("content", "body", "text", "data")


@dataclass(frozen=True, slots=True)
class Failure:
    """What an error says: its codes, the surest first, addresses, and its HTTP status."""

    codes: tuple[str, ...] = ()
    status: int | None = None
    urls: tuple[str, ...] = ()


def read(error: object) -> Failure:
    """Return what an exception, a response, or a body (text, bytes or its JSON) says.

    Never raises; of what cannot be read it returns nothing.
    """
    if isinstance(error, str | bytes | bytearray | Mapping):
        said = list(_of_body(error))
        return _failure(said, _status_in(error) if isinstance(error, Mapping) else None)
    response = _get(error, "response")
    status = _status(error)
    if status is None and response is not None:
        status = _status_in(response) if isinstance(response, Mapping) else _status(response)
    said = [str(code) for name in _OWN_CODES if _is_code(code := _get(error, name))]
    said += _reason(error)
    for source in (error, response):
        if isinstance(source, Mapping):
            said += _of_body(source)
        elif source is not None:
            bodies = (_body(source, name) for name in _BODIES)
            said += _of_body(next((body for body in bodies if body), ""))
    return _failure(said, status)


def _failure(said: Sequence[str], status: int | None) -> Failure:
    urls = tuple(text for text in said if text.startswith(("http://", "https://")))
    codes = dict.fromkeys(text for text in said if _CODE.fullmatch(text) and ":/" not in text)
    codes.pop(str(status), None)
    codes.pop("about:blank", None)
    return Failure(tuple(codes), status, urls)


def _get(source: object, name: str) -> object:
    """Return an attribute, or what a method of that name returns; None for anything amiss."""
    with suppress(Exception):
        value = getattr(source, name, None)
        if not callable(value):
            return value
        value = value()
        if isinstance(value, Coroutine):  # of asynchronous clients: a hook of theirs reads it first
            value.close()
            return None
        return value
    return None


def _is_code(value: object) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool) and value != ""


def _reason(error: object) -> Iterator[str]:
    """Yield the names by which RPC errors call themselves: a reason, and that of their status."""
    reason = _get(error, "reason")
    if isinstance(reason, str) and _REASON.fullmatch(reason):
        yield reason
    for attribute in ("grpc_status_code", "code"):
        status = _get(error, attribute)
        name = getattr(status, "name", None)
        if isinstance(name, str) and not isinstance(status, HTTPStatus):
            yield name


def _status(source: object) -> int | None:
    return next(filter(None, (_number(_get(source, name)) for name in _STATUSES)), None)


def _status_in(source: Mapping[str, object]) -> int | None:
    """Return the HTTP status that a mapping says, itself or in a mapping within."""
    inside = [value for value in source.values() if isinstance(value, Mapping)]
    values = (_number(each.get(name)) for each in (source, *inside) for name in _STATUSES)
    return next(filter(None, values), None)


def _number(value: object) -> int | None:
    """Return an HTTP status that a value is; None for every other value."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) == 3:
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 100 <= value <= 599:
        return int(value)
    return None


def _body(source: object, name: str) -> str | bytes | Mapping[str, object] | None:
    value = _get(source, name)
    return value if isinstance(value, str | bytes | Mapping) else None


def _of_body(body: str | bytes | bytearray | Mapping[str, object]) -> Iterator[str]:
    """Yield the codes and addresses that a body names, the surest first."""
    if isinstance(body, bytes | bytearray):
        body = bytes(body[:MAX_BODY]).decode("utf-8", "replace")
    if isinstance(body, str):
        text = body[:MAX_BODY].lstrip("\ufeff \t\r\n")
        if text.startswith("<"):
            yield from (unescape(code.strip()) for code in _XML_CODE.findall(text))
            return
        try:
            body = json.loads(text)
        except (ValueError, RecursionError):
            return
    found: dict[str, list[str]] = {key: [] for key in KEYS}
    for key, value in _values(body):
        if key in found and _is_code(value):
            found[key].append(str(value)[: 10 * MAX_CODE])
    for said in found.values():
        yield from said


def _values(body: object) -> Iterator[tuple[str, object]]:
    """Yield the named values of a JSON body, those that stand higher first, as many as may be."""
    level = [body]
    left = MAX_VALUES
    for _ in range(MAX_DEPTH):
        below: list[object] = []
        for each in level:
            pairs = (
                each.items()
                if isinstance(each, Mapping)
                else [("", item) for item in each]
                if isinstance(each, list | tuple)
                else ()
            )
            for key, value in pairs:
                left -= 1
                if left < 0:
                    return
                if isinstance(value, Mapping | list | tuple):
                    below.append(value)
                else:
                    yield str(key), value
        level = below
