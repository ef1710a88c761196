"""A site that speaks of others (``error_index_remotes``): what a build fetches of them."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_error_index.links import slug
from sphinx_error_index.messages import Messages, Subtype
from sphinx_error_index.sites.remotes import RemoteError, fetched, is_base, keep, kept

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx
    from sphinx.config import Config

    from sphinx_error_index.sites.remotes import Remote
    from sphinx_error_index.sphinxext.domain import ErrorDomain

AT_ONCE = 6
"""Sites that are asked at the same time."""


def check_config(config: Config, warn: Callable[..., None]) -> None:
    """Remove what names no site from the configuration, with a warning for each."""
    given = config.error_index_remotes
    if not isinstance(given, dict):
        warn("%s must be a dictionary of addresses: it is ignored", "error_index_remotes")
        given = {}
    named = {}
    for name, base in given.items():
        if not isinstance(name, str) or not name or slug(name) != name:
            warn("%s: %r is no name of a site: it is ignored", "error_index_remotes", name)
        elif not is_base(base):
            text = "%s: %r is no address of a site (https://…): it is ignored"
            warn(text, "error_index_remotes", base)
        else:
            named[name] = f"{base.rstrip('/')}/"
    config.error_index_remotes = named


def load(app: Sphinx) -> tuple[Remote, ...]:
    """Return the other sites, each as it answers now, else as it answered last.

    One that does not answer is a warning.
    """
    named: dict[str, str] = app.config.error_index_remotes
    if not named:
        return ()
    folder = _folder(app)

    def ask(name: str) -> tuple[Remote | None, str]:
        try:
            remote, files = fetched(name, named[name])
        except RemoteError as error:
            return kept(folder, name, named[name]), str(error)
        keep(folder, named[name], files)
        return remote, ""

    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(ask, named))
    messages = Messages(app.config, str(app.confdir / "conf.py"))
    for (name, base), (remote, reason) in zip(named.items(), found, strict=True):
        if reason and remote:
            text = "error_index_remotes: %s at %s: %s: what it said last is used"
            messages.warn(Subtype.REMOTE, 0, text, name, base, reason)
        elif reason:
            text = "error_index_remotes: %s at %s: %s: its codes are left out"
            messages.warn(Subtype.REMOTE, 0, text, name, base, reason)
    return tuple(remote for remote, _reason in found if remote)


def _folder(app: Sphinx) -> Path:
    """Return the folder that outlives a build, if conf.py names one."""
    if app.config.error_index_cache:
        folder = Path(os.path.normpath(app.confdir / app.config.error_index_cache))
        return folder / "remotes"
    return Path(app.doctreedir, "error-index-remotes")


def check(domain: ErrorDomain, app: Sphinx) -> None:
    """Warn of services that two sites have: a name then means that of the first one."""
    first = {service.lower(): "this site" for service in domain.catalog.services}
    messages = Messages(app.config, str(app.confdir / "conf.py"))
    for remote in domain.session.remotes:
        for service in remote.services:
            other = first.setdefault(service.id.lower(), remote.name)
            if other != remote.name:
                text = (
                    "error_index_remotes: %s and %s both have the service %s: the first one leads"
                )
                messages.warn(Subtype.REMOTE, 0, text, other, remote.name, service.id)
