"""What a build adds to the files: the addresses of the project, and the small scripts of a wheel.

The package index shows the addresses, and a README whose links work there.

The project names no host. Whoever publishes it says where it lives, in two environment variables
of the build; the release workflows take them from the forge that runs them:

``PROJECT_URL``
    the project's page, such as ``https://git.example.com/team/sphinx-error-index``
``PROJECT_FILES_URL``
    where its files are shown at the published revision, such as ``PROJECT_URL/blob/v1.0.0``;
    pictures are taken from the same address with ``/raw/`` in the place of ``/blob/``

Without them the metadata has no addresses, and a link to a file of the repository is plain text.

The scripts of our pages are made small when a wheel is built, so that whoever installs it needs
nothing for that and all sites get equal ones. minify-go, which does it, has no wheel for every
machine: where it has none, the scripts keep their own names.
"""

from __future__ import annotations

import os
import platform
import re
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

if TYPE_CHECKING:
    from collections.abc import Mapping

# ``[text](address)`` and ``![text](address)``, where the address is that of a file of ours.
_LINK = re.compile(r"(!?)\[([^\]]*)\]\((?!\w+:|#|//)([^)\s]+)\)")


def published_readme(readme: str, files_url: str) -> str:
    """Return Markdown whose links to files of the repository start with *files_url*.

    Where that is empty, such a link becomes its text.
    """

    def absolute(match: re.Match[str]) -> str:
        picture, text, path = match.groups()
        if not files_url:
            return text
        base = files_url.replace("/blob/", "/raw/") if picture else files_url
        return f"{picture}[{text}]({base}/{path})"

    return _LINK.sub(absolute, readme)


def project_urls(url: str, files_url: str) -> dict[str, str]:
    """Return ``[project.urls]`` of a project that lives at *url*, empty where that is empty."""
    if not url:
        return {}
    urls = {"Repository": url}
    if files_url:
        urls |= {
            "Documentation": f"{files_url}/README.md",
            "Changelog": f"{files_url}/CHANGELOG.md",
            "Security": f"{files_url}/SECURITY.md",
        }
    return urls


class PublishedMetadata(MetadataHookInterface):
    """Fills in ``readme`` and ``urls``, which ``pyproject.toml`` calls dynamic."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Add both to *metadata*, which is the table ``[project]``."""
        environment: Mapping[str, str] = os.environ
        url = environment.get("PROJECT_URL", "").rstrip("/")
        files_url = environment.get("PROJECT_FILES_URL", "").rstrip("/")
        readme = (Path(self.root) / "README.md").read_text("utf-8")
        text = published_readme(readme, files_url)
        metadata["readme"] = {"content-type": "text/markdown", "text": text}
        metadata["urls"] = project_urls(url, files_url)


MINIFIER = "minify-go==2.24.24"
"""Of one version, so that every build gives equal bytes; constraints.txt has the same."""

_HAS_WHEELS = {
    ("Linux", "x86_64"), ("Linux", "aarch64"), ("Darwin", "x86_64"), ("Darwin", "arm64"),
    ("Windows", "AMD64"),
}  # fmt: skip


def has_minifier(system: str, machine: str, libc: str, implementation: str) -> bool:
    """Return whether the minifier has a wheel for a machine, as ``platform`` names its parts."""
    fits = (system, machine) in _HAS_WHEELS and implementation == "CPython"
    return fits and (system != "Linux" or libc == "glibc")


class SmallScripts(BuildHookInterface[Any]):
    """Puts the scripts of our pages into a wheel, made small."""

    PLUGIN_NAME = "custom"
    _made: tempfile.TemporaryDirectory[str] | None = None

    def dependencies(self) -> list[str]:
        """Return what a build of a wheel needs besides hatchling."""
        here = (platform.system(), platform.machine(), platform.libc_ver()[0])
        return [MINIFIER] if has_minifier(*here, platform.python_implementation()) else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the scripts, unless the wheel is that of an editable installation."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        try:
            from sphinx_error_index.pages import assets
        finally:
            sys.path.remove(self.root)
        self._made = tempfile.TemporaryDirectory(prefix="error-index-scripts-")
        for name in assets.NAMES:
            readable = assets.whole_script(name)
            made = assets.small(readable)
            if made == readable:
                self.app.display_warning("without minify-go the wheel has scripts with long names")
                return
            path = Path(self._made.name, name)
            path.write_text(made, "utf-8")
            there = f"sphinx_error_index/static/{assets.SHIPPED}/{name}"
            build_data["force_include"][str(path)] = there

    def finalize(self, *_: object) -> None:
        """Remove what :meth:`initialize` has made."""
        if self._made:
            self._made.cleanup()
