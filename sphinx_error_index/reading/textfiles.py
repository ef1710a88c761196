"""The bytes of a vendor's text file → text, whatever it is encoded in."""

from __future__ import annotations

FALLBACK = "Windows-1252"
"""What a file that is not what it should be is read as; no byte is refused."""


def decoded(raw: bytes, encoding: str = "") -> tuple[str, int | None, str]:
    """Return a file's text, the place of the first byte that does not fit, and as what it is read.

    Without an ``encoding`` it is UTF-8, or UTF-16 with its mark. The place is None where all fit;
    one that is named, but is none of a text, fits nothing.
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
