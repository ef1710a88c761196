"""Where an export goes: the standard output, or a file that is replaced only if it is ours."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from sphinx_error_index.cli.catalogfile import BadUseError
from sphinx_error_index.files import replace_whole
from sphinx_error_index.language import gettext as _

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    IsOurs = Callable[[bytes], bool]
    """Takes the first HEAD bytes of a file; says whether an earlier export wrote it."""

HEAD: Final = 100


def to_output(content: str) -> None:
    """Write a text to the standard output, as UTF-8 and with its own line ends, whatever it is."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content.encode("utf-8"))
    sys.stdout.buffer.flush()


def begins_with(mark: bytes) -> IsOurs:
    """Return the check by which a file of text is ours: its beginning."""
    return lambda head: head.startswith(mark)


def require_ours(path: Path, is_ours: IsOurs) -> None:
    """Raise BadUseError where something is there that no export wrote; an empty file is free.

    A device or a pipe is never replaced, and not read either, as that might wait for ever.
    """
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):
            raise unwritable(path, _("it is no file"))
        with path.open("rb") as file:
            head = file.read(HEAD)
    except FileNotFoundError:
        return
    except OSError as error:
        raise unwritable(path, error.strerror) from None
    if head and not is_ours(head):
        text = _("%(path)s is no earlier export of this kind: it is left as it was")
        raise BadUseError(text % {"path": path})


def to_file(path: Path, content: bytes, is_ours: IsOurs) -> None:
    """Put a file into its place as a whole; raise BadUseError where that cannot be."""
    require_ours(path, is_ours)
    try:
        replace_whole(str(path), content)
    except OSError as error:
        raise unwritable(path, error.strerror) from None


def unwritable(path: Path, reason: str | None) -> BadUseError:
    """Return what is said where a file or folder cannot be written."""
    text = _("%(path)s cannot be written: %(reason)s")
    return BadUseError(text % {"path": path, "reason": reason})
