"""A small catalogue, and what a logger prints whose handler has the filter of ``links``."""

from __future__ import annotations

import logging
from typing import Any

from sphinx_error_index.links import LinkFilter, slug

BASE = "https://docs.example.com/errors"


def code_of(service: str, code: str, *status: int) -> dict[str, Any]:
    variants = [{"code": code, "status": [number]} for number in status] or [
        {"code": code, "status": []}
    ]
    return {
        "service": service,
        "code": code,
        "url": f"{service}/{slug(code)}.html",
        "variants": variants,
    }


CODES = {
    "base_url": BASE,
    "codes": [
        code_of("obs", "403", 403),
        code_of("obs", "NoSuchBucket", 404),
        code_of("gateway", "APIG.0201", 401, 504),
        code_of("gateway", "conflict", 409),
        code_of("ecs", "NoSuchBucket", 404),
        code_of("ecs", "Ecs.0910", 400),
    ],
}


def logged(
    link_filter: LinkFilter,
    message: str,
    *args: object,
    exc: Exception | None = None,
    **extra: object,
) -> str:
    """What a handler with the filter writes for a record."""
    info = (type(exc), exc, None) if exc else None
    record = logging.Logger("test").makeRecord(
        "test", logging.ERROR, "file.py", 1, message, args, info, extra=extra
    )
    assert link_filter.filter(record) is True
    return record.getMessage()
