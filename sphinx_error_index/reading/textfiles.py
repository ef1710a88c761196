"""The bytes of a vendor's text file → text, in whatever encoding it is."""

from __future__ import annotations

FALLBACK = "Windows-1252"
"""The encoding for a file that does not fit its own encoding: it accepts every byte."""


def decoded(raw: bytes, encoding: str = "") -> tuple[str, int | None, str]:
    """Return a file's text, the offset of the first byte that does not fit, and the encoding used.

    Without an ``encoding``, a file is read as UTF-8, or as UTF-16 if it has a byte order mark. The
    offset is ``None`` if every byte fits. An ``encoding`` that does not exist, or that encodes
    something other than text, fits no byte.
    """
    if not encoding and raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace"), None, "UTF-16"
    try:
        return raw.decode(encoding or "utf-8-sig"), None, encoding or "UTF-8"
    except UnicodeDecodeError as error:
        place = error.start
    except (LookupError, UnicodeError, ValueError):
        place = 0
        try:
            return raw.decode("utf-8-sig"), place if raw else None, "UTF-8"
        except UnicodeDecodeError:
            pass
    try:
        return raw.decode("cp1252"), place, FALLBACK
    except UnicodeDecodeError:
        return raw.decode("latin-1"), place, FALLBACK
