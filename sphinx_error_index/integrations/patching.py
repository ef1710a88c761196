"""Changes a method of another package, where it has no hook, and takes the change back."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any, Final

from sphinx_error_index.integrations.core import logger

if TYPE_CHECKING:
    from collections.abc import Callable

    Undo = Callable[[], None]
    """Takes a change back; it may be called more than once."""

_MARK: Final = "_error_index_original"


def replaced(owner: Any, name: str, make: Callable[[Any], Any]) -> Undo | None:
    """Put ``make(method)`` in the place of a method of a class or an object.

    A method that was replaced here before is replaced anew, not wrapped twice. Returns what takes
    it back, or None, after a warning, where there is no such method.
    """
    method = getattr(owner, name, None)
    if not callable(method):
        logger.warning(
            "%s.%s is not there, so errors get no address: this version is not known",
            getattr(owner, "__module__", type(owner).__module__), name,
        )  # fmt: skip
        return None
    original = getattr(method, _MARK, method)
    wrapper = make(original)
    setattr(wrapper, _MARK, original)
    own = name in vars(owner)
    setattr(owner, name, wrapper)

    def undo() -> None:
        if vars(owner).get(name) is wrapper:
            if own:
                setattr(owner, name, original)
            else:
                delattr(owner, name)

    return undo


def check_version(package: str, tested: tuple[int, ...]) -> None:
    """Warn, in one line, of a package whose leading version numbers are not the tested ones."""
    try:
        found = version(package)
    except PackageNotFoundError:
        return
    numbers = tuple(int(part) for part in found.split(".")[: len(tested)] if part.isdigit())
    if numbers != tested:
        said = ".".join(map(str, tested))
        logger.warning("%s %s: errors get addresses as tested with %s", package, found, said)
