"""The sites that answer: the one that was named, and those that it names.

Apart from what answers a text, as a code needs none of that.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from sphinx_error_index.cli.catalogfile import BadUseError, open_index, service_named
from sphinx_error_index.language import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sphinx_error_index.resolver.index import Index


class Place:
    """A site that answers: its name in the hub's conf.py ("" for the hub), address and index."""

    def __init__(self, name: str, base: str, index: Index) -> None:
        self.name, self.base, self.index = name, base, index


def places_of(catalog: str) -> list[Place]:
    """Return the site of a catalogue, and those that it names and that answer.

    One that does not answer is said on standard error. Raises BadUseError where the site itself
    has no index.
    """
    index = open_index(catalog)
    found = [Place("", index.root.base_url, index)]
    if not index.root.remotes:
        return found
    from sphinx_error_index.sites.remotes import is_base  # most sites name no others

    for name, base in index.root.remotes.items():
        try:
            if not is_base(base):
                raise BadUseError(_("%(address)s is no address of a site") % {"address": base})
            found.append(Place(name, base, open_index(base)))
        except (BadUseError, OSError) as error:
            print(f"error-index: {name}: {error}", file=sys.stderr)
    return found


def service_in(places: Sequence[Place], name: str | None) -> str | None:
    """Return the service called *name*, in any case, of all sites. Raises BadUseError for none."""
    return service_named(services_of(places), name)


def services_of(places: Iterable[Place]) -> Iterator[str]:
    """Yield the ids of the services of sites."""
    for place in places:
        yield from (service.id for service in place.index.services)
