"""The Jinja environment of the page templates: one copy, autoescaping, nothing undefined."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

FOLDER = "error_index"
"""The folder of the templates, in the package's as in the site's ``templates_path``."""


def default_templates() -> Path:
    """Return the folder of the templates that ship with the extension.

    Installed from a wheel they are inside the package, in a checkout beside it.
    """
    package = Path(__file__).parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


class Templates:
    """Renders the page templates; those in the site's ``template_paths`` come first."""

    def __init__(self, template_paths: Sequence[Path] = ()) -> None:
        self.environment = Environment(
            loader=ChoiceLoader([FileSystemLoader([*template_paths, default_templates()])]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.environment.filters["counted"] = counted
        self.environment.filters["excerpt"] = excerpt

    def render(self, name: str, context: dict[str, Any]) -> Markup:
        """Return a page's body; ``name`` is that of the template without folder and suffix.

        Raises ``jinja2.TemplateError`` with the template's name where it cannot be rendered.
        """
        return Markup(self.environment.get_template(f"{FOLDER}/{name}.html").render(context))

    def render_search_box(
        self,
        *,
        root: str,
        guide_url: str,
        service: str = "",
        box_id: str = "err-box",
        label: str = "Paste an error code, a log line or a message",
    ) -> Markup:
        """Return the search box; ``root`` is the path to the site's root, ``service`` a scope."""
        return self.render(
            "partials/search",
            {
                "root": root,
                "guide_url": guide_url,
                "service": service,
                "box_id": box_id,
                "label": label,
            },
        )


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun: ``1 code``, ``2 codes``."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def excerpt(text: str, length: int = 160) -> str:
    """Return the beginning of a text on one line, cut between words."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    return (
        text[: text.rfind(" ", 0, length) if " " in text[:length] else length].rstrip(",;:") + " …"
    )
