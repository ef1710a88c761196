"""The theme's frame around a page: rendered once for all pages of a shape, filled for each.

The frame is rendered with marks in the slots where pages differ. A mark is a text that occurs in
no theme. Its form in the result shows what the theme does to a text (escaping, taking tags out),
so that the same can be done to the text of each page. Where a mark comes out in any other form, or
where a filled frame is not what the theme makes of the same page, the shape has no frame: its
pages are rendered the full way.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import sys
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2.filters import do_striptags
from markupsafe import escape
from sphinx.application import builtin_extensions
from sphinx.errors import SphinxError

from sphinx_error_index.internals import handlers, knows_handlers, only_handlers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from jinja2 import Template
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

    from sphinx_error_index.pages.contents import Page
    from sphinx_error_index.pages.themecontext import Shape, Slots, ThemeContext

EVENT = "html-page-context"
LAST = 1_000_000
"""Priority of our last handler, which sees what all others made of the context."""
FIRST = -LAST
"""Priority of our first handler, which sees the functions that Sphinx gives to themes."""

_MARK = "zerrz"
_FILLED = "err_filled"

Form = tuple["Callable[[str], str]", ...]
Pieces = tuple["str | tuple[str, Form]", ...]


def _escaped(text: str) -> str:
    return str(escape(text))


FORMS: tuple[Form, ...] = (
    (),
    (_escaped,),
    (do_striptags,),
    (do_striptags, _escaped),
    (do_striptags, _escaped, _escaped),
    (_escaped, _escaped),
)
"""What themes do to a text: the Jinja filters ``e`` and ``striptags``, one after the other."""


_OWN = {name.partition(".")[0] for name in (*builtin_extensions, __name__)}
"""Packages whose handlers make the frame whatever the theme is: ours and Sphinx's own."""


class NoFrameError(Exception):
    """A shape has no frame; the text says why."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A rendered frame, cut at its slots; ``pieces`` are texts, or a slot and a form of it.

    ``context`` is what the theme's template was given; ``digest`` stands for the whole.
    """

    shape: Shape
    pieces: Pieces
    context: Mapping[str, Any]
    digest: str

    def filled(self, slots: Slots) -> str:
        """Return the page with these slots."""
        return "".join(
            piece if isinstance(piece, str) else _formed(slots[piece[0]], piece[1])
            for piece in self.pieces
        )


@dataclass
class FrameDigests:
    """Digests of frames that an earlier build rendered, by their shapes.

    Attributes:
        made_of: a digest of what all of them were made of, apart from their shapes.
        by_shape: the digest of each, by its shape as a text.
    """

    made_of: str = ""
    by_shape: dict[str, str] = field(default_factory=dict)


class Frames:
    """The frames of the pages of one build: each is rendered when it, or its digest, is asked for.

    A build that changes few pages needs no more than digests, which ``before`` has. They are not
    trusted blindly: a frame of each kind of page is rendered, and all must be as they were.

    Args:
        make: renders the frame of a shape; gives None where the theme has none.
        shapes: the shapes of all pages.
        before: what is known of the last build's frames.
        made_of: the digest of what the frames of this build are made of.
    """

    def __init__(
        self,
        make: Callable[[Shape], Frame | None],
        shapes: Iterable[Shape],
        before: FrameDigests,
        made_of: str,
    ) -> None:
        self._make = make
        self._made: dict[Shape, Frame | None] = {}
        self.digests = FrameDigests(made_of)
        self._known: dict[str, str] = {}
        if made_of and before.made_of == made_of:
            kinds = {shape.template: shape for shape in shapes}
            if all(self._is_as_before(shape, before) for shape in kinds.values()):
                self._known = before.by_shape

    def get(self, shape: Shape) -> Frame | None:
        """Return the frame of a shape, if there is one."""
        if shape not in self._made:
            self._made[shape] = self._make(shape)
        return self._made[shape]

    def digest(self, shape: Shape) -> str:
        """Return the digest of a shape's frame, empty where there is none."""
        key = str(shape)
        if key not in self.digests.by_shape:
            known = "" if shape in self._made else self._known.get(key, "")
            frame = None if known else self.get(shape)
            self.digests.by_shape[key] = known or (frame.digest if frame else "")
        return self.digests.by_shape[key]

    def _is_as_before(self, shape: Shape, before: FrameDigests) -> bool:
        frame = self.get(shape)
        return frame is not None and before.by_shape.get(str(shape)) == frame.digest


class Renderer:
    """Renders pages through a builder's theme, either the full way or by frames."""

    def __init__(self, app: Sphinx, context: ThemeContext) -> None:
        self._app = app
        self._builder: StandaloneHTMLBuilder = app.builder  # type: ignore[assignment]
        self._context = context
        self._rendered = ""
        self._waiting: tuple[Frame, Slots, dict[str, Any]] | None = None
        self._first: dict[str, Any] = {}
        self._seen: dict[str, Any] = {}
        # Of other template bridges it is not known what they do with a template object.
        environment = getattr(self._builder.templates, "environment", None)
        self._bare: Template | None = (
            environment.from_string(f"{{{{ {_FILLED} }}}}") if environment else None
        )
        self.foreign = tuple(
            f"{getattr(handler, '__module__', None) or 'conf.py'}"
            for handler in handlers(app, EVENT)
            if not _is_of_theme(app, handler)
        )
        """The modules of other extensions that want to see the context of every page."""

    @property
    def has_frames(self) -> bool:
        """Whether pages may be rendered by frames at all."""
        wanted = not self._app.config.error_index_full_rendering
        return wanted and self._bare is not None and knows_handlers(self._app)

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """Let us see the contexts of pages, and what the theme makes of them."""
        first = self._app.connect(EVENT, self._before_others, priority=FIRST)
        last = self._app.connect(EVENT, self._on_context, priority=LAST)
        bridge: Any = self._builder.templates
        render = bridge.render

        def noted(template: object, context: object) -> str:
            self._rendered = render(template, context)
            return self._rendered

        bridge.render = noted
        try:
            yield
        finally:
            bridge.render = render
            self._app.disconnect(first)
            self._app.disconnect(last)

    def full(self, page: Page, slots: Slots) -> str:
        """Return a page as the theme renders it."""
        return self._handle(page, self._context.context(self._context.shape(page), slots))

    def framed(self, page: Page, frame: Frame, slots: Slots) -> str:
        """Return a page by its frame, or the full way where an extension changes its context."""
        if not self.foreign:
            return frame.filled(slots)
        context = self._context.context(frame.shape, slots)
        self._waiting = (frame, slots, _copied(context))  # extensions may change what they get
        try:
            return self._handle(page, context)
        finally:
            self._waiting = None

    def frame(self, page: Page, slots: Slots) -> Frame:
        """Return the frame of a page's shape. Raises ``NoFrameError``.

        Extensions do not see this rendering, since it is not of any page.
        """
        shape = self._context.shape(page)
        # The page's own name is its mark where handlers of the theme show it.
        marks = {name: _mark(name) for name in slots} | {"pagename": page.pagename}
        # Only what makes the frame sees it: handlers of Sphinx, of the theme, and ours.
        with only_handlers(self._app, EVENT, partial(_is_of_theme, self._app)):
            try:
                text = self._handle(page, self._context.context(shape, marks))
            except SphinxError as error:
                # A template of another extension may need what that extension's handler gives.
                raise NoFrameError(" ".join(str(error).split())) from error
        pieces = _cut(text, marks)
        return Frame(shape, pieces, self._seen, _digest(pieces))

    def _handle(self, page: Page, context: dict[str, Any]) -> str:
        """Return what the builder would write into the page's file; it writes it nowhere."""
        self._rendered = ""
        self._builder.handle_page(page.pagename, context, "page.html", outfilename=Path(os.devnull))
        return self._rendered

    def encoded(self, text: str) -> bytes:
        """Return the bytes that Sphinx would write for the text of a page."""
        return text.encode(self._builder.config.html_output_encoding, "xmlcharrefreplace")

    def _before_others(
        self, _app: Sphinx, _pagename: str, _template: str, context: dict[str, Any], _tree: object
    ) -> None:
        """Note the functions that the theme would get if no extension changed them."""
        self._first = {name: value for name, value in context.items() if callable(value)}

    def _on_context(
        self, _app: Sphinx, _pagename: str, _template: str, context: dict[str, Any], _tree: object
    ) -> Template | None:
        """Note what the theme is given; answer with the filled frame if it was expected."""
        self._seen = _copied(context)
        if self._waiting is None:
            return None
        frame, slots, given = self._waiting
        expected = {**frame.context, **given}
        if self._seen.keys() != expected.keys() or not all(
            self._is_expected(name, value, expected[name]) for name, value in self._seen.items()
        ):
            return None
        context[_FILLED] = frame.filled(slots)
        return self._bare

    def _is_expected(self, name: str, value: object, expected: object) -> bool:
        """Say whether a value is what the frame was made with.

        Functions are made anew for every page. A function of Sphinx must still be the same object.
        Of a function that the theme made it can only be told where it was written.
        """
        if not callable(expected):
            return bool(value == expected)
        kind, first = _kind(expected), self._first.get(name)
        return _kind(value) == kind and (_kind(first) != kind or value is first)


def _copied(value: Any) -> Any:
    """Return a deep copy of dicts, lists, tuples and sets; other objects are not copied."""
    kind = value.__class__
    if kind is dict:
        return {key: _copied(item) for key, item in value.items()}
    if kind is list or kind is tuple:
        return kind(map(_copied, value))
    return set(value) if kind is set else value


def _kind(value: object) -> object:
    """Return what is equal for two functions that the same code made, and differs for others."""
    while isinstance(value, partial):
        value = value.func
    return getattr(value, "__code__", value)


def _mark(slot: str) -> str:
    """Return the mark of a slot; it has characters that filters change, unless it is a name."""
    core = f"{_MARK}{slot.replace('_', '')}z"
    if slot.endswith("title"):
        return f"{core}&lt;  {core}"
    if slot.endswith("link"):
        return f"{core}&{core}"
    if slot == "toc":
        return f'<ul><li><a class="reference internal" href="#{core}">{core}</a></li></ul>'
    return core


def _formed(text: str, form: Form) -> str:
    for change in form:
        text = change(text)
    return text


def _cut(text: str, marks: Slots) -> Pieces:
    """Return a text cut at its marks. Raises ``NoFrameError`` where one has an unknown form."""
    forms: dict[str, tuple[str, Form]] = {}
    for slot, mark in marks.items():
        for form in FORMS:
            forms.setdefault(_formed(mark, form), (slot, form))
    longest_first = sorted(forms, key=len, reverse=True)
    pieces: list[str | tuple[str, Form]] = []
    for at, part in enumerate(re.split(f"({'|'.join(map(re.escape, longest_first))})", text)):
        pieces.append(forms[part] if at % 2 else part)
    for piece in pieces:
        if isinstance(piece, str) and _MARK in piece.lower():
            at = piece.lower().index(_MARK)
            raise NoFrameError(f"the theme changes a text in its own way: {piece[at : at + 60]!r}")
    if not any(isinstance(piece, tuple) and piece[0] == "body" for piece in pieces):
        raise NoFrameError("the theme does not show the page's body")
    return tuple(pieces)


def _digest(pieces: Pieces) -> str:
    parts = (
        piece if isinstance(piece, str) else f"{piece[0]} {FORMS.index(piece[1])}"
        for piece in pieces
    )
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _is_of_theme(app: Sphinx, handler: object) -> bool:
    """Say whether a handler belongs to Sphinx, to the theme's package, or to us."""
    # What is written in conf.py has no module.
    top = (getattr(handler, "__module__", None) or "").partition(".")[0]
    if top in _OWN:
        return True
    module = sys.modules.get(top)
    folders = [Path(path).resolve() for path in getattr(module, "__path__", ())]
    themes = [Path(path).resolve() for path in app.builder.theme.get_theme_dirs()]  # type: ignore[attr-defined]
    return any(theme.is_relative_to(folder) for theme in themes for folder in folders)
