"""Problem details for HTTP APIs, RFC 9457: what a web application answers instead of a page.

Members are those of section 3.1: ``type`` (here the address of the code's page, else
``about:blank``), ``status``, ``title``, ``detail`` and ``instance``; ``code`` is one of ours.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_error_index.integrations.core import CodedError, Links

MEDIA_TYPE: Final = "application/problem+json"

UNKNOWN: Final = "about:blank"
"""The type of a problem that is no more than its HTTP status (section 4.2.1)."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem as an answer: its HTTP status, its members, and further headers."""

    status: int
    members: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def body(self) -> bytes:
        """The JSON of the problem, in UTF-8."""
        return json.dumps(self.members, ensure_ascii=False, default=str).encode()


def problem(
    links: Links,
    status: int,
    *,
    code: object = None,
    detail: object = None,
    instance: str = "",
    headers: Mapping[str, str] | None = None,
) -> Problem:
    """Return the problem of an error.

    ``code`` names the page, else the status does; ``detail`` is a sentence, or a mapping or list,
    which becomes the member ``errors``. ``instance`` is the address of the occurrence.
    """
    named = code if isinstance(code, str | int) and code != "" else None
    url = links.url(named, status) if named is not None else links.url(status)
    members: dict[str, Any] = {"type": url or UNKNOWN, "title": _title(status), "status": status}
    if isinstance(detail, str) and detail and detail != members["title"]:
        members["detail"] = detail
    elif isinstance(detail, list | dict) and detail:
        members["errors"] = detail
    if instance:
        members["instance"] = instance
    if named is not None:
        members["code"] = str(named)
    return Problem(status, members, dict(headers or {}))


def problem_of(links: Links, error: CodedError, instance: str = "") -> Problem:
    """Return the problem of an error that names its code."""
    return problem(
        links, error.status, code=error.error_code, detail=error.detail, instance=instance
    )


def _title(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return f"HTTP status {status}"
