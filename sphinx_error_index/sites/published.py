"""A published site as a catalogue: the files of its index, fetched as they are needed.

Files whose address has the digest of their build never change: they are kept in a cache folder. The
root and ``codes.json`` are asked for each time.
"""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from sphinx_error_index.language import gettext as _
from sphinx_error_index.resolver.store import ROOT
from sphinx_error_index.version import __version__

if TYPE_CHECKING:
    from collections.abc import Collection
    from http.client import HTTPMessage

TIMEOUT: Final = 10.0
"""Seconds that a site has for each answer; ERROR_INDEX_TIMEOUT overrides it."""

AT_ONCE: Final = 6
"""Files that are fetched at the same time."""

LARGEST: Final = 256 * 1024 * 1024
"""Bytes of a file that is read at most."""

WHOLE: Final = b");\n"
"""What a file of the index ends with that was not cut off."""

NOT_FOUND: Final = (404, 410)


class SiteError(OSError):
    """A site does not answer, or not with what it should; the text says so."""


class _WebOnly(HTTPRedirectHandler):
    """Follows a site to no other kind of address; ``urllib`` would also follow it to ``ftp:``."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        """Return the request for the new address. Raises HTTPError."""
        if not newurl.startswith(("http://", "https://")):
            raise HTTPError(newurl, code, f"{msg} - {newurl} is no address of a site", headers, fp)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class Site:
    """A published site.

    Args:
        address: of the site, or of its ``codes.json``.
    """

    def __init__(self, address: str) -> None:
        base = address.partition("#")[0].partition("?")[0].removesuffix("codes.json")
        self.base = f"{base.rstrip('/')}/"
        own = hashlib.sha256(self.base.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        self._cache = cache_folder() / own
        self._timeout = _timeout()

    def read(self, paths: Collection[str]) -> dict[str, bytes]:
        """Return files of the index by their paths, those that are there.

        Raises:
            SiteError: the site does not answer.
        """
        if len(paths) < 2:
            found = [self._file(path) for path in paths]
        else:
            with ThreadPoolExecutor(AT_ONCE) as pool:
                found = list(pool.map(self._file, paths))
        return {path: got for path, got in zip(paths, found, strict=True) if got is not None}

    def content(self, path: str) -> bytes:
        """Return a file that must be there.

        Raises:
            SiteError: the site does not answer, or has no such file.
        """
        got = self._fetched(path)
        if got is None:
            text = _("no catalogue at %(address)s: it has no %(file)s")
            raise SiteError(text % {"address": self.base, "file": path})
        return got

    def _file(self, path: str) -> bytes | None:
        if path == ROOT:
            return self._fetched(path)
        kept = self._cache / path
        with contextlib.suppress(OSError):
            got = kept.read_bytes()
            if got.endswith(WHOLE):
                return got
        fetched = self._fetched(path)
        if fetched is not None and fetched.endswith(WHOLE):
            _keep(kept, fetched)
        return fetched

    def _fetched(self, path: str) -> bytes | None:
        """A file from the site; None where the site says that there is none."""
        try:
            request = Request(
                self.base + path, headers={"User-Agent": f"error-index/{__version__}"}
            )
            with build_opener(_WebOnly).open(request, timeout=self._timeout) as answer:
                content: bytes = answer.read(LARGEST + 1)
        except HTTPError as error:
            if error.code in NOT_FOUND:
                return None
            said = {"address": self.base, "status": f"{error.code} {_one_line(error.reason)}"}
            raise SiteError(_("%(address)s answers %(status)s") % said) from None
        except (URLError, OSError, http.client.HTTPException, ValueError) as error:
            reason = getattr(error, "reason", None) or error
            text = _("%(address)s does not answer: %(reason)s")
            raise SiteError(text % {"address": self.base, "reason": _one_line(reason)}) from None
        if len(content) > LARGEST:
            raise SiteError(_("%(address)s is too large") % {"address": self.base + path})
        return content


def _one_line(reason: object) -> str:
    """Return what a server or the system gives as a reason, on one line."""
    return " ".join(str(reason).split())


def cache_folder() -> Path:
    """Return the folder in which files of published sites are kept.

    It is ``error-index`` below XDG_CACHE_HOME, by default ``~/.cache`` (XDG Base Directory
    Specification).
    """
    base = os.environ.get("XDG_CACHE_HOME", "")
    folder = Path(base) if Path(base).is_absolute() else Path("~/.cache").expanduser()
    return folder / "error-index"


def _timeout() -> float:
    try:
        return max(0.1, float(os.environ.get("ERROR_INDEX_TIMEOUT", TIMEOUT)))
    except ValueError:
        return TIMEOUT


def _keep(path: Path, content: bytes) -> None:
    """Put a file into the cache; what cannot be kept is fetched again."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(content)
        Path(file.name).replace(path)
