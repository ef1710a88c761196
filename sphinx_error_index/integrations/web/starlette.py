"""Starlette and FastAPI: HTTP errors are answered as problems."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx_error_index.integrations.core import CodedError
from sphinx_error_index.integrations.web.problems import MEDIA_TYPE, Problem, problem, problem_of

if TYPE_CHECKING:
    from sphinx_error_index.integrations.core import Links


def answer_problems(app: Any, links: Links) -> None:
    """Let an application answer ``HTTPException`` and ``CodedError`` as problems.

    A code is the attribute ``error_code`` of the exception, else the member ``code`` of a
    ``detail`` that is a dictionary. Of FastAPI, requests that are not valid are answered so, too.
    Errors that nobody expected stay with the framework.

    Raises:
        ImportError: Starlette is not installed.
    """
    from starlette.exceptions import HTTPException
    from starlette.responses import Response

    def answer(made: Problem) -> Any:
        headers = dict(made.headers)
        if made.status in (204, 304) or made.status < 200:
            return Response(status_code=made.status, headers=headers)
        return Response(made.body, made.status, headers, MEDIA_TYPE)

    async def http_error(request: Any, error: Any) -> Any:
        detail = error.detail
        inside = detail if isinstance(detail, dict) else {}
        code = getattr(error, "error_code", None) or inside.get("code")
        said = inside.get("message", detail)
        return answer(
            problem(
                links, error.status_code, code=code, detail=said, instance=request.url.path,
                headers=error.headers,
            )
        )  # fmt: skip

    async def coded_error(request: Any, error: Any) -> Any:
        return answer(problem_of(links, error, request.url.path))

    async def not_valid(request: Any, error: Any) -> Any:
        errors = [{key: each[key] for key in ("loc", "msg", "type")} for each in error.errors()]
        return answer(problem(links, 422, detail=errors, instance=request.url.path))

    app.add_exception_handler(HTTPException, http_error)
    app.add_exception_handler(CodedError, coded_error)
    if type(app).__module__.partition(".")[0] == "fastapi":
        from fastapi.exceptions import RequestValidationError

        app.add_exception_handler(RequestValidationError, not_valid)
