"""``codes.json`` as tests look at it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx_error_index.catalog.export import codes_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_error_index.catalog.export import Url
    from sphinx_error_index.model import Catalog


def whole_codes_json(
    catalog: Catalog, titles: Mapping[str, str], url: Url, base_url: str = ""
) -> dict[str, Any]:
    """Return the content of ``codes.json`` with the entries of all codes as a list."""
    content = codes_json(catalog, titles, url, base_url)
    return {**content, "codes": list(content["codes"])}
