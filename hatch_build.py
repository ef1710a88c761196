"""What the package index shows of the project: its addresses, and a README whose links work there.

The project names no host. Whoever publishes it says where it lives, in two environment variables
of the build; the release workflows take them from the forge that runs them:

``PROJECT_URL``
    the project's page, such as ``https://git.example.com/team/sphinx-error-index``
``PROJECT_FILES_URL``
    where its files are shown at the published revision, such as ``PROJECT_URL/blob/v1.0.0``;
    pictures are taken from the same address with ``/raw/`` in the place of ``/blob/``

Without them the metadata has no addresses, and a link to a file of the repository is plain text.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
