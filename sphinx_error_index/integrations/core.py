"""The core of all integrations: from an error, as a program meets it, to the page of its code.

A program makes one :class:`Links` when it starts. Nothing that is done with it afterwards raises,
or replaces an error of the program: where no page can be named, there is no address.
"""

from __future__ import annotations

import logging
import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import urlsplit

from sphinx_error_index.integrations.reading import Failure, read
from sphinx_error_index.links import Catalog, Site, links_wanted, url_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

logger = logging.getLogger("sphinx_error_index")
"""What the integrations have to say of themselves."""

MAX_LEAVES: Final = 100
"""The most exceptions of a group that are given a note."""

_Error = TypeVar("_Error", bound=BaseException)


class Links:
    """Knows where a site is, and which page of it an error has.

    Args:
        service: the service whose codes the errors have.
        base: where the site is published, with ``https://``; else ``ERROR_INDEX_URL``, else what
            the catalogue says.
        catalog: a :class:`~sphinx_error_index.links.Catalog`, or the path or content of a
            ``codes.json``. With one, only codes that have a page get an address, and the first
            of an error's codes that has one counts.
        style: the site's builder, ``"html"`` or ``"dirhtml"``; a catalogue knows it itself.
        by_status: whether the HTTP status comes before the code that a service names; for
            services whose documentation lists statuses.

    Raises:
        ValueError: ``base`` or ``style`` is none, or the catalogue is no ``codes.json``.
        OSError: the catalogue cannot be read.
    """

    def __init__(
        self,
        service: str,
        *,
        base: str | None = None,
        catalog: Catalog | str | os.PathLike[str] | Mapping[str, Any] | None = None,
        style: str = "html",
        by_status: bool = False,
    ) -> None:
        if catalog is not None and not isinstance(catalog, Catalog):
            catalog = Catalog(catalog)
        if base is not None and not _is_address(base):
            raise ValueError(f"{base!r} is no address of a site, as https://docs.example.com is")
        url_for("service", "code", base=base, style=style)  # raises ValueError for another style
        self.service = service
        self._site = Site(base, style, catalog)
        self._by_status = by_status
        if not self.base:
            logger.warning(
                "the address of the error index is not known: give base, or set ERROR_INDEX_URL"
            )

    @property
    def base(self) -> str:
        """Where the site is published; empty where nothing says so."""
        catalog = self._site.catalog
        known = self._site.base or os.environ.get("ERROR_INDEX_URL")
        return known or (catalog.base if catalog else "")

    def url(self, code: str | int | None, status: str | int | None = None) -> str | None:
        """Return the address of a code's page, None where it has none or the site is not known.

        ``code`` may begin with another service (``"vpc/VPC.0101"``).
        """
        with suppress(Exception):
            if code is None or not str(code) or not links_wanted():
                return None
            service, _, rest = str(code).partition("/")
            foreign = bool(rest) and self._site.catalog is None and service.isalnum()
            owner = service if foreign else self.service
            return self._site.url(rest if foreign else code, owner, status)
        return None

    def url_of(self, error: object) -> str | None:
        """Return the address of the page of an exception, a response, or a body; else None.

        An address of the site that a server sent along, as the ``type`` of a problem (RFC 9457),
        comes first, then the codes that are named, then the HTTP status.
        """
        with suppress(Exception):
            known = getattr(error, "error_url", None)
            return known if isinstance(known, str) else self.url_for(read(error))
        return None

    def url_for(self, failure: Failure) -> str | None:
        """Return the address of the page of what was read of an error; None where it has none."""
        if not links_wanted():
            return None
        below = f"{self.base.rstrip('/')}/"
        for url in failure.urls:
            if len(below) > 1 and url.startswith(below):
                return url
        status = None if failure.status is None else str(failure.status)
        codes = [*failure.codes]
        if status is not None:
            codes.insert(0 if self._by_status else len(codes), status)
        return next(filter(None, map(self.url, codes)), None)

    def note(self, error: _Error) -> _Error:
        """Give an exception a note with the address, once, and the address as ``error_url``.

        Of a group each exception gets its own. Returns the exception, to be raised.

        A note lives as long as its exception: one that makes itself anew when it is pickled (by a
        ``__reduce__`` of its own) comes without it out of a pool of processes.
        """
        with suppress(Exception):
            for leaf in _leaves(error):
                self._note(leaf)
        return error

    def _note(self, error: BaseException) -> None:
        url = self.url_of(error)
        note = f"See {url}"
        if url and note not in getattr(error, "__notes__", ()):
            error.add_note(note)
            set_url(error, url)

    @contextmanager
    def noting(self) -> Iterator[None]:
        """Note the address on every exception that leaves a block; also a decorator."""
        try:
            yield
        except Exception as error:
            self.note(error)
            raise


class CodedError(Exception):
    """An error of a program that names the code of its page.

    ``status`` is the HTTP status with which a web application answers it, ``detail`` a sentence
    on this very occurrence. Frameworks' handlers and the interceptor of gRPC understand it.
    """

    def __init__(self, code: str | int, *, status: int = 500, detail: str = "") -> None:
        super().__init__(detail or str(code))
        self.error_code = code
        self.status = status
        self.detail = detail

    def __reduce__(self) -> tuple[Any, ...]:
        """Return what a copy is made of: the keywords are not among ``args``."""
        state = {**self.__dict__, "detail": self.detail}
        return (_made, (type(self), self.args, state))


def _made(kind: type[CodedError], arguments: tuple[Any, ...], state: dict[str, Any]) -> CodedError:
    error = kind.__new__(kind, *arguments)
    error.args = arguments
    error.__dict__.update(state)
    return error


def set_url(target: object, url: str) -> None:
    """Set ``error_url`` of an exception or a response, where it takes attributes."""
    with suppress(Exception):
        target.error_url = url  # type: ignore[attr-defined]


def _is_address(base: str) -> bool:
    parts = urlsplit(base)
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _leaves(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception, or those of a group, groups within it included, as many as may be."""
    waiting, count = [error], 0
    while waiting and count < MAX_LEAVES:
        count += 1
        each = waiting.pop(0)
        if isinstance(each, BaseExceptionGroup):
            waiting += each.exceptions
        else:
            yield each
