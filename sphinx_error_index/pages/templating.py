"""The Jinja environment of the page templates: it escapes all texts and refuses unknown names."""

from __future__ import annotations

import contextlib
import traceback
from collections import deque
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError
from jinja2.meta import find_referenced_templates
from jinja2.runtime import Context
from markupsafe import Markup
from sphinx.errors import ExtensionError

from sphinx_error_index.language import gettext, ngettext
from sphinx_error_index.messages import TYPE, Subtype, logger
from sphinx_error_index.pages.choices import cited, excerpt, message_of
from sphinx_error_index.wording import counted, since

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, MutableMapping, Sequence

    from jinja2 import Template

    from sphinx_error_index.model import Code

FOLDER = "error_index"
"""The folder of the page templates, below ours as well as below the site's ``templates_path``."""


def default_templates() -> Path:
    """Return the folder of the templates that ship with the extension.

    Installed from a wheel they are inside the package, in a checkout beside it.
    """
    package = Path(__file__).parent.parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


MACROS = f"{FOLDER}/partials/macros.html"


class Templates:
    """Renders the page templates. Those under the site's ``template_paths`` come before ours."""

    def __init__(self, template_paths: Sequence[Path] = ()) -> None:
        self._paths = template_paths
        paths = [path / FOLDER for path in template_paths]
        self._overrides = [path for path in paths if path.is_dir() and not _is_default(path)]
        self._loader = FileSystemLoader([*template_paths, default_templates()])
        self.environment = _environment(self._loader)
        self._defaults = _environment(FileSystemLoader(default_templates()))
        self._said: set[str] = set()
        self._boxes: dict[tuple[str, ...], Markup] = {}

    @property
    def are_overridden(self) -> bool:
        """Whether the site has templates of its own, which may show anything."""
        return bool(self._overrides)

    def files(self) -> list[tuple[str, Path]]:
        """Return the files of all templates, each with its name as templates include it."""
        ours = default_templates()
        own = [named for folder in self._overrides for named in _files(folder, folder.parent)]
        return [*_files(ours / FOLDER, ours), *own, *self._included(name for name, _ in own)]

    def _included(self, names: Iterable[str]) -> list[tuple[str, Path]]:
        """Return the files that templates of the site include, wherever they are, by name.

        Where a template computes the name of another one, it may include any.
        """
        todo: deque[str | None] = deque(names)
        found: dict[str, Path] = {}
        while todo:
            name = todo.popleft()
            if name is None:
                return [named for path in self._paths for named in _files(path, path)]
            if name in found:
                continue
            # One that is not there, or cannot be read, is told of when it is rendered.
            with contextlib.suppress(TemplateError, UnicodeDecodeError):
                source, file, _ = self._loader.get_source(self.environment, name)
                found[name] = Path(file)
                todo += find_referenced_templates(self.environment.parse(source))
        return sorted(found.items())

    def render(self, name: str, context: dict[str, Any]) -> Markup:
        """Return a page's body; ``name`` is the template's name without folder and suffix.

        Where a template of the site fails, a warning names it and ours is used. Where ours fails
        too, it raises ``ExtensionError`` with the template's file and line.
        """
        file = f"{FOLDER}/{name}.html"

        def made(environment: Environment) -> Markup:
            # Importing them would cost each page as much as a tenth of all else.
            macros = environment.get_template(MACROS).module
            template = environment.get_template(file)
            return Markup(template.render(context, macros=macros))

        return self._made(file, made)

    def macro(self, name: str, value: object, **texts: str) -> Markup:
        """Return what a macro of ``partials/macros`` makes of a value; fails as ``render`` does."""

        def made(environment: Environment) -> Markup:
            module = environment.get_template(MACROS).module
            if not hasattr(module, name):  # a site's own macros, from before there was this one
                module = self._defaults.get_template(MACROS).module
            result: Markup = getattr(module, name)(value, **texts)
            return result

        return self._made(MACROS, made)

    def _made(self, file: str, make: Callable[[Environment], Markup]) -> Markup:
        """Return what the site's templates make, or what ours make where those fail."""
        try:
            return make(self.environment)
        except Exception as error:
            place, reason = _place_of(error, file)
            if not place:
                raise
            try:
                result = make(self._defaults)
            except Exception:
                raise ExtensionError(f"{place}: {reason}") from None
            if place not in self._said:
                self._said.add(place)
                text = "%s: the template that ships with the extension is used instead"
                logger.warning(text, reason, type=TYPE, subtype=Subtype.TEMPLATE, location=place)
            return result

    def render_search_box(
        self,
        *,
        root: str,
        guide_url: str,
        service: str = "",
        box_id: str = "err-box",
        label: str = "",
    ) -> Markup:
        """Return the search box. ``root`` is the way to the site's root from the page.

        ``guide_url`` is the address of the guide from there; ``service`` is the only service to
        search, or empty. The box is rendered once for all pages of a folder.
        """
        label = label or gettext("Paste an error code, a log line or a message")
        key = (root, guide_url, service, box_id, label)
        if key not in self._boxes:
            names = ("root", "guide_url", "service", "box_id", "label")
            context = dict(zip(names, key, strict=True))
            self._boxes[key] = self.render("partials/search", context)
        return self._boxes[key]


def _files(folder: Path, root: Path) -> list[tuple[str, Path]]:
    """Return the files under a folder, each with its name from a root."""
    return [
        (path.relative_to(root).as_posix(), path)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]


def _is_default(folder: Path) -> bool:
    """Say whether a folder is ours, which this project's own site has in its ``templates_path``."""
    return folder.resolve() == (default_templates() / FOLDER).resolve()


class _Context(Context):
    """The names of a template; most of what it calls needs nothing of Jinja's own."""

    def call(self, obj: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """Call an object; what may want to be given this context is called as Jinja does."""
        if obj.__class__ is not partial and obj.__class__ is not _Words:
            return super().call(obj, *args, **kwargs)
        kwargs.pop("_block_vars", None)  # which Jinja's compiler adds
        kwargs.pop("_loop_vars", None)
        return obj(*args, **kwargs)


class _Environment(Environment):
    """An environment whose templates stay as they are once they are loaded."""

    context_class = _Context

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._known: dict[str, Template] = {}

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - as Jinja calls it
    ) -> Template:
        """Return a template; a page includes a dozen, so what is known is not looked up again."""
        if name.__class__ is not str or globals is not None:
            return super().get_template(name, parent, globals)
        if name not in self._known:
            self._known[name] = super().get_template(name, parent, globals)
        return self._known[name]


class _Words:
    """The function ``_`` of templates: a text without places is translated and escaped once."""

    def __init__(self) -> None:
        self._made: dict[str, Markup] = {}

    def __call__(self, text: str, /, **values: object) -> Markup:
        """Return a text in the language of the site, with values in its places."""
        if values:
            return Markup(gettext(text)) % values
        if text not in self._made:
            self._made[text] = Markup(gettext(text)) % values
        return self._made[text]


def _environment(loader: FileSystemLoader) -> Environment:
    environment = _Environment(
        loader=loader,
        autoescape=True,
        auto_reload=False,  # one build, one state of the templates
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "cited": cited,
        "counted": counted,
        "excerpt": excerpt,
        "facets": facets_of,
        "message": message_of,
        "since": since,
    }
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.globals["_"] = _Words()
    return environment


@dataclass(frozen=True, slots=True)
class Facets:
    """What a list of codes can be narrowed by: classes of statuses (``4XX``), categories."""

    classes: tuple[str, ...]
    categories: tuple[str, ...]


def facets_of(codes: Iterable[Code]) -> Facets:
    """Return the facets of a list of codes; a class of statuses is not a category as well."""
    codes = list(codes)
    classes = sorted({f"{status // 100}XX" for code in codes for status in code.status})
    categories = dict.fromkeys(name for code in codes for name in code.categories)
    return Facets(tuple(classes), tuple(name for name in categories if name not in classes))


def _place_of(error: Exception, template: str) -> tuple[str, str]:
    """Return where a template failed (``file:line``) and why; both empty if it was no template."""
    if (file := getattr(error, "filename", None)) and (line := getattr(error, "lineno", None)):
        return f"{file}:{line}", str(getattr(error, "message", error))
    frames = traceback.extract_tb(error.__traceback__)
    inside = [frame for frame in frames if frame.filename.endswith(".html")]
    if isinstance(error, TemplateError) or frames[-1:] == inside[-1:]:
        return (f"{inside[-1].filename}:{inside[-1].lineno}" if inside else template), str(error)
    return "", ""
