"""Flask: HTTP errors are answered as problems."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx_error_index.integrations.core import CodedError
from sphinx_error_index.integrations.web.problems import MEDIA_TYPE, Problem, problem, problem_of

if TYPE_CHECKING:
    from sphinx_error_index.integrations.core import Links


def answer_problems(app: Any, links: Links) -> None:
    """Let an application or a blueprint answer ``HTTPException`` and ``CodedError`` as problems.

    A code is the attribute ``error_code`` of the exception. Redirections, and exceptions that were
    raised with a response of their own, stay as they are; so do errors that nobody expected.

    Raises:
        ImportError: Flask is not installed.
    """
    from flask import Response, request
    from werkzeug.exceptions import HTTPException, InternalServerError

    def answer(made: Problem) -> Any:
        return Response(made.body, made.status, dict(made.headers), content_type=MEDIA_TYPE)

    def http_error(error: Any) -> Any:
        if error.response is not None or error.code is None or error.code < 400:
            return error
        original = getattr(error, "original_exception", None)
        is_unexpected = isinstance(error, InternalServerError) and original is not None
        if is_unexpected:
            return error
        kept = {
            name: value
            for name, value in error.get_headers(request.environ)
            if name.lower() not in ("content-type", "content-length")
        }
        detail = error.description if error.description != type(error).description else None
        code = getattr(error, "error_code", None)
        return answer(
            problem(
                links, error.code, code=code, detail=detail, instance=request.path, headers=kept
            )
        )

    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(
        CodedError, lambda error: answer(problem_of(links, error, request.path))
    )
