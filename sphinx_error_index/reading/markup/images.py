"""The pictures that a vendor file may show: files of pixels inside the data root."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.util.i18n import search_image_for_language

from sphinx_error_index.messages import Subtype
from sphinx_error_index.reading.markup.places import line_of, shortened

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

    from sphinx_error_index.doctrees import NodesByClass
    from sphinx_error_index.messages import Messages

SIGNATURES = {
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".gif": (b"GIF87a", b"GIF89a"),
    ".webp": (b"RIFF",),
    ".bmp": (b"BM",),
}
"""The suffixes of pictures that may be published, and what such files begin with.

SVG is not among them: it may hold scripts.
"""


class ReadsNoFile(Directive):
    """An image or figure that looks into no file while it is parsed.

    docutils takes the paths of ``:loading: embed`` and ``:figwidth: image`` from the current
    folder, and would read files outside the data root.
    """

    def run(self) -> list[nodes.Node]:
        """Return what the directive of docutils returns without these options."""
        self.options.pop("loading", None)
        if self.options.get("figwidth") == "image":
            del self.options["figwidth"]
        return list(super().run())


def localise_images(
    found: NodesByClass,
    path: Path,
    data_root: Path,
    env: BuildEnvironment,
    messages: Messages,
) -> None:
    """Make image paths relative to the source folder; replace images not allowed by their words."""
    for image in found.of(nodes.image):
        uri = image["uri"]
        image.attributes.pop("loading", None)
        target = _inside(uri, path.parent, data_root)
        if target is None:
            text = "the image %r is not a file inside the data root: its text is shown instead"
            messages.warn(Subtype.OUTSIDE, line_of(image), text, shortened(uri))
        else:
            own = "/" + os.path.relpath(target, env.srcdir).replace(os.sep, "/")
            shown = search_image_for_language(own, env)
            if _has_pixels(target) and _may_be_shown(shown, own, data_root, env):
                image["uri"] = own
                continue
            text = (
                "the image %r is no PNG, JPEG, GIF, WebP or BMP picture, and other files are not "
                "published: its text is shown instead"
            )
            named = uri if shown == own else os.path.basename(shown)  # noqa: PTH119
            messages.warn(Subtype.REFUSED, line_of(image), text, shortened(named))
        words = nodes.inline("", image.get("alt") or uri)
        in_text = isinstance(image.parent, nodes.TextElement)
        image.replace_self(words if in_text else nodes.paragraph("", "", words))


def _inside(uri: str, folder: Path, data_root: Path) -> Path | None:
    """Return the file that an address leads to, ``None`` if there is none in the data root."""
    if "://" in uri:
        return None
    try:
        target = (folder / uri).resolve()
        return target if target.is_relative_to(data_root) and target.is_file() else None
    except (OSError, ValueError):  # the system takes no file name that is so long, or so odd
        return None


def _may_be_shown(shown: str, own: str, data_root: Path, env: BuildEnvironment) -> bool:
    """Say whether the picture that Sphinx takes in place of an own one may be published.

    Beside ``here.png`` it looks for ``here.en.png``, as ``figure_language_filename`` says.
    """
    if shown == own:
        return True
    place = Path(env.relfn2path(shown)[1]).resolve()
    folders = (data_root, Path(env.srcdir).resolve())
    return any(map(place.is_relative_to, folders)) and place.is_file() and _has_pixels(place)


def _has_pixels(path: Path) -> bool:
    """Say whether a file is a picture of a kind that holds nothing but pixels, or is empty."""
    signatures = SIGNATURES.get(path.suffix.lower())
    if signatures is None:
        return False
    try:
        with path.open("rb") as file:
            start = file.read(16)
    except OSError:
        return False
    return not start or start.startswith(signatures)
