"""aiohttp, on the side of the server: HTTP errors are answered as problems."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx_error_index.integrations.core import CodedError
from sphinx_error_index.integrations.web.problems import MEDIA_TYPE, problem, problem_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx_error_index.integrations.core import Links


def middleware(links: Links) -> Any:
    """Return a middleware: ``web.Application(middlewares=[middleware(links)])``.

    ``web.HTTPException`` of status 400 and above, and ``CodedError``, become problems; a code is
    the attribute ``error_code`` of the exception. Errors that nobody expected stay with aiohttp.

    Raises:
        ImportError: aiohttp is not installed.
    """
    from aiohttp import web

    @web.middleware  # type: ignore[untyped-decorator,unused-ignore]
    async def problems(request: Any, handler: Callable[..., Any]) -> Any:
        try:
            return await handler(request)
        except CodedError as error:
            made = problem_of(links, error, request.path)
        except web.HTTPException as error:
            if error.status < 400:
                raise
            text = error.text or ""
            detail = "" if text == f"{error.status}: {error.reason}" else text
            kept = {
                name: value
                for name, value in error.headers.items()
                if name.lower() not in ("content-type", "content-length")
            }
            code = getattr(error, "error_code", None)
            made = problem(
                links, error.status, code=code, detail=detail, instance=request.path, headers=kept
            )
        return web.Response(
            body=made.body, status=made.status, headers=made.headers, content_type=MEDIA_TYPE
        )

    return problems
