"""Builds of some services only (``error_index_services``): one job of several has its own ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_error_index.links import slug
from sphinx_error_index.messages import Messages, Subtype

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx
    from sphinx.config import Config

    from sphinx_error_index.sphinxext.domain import ErrorDomain


def check_config(config: Config, warn: Callable[..., None]) -> None:
    """Remove what is no name of a service from the configuration, with a warning for each."""
    given = config.error_index_services
    if not isinstance(given, list | tuple):
        warn("%s must be a list of services: it is ignored", "error_index_services")
        given = ()
    kept = []
    for name in given if list(given) != [""] else ():  # what -D makes of an empty value
        if isinstance(name, str) and name.strip() and slug(name.strip()) == name.strip():
            kept.append(name.strip())
        else:
            warn("%s: %r is no name of a service: it is ignored", "error_index_services", name)
    config.error_index_services = kept


def check(domain: ErrorDomain, app: Sphinx) -> None:
    """Warn of services that the build is to have, and that no page documents."""
    left = {service for services in domain.left_out.values() for service in services}
    for name in app.config.error_index_services:
        if name not in domain.catalog.services:
            known = ", ".join(sorted({*domain.catalog.services, *left})) or "none"
            messages = Messages(app.config, str(app.confdir / "conf.py"))
            text = "error_index_services: no page documents %r; those are: %s"
            messages.warn(Subtype.CONFIG, 0, text, name, known)
