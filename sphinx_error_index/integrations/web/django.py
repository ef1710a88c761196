"""Django: errors that a view raises are answered as problems."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx_error_index.integrations.core import CodedError
from sphinx_error_index.integrations.web.problems import MEDIA_TYPE, problem, problem_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx_error_index.integrations.core import Links


def middleware(links: Links) -> Any:
    """Return a middleware; ``settings.MIDDLEWARE`` names what it is bound to.

    ``CodedError``, ``Http404``, ``PermissionDenied`` and ``BadRequest`` of a view become problems;
    a code is the attribute ``error_code`` of the exception. Addresses without a view, and errors
    that nobody expected, stay with Django. It serves synchronous and asynchronous views.

    Raises:
        ImportError: Django is not installed.
    """
    from django.core.exceptions import BadRequest, PermissionDenied
    from django.http import Http404, HttpResponse
    from django.utils.decorators import sync_and_async_middleware

    statuses = {Http404: 404, PermissionDenied: 403, BadRequest: 400}

    def process_exception(request: Any, error: Exception) -> Any:
        if isinstance(error, CodedError):
            made = problem_of(links, error, request.path)
        else:
            status = next((n for kind, n in statuses.items() if isinstance(error, kind)), None)
            if status is None:
                return None
            code = getattr(error, "error_code", None)
            said = str(error)
            made = problem(links, status, code=code, detail=said, instance=request.path)
        return HttpResponse(made.body, status=made.status, content_type=MEDIA_TYPE)

    @sync_and_async_middleware  # type: ignore[untyped-decorator,unused-ignore]
    def problems(get_response: Callable[..., Any]) -> Any:
        from asgiref.sync import iscoroutinefunction

        if iscoroutinefunction(get_response):

            async def later(request: Any) -> Any:
                return await get_response(request)

            later.process_exception = process_exception  # type: ignore[attr-defined]
            return later

        def now(request: Any) -> Any:
            return get_response(request)

        now.process_exception = process_exception  # type: ignore[attr-defined]
        return now

    return problems
