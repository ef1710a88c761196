"""What a line of ``error-index resolve --batch`` asks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sphinx_error_index.cli.catalogfile import BadUseError
from sphinx_error_index.cli.joining.places import service_in
from sphinx_error_index.language import gettext as _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_error_index.cli.joining.places import Place


def asked(line: bytes, places: Sequence[Place]) -> tuple[str, str | None]:
    """Return the query of a line and the id of the service that it names, or None.

    Raises:
        BadUseError: the line is no JSON object with a query, or there is no such service.
    """
    try:
        content = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError):
        raise BadUseError(_("not JSON")) from None
    if not isinstance(content, dict):
        raise BadUseError(_("not a JSON object"))
    query, service = content.get("query"), content.get("service")
    if not isinstance(query, str):
        raise BadUseError(_('no "query" that is a string'))
    if not isinstance(service, str | None):
        raise BadUseError(_('"service" is not a string'))
    return query, service_in(places, service or None)
